"""The application: find the method, check who calls and with what, and answer as Slack does.

Source: docs.slack.dev/apis/web-api. A refusal has status 200, and `ok` is false.
"""

import hashlib
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from secrets import token_hex
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from aegis_cli.sandbox.engine.answers import load
from aegis_cli.sandbox.engine.application import application
from aegis_cli.sandbox.engine.headers import bearer_token, media_type
from aegis_cli.sandbox.engine.worlds import open_world
from aegis_cli.sandbox.slack import nouns
from aegis_cli.sandbox.slack.arguments import FORM, JSON, arguments
from aegis_cli.sandbox.slack.call import Call, answers
from aegis_cli.sandbox.slack.described import Method, all_scopes, methods
from aegis_cli.sandbox.slack.errors import Problem, missing_scope, refuse
from aegis_cli.sandbox.slack.posting import post_what_is_due
from aegis_cli.sandbox.slack.seeds import seed_world
from aegis_cli.sandbox.slack.world import World
from aegis_cli.sandbox.state import State

_MINUTE = "60"
SERVICE = "slack"
"""The service of the tokens that are taken here, and of the scopes in the state."""

load(nouns)


def slack(state: State, change: Callable[[World], object] = lambda _world: None) -> ASGIApp:
    """Build the service, with a new workspace that a test may change."""
    beginning = partial(seed_world, state.now(), state.rung)
    service = _Service(state, open_world(state.beginnings, beginning, change))
    routes = [(verb, "/api/{method}", _Service.serve) for verb in ("GET", "POST")]
    routes += [("POST", "/upload/v1/{ticket}", _Service.store)]
    return application(service, routes, not_implemented=_not_implemented)


class _Service:
    """One workspace, served by one door."""

    def __init__(self, state: State, world: World) -> None:
        self._state = state
        self._world = world

    async def serve(self, request: Request) -> Response:
        """Answer one call."""
        name = request.path_params["method"]
        method = methods().get(name)
        scopes = self._state.scopes.get(SERVICE, all_scopes())
        if method is not None and method.name not in answers.by_operation:
            return _not_implemented(f"{request.method} {request.url.path}")
        status, more = 200, {}
        try:
            body = await self._answer(request, method, scopes)
        except Problem as problem:
            body, status = problem.body(), problem.status
            more = {"Retry-After": _MINUTE} if status == HTTPStatus.TOO_MANY_REQUESTS else {}
        headers = more | {"X-Slack-Req-Id": token_hex(16), "X-OAuth-Scopes": ",".join(scopes)}
        if method is not None and method.scopes:
            headers["X-Accepted-OAuth-Scopes"] = ",".join(method.scopes)
        return JSONResponse(body, status, headers)

    async def store(self, request: Request) -> Response:
        """Take the bytes of a file, whole, where an address was given for them; nobody signs in."""
        if request.headers.get("authorization"):
            return Response("no token belongs here", HTTPStatus.BAD_REQUEST)
        ticket = request.path_params["ticket"]
        file = next((one for one in self._world.files.values() if one.ticket == ticket), None)
        if file is None or file.sha256:
            return Response("no such upload", HTTPStatus.NOT_FOUND)
        seen, size = hashlib.sha256(), 0
        async for piece in request.stream():
            seen.update(piece)
            size += len(piece)
        if size != file.length:
            return Response("another length than was said", HTTPStatus.BAD_REQUEST)
        file.sha256 = seen.hexdigest()
        return Response(f"OK - {size}")

    def _authenticate(self, request: Request) -> None:
        token = bearer_token(request)
        refuse(
            not_authed=not token,
            token_expired=token in self._state.expired,
            invalid_auth=not self._state.is_token_of(SERVICE, token),
        )

    async def _answer(
        self, request: Request, method: Method | None, scopes: tuple[str, ...]
    ) -> dict[str, Any]:
        if method is None:
            raise Problem("unknown_method", req_method=request.path_params["method"])
        self._authenticate(request)
        if method.scopes and not set(method.scopes) & set(scopes):
            raise missing_scope(method.scopes, scopes)
        args = await arguments(request, method)
        now = self._state.now()
        if method.tier == "t2" and self._world.is_too_much(method.name, now):
            raise Problem("ratelimited", HTTPStatus.TOO_MANY_REQUESTS)
        post_what_is_due(self._world, now)
        is_here = args.get("team_id", self._world.team_id) == self._world.team_id
        refuse(team_access_not_granted=not is_here)
        origin = f"{request.url.scheme}://{request.url.netloc}"
        call = Call(method, args, self._world, now, scopes, _about_charset(request), origin)
        body = {"ok": True, **answers.by_operation[method.name](call)}
        return _with_warnings(body, call.warnings)


def _about_charset(request: Request) -> list[str]:
    has_charset = "charset" in request.headers.get("content-type", "").lower()
    warnings = {
        (JSON, False): ["missing_charset"],
        (FORM, True): ["superfluous_charset"],
    }
    return warnings.get((media_type(request), has_charset), [])


def _with_warnings(body: dict[str, Any], warnings: list[str]) -> dict[str, Any]:
    if not warnings:
        return body
    metadata = {**body.get("response_metadata", {}), "warnings": warnings}
    return {**body, "warning": ",".join(warnings), "response_metadata": metadata}


def _not_implemented(asked: str) -> Response:
    body = {"ok": False, "error": "not_in_the_sandbox", "asked": asked}
    return JSONResponse(body, HTTPStatus.NOT_IMPLEMENTED)
