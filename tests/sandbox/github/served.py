"""A GitHub door at a port of its own, for programs that speak with it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.types import ASGIApp

from aegis_cli.sandbox.github.service import github
from aegis_cli.sandbox.observed import Observed
from aegis_cli.sandbox.server import _listener, _Server
from aegis_cli.sandbox.state import SandboxService, State
from aegis_cli.sandbox.storage import storage
from tests.helpers.patience import PATIENCE

TOKEN = "ghu_test"


@dataclass
class Served:
    """The door, its state, and where it is."""

    state: State
    base: str
    http: httpx.Client = field(repr=False)

    @property
    def with_token(self) -> str:
        """The root with a token as git takes it."""
        return self.base.replace("://", f"://x-access-token:{TOKEN}@")

    def get(self, path: str) -> Any:
        """Return what REST says."""
        answer = self.http.get(path)
        return answer.raise_for_status().json()

    def pushed(self) -> list[str]:
        """Return the references that pushes changed, in order."""
        return [seen.path for seen in self.state.journal if seen.method == "PUSH"]


@contextmanager
def served() -> Iterator[Served]:
    """Serve a new world while a test runs, with the storage host."""
    state = State(provider_tokens={TOKEN: 1e12})
    with _listener(0) as first, _listener(0) as second:
        base, state.storage = (
            f"http://127.0.0.1:{each.getsockname()[1]}" for each in (first, second)
        )
        apps: list[tuple[SandboxService, ASGIApp]] = [
            (SandboxService.GITHUB, github(state, base=base)),
            (SandboxService.STORAGE, storage(state)),
        ]
        servers = [_Server(Observed(app, service, state)) for service, app in apps]

        async def serve() -> None:
            pairs = zip(servers, (first, second), strict=True)
            await asyncio.gather(*(server.serve(sockets=[at]) for server, at in pairs))

        run = threading.Thread(target=lambda: asyncio.run(serve()))
        run.start()
        headers = {"Authorization": f"Bearer {TOKEN}"}
        with httpx.Client(base_url=base, headers=headers, timeout=PATIENCE) as http:
            yield Served(state, base, http)
        for server in servers:
            server.should_exit = True
        run.join()
