"""The HTTP routes of the Management API, `/api/v2/…`: tokens, pages, resources.

The token decides how the API behaves:

    sandbox-management           may do everything
    sandbox-management-quirk     the same, and the first client grant is stored as `client`
    sandbox-management-reader    may only read (403 for the rest)
    sandbox-management-expired   401
    a JWT that ends in its name  may do what its `scope` says, as a real one may

A new or changed Action has the status `building` until it is read once.
"""

import base64
import json
from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from aegis_cli.sandbox.auth0.management import people, schemas, whole_tenant
from aegis_cli.sandbox.auth0.management.errors import ManagementRefusal, invalid, invalid_query
from aegis_cli.sandbox.auth0.management.listing import page_of
from aegis_cli.sandbox.auth0.management.schemas import (
    ACTION,
    CONNECTION,
    SERVER,
    ResourceKind,
)
from aegis_cli.sandbox.auth0.management.tenant_settings import Resource, TenantSettings
from aegis_cli.sandbox.engine.application import application
from aegis_cli.sandbox.engine.headers import bearer_token
from aegis_cli.sandbox.engine.request_body import read_json

TOKEN = "sandbox-management"  # noqa: S105  # of the sandbox
QUIRK, READER, EXPIRED = (f"{TOKEN}-{kind}" for kind in ("quirk", "reader", "expired"))

_SIGNATURE = "sandbox-management"
_LARGEST_BODY = 256 * 1024
_TRIGGER = "/actions/triggers/post-login/bindings"
_BUILDING = ("building", "retrying")

Answer = tuple[int, Any]
Endpoint = Callable[[TenantSettings, Request, Any], Answer]


def management(settings: TenantSettings) -> Starlette:
    """Build the API, to be mounted at `/api/v2`."""
    routes = [
        (method, path, partial(_serve, endpoint, scope))
        for method, path, scope, endpoint in _routes()
    ]
    return application(settings, routes, not_implemented=_not_implemented)


def token_with(*scopes: str) -> str:
    """Return a token with these scopes, in the form that Auth0's have: a JWT."""
    parts = ({"alg": "none", "typ": "JWT"}, {"scope": " ".join(scopes)})
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()) for part in parts)
    return ".".join([*(part.decode().rstrip("=") for part in encoded), _SIGNATURE])


def _scopes_in(token: str) -> list[str] | None:
    """Return the scopes of a token that `token_with` made; `None` for any other."""
    _, payload, signature = (*token.split("."), "", "")[:3]
    if signature != _SIGNATURE:
        return None
    padded = payload + "=" * (-len(payload) % 4)
    scopes: str = json.loads(base64.urlsafe_b64decode(padded))["scope"]
    return scopes.split()


def _routes() -> list[tuple[str, str, str, Endpoint]]:
    return [
        *(route for kind in schemas.KINDS.values() for route in _crud(kind)),
        ("POST", "/actions/actions/{id}/deploy", "update:actions", _deploy),
        ("GET", "/connections/{id}/clients", "read:connections", _enable_clients),
        ("PATCH", "/connections/{id}/clients", "update:connections", _enable),
        ("GET", _TRIGGER, "read:actions", _bindings),
        ("PATCH", _TRIGGER, "update:actions", _bind),
        *people.ROUTES,
        *whole_tenant.ROUTES,
    ]


def _crud(kind: ResourceKind) -> list[tuple[str, str, str, Endpoint]]:
    path, key = kind.path, kind.key
    return [
        ("GET", path, f"read:{key}", partial(_list, kind)),
        ("POST", path, f"create:{key}", partial(_create, kind)),
        ("GET", f"{path}/{{id}}", f"read:{key}", partial(_get, kind)),
        ("PATCH", f"{path}/{{id}}", f"update:{key}", partial(_change, kind)),
        ("DELETE", f"{path}/{{id}}", f"delete:{key}", partial(_delete, kind)),
    ]


async def _serve(
    endpoint: Endpoint, scope: str, settings: TenantSettings, request: Request
) -> Response:
    _require_scope(request, scope)
    body = None
    if request.method in {"POST", "PATCH", "PUT"}:
        too_large, wrong = invalid("The body is too large"), invalid("Invalid JSON")
        body = await read_json(request, limit=_LARGEST_BODY, too_large=too_large, invalid=wrong)
    status, answer = endpoint(settings, request, body)
    return Response(status_code=status) if answer is None else JSONResponse(answer, status)


def _require_scope(request: Request, scope: str) -> None:
    token = bearer_token(request)
    scopes = _scopes_in(token)
    is_known = scopes is not None or token in {TOKEN, QUIRK, READER, EXPIRED}
    if not is_known:
        raise ManagementRefusal(401, "Invalid token", "invalid_token")
    if token == EXPIRED:
        message = "Expired token received for JSON Web Token validation"
        raise ManagementRefusal(401, message, "invalid_token")
    is_reader = token == READER and not scope.startswith("read:")
    if is_reader or (scopes is not None and scope not in scopes):
        raise ManagementRefusal(
            403, f"Insufficient scope, expected any of: {scope}", "insufficient_scope"
        )


# Operations on every kind of resource


def _list(kind: ResourceKind, settings: TenantSettings, request: Request, _body: Any) -> Answer:
    query, counts = request.query_params, kind is not ACTION
    found = settings.all(kind).values()
    resources = [_as_answer(kind, settings, request, each) for each in found]
    for wanted in (name for name in kind.filters if name in query):
        resources = [each for each in resources if each.get(wanted) == query[wanted]]
    if not counts and "include_totals" in query:
        raise invalid_query("include_totals")
    return 200, page_of(resources, kind.key, query, wrapped=not counts or "include_totals" in query)


def _as_answer(
    kind: ResourceKind, settings: TenantSettings, request: Request, resource: Resource
) -> Resource:
    fields, shown = request.query_params.get("fields"), dict(resource)
    if kind is ACTION and resource["status"] in _BUILDING:
        _build(settings, resource)  # for the next request
    if kind is ACTION or fields is None:
        return shown
    return {name: value for name, value in shown.items() if name in fields.split(",")}


def _build(settings: TenantSettings, action: Resource) -> None:
    """Go on with the build of an Action, which takes its time."""
    began = settings.begun.setdefault(action["id"], settings.now())
    if settings.now() - began >= settings.builds_for:
        action["status"] = "built"
        del settings.begun[action["id"]]


def _create(kind: ResourceKind, settings: TenantSettings, request: Request, body: Any) -> Answer:
    is_odd = request.headers["authorization"].endswith(QUIRK)
    checked = kind.check_creation(body)
    _refuse_unknown(settings, kind, checked)
    return 201, settings.add(kind, checked, quirk=is_odd)


def _refuse_unknown(settings: TenantSettings, kind: ResourceKind, body: Resource) -> None:
    """Refuse what no schema of Auth0 has of an API, on a tenant that goes by the schema."""
    for name in body:
        if kind is SERVER and name in settings.unknown_fields:
            raise invalid(f"Additional properties not allowed: {name}")


def _get(kind: ResourceKind, settings: TenantSettings, request: Request, _body: Any) -> Answer:
    return 200, _as_answer(kind, settings, request, _resource(kind, settings, request))


def _change(kind: ResourceKind, settings: TenantSettings, request: Request, body: Any) -> Answer:
    resource = _resource(kind, settings, request)
    changed = kind.check_change(body)
    _refuse_unknown(settings, kind, changed)
    if kind is SERVER:
        settings.check(kind, {**resource, **changed})
    resource.update({**changed, **(kind.defaults if kind is ACTION else {})})
    return 200, resource


def _delete(kind: ResourceKind, settings: TenantSettings, request: Request, _body: Any) -> Answer:
    _resource(kind, settings, request)
    del settings.all(kind)[request.path_params["id"]]
    return 204, None


def _resource(kind: ResourceKind, settings: TenantSettings, request: Request) -> Resource:
    resource = settings.all(kind).get(request.path_params["id"])
    if resource is None:
        message = f"There is no such thing among the {kind.name}"
        raise ManagementRefusal(404, message, f"inexistent_{kind.name}")
    return resource


# Operations on one kind only


def _deploy(settings: TenantSettings, request: Request, _body: Any) -> Answer:
    action = _resource(ACTION, settings, request)
    if action["status"] != "built":
        raise ManagementRefusal(
            400, "A draft must be in the 'built' state to be deployed", "not_built"
        )
    action["all_changes_deployed"] = True
    return 202, action


def _enable_clients(settings: TenantSettings, request: Request, _body: Any) -> Answer:
    connection = _resource(CONNECTION, settings, request)
    clients = settings.enabled.get(connection["id"], [])
    size = int(request.query_params.get("take", "50"))
    start = int(request.query_params.get("from", "0"))
    following = {"next": str(start + size)} if len(clients) > start + size else {}
    selected = clients[start : start + size]
    return 200, {"clients": [{"client_id": client_id} for client_id in selected], **following}


def _enable(settings: TenantSettings, request: Request, body: Any) -> Answer:
    connection = _resource(CONNECTION, settings, request)
    clients = settings.enabled.setdefault(connection["id"], [])
    for item in schemas.list_in("enabled_clients", body):
        client_id = item["client_id"]
        if client_id not in settings.clients:
            raise ManagementRefusal(404, "The client does not exist", "inexistent_client")
        if client_id in clients:
            clients.remove(client_id)
        if item["status"]:
            clients.append(client_id)
    return 204, None


def _bindings(settings: TenantSettings, request: Request, _body: Any) -> Answer:
    bound = [
        {
            "id": f"binding-{action_id}",
            "trigger_id": "post-login",
            "display_name": name,
            "action": {"id": action_id, "name": settings.actions[action_id]["name"]},
        }
        for action_id, name in settings.bound
        if action_id in settings.actions
    ]
    return 200, page_of(bound, "bindings", request.query_params, wrapped=True)


def _bind(settings: TenantSettings, request: Request, body: Any) -> Answer:
    items = schemas.list_in("bindings", body)
    wanted = [(item["ref"]["value"], item["display_name"]) for item in items]
    for action_id, _ in wanted:
        if not settings.actions.get(action_id, {}).get("all_changes_deployed"):
            raise ManagementRefusal(400, "An action must be deployed to be bound", "not_deployed")
    settings.bound = wanted
    return _bindings(settings, request, None)


def _not_implemented(asked: str) -> Response:
    message = f"The sandbox's Management API has no {asked}."
    return JSONResponse({"statusCode": 501, "error": "Not Implemented", "message": message}, 501)
