"""The application: the gateway with its sites, and behind it the API of one site.

Source: developer.atlassian.com/cloud/jira/platform, "OAuth 2.0 (3LO) apps" and the REST API v3.
"""

import json
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from aegis_cli.sandbox.jira.call import Call, Reply
from aegis_cli.sandbox.jira.described import Operation, all_scopes, find
from aegis_cli.sandbox.jira.errors import GatewayProblem, Problem
from aegis_cli.sandbox.jira.functions import FUNCTIONS
from aegis_cli.sandbox.jira.queries import read_query
from aegis_cli.sandbox.jira.schemas import problems
from aegis_cli.sandbox.jira.seeds import begin_anew, seed_world
from aegis_cli.sandbox.jira.world import World
from aegis_cli.sandbox.state import State

SERVICE = "jira"
"""The service of the tokens that are taken here, and of the scopes in the state."""

_METHODS = ("GET", "POST", "PUT", "DELETE")
_REMOVED = ("/rest/api/3/search", "/rest/api/2/search")
_GONE = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "
    "A full migration guideline is available at "
    "https://developer.atlassian.com/changelog/#CHANGE-2046"
)
_NULLABLE = {"assignIssue": "accountId"}
"""What may be null in a body, though the description does not say so: nobody is assigned."""
_OPTIONAL = frozenset({"addWatcher"})
"""The operations whose body may be left out."""


def jira(state: State, change: Callable[[World], object] = lambda _world: None) -> ASGIApp:
    """Build the service, with a new site that a test may change."""
    began = state.now()
    world = seed_world(began)
    change(world)
    state.beginnings.append(partial(begin_anew, world, began))
    service = _Service(state, world)
    return Starlette(
        routes=[
            Route("/oauth/token/accessible-resources", service.sites, methods=["GET"]),
            Route("/ex/jira/{cloud_id}/{path:path}", service.serve, methods=_METHODS),
        ],
        exception_handlers={404: _not_implemented, 405: _not_implemented},
    )


class _Service:
    """One site, served by one door."""

    def __init__(self, state: State, world: World) -> None:
        self._state = state
        self._world = world

    async def sites(self, request: Request) -> Response:
        """List the sites that the token is for, once for each product."""
        try:
            scopes = self._admit(request)
        except Problem as problem:
            return JSONResponse(problem.body, problem.status)
        world = self._world
        site = {
            "id": world.cloud_id,
            "url": world.url,
            "name": world.title,
            "avatarUrl": f"{world.url}/avatar.png",
        }
        of_jira = {**site, "scopes": list(scopes)}
        of_confluence = {**site, "scopes": ["read:confluence-content.all"]}
        return JSONResponse([of_confluence, of_jira])

    async def serve(self, request: Request) -> Response:
        """Answer one request to a site."""
        raw_path = request.scope["raw_path"].decode("latin-1")
        path = raw_path.removeprefix(f"/ex/jira/{request.path_params['cloud_id']}")
        found = find(request.method, path)
        try:
            scopes = self._admit(request)
            if request.path_params["cloud_id"] != self._world.cloud_id:
                raise GatewayProblem(404, "No site with this cloud id.")
            if path in _REMOVED:
                raise Problem(HTTPStatus.GONE, _GONE)  # noqa: TRY301
            if found is None or found[0].name not in FUNCTIONS:
                return await _not_implemented(request)
            reply = await self._answer(request, *found, scopes)
        except Problem as problem:
            return JSONResponse(problem.body, problem.status)
        status = reply.status or found[0].status
        return (
            Response(status_code=status) if reply.data is None else JSONResponse(reply.data, status)
        )

    def _admit(self, request: Request) -> tuple[str, ...]:
        """Return what the person granted, or refuse a request without their token."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not self._state.is_token_of(SERVICE, token):
            raise GatewayProblem(401, "Unauthorized")
        return self._state.scopes.get(SERVICE, all_scopes())

    async def _answer(
        self,
        request: Request,
        operation: Operation,
        variables: dict[str, str],
        scopes: tuple[str, ...],
    ) -> Reply:
        if not set(operation.scopes) <= set(scopes):
            raise GatewayProblem(401, "Unauthorized; scope does not match")
        query = read_query(operation, request.url.query)
        body = await _body(request, operation)
        now = self._state.now()
        call = Call(operation, self._world, now, variables, query, body)
        return FUNCTIONS[operation.name](call)


async def _body(request: Request, operation: Operation) -> Any:
    sent = await request.body()
    if operation.body is None:
        if sent:
            raise Problem(400, "This operation takes no body.")
        return None
    if not sent and operation.name in _OPTIONAL:
        return None
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise Problem(415, "The Content-Type must be application/json.")
    try:
        body = json.loads(sent)
    except (ValueError, RecursionError):
        raise Problem(
            400, "There was an error parsing JSON. Check that your request body is valid."
        ) from None
    checked = body
    if isinstance(body, dict):
        nullable = _NULLABLE.get(operation.name)
        checked = {
            name: each for name, each in body.items() if name != nullable or each is not None
        }
    wrong = list(problems(operation.body, checked))
    if wrong:
        raise Problem(400, "Invalid request payload. Refer to the REST API documentation.", *wrong)
    return body


async def _not_implemented(request: Request, _: Exception | None = None) -> Response:
    asked = f"{request.method} {request.url.path}"
    message = f"{asked}: Nobody wrote this route for the sandbox."
    return JSONResponse({"errorMessages": [message], "errors": {}}, HTTPStatus.NOT_IMPLEMENTED)
