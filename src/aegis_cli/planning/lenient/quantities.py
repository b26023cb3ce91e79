"""Says in the grammar's words which numbers are issues and counts, and what a day is about."""

import re
from collections.abc import Iterator
from dataclasses import replace

from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.lexer import Lexeme
from aegis_cli.planning.lenient.concepts import Concept, SpokenDay, concepts_of
from aegis_cli.planning.sentence.tokens import COUNTS

_ISSUES_ARE_BELOW = 1_000_000
"""The numbers of runs and comments are larger."""
_COUNT = re.compile(r"\d{1,3}")
"""What may be a count. NOTE: Python makes no number of more than 4,300 digits."""
_BEFORE_OTHERS = frozenset(
    "first last latest top limit most up_to newest oldest line milestone run runs comment field"
    " review build most than approvals".split()
)
"""Words before a number that is no issue's."""
_BEFORE_ISSUES = lexicon.ISSUE_NOUNS | {"label", "tag"}
"""Words before an issue's number, whatever follows: "label 12 docs"."""
_BEFORE_COUNTS = frozenset("first last latest top newest".split())
_COUNTABLE = frozenset(
    "issues prs runs comments commits repos repositories reviews milestones labels events files"
    " bugs contributors threads checks ones pulls".split()
)
_ADJECTIVES = frozenset(
    "open closed merged failed oldest newest latest draft of most recent".split()
)
"""Words between a count and what it counts."""
_SINGULARS = {"issue": "issues", "pr": "prs", "bug": "bugs", "run": "runs"}
_SUPERLATIVES = frozenset({"oldest", "newest", "latest"})
_BEFORE_DAYS = frozenset(
    "since in on from of at for first the this was were by after new ,".split()
)
"""Words between a day and what happened on it."""
_SINCE = {
    "opened": "created since",
    "updated": "updated since",
    "change": "updated since",
    "closed": "closed since",
    "close": "closed since",
    "merged": "merged since",
    "merge": "merge merged since",
}
"""What happened, as a search says it."""
_STATES = frozenset({"closed", "merged"})
"""What says too in which state something is."""
_NO_COUNTED = frozenset({"as", "is", "its", "it's", "that's", "was", "has"})
"""Words that end with "s" and are no plural."""
_COUNTED_ALONE = frozenset({"approval", "review", "day", "limit"})
"""Words behind a number that is no issue's, though they are no plural."""
_DUE = frozenset({"due", "milestone"})


def with_quantities(words: list[Lexeme]) -> tuple[Lexeme, ...]:
    """Return words in which numbers and days say what they are."""
    return tuple(_with_references(_with_limit(_with_days(_with_one(words)))))


def _with_one(words: list[Lexeme]) -> list[Lexeme]:
    """Say of "the oldest open issue" that it is the first of several."""
    texts = [word.text for word in words]
    at = next((at for at, text in enumerate(texts) if text in _SINGULARS), None)
    is_one = not _SUPERLATIVES.isdisjoint(texts) and all(word.number is None for word in words)
    if at is None or not is_one:
        return words
    return [*words[:at], *concepts_of((_SINGULARS[texts[at]],)), *words[at + 1 :], *_limit(1)]


def _with_days(words: list[Lexeme]) -> list[Lexeme]:
    """Say of a day what happened since, as "created since 2026-11-20"; a due day stays."""
    at = next((at for at, word in enumerate(words) if isinstance(word, SpokenDay)), None)
    if at is None:
        return words
    start = at
    while start and words[start - 1].text in _BEFORE_DAYS:
        start -= 1
    happened, rest = words[start - 1].text if start else "", words[at:]
    if happened == "before" or not _DUE.isdisjoint(word.text for word in words):
        return words
    if happened in _SINCE:
        return [*words[: start - (happened not in _STATES)], *_since(happened), *rest]
    later = next((word.text for word in rest if word.text in _SINCE), "")
    earlier = next((word.text for word in words[:start] if word.text in _STATES), "opened")
    kept = [word for word in rest if word.text != later]  # "merged PRs since monday"
    return [*words[:start], *_since(later or earlier), *kept]


def _since(happened: str) -> tuple[Lexeme, ...]:
    return concepts_of(tuple(_SINCE[happened].split()))


def _with_limit(words: list[Lexeme]) -> list[Lexeme]:
    """Say of "the last ten open issues" that ten is the limit."""
    for at, word in enumerate(words):
        number = COUNTS.get(word.text) or (int(word.text) if _COUNT.fullmatch(word.text) else 0)
        if word.quoted or number <= 1:
            continue
        before = words[at - 1].text if at else ""
        counted = next((w.text for w in words[at + 1 :] if w.text not in _ADJECTIVES), "")
        if counted in _COUNTABLE and before not in lexicon.ISSUE_NOUNS:
            is_said = before in _BEFORE_COUNTS and before not in _SUPERLATIVES
            return [*words[: at - is_said], *words[at + 1 :], *_limit(number)]
    return words


def _limit(number: int) -> tuple[Lexeme, ...]:
    return Concept("limit", "limit"), Concept(str(number), str(number), number=number)


def _with_references(words: list[Lexeme]) -> Iterator[Lexeme]:
    """Write a bare number as that of an issue, where it can be no count."""
    for at, word in enumerate(words):
        before = words[at - 1].text if at else ""
        after = words[at + 1].text if at + 1 < len(words) else ""
        is_bare = word.number is not None and word.text.isdecimal()
        is_small = word.number is not None and word.number < _ISSUES_ARE_BELOW
        is_count = before in _BEFORE_OTHERS or (after.endswith("s") and after not in _NO_COUNTED)
        is_other = is_count or after in _COUNTED_ALONE
        if is_bare and is_small and (before in _BEFORE_ISSUES or not is_other):
            if at and _is_alone(words[at - 1]):
                yield Concept("and", "and")  # "close 12 13 14"
            yield replace(word, text=f"#{word.text}")
        else:
            if _is_of_several(words, at):
                yield Concept("and", "and")  # "close #12 #13 and #14"
            yield word


def _is_of_several(words: list[Lexeme], at: int) -> bool:
    """Tell whether a number follows another in a row of three, as in "#12 #13 and #14".

    NOTE: of two, one may be what the other is like: "close #12 #16 duplicate".
    """
    behind = [word for word in words[at + 1 : at + 3] if word.text not in {"and", ","}]
    others = [*words[max(at - 2, 0) : at - 1], *behind[:1]]
    is_pair = at > 0 and _is_alone(words[at]) and _is_alone(words[at - 1])
    return is_pair and any(map(_is_alone, others))


def _is_alone(word: Lexeme) -> bool:
    """Tell whether a word is a number and nothing else, such as 12 and #12."""
    return word.number is not None and word.repo is None and word.raw.lstrip("#").isdecimal()
