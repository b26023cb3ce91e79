"""The search for words inside `~`: a second language, with escapes and phrases of its own.

Source: support.atlassian.com, "Search syntax for text fields".
"""

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from aegis_cli.sandbox.jira.errors import Problem

Matches: TypeAlias = Callable[[str], bool]

_PART = re.compile(r'(?P<not>[-!]?)(?:"(?P<phrase>(?:[^"\\]|\\.)*)"|(?P<word>(?:[^\s"\\]|\\.)+))')
_ESCAPE = re.compile(r"\\(.)")
_LIVE = re.compile(r"(?<!\\)[+&|(){}\[\]^~:?]")
_TOKEN = re.compile(r"\w+")
_OPERATORS = frozenset({"AND", "OR", "NOT"})


def matcher(text: str, field: str) -> Matches:
    """Return whether a text has all words of a search, or refuse the search."""
    tests = [*_tests(text, field)]
    return lambda value: all(test(value) for test in tests)


def _tests(text: str, field: str) -> Iterator[Matches]:
    at = 0
    if not text.strip():
        raise Problem(400, f"The field '{field}' can not be searched for an empty string.")
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        part = _PART.match(text, at)
        if part is None:
            raise _unreadable(text, field)
        yield _test(part, text, field)
        at = part.end()


def _test(part: re.Match[str], text: str, field: str) -> Matches:
    phrase, word = part["phrase"], part["word"]
    if phrase is not None:
        wanted = _tokens(_ESCAPE.sub(r"\1", phrase))
        test = _of_phrase(wanted)
    else:
        if word.startswith(("*", "?")):
            message = (
                f"The text query '{word}' for field '{field}' is not allowed to start with '*'"
            )
            raise Problem(400, message)
        if word in _OPERATORS or _LIVE.search(word):
            # This sandbox reads no operators of that language: who means the words escapes them.
            raise _unreadable(text, field)
        is_stem = word.endswith("*") and not word.endswith(r"\*")
        test = _of_words(_tokens(_ESCAPE.sub(r"\1", word)), is_stem=is_stem)
    return (lambda value: not test(value)) if part["not"] else test


def _of_phrase(wanted: list[str]) -> Matches:
    def test(value: str) -> bool:
        found = _tokens(value)
        length = len(wanted)
        return any(found[at : at + length] == wanted for at in range(len(found) - length + 1))

    return test


def _of_words(wanted: list[str], *, is_stem: bool) -> Matches:
    def test(value: str) -> bool:
        found = _tokens(value)
        *whole, last = wanted or [""]
        if not wanted:
            return True  # signs alone: the index has none of them
        ends = any(one.startswith(last) if is_stem else one == last for one in found)
        return ends and all(one in found for one in whole)

    return test


def _tokens(value: str) -> list[str]:
    return _TOKEN.findall(value.casefold())


def _unreadable(text: str, field: str) -> Problem:
    return Problem(400, f"Unable to parse the text '{text}' for field '{field}'.")
