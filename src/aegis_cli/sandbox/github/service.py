"""The application: check a request, run its operation, and add the headers that GitHub adds."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from json import dumps
from secrets import token_hex
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from aegis_cli.sandbox.engine.application import Refused, refusal_response
from aegis_cli.sandbox.engine.worlds import open_world
from aegis_cli.sandbox.github.api import gate, reach
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.errors import DOCS, Refusal
from aegis_cli.sandbox.github.api.limits import Budget, Limits, spend
from aegis_cli.sandbox.github.api.row import Row
from aegis_cli.sandbox.github.api.shapes import write_value
from aegis_cli.sandbox.github.apps import app_pages
from aegis_cli.sandbox.github.apps.app_pages import AppDesk
from aegis_cli.sandbox.github.apps.applications import authenticate
from aegis_cli.sandbox.github.beginnings.seeds import seed_world
from aegis_cli.sandbox.github.description.described import Described, find
from aegis_cli.sandbox.github.issues import history
from aegis_cli.sandbox.github.operations import Behaviour, behaviour_of
from aegis_cli.sandbox.github.repos import uploads
from aegis_cli.sandbox.github.rows import ROWS
from aegis_cli.sandbox.github.smart_http import door
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.registered_apps import App
from aegis_cli.sandbox.github.world.world import World
from aegis_cli.sandbox.state import State

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_HEADERS = {
    "X-GitHub-Media-Type": "github.v3; format=json",
    "X-GitHub-Api-Version-Selected": gate.VERSION,
    "X-Content-Type-Options": "nosniff",
}
_NO_USER_AGENT = (
    "\r\nRequest forbidden by administrative rules. Please make sure your request has a "
    "User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api"
    "#user-agent-required). Check https://developer.github.com for other possible causes.\r\n"
)


def github(
    state: State, *, base: str, app: App | None = None, rows: Sequence[Row] = ROWS
) -> ASGIApp:
    """Build the service, with a new world; `base` is its URL, `app` stands for its own App."""
    if app is not None:
        state.apps = {app.client_id: app}
    world = open_world(state.beginnings, partial(seed_world, _now(state)))
    service = _Service(state, world, base.rstrip("/"), rows)
    desk = AppDesk(state, world)
    route = Route("/{path:path}", service.serve, methods=_METHODS)
    return Starlette(
        routes=[*app_pages.routes(desk), *door.routes(state, world, base.rstrip("/")), route],
        exception_handlers={405: _not_implemented, Refused: refusal_response},
    )


class _Service:
    """One world, served by one door."""

    def __init__(self, state: State, world: World, base: str, rows: Sequence[Row]) -> None:
        self._state = state
        self._world = world
        self._base = base
        self._rows = rows
        self._limits = Limits()

    async def serve(self, request: Request) -> Response:
        """Answer one request."""
        if not request.headers.get("User-Agent", "").strip():
            return PlainTextResponse(_NO_USER_AGENT, 403, media_type="text/html")
        raw_path = request.scope["raw_path"].decode("latin-1")
        is_upload = raw_path.startswith(f"{uploads.PREFIX}/")
        asked = find(request.method, raw_path.removeprefix(uploads.PREFIX))
        if asked is not None and is_upload != (asked[0].id == uploads.OPERATION):
            asked = None  # nothing else is at this origin, and this at no other
        behaviour = behaviour_of(asked[0], self._rows) if asked else None
        if asked is None or behaviour is None:
            return await _not_implemented(request)
        return await self._answer(request, behaviour, *asked)

    async def _answer(
        self,
        request: Request,
        behaviour: Behaviour,
        operation: Described,
        params: Mapping[str, Any],
    ) -> Response:
        now = self._state.now()
        budget, viewer = self._limits.budget(None, now), None
        try:
            gate.require_version(request)
            if behaviour.by_app:
                authorization = request.headers.get("Authorization")
                authenticate(authorization, self._state.apps, client_id=params["client_id"])
            else:
                viewer = gate.viewer(request, self._state, self._world)
            budget = self._limits.budget(viewer, now)
            if not behaviour.is_free:
                spend(budget, viewer)
            call = Call(
                operation=operation,
                world=self._world,
                base=self._base,
                now=_now(self._state),
                path=request.url.path,
                params=params,
                query=dict(request.query_params),
                viewer=viewer,
                budget=budget,
                body=await self._body(request, operation),
                state=self._state,
                derived=gate.derived_token(request, self._state),
                app=gate.app(request, self._state),
                accept=request.headers.get("Accept", ""),
            )
            reach.require(call)
            is_write = operation.method != "GET"
            issues = self._world.issues() if is_write else ()
            before = {issue.id: issue for _, issue in issues}
            reply = behaviour.run(call)
            if is_write and viewer is not None:
                history.record(self._world, before, viewer, call.now)
        except Refusal as refusal:
            reply = Reply(refusal.body(behaviour.docs), refusal.status, refusal.headers)
        headers = {**reply.headers, **_HEADERS, **budget.headers()}
        if operation.permissions:
            headers["X-Accepted-GitHub-Permissions"] = operation.accepted
        return _unless_known(request, self._render(reply, headers), budget, viewer)

    async def _body(self, request: Request, operation: Described) -> Any:
        if operation.id == uploads.OPERATION:
            return await uploads.receive(request, self._state)
        return await gate.body(request)

    def _render(self, reply: Reply, headers: dict[str, str]) -> Response:
        headers["X-GitHub-Request-Id"] = ":".join(token_hex(3).upper() for _ in range(4))
        text = reply.data
        if reply.status == HTTPStatus.NO_CONTENT:
            text = ""
        elif not isinstance(text, str):
            text = dumps(
                text,
                ensure_ascii=False,
                allow_nan=False,
                separators=(",", ":"),
                default=partial(write_value, self._base),
            )
        media = reply.media if text else None
        return Response(text, reply.status, headers, media)


def _unless_known(
    request: Request, answer: Response, budget: Budget, viewer: Person | None
) -> Response:
    """Name the answer to a read, and leave it out for who has it; for a viewer that is free.

    Source: docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api.
    """
    if request.method != "GET" or answer.status_code != HTTPStatus.OK:
        return answer
    etag = f'W/"{sha256(bytes(answer.body)).hexdigest()}"'
    answer.headers["ETag"] = etag
    if request.headers.get("If-None-Match") != etag:
        return answer
    budget.used -= 1 if viewer else 0
    kept = {name: text for name, text in answer.headers.items() if not name.startswith("content-")}
    known = Response(status_code=304, headers=kept)
    known.headers.update(budget.headers())
    return known


async def _not_implemented(request: Request, _: Exception | None = None) -> Response:
    endpoint = f"{request.method} {request.url.path}"
    message = f"{endpoint}: Nobody wrote this route for the sandbox."
    return JSONResponse({"message": message, "documentation_url": f"{DOCS}/rest"}, 501)


def _now(state: State) -> datetime:
    return datetime.fromtimestamp(state.now(), UTC)
