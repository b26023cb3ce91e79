"""Reads what is no plain order: the one plan that explains each word of a sentence, in any order.

What it returns is a guess. Nothing that it reads runs unseen, and `--yes` never covers it (ADR 13).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from aegis_cli.actions.names import BARE
from aegis_cli.planning.grammar import lexer
from aegis_cli.planning.grammar.clauses import with_text_after_colon
from aegis_cli.planning.grammar.fit import Draft
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.grammar.lexicon import PULL_NOUNS, QUESTION_MARK
from aegis_cli.planning.grammar.scope import Scope
from aegis_cli.planning.grammar.steps import Understood, resolve
from aegis_cli.planning.lenient.any_order import AnyOrder, Reach
from aegis_cli.planning.lenient.concepts import with_shapes
from aegis_cli.planning.lenient.implied import scope_of, with_implied
from aegis_cli.planning.lenient.intent import (
    asks,
    is_cut_off,
    is_request,
    is_statement,
    likely_languages,
)
from aegis_cli.planning.lenient.loose_forms import loose_grammar
from aegis_cli.planning.lenient.meanings import NoRequest, meanings_of
from aegis_cli.planning.lenient.quantities import NotSearched
from aegis_cli.planning.lenient.read_as import read_as
from aegis_cli.planning.lenient.segmenting import as_typed, readable
from aegis_cli.planning.lenient.shared import requests_in
from aegis_cli.planning.lenient.spelling import spellings
from aegis_cli.planning.plan import Context
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan

_MOST_WORDS = 60
_MOST_REQUESTS = 3


class Guess(NamedTuple):
    """A plan that is read out of a sentence, and how it was read."""

    plan: WirePlan
    read_as: str
    """The sentence that says the same in full: "list the open issues of acme/web"."""


class _Read(NamedTuple):
    """One request, and what speaks for it."""

    understood: Understood
    reach: Reach


def guess(text: str, context: Context, grammar: Grammar, today: date) -> Guess | None:
    """Return the one plan that a sentence may mean; `None` if there is none, or more than one."""
    for language, is_sure in likely_languages(text):
        words = _words(Sentence(readable(text, language), context.host), grammar)
        if not _may_be_read(text, words, language):
            continue
        reads_only = asks(text, words) and not is_request(text, words, language)
        reader = _SentenceReader(context, grammar, reads_only=reads_only)
        try:
            for written in (*spellings(words, language, grammar), words):
                if found := reader.read([*meanings_of(written, language, today)]):
                    return found._replace(plan=as_typed(found.plan, text))
        except (NoRequest, NotSearched):
            if is_sure:
                return None
    return None


def _words(sentence: Sentence, grammar: Grammar) -> list[Lexeme]:
    """Split a sentence; what follows a colon is one text, if words stand before it."""
    head, *text = _split_off_text(sentence, grammar)
    lexemes = (*head, *text) if text else lexer.lex(sentence)
    said_of_itself = {QUESTION_MARK, BARE}  # "who am I on github?"
    return [word for word in with_shapes(lexemes) if word.text not in said_of_itself]


def _split_off_text(sentence: Sentence, grammar: Grammar) -> tuple[Lexemes, *tuple[Lexeme, ...]]:
    *head, text = with_text_after_colon(sentence, grammar) or (Lexeme(""),)
    has_words = any(word.is_name for word in head)
    return (head, replace(text, after_colon=False)) if has_words else (head,)


def _may_be_read(text: str, words: Lexemes, language: str) -> bool:
    if not words or len(words) > _MOST_WORDS or any(map(lexer.is_half_quoted, words)):
        return False
    return language != "en" or asks(text, words) or not is_statement(words)


class _SentenceReader(NamedTuple):
    """Reads the sentences of a person, who is somewhere."""

    context: Context
    grammar: Grammar
    reads_only: bool
    """Whether only what looks may be meant: a question never writes."""

    def read(self, ways: list[tuple[Lexeme, ...]]) -> Guess | None:
        """Return the plan of a sentence that may stand for each of these words of the grammar."""
        scope = Scope.of(self.context, self.grammar)
        named = {word.repo.casefold(): word.repo for word in ways[0] if word.repo}
        if len(named) == 1:
            scope = replace(scope, default_repo=next(iter(named.values())))
        readings = [
            self._all(words, scope)
            for words in ways
            if words and (self.reads_only or not is_cut_off(words))
        ]
        found = _only([each for each in readings if each])
        if not found:
            return None
        steps = [step for each in found for step in each.understood.steps]
        numbered = [step.model_copy(update={"id": f"s{at}"}) for at, step in enumerate(steps, 1)]
        said = (
            read_as(each.understood, each.reach.draft, self.context, self.grammar) for each in found
        )
        return Guess(WirePlan(steps=numbered), "; then ".join(said))

    def _all(self, words: Lexemes, scope: Scope) -> list[_Read]:
        """Understand the requests of a sentence: as one, or each between two connectives."""
        if whole := self._one(words, scope):
            return [whole]
        requests = requests_in(words)
        if len(requests) > _MOST_REQUESTS or requests == [(words,)]:
            return []
        found: list[_Read] = []
        for request in requests:
            read = next((one for way in request if (one := self._one(way, scope))), None)
            if read is None or (_goes_on(read) and any(map(_writes, found))):
                return []  # "delete v1.0 and all the issues in it" shows no issues
            found.append(read)
            scope = scope.after(read.understood.action, read.understood.targets, self.grammar)
        return found

    def _one(self, words: Lexemes, scope: Scope) -> _Read | None:
        """Understand one request: the form that explains most of its words, if it is one alone."""
        forms = loose_grammar(self.grammar)
        reader = AnyOrder(forms)
        reaches = [
            reach
            for form in forms.candidates(words)
            if (form.action.reads or not self.reads_only) and (reach := reader.fit(form, words))
        ]
        best: list[_Read] = []
        for reach in sorted(reaches, key=lambda reach: reach.weight, reverse=True):
            if best and reach.weight < best[0].reach.weight:
                break
            understood = _resolve(reach.draft, words, scope)
            if understood and all(understood != each.understood for each in best):
                best.append(_Read(understood, reach))
        return _likeliest(best, words)


def _resolve(draft: Draft, words: Lexemes, scope: Scope) -> Understood | None:
    filled = with_implied(draft, words, scope)
    outcome = resolve(filled, scope_of(filled, scope))
    return outcome if isinstance(outcome, Understood) else None


def _likeliest(best: Sequence[_Read], words: Lexemes) -> _Read | None:
    """Return the one that is left: of two, that which is about a place, and of the noun said."""
    if len(best) > 1:
        best = [each for each in best if each.understood.action.place] or best
    if len(best) > 1:
        is_pull = any(word.text in PULL_NOUNS for word in words)
        best = [each for each in best if each.understood.action.is_of_pull == is_pull]
    return best[0] if len(best) == 1 else None


def _only(readings: list[list[_Read]]) -> list[_Read]:
    """Return the one reading that explains most; none if another explains as much."""
    best = max(map(_weight, readings), default=())
    first, *others = [each for each in readings if _weight(each) == best] or [[]]
    meant = [each.understood for each in first]
    return first if all([each.understood for each in other] == meant for other in others) else []


def _weight(reading: list[_Read]) -> tuple[int, ...]:
    weights = [each.reach.weight for each in reading]
    placed = sum(bool(each.understood.action.place) for each in reading)
    return -len(reading), *map(sum, zip(*weights, strict=True)), placed


def _writes(read: _Read) -> bool:
    return not read.understood.action.reads


def _goes_on(read: _Read) -> bool:
    """Tell whether a request has no verb, so that it may belong to the one before."""
    return not _writes(read) and not read.reach.draft.lead_length
