"""The port of a planner, and how its answer becomes a typed plan."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol, TypeAlias

from pydantic import ValidationError

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields import collected, from_stdin, is_list
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.plan import Context, Invalid, Plan, Question, Reading, Step, Unsupported
from aegis_cli.planning.provenance import label
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan, WireStep, explain

Load: TypeAlias = Callable[[str], type[Action[Any]]]
"""Returns the class of an action by its name; raises `KeyError` if there is none."""

Understand: TypeAlias = Callable[[WirePlan], Reading | Invalid]
"""Turns what a planner emitted into a typed plan, or says what is wrong with it."""

STDIN_IN_PLACE = "standard input"
"""The placeholder for standard input, until it is read."""


class Planner(Protocol):
    """Turns words into a plan."""

    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading:
        """Propose a plan, or return a question, a refusal or suggestions."""
        ...


def read(
    wire: WirePlan, sentence: Sentence, context: Context, load: Load, *, stdin: str | None = None
) -> Reading | Invalid:
    """Turn a planner's answer into a plan, a question or a refusal.

    Without `stdin`, a step that takes it is checked with a placeholder; call this again with it.
    Raises `UsageError` if standard input does not fit the argument: no planner can correct that.
    """
    if wire.question.strip():
        return Question(wire.question)
    if wire.unsupported.strip():
        return Unsupported(wire.unsupported)
    if wire.uses_stdin and not context.stdin:
        return Invalid("Standard input is not available; take no argument from it.")
    steps = []
    for at, wire_step in enumerate(wire.steps, start=1):
        step = _step(wire_step, f"s{at}", load, stdin)
        if isinstance(step, Invalid):
            return step
        origins = label(step.action, sentence, context, from_stdin=_piped(wire_step))
        steps.append(replace(step, provenance=origins))
    return Plan(tuple(steps))


def _step(wire: WireStep, step_id: str, load: Load, stdin: str | None) -> Step | Invalid:
    """Make a step whose arguments have no origins yet."""
    planned = _action(wire, step_id, load, None)
    if isinstance(planned, Invalid):
        return planned
    if stdin is None or not _piped(wire):
        return Step(step_id, planned, {})
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
            raise _unsuitable_stdin(cls, error) from None
        return Invalid(explain(error, where=f"{step_id} {wire.action}: "))


def _piped(wire: WireStep) -> dict[str, frozenset[int]]:
    """Return the arguments that standard input fills: names, and positions in a list."""
    sources: dict[str, list[str]] = {}
    for arg in wire.args:
        sources.setdefault(arg.name, []).append(arg.source)
    return {
        name: frozenset(at for at, source in enumerate(listed) if source == "stdin")
        for name, listed in sources.items()
        if "stdin" in listed
    }


def _arguments(cls: type[Action[Any]], wire: WireStep, stdin: str | None) -> dict[str, Any]:
    """Collect the arguments; the items of a list come as separate arguments."""
    values: dict[str, Any] = {}
    for arg in wire.args:
        value = arg.value
        info = cls.model_fields.get(arg.name)
        if arg.source == "stdin":
            value = STDIN_IN_PLACE if stdin is None or info is None else from_stdin(info, stdin)
        if info is not None and is_list(info):
            values.setdefault(arg.name, []).append(value)
        else:
            # A repeated name becomes an unknown field, which the class refuses.
            values[f"second {arg.name}" if arg.name in values else arg.name] = value
    return {
        name: collected(cls.model_fields[name], value) if isinstance(value, list) else value
        for name, value in values.items()
    }


def _unsuitable_stdin(cls: type[Action[Any]], error: ValidationError) -> UsageError:
    return UsageError(
        f"Standard input does not fit {cls.facts.action}: {explain(error)}",
        code=Code.BAD_INPUT,
        hint="Send less, or cut it first, as in `head -c 60000 crash.log | aegis ask …`.",
    )
