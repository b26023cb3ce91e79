"""The writes of a session, each of which waits until the agent says that it is its turn."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.errors import AegisError, Code, Interrupted, OutcomeUnknown
from aegis_cli.request.approval import Approved
from aegis_cli.request.execution import Outcome
from aegis_cli.request.ports import Executor, Run, Session
from aegis_cli.session.ports.link import Link


@dataclass(frozen=True, slots=True)
class InLine:
    """An executor whose writes are sent when no other request of the session writes."""

    executor: Executor
    link: Link

    @property
    def most_calls(self) -> int:
        """The calls that one run takes."""
        return self.executor.most_calls

    def prepare(self) -> None:
        """Start early what takes time and needs no secret."""
        self.executor.prepare()

    def judge(self, session: Session, calls: tuple[Call, ...]) -> None:
        """Raise `Denied` where rules of the executor's own forbid calls."""
        self.executor.judge(session, calls)

    def require_fits(self, calls: tuple[Call, ...]) -> None:
        """Raise `UsageError` where more calls belong together than the executor ever takes."""
        self.executor.require_fits(calls)

    @contextmanager
    def open(self, session: Session, *, keep_going: bool = False) -> Iterator[Run]:
        """Begin a run."""
        with self.executor.open(session, keep_going=keep_going) as run:
            yield RunInLine(run, self.link)


@dataclass(frozen=True, slots=True)
class RunInLine:
    """A run whose writes wait for their turn."""

    run: Run
    link: Link

    @property
    def tokens(self) -> Mapping[str, TokenFacts]:
        """The tokens that it used."""
        return self.run.tokens

    def read(self, calls: tuple[Call, ...], *, anew: bool = False) -> tuple[Outcome, ...]:
        """Perform actions that only read; `anew` remembers nothing that was found before."""
        return self.run.read(calls, anew=anew)

    def write(self, approved: Approved) -> tuple[Outcome, ...]:
        """Perform an approved plan, once the agent says that it is its turn.

        NOTE: a run that is refused has sent nothing, so the log must not say that it may have.
        """
        sends = [[call.id, call.action.says()] for call in approved.calls if call.seal is not None]
        try:
            self.link.call("turn", plan=approved.digest, sends=sends)
        except KeyboardInterrupt:
            message = "Interrupted while other writes were sent; nothing of this was."
            raise Interrupted(message, code=Code.INTERRUPTED) from None
        ends = {}
        try:
            outcomes = self.run.write(approved)
            ends = {outcome.id: outcome.status.value for outcome in outcomes}
        except AegisError as error:
            if not isinstance(error, OutcomeUnknown):
                ends = {id_: "not sent" for id_, _ in sends}
            raise
        finally:
            self.link.tell("written", ends=ends)
        return outcomes
