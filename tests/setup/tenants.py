"""A tenant for the tests of setting up: the sandbox's, in this process, behind flows."""

import json
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from typing import Any, TypeVar
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Message

from aegis_cli.core.flow import Flow, Wait, drive
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError
from aegis_cli.sandbox.auth0.management.service import TOKEN, management
from aegis_cli.sandbox.auth0.management.tenant_settings import TenantSettings
from aegis_cli.setup.desired import Wanted, text_of
from aegis_cli.setup.management import ManagementApi
from aegis_cli.setup.repair import TenantSnapshot, look, repair

T = TypeVar("T")

BASE = "https://acme.eu.auth0.com"
AUDIENCE = "https://aegis.acme.example"
WANTED = Wanted(BASE, AUDIENCE, "github", text_of("post_login.js"))


class Sandboxed:
    """The sandbox's Management API, what it holds, and what was sent to it."""

    def __init__(self, settings: TenantSettings | None = None, token: str = TOKEN) -> None:
        self.settings = TenantSettings(f"{BASE}/") if settings is None else deepcopy(settings)
        self.settings.now = lambda: sum(self.waits)
        self._app = Starlette(routes=[Mount("/api/v2", management(self.settings))])
        self._token = token
        self.api = ManagementApi(BASE, Secret(token), lambda: 1_790_000_000.0)
        self.lines: list[str] = []
        self.waits: list[float] = []
        self.faults: dict[str, Response | Unreachable] = {}
        """A response that replaces the real one once, after the work was done, by method and path."""
        self.lag: Callable[[TenantSettings], object] = lambda _settings: None
        """What is done to the settings after each change."""

    @property
    def writes(self) -> list[str]:
        """Method and path of each request that changed something."""
        return [line for line in self.lines if not line.startswith("GET ")]

    def look(self, wanted: Wanted = WANTED) -> TenantSnapshot:
        return self.run(look(self.api, wanted))

    def repaired(self, wanted: Wanted = WANTED) -> TenantSnapshot:
        """Look at it, and repair it."""
        return self.run(repair(self.api, wanted, self.look(wanted)))

    def run(self, flow: Flow[T]) -> T:
        return drive(flow, self._send, wait=self._wait)

    def fails(self, flow: Flow[Any]) -> AegisError:
        with pytest.raises(AegisError) as caught:
            self.run(flow)
        return caught.value

    def _send(self, request: Request) -> Response | Unreachable:
        line = f"{request.method} {request.path}"
        self.lines.append(line)
        answer = answered(self._app, request, self._token)
        if not request.is_read:
            self.lag(self.settings)
        return self.faults.pop(line, answer)

    def _wait(self, wait: Wait) -> None:
        self.waits.append(wait.seconds)


def answered(app: ASGIApp, request: Request, token: str) -> Response:
    """Ask an application that never waits, so that it needs no event loop and no thread."""
    path, _, query = request.url.removeprefix(BASE).partition("?")
    headers = {"authorization": f"Bearer {token}"}
    scope = {
        "type": "http",
        "method": request.method,
        "path": unquote(path),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": request.body or _fields(request)}

    async def send(message: Message) -> None:
        sent.append(message)

    with suppress(StopIteration):
        app(scope, receive, send).send(None)  # type: ignore[attr-defined]  # it is a coroutine
    start, body = sent
    return Response(start["status"], {}, body["body"])


def _fields(request: Request) -> bytes:
    """Write the body of a request with a secret, as a sender does."""
    if request.fields is None:
        return b""
    return json.dumps(dict(request.fields), default=Secret.reveal).encode()


def off(tenant: TenantSnapshot) -> list[str]:
    """Name the pieces that are not as they should be."""
    return [finding.name for finding in tenant.findings if finding.state.value != "ok"]
