"""The words of eight languages, as data: what each stands for in the grammar, or why it refuses.

`words/LANGUAGE.toml` has, for a language:

- `[means]`: what people say, by the words of the grammar that it stands for; what changes nothing
  stands for "". `|` separates alternatives.
- `[refuses]`: words with which a sentence is no request, by the reason.
- `[days]`: what people call days, weeks and months.

Words are compared without case and accents. English is understood beside every other language.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TypeAlias

Phrase: TypeAlias = tuple[str, ...]

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "ja", "zh")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f\u3005\u30fc]+")
"""A run of characters that are written without spaces."""
_SHORTEST_STEM = 3
_FOLDER = Path(__file__).parents[4] / "tools" / "words"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase stands for."""

    words: Phrase = ()
    """Words of the grammar; none if it changes nothing."""
    refuses: str = ""
    """Why a sentence that has it is no request; "" if it may be one."""


@dataclass(frozen=True)
class Vocabulary:
    """The words of a language, and those of English."""

    phrases: Mapping[str, tuple[tuple[Phrase, tuple[Meaning, ...]], ...]]
    """The phrases by their first words, the longest first, each with all that it may stand for."""
    own: frozenset[str]
    """The words that English does not have, by which the language is told."""
    days: Mapping[str, Mapping[Phrase, int]] = field(default_factory=dict)
    enclitics: tuple[str, ...] = ()
    """Pronouns that a verb may have at its end, the longest first."""

    def longest_at(self, words: tuple[str, ...], at: int) -> tuple[int, tuple[Meaning, ...]] | None:
        """Return the end of the longest phrase at a position, and what it may stand for."""
        for phrase, meanings in self.phrases.get(words[at], ()):
            if words[at : at + len(phrase)] == phrase:
                return at + len(phrase), meanings
        return self._without_enclitic(words[at], at)

    def _without_enclitic(self, word: str, at: int) -> tuple[int, tuple[Meaning, ...]] | None:
        """Look a verb up without the pronouns at its end, as "cierra" of "ciérralo"."""
        for ending in self.enclitics:
            stem = word.removesuffix(ending)
            if stem != word and len(stem) >= _SHORTEST_STEM:
                rows = self.phrases.get(stem, ())
                if found := next((meanings for phrase, meanings in rows if len(phrase) == 1), None):
                    return at + 1, found
        return None


def plain(word: str) -> str:
    """Return a word without case and accents."""
    if word.isascii():
        return word.casefold()
    if CJK.search(word):
        return unicodedata.normalize("NFKC", word)
    parts = unicodedata.normalize("NFD", word.casefold().replace("\u2019", "'"))
    return "".join(char for char in parts if unicodedata.category(char) != "Mn").replace("ß", "ss")


@cache
def wishes(language: str) -> tuple[Phrase, ...]:
    """Return the phrases with which somebody wishes that something is done: "should be"."""
    text = "|".join(_data(each).get("wishes", {}).get("words", "") for each in {"en", language})
    return tuple(_phrases(text))


@cache
def vocabulary(language: str, *, is_wish: bool = False) -> Vocabulary:
    """Return the vocabulary of a language; in a wish, "closed" stands for "close" too."""
    rows = dict[Phrase, dict[Meaning, None]]()
    days = dict[str, dict[Phrase, int]]()
    for each in dict.fromkeys(("en", language)):
        data = _data(each)
        for name, phrases in data.get("days", {}).items():
            kind, _, number = name.rpartition("_")
            days.setdefault(kind, {}).update(dict.fromkeys(_phrases(phrases), int(number)))
        own = dict[Phrase, dict[Meaning, None]]()
        tables = ("means", "wished") if is_wish else ("means",)
        for words, phrases in chain(*(data.get(table, {}).items() for table in tables)):
            for phrase in _phrases(phrases):
                own.setdefault(phrase, {})[Meaning(tuple(words.split()))] = None
        for reason, phrases in data.get("refuses", {}).items():
            for phrase in _phrases(phrases):
                own[phrase] = {Meaning(refuses=reason): None}
        rows.update(own)
    by_first = dict[str, list[tuple[Phrase, tuple[Meaning, ...]]]]()
    for phrase, meanings in sorted(rows.items(), key=lambda row: -len(row[0])):
        by_first.setdefault(phrase[0], []).append((phrase, (*meanings,)))
    english = vocabulary("en").phrases.keys() if language != "en" else ()
    own = frozenset(word for phrase in rows for word in phrase if len(phrase) == 1) - {*english}
    written = _data(language).get("enclitics", {}).get("words", "").split("|")
    enclitics = tuple(sorted(filter(None, written), key=len, reverse=True))
    return Vocabulary(
        {first: tuple(each) for first, each in by_first.items()}, own, days, enclitics
    )


@cache
def ordinary() -> frozenset[str]:
    """Return English words that mean nothing here, and are no typing errors either."""
    return frozenset(_data("en")["ordinary"]["words"].split())


@cache
def requests(language: str) -> tuple[Phrase, ...]:
    """Return the phrases with which somebody asks that something is done: "can you"."""
    return tuple(_phrases(_data(language).get("requests", {}).get("words", "")))


@cache
def english() -> frozenset[str]:
    """Return the words that English has."""
    own = (w for rows in vocabulary("en").phrases.values() for phrase, _ in rows for w in phrase)
    return ordinary().union(own)


@cache
def segments(language: str) -> re.Pattern[str]:
    """Return the pattern of the words of a language that is written without spaces."""
    data = _data(language)
    kinds = (*data.get("means", {}).values(), *data.get("refuses", {}).values())
    more = data.get("days", {}).values()
    words = {part for text in (*kinds, *more) for p in text.split("|") for part in p.split()}
    ordered = sorted((plain(word) for word in words if CJK.search(word)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)))


@cache
def _data(language: str) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def _phrases(text: str) -> list[Phrase]:
    return [tuple(plain(phrase).split()) for phrase in text.split("|") if phrase.strip()]
