"""The application: the gateway with its sites, and behind it the API of one site.

Source: developer.atlassian.com/cloud/jira/platform, "OAuth 2.0 (3LO) apps" and the REST API v3.
"""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from aegis_cli.sandbox.engine.answers import load
from aegis_cli.sandbox.engine.application import application
from aegis_cli.sandbox.engine.examples import IS_EXAMPLE, NO_EXAMPLE, Examples
from aegis_cli.sandbox.engine.headers import bearer_token
from aegis_cli.sandbox.engine.worlds import open_world
from aegis_cli.sandbox.jira import nouns
from aegis_cli.sandbox.jira.call import Call, Handler, Reply, answers
from aegis_cli.sandbox.jira.described import SCHEMAS, Operation, all_scopes, find
from aegis_cli.sandbox.jira.errors import GatewayProblem, Problem, not_written
from aegis_cli.sandbox.jira.requests import read_body, read_query
from aegis_cli.sandbox.jira.seeds import seed_world
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

load(nouns)


def jira(state: State, change: Callable[[World], object] = lambda _world: None) -> ASGIApp:
    """Build the service, with a new site that a test may change."""
    world = open_world(state.beginnings, partial(seed_world, state.now()), change)
    service = _Service(state, world)
    of_site = [(method, "/ex/jira/{cloud_id}/{path:path}", _Service.serve) for method in _METHODS]
    routes = [("GET", "/oauth/token/accessible-resources", _Service.sites), *of_site]
    return application(service, routes, not_implemented=lambda asked: not_written(asked).response)


class _Service:
    """One site, served by one door."""

    def __init__(self, state: State, world: World) -> None:
        self._state = state
        self._world = world

    async def sites(self, request: Request) -> Response:
        """List the sites that the token is for, once for each product."""
        scopes, world = self._admit(request), self._world
        avatar = f"{world.url}/avatar.png"
        site = {"id": world.cloud_id, "url": world.url, "name": world.title, "avatarUrl": avatar}
        of_jira = {**site, "scopes": list(scopes)}
        of_confluence = {**site, "scopes": ["read:confluence-content.all"]}
        return JSONResponse([of_confluence, of_jira])

    async def serve(self, request: Request) -> Response:
        """Answer one request to a site."""
        scopes, cloud_id = self._admit(request), request.path_params["cloud_id"]
        path = request.scope["raw_path"].decode("latin-1").removeprefix(f"/ex/jira/{cloud_id}")
        if cloud_id != self._world.cloud_id:
            raise GatewayProblem(404, "No site with this cloud id.")
        if path in _REMOVED:
            raise Problem(HTTPStatus.GONE, _GONE)
        operation, variables = find(request.method, path) or (None, {})
        if operation is None:
            raise not_written(f"{request.method} {request.url.path}")
        if not {*operation.scopes} <= {*scopes}:
            raise GatewayProblem(401, "Unauthorized; scope does not match")
        call = Call(
            operation=operation,
            world=self._world,
            now=self._state.now(),
            path=variables,
            query=read_query(operation, request.url.query),
            body=await read_body(request, operation),
        )
        return _response(_behaviour(operation)(call), operation)

    def _admit(self, request: Request) -> tuple[str, ...]:
        """Return what the person granted, or refuse a request without their token."""
        if not self._state.is_token_of(SERVICE, bearer_token(request)):
            raise GatewayProblem(401, "Unauthorized")
        return self._state.scopes.get(SERVICE, all_scopes())


def _behaviour(operation: Operation) -> Handler:
    """Return the function of an operation; of a read that has none, its documented answer."""
    written = answers.by_operation.get(operation.name)
    if written:
        return written
    if operation.method != "GET":
        raise not_written(operation.name)
    return _example


def _example(call: Call) -> Reply:
    """Answer a read as it is documented; the issue and the project of its path have to exist."""
    if "issueIdOrKey" in call.path:
        call.issue()
    if "projectIdOrKey" in call.path:
        call.project()
    made = Examples(SCHEMAS, {**call.path, "self": call.shapes.api}, whole=True)
    return Reply(made.value(call.operation.answer or {}, NO_EXAMPLE, ""), headers=IS_EXAMPLE)


def _response(reply: Reply, operation: Operation) -> Response:
    status = reply.status or operation.status
    if reply.data is None or isinstance(reply.data, bytes):
        return Response(reply.data, status)
    return JSONResponse(reply.data, status, reply.headers)
