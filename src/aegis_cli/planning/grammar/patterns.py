"""The patterns of `forms`: how they are compiled, and how they match a sentence."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from aegis_cli.planning.grammar.action_facts import verbs
from aegis_cli.planning.grammar.forms import FORMS, Form
from aegis_cli.planning.grammar.lexicon import (
    ARTICLES,
    COURTESIES,
    GROUPS,
    KINDS,
    LINKS,
    ME,
    NEGATIONS,
    NEVER_NAMES,
    POLITE,
    PRONOUNS,
    READ_FILLERS,
    WISHES,
)
from aegis_cli.planning.grammar.slots import Items, Slot, SlotValue, Taken, phrase_at, take

NAMES = frozenset({"labels", "people", "person", "branch", "name"})
"""Kinds of value that almost any word could be."""

Phrase: TypeAlias = tuple[str, ...]


class Part(NamedTuple):
    """One element of a pattern: words or a slot."""

    words: Mapping[str, tuple[Phrase, ...]] = MappingProxyType({})
    """The phrases of which one must stand here, by their first words."""
    slot: Slot | None = None
    optional: bool = False


class Pattern(NamedTuple):
    """A compiled pattern."""

    parts: tuple[Part, ...]
    starts: frozenset[str] | None
    """The words of which one must stand first; `None` where a value can."""


def longest(patterns: tuple[str, ...], form: Form, items: Items, at: int) -> Taken | None:
    """Return the longest match of any of the patterns at a place; of equals, the first."""
    taken = (match for pattern in patterns for match in matches(pattern, form.action, items, at))
    return max(taken, key=lambda match: match[0], default=None)


def matches(pattern: str, action: str, items: Items, at: int) -> Iterator[Taken]:
    """Return every way in which a pattern matches something at a place."""
    parts, starts = compiled(pattern, action)
    # A quick no for most: the grammar tries every pattern at every word.
    if starts is not None and (at >= len(items) or items[at].text not in starts):
        return iter(())
    return ((end, found) for end, found in _matches(parts, items, at) if end > at)


def _matches(parts: tuple[Part, ...], items: Items, at: int) -> Iterator[Taken]:
    if not parts:
        yield at, ()
        return
    part, rest = parts[0], parts[1:]
    for middle, found in _alternatives(part, items, at):
        for end, more in _matches(rest, items, middle):
            yield end, found + more
    if part.optional:
        yield from _matches(rest, items, at)


def _alternatives(part: Part, items: Items, at: int) -> Iterator[Taken]:
    if part.slot:
        taken = take(part.slot, items, at)
        if taken:
            yield taken
    word = items[at].text if at < len(items) else ""
    none: tuple[SlotValue, ...] = ()
    for phrase in part.words.get(word, ()):
        if phrase_at(phrase, items, at):
            yield at + len(phrase), none


@cache
def compiled(pattern: str, action: str) -> Pattern:
    """Compile a pattern of an action."""
    parts = tuple(_part(word, action) for word in pattern.split())
    return Pattern(parts, _starts_of(parts))


def _starts_of(parts: tuple[Part, ...]) -> frozenset[str] | None:
    found: frozenset[str] = frozenset()
    for part in parts:
        if part.slot:
            return None
        found |= part.words.keys()
        if not part.optional:
            break
    return found


def _part(text: str, action: str) -> Part:
    bare = text.removesuffix("?")
    optional = bare != text
    if bare.startswith("{"):
        slot = Slot(action, *_field_and_kind(bare), reserved())
        return Part(slot=slot, optional=optional)
    words: dict[str, tuple[Phrase, ...]] = {}
    for phrase in _words(bare, verbs(action) if action else ()):
        words[phrase[0]] = (*words.get(phrase[0], ()), phrase)
    return Part(words=words, optional=optional)


def _field_and_kind(text: str) -> tuple[str, str]:
    field, _, kind = text.strip("{}?").partition(":")
    return field, kind or KINDS.get(field, "choice")


def _words(text: str, verbs: tuple[str, ...]) -> tuple[Phrase, ...]:
    if text == "VERB":
        return tuple(tuple(verb.split()) for verb in verbs)
    return tuple(
        tuple(word.split("_"))
        for name in text.split("|")
        for word in GROUPS.get(name, name).split("|")
    )


@cache
def starts() -> frozenset[str]:
    """Return the words that ask for something, where a request starts."""
    leads = (word for form in FORMS for lead in form.leads for word in _first_words(lead, form))
    return frozenset(leads)


def starts_at(items: Items, at: int) -> bool:
    """Tell whether a request can start at a place."""
    return items[at].text in starts() or any(
        phrase_at(phrase, items, at) for phrase in COURTESIES + WISHES
    )


def _first_words(lead: str, form: Form) -> Iterator[str]:
    if lead:
        yield from (
            words[0] for words in _words(lead.split(maxsplit=1)[0].rstrip("?"), verbs(form.action))
        )


@cache
def reserved() -> frozenset[str]:
    """Return the words that are never names, where names stand without quotation marks."""
    used = {
        word
        for form in FORMS
        if any(_holds_a_name(pattern) for pattern in patterns_of(form))
        for pattern in patterns_of(form)
        for word in literals(pattern)
    }
    own = ARTICLES | LINKS | ME | NEGATIONS | NEVER_NAMES | POLITE | PRONOUNS | READ_FILLERS
    return starts() | own | used | {phrase[0] for phrase in COURTESIES + WISHES}


def literals(pattern: str) -> frozenset[str]:
    """Return the words that a pattern itself holds."""
    found = (_words(part.rstrip("?"), ()) for part in pattern.split() if "{" not in part)
    return frozenset(word for phrases in found for phrase in phrases for word in phrase)


def _holds_a_name(pattern: str) -> bool:
    kinds = {_field_and_kind(part)[1] for part in pattern.split() if "{" in part}
    return bool(kinds & NAMES)


def patterns_of(form: Form) -> tuple[str, ...]:
    """Return every pattern of a form."""
    return (*form.leads, *form.objects, *form.phrases, *form.adjectives)
