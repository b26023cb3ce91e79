"""Finds the nearest action of a sentence that nobody reads: what most of its words ask for.

It serves a suggestion alone, which a person types, and which is asked about then as any other
sentence. So words may stay unexplained: but none that names a thing, and none of a write that is
the noun of another. Nothing that destroys is near, and what a word takes back is left out.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.clauses import verbs_of_orders
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.grammar.slots import REFERENCES
from aegis_cli.planning.lenient.any_order import AnyOrder, Reach
from aegis_cli.planning.lenient.concepts import Concept
from aegis_cli.planning.lenient.intent import asks, is_request
from aegis_cli.planning.lenient.loose_forms import LooseForm, loose_grammar
from aegis_cli.planning.lenient.meanings import NoRequest, Refused, meanings_of
from aegis_cli.planning.lenient.quantities import NotSearched
from aegis_cli.planning.lenient.reader import Read, SentenceReader, words_by_language
from aegis_cli.planning.lenient.reasons import owners_of, requests_of
from aegis_cli.planning.lenient.spelling import spellings
from aegis_cli.planning.plan import Context

_MOST_WORDS = 40
_MOST_WAYS = 3
_MOST_TRIED = 60
"""So many forms are tried, those that most words point to."""
_MARKED = re.compile(r"[\d@#/_.-]")
"""What a name has by which it is told from a word."""


class _Near(NamedTuple):
    """A reading of some words of a sentence."""

    read: Read
    left: int
    """How many words it does not explain."""

    @property
    def rank(self) -> tuple[int, ...]:
        """How near it is; the more, the nearer."""
        return (self.read.reach.explained - self.left, *self.read.reach.weight)


def nearest(text: str, context: Context, grammar: Grammar, today: date) -> Iterator[list[Read]]:
    """Yield what some words of a sentence ask for, the nearest first."""
    found: list[_Near] = []
    for language, _, words in words_by_language(text, context, grammar):
        if len(words) > _MOST_WORDS:
            continue
        owners = frozenset(owner for word in words for owner in owners_of(word))
        only_looks = asks(text, words) and not is_request(text, words, language)
        for written in (*islice(spellings(words, language, grammar), 1), words):
            ways, is_refused = _ways(written, language, today)
            reader = SentenceReader(context, grammar, reads_only=only_looks or is_refused)
            for way in ways:
                parts = dict.fromkeys((way, *map(tuple, requests_of(way, language, grammar))))
                for part in filter(None, parts):
                    near = _readings(reader, part, owners)
                    found += [_Near(read, len(words) - read.reach.explained) for read in near]
    for near in sorted(found, key=lambda each: each.rank, reverse=True):
        yield [near.read]


def _ways(words: Lexemes, language: str, today: date) -> tuple[list[tuple[Lexeme, ...]], bool]:
    """Return what words may stand for, and whether one says that nothing is to be done."""
    try:
        return [*islice(meanings_of(words, language, today), _MOST_WAYS)], False
    except (NoRequest, NotSearched):
        pass
    try:
        ways = islice(meanings_of(words, language, today, refuses=False), _MOST_WAYS)
        return [tuple(_without_refused(way)) for way in ways], True
    except NotSearched:
        return [], True


def _without_refused(words: Lexemes) -> Iterator[Lexeme]:
    """Leave out what a word refuses: all up to the next connective."""
    is_refused = False
    for word in words:
        is_refused = isinstance(word, Refused) or (
            is_refused and word.text not in lexicon.CONNECTIVES
        )
        if not is_refused:
            yield word


def _readings(reader: SentenceReader, words: Lexemes, owners: frozenset[str]) -> Iterator[Read]:
    verbs = verbs_of_orders(words, reader.grammar)
    scope = reader.scope_of([tuple(words)])
    any_order = AnyOrder(loose_grammar(reader.grammar), spare=len(words))
    for form in _candidates(words, reader):
        if owners and form.action.provider not in owners:
            continue
        reach = any_order.fit(form, words)
        if reach and _may_be_near(reach, words, verbs, reader.grammar):
            read = reader.resolved(reach, words, scope)
            yield from [read] if read else []


def _candidates(words: Lexemes, reader: SentenceReader) -> list[LooseForm]:
    """Return the forms that most words point to, in their order."""
    texts = frozenset(word.text for word in words)
    forms = (
        form
        for form in loose_grammar(reader.grammar).about(words)
        if (form.action.reads or not reader.reads_only) and not form.action.destroys
    )
    return sorted(forms, key=lambda form: len(form.words & texts), reverse=True)[:_MOST_TRIED]


def _may_be_near(reach: Reach, words: Lexemes, verbs: frozenset[int], grammar: Grammar) -> bool:
    """Tell whether a form may be meant that leaves words: none that names what it is about."""
    draft = reach.draft
    if any(map(_is_named, draft.leftover)) or not _has_sure_values(reach, words):
        return False
    if draft.form.action.reads:
        return bool(reach.said) or bool(draft.values)
    is_ordered = draft.lead_length > 0 and draft.lead_start in verbs
    return is_ordered and not any(word.text in grammar.nouns for word in draft.leftover)


def _has_sure_values(reach: Reach, words: Lexemes) -> bool:
    """Tell whether each value is one, and no word that may mean something else here."""
    at = {id(word): place for place, word in enumerate(words)}
    for value in reach.draft.values:
        word = value.word
        if value.text in REFERENCES or value.stdin or word is None:
            continue
        before = words[at[id(word)] - 1].text if at.get(id(word)) else ""
        is_behind_noun = before in reach.said | reach.lead
        if not (word.quoted or _MARKED.search(word.text) or is_behind_noun):
            return False
    return True


def _is_named(word: Lexeme) -> bool:
    is_reference = word.repo is not None or word.number is not None or word.link is not None
    return (word.quoted or is_reference) and not isinstance(word, Concept)
