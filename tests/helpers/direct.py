"""A client of an application of the sandbox, which runs in the thread of the test.

The client of Starlette starts another thread for it, which costs more than most answers.
"""

from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeAlias
from urllib.parse import unquote

import httpx2 as httpx
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message

Run: TypeAlias = Callable[[Coroutine[Any, Any, None]], None]


class DirectClient(TestClient):
    """Starlette's client, without its thread."""

    def __init__(self, app: ASGIApp, *, run: Run | None = None, **more: Any) -> None:
        """Connect to the application; one that begins something of its own needs `asyncio.run`."""
        super().__init__(app, **more)
        self._transport = _Direct(app, run or _finished)


class _Direct(httpx.BaseTransport):
    def __init__(self, app: ASGIApp, run: Run) -> None:
        self._app = app
        self._run = run

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": request.read()}

        async def send(message: Message) -> None:
            sent.append(message)

        async def answer() -> None:
            await self._app(_scope(request), receive, send)

        self._run(answer())
        start, *parts = sent
        assert "http.response.start" == start["type"]
        assert {"http.response.body"} == {part["type"] for part in parts}
        body = b"".join(part.get("body", b"") for part in parts)
        return httpx.Response(
            start["status"],
            headers=start["headers"],
            content=b"" if request.method == "HEAD" else body,
            request=request,
        )


def _finished(answer: Coroutine[Any, Any, None]) -> None:
    """Run what waits for nothing, without an event loop."""
    with suppress(StopIteration):
        answer.send(None)
        raise AssertionError("the application waits for something")


def _scope(request: httpx.Request) -> dict[str, Any]:
    url = request.url
    return {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "path": unquote(url.path),
        "raw_path": url.raw_path.split(b"?", 1)[0],
        "root_path": "",
        "scheme": url.scheme,
        "query_string": url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("testclient", 50000),
        "server": (url.host, url.port or {"http": 80, "https": 443}[url.scheme]),
    }
