"""Splits a sentence, and tells whether it names something secret; pure.

NOTE: every sentence comes here, in each client of a session too, so nothing of the grammar is
needed.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from aegis_cli.planning.sentence.letters import CJK, distance, plain
from aegis_cli.planning.withheld.shape import begins_as_known

_CJK = CJK.pattern.removesuffix("]+").removeprefix("[")
_STOPS = r"\u3001\u3002\uff0c\uff1b\uff01\uff1f\uff08\uff09"
_QUOTED = (
    r"'[^'\n]*'(?=\W|$)"
    r'|"[^"\n]*"'
    r"|`[^`\n]*`"
    r"|\u00ab[^\u00bb\n]*\u00bb"
    r"|\u00bb[^\u00ab\n]*\u00ab"
    r"|\u201e[^\u201c\u201d\n]*[\u201c\u201d]"
    r"|\u201c[^\u201d\n]*\u201d"
    r"|\u2018[^\u2019\n]*\u2019"
    r"|\u300c[^\u300d\n]*\u300d"
    r"|\u300e[^\u300f\n]*\u300f"
)
_IN_WORD = rf"[^\s=(\u2192\uff1a{_STOPS}{_CJK}\u300c\u300e\u201c]+"
_PIECE = re.compile(
    rf"(?:(?<=[\s(\[{{:=>,\uff1a{_STOPS}{_CJK}])|^)(?P<quoted>{_QUOTED})"
    rf"|(?P<sign>:=|[-=]>|<-|=|\u2192)|(?P<colon>\uff1a)|(?P<stop>[{_STOPS}])|(?P<joined>[{_CJK}]+)"
    # A value in base64 ends with signs of equality, which assign nothing.
    rf"|(?P<word>{_IN_WORD}=*(?=$|[\s{_STOPS}])|{_IN_WORD})"
)
_ENDS = {":": "colon"} | dict.fromkeys(",;.!?", "stop")
"""What may stand right behind a word."""
_AROUND = (
    ".,;:!?()[]{}<>'\"`\u00bf\u00a1"
    "\u00ab\u00bb\u201e\u201c\u201d\u2018\u2019\u300c\u300d\u300e\u300f"
    " \u00a0\u202f"
)
"""Punctuation, and the quotation marks of all languages, with the space that French has in them."""
_EMOJI = re.compile(r":[a-z_]+:")
_VARIABLE = re.compile(r"(?:secrets\.)?[^\W\d_a-z][^\Wa-z]*(?:_+[^\W_a-z]+|-[^\W\d_a-z]{2,})+_?")
"""A name in capitals of more than one part, as secrets have."""
_IN_CAPITALS = frozenset("PIN PINS PUK OTP SALT".split())
"""Nouns that are verbs or spices in small letters."""
_PARTS = frozenset("secret token key pass password passwd pwd pat jwt apikey".split())
"""Parts that make a name in small letters that of a secret."""
_OF_SECRET = _PARTS | frozenset(
    "secrets tokens keys pin puk otp salt dsn auth cred creds credential credentials private"
    " passphrase passcode signature signing webhook bearer pem cert seed hmac".split()
)
"""Parts of a name in capitals that say that what it holds may be secret."""
_COMPOUND = re.compile(
    r"[^\W\d_]{3,}(?:passwort|kennwort|token|schlussel|geheim(?:nis)?|wachtwoord|sleutel)s?"
)
_MISSPELLED_FROM, _SWAPPED_FROM = 6, 5
"""The letters of a noun that is known with an error in it, and with two letters swapped."""
_LETTERS_APART = 2
"""The most letters that only one of two words has which one error tells apart."""
_ENDINGS = ("", "s", "n", "en")


class Piece(NamedTuple):
    """A word without the punctuation around it, a quotation, or a sign."""

    text: str
    kind: str


def pieces_of(text: str) -> Iterator[Piece]:
    """Split a sentence."""
    for match in _PIECE.finditer(text):
        kind = match.lastgroup or ""
        is_word = kind == "word"
        is_whole = not is_word or _EMOJI.fullmatch(match[0])
        if found := match[0] if is_whole else match[0].strip(_AROUND):
            yield Piece(found, kind)
        if not is_whole and match[0][-1] in _ENDS:
            yield Piece(match[0][-1], _ENDS[match[0][-1]])


def names_secret(text: str) -> bool:
    """Tell whether a sentence names something secret, or has what begins as a known value."""
    return any(map(_is_secret_or_value, pieces_of(text)))


def _is_secret_or_value(piece: Piece) -> bool:
    if piece.kind == "joined":
        return any(noun in piece.text for noun in words_in("secrets"))
    text = piece.text.strip(_AROUND) if piece.kind == "quoted" else piece.text
    return is_secret(text) or any(map(begins_as_known, text.split())) or is_misspelled(text)


def is_variable(text: str) -> bool:
    """Tell whether a word is a name as secrets have."""
    return _VARIABLE.fullmatch(text) is not None


def is_named_as_secret(text: str) -> bool:
    """Tell whether the name of a variable says that a secret is in it: "API_TOKEN"."""
    return is_variable(text) and plain(text).rpartition("_")[2] in _PARTS


def says_of_what_is_secret(text: str) -> bool:
    """Tell whether any part of a name says that something secret may be in it: "DB_PASSWORD_2"."""
    return not _OF_SECRET.isdisjoint(re.split(r"[_.-]+", plain(text)))


def is_secret(text: str) -> bool:
    """Tell whether a word is a noun for something secret, or a name as secrets have."""
    if is_variable(text) or text in _IN_CAPITALS:
        return True
    word = plain(text)
    if "_" in word and not _PARTS.isdisjoint(word.split("_")):
        return text.replace("_", "").isalpha()
    *before, last = re.split(r"['-]", word)
    is_one_of_parts = last in words_in("values") and _is_noun("".join(before[:1]))
    is_word = all(map(str.isalpha, before))
    return _is_noun(word) or (is_word and (_is_noun(last) or is_one_of_parts))


def _is_noun(word: str) -> bool:
    nouns = words_in("secrets")
    return any(word.removesuffix(end) in nouns for end in _ENDINGS) or bool(
        _COMPOUND.fullmatch(word)
    )


def is_misspelled(text: str) -> bool:
    """Tell whether a word is such a noun with one error in it, or two letters swapped."""
    word = plain(text)
    near = (
        noun
        for noun, letters in _long_nouns()
        if abs(len(word) - len(noun)) <= 1 and len(letters ^ {*word}) <= _LETTERS_APART
    )
    return any(
        distance(word, noun) == 1
        for noun in near
        if len(noun) >= _MISSPELLED_FROM or sorted(word) == sorted(noun)
    )


@cache
def _long_nouns() -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the nouns that are known with an error in them, and their letters."""
    nouns = (noun for noun in words_in("secrets") if len(noun) >= _SWAPPED_FROM)
    return tuple((noun, frozenset(noun)) for noun in nouns)


@cache
def words_in(row: str, languages: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the words of a row of the table without case and accents, in some languages or all."""
    tables = (its for each, its in table().items() if not languages or each in languages)
    return frozenset(plain(word) for its in tables for word in its.get(row, "").split())


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Return the words of each language, by their rows."""
    return tomllib.loads(Path(__file__).with_name("secret_words.toml").read_text(encoding="utf-8"))
