"""From a sentence to the steps of a plan, or to the gap that keeps it from being one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from aegis_cli.actions.catalog import load
from aegis_cli.planning.grammar.action_facts import fields, required, takes_several
from aegis_cli.planning.grammar.clauses import (
    is_comment_of,
    parts,
    place_behind,
    requests_once,
    topic_inside,
    trimmed,
    with_text,
    without_reason,
)
from aegis_cli.planning.grammar.fit import Draft, can_start, fit
from aegis_cli.planning.grammar.forms import FORMS
from aegis_cli.planning.grammar.lexer import (
    is_half_quoted,
    is_oddly_quoted,
    is_polite,
    is_template,
    items,
)
from aegis_cli.planning.grammar.lexicon import MISSING, QUESTION, STOPS
from aegis_cli.planning.grammar.scope import Scope, Target, Unknown, targets
from aegis_cli.planning.grammar.slots import Items
from aegis_cli.planning.plan import MOST_STEPS, Context, Grade, Invalid
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WireArgument, WirePlan, WireStep

_SURROGATE = re.compile("[\ud800-\udfff]")
"""What arguments that are not UTF-8 become; no JSON can hold it."""
_LONGEST = 80_000
_MOST_ITEMS = 200
_MOST_JOINED = 4
"""Parts of a sentence that can be one request: "open an issue, label it bug and assign me"."""
_OF_TARGET = frozenset({"repo", "issue_number"})


@dataclass(frozen=True, slots=True)
class Done:
    """A request that is understood."""

    steps: tuple[WireStep, ...]
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A request that is not understood, or lacks something."""

    missing: str
    """What is missing; "" where that takes a comparison of forms."""
    items: Items
    scope: Scope
    whole: Items = ()
    """The sentence that the request is a part of."""


def plan(text: str, context: Context, grade: Grade = Grade.FROM_CONTEXT) -> WirePlan | Gap:
    """Turn a sentence into steps, each of whose words is explained; at this grade or a lower one.

    NOTE: all that a higher grade adds is enabled here and nowhere else.
    """
    context = context if grade >= Grade.FROM_CONTEXT else context.chosen
    scope = Scope.of(context)
    sentence = Sentence(text, context.host)
    if unreadable := _unreadable(sentence, grade):
        return Gap(unreadable, (), scope)
    found = items(sentence)
    if len(found) > _MOST_ITEMS:
        return Gap(MISSING["length"], (), scope)
    # NOTE: "; close #12" is a comment in many a file.
    if found and found[0].text in STOPS:
        return Gap("", found, scope)
    if any(map(is_half_quoted, found)):
        return Gap(MISSING["quote"], found, scope)
    arranged = place_behind(topic_inside(found))
    # "Can you close #12, please?" is no question.
    may_wish = grade >= Grade.INDIRECT or (is_polite(sentence) and requests_once(arranged))
    done = _requests(arranged, scope, may_wish=may_wish)
    told = with_text(sentence) if isinstance(done, Gap) else ()
    again = _requests(told, scope, may_wish=may_wish) if told else done
    done = done if isinstance(again, Gap) else again
    return done if isinstance(done, Gap) else _checked(done, sentence, context, found)


def _unreadable(sentence: Sentence, grade: Grade) -> str:
    """Say what keeps a sentence from being taken apart; "" if nothing does."""
    # One letter can stand for eighteen, white space among them.
    if len(sentence.text) > _LONGEST or len(sentence.normal) > _LONGEST:
        return MISSING["length"]
    if _SURROGATE.search(sentence.text):
        return MISSING["characters"]
    if grade < Grade.CORRECTED and sentence.strange:
        return MISSING["letters"].format(strange=", ".join(map(repr, sentence.strange)))
    is_odd = is_oddly_quoted(sentence) or is_template(sentence)
    return MISSING["quote"] if grade < Grade.CORRECTED and is_odd else ""


def understand(request: Items, scope: Scope) -> Done | Gap:
    """Understand one request: exactly one meaning must explain every word of it."""
    outcomes: list[Done] = []
    unknown = ""
    for draft in (fit(form, request) for form in FORMS if can_start(form, request)):
        outcome = resolved(draft, scope) if draft.is_explained else None
        if isinstance(outcome, Done) and outcome not in outcomes:
            outcomes.append(outcome)
        if isinstance(outcome, Unknown):
            unknown = unknown or outcome.missing
    if len(outcomes) == 1:
        return outcomes[0]
    return Gap(MISSING["meaning"] if outcomes else MISSING.get(unknown, ""), request, scope)


def resolved(draft: Draft, scope: Scope) -> Done | Unknown:
    """Turn a draft into steps: one for each target, and for each value that goes alone."""
    found = targets(draft, scope)
    if isinstance(found, Unknown):
        return found
    lacking = lacks(draft)
    if lacking:
        return Unknown(lacking)
    steps = (
        WireStep(action=draft.form.action, args=args)
        for target in found
        for args in _arguments(draft, target)
    )
    return Done(tuple(steps), found)


def lacks(draft: Draft) -> str:
    """Return the `lexicon.MISSING` key of the first value that is not given; "" if all are."""
    action = draft.form.action
    own = (field for field in required(action) if field not in _OF_TARGET)
    for field in (*own, *draft.form.needs):
        if not draft.of(field):
            return f"{action}.{field}" if f"{action}.{field}" in MISSING else field
    return ""


def _arguments(draft: Draft, target: Target) -> Iterator[list[WireArgument]]:
    """Return the arguments of each step on a target; a field of one value takes one at a time."""
    action = draft.form.action
    of_target = {"repo": target.repo, "issue_number": target.number}
    choices: list[list[list[WireArgument]]] = []
    for name in fields(action):
        if name in of_target:
            values = [WireArgument(name=name, value=of_target[name])]
        else:
            values = [
                WireArgument(name=name, source="stdin" if v.stdin else "literal", value=v.text)
                for v in draft.of(name)
            ]
        together = takes_several(action, name) or not values
        choices.append([values] if together else [[value] for value in values])
    return ([arg for args in chosen for arg in args] for chosen in product(*choices))


def _requests(found: Items, scope: Scope, *, may_wish: bool) -> list[Done] | Gap:
    """Understand the requests of a sentence in order, each as long a part as makes sense."""
    if may_wish:
        found = tuple(item for item in found if item.text != QUESTION)
    rest = parts(found)
    done: list[Done] = []
    while rest:
        for count in range(min(len(rest), _MOST_JOINED), 0, -1):
            request = trimmed(found[rest[0].start : rest[count - 1].stop], may_wish=may_wish)
            outcome = understand(request, scope)
            plain = without_reason(request) if isinstance(outcome, Gap) else request
            outcome = understand(plain, scope) if plain != request else outcome
            if isinstance(outcome, Done):
                break
        # NOTE: "show #12 with the comment 'Done'" asks for one that is there.
        if not isinstance(outcome, Gap) and is_comment_of(found, rest[0]) and not scope.wrote:
            outcome = Gap("", request, scope)
        if isinstance(outcome, Gap):
            return replace(outcome, whole=found)
        done.append(outcome)
        scope = scope.after(outcome.steps[0].action, outcome.targets)
        rest = rest[count:]
    return done


def _checked(
    done: list[Done], sentence: Sentence, context: Context, found: Items
) -> WirePlan | Gap:
    """Check a whole plan as a model's is checked, and that no repository is a guess."""
    scope = Scope.of(context)
    steps = [step for one in done for step in one.steps]
    if len(steps) > MOST_STEPS:
        return Gap(MISSING["steps"].format(most=MOST_STEPS, count=len(steps)), found, scope)
    implied = any(target.implied for one in done for target in one.targets)
    # NOTE: in "close #1 and reopen #2 in acme/web", nobody can know where #1 is.
    if implied and sentence.repos - {(context.repo or "").casefold()}:
        return Gap(MISSING["repos"], found, scope)
    named = [step.model_copy(update={"id": f"s{at}"}) for at, step in enumerate(steps, 1)]
    wire = WirePlan(steps=named)
    if wire.uses_stdin and not context.stdin:
        return Gap(MISSING["stdin"], found, scope)
    reading = read(wire, sentence, context, load)
    return Gap(reading.reason, found, scope) if isinstance(reading, Invalid) else wire
