"""A tenant for the tests of setting up: the sandbox's, in this process, behind flows."""

from copy import deepcopy
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from aegis_cli.core.flow import Flow, Wait, drive
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError
from aegis_cli.sandbox.auth0.management.door import TOKEN, management
from aegis_cli.sandbox.auth0.management.tenant import Settings
from aegis_cli.setup.desired import Wanted
from aegis_cli.setup.management import Api
from aegis_cli.setup.repair import Tenant, look, repair
from aegis_cli.setup.ways import post_login

BASE = "https://acme.eu.auth0.com"
AUDIENCE = "https://aegis.acme.example"
WANTED = Wanted(BASE, AUDIENCE, "github", post_login())


class Sandboxed:
    """The sandbox's Management API, what it holds, and what was sent to it."""

    def __init__(self, settings: Settings | None = None, token: str = TOKEN) -> None:
        self.settings = Settings(f"{BASE}/") if settings is None else deepcopy(settings)
        app = Starlette(routes=[Mount("/api/v2", management(self.settings))])
        self._http = TestClient(app, base_url=BASE)
        self._token = token
        self.api = Api(BASE, Secret(token), lambda: 1_790_000_000.0)
        self.lines: list[str] = []
        self.waits: list[float] = []

    @property
    def writes(self) -> list[str]:
        """Method and path of each request that changed something."""
        return [line for line in self.lines if not line.startswith("GET ")]

    def look(self, wanted: Wanted = WANTED) -> Tenant:
        return self.run(look(self.api, wanted))

    def mended(self, wanted: Wanted = WANTED) -> Tenant:
        """Look at it, and mend it."""
        return self.run(repair(self.api, wanted, self.look(wanted)))

    def run(self, flow: Flow[Any]) -> Any:
        return drive(flow, self._send, wait=self._wait)

    def fails(self, flow: Flow[Any]) -> AegisError:
        with pytest.raises(AegisError) as caught:
            self.run(flow)
        return caught.value

    def _send(self, request: Request) -> Response | Unreachable:
        self.lines.append(f"{request.method} {request.path}")
        headers = dict(request.headers) | {"authorization": f"Bearer {self._token}"}
        url = request.url.removeprefix(BASE)
        answer = self._http.request(request.method, url, content=request.body, headers=headers)
        return Response(answer.status_code, dict(answer.headers), answer.content)

    def _wait(self, wait: Wait) -> None:
        self.waits.append(wait.seconds)


def off(tenant: Tenant) -> list[str]:
    """Name the pieces that are not as they should be."""
    return [finding.piece for finding in tenant.findings if finding.state.value != "ok"]
