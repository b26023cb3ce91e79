"""The planner's knowledge of earlier lines: the person's words, and the last approved action."""

from dataclasses import dataclass, field
from typing import Any

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import kinds_of, place_of
from aegis_cli.planning.plan import Literal, Origin, Step
from aegis_cli.request.execution import StepStatus
from aegis_cli.request.result import Result

_LINES = 10


@dataclass(slots=True)
class Conversation:
    """The memory of one process; it never holds a result."""

    earlier: list[str] = field(default_factory=list)
    last: dict[str, Any] = field(default_factory=dict)
    """The last action that ran: `action` and its `arguments`."""

    def remember(self, text: str, result: Result) -> None:
        """Keep a line, and the last action that ran with its arguments."""
        self.earlier = [*self.earlier, text][-_LINES:]
        ran = {
            each.id for each in result.outcomes if each.status is StepStatus.DONE or each.already
        }
        acts = [act for act in result.acts if act.id in ran]
        if acts:
            self.last = _describe(acts[-1].planned or acts[-1].step)

    def forget(self) -> None:
        """Forget every line and the last action."""
        self.earlier, self.last = [], {}


def place_of_plan(result: Result) -> str:
    """Return the place that a sentence was planned for; "" for several, or one that a row holds."""
    steps = [act.planned or act.step for act in result.acts]
    places = {step.values.get(place_of(step.action) or "") for step in steps}
    place = places.pop() if len(places) == 1 else None
    is_said = isinstance(place, Literal) and place.origin is not Origin.RESULT
    return str(place.value) if isinstance(place, Literal) and is_said else ""


def _describe(step: Step) -> dict[str, Any]:
    """Describe a step to a planner: with `@me` instead of a login, without what was read in.

    NOTE: whether the target was an issue or a pull request came from GitHub, so the planner gets
    the step as it was planned. And nobody approved what a read did: a value that a model made up
    for it must not come back with the next line as a known fact.
    """
    hidden = {Origin.FILE, Origin.RESULT}
    hidden |= (
        {Origin.GUESSED, Origin.SAID, Origin.MODEL}
        if step.action.facts.effect is Effect.READ
        else set()
    )
    arguments: dict[str, Any] = {}
    place, kinds = step.values.get(place_of(step.action) or ""), kinds_of(step.action)
    is_place_hidden = isinstance(place, Literal) and place.origin is Origin.RESULT
    for name, value in step.values.items():
        if is_place_hidden and kinds[name].inside is not None:
            continue  # NOTE: #5 of a place that is not told would become #5 of another one
        items = value if isinstance(value, tuple) else (value,)
        kept = [
            item.value for item in items if isinstance(item, Literal) and item.origin not in hidden
        ]
        if kept:
            arguments[name] = kept if isinstance(value, tuple) else kept[0]
    return {"action": step.action.facts.action, "arguments": arguments}
