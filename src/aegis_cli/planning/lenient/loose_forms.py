"""The forms of the catalogue, loosened: what a preposition or the order of words no longer decides.

- A preposition that says little ("of", "in") may be left out, or be another such one; in a write it
  may be left out only where the value behind it says by itself what it is.
- A noun may stand behind its name: "branch {branch}" is "{branch} branch", too.

Each form is loosened once, when it is first tried.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from typing import NamedTuple

from aegis_cli.actions import catalog
from aegis_cli.actions.fields.fields import kinds_of
from aegis_cli.actions.fields.kinds import TEXTS, Role
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.action_facts import ActionFacts
from aegis_cli.planning.grammar.grammar import CompiledForm, Grammar
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.grammar.patterns import (
    NAME_KINDS,
    Element,
    Pattern,
    Phrase,
    alternatives,
    compile_pattern,
    literals,
)
from aegis_cli.planning.grammar.readers import KEYWORD_KINDS
from aegis_cli.planning.grammar.slots import Slot
from aegis_cli.planning.lenient.concepts import FILLERS, Concept, PathWord, SpokenDay
from aegis_cli.planning.lenient.ways import ways_of
from aegis_cli.planning.sentence.tokens import COUNTS

WEAK = frozenset("of on in for at to with as about inside within is".split())
"""Prepositions that say little."""
WEAK_IN_WRITES = WEAK - {"about"}
"""Those that say little where something is done: an issue about a thing is at another place."""
PREPOSITIONS = WEAK | frozenset("off from by into under behind before after since onto".split())
BARE_KINDS = NAME_KINDS | {"named", "several", "handles"}
"""Kinds of value that almost any word could be, so that another word must say that it is one."""
_WORD_AND_NAME = 2
USUAL_NAMES = {
    "label": frozenset(
        "bug documentation duplicate enhancement invalid question wontfix help-wanted"
        " good-first-issue needs-triage priority p0 p1 p2 p3".split()
    ),
    "priority": frozenset(
        "highest high medium low lowest blocker critical major minor trivial".split()
    ),
    "branch": frozenset("main master develop trunk".split()),
    "language": frozenset(
        "python javascript typescript golang rust java kotlin php haskell scala elixir perl lua"
        " ruby swift".split()
    ),
}
"""The labels that most repositories have, as one word each, what priorities and branches are
called, and the languages that programs are written in."""
_NOT_OF_FORMS = (
    PREPOSITIONS
    | FILLERS
    | lexicon.DELIMITERS
    | lexicon.CONJUNCTIONS
    | lexicon.PRONOUNS
    | lexicon.REPO_NOUNS
    | lexicon.CURRENT
    | lexicon.THERE
    | lexicon.ME
    | KEYWORD_KINDS.keys()
    | COUNTS.keys()
    | {"show", "its", "here", "("}
).union(*USUAL_NAMES.values())
"""Words that change nothing in any form, or that readers of values read."""
_SLOT = re.compile(r"\{(\w+):?(\w*)")
_SEARCH = "search"
"""Stands for the reader of what a search looks for, which may be any words."""
_READ_WORDS = BARE_KINDS | {"who", "colour", "place", "thing", "stdin", _SEARCH}
"""The readers that may read a word of letters that has no meaning."""
_READ_REFERENCES = frozenset({"issues", "thing", "place", "colour"})
"""The readers that may read #12."""
_ABOUT = "about"
"""The word that each search has before what it looks for."""
_LOOKS = "LOOK me?"
"""The lead of what only looks at something, whatever the verb."""


class Shape(Enum):
    """The look of a value, where that tells its kind."""

    FILE = "file"
    DAY = "day"
    SEARCHED = "text"
    """What a search looks for: any words that mean nothing else."""
    ANY = ""


class LooseElement(NamedTuple):
    """One element of a pattern, and how freely it is read."""

    phrases: Mapping[str, tuple[Phrase, ...]]
    slot: Slot | None
    optional: bool
    """Whether it may be left out."""
    is_preposition: bool
    alike: frozenset[str]
    """The prepositions that say little and stand for it, too."""
    shape: Shape
    strength: int
    """How much it says of the value behind it where it is a preposition (see `Said.strength`)."""


class LoosePattern(NamedTuple):
    """A pattern in one order of its words."""

    elements: tuple[LooseElement, ...]
    starts: frozenset[str] | None
    """The words that can start a match; `None` if a value can."""

    @property
    def is_search(self) -> bool:
        """Whether it has the text that a search looks for."""
        return any(element.shape is Shape.SEARCHED for element in self.elements)

    def may_start(self, word: str) -> bool:
        """Tell whether a match may start with a word."""
        return self.starts is None or word in self.starts


@dataclass(frozen=True, eq=False)
class LooseForm:
    """A form, loosened."""

    form: CompiledForm

    @property
    def action(self) -> ActionFacts:
        """The action that it asks for."""
        return self.form.action

    @cached_property
    def looks(self) -> bool:
        """Whether it looks at something, so that no verb is needed."""
        return self.action.reads and _LOOKS in self.form.text.leads

    def among(self, words: Lexemes) -> "FormAmong":
        """Return it with those of its patterns that words may match."""
        text, texts = self.form.text, frozenset(word.text for word in words)
        return FormAmong(
            self,
            tuple(self._matching(text.leads, texts, is_loose=False)),
            tuple(self._matching(text.objects, texts, is_loose=self.action.reads)),
            tuple(self._matching((*text.phrases, *text.adjectives), texts, is_loose=True)),
        )

    @cached_property
    def has_fillers(self) -> bool:
        """Whether words that otherwise change nothing have a meaning in it: "who can be …"."""
        return not FILLERS.isdisjoint(self._own_words)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that it can explain by what they mean: its own, and those of choices.

        NOTE: it is asked of each form, so that it must not import the class of its action.
        """
        flags = {name for field, _ in self._slots for name in (field, f"{field}s")}
        return self._own_words | flags | {*self.action.words.words}

    @cached_property
    def readers(self) -> frozenset[str]:
        """The readers that may explain a word of a sentence in it. NOTE: as with `words`."""
        by_field = self.action.words.readers
        found = {by_field[of] if own in {"", "itself"} else own for of, own in self._slots}
        if self.form.text.objects:  # the one word that is left may be the one name that is missing
            found |= BARE_KINDS.intersection(by_field.values())
        return frozenset(found | {_SEARCH} if _ABOUT in self.words else found)

    def may_be_said_with(self, words: frozenset[str | None]) -> bool:
        """Tell whether words have what some lead and some object cannot do without."""
        leads, objects = self.form.text.leads, self.form.text.objects
        has_lead = self.looks or any(self._may_match(each, words) for each in leads)
        return has_lead and (not objects or any(self._may_match(each, words) for each in objects))

    @cached_property
    def _slots(self) -> frozenset[tuple[str, str]]:
        """The field of each slot, and its reader if it names one."""
        return frozenset(_SLOT.findall(" ".join(self.form.text.patterns)))

    @cached_property
    def _own_words(self) -> frozenset[str]:
        patterns = self.form.text.patterns
        return frozenset(self.action.verbs).union(*map(literals, patterns))

    @cached_property
    def _is_of_two(self) -> bool:
        """Whether it is about two issues, which only prepositions tell apart."""
        by_field = self.action.words.readers
        return len({of for of, own in self._slots if (own or by_field[of]) == "issues"}) > 1

    def _may_match(self, pattern: str, words: frozenset[str | None]) -> bool:
        return not any(map(words.isdisjoint, _needed_words(pattern, self.action.verbs)))

    def _matching(
        self, patterns: tuple[str, ...], words: frozenset[str | None], *, is_loose: bool
    ) -> Iterator[LoosePattern]:
        for pattern in patterns:
            if self._may_match(pattern, words):
                key = pattern, is_loose
                if key not in self._loosened:
                    self._loosened[key] = tuple(self._loosen(pattern, is_loose=is_loose))
                yield from self._loosened[key]

    @cached_property
    def _loosened(self) -> dict[tuple[str, bool], tuple[LoosePattern, ...]]:
        """Its patterns that were tried already, by their text and whether they are loose."""
        return {}

    def _loosen(self, pattern: str, *, is_loose: bool) -> Iterator[LoosePattern]:
        compiled = compile_pattern(pattern, self.action, self.form.keywords)
        for elements in _arrangements(compiled):
            loose = tuple(
                self._element(element, elements[at + 1 :], is_loose=is_loose)
                for at, element in enumerate(elements)
            )
            yield LoosePattern(loose, _starts(loose))

    def _element(
        self, element: Element, rest: tuple[Element, ...], *, is_loose: bool
    ) -> LooseElement:
        is_preposition = _is_preposition(element)
        is_cue = bool(rest) and self._shape(rest[0]) is Shape.SEARCHED
        is_any = is_loose and is_preposition and not is_cue and _has_weak(element)
        alike = (WEAK if self.action.reads else WEAK_IN_WRITES) if is_any else frozenset[str]()
        may_omit = is_loose and is_preposition and self._may_omit(element, rest)
        optional, shape = element.optional or may_omit, self._shape(element)
        strength = (1 if self.action.reads and is_any else 2) if is_preposition else 0
        return LooseElement(
            element.phrases, element.slot, optional, is_preposition, alike, shape, strength
        )

    def _shape(self, element: Element) -> Shape:
        if element.slot is None:
            return Shape.ANY
        kind = kinds_of(self.action.cls)[element.slot.field]
        is_other = kind.noun == Shape.SEARCHED.value and kind.role is not Role.TARGET
        known = {shape.value for shape in Shape}
        return Shape(kind.noun) if kind.noun in known and not is_other else Shape.ANY

    def _may_omit(self, element: Element, rest: tuple[Element, ...]) -> bool:
        """Tell whether a preposition may be left out, since its value tells its own kind."""
        slot = next((each.slot for each in rest if each.slot), None)
        behind = rest[0].slot if rest else None
        is_told = slot is not None and slot.reads and slot.kind not in BARE_KINDS
        is_weak = _alternatives(element) <= WEAK | {"from"} or (is_told and _has_weak(element))
        if behind is None:
            return is_weak
        is_write = behind.kind == "issues" and not behind.reads
        tells = is_write and (self._is_of_two or not behind.is_target)
        return is_weak and not tells and self._shape(rest[0]) is not Shape.SEARCHED


class FormAmong(NamedTuple):
    """A form among the words of a sentence: with the patterns that may match there."""

    form: LooseForm
    leads: tuple[LoosePattern, ...]
    """As they are."""
    objects: tuple[LoosePattern, ...]
    """In a write, with their prepositions."""
    phrases: tuple[LoosePattern, ...]
    """With its adjectives, which may stand anywhere, too."""


def _arrangements(pattern: Pattern) -> Iterator[tuple[Element, ...]]:
    """Return a pattern, and with its words behind the name."""
    yield pattern.elements
    if len(pattern.elements) < _WORD_AND_NAME:
        return
    *words, name = pattern.elements
    if name.slot is None or any(word.slot for word in words):
        return
    is_second = name.slot.kind == "issues" and not name.slot.reads
    if is_second or name.slot.kind in TEXTS:
        return  # what stands before them alone says what they are
    *before, noun = words
    if noun.phrases and not _is_preposition(noun) and name.slot.kind in BARE_KINDS:
        yield (*before, name, noun._replace(optional=False))
    elif any(word.phrases and not word.optional and not _is_preposition(word) for word in words):
        yield (name, *words)


@cache
def _needed_words(pattern: str, verbs: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """Return the first words of each element that has to be said, be it loose.

    NOTE: as with `words`, the class of the action must not be imported.
    """
    texts = (text for text in pattern.split() if not text.endswith("?") and text[0] != "{")
    elements = (alternatives(text, verbs) for text in texts)
    return tuple(
        frozenset(phrase[0] for phrase in phrases)
        for phrases in elements
        if not {"_".join(phrase) for phrase in phrases} <= PREPOSITIONS
    )


def _starts(elements: tuple[LooseElement, ...]) -> frozenset[str] | None:
    found: set[str] = set()
    for element in elements:
        if element.slot:
            return None
        found |= element.phrases.keys()
        found |= element.alike
        if not element.optional:
            break
    return frozenset(found)


def _alternatives(element: Element) -> frozenset[str]:
    return frozenset("_".join(p) for phrases in element.phrases.values() for p in phrases)


def _is_preposition(element: Element) -> bool:
    return bool(element.phrases) and _alternatives(element) <= PREPOSITIONS


def _has_weak(element: Element) -> bool:
    return not _alternatives(element).isdisjoint(WEAK)


@dataclass(frozen=True, eq=False)
class LooseGrammar:
    """The forms of a grammar and this reader's further ways, loosened."""

    grammar: Grammar

    @cached_property
    def forms(self) -> tuple[LooseForm, ...]:
        """The forms, in their order."""
        return tuple(map(LooseForm, (*self.grammar.forms, *ways_of(self.grammar))))

    @cached_property
    def never_names(self) -> frozenset[str]:
        """The words that are no names even where one is expected."""
        choices = (action.words.words for action in self.grammar.actions.values())
        known = lexicon.KEYWORDS | self.grammar.lead_words | FILLERS.union(*choices)
        return known - {"stale"}  # what so many labels are called

    @cached_property
    def verbs_and_nouns(self) -> frozenset[str]:
        """The words that are no names unless a noun says that they are."""
        return frozenset(self.grammar.verbs_and_nouns) | self.never_names

    def candidates(self, words: Lexemes) -> list[LooseForm]:
        """Return the forms that some of the words point to, in their order."""
        texts = frozenset({None, *(word.text for word in words)})
        needed = [*self._readers_needed(words)]
        found = {at for text in texts for at in self._by_noun.get(text, ())}
        return [
            form
            for form in (self.forms[at] for at in sorted(found))
            if (form.looks or not form.form.starts.isdisjoint(texts))
            and form.may_be_said_with(texts)
            and all(text in form.words or readers & form.readers for text, readers in needed)
        ]

    def about(self, words: Lexemes) -> Iterator[LooseForm]:
        """Yield the forms whose own words some of the words are, whatever the others say."""
        texts = frozenset({None, *(word.text for word in words)})
        for at in sorted({at for text in texts for at in self._by_noun.get(text, ())}):
            form = self.forms[at]
            has_lead = form.looks or not form.form.starts.isdisjoint(texts)
            if has_lead and form.may_be_said_with(texts):
                yield form

    def _readers_needed(self, words: Lexemes) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield each word that some reader has to read unless it is a word of the form."""
        has_reference = any(w.number is not None or w.text in lexicon.PRONOUNS for w in words)
        for word in words:
            is_apart = word.quoted or word.repo or isinstance(word, PathWord | SpokenDay)
            if is_apart or word.text in _NOT_OF_FORMS:
                continue
            if word.text.startswith("#") and word.number is not None:
                yield word.text, _READ_REFERENCES
            elif word.text in lexicon.ISSUE_NOUNS and has_reference:
                yield word.text, self._readers_of_word(word) | {"issues"}
            elif not any(map(str.isdecimal, word.text)):
                yield word.text, self._readers_of_word(word)

    def _readers_of_word(self, word: Lexeme) -> frozenset[str]:
        if isinstance(word, Concept):
            return frozenset()
        return frozenset({_SEARCH}) if word.text in self.never_names else _READ_WORDS

    @cached_property
    def _by_noun(self) -> Mapping[str | None, list[int]]:
        index: dict[str | None, list[int]] = {}
        for at, form in enumerate(self.forms):
            for noun in form.form.nouns:
                index.setdefault(noun, []).append(at)
        return index


@cache
def loose_grammar(grammar: Grammar) -> LooseGrammar:
    """Return the loose forms of a grammar."""
    return LooseGrammar(grammar)


catalog.cache_clearers.append(loose_grammar.cache_clear)
