"""Reads a clause as one form in any order: which words it explains, and which values it finds.

The lead may stand anywhere, and what only looks needs none. Each word still has to be explained.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from aegis_cli.planning.grammar.fit import Draft, merge
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.grammar.slots import SlotValue, phrase_at
from aegis_cli.planning.grammar.steps import missing_field
from aegis_cli.planning.lenient.bare_names import UNSAID, NameRules, Said
from aegis_cli.planning.lenient.concepts import FILLERS, Concept
from aegis_cli.planning.lenient.loose_forms import (
    PREPOSITIONS,
    WEAK,
    WEAK_IN_WRITES,
    FormAmong,
    LooseElement,
    LooseForm,
    LooseGrammar,
    LoosePattern,
    Shape,
)
from aegis_cli.planning.lenient.loose_values import value_at

_HARMLESS = PREPOSITIONS - {"about", "by", "since", "after", "before", "behind", "off", "under"}
"""Prepositions that may stand alone in what only looks."""
_SEPARATORS = frozenset({",", ".", "!", "("})
_ORDERS = frozenset("label tag comment pin lock star fork pull push branch approve protect".split())
"""Verbs that are nouns too, in the singular: what begins with one is an order."""

_OWNERS = frozenset("its my our your his her their".split())
"""Words behind which a noun stands, and no verb: "close #12 and its label bug"."""
_ASIDE = 2
"""So many words are "well," at the start of an order, which is no value of it."""


class Reach(NamedTuple):
    """A draft, and how much of the clause speaks for it."""

    draft: Draft
    explained: int = 0
    """How many words are explained: by words of the form, or as its values."""
    lead: frozenset[str] = frozenset()
    """The words of its lead."""
    said: frozenset[str] = frozenset()
    """The words of the form that were said."""
    guessed: int = 0
    """How many values nothing but their place says."""

    @property
    def weight(self) -> tuple[int, int, int]:
        """How much speaks for it; the more, the likelier."""
        return (self.explained, int(self.draft.lead_length > 0), -self.guessed)


class _Match(NamedTuple):
    end: int
    values: tuple[SlotValue, ...] = ()
    said: Said = UNSAID

    @property
    def rank(self) -> tuple[int, int]:
        return self.end, len(self.said.words)


class AnyOrder(NamedTuple):
    """Reads clauses as forms of one grammar."""

    grammar: LooseGrammar
    spare: int = 0
    """How many words may stay unexplained: none where a clause is read."""

    def fit(self, form: LooseForm, words: Lexemes) -> Reach | None:
        """Read a clause as one form; `None` if a word of it stays unexplained."""
        if form.action.reads:
            bare = tuple(w for w in words if w.text not in FILLERS or isinstance(w, Concept))
            reach = self._fit(form, bare)
            if reach or not form.has_fillers or len(bare) == len(words):
                return reach
        elif len(words) > _ASIDE and words[1].text == "," and self._is_unknown(words[0]):
            return None
        return self._fit(form, words)

    def _is_unknown(self, word: Lexeme) -> bool:
        known = self.grammar.grammar.words
        return word.is_name and not word.quoted and word.text not in known

    def _fit(self, form: LooseForm, words: Lexemes) -> Reach | None:
        among = form.among(words)
        found = self._find_lead(among, words)
        if found is None:
            return None
        start, lead = found
        length = lead.end - start
        has_object = not form.form.text.objects
        draft = Draft(form.form, lead.values, (), length, start, has_object=has_object)
        rest = (*words[:start], *words[lead.end :])
        reach, at, left = (
            Reach(draft, 0 if form.looks else length, lead.said.words),
            0,
            list[Lexeme](),
        )
        while at < len(rest):
            end, reach = self._extend(among, reach, rest, at)
            if end == at:
                end += 1
                is_repeated = form.action.reads and rest[at].text in reach.said
                if not (is_repeated or _changes_nothing(rest[at], reads=form.action.reads)):
                    left.append(rest[at])
                    if len(left) > max(1, self.spare):
                        return None
            at = end
        reach = self._with_the_one_name(reach, left) if left else reach
        is_explained = len(reach.draft.leftover) <= self.spare and reach.explained > 0
        is_read = reach.draft.has_object and is_explained
        return reach if is_read and (reach.said or reach.draft.lead_length) else None

    def _find_lead(self, among: FormAmong, words: Lexemes) -> tuple[int, _Match] | None:
        """Return where the lead stands, and its match; what only looks needs none."""
        form = among.form
        for at, word in enumerate(words):
            is_owned = word.article or (at > 0 and words[at - 1].text in _OWNERS)
            is_noun = is_owned and not form.action.reads  # "the label bug on #12"
            is_late = form.looks and at > 0 and not isinstance(word, Concept)
            is_other = form.form.starts.isdisjoint({None, word.text})
            if not (is_late or is_noun or is_other) and (
                match := self._longest(form, among.leads, words, at, UNSAID)
            ):
                return at, match
        is_order = form.action.reads and any(word.text in _ORDERS for word in words[:1])
        may_omit = (form.looks or form.form.may_omit_lead) and not is_order
        return (0, _Match(0)) if may_omit else None

    def _extend(self, among: FormAmong, reach: Reach, words: Lexemes, at: int) -> tuple[int, Reach]:
        """Extend a draft by the longest match at a position that contradicts no earlier value."""
        form, draft = among.form, reach.draft
        best, rank = (at, reach), (at, 0)
        has_all = draft.has_object and bool(form.form.text.objects)
        for patterns, is_object in (
            (() if has_all else among.objects, True),
            (among.phrases, False),
        ):
            match = self._longest(form, patterns, words, at, Said(reach.lead))
            values = merge(draft, match.values) if match and match.rank > rank else None
            if match is None or values is None:
                continue
            longer = replace(draft, values=values, has_object=draft.has_object or is_object)
            explained = reach.explained + match.end - at
            said = reach.said | match.said.words
            best = (match.end, reach._replace(draft=longer, explained=explained, said=said))
            rank = match.rank
        return best

    def _longest(
        self,
        form: LooseForm,
        patterns: Iterable[LoosePattern],
        words: Lexemes,
        at: int,
        before: Said,
    ) -> _Match | None:
        """Return the match that takes most words, and says most with its own."""
        longest: _Match | None = None
        for pattern in patterns:
            if not pattern.may_start(words[at].text):
                continue
            for match in _matches(pattern.elements, words, at, _Match(at)):
                is_longer = match.end > at and (longest is None or match.rank > longest.rank)
                if is_longer and self._is_told(form, pattern, match, before):
                    longest = match
        return longest

    def _is_told(self, form: LooseForm, pattern: LoosePattern, match: _Match, before: Said) -> bool:
        """Tell whether something says that the values of a match are such."""
        if pattern.is_search:
            return bool(match.said.words) or match.said.strength > 0
        return NameRules(self.grammar, form.action).are_told(match.values, match.said, before)

    def _with_the_one_name(self, reach: Reach, left: list[Lexeme]) -> Reach:
        """Take the one word that is left for the one name that the form still needs."""
        draft = replace(reach.draft, leftover=tuple(left))
        field = missing_field(draft) if len(left) == 1 and draft.form.text.objects else ""
        rules = NameRules(self.grammar, draft.form.action)
        value = rules.as_name(field, left[0], reach.said) if field else None
        if value is None:
            return reach._replace(draft=draft)
        draft = replace(draft, values=(*draft.values, value), leftover=())
        return reach._replace(draft=draft, explained=reach.explained + 1, guessed=reach.guessed + 1)


def _matches(
    elements: tuple[LooseElement, ...], words: Lexemes, at: int, so_far: _Match
) -> Iterator[_Match]:
    if not elements:
        yield so_far
        return
    element, rest = elements[0], elements[1:]
    for step in _element(element, words, at):
        longer = _Match(step.end, so_far.values + step.values, so_far.said.with_more(step.said))
        yield from _matches(rest, words, step.end, longer)
    if element.optional:
        yield from _matches(rest, words, at, so_far)


def _element(element: LooseElement, words: Lexemes, at: int) -> Iterator[_Match]:
    if at >= len(words):
        return
    if element.slot:
        if match := value_at(element.slot, element.shape, words, at):
            says = element.shape is Shape.FILE  # a path says by itself what it is
            yield _Match(*match, Said(frozenset({element.shape.value} if says else ())))
        return
    word = words[at].text
    if word in element.alike:
        is_own = word in element.phrases
        yield _Match(at + 1, said=Said(strength=element.strength if is_own else 0))
        return
    for phrase in element.phrases.get(word, ()):
        if phrase_at(phrase, words, at):
            own = frozenset[str]() if element.is_preposition else frozenset(phrase)
            yield _Match(at + len(phrase), (), Said(own, element.strength))


def _changes_nothing(word: Lexeme, *, reads: bool) -> bool:
    """Tell whether a word may stay unexplained."""
    if word.quoted:
        return False
    if reads and (word.text in _HARMLESS | FILLERS or word.text == "show"):
        return True
    return word.text in (WEAK if reads else WEAK_IN_WRITES) | _SEPARATORS or word.text == "its"
