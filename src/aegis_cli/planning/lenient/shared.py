"""Splits a sentence into its requests: what one of them is about, another may share.

"Show the files and the commits of PR 17" has the number once, "close 12 and lock it" a pronoun.
"""

from itertools import pairwise

from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.grammar.lexicon import ISSUE_NOUNS
from aegis_cli.planning.grammar.slots import IT
from aegis_cli.planning.lenient.concepts import FILLERS, is_value

_CONNECTIVES = frozenset({"and", "&", ",", ";", "then", "."})
_PAUSES = frozenset({",", ";", "."})
_LONGEST_REASON = 5
_REASONS = frozenset({"it's", "its", "it", "that's", "thats", "they're"})
"""Words with which a part begins, behind a pause, that says why."""


def requests_in(words: Lexemes) -> list[tuple[Lexemes, ...]]:
    """Return the requests of a sentence, each as it stands, and with the thing of another."""
    parts: list[list[Lexeme]] = [[]]
    for word in words[: _reason_at(words)]:
        if word.text in _CONNECTIVES and not word.quoted:
            parts.append([])
        else:
            parts[-1].append(word)
    parts = [_at_other_place(part, before) for before, part in pairwise([[], *parts])]
    said = [part for part in parts if any(word.text not in FILLERS for word in part)]
    named = [thing for part in said if (thing := _thing_in(part))]
    return [_with_thing(part, named[0] if len(named) == 1 else ()) for part in said]


def _at_other_place(part: list[Lexeme], before: list[Lexeme]) -> list[Lexeme]:
    """Return the request before for the other place that a part is: "issues in a/b and c/d"."""
    places = [word for word in part if word.repo and word.number is None]
    is_place = len(part) == len(places) == 1
    has_one = sum(word.repo is not None for word in before) == 1
    if not (is_place and has_one):
        return part
    return [places[0] if word.repo else word for word in before]


def _reason_at(words: Lexemes) -> int:
    """Return where a sentence only says why from, as in "close 12, it's done", or its length."""
    for at in range(1, len(words)):
        rest = words[at:]
        is_one = words[at - 1].text in _PAUSES and words[at].text in _REASONS
        says_more = any(is_value(word) or word.text in _CONNECTIVES for word in rest)
        if is_one and not says_more and len(rest) <= _LONGEST_REASON:
            return at
    return len(words)


def _with_thing(part: list[Lexeme], thing: Lexemes) -> tuple[Lexemes, ...]:
    if not thing or _thing_in(part):
        return (tuple(part),)
    return tuple(part), (*(word for word in part if word.text != IT), *thing)


def _thing_in(part: list[Lexeme]) -> tuple[Lexeme, ...]:
    """Return the issue or the pull request that a part names, with its noun."""
    at = next((at for at, word in enumerate(part) if word.number is not None), None)
    if at is None or not part[at].text.startswith("#"):
        return ()
    has_noun = at > 0 and part[at - 1].text in ISSUE_NOUNS
    return tuple(part[at - has_noun : at + 1])
