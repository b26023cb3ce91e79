"""An executor in the test's own process, whose GitHub is a new one of the sandbox; it notes each
request and each question, in their order."""

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient

from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.core.flow import drive
from aegis_cli.core.http import Request, Response
from aegis_cli.core.secret import Secret
from aegis_cli.planning.expansion import Act
from aegis_cli.providers.github.rest import HEADERS
from aegis_cli.request.approval import Approved, Reply
from aegis_cli.request.execution import Outcome, run
from aegis_cli.request.plan_preview import Preview
from aegis_cli.request.ports import Session
from aegis_cli.sandbox.github.service import github as github_service
from aegis_cli.sandbox.state import State
from tests.helpers.act_factory import access_to
from tests.helpers.direct import DirectClient
from tests.helpers.world import Stage
from tests.sandbox.github.conftest import BASE, TOKEN, Clock

ASKED = "ask"
"""What stands for the question among the requests."""


def github() -> TestClient:
    """Open a new GitHub of the sandbox."""
    clock = Clock()
    state = State(now=clock, provider_tokens={TOKEN: clock.at + 28_800})
    return DirectClient(github_service(state, base=BASE), base_url=BASE, headers=dict(HEADERS))


@dataclass
class DirectStage(Stage):
    """The outside world of one request, with a GitHub that keeps state."""

    client: TestClient = field(default_factory=github)
    log: list[str] = field(default_factory=list)
    """Each request as method and path, and the question."""

    def ask(self, preview: Preview, asked: tuple[Act, ...]) -> Reply:
        """Answer as the person would who approves."""
        self.log.append(ASKED)
        self.previews.append(preview)
        typed = {act.id: act.action.phrase() or "" for act in asked}
        return Reply(yes=self.reply.yes, typed=typed)

    def open(self, session: Session, *, keep_going: bool = False) -> Any:
        """Begin a plan's turn."""
        return nullcontext(_DirectRun(self, keep_going=keep_going))

    def send(self, request: Request) -> Response:
        """Send a request to that GitHub."""
        self.log.append(f"{request.method} {request.path}")
        bearer = request.bearer.reveal() if request.bearer is not None else ""
        headers = {**dict(request.headers), "authorization": f"Bearer {bearer}"}
        found = self.client.request(
            request.method,
            request.url,
            content=request.body,
            headers=headers | ({"content-type": "application/json"} if request.body else {}),
            follow_redirects=False,
        )
        names = {name.lower(): value for name, value in found.headers.items()}
        return Response(found.status_code, names, found.content)


@dataclass
class _DirectRun:
    stage: DirectStage
    keep_going: bool
    tokens: dict[str, TokenFacts] = field(default_factory=dict)

    def read(self, calls: tuple[Call, ...], *, anew: bool = False) -> tuple[Outcome, ...]:
        access = access_to(BASE, Secret(TOKEN))
        flow = run(calls, access, keep_going=self.keep_going)
        return drive(flow, self.stage.send, wait=lambda _: None, show=lambda _: None)

    def write(self, approved: Approved) -> tuple[Outcome, ...]:
        self.stage.approved = approved
        return self.read(approved.calls)
