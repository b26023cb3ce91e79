"""Tells what each word of a sentence is that names a secret; pure.

Which words are other things, and which verbs only look or delete, follows from what the vocabulary
of the grammar says that they stand for. `secret_words.toml` has what it does not know.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache, cached_property
from itertools import chain

from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.patterns import Phrase
from aegis_cli.planning.lenient.intent import likely_languages
from aegis_cli.planning.lenient.vocabulary import (
    LANGUAGES,
    Vocabulary,
    english,
    put_spaces,
    vocabulary,
)
from aegis_cli.planning.sentence.letters import CJK, plain
from aegis_cli.planning.withheld.nouns import (
    Piece,
    is_misspelled,
    is_secret,
    pieces_of,
    table,
    words_in,
)
from aegis_cli.planning.withheld.shape import (
    HARMLESS,
    PATH,
    REFERENCE,
    has_shape,
    is_mixed,
    is_place,
)

_LOOKS = frozenset(
    "list show view display find search compare grep explain delete remove unset destroy"
    " rename".split()
)
"""What the grammar's words stand for that say no value: looking, deleting, renaming."""
_TOLD = frozenset("message title body description status assignee due conversation".split())
"""What of a thing is set, in words of the grammar."""
_OF_SECRETS = frozenset(
    "secret key deploy_key repo repository project org user number name file code git hook"
    " secrets keys deploy_keys repos repositories projects orgs users names files hooks".split()
)
"""Nouns of the grammar that are no other thing: owners of secrets, and their names."""
_ADDRESSEE = re.compile(r"[#@][^\W\d][\w-]*")
_OPTION = re.compile(r"--?[a-z][a-z-]*")
_TOLD_WHOM = re.compile(r"-?(?:moi|nous|me|les?|nos|mi|ci|gli)\Z")
"""What of a verb says whom it is said to: "rappelle-moi", "ricordami"."""
_SHORT_ROWS = ("asks", "tells")
"""The rows of words that begin sentences too short to tell their language by."""
_BY_SIDE = ("keys", "caches", "clears")
"""The rows that say no more than what a key is of."""
_LAST_PART = re.compile(r"(?P<mark>['-])(?P<last>[^'-]+)\Z")
_CAPITALS = re.compile(r"(?!PR\b|RFC\b|DM\b)[A-Z]{2,}")


class Says(Enum):
    """What a word says of a sentence that names a secret."""

    SECRET = auto()
    """A noun for something secret, or a name as secrets have."""
    THING = auto()
    """Something else that the sentence may be about, or who is told of it."""
    LOOKS = auto()
    """A verb with which no value is said."""
    MARK = auto()
    """What stands before a value, as "to", "is" and a colon do."""
    SIGN = auto()
    """What assigns: "=", an arrow."""
    LEADS = auto()
    """What stands between a value and its secret, as "into" and "as" do."""
    PLACE = auto()
    REFERENCE = auto()
    CAPITALS = auto()
    """What may be a name."""
    KNOWN = auto()
    """A small word, or what has secrets: it adds nothing."""
    WORD = auto()
    """Any other word of the vocabulary: it is a value only where an order needs no such word."""
    QUOTED = auto()
    OTHER = auto()
    """Anything else: it may be a value."""
    VALUE = auto()
    """What is hardly anything else."""


_ROWS = {
    "things": Says.THING,
    "tells": Says.THING,
    "looks": Says.LOOKS,
    "sources": Says.KNOWN,
    "none": Says.KNOWN,
    "leads": Says.LEADS,
    "marks": Says.MARK,
    "being": Says.MARK,
    "values": Says.MARK,
    "renews": Says.WORD,
    "plain": Says.KNOWN,
}


@dataclass(frozen=True, slots=True)
class SaidWord:
    """A word of a sentence without the punctuation around it, or a quoted text."""

    text: str
    says: Says
    rows: frozenset[str] = frozenset()
    """The rows of the table that have it, or "orders" if an order may begin with it."""
    clause: int = 0
    """How many commas and the like stand before it."""


def read_words(text: str) -> Iterator[SaidWord]:
    """Yield the words of a sentence, with what each says by itself."""
    if text.isupper() and text.isascii() and "_" not in text:
        text = text.casefold()
    known = _languages_of(frozenset(language for language, _ in likely_languages(text)))
    clause, before = 0, SaidWord("", Says.KNOWN)
    for piece in pieces_of(text):
        if piece.kind == "stop":
            clause += 1
        for word in known.read(piece):
            clause += "and" in before.rows and "orders" in word.rows
            before = replace(word, clause=clause)
            yield before


@cache
def _languages_of(languages: frozenset[str]) -> "_Languages":
    others = table().keys() - {*LANGUAGES}  # no word tells these from the rest
    return _Languages(tuple(map(vocabulary, sorted(languages))), languages | others | {"en"})


@dataclass(frozen=True, eq=False)
class _Languages:
    """The words of the languages in which a sentence may be."""

    vocabularies: tuple[Vocabulary, ...]
    languages: frozenset[str]

    def read(self, piece: Piece) -> Iterator[SaidWord]:
        """Yield what a piece of a sentence says."""
        match piece:
            case (text, "word"):
                yield self._word(text)
            case (text, "joined"):
                words = self._without_spaces
                yield from map(self._word, put_spaces(text, words, max(map(len, words))).split())
            case (text, "quoted"):
                said = text[1:-1].strip()
                yield SaidWord(said, _says_quoted(said))
            case (text, "sign" | "colon" as kind):
                yield SaidWord(text, Says.SIGN if kind == "sign" else Says.MARK)

    def _word(self, text: str) -> SaidWord:
        word = plain(text)
        return SaidWord(text, _by_shape(text) or self._by_tables(word), self._rows(word))

    def _rows(self, word: str) -> frozenset[str]:
        every = {row for its in table().values() for row in its}
        stem = _TOLD_WHOM.sub("", word)
        rows = {row for row in every if word in words_in(row, self.languages)}
        rows |= {row for row in _SHORT_ROWS if not words_in(row).isdisjoint({word, stem})}
        is_verb = rows <= {"adds", "plain", "told", *_BY_SIDE} and self._is_verb(word)
        if is_verb or "renews" in rows:
            rows.add("orders")
        return frozenset(rows)

    def _by_tables(self, word: str) -> Says:
        """Return what the words that are known say of one, or of its last part."""
        if says := self._by_word(word):
            return says
        part = _LAST_PART.search(word)  # as in "l'issue" and "token-issue"
        says = self._by_word(part["last"]) if part else None
        if part and says and (says is Says.THING or part["mark"] == "'"):
            return says
        return Says.SECRET if is_misspelled(word) else Says.OTHER

    def _by_word(self, word: str) -> Says | None:
        rows = self._rows(word)
        if listed_as := next((says for row, says in _ROWS.items() if row in rows), None):
            return listed_as
        meanings = self._meanings(word)
        said = meanings or [(word,)]
        if all(map(_is_thing, said)):
            return Says.THING
        if all(each[:1] and each[0] in _LOOKS for each in said):
            return Says.LOOKS
        is_small = () in meanings or {word, *chain(*meanings)} & _OF_SECRETS or word in self._days
        if (
            rows - {"orders", "told", *_BY_SIDE}
            or is_small
            or (len(word) == 1 and not CJK.match(word))
        ):
            return Says.KNOWN
        is_known = meanings or self._has(word)
        return (Says.KNOWN if CJK.match(word) else Says.WORD) if is_known else None

    def _meanings(self, word: str) -> list[Phrase]:
        """Return the words of the grammar that a word may stand for; () is one that adds none."""
        found = (each.longest_at((word,), 0) for each in self.vocabularies)
        return [meaning.words for each in found if each for meaning in each[1]]

    def _is_verb(self, word: str) -> bool:
        firsts = (meaning[0] for meaning in self._meanings(word) if meaning)
        return not GRAMMAR.lead_words.isdisjoint({word, *firsts})

    def _has(self, word: str) -> bool:
        return word in GRAMMAR.words or word in english() or word in self.words

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the vocabularies."""
        return self._days.union(*(each.words for each in self.vocabularies))

    @cached_property
    def _days(self) -> frozenset[str]:
        kinds = chain(*(each.days.values() for each in self.vocabularies))
        return frozenset(" ".join(map(" ".join, chain(*kinds))).split())

    @cached_property
    def _without_spaces(self) -> frozenset[str]:
        every = self.words.union(*(words_in(row) for its in table().values() for row in its))
        return frozenset(word for word in every if CJK.fullmatch(word))


def _says_quoted(text: str) -> Says:
    if is_secret(text):
        return Says.SECRET
    return Says.VALUE if any(map(has_shape, text.split())) else Says.QUOTED


def is_addressee(text: str) -> bool:
    """Tell whether a word is the name of a channel or a person."""
    return _ADDRESSEE.fullmatch(text) is not None and not is_mixed(text)


def _by_shape(text: str) -> Says | None:
    """Return what the form of a word says; `None` where that says nothing."""
    shapes = {
        Says.REFERENCE: REFERENCE.fullmatch(text),
        Says.SECRET: is_secret(text),
        Says.VALUE: has_shape(text),
        Says.PLACE: is_place(text.removesuffix("'s")),
        Says.THING: is_addressee(text) or PATH.fullmatch(text),
        Says.KNOWN: HARMLESS.fullmatch(text) or _OPTION.fullmatch(text),
        Says.CAPITALS: _CAPITALS.fullmatch(text),
    }
    return next((says for says, fits in shapes.items() if fits), None)


def _is_thing(words: Phrase) -> bool:
    """Tell whether words of the grammar are nouns of other things than secrets."""
    return bool(words) and {*words} <= _things()


@cache
def _things() -> frozenset[str]:
    return (GRAMMAR.nouns | _TOLD) - _OF_SECRETS
