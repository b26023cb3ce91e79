"""Compiles the patterns of forms, and matches them with the lexemes of a sentence."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from aegis_cli.actions.utterances import is_preposition
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.action_facts import ActionFacts
from aegis_cli.planning.grammar.lexer import Lexemes
from aegis_cli.planning.grammar.readers import KEYWORD_KINDS, read_slot
from aegis_cli.planning.grammar.slots import Keywords, Match, Slot, phrase_at

NAME_KINDS = frozenset(
    {"labels", "topics", "people", "person", "branch", "named", "typed", "ownerless"}
)
"""Kinds of value that almost any word could be."""

Phrase: TypeAlias = tuple[str, ...]


class Element(NamedTuple):
    """One element of a pattern: alternative phrases or a slot."""

    phrases: Mapping[str, tuple[Phrase, ...]] = MappingProxyType({})
    """The alternatives, by their first words."""
    slot: Slot | None = None
    optional: bool = False


class Pattern(NamedTuple):
    """A compiled pattern."""

    elements: tuple[Element, ...]
    first_words: frozenset[str] | None
    """The words that can start a match; `None` if a value can."""


def longest_match(patterns: Iterable[Pattern], lexemes: Lexemes, at: int) -> Match | None:
    """Return the longest match of any of the patterns at a position; of equals, the first."""
    longest: Match | None = None
    for pattern in patterns:
        for match in matches(pattern, lexemes, at):
            if longest is None or match[0] > longest[0]:
                longest = match
    return longest


def matches(pattern: Pattern, lexemes: Lexemes, at: int) -> Iterator[Match]:
    """Return every match of a pattern at a position, except the empty one."""
    elements, first_words = pattern
    # One word of look-ahead excludes most patterns: each is tried at each position.
    if first_words is not None and (at >= len(lexemes) or lexemes[at].text not in first_words):
        return iter(())
    return ((end, values) for end, values in _matches(elements, lexemes, at) if end > at)


def _matches(elements: tuple[Element, ...], lexemes: Lexemes, at: int) -> Iterator[Match]:
    if not elements:
        yield at, ()
        return
    element, rest = elements[0], elements[1:]
    for middle, values in _element_matches(element, lexemes, at):
        for end, later_values in _matches(rest, lexemes, middle):
            yield end, values + later_values
    if element.optional:
        yield from _matches(rest, lexemes, at)


def _element_matches(element: Element, lexemes: Lexemes, at: int) -> Iterator[Match]:
    if element.slot:
        match = read_slot(element.slot, lexemes, at)
        if match:
            yield match
    word = lexemes[at].text if at < len(lexemes) else ""
    for phrase in element.phrases.get(word, ()):
        if phrase_at(phrase, lexemes, at):
            yield at + len(phrase), ()


def compile_pattern(pattern: str, action: ActionFacts | None, keywords: Keywords) -> Pattern:
    """Compile a pattern of an action, or of none."""
    texts = pattern.split()
    elements = tuple(
        _element(text, action, keywords._replace(has_remarks=False) if is_apart else keywords)
        for text, is_apart in zip(texts, [True, *map(is_preposition, texts)], strict=False)
    )
    return Pattern(elements, first_words(pattern, action.verbs if action else ()))


def first_words(pattern: str, verbs: tuple[str, ...]) -> frozenset[str] | None:
    """Return the words that can start a match of a pattern; `None` if a value can.

    A choice that leads, as in `{event:choice}`, is said by the verbs of its action.
    """
    words: set[str] = set()
    for text in pattern.split():
        bare = text.removesuffix("?")
        if bare.startswith("{"):
            kind = _field_and_kind(bare, None)[1]
            if kind != "choice" and kind not in KEYWORD_KINDS:
                return None
            words |= set(verbs) if kind == "choice" else {kind}
        else:
            words |= {phrase[0] for phrase in alternatives(bare, verbs)}
        if bare == text:
            break
    return frozenset(words)


def _element(text: str, action: ActionFacts | None, keywords: Keywords) -> Element:
    bare = text.removesuffix("?")
    optional = bare != text
    if bare.startswith("{"):
        return Element(slot=_slot(bare, action, keywords), optional=optional)
    phrases: dict[str, tuple[Phrase, ...]] = {}
    for phrase in alternatives(bare, action.verbs if action else ()):
        phrases[phrase[0]] = (*phrases.get(phrase[0], ()), phrase)
    return Element(phrases, optional=optional)


def _slot(text: str, action: ActionFacts | None, keywords: Keywords) -> Slot:
    field, kind = _field_and_kind(text, action)
    if action is None:
        return Slot(field, kind, keywords)
    is_target = field == action.thing
    where = action.provider, action.container(field)
    return Slot(field, kind, keywords, action.reads, is_target, *where, action.choices)


def _field_and_kind(text: str, action: ActionFacts | None) -> tuple[str, str]:
    """Return the field of a slot and its reader: the one it names, or that of the field's kind."""
    field, _, kind = text.strip("{}?").partition(":")
    return field, kind or (action.reader(field) if action else "")


@cache
def alternatives(text: str, verbs: tuple[str, ...]) -> tuple[Phrase, ...]:
    """Return the phrases that one element without a slot stands for."""
    if text == "VERB":
        return tuple((verb,) for verb in verbs)
    return tuple(
        tuple(phrase.split("_"))
        for name in text.split("|")
        for phrase in lexicon.GROUPS.get(name, name).split("|")
    )


@cache
def literals(pattern: str) -> frozenset[str]:
    """Return the words of a pattern itself, without its verbs and slots."""
    texts = (text.rstrip("?") for text in pattern.split() if "{" not in text)
    phrases = (phrase for text in texts for phrase in alternatives(text, ()))
    return frozenset(word for phrase in phrases for word in phrase)


def kinds(pattern: str, action: ActionFacts) -> frozenset[str]:
    """Return the kinds of the slots of a pattern."""
    return frozenset(_field_and_kind(text, action)[1] for text in pattern.split() if "{" in text)
