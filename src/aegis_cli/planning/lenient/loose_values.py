"""Reads values: paths, days and unquoted texts by their looks, any other as the grammar does."""

from pathlib import PurePosixPath

from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.grammar.readers import read_slot
from aegis_cli.planning.grammar.slots import REFERENCES, Match, Slot, SlotValue
from aegis_cli.planning.lenient.concepts import FILLERS, Concept, PathWord, SpokenDay
from aegis_cli.planning.lenient.loose_forms import PREPOSITIONS, Shape

_NO_TEXT = PREPOSITIONS | FILLERS | lexicon.PRONOUNS | lexicon.CONJUNCTIONS | lexicon.DELIMITERS


def value_at(slot: Slot, shape: Shape, words: Lexemes, at: int) -> Match | None:
    """Read a value for a slot at a position, if there is one."""
    word = words[at]
    if shape is Shape.FILE:
        return _one(slot, at, word.raw) if _may_be_path(word) else None
    if isinstance(word, SpokenDay):
        return _one(slot, at, word.raw) if shape is Shape.DAY else None
    if shape is Shape.SEARCHED and not word.quoted:
        return _text_until_meaning(slot, words, at)
    if slot.kind == "choice" and not slot.choices.get(slot.field):
        is_set = word.text in {slot.field, f"{slot.field}s"}  # a flag is said by its own name
        return _one(slot, at, "true") if is_set else None
    match = read_slot(slot, words, at)
    return match if match and all(_may_be(slot, value) for value in match[1]) else None


def _may_be_path(word: Lexeme) -> bool:
    """Tell whether a word may be the path of a file: a quoted sentence is none."""
    has_ending = " " not in (PurePosixPath(word.raw).suffix or word.raw)
    return isinstance(word, PathWord) or (word.quoted and has_ending)


def _one(slot: Slot, at: int, text: str) -> Match:
    return at + 1, (SlotValue(slot.field, text),)


def _may_be(slot: Slot, value: SlotValue) -> bool:
    """Tell whether a value is one: no word that was replaced is a name, nor is "that" a place.

    Of what has a name or a number, a file may be the name: "workflow ci.yml".
    """
    if value.text in REFERENCES and slot.kind not in {"issues", "thing"}:
        return False
    others = Concept if slot.kind == "named" else Concept | PathWord
    return value.word is None or not isinstance(value.word, others)


def _text_until_meaning(slot: Slot, words: Lexemes, at: int) -> Match | None:
    """Read the words up to the next that has a meaning, as in "about keyboard shortcuts"."""
    end = at
    while end < len(words) and _is_free(words[end]):
        end += 1
    text = " ".join(word.raw for word in words[at:end])
    return (end, (SlotValue(slot.field, text),)) if end > at else None


def _is_free(word: Lexeme) -> bool:
    is_name = word.is_name and not isinstance(word, Concept) and not word.quoted
    return is_name and word.text not in _NO_TEXT
