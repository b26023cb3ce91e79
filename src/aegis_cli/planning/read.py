"""From what a planner emitted to a typed plan: every argument checked by its action's own class."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields import is_list
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.plan import (
    Context,
    Invalid,
    Plan,
    Question,
    Reading,
    Step,
    Unsupported,
)
from aegis_cli.planning.provenance import label
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan, WireStep, explain

Load = Callable[[str], type[Action[Any]]]

STDIN_IN_PLACE = "standard input"
"""Stands for standard input while a plan is checked before anything was read."""


def read(
    wire: WirePlan,
    sentence: Sentence,
    context: Context,
    load: Load,
    *,
    stdin: str | None = None,
) -> Reading | Invalid:
    """Turn a planner's answer into a plan, a question or a no.

    Without `stdin`, a step that takes it is checked with a placeholder: read it, and read again.
    Raises `UsageError` where standard input does not fit the argument: no planner can mend that.
    """
    if wire.question.strip():
        return Question(wire.question)
    if wire.unsupported.strip():
        return Unsupported(wire.unsupported)
    if wire.uses_stdin and not context.stdin:
        return Invalid("Standard input is not available; take no argument from it.")
    steps = []
    for at, wire_step in enumerate(wire.steps, start=1):
        step_id = f"s{at}"
        step = _step(wire_step, step_id, load, stdin)
        if isinstance(step, Invalid):
            return step
        origins = label(step.action, sentence, context, from_stdin=_piped(wire_step))
        steps.append(replace(step, provenance=origins))
    return Plan(tuple(steps))


def _step(wire: WireStep, step_id: str, load: Load, stdin: str | None) -> Step | Invalid:
    """Make a step whose arguments have no origins yet."""
    planned = _action(wire, step_id, load, None)
    if isinstance(planned, Invalid) or stdin is None or not _piped(wire):
        return planned if isinstance(planned, Invalid) else Step(step_id, planned, {})
    action = _action(wire, step_id, load, stdin)
    return action if isinstance(action, Invalid) else Step(step_id, action, {}, planned)


def _action(wire: WireStep, step_id: str, load: Load, stdin: str | None) -> Action[Any] | Invalid:
    try:
        cls = load(wire.action)
    except KeyError:
        return Invalid(f"{step_id}: there is no action {wire.action!r}.")
    try:
        return cls.model_validate(_arguments(cls, wire, stdin))
    except ValidationError as error:
        names = {str(detail["loc"][0]) for detail in error.errors() if detail["loc"]}
        if stdin is not None and names and names <= _piped(wire).keys():
            raise _unfit(cls, error) from None
        return Invalid(explain(error, where=f"{step_id} {wire.action}: "))


def _piped(wire: WireStep) -> dict[str, frozenset[int]]:
    """Return the arguments that standard input fills: name, and the places in a list."""
    found: dict[str, list[int]] = {}
    places: Counter[str] = Counter()
    for arg in wire.args:
        if arg.source == "stdin":
            found.setdefault(arg.name, []).append(places[arg.name])
        places[arg.name] += 1
    return {name: frozenset(at) for name, at in found.items()}


def _arguments(cls: type[Action[Any]], wire: WireStep, stdin: str | None) -> dict[str, Any]:
    """Collect the arguments; those of a list field come one by one."""
    values: dict[str, Any] = {}
    for arg in wire.args:
        value = arg.value
        if arg.source == "stdin":
            value = STDIN_IN_PLACE if stdin is None else stdin
        info = cls.model_fields.get(arg.name)
        if info is not None and is_list(info):
            values.setdefault(arg.name, []).append(value)
        else:
            # A name given twice is refused as an unknown field: nobody knows which one is meant.
            values[f"second {arg.name}" if arg.name in values else arg.name] = value
    return values


def _unfit(cls: type[Action[Any]], error: ValidationError) -> UsageError:
    return UsageError(
        f"Standard input does not fit {cls.facts.action}: {explain(error)}",
        code=Code.BAD_INPUT,
        hint="Send less, or cut it first, as in `head -c 60000 crash.log | aegis ask …`.",
    )
