"""The words of eight languages, as data: what each stands for in the grammar, or why it refuses.

`word_index/LANGUAGE.json` has them by what they stand for, and `languages.json` those by which a
language is told. `python -m tools.generate` writes them from `tools/words/`.

Words are compared without case and accents. English is understood beside every other language.
"""

import json
from collections import Counter
from collections.abc import Container, ItemsView, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from aegis_cli.planning.grammar.patterns import Phrase
from aegis_cli.planning.sentence.letters import CJK

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "ja", "zh")
TOLD_BY_WORDS = LANGUAGES[1:-2]
"""The languages that their words tell from English; their script tells the others."""
REFUSES = "!"
"""What stands before a reason in the data."""
ENDINGS = "endings"
"""Where the pronouns at the ends of verbs stand, beside the words that tell a language."""
_SHORTEST_STEM = 3
_FOLDER = Path(__file__).parent / "word_index"


class Meaning(NamedTuple):
    """What a phrase stands for."""

    words: Phrase = ()
    """Words of the grammar; none if it changes nothing."""
    refuses: str = ""
    """Why a sentence that has it is no request; "" if it may be one."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of a language, and those of English."""

    said: Mapping[str, str]
    """What each phrase stands for, as the data has it."""
    longest: int
    """The most words of a phrase."""
    days: Mapping[str, Mapping[Phrase, int]] = field(default_factory=dict)
    enclitics: tuple[str, ...] = ()
    """Pronouns that a verb may have at its end, the longest first."""

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the phrases."""
        return frozenset(" ".join(self.said).split())

    def longest_at(self, words: tuple[str, ...], at: int) -> tuple[int, tuple[Meaning, ...]] | None:
        """Return the end of the longest phrase at a position, and what it may stand for."""
        for end in range(min(len(words), at + self.longest), at, -1):
            if (said := self.said.get(" ".join(words[at:end]))) is not None:
                return end, _meanings(said)
        return self._without_enclitic(words[at], at)

    def _without_enclitic(self, word: str, at: int) -> tuple[int, tuple[Meaning, ...]] | None:
        """Look a verb up without the pronouns at its end, as "cierra" of "ciérralo"."""
        for ending in self.enclitics:
            stem = word.removesuffix(ending)
            is_stem = stem != word and len(stem) >= _SHORTEST_STEM
            if is_stem and (said := self.said.get(stem)) is not None:
                return at + 1, _meanings(said)
        return None


@cache
def _meanings(said: str) -> tuple[Meaning, ...]:
    """Read what a phrase stands for."""
    if said.startswith(REFUSES):
        return (Meaning(refuses=said[len(REFUSES) :]),)
    return tuple(Meaning(tuple(words.split())) for words in said.split("|"))


@cache
def wishes(language: str) -> tuple[Phrase, ...]:
    """Return the phrases with which somebody wishes that something is done: "should be"."""
    return _phrases(
        text for each in _with_english(language) for text in _data(each).get("wishes", ())
    )


@cache
def vocabulary(language: str, *, is_wish: bool = False) -> Vocabulary:
    """Return the vocabulary of a language; in a wish, "closed" stands for "close" too."""
    every = [_data(each) for each in _with_english(language)]
    tables = ("means", "wished") if is_wish else ("means",)
    said = dict[str, str]()
    for each, text in (row for data in every for name in tables for row in _rows(data, name)):
        said.update(dict.fromkeys(text.split("|"), each))
    days = dict[str, dict[Phrase, int]]()
    for kind, numbers in (row for data in every for row in _rows(data, "days")):
        of_kind = days.setdefault(kind, {})
        of_kind.update((tuple(phrase.split()), number) for phrase, number in numbers.items())
    longest = max(data["longest"] for data in every)
    return Vocabulary(said, longest, days, tuple(_data(language).get("enclitics", ())))


def _rows(data: Mapping[str, Any], table: str) -> ItemsView[str, Any]:
    rows: dict[str, Any] = data.get(table, {})
    return rows.items()


def languages_of(words: Iterable[str]) -> Mapping[str, int]:
    """Count, for each language that words tell, the words that it has.

    Words that begin a phrase of English do not count.
    """
    counts = Counter(language for word in {*words} for language in _languages_with(word))
    return {language: counts[language] for language in TOLD_BY_WORDS}


def _languages_with(word: str) -> set[str]:
    """Return the languages that have a word, or the verb of which it is one with a pronoun."""
    rows = _own_words(word[:1]).items()
    found = {each for languages, own in rows if word in own for each in languages.split()}
    for language, endings in _data("languages")[ENDINGS].items():
        stems = {word.removesuffix(ending) for ending in endings.split()} - {word}
        long = {stem for stem in stems if len(stem) >= _SHORTEST_STEM}
        has_it = any(language in languages.split() and long & own for languages, own in rows)
        found |= {language} if has_it else set()
    return set() if found and word in _english_beginnings() else found


@cache
def _english_beginnings() -> frozenset[str]:
    return frozenset(phrase.partition(" ")[0] for phrase in vocabulary("en").said)


@cache
def ordinary() -> frozenset[str]:
    """Return English words that mean nothing here, and are no typing errors either."""
    return frozenset(_data("en")["ordinary"])


@cache
def requests(language: str) -> tuple[Phrase, ...]:
    """Return the phrases with which somebody asks that something is done: "can you"."""
    return _phrases(_data(language).get("requests", ()))


@cache
def english() -> frozenset[str]:
    """Return the words that English has."""
    return ordinary() | vocabulary("en").words


@cache
def words_of_days() -> frozenset[str]:
    """Return the words that name a day in some language: "tomorrow", "domani"."""
    of_languages = (days for each in LANGUAGES for _, days in _rows(_data(each), "days"))
    words = (word for days in of_languages for phrase in days for word in phrase.split())
    return frozenset(word for word in words if len(word) > _SHORTEST_STEM)


def set_apart(run: str, language: str) -> str:
    """Write spaces around the words in what is written without them, the longest first."""
    return put_spaces(run, *_words_without_spaces(language))


def put_spaces(run: str, words: Container[str], longest: int) -> str:
    """Write spaces around these words, of which the longest has so many characters."""
    pieces, at = list[str](), 0
    while at < len(run):
        ends = range(min(len(run), at + longest), at, -1)
        end = next((end for end in ends if run[at:end] in words), 0)
        pieces.append(f" {run[at:end]} " if end else run[at])
        at = end or at + 1
    return "".join(pieces)


@cache
def _words_without_spaces(language: str) -> tuple[frozenset[str], int]:
    """Return the words of a language without spaces, and the length of the longest."""
    data = _data(language)
    texts = (*data["means"].values(), *chain(*data["days"].values()))
    words = {word for word in " ".join(texts).replace("|", " ").split() if CJK.search(word)}
    return frozenset(words), max(map(len, words))


@cache
def _own_words(letter: str) -> Mapping[str, frozenset[str]]:
    """Return the words with a first letter by the languages that have them, as "es pt"."""
    rows: Mapping[str, str] = _data("languages").get(letter, {})
    return {languages: frozenset(words.split()) for languages, words in rows.items()}


@cache
def _data(name: str) -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return data


def _with_english(language: str) -> tuple[str, ...]:
    """Return English, and the language: what that says of a phrase holds."""
    return tuple(dict.fromkeys(("en", language)))


def _phrases(texts: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(tuple(text.split()) for text in texts)
