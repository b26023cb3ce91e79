"""Corrects typing errors in words that have a meaning; pure.

A word that is a name as it stands is none the worse: each way to correct a sentence is tried, and
what is corrected is never a name.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations, product
from typing import TypeAlias

from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexer import Lexeme
from aegis_cli.planning.lenient.concepts import FILLERS, Concept
from aegis_cli.planning.lenient.vocabulary import ordinary, vocabulary
from aegis_cli.planning.sentence.letters import CJK, distance, plain

_SHORTEST, _SHORT, _LONG = 3, 4, 8
"""A shorter word is not corrected, a short one if it has the same letters or lacks one, and a long
one twice."""
_MOST_ERRORS = 3
"""The most words that are corrected in a sentence."""

_Known: TypeAlias = Mapping[tuple[str, int], Collection[str]]
"""The words that have a meaning, by their first letters, which few mistype, and their lengths."""


def spellings(lexemes: Sequence[Lexeme], language: str, grammar: Grammar) -> Iterator[list[Lexeme]]:
    """Yield the words with those that are unknown corrected: all of them, or some."""
    known = _words_known(language, grammar)
    verbs = grammar.lead_words
    right = [
        _correct_spelling(word, known, frozenset() if at else verbs)
        for at, word in enumerate(lexemes)
    ]
    wrong = [at for at, word in enumerate(right) if word is not lexemes[at]][:_MOST_ERRORS]
    for count in range(len(wrong), 0, -1):
        for chosen in combinations(wrong, count):
            yield [
                right[at] if at in chosen else word
                for at, word in enumerate(lexemes)
                if at not in chosen or right[at].text not in lexicon.ARTICLES
            ]


def with_verb_spelled(text: str, grammar: Grammar) -> str:
    """Return a sentence with its first word as it is meant, if that is no word as it stands."""
    first, space, rest = text.partition(" ")
    known = _words_known("en", grammar)
    right = _correct_spelling(Lexeme(first, plain(first)), known, grammar.lead_words).text
    return f"{right}{space}{rest}" if right in grammar.lead_words else text


@cache
def _words_known(language: str, grammar: Grammar) -> _Known:
    """Return the words that have a meaning."""
    own = vocabulary(language).words
    found: dict[tuple[str, int], set[str]] = {}
    for word in {*own, *grammar.words, *FILLERS}:
        if len(word) >= _SHORTEST:
            found.setdefault((word[0], len(word)), set()).add(word)
    return found


def _correct_spelling(word: Lexeme, known: _Known, likely: Collection[str]) -> Lexeme:
    """Return a word as it is meant; of several that it may be, the one that is likely."""
    text = plain(word.text)
    is_word = word.is_name and not word.quoted and len(text) >= _SHORTEST and text.isalpha()
    if not is_word or _is_right(text, known) or text in ordinary() or CJK.search(text):
        return word
    near: dict[tuple[int, bool, bool], set[str]] = {}
    for each in _alike(text, known):
        if far := _errors(text, each):
            rank = (far, each[0] != text[0], set(each) != set(text))
            near.setdefault(rank, set()).add(each)
    best = near[min(near)] if near else set()
    best = best if len(best) == 1 else best.intersection(likely)
    if len(best) != 1:
        return word
    (right,) = best
    if right in lexicon.POLITE:
        return Concept(",", ",")
    is_said = right in lexicon.ARTICLES | FILLERS
    return replace(word, raw=right, text=right) if is_said else Concept(right, right)


def _is_right(text: str, known: _Known) -> bool:
    forms = {text, text.removesuffix("s"), text if text.endswith("s") else f"{text}s"}
    return any(form in known.get((form[0], len(form)), ()) for form in forms)


def _alike(text: str, known: _Known) -> Iterator[str]:
    """Yield the words of about the same length that begin with one of the first two letters."""
    most = _most_errors(text)
    lengths = range(len(text) - most, len(text) + most + 1)
    for key in product({text[0], text[1]}, lengths):
        yield from known.get(key, ())


def _most_errors(text: str) -> int:
    return 2 if len(text) >= _LONG else 1


def _errors(text: str, word: str) -> int:
    """Return how many errors make a word of another; 0 if it is too far from it."""
    most, other_letters = _most_errors(text), set(text) ^ set(word)
    if len(other_letters) > 2 * most:  # an error takes one letter, or puts another in its place
        return 0
    if len(text) <= _SHORT and other_letters and not _lacks_a_letter(text, word):
        return 0
    far = distance(text, word)
    return far if far <= most else 0


def _lacks_a_letter(text: str, word: str) -> bool:
    """Tell whether a text is a word without one letter, which is not its first."""
    return any(text == word[:at] + word[at + 1 :] for at in range(1, len(word)))
