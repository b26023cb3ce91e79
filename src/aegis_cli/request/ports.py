"""What the pipeline needs from the outside world, as protocols; `adapters` fills them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from aegis_cli.actions.call import Call
from aegis_cli.core.secret import Secret
from aegis_cli.planning.plan import Step
from aegis_cli.planning.read import Load
from aegis_cli.request.approval import Approved, Reply, Sheet
from aegis_cli.request.execution import Outcome, TokenFacts


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in person, for as long as this process lives."""

    access_token: Secret
    """For the executor; opaque to us."""
    scope: frozenset[str]
    identity: str
    """Who it is, as the verified ID token says; only shown."""
    subject: str
    expires_in: float | None
    """Seconds it had left when it was granted."""
    granted_at: float | None = None
    """When the person themselves signed in, in Unix seconds; a renewal does not move it."""
    logged_in_at: float | None = None
    """When they logged in, as an ID token proves it; `None` where that was not asked for."""


class SignIn(Protocol):
    """Gets a session; keeps it where a session lasts, and a stronger one for one request."""

    def session(self, scope: tuple[str, ...]) -> Session:
        """Return a session that holds at least this scope."""
        ...

    def step_up(self, scope: tuple[str, ...]) -> Session:
        """Sign in anew for this scope, whatever session there is: a proof that somebody is here."""
        ...

    def end_request(self) -> None:
        """Drop whatever is stronger than the session that lasts; never raises."""
        ...


class Run(Protocol):
    """One plan's turn in the executor: one exchange, one process, and then it ends."""

    @property
    def token(self) -> TokenFacts | None:
        """What it acted with last; `None` before it did, and where the executor does not tell."""
        ...

    def read(self, calls: tuple[Call, ...]) -> tuple[Outcome, ...]:
        """Perform actions that only read."""
        ...

    def write(self, approved: Approved) -> tuple[Outcome, ...]:
        """Perform what a person approved."""
        ...


class Executor(Protocol):
    """Where the GitHub token is."""

    def prepare(self) -> None:
        """Start early what takes time; nothing secret is needed for it."""
        ...

    def open(self, session: Session) -> AbstractContextManager[Run]:
        """Begin one plan's turn; it has ended, with all it held, when the context ends."""
        ...


class Terminal(Protocol):
    """The person, if somebody is there."""

    def can_ask(self) -> bool:
        """Tell whether a question would reach a person."""
        ...

    def show(self, sheet: Sheet, *, in_full: bool) -> None:
        """Show the plan, before anybody signs in; in short where it is asked about later."""
        ...

    def ask(self, sheet: Sheet, asked: tuple[Step, ...]) -> Reply:
        """Ask the person to approve these steps."""
        ...


class Input(Protocol):
    """Standard input, read only when a plan uses it."""

    def is_available(self) -> bool:
        """Tell whether something is piped in."""
        ...

    def read(self) -> str:
        """Read all of it; raise `UsageError` where it is too large or not UTF-8."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """The outside world, as far as a plan needs it."""

    sign_in: SignIn
    executor: Executor
    terminal: Terminal
    stdin: Input
    load: Load
    """Finds an action's class by its name; `KeyError` if there is none."""
    connect: Callable[[], bool]
    """Offers the person to connect their account now; tells whether it is connected then."""
