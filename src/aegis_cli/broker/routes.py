"""The broker's routes, on FastAPI without its documentation pages and its own 422 answers."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from aegis_cli.broker.gemini.relay import ModelRelay
from aegis_cli.broker.http.envelope import (
    GENERATE,
    NOTHING,
    PLANS,
    VERDICTS,
    Envelope,
    problem_response,
)
from aegis_cli.broker.http.problem import Problem
from aegis_cli.broker.metrics import CONTENT_TYPE
from aegis_cli.broker.plans import Plans
from aegis_cli.broker.whitelist import KNOWN_SCOPES
from aegis_cli.oauth.protected_resource import PATH, PROTOCOL, ProtectedResource

STARTING = 2.0
"""Seconds that a start waits for the issuer before it goes on without it."""

_NOT_FOUND = 404
_OF_PROTOCOL = re.compile(r"/v[0-9]{1,4}/(plans|verdicts)")
_ANOTHER = f"This broker speaks protocol {PROTOCOL} of aegis, whose plans go to {PLANS}."

EVERY = 1.0
"""Seconds after which a worker sets its gauges again, for the workers that share them."""


def metadata(resource: ProtectedResource) -> dict[str, Any]:
    """Return what the broker says of itself to anybody (RFC 9728), with members of our own."""
    others = {
        name: {"api": connection.base, "connection": connection.name}
        | ({"site": connection.site} if connection.site else {})
        for name, connection in resource.others.items()
    }
    more = {"aegis_providers": others, "aegis_gemini_models": [*resource.models]}
    return {
        "aegis_protocols": [PROTOCOL],
        "resource": resource.audience,
        "authorization_servers": [resource.issuer],
        "scopes_supported": list(KNOWN_SCOPES),
        "bearer_methods_supported": ["header"],
        "aegis_client_id": resource.client_id,
        "aegis_github_api": resource.base,
        "aegis_connection": resource.connection,
    } | {name: value for name, value in more.items() if value}


def application(
    plans: Plans,
    resource: ProtectedResource,
    *,
    relay: ModelRelay | None = None,
    metrics: bool,
) -> FastAPI:
    """Make the application of one worker; without `relay`, it does not plan."""
    own = _OwnRoutes(plans, resource)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        plans.executing.forks.watch()
        keys = plans.admission.gate.callers.keys
        await keys.learn(STARTING)
        keeping = keys.keep(), own.keep_gauges()
        tasks = [asyncio.ensure_future(work) for work in keeping]
        yield
        for task in tasks:
            task.cancel()
        if relay is not None:
            await relay.upstream.close()

    app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=[Middleware(Envelope, metrics=plans.admission.metrics)],
        exception_handlers={HTTPException: _no_route, Problem: _problem},
    )
    routes: dict[tuple[str, str], Callable[[Request], Awaitable[Response]]] = {
        ("POST", PLANS): plans.answer,
        ("POST", VERDICTS): plans.foretell,
        ("GET", PATH): own.describe,
        ("GET", "/healthz"): own.healthz,
        ("GET", "/readyz"): own.readyz,
    }
    if metrics:
        routes["GET", "/metrics"] = own.metrics
    if relay is not None:
        routes["POST", GENERATE] = relay.answer
    for (method, path), endpoint in routes.items():
        app.add_route(path, endpoint, methods=[method])
    return app


class _OwnRoutes:
    """What the broker says of itself."""

    def __init__(self, plans: Plans, resource: ProtectedResource) -> None:
        self._plans = plans
        self._resource = resource

    async def describe(self, _request: Request) -> Response:
        return JSONResponse(metadata(self._resource))

    async def healthz(self, _request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readyz(self, _request: Request) -> Response:
        # NOTE: nobody is asked here, so that neither a stranger nor the issuer can delay a probe.
        is_ready = self._plans.admission.gate.callers.keys.are_known()
        if not (self._plans.executing.forks.is_alive() and is_ready):
            raise Problem(503, "unavailable", "Not ready.", {"Retry-After": "5"})
        return JSONResponse({"status": "ready"})

    async def metrics(self, _request: Request) -> Response:
        self._set_gauges()
        return PlainTextResponse(self._plans.admission.metrics.text(), media_type=CONTENT_TYPE)

    async def keep_gauges(self) -> None:
        """Set the gauges again and again, so that another worker can add them up."""
        while True:
            self._set_gauges()
            await asyncio.sleep(EVERY)

    def _set_gauges(self) -> None:
        admission = self._plans.admission
        admission.metrics.gauges(
            plans_running=admission.capacity.running,
            template_starts=self._plans.executing.forks.starts,
            audit_lines_lost=admission.audit.lost,
            audit_strangers_left_out=admission.audit.left_out,
        )


async def _problem(_request: Request, problem: Problem) -> Response:
    return problem_response(problem)


async def _no_route(request: Request, error: HTTPException) -> Response:
    code = {_NOT_FOUND: NOTHING.code, 405: "method_not_allowed"}.get(
        error.status_code, "bad_request"
    )
    is_of_another = error.status_code == _NOT_FOUND and _OF_PROTOCOL.fullmatch(request.url.path)
    detail = _ANOTHER if is_of_another else NOTHING.detail
    headers = dict(error.headers or {})
    return problem_response(Problem(error.status_code, code, detail, headers))
