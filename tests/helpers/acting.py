"""A stage whose executor does send what it is told to: to the board and to GitHub, in memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.core.flow import drive
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.planning.expansion import Act, expand
from aegis_cli.planning.plan import Origin, Plan, Step
from aegis_cli.request.approval import Approved
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.execution import Outcome, ProviderAccess, run
from aegis_cli.request.ports import Session
from aegis_cli.request.result import Result
from tests.helpers.act_factory import BASES
from tests.helpers.canned import BASE, answer
from tests.helpers.world import Stage, rules
from tests.other_providers.board.provider import PROVIDER as BOARD
from tests.other_providers.board.service import Board

ROOMS = {"r1": "#lobby", "r2": "#eng", "r3": "#ops", "r4": "#hall", "r5": "#yard"}


def acts_of(*actions: Action[Any]) -> tuple[Act, ...]:
    """Make the acts of a plan that the person said, at the bases of their providers."""
    steps = (
        Step.of(f"s{at}", action, dict.fromkeys(action.sent_arguments(), Origin.USER))
        for at, action in enumerate(actions, start=1)
    )
    return expand(Plan(tuple(steps)), BASES)


@dataclass
class Acting(Stage):
    """A person at a terminal, with a board of five rooms and what GitHub answers."""

    board: Board = field(default_factory=lambda: Board(dict(ROOMS)))
    github: Callable[[Request], Response | Unreachable] = lambda _request: answer({}, 404)
    sent: list[str] = field(default_factory=list)
    """The requests in order, and between them what happens."""
    tokens: set[tuple[str, str]] = field(default_factory=set)
    """Base and token of the requests."""
    meanwhile: Callable[["Acting"], None] = lambda _stage: None
    """What happens while the person is asked."""

    def happens(self, event: str, trouble: BaseException | None) -> None:
        """Note an event among the requests too."""
        if event.startswith(("ask", "sign in")):
            self.sent.append(event)
        if event.startswith("ask"):
            self.meanwhile(self)
        super().happens(event, trouble)

    @contextmanager
    def open(self, session: Session, *, keep_going: bool = False) -> Iterator[Any]:
        """Begin a plan's turn in an executor that sends."""
        with super().open(session, keep_going=keep_going):
            yield _Sending(self, keep_going)

    def does(self, *actions: Action[Any], **options: Any) -> Result:
        """Let the pipeline do actions that the person typed."""
        return self.carries_out(acts_of(*actions), **options)

    def carries_out(self, acts: tuple[Act, ...], **options: Any) -> Result:
        """Let the pipeline do acts that the person typed."""
        return carry_out("do it", acts, rules(**options), self.services(), wanted=None)

    def send(self, request: Request) -> Response | Unreachable:
        """Answer a request."""
        assert request.bearer is not None
        self.tokens.add((request.base, request.bearer.reveal()))
        self.sent.append(f"{request.method} {request.path}")
        return self.github(request) if request.base == BASE else self.board.send(request)


@dataclass
class _Sending:
    stage: Acting
    keep_going: bool
    tokens: dict[str, TokenFacts] = field(default_factory=dict)

    def read(self, calls: tuple[Call, ...], *, anew: bool = False) -> tuple[Outcome, ...]:
        assert all(call.seal is None for call in calls), "a write was passed off as a read"
        return self._perform(calls)

    def write(self, approved: Approved) -> tuple[Outcome, ...]:
        self.stage.approved = approved
        self.stage.happens("write", self.stage.write_fails)
        return self._perform(approved.calls)

    def _perform(self, calls: tuple[Call, ...]) -> tuple[Outcome, ...]:
        flow = run(calls, self._access, keep_going=self.keep_going)
        outcomes: tuple[Outcome, ...] = drive(flow, self.stage.send, wait=lambda _wait: None)
        return outcomes

    def _access(self, provider: Provider[Any]) -> ProviderAccess:
        base = BOARD.base if provider is BOARD else BASE
        return ProviderAccess(base, Secret(f"token of {provider.name}"))
