"""Reads "same for acme/api": the line before, about another repository or another thing.

Both lines are the person's own words. NOTE: only where it is certain that one thing takes the place
of one other is the line before said again; any other sentence stays as it is, and nobody guesses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aegis_cli.planning.row_references import order_end
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.sentence.tokens import Token, outside_quotes, quotes_in

_SAME = re.compile(
    r"\s*(?:and\s+|now\s+)?(?:do\s+)?(?:the\s+)?same(?:\s+thing)?\s+(?:for|in|on|with|to)\s+"
    r"(?P<other>rows?\s+#?[0-9]+|\S*[^\s.!?])\s*[.!]?\s*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\s,;!?()]*[^\s,;!?().:]")
_ROW = re.compile(r"\brow\s+#?[0-9]+(?![\w/#]|[.-]\w)", re.IGNORECASE)
_SEVERAL = re.compile(r"\brows\b|(?:\b(?:and|or)\b|[,&])\s*(?:#|row\b|\d)", re.IGNORECASE)
_REFERS = re.compile(
    r"\b(?:it|this|that|here|them|these|those|ones?|rows?|everywhere)\b|/", re.IGNORECASE
)
"""What a sentence may have that says, or counts on, a place which it does not name."""
_BEFORE_PLACE = frozenset("in of from for at on to".split())
_MARKS = re.compile(r"[\s.!?]*\Z")


@dataclass(frozen=True, slots=True)
class LineBefore:
    """The sentence before this one, as the person typed it."""

    text: str = ""
    """`""` where there is none, or what was done then was no sentence."""
    place: str = ""
    """The place that it was planned for; "" where that is not known, or not the person's word."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the line before that names a repository or a thing in one."""

    start: int
    end: int
    text: str
    token: Token
    is_behind: bool
    """Whether it stands behind a word such as "in"."""

    @property
    def is_reference(self) -> bool:
        return self.token.number is not None


def same_for(text: str, before: LineBefore, host: str = "") -> str:
    """Return the sentence that is meant; `text` itself where that is not certain."""
    said = _SAME.fullmatch(text)
    if said is None or not before.text:
        return text
    other, words = said["other"], _words(before.text, host)
    token, end = _name_in(other, host), order_end(before.text)
    if _ROW.fullmatch(other):
        meant = _with_row(other, before.text)
    elif token is None or any(word.start > end for word in words):
        meant = None
    elif token.number is None:
        meant = _with_place(other, before, words, host)
    else:
        meant = _with_reference(other, token, before.text, words)
    return meant or text


def says_same(text: str) -> bool:
    """Tell whether a sentence asks for the one before, about something else."""
    return _SAME.fullmatch(text) is not None


def _name_in(word: str, host: str) -> Token | None:
    """Return the token of a word that names a repository, or `#12`; `None` for any other word."""
    tokens = Sentence(word, host).tokens
    token = tokens[0] if len(tokens) == 1 and "'" not in word else None
    is_reference = token and token.number is not None and token.text.startswith("#")
    return token if token and (token.repo or is_reference) else None


def _words(text: str, host: str) -> list[_Word]:
    """Find the names of repositories and things outside quotation marks."""
    words, before = [], ""
    for found in _outside_quotes(_WORD, text):
        token = _name_in(found.group(), host)
        if token is not None:
            is_behind = before.casefold() in _BEFORE_PLACE
            words.append(_Word(found.start(), found.end(), found.group(), token, is_behind))
        before = found.group()
    return words


def _outside_quotes(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    quotes = [range(quote.start, quote.end) for quote in quotes_in(text)]
    for found in pattern.finditer(text):
        if not any(found.start() in quote for quote in quotes):
            yield found


def _put(text: str, word: _Word, other: str) -> str:
    return f"{text[: word.start]}{other}{text[word.end :]}"


def _with_reference(other: str, token: Token, text: str, words: list[_Word]) -> str | None:
    """Put another thing in place of the one that a line names: `#13` is in the same repository."""
    references = [word for word in words if word.is_reference]
    if len(references) != 1 or _SEVERAL.search(text):
        return None
    (word,) = references
    if token.repo:
        return _put(text, word, other) if len(words) == 1 else None
    number = str(word.token.number)
    kept = word.text.removesuffix(number)
    return _put(text, word, f"{kept}{token.number}") if kept != word.text else None


def _with_place(other: str, before: LineBefore, words: list[_Word], host: str) -> str | None:
    """Put another repository in place of the one that a line was planned for, or at its end."""
    text = before.text
    if not words:
        outside = " ".join(outside_quotes(text))
        refers = _REFERS.search(outside) or Sentence(outside, host).numbers_of("")
        if refers or order_end(text) < len(text):
            return None
        marks = _MARKS.search(text)
        end = marks.start() if marks else len(text)
        return f"{text[:end]} in {other}{text[end:].strip()}"
    if len(words) != 1 or words[0].token.repo != before.place.casefold():
        return None
    (word,) = words
    if not word.is_reference:
        return _put(text, word, other) if word.is_behind else None
    return _put(text, word, f"{other}#{word.token.number}")


def _with_row(other: str, text: str) -> str | None:
    """Put another row in place of the one that a line names."""
    rows = [*_outside_quotes(_ROW, text)]
    if len(rows) != 1 or rows[0].start() > order_end(text) or _SEVERAL.search(text):
        return None
    return f"{text[: rows[0].start()]}{other}{text[rows[0].end() :]}"
