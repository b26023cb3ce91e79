"""Which call of a run is in flight, and which have their outcome, in order.

Both parents of an executor process (command line and broker) keep one, and do not trust the
executor: calls run one after another, each write once, and only with its approval.
"""

from dataclasses import dataclass, field
from typing import Any

from aegis_cli.actions.call import Call
from aegis_cli.errors import AegisError
from aegis_cli.request.execution import Outcome, StepStatus, accounted


@dataclass(slots=True)
class Ledger:
    """How far a run has come."""

    calls: tuple[Call, ...]
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    in_flight: str | None = None
    """The write that was let go and has no outcome."""

    def let_go(self, step: Any) -> str:
        """Put a write in flight, and return its step; `ValueError` if it is not allowed."""
        call = self._next()
        if call is None or step != call.id or call.seal is None or self.in_flight is not None:
            raise ValueError("a write may be sent once, in order, and only if it was approved")
        self.in_flight = call.id
        return call.id

    def take(self, outcome: Outcome) -> None:
        """Record an outcome; `ValueError` for one that is impossible."""
        call = self._next()
        if call is None or outcome.id != call.id:
            raise ValueError("an outcome belongs to the call whose turn it is")
        was_sent = call.seal is None or self.in_flight == call.id
        if outcome.status is StepStatus.DONE and not was_sent:
            raise ValueError("a write that was not let go is not done")
        self.outcomes[call.id], self.in_flight = outcome, None

    def end(self) -> None:
        """Accept the end of the run; `ValueError` while a call is still to come."""
        if self._next() is not None:
            raise ValueError("a run ends with its last call, or with one that failed")

    def is_complete(self) -> bool:
        """Tell whether every call has its outcome."""
        return len(self.outcomes) == len(self.calls)

    def ended(self, error: AegisError | None) -> tuple[Outcome, ...]:
        """Fill in what did not run; the first such step carries the error, if there is one."""
        return accounted(self.calls, self.outcomes, self.in_flight, error)

    def _next(self) -> Call | None:
        """Return the call whose turn it is; none after one that failed."""
        if any(outcome.status is not StepStatus.DONE for outcome in self.outcomes.values()):
            return None
        return next((call for call in self.calls if call.id not in self.outcomes), None)
