"""Reads what is no plain order: the one plan that explains each word of a sentence, in any order.

What it returns is a guess. Nothing that it reads runs unseen, and `--yes` never covers it (ADR 13).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import NamedTuple

from aegis_cli.actions import catalog
from aegis_cli.actions.provider.names import BARE
from aegis_cli.planning.grammar import lexer
from aegis_cli.planning.grammar.clauses import with_text_after_colon
from aegis_cli.planning.grammar.fit import Draft, says_only_names
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.grammar.lexicon import QUESTION_MARK
from aegis_cli.planning.grammar.scope import Scope
from aegis_cli.planning.grammar.steps import Understood, of_kind, resolve
from aegis_cli.planning.lenient.any_order import AnyOrder, Reach
from aegis_cli.planning.lenient.concepts import Concept, with_shapes
from aegis_cli.planning.lenient.implied import scope_of, with_implied
from aegis_cli.planning.lenient.intent import (
    asks,
    asks_about_words,
    is_cut_off,
    is_request,
    is_statement,
    likely_languages,
)
from aegis_cli.planning.lenient.loose_forms import loose_grammar
from aegis_cli.planning.lenient.meanings import NoRequest, is_negated, meanings_of
from aegis_cli.planning.lenient.read_as import read_as
from aegis_cli.planning.lenient.segmenting import (
    as_typed,
    readable,
    with_addresses_in_words,
)
from aegis_cli.planning.lenient.shared import requests_in, with_elided_verb
from aegis_cli.planning.lenient.spelling import spellings
from aegis_cli.planning.plan import MOST_STEPS, Context
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan

_MOST_WORDS = 40
_MOST_WORDS_SPELLED = 80
"""The words of all spellings together in which a sentence is read."""
_MOST_REQUESTS = 3
_ASKING = frozenset("can could would will you please pls plz".split())
"""Words before an order that ask for it."""
_IN = frozenset({"in", "of", "on", "at", "from"})


class Guess(NamedTuple):
    """A plan that is read out of a sentence, and how it was read."""

    plan: WirePlan
    read_as: str
    """The sentence that says the same in full: "list the open issues of acme/web"."""


class Read(NamedTuple):
    """One request, and what speaks for it."""

    understood: Understood
    reach: Reach


class Wording(NamedTuple):
    """One language and spelling in which a sentence may be read."""

    reader: "SentenceReader"
    language: str
    written: Lexemes
    ways: list[tuple[Lexeme, ...]]
    """What its words may stand for in the grammar."""
    is_statement: bool
    """Whether it may only say how something is, though it begins with a verb."""


def guess(text: str, context: Context, grammar: Grammar, today: date) -> Guess | None:
    """Return the one plan that a sentence may mean; `None` if there is none, or more than one."""
    for wording in wordings(text, context, grammar, today):
        if not wording.is_statement and (found := wording.reader.read(wording.ways)):
            is_elsewhere = _is_of_another(found.plan, wording.written, grammar)
            return None if is_elsewhere else found._replace(plan=as_typed(found.plan, text))
    return None


def _is_of_another(plan: WirePlan, words: Iterable[Lexeme], grammar: Grammar) -> bool:
    """Tell whether words have another provider's own noun, and name nothing of the plan's.

    NOTE: "my tickets" are none of GitHub's where Jira exists; "ticket 12 in acme/web" is an issue.
    """
    said = {word.text for word in words}
    known = map(catalog.provider_named, catalog.providers())
    owners = {each.name for each in known if said & each.own_nouns}
    acting = {grammar.actions[step.action].provider for step in plan.steps}
    is_named = any(word.repo or word.number is not None for word in words)
    return bool(owners) and not is_named and owners.isdisjoint(acting)


def wordings(text: str, context: Context, grammar: Grammar, today: date) -> "Iterator[Wording]":
    """Yield the ways to read a sentence, the likeliest first; none if it is no request.

    NOTE: what begins with a verb may be a statement all the same, as "merge #12 is blocked" is.
    """
    likely = [*words_by_language(text, context, grammar)]
    if len(likely) > 1 and any(is_negated(words, language, today) for language, _, words in likely):
        return  # "no cierres #12" is Spanish, though "no" is a word of Portuguese too
    for language, is_sure, words in likely:
        asked = asks(text, words)
        reads_only = asked and not is_request(text, words, language)
        if reads_only and asks_about_words(words):
            continue
        says = language == "en" and not asked and is_statement(words)
        if says and words[0].text not in grammar.lead_words:
            continue
        reader = SentenceReader(context, grammar, reads_only=reads_only)
        try:
            for written in _spell(words, language, grammar):
                ways = [*meanings_of(written, language, today)]
                yield Wording(reader, language, tuple(written), ways, is_statement=says)
        except NoRequest:
            if is_sure:
                return


def _spell(words: list[Lexeme], language: str, grammar: Grammar) -> Iterator[list[Lexeme]]:
    """Yield words with their typing errors corrected, or as they stand; many in fewer ways."""
    most = max(1, _MOST_WORDS_SPELLED // len(words))
    yield from islice(spellings(words, language, grammar), most)
    yield words


def words_by_language(
    text: str, context: Context, grammar: Grammar
) -> Iterator[tuple[str, bool, list[Lexeme]]]:
    """Yield the languages that a sentence may be in, whether it surely is, and its words."""
    text = with_addresses_in_words(text, context.host)
    for language, is_sure in likely_languages(text):
        words = _words(Sentence(readable(text, language), context.host), grammar)
        if words and len(words) <= _MOST_WORDS and not any(map(lexer.is_half_quoted, words)):
            yield language, is_sure, words


def _words(sentence: Sentence, grammar: Grammar) -> list[Lexeme]:
    """Split a sentence; what follows a colon is one text, if words stand before it."""
    head, *text = _split_off_text(sentence, grammar)
    lexemes = (*head, *text) if text else lexer.lex(sentence)
    said_of_itself = {QUESTION_MARK, BARE}  # "who am I on github?"
    words = [word for word in with_shapes(lexemes) if word.text not in said_of_itself]
    words = [*_with_their_places(words)]
    at = next((at for at, word in enumerate(words) if word.text not in _ASKING), 0)
    if len(words) > at + 1 and words[at].text == "open" and words[at + 1].article in {"a", "an"}:
        words[at] = Concept(words[at].raw, "create")  # it is not there yet, so nothing is looked at
    if len(words) > 1 and words[1].article and words[0].is_name and not words[0].quoted:
        words[0] = Concept(words[0].raw, words[0].text)  # a verb: "recover the branch checks"
    return words


def _with_their_places(words: list[Lexeme]) -> Iterator[Lexeme]:
    """Yield words, a number and its place as one where more follows: "mark 11 in acme/web as …"."""
    at = 0
    while at < len(words):
        word, behind = words[at], words[at + 1 : at + 3]
        is_placed = len(behind) > 1 and at + 3 < len(words) and behind[0].text in _IN
        is_number = word.number is not None and word.repo is None
        place = behind[1] if is_placed and is_number and behind[1].number is None else None
        yield replace(word, repo=place.repo) if place and place.repo else word
        at += 3 if place and place.repo else 1


def _split_off_text(sentence: Sentence, grammar: Grammar) -> tuple[Lexemes, *tuple[Lexeme, ...]]:
    *head, text = with_text_after_colon(sentence, grammar) or (Lexeme(""),)
    has_words = any(word.is_name for word in head)
    return (head, replace(text, after_colon=False)) if has_words else (head,)


class SentenceReader(NamedTuple):
    """Reads the sentences of a person, who is somewhere."""

    context: Context
    grammar: Grammar
    reads_only: bool
    """Whether only what looks may be meant: a question never writes."""

    def read(self, ways: list[tuple[Lexeme, ...]]) -> Guess | None:
        """Return the plan of a sentence that may stand for each of these words of the grammar."""
        found = _only(self._readings(ways))
        if not found:
            return None
        steps = [step for each in found for step in each.understood.steps]
        if len(steps) > MOST_STEPS:
            return None
        numbered = [step.model_copy(update={"id": f"s{at}"}) for at, step in enumerate(steps, 1)]
        said = (
            read_as(each.understood, each.reach.draft, self.context, self.grammar) for each in found
        )
        return Guess(WirePlan(steps=numbered), "; then ".join(said))

    def may_mean(self, ways: list[tuple[Lexeme, ...]]) -> list[list[Read]]:
        """Return each plan that a sentence may mean, the likeliest first."""
        scope = self.scope_of(ways)
        readings = self._readings(ways) or [
            [read] for words in ways if words for read in self._best(words, scope)
        ]
        return sorted(readings, key=_weight, reverse=True)

    def _readings(self, ways: list[tuple[Lexeme, ...]]) -> list[list[Read]]:
        scope = self.scope_of(ways)
        readings = [
            self._all(words, scope)
            for words in ways
            if words and (self.reads_only or not is_cut_off(words))
        ]
        return [each for each in readings if each]

    def scope_of(self, ways: list[tuple[Lexeme, ...]]) -> Scope:
        """Return the scope of a sentence; the one repository that it names is where it happens."""
        scope = Scope.of(self.context, self.grammar)
        named = {word.repo.casefold(): word.repo for word in ways[0] if word.repo}
        is_one = len(named) == 1
        return replace(scope, default_repo=next(iter(named.values()))) if is_one else scope

    def _all(self, words: Lexemes, scope: Scope) -> list[Read]:
        """Understand the requests of a sentence: as one, or each between two connectives."""
        if whole := self._one(words, scope):
            return [whole]
        requests = requests_in(words)
        if len(requests) > _MOST_REQUESTS or requests == [(words,)]:
            return []
        found: list[Read] = []
        before: tuple[Lexemes, ...] = ()
        for request in requests:
            order = with_elided_verb(before, request, self.grammar)
            before = order or request
            read = next((one for way in before if (one := self._one(way, scope))), None)
            if read is None:
                return []
            if order and read.understood.action != found[-1].understood.action:
                return []
            if all(read.understood.steps != each.understood.steps for each in found):
                found.append(read)  # "ship it, merge 231" merges once
            scope = scope.after(read.understood.action, read.understood.targets, self.grammar)
        if any(map(_writes, found)) and any(map(_goes_on, found)):
            return []  # "delete v1.0 and all the issues in it" shows no issues, "hi team" no team
        return found

    def _one(self, words: Lexemes, scope: Scope) -> Read | None:
        """Understand one request: the form that explains most of its words, if it is one alone."""
        best = self._best(words, scope)
        return best[0] if len(best) == 1 else None

    def _best(self, words: Lexemes, scope: Scope) -> list[Read]:
        """Return what a request may mean, by the forms that explain most of its words."""
        forms = loose_grammar(self.grammar)
        reader = AnyOrder(forms)
        reaches = [
            reach
            for form in forms.candidates(words)
            if (form.action.reads or not self.reads_only) and (reach := reader.fit(form, words))
        ]
        best: list[Read] = []
        for reach in sorted(reaches, key=lambda reach: reach.weight, reverse=True):
            if best and reach.weight < best[0].reach.weight:
                break
            read = self.resolve(reach, words, scope)
            if read and all(read.understood != each.understood for each in best):
                best.append(read)
        return _likeliest(best, words)

    def resolve(self, reach: Reach, words: Lexemes, scope: Scope) -> Read | None:
        """Return the request that a draft is, at what it names; `None` if it lacks something."""
        understood = _resolve(reach.draft, words, scope)
        is_of_kind = understood is not None and bool(of_kind([understood], words))
        return Read(understood, reach) if understood and is_of_kind else None


def _resolve(draft: Draft, words: Lexemes, scope: Scope) -> Understood | None:
    if says_only_names(draft, words):
        return None
    filled = with_implied(draft, words, scope)
    outcome = resolve(filled, scope_of(filled, scope))
    return outcome if isinstance(outcome, Understood) else None


def _likeliest(best: list[Read], words: Lexemes) -> list[Read]:
    """Return those that are left: of two, that which is about a place, and of the noun said."""
    if len(best) > 1:
        best = [each for each in best if each.understood.action.place] or best
    of_noun = of_kind([each.understood for each in best], words)
    return [each for each in best if each.understood in of_noun] or best


def _only(readings: list[list[Read]]) -> list[Read]:
    """Return the one reading that explains most; none if another explains as much."""
    best = max(map(_weight, readings), default=())
    first, *others = [each for each in readings if _weight(each) == best] or [[]]
    meant = [each.understood for each in first]
    return first if all([each.understood for each in other] == meant for other in others) else []


def _weight(reading: list[Read]) -> tuple[int, ...]:
    weights = [each.reach.weight for each in reading]
    placed = sum(bool(each.understood.action.place) for each in reading)
    return -len(reading), *map(sum, zip(*weights, strict=True)), placed


def _writes(read: Read) -> bool:
    return not read.understood.action.reads


def _goes_on(read: Read) -> bool:
    """Tell whether a request has no verb, so that it may belong to the one before."""
    return not _writes(read) and not read.reach.draft.lead_length
