"""What a run may do next: which call was let go, and which have their outcome, in order.

One account for both parents of a process that acts, embedded and broker, which do not trust it: it
goes call by call, each write once, and is let go for nothing that was not approved.
"""

from dataclasses import dataclass, field
from typing import Any

from aegis_cli.core.call import Call
from aegis_cli.errors import AegisError
from aegis_cli.execution import Outcome, StepStatus, accounted


@dataclass(slots=True)
class Ledger:
    """How far a run has come."""

    calls: tuple[Call, ...]
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    in_flight: str | None = None
    """The write that was let go and has no outcome."""

    def let_go(self, step: Any) -> str:
        """Return the step, of which the write is now in flight; `ValueError` if it may not go."""
        call = self._next()
        if call is None or step != call.id or call.seal is None or self.in_flight is not None:
            raise ValueError("a write may go once, in its turn, and if it was approved")
        self.in_flight = call.id
        return call.id

    def take(self, outcome: Outcome) -> None:
        """Take an outcome; `ValueError` for one that cannot be."""
        call = self._next()
        if call is None or outcome.id != call.id:
            raise ValueError("an outcome belongs to the call whose turn it is")
        was_sent = call.seal is None or self.in_flight == call.id
        if outcome.status is StepStatus.DONE and not was_sent:
            raise ValueError("a write that was not let go is not done")
        self.outcomes[call.id], self.in_flight = outcome, None

    def end(self) -> None:
        """Take the word that nothing more comes; `ValueError` where a call's turn has come."""
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
