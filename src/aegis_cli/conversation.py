"""What the planner may know of the lines before: the person's words, and what was approved."""

from dataclasses import dataclass, field
from typing import Any

from aegis_cli.execution import StepStatus
from aegis_cli.result import Result

_LINES = 10


@dataclass(slots=True)
class Conversation:
    """The memory of one process; no result is ever part of it."""

    earlier: list[str] = field(default_factory=list)
    last: dict[str, Any] = field(default_factory=dict)
    """The last action that ran: `action` and its `arguments`."""

    def remember(self, text: str, result: Result) -> None:
        """Keep a line, and the last action that ran with its arguments."""
        self.earlier = [*self.earlier, text][-_LINES:]
        ran = {outcome.id for outcome in result.outcomes if outcome.status is StepStatus.DONE}
        steps = [step for step in result.plan.steps if step.id in ran] if result.plan else []
        if steps:
            action = steps[-1].action
            self.last = {"action": action.facts.action, "arguments": action.sent()}

    def forget(self) -> None:
        """Start anew."""
        self.earlier, self.last = [], {}
