"""Splits a sentence into its requests: what one of them is about, another may share.

"Show the files and the commits of PR 17" has the number once, "close 12 and lock it" a pronoun,
and "12 is done, close it" says first what it is about.
"""

from collections.abc import Iterator
from itertools import pairwise

from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.grammar import GRAMMAR, Grammar
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.grammar.lexicon import CONJUNCTIONS, ISSUE_NOUNS
from aegis_cli.planning.grammar.slots import IT, THEM
from aegis_cli.planning.lenient.concepts import FILLERS, Concept, concepts_of, is_value
from aegis_cli.planning.lenient.loose_forms import PREPOSITIONS, USUAL_NAMES
from aegis_cli.planning.lenient.vocabulary import ordinary

_CONNECTIVES = frozenset({"and", "&", ",", ";", "then", "."})
_ENDS = frozenset({".", "!"})
_PAUSES = frozenset({",", ";", "."})
_LONGEST_REASON = 5
_CONTRACTED = frozenset({"it's", "its", "that's", "they're"})
"""Words with which a reason begins behind a number, without a pause: "close 12 its fixed"."""
_REASONS = _CONTRACTED | frozenset(
    "it she's he's we're i'm looks works superseded stale obsolete outdated abandoned unused"
    " tested".split()
)
"""Words with which a part begins, behind a pause, that says why."""
_WANTS_MORE = frozenset("needs need should must first before after reopen".split())
"""Words with which a part says what is to be done too: "merge 12, it needs a squash first"."""
_IS = frozenset("is are was were gets getting looks look got has needs".split())
_LIKE = frozenset({"duplicate"})
"""Words that say alone what something is: "12 duplicates 11"."""
_STATES = frozenset({"closed", "completed", "success", "failed", "mergeable", "ready", "wontfix"})
_REFER = frozenset({IT, THEM})
_REFER_TO_ONE = frozenset({IT, "its", "there"})
_PLURALS = {"branches": "branch", "labels": "label", "milestones": "milestone"}
"""What has a name alone, as several and as one."""
_NOUN_AND_NAME = 2


def requests_in(words: Lexemes) -> list[tuple[Lexemes, ...]]:
    """Return the requests of a sentence, each as it stands, and with the thing of another."""
    parts: list[list[Lexeme]] = [[]]
    if order := _order_about(words):
        return [order]
    for word in words[: _reason_at(words)]:
        if word.text in _CONNECTIVES and not word.quoted:
            parts.append([])
        else:
            parts[-1].append(word)
    parts = [_at_other_place(part, before) for before, part in pairwise([[], *parts])]
    parts = [*_of_other_names(parts)]
    said = [part for part in parts if any(word.text not in FILLERS for word in part)]
    named = [thing for part in said if (thing := _thing_in(part))]
    has_it = any(word.text == IT for part in said for word in part)
    asked = [part for part in said if not (has_it and tuple(part) == _thing_in(part))]
    ways = [_with_thing(part, named[0] if len(named) == 1 else ()) for part in asked]
    full = [_said_in(max(way, key=len)) for way in ways]
    return [way for at, way in enumerate(ways) if full[at] not in full[:at]]


def with_elided_verb(
    before: tuple[Lexemes, ...], request: tuple[Lexemes, ...], grammar: Grammar
) -> tuple[Lexemes, ...]:
    """Return a request that begins with its thing with the verb of that before; () if it has one.

    NOTE: "label #12 bug and #13 wontfix" labels both; a value of one is no verb of the other.
    """
    verb = before[0][:1] if before else ()
    begins = len(request[0]) > 1 and _is_thing(request[0][0])
    if not (begins and verb and verb[0].text in grammar.lead_words):
        return ()
    return ((*verb, *(_as_written(word) for word in request[0])),)


def _as_written(word: Lexeme) -> Lexeme:
    """Return a word as a value: what it may stand for is taken from it."""
    return Lexeme(word.raw, word.raw.casefold()) if isinstance(word, Concept) else word


def _said_in(words: Lexemes) -> list[tuple[str, str]]:
    """Return what tells one request from another."""
    return [(word.raw, word.text) for word in words if word.text not in FILLERS | PREPOSITIONS]


def _order_about(words: Lexemes) -> tuple[Lexemes, ...]:
    """Return the order behind what is said of a thing, with the thing: "12 is done, close it".

    It may be meant with what is said ("12 is spam, lock it"), or without, if that has no value.
    """
    end = next((at for at, word in enumerate(words) if word.text in _PAUSES), 0)
    things, told = _told_of_things(words[:end])
    order = _without_end(words[end + 1 :])
    refers = [at for at, word in enumerate(order) if word.text in _REFER]
    if not things or not order or len(refers) > 1 or any(_ends_order(word) for word in order):
        return ()
    at = refers[0] if refers else len(order)
    alone = (*order[:at], *things, *order[at + 1 :])
    return ((*alone, *told),) if any(map(is_value, told)) else ((*alone, *told), alone)


def _without_end(words: Lexemes) -> Lexemes:
    """Return words without the full stop behind them."""
    return words[:-1] if words and words[-1].text in _ENDS else words


def _told_of_things(words: Lexemes) -> tuple[Lexemes, Lexemes]:
    """Split what is said of things, such as "12 is done" and "12 fixed"; no things if none is."""
    says = next((at for at, word in enumerate(words) if word.text in _IS | _LIKE), 0)
    if says and all(map(_is_thing, words[:says])):
        return words[:says], words[says + (words[says].text in _IS) :]
    things = [word for word in words if _is_thing(word)]
    told = [word for word in words if not _is_thing(word)]
    are_states = bool(told) and all(word.text in _STATES for word in told)
    return (things if are_states else (), told)


def _ends_order(word: Lexeme) -> bool:
    """Tell whether a word is of no order about what was said: a value, or another statement."""
    return is_value(word) or word.text in _IS | _PAUSES


def _is_thing(word: Lexeme) -> bool:
    """Tell whether a word is an issue or a pull request, or stands between two of them."""
    return word.number is not None or word.text in ISSUE_NOUNS | CONJUNCTIONS


def _at_other_place(part: list[Lexeme], before: list[Lexeme]) -> list[Lexeme]:
    """Return the request before for the other place that a part is: "issues in a/b and c/d"."""
    places = [word for word in part if word.repo and word.number is None]
    is_place = len(part) == len(places) == 1
    has_one = sum(word.repo is not None for word in before) == 1
    if not (is_place and has_one):
        return part
    return [places[0] if word.repo else word for word in before]


def _of_other_names(parts: list[list[Lexeme]]) -> Iterator[list[Lexeme]]:
    """Yield each request; for a name alone, that before it: "delete the branches a and b"."""
    request: list[Lexeme] = []
    for part, behind in pairwise([*parts, []]):
        if request and _is_bare_name(part[:1]):
            yield [*request, *part]
            continue
        noun = part[-2].text if len(part) > _NOUN_AND_NAME else ""
        is_of_several = noun in _PLURALS and _is_bare_name(part[-1:]) and _is_bare_name(behind[:1])
        request = [*part[:-2], *concepts_of((_PLURALS[noun],))] if is_of_several else []
        yield [*request, part[-1]] if is_of_several else part


def _is_bare_name(words: list[Lexeme]) -> bool:
    return any(word.quoted or (word.is_name and not _is_known(word)) for word in words)


def _is_known(word: Lexeme) -> bool:
    """Tell whether a word says something else than a name, as in "the rest" and "all of them"."""
    means = GRAMMAR.lead_words | GRAMMAR.nouns | FILLERS | PREPOSITIONS | lexicon.PRONOUNS
    usual = frozenset[str]().union(*USUAL_NAMES.values())
    is_ordinary = word.text in ordinary() - usual
    return isinstance(word, Concept) or bool(word.article) or is_ordinary or word.text in means


def _reason_at(words: Lexemes) -> int:
    """Return where a sentence only says why from, or its length.

    So it does in "close 12, it's done", and in "close 12 its done".
    """
    for at in range(1, len(words)):
        rest = _without_end(words[at:])
        before, word = words[at - 1], words[at].text
        is_one = word in _REASONS if before.text in _PAUSES else word in _CONTRACTED
        is_one &= before.text in _PAUSES or before.number is not None
        says_more = any(is_value(word) or word.text in _CONNECTIVES | _WANTS_MORE for word in rest)
        if is_one and not says_more and len(rest) <= _LONGEST_REASON:
            return at
    return len(words)


def _with_thing(part: list[Lexeme], thing: Lexemes) -> tuple[Lexemes, ...]:
    if not thing or _thing_in(part):
        return (tuple(part),)
    with_thing = (*(word for word in part if word.text not in _REFER_TO_ONE), *thing)
    is_of_it = len(part) == 1  # "PR 15 files and commits"
    return (with_thing, tuple(part)) if is_of_it else (tuple(part), with_thing)


def _thing_in(part: list[Lexeme]) -> tuple[Lexeme, ...]:
    """Return the issue or the pull request that a part names, with its noun."""
    at = next((at for at, word in enumerate(part) if word.number is not None), None)
    if at is None or not part[at].text.startswith("#"):
        return ()
    has_noun = at > 0 and part[at - 1].text in ISSUE_NOUNS
    return tuple(part[at - has_noun : at + 1])
