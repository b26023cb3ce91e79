"""What the pipeline needs from the outside, as protocols; `adapters` implements them."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.core.secret import Secret
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.read import Load
from aegis_cli.request.actors import Actors
from aegis_cli.request.approval import Approved, Reply
from aegis_cli.request.edits import Edits
from aegis_cli.request.execution import Outcome
from aegis_cli.request.plan_preview import Preview


@dataclass(frozen=True, slots=True)
class Session:
    """A person's session, for as long as this process lives at most."""

    access_token: Secret
    """For the executor; opaque here."""
    scope: frozenset[str]
    identity: str
    """The person's name in the verified ID token; it is only shown."""
    subject: str
    expires_in: float | None
    """Seconds for which the token was valid when it was granted."""
    granted_at: float | None = None
    """When the person signed in, in Unix seconds; a renewal does not change it."""
    logged_in_at: float | None = None
    """When they logged in, as an ID token proves; `None` if that was not asked for."""


class RequestSessions(Protocol):
    """The sessions that one request may use: what it elevates serves no other request."""

    def available(self, scope: tuple[str, ...]) -> Session | None:
        """Return a session that holds at least this scope and needs no person; `None` without one.

        It may be renewed for that, but nobody is shown a code.
        """
        ...

    def session(self, scope: tuple[str, ...]) -> Session:
        """Return a session that holds at least this scope: a held one, or a new sign-in."""
        ...

    def step_up(self, scope: tuple[str, ...]) -> Session:
        """Sign in again for this scope, whatever session there is: a proof of presence."""
        ...


class SignIn(Protocol):
    """Gets sessions. Those for plain writes last for the write window at most."""

    def request(self) -> AbstractContextManager[RequestSessions]:
        """Begin a request; when the context ends, what it alone held is dropped.

        Several requests may be open at once, each in a thread of its own.
        """
        ...


class Run(Protocol):
    """One plan in the executor: one exchange for each provider in one process, which then ends."""

    @property
    def tokens(self) -> Mapping[str, TokenFacts]:
        """The tokens that it used, by the provider's name, as far as it tells."""
        ...

    def read(self, calls: tuple[Call, ...], *, anew: bool = False) -> tuple[Outcome, ...]:
        """Perform actions that only read; `anew` remembers nothing that was found before."""
        ...

    def write(self, approved: Approved) -> tuple[Outcome, ...]:
        """Perform an approved plan."""
        ...


class Executor(Protocol):
    """Exchanges for the tokens of providers and uses them; nothing else holds them."""

    @property
    def most_calls(self) -> int:
        """The calls of a plan that one run takes; what has more of them is sent in several runs."""
        ...

    def prepare(self) -> None:
        """Start early what takes time and needs no secret."""
        ...

    def judge(self, session: Session, calls: tuple[Call, ...]) -> None:
        """Raise `Denied` where rules of the executor's own forbid calls; it does nothing of them.

        It is asked before the person is. What it allows is judged again when it is carried out.
        """
        ...

    def require_fits(self, calls: tuple[Call, ...]) -> None:
        """Raise `UsageError` where more calls of a plan belong together than it ever takes."""
        ...

    def open(self, session: Session, *, keep_going: bool = False) -> AbstractContextManager[Run]:
        """Begin a run; when the context ends, the run has ended and holds nothing any more.

        With `keep_going`, the acts after a failed one are tried too (`execution.stops`).
        """
        ...


class Terminal(Protocol):
    """The terminal, and the person who may sit there."""

    def can_ask(self) -> bool:
        """Tell whether a question would reach a person."""
        ...

    def show(self, preview: Preview, *, in_full: bool) -> None:
        """Show the plan before the sign-in: in short if a question with the full plan follows."""
        ...

    def ask(self, preview: Preview, asked: tuple[Act, ...]) -> Reply | Edits:
        """Ask the person to approve these acts; they may edit texts in place of an answer."""
        ...


class Input(Protocol):
    """Standard input, read only when a plan uses it."""

    def is_available(self) -> bool:
        """Tell whether something is piped in."""
        ...

    def read(self) -> str:
        """Read all of it; raise `UsageError` if it is too large or not UTF-8."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """Everything from the outside that a request needs."""

    sign_in: SignIn
    executor: Executor
    terminal: Terminal
    stdin: Input
    load: Load
    """Finds an action's class by its name; `KeyError` if there is none."""
    connect: Callable[[str], bool]
    """Offers the person to connect their account at a provider, by its name; returns whether they
    did."""
    actors: Actors | None = None
    """Who acts at each provider, as far as that was read; `None` where no question says it."""
    granted: Callable[[tuple[Act, ...]], frozenset[str]] = lambda _acts: frozenset()
    """Reserves grants of the person's session for acts; returns the ids of those covered."""
    require_places: Callable[[tuple[Act, ...]], None] = lambda _acts: None
    """Raises `AegisError` where there is no place for what acts download."""
    commit: Callable[[tuple[Act, ...]], tuple[Act, ...]] = lambda acts: acts
    """Returns the acts with a commitment to what each takes; raises `AegisError` where that is not
    there."""
    take_values: Callable[[tuple[Act, ...]], tuple[Act, ...]] = lambda acts: acts
    """The same for the values of secrets, for which the person is asked at that moment: so it is
    called once they could approve the acts."""
