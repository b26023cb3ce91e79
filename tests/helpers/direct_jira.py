"""An executor in the test's own process, whose Jira is a new site of the sandbox."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.testclient import TestClient

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.core.flow import drive
from aegis_cli.core.http import Request, Response
from aegis_cli.core.secret import Secret
from aegis_cli.planning.expansion import Act
from aegis_cli.providers.jira.provider import JIRA
from aegis_cli.request.approval import Approved, Reply
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.execution import Outcome, run
from aegis_cli.request.plan_memory import PlanMemory
from aegis_cli.request.plan_preview import Preview
from aegis_cli.request.ports import Session
from aegis_cli.request.result import Result
from aegis_cli.sandbox.jira.service import jira as jira_service
from aegis_cli.sandbox.jira.world import World
from aegis_cli.sandbox.state import State
from tests.helpers.act_factory import access_to
from tests.helpers.acting import acts_of
from tests.helpers.direct import DirectClient
from tests.helpers.direct_github import DirectStage
from tests.helpers.world import rules
from tests.sandbox.github.conftest import Clock

BASE = JIRA.base
"""The root without the site, which the settings say elsewhere."""
SITE = "https://api.atlassian.com/ex/jira/1f2e3d4c-0000-4000-8000-0123456789ab"
TOKEN = "opaque-token-of-jira"


Change = Callable[[World], object]
"""What a test changes of a new site."""


def jira(clock: Clock, change: Change = lambda _world: None) -> TestClient:
    """Open a new site of the sandbox."""
    state = State(now=clock)
    state.hand_out("jira", TOKEN)
    return DirectClient(jira_service(state, change), base_url="https://api.atlassian.com")


@dataclass
class JiraStage(DirectStage):
    """The outside world of one request, with a site that keeps state; each request takes a second."""

    clock: Clock = field(default_factory=Clock)
    client: TestClient = field(init=False)
    change: Change = lambda _world: None
    meanwhile: Callable[[], object] = lambda: None
    """What somebody else does while the person is asked."""

    def __post_init__(self) -> None:
        """Open the site."""
        self.client = jira(self.clock, self.change)

    def ask(self, preview: Preview, asked: tuple[Act, ...]) -> Reply:
        """Answer as the person would who approves."""
        self.meanwhile()
        return super().ask(preview, asked)

    def open(self, session: Session, *, keep_going: bool = False) -> Any:
        """Begin a plan's turn."""
        return nullcontext(_JiraRun(self, keep_going=keep_going))

    def send(self, request: Request) -> Response:
        """Send a request to that site."""
        self.clock.at += 1
        return super().send(replace(request, base=SITE))

    def reads(self, action: Action[Any]) -> Any:
        """Return what a read of the person's brings."""
        (outcome,) = self.does(action).outcomes
        return outcome.data

    def does(self, *actions: Action[Any], **options: Any) -> Result:
        """Let the pipeline do actions that the person typed."""
        return carry_out("do it", acts_of(*actions), rules(**options), self.services(), wanted=None)


@dataclass
class _JiraRun:
    stage: JiraStage
    keep_going: bool
    tokens: dict[str, TokenFacts] = field(default_factory=dict)
    memory: PlanMemory = field(default_factory=PlanMemory)

    def read(self, calls: tuple[Call, ...], *, anew: bool = False) -> tuple[Outcome, ...]:
        held = access_to(BASE, Secret(TOKEN))
        if anew:
            self.memory.forget()
        flow = run(calls, held, keep_going=self.keep_going, memory=self.memory)
        return drive(flow, self.stage.send, wait=lambda _: None, show=lambda _: None)

    def write(self, approved: Approved) -> tuple[Outcome, ...]:
        self.stage.approved = approved
        return self.read(approved.calls)
