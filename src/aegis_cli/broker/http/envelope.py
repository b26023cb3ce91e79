"""What every response of the broker has: a correlation id, no caching, and no traceback."""

import re
import uuid
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aegis_cli.broker.http.problem import CONTENT_TYPE, Problem
from aegis_cli.broker.metrics import Metrics
from aegis_cli.oauth.protected_resource import PATH as METADATA
from aegis_cli.oauth.protected_resource import PROTOCOL

GENERATE = "/gemini/v1/models/{model}:generateContent"
"""The route of a turn of planning: the path that Google's SDK makes below `/gemini`."""

PLANS, VERDICTS = f"/v{PROTOCOL}/plans", f"/v{PROTOCOL}/verdicts"

ROUTES = frozenset({PLANS, VERDICTS, GENERATE, METADATA, "/healthz", "/readyz", "/metrics"})
_MODEL = re.compile(r"/gemini/v1/models/[^/%]*:generateContent")
_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")

NOTHING = Problem(404, "not_found", "There is nothing here.")
"""The refusal of a path that no route has."""


def problem_response(problem: Problem) -> JSONResponse:
    """Return a problem as a response (RFC 9457)."""
    headers = dict(problem.headers)
    return JSONResponse(problem.document(), problem.status, headers, CONTENT_TYPE)


class Envelope:
    """The outermost layer: no exception passes it, and every request has a correlation id."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        correlation_id = correlation_id_of(scope)
        scope.setdefault("state", {})["correlation_id"] = correlation_id
        has_begun = False

        async def sending(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                self._count(scope, message["status"])
                message = {**message, "headers": _with(message["headers"], correlation_id)}
            await send(message)

        # NOTE: a path is decoded before it is routed, so that "/%6detrics" would pass a proxy that
        # keeps "/metrics" to itself. No route needs a "%".
        app = problem_response(NOTHING) if b"%" in scope["raw_path"] else self._app
        try:
            await app(scope, receive, sending)
        except Exception:  # noqa: BLE001  # the boundary; a traceback may hold what was sent
            if not has_begun:
                problem = Problem(500, "internal", "The broker made a mistake.")
                await problem_response(problem)(scope, receive, sending)

    def _count(self, scope: Scope, status: int) -> None:
        path = scope["raw_path"].decode("ascii")
        path = GENERATE if _MODEL.fullmatch(path) else path
        self._metrics.request(path if path in ROUTES else "other", status)


def correlation_id_of(scope: Scope) -> str:
    """Return the caller's `X-Request-Id` if it is a plain word, else a new one."""
    given = [value for name, value in scope["headers"] if name == b"x-request-id"]
    if len(given) == 1 and _ID.fullmatch(given[0]):
        return str(given[0].decode("ascii"))
    return uuid.uuid4().hex


def safe_headers(correlation_id: str) -> dict[str, str]:
    """Return the headers of every response."""
    return {
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-request-id": correlation_id,
    }


def _with(headers: Any, correlation_id: str) -> list[tuple[bytes, bytes]]:
    added = safe_headers(correlation_id).items()
    return [*headers, *((name.encode(), value.encode()) for name, value in added)]
