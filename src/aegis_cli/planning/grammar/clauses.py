"""How a sentence is taken apart into requests, and what of it is only said around them."""

import re
from functools import partial

from aegis_cli.planning.grammar.lexer import Word, items
from aegis_cli.planning.grammar.lexicon import (
    BECAUSE,
    CONNECTIVES,
    COURTESIES,
    FAREWELLS,
    GROUPS,
    NO_TEXT,
    REASON_STARTS,
    REASONS,
    REQUESTS,
    STOPS,
    WISHES,
    WITH_COMMENT,
)
from aegis_cli.planning.grammar.patterns import matches, starts_at
from aegis_cli.planning.grammar.slots import IT, Items, phrase_at
from aegis_cli.planning.sentence.sentence import Sentence

_SHORTEST = 4
"""Items of a topic with its request: what it is about, a mark, a verb, "it"."""
_COLON = re.compile(r":\s+")
_PLACES = frozenset(GROUPS["IN"].split("|"))
_REPO = frozenset(GROUPS["REPO"].split("|"))


def parts(found: Items) -> list[range]:
    """Split a sentence where a word that can start a request follows "and", "then" or a mark."""
    begins = [0, *(at for at in range(1, len(found)) if _begins(found, at))]
    ends = [*map(partial(_end_before, found), begins[1:]), len(found)]
    return [range(begin, end) for begin, end in zip(begins, ends, strict=True)]


def _begins(found: Items, at: int) -> bool:
    joins = found[at - 1].text in CONNECTIVES and starts_at(found, at)
    return joins or any(phrase_at(phrase, found, at - 1) for phrase in WITH_COMMENT)


def _end_before(found: Items, at: int) -> int:
    """Return where a request ends before another begins, without what joins the two."""
    if found[at - 1].text not in CONNECTIVES:
        return at - 1
    while at > 0 and found[at - 1].text in CONNECTIVES:
        at -= 1
    return at


def trimmed(request: Items, *, may_wish: bool) -> Items:
    """Leave out what joins requests, and what is said out of courtesy."""
    start = 0
    courtesies = COURTESIES + (WISHES if may_wish else ())
    while lead := next(
        (p for p in courtesies + _joints(CONNECTIVES) if phrase_at(p, request, start)), None
    ):
        start += len(lead)
    rest = request[start:]
    while tail := next((p for p in FAREWELLS + _joints(STOPS) if _ends_with(rest, p)), None):
        rest = rest[: -len(tail)]
    return rest


def requests_once(found: Items) -> bool:
    """Tell whether a sentence is one request, put as a question to whoever reads it.

    NOTE: in "I want to close #12, please show it", the courtesy belongs to the other request.
    """
    request = trimmed(found, may_wish=False)
    return len(parts(found)) == 1 and any(phrase_at(lead, request, 0) for lead in REQUESTS)


def is_comment_of(found: Items, request: range) -> bool:
    """Tell whether a request is what is said beside another: "close #12 with a comment 'Done'"."""
    return any(phrase_at(phrase, found, request.start - 1) for phrase in WITH_COMMENT)


def without_reason(request: Items) -> Items:
    """Leave out why something is asked for, where all of the end of a request says that."""
    for at in range(1, len(request)):
        begins = at + 1 if request[at].text in REASON_STARTS else at
        is_marked = begins > at or request[at].text in BECAUSE
        if is_marked and any(_is_all(pattern, request, begins) for pattern in REASONS):
            return request[:at]
    return request


def _is_all(pattern: str, items: Items, at: int) -> bool:
    return any(end == len(items) for end, _ in matches(pattern, "", items, at))


def _joints(words: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    return tuple((word,) for word in words)


def _ends_with(request: Items, phrase: tuple[str, ...]) -> bool:
    return len(request) >= len(phrase) and phrase_at(phrase, request, len(request) - len(phrase))


def topic_inside(found: tuple[Word, ...]) -> tuple[Word, ...]:
    """Read "acme/web#12: close it" as "close acme/web#12"."""
    if len(found) < _SHORTEST or found[0].number is None or found[1].text not in {",", ":"}:
        return found
    rest = found[2:]
    at = next((at for at in parts(rest)[0] if rest[at].text == IT), None)
    return found if at is None else (*rest[:at], found[0], *rest[at + 1 :])


def place_behind(found: tuple[Word, ...]) -> tuple[Word, ...]:
    """Read "in acme/web, close #12" as "close #12 in acme/web"; "on #12 comment …" likewise."""
    at = 2 if len(found) > 1 and found[1].text in _REPO else 1
    named = found[at : at + 1]
    if not named or found[0].text not in _PLACES or not (named[0].repo or named[0].number):
        return found
    rest = found[at + 1 :]
    rest = rest[1:] if rest and rest[0].text == "," else rest
    first = parts(rest)[0]
    return rest[: first.stop] + found[: at + 1] + rest[first.stop :]


def with_text(sentence: Sentence) -> tuple[Word, ...]:
    """Read what stands behind a colon as a text, as in "comment on #12: Looks good".

    Nothing where it could be anything else: another request, an option, a repository.
    """
    head, *tail = _COLON.split(sentence.text, maxsplit=1)
    text = items(Sentence("".join(tail), sentence.host))
    says_more = sentence.quotes or any(item.repo or item.text in NO_TEXT for item in text)
    if says_more or not text or len(parts(text)) > 1:
        return ()
    return (
        *items(Sentence(head, sentence.host)),
        Word("".join(tail).strip(), quoted=True, told=True),
    )
