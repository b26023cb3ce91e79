"""The broker's routes, on FastAPI without what it does by itself: no docs, no echoing 422."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from aegis_cli.broker.gemini.relay import Asking
from aegis_cli.broker.http.envelope import GENERATE, Envelope, refused
from aegis_cli.broker.http.plans import Plans
from aegis_cli.broker.http.problem import Problem
from aegis_cli.broker.metrics import CONTENT_TYPE
from aegis_cli.broker.whitelist import NEEDED
from aegis_cli.broker.workers.board import EVERY, Place


@dataclass(frozen=True, slots=True)
class Described:
    """What the broker says of itself to anybody (RFC 9728)."""

    audience: str
    issuer: str
    client_id: str
    github_api: str
    connection: str
    models: tuple[str, ...] = ()
    """The models that plan here; empty where the broker does not plan."""

    def document(self) -> dict[str, Any]:
        """Return the metadata, with members of our own."""
        planning = {"aegis_gemini_models": list(self.models)} if self.models else {}
        return {
            "resource": self.audience,
            "authorization_servers": [self.issuer],
            "scopes_supported": list(NEEDED.values()),
            "bearer_methods_supported": ["header"],
            "aegis_client_id": self.client_id,
            "aegis_github_api": self.github_api,
            "aegis_connection": self.connection,
        } | planning


Endpoint = Callable[[Request], Awaitable[Response]]


def application(
    plans: Plans,
    described: Described,
    *,
    asking: Asking | None = None,
    metrics: bool,
    place: Place | None = None,
) -> FastAPI:
    """Make the application of one worker.

    Without `asking` it does not plan; `place` is where several workers share what they count.
    """
    endpoints = _Endpoints(plans, described, place if metrics else None)
    app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_watching(plans, endpoints, asking),
        middleware=[Middleware(Envelope, metrics=plans.metrics)],
        exception_handlers={HTTPException: _unrouted},
    )
    routes: dict[tuple[str, str], Endpoint] = {
        ("POST", "/v1/plans"): endpoints.plans,
        ("GET", "/.well-known/oauth-protected-resource"): endpoints.describe,
        ("GET", "/healthz"): endpoints.healthz,
        ("GET", "/readyz"): endpoints.readyz,
    }
    if metrics:
        routes["GET", "/metrics"] = endpoints.count
    if asking is not None:
        routes["POST", GENERATE] = partial(_asked, asking)
    for (method, path), endpoint in routes.items():
        app.add_route(path, endpoint, methods=[method])
    return app


def _watching(
    plans: Plans, endpoints: "_Endpoints", asking: Asking | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        plans.executing.forks.watch()
        await plans.gate.tenant.start()
        beside = [
            asyncio.ensure_future(work) for work in (plans.gate.tenant.keep(), endpoints.post())
        ]
        yield
        for task in beside:
            task.cancel()
        if asking is not None:
            await asking.upstream.close()

    return lifespan


class _Endpoints:
    def __init__(self, plans: Plans, described: Described, place: Place | None) -> None:
        self._plans = plans
        self._described = described
        self._place = place

    async def plans(self, request: Request) -> Response:
        try:
            return JSONResponse(await self._plans.carry_out(request))
        except Problem as problem:
            return refused(problem)

    async def describe(self, _request: Request) -> Response:
        return JSONResponse(self._described.document())

    async def healthz(self, _request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readyz(self, _request: Request) -> Response:
        # NOTE: known without asking, so that no stranger and no issuer can have the probe wait.
        if not (self._plans.executing.forks.is_alive() and self._plans.gate.tenant.is_ready()):
            return refused(Problem(503, "unavailable", "Not ready.", {"Retry-After": "5"}))
        return JSONResponse({"status": "ready"})

    async def count(self, _request: Request) -> Response:
        text = self._counted()
        whole = self._place.whole(text) if self._place is not None else text
        return PlainTextResponse(whole, media_type=CONTENT_TYPE)

    async def post(self) -> None:
        """Let the other workers know what this one counted, again and again."""
        while self._place is not None:
            self._place.post(self._counted())
            await asyncio.sleep(EVERY)

    def _counted(self) -> str:
        gauges: Mapping[str, float] = {
            "aegis_plans_running": self._plans.capacity.running,
            "aegis_template_starts": self._plans.executing.forks.starts,
            "aegis_audit_lines_lost": self._plans.audit.lost,
            "aegis_audit_strangers_left_out": self._plans.audit.left_out,
        }
        return self._plans.metrics.text(gauges)


async def _asked(asking: Asking, request: Request) -> Response:
    try:
        return await asking.ask(request)
    except Problem as problem:
        return refused(problem)


async def _unrouted(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(getattr(error, "headers", None) or {})
    code = {404: "not_found", 405: "method_not_allowed"}.get(status, "bad_request")
    return refused(Problem(status, code, "There is nothing here.", headers))
