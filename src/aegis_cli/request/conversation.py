"""What the planner may know of earlier lines: the person's words, and what was approved."""

from dataclasses import dataclass, field
from typing import Any

from aegis_cli.actions.facts import Effect
from aegis_cli.planning.plan import Origin, Step
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
        ran = {outcome.id for outcome in result.outcomes if outcome.status is StepStatus.DONE}
        steps = [step for step in result.plan.steps if step.id in ran] if result.plan else []
        if steps:
            self.last = _described(steps[-1])

    def forget(self) -> None:
        """Forget every line and the last action."""
        self.earlier, self.last = [], {}


def _described(step: Step) -> dict[str, Any]:
    """Describe a step to a planner: with `@me` instead of a login, without what was read in.

    NOTE: nobody approved what a read did. A value that a model made up for it must not come back
    with the next line as a known fact.
    """
    action = step.planned or step.action
    hidden = {Origin.STDIN, Origin.FILE}
    hidden |= {Origin.MODEL} if step.effect is Effect.READ else set()
    arguments: dict[str, Any] = {}
    for name, value in action.sent().items():
        origin = step.provenance.get(name)
        if isinstance(value, list) and isinstance(origin, tuple):
            pairs = zip(value, origin, strict=True)
            kept = [item for item, item_origin in pairs if item_origin not in hidden]
            arguments |= {name: kept} if kept else {}
        elif origin not in hidden:
            arguments[name] = value
    return {"action": action.facts.action, "arguments": arguments}
