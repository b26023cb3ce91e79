"""Turns a sentence into the steps of a plan, or into the gap that prevents one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, product

from aegis_cli.actions.fields.fields import is_list
from aegis_cli.planning.grammar import clauses, lexer
from aegis_cli.planning.grammar.action_facts import ActionFacts
from aegis_cli.planning.grammar.doubts import doubt_about
from aegis_cli.planning.grammar.fit import Draft, can_start, fit, says_only_names
from aegis_cli.planning.grammar.grammar import GRAMMAR, Grammar
from aegis_cli.planning.grammar.lexer import Lexemes
from aegis_cli.planning.grammar.lexicon import (
    DELIMITERS,
    MISSING,
    ONLY_ISSUE_NOUNS,
    PULL_NOUNS,
    QUESTION_MARK,
)
from aegis_cli.planning.grammar.scope import Referent, Scope, Unresolved, targets
from aegis_cli.planning.grammar.slots import REFERENCES, SlotValue
from aegis_cli.planning.plan import MOST_STEPS, Context, Grade, Invalid
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import MOST_ARGUMENTS, WireArgument, WirePlan, WireStep

_SURROGATE = re.compile("[\ud800-\udfff]")
"""What Python makes of command-line bytes that are not UTF-8; JSON cannot hold it."""
_MOST_CHARACTERS = 80_000
_MOST_LEXEMES = 200
_MOST_JOINED = 4
"""Clauses that can be one request: "open an issue, label it bug and assign me"."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A request that is understood: its steps, and what they act on."""

    action: ActionFacts
    steps: tuple[WireStep, ...]
    targets: tuple[Referent, ...]
    values: tuple[SlotValue, ...] = field(compare=False)
    """What the sentence gives, as it says it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A request that is not understood, or lacks something."""

    missing: str
    """The message about what is missing; "" if `explain` must find it by comparing forms."""
    lexemes: Lexemes
    scope: Scope
    sentence: Lexemes = ()
    """The lexemes of the whole sentence."""
    asks: bool = False
    """Whether the sentence is a question."""


def lacks_value(gap: Gap, grammar: Grammar) -> bool:
    """Tell whether the grammar reads all of a sentence but a value."""
    return gap.missing in grammar.questions - {""} and gap.lexemes == gap.sentence


@dataclass(frozen=True, slots=True)
class Doubt(Gap):
    """A request that is understood, and may mean something else."""


@dataclass(frozen=True, slots=True)
class AtSeveral(Gap):
    """A request that is understood at several providers, of which only the person can choose."""


def plan_sentence(
    text: str,
    context: Context,
    grade: Grade = Grade.FROM_CONTEXT,
    grammar: Grammar = GRAMMAR,
) -> WirePlan | Gap:
    """Turn a sentence into steps that explain each of its words, at no higher grade than `grade`.

    NOTE: everything that a higher grade allows is enabled here and nowhere else.
    """
    context = context if grade >= Grade.FROM_CONTEXT else context.chosen
    scope = Scope.of(context, grammar)
    sentence = Sentence(text, context.host)
    if unreadable := _unreadable(sentence, grade):
        return Gap(unreadable, (), scope)
    lexemes = lexer.lex(sentence)
    if gap := _no_request(lexemes, scope):
        return gap
    arranged = clauses.place_to_end(clauses.topic_to_object(lexemes, grammar), grammar)
    # "Can you close #12, please?" is an order.
    may_wish = grade >= Grade.INDIRECT or (
        lexer.is_polite(sentence) and clauses.is_single_question(arranged, grammar)
    )
    understand_all = partial(_understand_all, grammar, scope, may_wish=may_wish)
    read_as, requests = arranged, understand_all(arranged)
    with_text = isinstance(requests, Gap) and clauses.with_text_after_colon(sentence, grammar)
    if with_text and not isinstance(second := understand_all(with_text), Gap):
        read_as, requests = with_text, second
    if isinstance(requests, Gap):
        return replace(requests, asks=clauses.is_question(lexemes))
    checked = _check_plan(requests, sentence, context, lexemes, grammar)
    if grade >= Grade.INDIRECT or isinstance(checked, Gap):
        return checked
    writes = (request for request in requests if not request.action.reads)
    values = ((write.action, value) for write in writes for value in write.values)
    doubt = doubt_about(sentence, read_as, values, grammar)
    return Doubt(doubt, lexemes, scope) if doubt else checked


def _no_request(lexemes: Lexemes, scope: Scope) -> Gap | None:
    """Return why lexemes are no request, whatever they say."""
    if len(lexemes) > _MOST_LEXEMES:
        return Gap(MISSING["length"], (), scope)
    # NOTE: "; close #12" is a comment in many a file format.
    if lexemes and lexemes[0].text in DELIMITERS:
        return Gap("", lexemes, scope)
    if any(map(lexer.is_half_quoted, lexemes)):
        return Gap(MISSING["quote"], lexemes, scope)
    return None


def _unreadable(sentence: Sentence, grade: Grade) -> str:
    """Return the reason why a sentence cannot be split into lexemes, or ""."""
    # NFKC can turn one character into eighteen, white space included.
    if len(sentence.text) > _MOST_CHARACTERS or len(sentence.normal) > _MOST_CHARACTERS:
        return MISSING["length"]
    if _SURROGATE.search(sentence.text):
        return MISSING["characters"]
    if grade >= Grade.CORRECTED:
        return ""
    if sentence.lookalikes:
        return MISSING["letters"].format(characters=", ".join(map(repr, sentence.lookalikes)))
    return MISSING["quote"] if lexer.has_ambiguous_quote(sentence) else ""


def _understand_all(
    grammar: Grammar, scope: Scope, lexemes: Lexemes, *, may_wish: bool
) -> list[Understood] | Gap:
    """Understand the requests of a sentence in order; each takes as many clauses as it can."""
    if may_wish:
        lexemes = tuple(lexeme for lexeme in lexemes if lexeme.text != QUESTION_MARK)
    rest = clauses.clauses(lexemes, grammar)
    requests: list[Understood] = []
    while rest:
        for count in range(min(len(rest), _MOST_JOINED), 0, -1):
            clause = clauses.without_courtesies(
                lexemes[rest[0].start : rest[count - 1].stop], may_wish=may_wish
            )
            outcome = _understand_without_reason(grammar, clause, scope)
            if isinstance(outcome, Understood):
                break
        if isinstance(outcome, Gap):
            return replace(outcome, sentence=lexemes)
        # NOTE: "show #12 with the comment 'Done'" asks for a comment that exists.
        if clauses.starts_comment(lexemes, rest[0].start) and not scope.follows_write:
            return Gap("", clause, scope, sentence=lexemes)
        requests.append(outcome)
        scope = scope.after(outcome.action, outcome.targets, grammar)
        rest = rest[count:]
    return requests


def _understand_without_reason(grammar: Grammar, clause: Lexemes, scope: Scope) -> Understood | Gap:
    """Understand a request; if that fails, without the provider or the reason at its end."""
    outcome = _understand(grammar, clause, scope)
    if isinstance(outcome, Understood):
        return outcome
    if provider := clauses.provider_at_end(clause, grammar):
        return _understand(grammar, clause[:-2], scope, provider)
    stripped = clauses.without_reason(clause, grammar)
    return outcome if stripped == clause else _understand(grammar, stripped, scope)


def _understand(
    grammar: Grammar, clause: Lexemes, scope: Scope, provider: str = ""
) -> Understood | Gap:
    """Understand one request: exactly one meaning must explain every word of it.

    Where the sentence says its `provider`, it has no meaning at another.
    """
    meanings: list[Understood] = []
    missing = ""
    for draft in (
        fit(form, clause)
        for form in grammar.candidates(clause)
        if provider in {"", form.action.provider} and can_start(form, clause)
    ):
        is_whole = draft.is_explained and not says_only_names(draft, clause)
        outcome = resolve(draft, scope) if is_whole else None
        if isinstance(outcome, Understood) and outcome not in meanings:
            meanings.append(outcome)
        if isinstance(outcome, Unresolved):
            missing = missing or outcome.missing
    meanings = of_owner(of_kind(meanings, clause), clause)
    if len(meanings) == 1:
        return meanings[0]
    providers = {each.action.provider: each.action.cls.provider.title for each in meanings}
    if len(providers) > 1:
        titles, name = " or for ".join(sorted(providers.values())), min(providers)
        return AtSeveral(MISSING["provider"].format(titles=titles, name=name), clause, scope)
    return Gap(MISSING["meaning"] if meanings else missing, clause, scope)


def of_owner(meanings: list[Understood], clause: Lexemes) -> list[Understood]:
    """Leave the meanings at the provider whose own noun the clause has, if there are such."""
    said = {lexeme.text for lexeme in clause}
    owned = [each for each in meanings if said & each.action.cls.provider.own_nouns]
    return owned or meanings


def of_kind(meanings: list[Understood], clause: Lexemes) -> list[Understood]:
    """Leave those meanings that are about pull requests, or about issues, as the clause says.

    They share their numbers. What must be an issue is not meant by words of a pull request alone;
    and of two meanings, what says neither is about an issue.
    """
    said = {lexeme.text for lexeme in clause}
    is_pull = not said.isdisjoint(PULL_NOUNS)
    if is_pull and said.isdisjoint(ONLY_ISSUE_NOUNS):
        meanings = [each for each in meanings if not each.action.is_of_issue]
    is_clear = len(meanings) < 2  # noqa: PLR2004 - one, or none
    return meanings if is_clear else [m for m in meanings if m.action.is_of_pull == is_pull]


def resolve(draft: Draft, scope: Scope) -> Understood | Unresolved:
    """Turn a draft into steps: one for each target, and for each value that needs its own step."""
    scope = scope.at(draft.form.action.provider)
    resolved = targets(draft, scope)
    if isinstance(resolved, Unresolved):
        return resolved
    missing = missing_field(draft)
    action = draft.form.action
    if missing:
        return Unresolved(action.questions[missing])
    if unclear := _unclear(draft, resolved):
        return Unresolved(MISSING[unclear])
    every = [args for target in resolved for args in _arguments(draft, target)]
    if any(len(args) > MOST_ARGUMENTS for args in every):
        return Unresolved(MISSING["arguments"])
    steps = tuple(WireStep(action=action.name, args=args) for args in every)
    return Understood(action, steps, resolved, draft.values)


def missing_field(draft: Draft) -> str:
    """Return the first field without a value, beside the place and the thing in it; "" if none."""
    action = draft.form.action
    own = (field for field in action.required if field not in {action.place, action.thing})
    return next((field for field in (*own, *draft.form.text.needs) if not draft.of(field)), "")


def _unclear(draft: Draft, resolved: tuple[Referent, ...]) -> str:
    """Return the `lexicon.MISSING` key of what makes another repository or thing unclear, or ""."""
    action = draft.form.action
    others = [value for value in draft.values if value.field not in {action.place, action.thing}]
    if any(value.text in REFERENCES and action.is_reference(value.field) for value in others):
        return "it"
    placed = (value for value in others if value.repo and not action.place_beside(value.field))
    repos = {value.repo.casefold() for value in placed}
    return "two" if repos - {target.place.name.casefold() for target in resolved} else ""


def _arguments(draft: Draft, target: Referent) -> Iterator[list[WireArgument]]:
    """Return the arguments of each step on a target; a field of one value takes one at a time."""
    action = draft.form.action
    of_target = {action.place: target.place.name, action.thing: target.place.thing}
    alternatives: list[list[list[WireArgument]]] = []
    for name, info in action.fields.items():
        if name in of_target:
            values = [[WireArgument(name=name, value=of_target[name])]]
        else:
            values = [_argument(action, value, target) for value in draft.of(name)]
        together = is_list(info) or not values
        alternatives.append([list(chain(*values))] if together else values)
    return ([arg for args in chosen for arg in args] for chosen in product(*alternatives))


def _argument(action: ActionFacts, value: SlotValue, target: Referent) -> list[WireArgument]:
    """Return an argument, and that of the other repository which its thing is in."""
    if value.link:
        texts = [WireArgument(name=value.field, value=value.text)] if value.text else []
        return [*texts, WireArgument(name=value.field, source="link")]
    argument = WireArgument(
        name=value.field, source="stdin" if value.stdin else "literal", value=value.text
    )
    place = action.place_beside(value.field)
    is_elsewhere = place and value.repo and value.repo.casefold() != target.place.name.casefold()
    return [argument, WireArgument(name=place, value=value.repo)] if is_elsewhere else [argument]


def _number(requests: list[Understood]) -> Iterator[WireStep]:
    """Yield the steps with their ids, and in each link the step that it is of.

    NOTE: a link is of the one step of the request right before, at another provider, and of
    nothing else that "its" may mean; where there is none, the plan is refused for it.
    """
    before, at = "", 0
    provider = ""
    for request in requests:
        of = before if request.action.provider != provider else ""
        for step in request.steps:
            at += 1
            args = [
                arg.model_copy(update={"value": of}) if arg.source == "link" else arg
                for arg in step.args
            ]
            yield step.model_copy(update={"id": f"s{at}", "args": args})
        before = f"s{at}" if len(request.steps) == 1 else ""
        provider = request.action.provider


def _check_plan(
    requests: list[Understood],
    sentence: Sentence,
    context: Context,
    lexemes: Lexemes,
    grammar: Grammar,
) -> WirePlan | Gap:
    """Check a whole plan as a model's plan is checked, and that no repository is a guess."""
    scope = Scope.of(context, grammar)
    steps = [step for request in requests for step in request.steps]
    if len(steps) > MOST_STEPS:
        return Gap(MISSING["steps"].format(most=MOST_STEPS, count=len(steps)), lexemes, scope)
    implied = any(target.implied for request in requests for target in request.targets)
    # NOTE: in "close #1 and reopen #2 in acme/web", the repository of #1 is unknown.
    if implied and sentence.repos - {(context.repo or "").casefold()}:
        return Gap(MISSING["repos"], lexemes, scope)
    wire = WirePlan(steps=[*_number(requests)])
    if wire.uses_stdin and not context.stdin:
        return Gap(MISSING["stdin"], lexemes, scope)
    reading = read(wire, sentence, context, grammar.load)
    if isinstance(reading, Invalid):
        return Gap(MISSING["link"] if wire.has_links else reading.reason, lexemes, scope)
    return wire
