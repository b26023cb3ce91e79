"""Compiles the patterns of `forms`, and matches them with the lexemes of a sentence."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.action_facts import verbs
from aegis_cli.planning.grammar.forms import FORMS, Form
from aegis_cli.planning.grammar.lexer import Lexemes
from aegis_cli.planning.grammar.slots import Match, Slot, SlotValue, phrase_at, read_slot

NAME_KINDS = frozenset({"labels", "people", "person", "branch", "name"})
"""Kinds of value that almost any word could be."""
_PREFIXES = lexicon.COURTESIES + lexicon.WISH_PREFIXES

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


def longest_match(patterns: tuple[str, ...], form: Form, lexemes: Lexemes, at: int) -> Match | None:
    """Return the longest match of any of the patterns at a position; of equals, the first."""
    found = (match for pattern in patterns for match in matches(pattern, form.action, lexemes, at))
    return max(found, key=lambda match: match[0], default=None)


def matches(pattern: str, action: str, lexemes: Lexemes, at: int) -> Iterator[Match]:
    """Return every match of a pattern at a position, except the empty one."""
    elements, first_words = compiled(pattern, action)
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
    no_values: tuple[SlotValue, ...] = ()
    for phrase in element.phrases.get(word, ()):
        if phrase_at(phrase, lexemes, at):
            yield at + len(phrase), no_values


@cache
def compiled(pattern: str, action: str) -> Pattern:
    """Compile a pattern of an action."""
    elements = tuple(_element(text, action) for text in pattern.split())
    return Pattern(elements, _first_words(elements))


def _first_words(elements: tuple[Element, ...]) -> frozenset[str] | None:
    words: frozenset[str] = frozenset()
    for element in elements:
        if element.slot:
            return None
        words |= element.phrases.keys()
        if not element.optional:
            break
    return words


def _element(text: str, action: str) -> Element:
    bare = text.removesuffix("?")
    optional = bare != text
    if bare.startswith("{"):
        return Element(slot=Slot(action, *_field_and_kind(bare), reserved()), optional=optional)
    phrases: dict[str, tuple[Phrase, ...]] = {}
    for phrase in _alternatives(bare, verbs(action) if action else ()):
        phrases[phrase[0]] = (*phrases.get(phrase[0], ()), phrase)
    return Element(phrases, optional=optional)


def _field_and_kind(text: str) -> tuple[str, str]:
    field, _, kind = text.strip("{}?").partition(":")
    return field, kind or lexicon.KINDS.get(field, "choice")


def _alternatives(text: str, verbs: tuple[str, ...]) -> tuple[Phrase, ...]:
    if text == "VERB":
        return tuple((verb,) for verb in verbs)
    return tuple(
        tuple(phrase.split("_"))
        for name in text.split("|")
        for phrase in lexicon.GROUPS.get(name, name).split("|")
    )


@cache
def lead_words() -> frozenset[str]:
    """Return the words that can start a request, such as the verbs."""
    leads = ((lead.split(maxsplit=1)[0], form) for form in FORMS for lead in form.leads if lead)
    return frozenset(
        phrase[0]
        for text, form in leads
        for phrase in _alternatives(text.rstrip("?"), verbs(form.action))
    )


def can_start_clause(lexemes: Lexemes, at: int) -> bool:
    """Tell whether a clause can start at a position."""
    is_lead = lexemes[at].text in lead_words()
    return is_lead or any(phrase_at(phrase, lexemes, at) for phrase in _PREFIXES)


@cache
def reserved() -> frozenset[str]:
    """Return the keywords, which are never names without quotation marks."""
    used = {
        word
        for form in FORMS
        if any(_has_name_slot(pattern) for pattern in patterns_of(form))
        for pattern in patterns_of(form)
        for word in literals(pattern)
    }
    return lead_words() | lexicon.KEYWORDS | used | {phrase[0] for phrase in _PREFIXES}


def literals(pattern: str) -> frozenset[str]:
    """Return the words of a pattern itself, without its verbs and slots."""
    texts = (text.rstrip("?") for text in pattern.split() if "{" not in text)
    phrases = (phrase for text in texts for phrase in _alternatives(text, ()))
    return frozenset(word for phrase in phrases for word in phrase)


def _has_name_slot(pattern: str) -> bool:
    kinds = {_field_and_kind(text)[1] for text in pattern.split() if "{" in text}
    return bool(kinds & NAME_KINDS)


def patterns_of(form: Form) -> tuple[str, ...]:
    """Return every pattern of a form."""
    return (*form.leads, *form.objects, *form.phrases, *form.adjectives)
