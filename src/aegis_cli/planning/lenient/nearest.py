"""Finds the nearest action of a sentence that nobody reads: what most of its words ask for.

It serves a suggestion alone, which a person types, and which is asked about then as any other
sentence. So words may stay unexplained: but none that names a thing, and none of a write that is
the noun of another. Nothing that destroys is near, and what a word takes back is left out.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain, islice, pairwise
from typing import NamedTuple

from aegis_cli.actions.fields.kinds import TEXTS
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.clauses import verbs_of_orders
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.grammar.slots import REFERENCES
from aegis_cli.planning.lenient.any_order import AnyOrder, Reach
from aegis_cli.planning.lenient.concepts import Concept, PathWord, concepts_of
from aegis_cli.planning.lenient.intent import asks, is_request, is_statement
from aegis_cli.planning.lenient.loose_forms import (
    PREPOSITIONS,
    USUAL_NAMES,
    LooseForm,
    loose_grammar,
)
from aegis_cli.planning.lenient.meanings import NoRequest, RefusedWord, meanings_of
from aegis_cli.planning.lenient.owners import owners_by_name, owners_of
from aegis_cli.planning.lenient.reader import Read, SentenceReader, words_by_language
from aegis_cli.planning.lenient.shared import requests_in
from aegis_cli.planning.lenient.spelling import spellings
from aegis_cli.planning.lenient.vocabulary import ordinary, words_of_days
from aegis_cli.planning.lenient.whole_names import with_whole_names
from aegis_cli.planning.plan import Context

_MOST_WORDS = 30
_MOST_WAYS = 3
_MOST_TRIED, _MOST_WORDS_TRIED = 60, 600
"""So many forms are tried, those that most words point to; of a long sentence fewer."""
_ENDS = (".", "!", "?")
_MOST_SPACES = 2
"""A name in quotation marks has no more; a text may."""
_SHOW = concepts_of(("show",))
"""The verb of what only looks, where another stands, or none."""
_OPPOSED = lexicon.NEGATIONS | {"lacking"}
"""Words with which a value means its opposite."""
_RESERVES = frozenset(
    "after before when once until unless if because"
    " saying titled entitled called named that".split()
)
"""Words with which an order is for later, or goes on with a text."""
_MARKED = re.compile(r"[\d@#/_.-]")
"""What a name has by which it is told from a word."""


class Nearest(NamedTuple):
    """What a sentence may ask for."""

    reading: list[Read]
    balance: int
    """By how many words more are explained than are left."""
    said: str = ""
    """The words that are explained, as a sentence."""


class _Near(NamedTuple):
    """A reading of some words of a sentence."""

    read: Read
    left: int
    """How many words it does not explain."""
    is_of_kind: bool
    """Whether it is about a pull request where the sentence says so, and not otherwise."""
    said: str
    """The words that it explains."""


def nearest(text: str, context: Context, grammar: Grammar, today: date) -> Iterator[Nearest]:
    """Yield what a sentence may ask for: all of it, then some of its words, then what it names."""
    whole: list[list[Read]] = []
    found: list[_Near] = []
    shown: list[_Near] = []
    for language, _, words in words_by_language(text, context, grammar):
        if len(words) > _MOST_WORDS:
            continue
        is_question = asks(text, words) and not is_request(text, words, language)
        only_looks = is_question or is_statement(words) or any(w.text in _RESERVES for w in words)
        for written in (*islice(spellings(words, language, grammar), 1), words):
            ways, is_refused = _ways(written, language, today)
            reader = _NearestReader.of(words, context, grammar, reads_only=only_looks or is_refused)
            whole_names = (with_whole_names(way, grammar) for way in ways)
            for way in dict.fromkeys((*ways, *whole_names)):
                parts = reader.parts(way)
                whole += _together(parts)
                found += _of_kind([*reader.near(way), *_alone(parts)])
                shown += reader.near((*_SHOW, *way))
    yield from (Nearest(reading, 0) for reading in whole)
    for each in sorted(found, key=_rank, reverse=True):
        yield Nearest([each.read], _balance(each), each.said)
    for each in sorted(shown, key=_rank, reverse=True):
        yield Nearest([each.read], _balance(each) - _MOST_WORDS, each.said)


def _of_kind(found: list[_Near]) -> list[_Near]:
    """Leave out what is about an issue where something is about a pull request, as it is said."""
    has_pull = any(each.is_of_kind and each.read.understood.action.is_of_pull for each in found)
    return [each for each in found if each.is_of_kind or not has_pull]


def _rank(near: _Near) -> tuple[int, ...]:
    """How near a reading is; the more, the nearer."""
    return (_balance(near), near.is_of_kind, *near.read.reach.weight)


def _balance(near: _Near) -> int:
    """Return by how many words more are explained than are left."""
    return near.read.reach.explained - near.left


def _together(parts: list[list[_Near]]) -> list[list[Read]]:
    """Return the requests of a sentence, each of which is explained in full."""
    best = [max(part, key=_rank) for part in parts if part]
    is_whole = len(parts) == len(best) > 1 and not any(each.left for each in best)
    return [[each.read for each in best]] if is_whole else []


def _alone(parts: list[list[_Near]]) -> Iterator[_Near]:
    """Yield the readings of one request: none that changes something beside what is asked too."""
    is_only = sum(any(not near.left for near in part) for part in parts) <= 1
    for near in chain(*parts):
        if is_only or near.read.understood.action.reads:
            yield near


def _joins_names(words: Lexemes, grammar: Grammar) -> bool:
    """Tell whether "and" stands before more of the same request: "2 approvals and the check CI"."""
    return any(
        before.text in lexicon.CONJUNCTIONS and behind.text not in grammar.lead_words
        for before, behind in pairwise(words)
    )


def _words_said(words: Lexemes, left: Lexemes) -> str:
    """Write words as a sentence, without those that are left."""
    kept = (word for word in words if word not in left)
    return " ".join(f"'{word.raw}'" if word.quoted else word.raw for word in kept)


def _names_of(word: Lexeme) -> Iterator[str]:
    """Yield the names of what a word refers to: a place, a thing in one, or both."""
    if word.number is not None:
        yield str(word.number)
    elif _is_named(word) and not word.quoted:
        names = (word.link.name, word.link.thing) if word.link else (word.repo or word.raw,)
        yield from (name.casefold() for name in names if name)


def _is_about(read: Read, named: frozenset[str]) -> bool:
    """Tell whether a reading is about something that is named, or else has a word that is said."""
    if not named:
        return bool(read.reach.said)
    values = {arg.value.casefold() for step in read.understood.steps for arg in step.args}
    return not named.isdisjoint(values)


def _ways(words: Lexemes, language: str, today: date) -> tuple[list[tuple[Lexeme, ...]], bool]:
    """Return what words may stand for, and whether one says that nothing is to be done."""
    try:
        return [*islice(meanings_of(words, language, today), _MOST_WAYS)], False
    except NoRequest as refusal:
        (refusal_of,) = refusal.args
    ways = islice(meanings_of(words, language, today, refuses=False), _MOST_WAYS)
    is_asked = refusal_of == "question"  # "why is CI red on #90": all of it is asked about
    cut = _without_word if is_asked else _without_refused
    return [tuple(cut(way)) for way in ways], refusal_of != "speech"


def _without_word(words: Lexemes) -> Iterator[Lexeme]:
    """Leave out a word that refuses, and nothing behind it."""
    return (word for word in words if not isinstance(word, RefusedWord))


def _without_refused(words: Lexemes) -> Iterator[Lexeme]:
    """Leave out what a word refuses: all up to the next connective."""
    is_refused = False
    for word in words:
        is_refused = (
            isinstance(word, RefusedWord)
            or word.text in _OPPOSED
            or (is_refused and word.text not in lexicon.CONNECTIVES)
        )
        if not is_refused:
            yield word


class _NearestReader(NamedTuple):
    """Reads what some words of a sentence ask for, of the providers that it names."""

    context: Context
    grammar: Grammar
    owners: frozenset[str]
    named: frozenset[str]
    """What the sentence names, of which a reading has something."""
    reads_only: bool

    @classmethod
    def of(
        cls, words: Lexemes, context: Context, grammar: Grammar, *, reads_only: bool
    ) -> "_NearestReader":
        """Return the reader of a sentence."""
        owners = frozenset(owner for word in words for owner in owners_of(word))
        named = frozenset(name for word in words for name in _names_of(word))
        return cls(context, grammar, owners, named, reads_only)

    def parts(self, words: Lexemes) -> list[list[_Near]]:
        """Return the readings of each request of a sentence."""
        is_joined = _joins_names(words, self.grammar)
        reader = self._replace(reads_only=self.reads_only or is_joined)
        counts = _counts_in(words, self.grammar)
        return [
            [near for way in request for near in reader.near(way, counts)]
            for request in requests_in(words)
        ]

    def near(self, words: Lexemes, counts: frozenset[str] | None = None) -> list[_Near]:
        """Return the readings of a request; `counts` are numbers that may be no issue's."""
        if counts is None:
            counts = _counts_in(words, self.grammar)
        is_pull = any(word.text in lexicon.PULL_NOUNS for word in words)
        return [
            _Near(
                read,
                len(words) - read.reach.explained,
                read.understood.action.is_of_pull == is_pull,
                _words_said(words, read.reach.draft.leftover),
            )
            for read in self._readings(words)
            if counts.isdisjoint(target.place.thing for target in read.understood.targets)
            and _is_about(read, self.named)
        ]

    def _readings(self, words: Lexemes) -> Iterator[Read]:
        if not words:
            return
        reader = SentenceReader(self.context, self.grammar, reads_only=self.reads_only)
        verbs = verbs_of_orders(words, self.grammar)
        scope = reader.scope_of([tuple(words)])
        any_order = AnyOrder(loose_grammar(self.grammar), spare=len(words))
        for form in self._candidates(words):
            reach = any_order.fit(form, words)
            if reach and _may_be_near(reach, words, verbs, self.grammar):
                read = reader.resolve(reach, words, scope)
                yield from [read] if read else []

    def _candidates(self, words: Lexemes) -> list[LooseForm]:
        """Return the forms that most words point to, in their order."""
        texts = frozenset(word.text for word in words)
        forms = (
            form
            for form in loose_grammar(self.grammar).about(words)
            if (form.action.reads or not self.reads_only)
            and not form.action.destroys
            and form.action.provider in (self.owners or {form.action.provider})
        )
        most = min(_MOST_TRIED, _MOST_WORDS_TRIED // len(words))
        return sorted(forms, key=lambda form: len(form.words & texts), reverse=True)[:most]


def _may_be_near(reach: Reach, words: Lexemes, verbs: frozenset[int], grammar: Grammar) -> bool:
    """Tell whether a form may be meant that leaves words: none that names what it is about."""
    draft = reach.draft
    is_opposed = any(word.text in _OPPOSED for word in draft.leftover)
    if is_opposed or not _has_sure_values(reach, words, grammar):
        return False
    if draft.form.action.reads:
        return bool(reach.said) or bool(draft.values)
    if any(word.text not in lexicon.DELIMITERS for word in words[: draft.lead_start]):
        return False  # "dnot merge #11"
    object_at = draft.lead_start + draft.lead_length
    is_ordered = draft.lead_length > 0 and draft.lead_start in verbs
    behind = words[object_at : object_at + 2]
    if behind and behind[0].text not in PREPOSITIONS:
        behind = behind[:1]
    has_object = bool(behind) and not any(word in draft.leftover for word in behind)
    others = grammar.nouns | grammar.lead_words | words_of_days()
    others |= lexicon.CONJUNCTIONS
    says_more = any(_is_named(w) or w.text in others for w in draft.leftover)
    return is_ordered and has_object and not says_more


def _has_sure_values(reach: Reach, words: Lexemes, grammar: Grammar) -> bool:
    """Tell whether each value is one, and no word that may mean something else here."""
    action = reach.draft.form.action
    quoted = {word.raw for word in words if word.quoted}
    paths = {word.raw for word in words if isinstance(word, PathWord)}
    for value in reach.draft.values:
        if value.text in REFERENCES or value.stdin:
            continue
        if action.reader(value.field) in TEXTS:
            is_sure = value.text in quoted
        elif action.noun(value.field) == "file":
            is_sure = value.text in paths
        else:
            is_name = value.text.count(" ") <= _MOST_SPACES and not value.text.endswith(_ENDS)
            is_sure = is_name and (not value.word or _is_sure(value.word, words, reach, grammar))
        if not is_sure:
            return False
    return True


def _is_sure(name: Lexeme, words: Lexemes, reach: Reach, grammar: Grammar) -> bool:
    """Tell whether a word is a name: by its looks, or behind its noun."""
    at = next((at for at, word in enumerate(words) if word is name), 0)
    nouns = reach.said | (reach.lead & grammar.nouns)
    is_behind_noun = at > 0 and words[at - 1].text in nouns
    is_word = name.text in grammar.nouns or name.text in ordinary()
    is_usual = any(name.text in names for names in USUAL_NAMES.values())
    looks_like_one = name.quoted or is_usual or _MARKED.search(name.text) is not None
    return looks_like_one or (is_behind_noun and not is_word)


def _counts_in(words: Lexemes, grammar: Grammar) -> frozenset[str]:
    """Return the numbers that may be no issue's: "5 points", "the last 3 releases"."""
    before_issues = lexicon.ISSUE_NOUNS | grammar.lead_words | PREPOSITIONS
    counts = set[str]()
    for at, word in enumerate(words):
        before, first = words[max(at - 1, 0)], words[max(at - 2, 0)]
        is_joined = before.text in lexicon.CONNECTIVES and first.number is not None
        is_issue = before.text in before_issues or is_joined
        if word.number is not None and word.raw.isdecimal() and not is_issue:
            counts.add(word.raw)
    return frozenset(counts)


def _is_named(word: Lexeme) -> bool:
    is_reference = word.repo is not None or word.number is not None or word.link is not None
    is_name = word.raw.startswith("@") or isinstance(word, PathWord) or any(owners_by_name(word))
    return (word.quoted or is_reference or is_name) and not isinstance(word, Concept)
