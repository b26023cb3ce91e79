"""Sends what was approved in portions of whole rows, each in a run of its own.

An executor takes so many calls in one run, and a session ends. So the session is asked for before
each portion, which may be a sign-in, and each exchanges anew. What ends one, or keeps it from
beginning, ends the rest: of that nothing is sent, and what was done is known.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.errors import AegisError, Bug, Code, Interrupted, OutcomeUnknown, StepUpRequired
from aegis_cli.request.approval import Approved
from aegis_cli.request.execution import (
    Outcome,
    StepStatus,
    is_over,
    outcome_per_call,
    outcome_unknown,
)
from aegis_cli.request.linking import needs_of
from aegis_cli.request.ports import Executor, Run, Session


@dataclass(slots=True)
class Portions:
    """The portions of one plan, and what came of them so far."""

    approved: Approved
    executor: Executor
    keep_going: bool = False
    tokens: dict[str, TokenFacts] = field(default_factory=dict)
    """What is told of the tokens that were used, by provider: of each the last one."""
    _left: list[Approved] = field(init=False)
    _outcomes: dict[str, Outcome] = field(default_factory=dict, init=False)
    _sending: tuple[Call, ...] = field(default=(), init=False)
    """The calls of the portion that was begun and has not answered."""
    _error: AegisError | None = field(default=None, init=False)
    """Why no further portion is sent."""

    def __post_init__(self) -> None:
        """Have all portions left."""
        self._left = [*self.approved.portions(self.executor.most_calls)]

    @property
    def has_more(self) -> bool:
        """Whether a portion is left that may be sent, for what became of those before.

        NOTE: a run knows its own calls alone, so none begins whose calls need one that failed.
        """
        calls, ended = self.approved.calls, self._outcomes.values()
        failed = {each.id for each in ended if each.status is not StepStatus.DONE}
        needs = needs_of(calls)
        lacks = any(needs[call.id] & failed for part in self._left for call in part.calls)
        is_ended = lacks or is_over(calls, ended, keep_going=self.keep_going)
        return bool(self._left) and not is_ended

    def begin(self, run: Run) -> tuple[Outcome, ...]:
        """Send the first portion; return an outcome for each call of the plan.

        Raises what ended it before anything was sent. The loss of an answer is raised only where
        there are no other portions: then the whole plan is unknown.
        """
        try:
            self._send(run)
            self.tokens |= run.tokens
        except (OutcomeUnknown, KeyboardInterrupt) as problem:
            if len(self._left) == 1:
                raise
            self._end(problem)
        return self._outcomes_of_all()

    def go_on(
        self, next_session: Callable[[], Session], step_up: Callable[[], Session]
    ) -> tuple[Outcome, ...]:
        """Send the others, each with the session of then; return an outcome for each call.

        `step_up` gets a fresh proof of who is there, where a typed call comes too late for the one
        that there was: of its portion nothing was sent, which is tried once more.
        """
        try:
            while self.has_more:
                try:
                    self._send_with(next_session())
                except StepUpRequired:
                    self._sending = ()
                    if not self._left[0].is_typed:  # no executor gets a stronger token than that
                        raise
                    self._send_with(step_up())
        except (AegisError, KeyboardInterrupt, OSError) as problem:
            self._end(problem)
        return self._outcomes_of_all()

    def _send_with(self, session: Session) -> None:
        with self.executor.open(session, keep_going=self.keep_going) as run:
            self._send(run)
            self.tokens |= run.tokens

    def _send(self, run: Run) -> None:
        portion = self._left[0]
        self._sending = portion.calls
        found = run.write(portion) if portion.writes else run.read(portion.calls)
        self._outcomes |= {each.id: each for each in found}
        del self._left[0]
        self._sending = ()
        if any(each.status is StepStatus.SKIPPED and each.error is not None for each in found):
            self._left.clear()  # it was stopped, which its outcomes say

    def _end(self, problem: BaseException) -> None:
        """Send no more.

        NOTE: what a Ctrl-C broke off may have arrived, and what is refused as a whole has not.
        """
        self._left.clear()
        if isinstance(problem, AegisError) and not isinstance(problem, OutcomeUnknown):
            self._sending = ()
        if isinstance(problem, AegisError):
            self._error = problem
        elif any(call.seal is not None for call in self._sending):
            self._error = outcome_unknown("Interrupted during a write", self._sending)
        elif isinstance(problem, OSError):  # such as: no child can be started
            self._error = Bug("What is left could not be sent.", code=Code.INTERNAL)
        else:
            self._error = _interruption()

    def _outcomes_of_all(self) -> tuple[Outcome, ...]:
        """Return an outcome for each call; the first that was not sent has the reason."""
        unknown = {
            call.id: Outcome(call.id, StepStatus.OUTCOME_UNKNOWN, error=self._error)
            for call in self._sending
            if call.seal is not None
        }
        error = None if unknown else self._error
        if self.has_more:
            error = _interruption()  # so it ends, unless they are sent
        return outcome_per_call(self.approved.calls, self._outcomes | unknown, None, error)


def _interruption() -> Interrupted:
    return Interrupted(
        "Interrupted between two rows; the rest was not sent.", code=Code.INTERRUPTED
    )
