"""An executor in the test's own process, whose Slack is a new workspace of the sandbox."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.core.flow import Wait, drive
from aegis_cli.core.secret import Secret
from aegis_cli.request.approval import Approved
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.execution import Outcome, run
from aegis_cli.request.plan_memory import PlanMemory
from aegis_cli.request.policy import Policy
from aegis_cli.request.ports import Session
from aegis_cli.request.result import Result
from aegis_cli.sandbox.slack.service import slack as slack_service
from aegis_cli.sandbox.slack.world import World
from aegis_cli.sandbox.state import State
from tests.helpers.act_factory import access_to
from tests.helpers.acting import acts_of
from tests.helpers.direct import DirectClient
from tests.helpers.direct_github import DirectStage
from tests.helpers.world import rules
from tests.sandbox.github.conftest import Clock

BASE = "https://slack.com/api"
TOKEN = "xoxe.xoxp-1-test"


def slack(
    change: Callable[[World], object] = lambda _world: None, now: Callable[[], float] | None = None
) -> TestClient:
    """Open a new workspace of the sandbox, which a test may change, and whose clock stands."""
    state = State(now=now or Clock())
    state.hand_out("slack", TOKEN)
    return DirectClient(slack_service(state, change), base_url=BASE)


@dataclass
class SlackStage(DirectStage):
    """The outside world of one request, with a workspace that keeps state."""

    client: TestClient = field(default_factory=slack)
    waits: list[float] = field(default_factory=list)

    def open(self, session: Session, *, keep_going: bool = False) -> Any:
        """Begin a plan's turn."""
        return nullcontext(_SlackRun(self, keep_going=keep_going))

    def does(self, *actions: Action[Any], policy: Policy = Policy()) -> Result:  # noqa: B008  # frozen
        """Let the pipeline do actions that the person typed."""
        return carry_out("do it", acts_of(*actions), rules(policy), self.services(), wanted=None)


@dataclass
class _SlackRun:
    stage: SlackStage
    keep_going: bool
    tokens: dict[str, TokenFacts] = field(default_factory=dict)
    memory: PlanMemory = field(default_factory=PlanMemory)

    def read(self, calls: tuple[Call, ...], *, anew: bool = False) -> tuple[Outcome, ...]:
        held = access_to(BASE, Secret(TOKEN))
        if anew:
            self.memory.forget()
        flow = run(calls, held, keep_going=self.keep_going, memory=self.memory)
        return drive(flow, self.stage.send, wait=self._wait, show=lambda _: None)

    def write(self, approved: Approved) -> tuple[Outcome, ...]:
        self.stage.approved = approved
        return self.read(approved.calls)

    def _wait(self, wait: Wait) -> None:
        self.stage.waits.append(wait.seconds)
