"""A client of an application of the sandbox, which runs in the thread of the test.

The client of Starlette starts another thread for it, which costs more than most answers.
"""

import asyncio
from typing import Any
from urllib.parse import unquote

import httpx2 as httpx
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message


class DirectClient(TestClient):
    """Starlette's client, without its thread."""

    def __init__(self, app: ASGIApp, **more: Any) -> None:
        """Connect to the application."""
        super().__init__(app, **more)
        self._transport = _Direct(app)


class _Direct(httpx.BaseTransport):
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": request.read()}

        async def send(message: Message) -> None:
            sent.append(message)

        async def answer() -> None:
            await self._app(_scope(request), receive, send)

        asyncio.run(answer())
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
