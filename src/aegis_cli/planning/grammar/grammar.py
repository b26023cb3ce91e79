"""The grammar as a value: the forms of a catalogue, compiled, and found by lead word and noun.

What a word means belongs to the form that is read: its own words are no names in it, and those of
another form are, but after a connective, where any verb may start the next clause.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from operator import itemgetter

from aegis_cli.actions.catalog import ENTRIES, cache_clearers, load, words_of
from aegis_cli.actions.entries import CatalogEntry
from aegis_cli.actions.words.forms import ActionWords, Form
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.action_facts import ActionFacts
from aegis_cli.planning.grammar.lexer import Lexemes
from aegis_cli.planning.grammar.patterns import (
    NAME_KINDS,
    Pattern,
    compile_pattern,
    first_words,
    kinds,
    literals,
)
from aegis_cli.planning.grammar.slots import Keywords, phrase_at
from aegis_cli.planning.read import Load

_ANY = None
"""In the index, the lead or the noun of a form that needs none, or that a value may start."""
_SEVERAL = re.compile(r"(\w+)\[\]")
"""A field that takes several values, in the signature of its action."""
_PLURAL = re.compile(r"(?<=ch)es\Z|s\Z")
_PREFIXES = lexicon.COURTESIES + lexicon.WISH_PREFIXES


@dataclass(frozen=True, eq=False)
class CompiledForm:
    """A form with its action, its keywords and its compiled patterns."""

    text: Form
    action: ActionFacts
    lead_words: frozenset[str]
    """The words that start a clause, in any form of the grammar."""

    @property
    def example(self) -> str:
        """The sentence that shows it: its own, or that of its action."""
        return next(f.example for f in (self.text, *self.action.words.forms) if f.example)

    @property
    def may_omit_lead(self) -> bool:
        """Whether the object alone is enough."""
        return "" in self.text.leads

    @cached_property
    def starts(self) -> frozenset[str | None]:
        """The first words of its leads; `None` if it needs no lead."""
        return _first_words(self.text.leads, self.action)

    @cached_property
    def nouns(self) -> frozenset[str | None]:
        """The first words of its object; `None` if it needs no object."""
        return _first_words(self.text.objects or ("",), self.action)

    @cached_property
    def keywords(self) -> Keywords:
        """The words that are no names in it without quotation marks."""
        patterns = self.text.patterns
        own = _words(self.starts).union(*map(literals, patterns))
        has_names = any(kinds(pattern, self.action) & NAME_KINDS for pattern in patterns)
        reserved = lexicon.KEYWORDS | own if has_names else lexicon.KEYWORDS
        return Keywords(reserved, self.lead_words, self.text.is_plain and not self.action.reads)

    @cached_property
    def leads(self) -> tuple[Pattern, ...]:
        """The patterns of its lead."""
        return self._compile(self.text.leads)

    @cached_property
    def objects(self) -> tuple[Pattern, ...]:
        """The patterns of its object."""
        return self._compile(self.text.objects)

    @cached_property
    def phrases(self) -> tuple[Pattern, ...]:
        """The patterns that may stand anywhere."""
        return self._compile(self.text.phrases)

    @cached_property
    def adjectives(self) -> tuple[Pattern, ...]:
        """The patterns that may stand before the object."""
        return self._compile(self.text.adjectives)

    def _compile(self, patterns: tuple[str, ...]) -> tuple[Pattern, ...]:
        return tuple(compile_pattern(pattern, self.action, self.keywords) for pattern in patterns)


def _first_words(patterns: tuple[str, ...], action: ActionFacts) -> frozenset[str | None]:
    found: set[str | None] = set()
    for pattern in patterns:
        found |= first_words(pattern, action.verbs) or {_ANY}
    return frozenset(found)


def _words(words: Iterable[str | None]) -> frozenset[str]:
    return frozenset(word for word in words if word is not _ANY)


@dataclass(frozen=True, eq=False)
class Grammar:
    """The forms of a catalogue, with what is worked out from them once."""

    entries: Mapping[str, CatalogEntry]
    """The catalogue, by the names of the actions."""
    load: Load
    """Returns the class of an action."""
    words_of_action: Callable[[str], ActionWords]
    """Returns the words of an action."""

    @cached_property
    def actions(self) -> Mapping[str, ActionFacts]:
        """The actions, by name."""
        return {
            name: ActionFacts(row, self.words_of_action(name), self.load)
            for name, row in self.entries.items()
        }

    @cached_property
    def providers(self) -> frozenset[str]:
        """The providers of the actions, by name."""
        return frozenset(action.provider for action in self.actions.values())

    @cached_property
    def lead_words(self) -> frozenset[str]:
        """The words that can start a request, such as the verbs."""
        starts = (
            _first_words(form.leads, action)
            for action in self.actions.values()
            for form in action.words.forms
        )
        return _words(word for words in starts for word in words)

    @cached_property
    def forms(self) -> tuple[CompiledForm, ...]:
        """The forms, in their order; each compiles its patterns when it is first tried."""
        return tuple(
            CompiledForm(form, action, self.lead_words)
            for action in self.actions.values()
            for form in action.words.forms
        )

    def forms_of(self, action: ActionFacts) -> Iterator[CompiledForm]:
        """Yield the forms of an action, the first of those with the same example."""
        seen = set[str]()
        for form in self.forms:
            if form.action is action and form.example not in seen:
                seen.add(form.example)
                yield form

    @cached_property
    def questions(self) -> frozenset[str]:
        """What is asked where a field has no value; a follow-up can supply it."""
        return frozenset(q for action in self.actions.values() for q in action.questions.values())

    @cached_property
    def reasons(self) -> tuple[Pattern, ...]:
        """The reasons that a request may end with."""
        keywords = Keywords(lead_words=self.lead_words)
        return tuple(compile_pattern(reason, None, keywords) for reason in lexicon.REASONS)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that have a meaning: "readme" does not misspell "rename"."""
        of_choices = (action.words.words for action in self.actions.values())
        own = (literals(p) for form in self.forms for p in form.text.patterns)
        return lexicon.KEYWORDS.union(self.lead_words, *of_choices, *own)

    @cached_property
    def nouns(self) -> frozenset[str]:
        """What the catalogue calls the things that it is about, each alone and as several."""
        several = {entry.noun for entry in self.entries.values()}
        for entry in self.entries.values():
            several |= {*_SEVERAL.findall(entry.signature)}
        alone = {_PLURAL.sub("", word) for word in several}
        return lexicon.REPO_NOUNS | lexicon.ISSUE_NOUNS | several | alone

    @cached_property
    def verbs_and_nouns(self) -> tuple[str, ...]:
        """The words that may have been misspelled."""
        nouns = {
            w for form in self.forms for pattern in form.text.objects for w in literals(pattern)
        }
        return tuple(sorted(nouns.union(*(action.verbs for action in self.actions.values()))))

    def shows_place(self, action: ActionFacts) -> bool:
        """Tell whether an action only shows its place, so that "it" means that then."""
        slot = f"{{{action.place}:itself}}"
        patterns = (p for form in self.forms if form.action is action for p in form.text.patterns)
        return action.reads and any(slot in pattern for pattern in patterns)

    def likeliest(self, lexemes: Lexemes, most: int) -> list[CompiledForm]:
        """Return up to `most` forms in their order: those that lack the least.

        Of two that lack as much, that which has its object is likelier, then that which reads.
        """
        words = {_ANY, *(lexeme.text for lexeme in lexemes)}

        def lacks(pair: tuple[int, CompiledForm]) -> tuple[int, bool, bool]:
            _, form = pair
            lacks_object = form.nouns.isdisjoint(words)
            lacks_lead = form.starts.isdisjoint(words)
            return lacks_lead + lacks_object, lacks_object, not form.action.reads

        likely = sorted(enumerate(self.forms), key=lacks)
        return [form for _, form in sorted(likely[:most], key=itemgetter(0))]

    def can_start_clause(self, lexemes: Lexemes, at: int) -> bool:
        """Tell whether a clause can start at a position."""
        is_lead = lexemes[at].text in self.lead_words
        return is_lead or any(phrase_at(phrase, lexemes, at) for phrase in _PREFIXES)

    def candidates(self, clause: Lexemes) -> list[CompiledForm]:
        """Return the forms that may explain a whole clause, in their order.

        A form may explain it if its lead starts with the first word of the clause, or it needs no
        lead, and if its object starts with one of the words, or it needs no object.
        """
        leads = (clause[0].text if clause else _ANY, _ANY)
        nouns = {_ANY, *(lexeme.text for lexeme in clause)}
        found = {at for lead in leads for noun in nouns for at in self._index.get((lead, noun), ())}
        return [self.forms[at] for at in sorted(found)]

    @cached_property
    def _index(self) -> Mapping[tuple[str | None, str | None], list[int]]:
        """The positions of the forms, by the first words of a lead and of an object."""
        index: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
        for at, form in enumerate(self.forms):
            # A form that needs no lead is found by its noun alone.
            for lead in {_ANY} if _ANY in form.starts else form.starts:
                for noun in form.nouns:
                    index[lead, noun].append(at)
        return dict(index)

    def forget(self) -> None:
        """Forget what was worked out: the catalogue has other actions now."""
        kept = {each.name for each in fields(self)}
        for name in self.__dict__.keys() - kept:
            del self.__dict__[name]


GRAMMAR = Grammar(ENTRIES, load, words_of)
"""The grammar of the catalogue."""
cache_clearers.append(GRAMMAR.forget)
