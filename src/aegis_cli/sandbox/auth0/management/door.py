"""The HTTP routes of the Management API, `/api/v2/…`: tokens, pages, resources.

The token decides how the API behaves:

    sandbox-management           may do everything
    sandbox-management-quirk     the same, and the first client grant is stored as `client`
    sandbox-management-reader    may only read (403 for the rest)
    sandbox-management-expired   401

A new or changed Action has the status `building` until it is read once.
"""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from aegis_cli.sandbox.application import application
from aegis_cli.sandbox.auth0.management import schemas
from aegis_cli.sandbox.auth0.management.errors import ManagementRefusal, invalid
from aegis_cli.sandbox.auth0.management.tenant_settings import BUILDING, Resource, TenantSettings
from aegis_cli.sandbox.request_body import read_body

TOKEN = "sandbox-management"  # noqa: S105  # of the sandbox
QUIRK, READER, EXPIRED = (f"{TOKEN}-{kind}" for kind in ("quirk", "reader", "expired"))

_LARGEST_BODY = 256 * 1024
_MOST_PER_PAGE = 100
_TRIGGER = "/actions/triggers/post-login/bindings"

Answer = tuple[int, Any]
Endpoint = Callable[[TenantSettings, Request, Any], Answer]


def management(settings: TenantSettings) -> Starlette:
    """Build the API, to be mounted at `/api/v2`."""
    routes = [
        (method, path, partial(_served, endpoint, scope))
        for method, path, scope, endpoint in _routes()
    ]
    return application(settings, routes, not_implemented=_not_implemented)


def _routes() -> list[tuple[str, str, str, Endpoint]]:
    return [
        *_crud("/resource-servers", "servers", schemas.SERVER, "resource_servers"),
        *_crud("/clients", "clients", schemas.CLIENT, "clients"),
        *_crud("/client-grants", "grants", schemas.GRANT, "client_grants"),
        *_crud("/connections", "connections", schemas.CONNECTION, "connections"),
        *_crud("/actions/actions", "actions", schemas.ACTION, "actions"),
        ("POST", "/actions/actions/{id}/deploy", "update:actions", _deploy),
        ("GET", "/connections/{id}/clients", "read:connections", _enabled),
        ("PATCH", "/connections/{id}/clients", "update:connections", _enable),
        ("GET", _TRIGGER, "read:actions", _bindings),
        ("PATCH", _TRIGGER, "update:actions", _bind),
    ]


def _crud(
    path: str, name: str, schema: schemas.Schema, key: str
) -> list[tuple[str, str, str, Endpoint]]:
    return [
        ("GET", path, f"read:{key}", partial(_list, name, key)),
        ("POST", path, f"create:{key}", partial(_create, name, schema)),
        ("GET", f"{path}/{{id}}", f"read:{key}", partial(_get, name)),
        ("PATCH", f"{path}/{{id}}", f"update:{key}", partial(_change, name, schema)),
        ("DELETE", f"{path}/{{id}}", f"delete:{key}", partial(_delete, name)),
    ]


async def _served(
    endpoint: Endpoint, scope: str, settings: TenantSettings, request: Request
) -> Response:
    _authorized(request, scope)
    body = await _sent(request) if request.method in {"POST", "PATCH"} else None
    status, answer = endpoint(settings, request, body)
    return Response(status_code=status) if answer is None else JSONResponse(answer, status)


def _authorized(request: Request, scope: str) -> None:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or token not in {TOKEN, QUIRK, READER, EXPIRED}:
        raise ManagementRefusal(401, "Invalid token", "invalid_token")
    if token == EXPIRED:
        message = "Expired token received for JSON Web Token validation"
        raise ManagementRefusal(401, message, "invalid_token")
    if token == READER and not scope.startswith("read:"):
        raise ManagementRefusal(
            403, f"Insufficient scope, expected any of: {scope}", "insufficient_scope"
        )


async def _sent(request: Request) -> Any:
    too_large = invalid("The body is too large")
    body = await read_body(request, limit=_LARGEST_BODY, too_large=too_large)
    try:
        return json.loads(body) if body else None
    except (ValueError, RecursionError):
        raise invalid("Invalid JSON") from None


# Operations on every kind of resource


def _list(name: str, key: str, settings: TenantSettings, request: Request, _body: Any) -> Answer:
    show = settings.built if name == "actions" else partial(_shown, request)
    resources = [show(resource) for resource in getattr(settings, name).values()]
    query = request.query_params
    for wanted in ("name", "client_id", "audience"):
        if wanted in query and wanted in _FILTERS.get(name, ()):
            resources = [
                resource for resource in resources if resource.get(wanted) == query[wanted]
            ]
    counts = name != "actions"
    if not counts and "include_totals" in query:
        raise ManagementRefusal(
            400, "Query validation error: 'include_totals'", "invalid_query_string"
        )
    return 200, _page(resources, key, query, wrapped=not counts or "include_totals" in query)


_FILTERS = {"connections": ("name",), "grants": ("client_id", "audience")}


def _shown(request: Request, resource: Resource) -> Resource:
    fields = request.query_params.get("fields")
    if fields is None:
        return resource
    names = fields.split(",")
    return {name: value for name, value in resource.items() if name in names}


def _page(resources: list[Resource], key: str, query: Mapping[str, str], *, wrapped: bool) -> Any:
    try:
        page, size = int(query.get("page", "0")), int(query.get("per_page", "50"))
    except ValueError:
        page, size = -1, 0
    if page < 0 or not 1 <= size <= _MOST_PER_PAGE:
        raise ManagementRefusal(
            400, "Query validation error: 'page' or 'per_page'", "invalid_query_string"
        )
    start = page * size
    selected = resources[start : start + size]
    if not wrapped:
        return selected
    return {"start": start, "limit": size, "total": len(resources), key: selected}


def _create(
    name: str, schema: schemas.Schema, settings: TenantSettings, request: Request, body: Any
) -> Answer:
    checked = schema.created(body)
    if name == "grants":
        return 201, settings.add_grant(
            checked, quirk=request.headers["authorization"].endswith(QUIRK)
        )
    adding = {
        "servers": settings.add_server,
        "clients": settings.add_client,
        "connections": settings.add_connection,
        "actions": settings.add_action,
    }
    return 201, adding[name](checked)


def _get(name: str, settings: TenantSettings, request: Request, _body: Any) -> Answer:
    resource = _resource(name, settings, request)
    return 200, settings.built(resource) if name == "actions" else _shown(request, resource)


def _change(
    name: str, schema: schemas.Schema, settings: TenantSettings, request: Request, body: Any
) -> Answer:
    resource = _resource(name, settings, request)
    changed = schema.changed(body)
    if name == "servers":
        settings.check_lifetimes({**resource, **changed})
    resource.update(changed | (BUILDING if name == "actions" else {}))
    return 200, resource


def _delete(name: str, settings: TenantSettings, request: Request, _body: Any) -> Answer:
    _resource(name, settings, request)
    del getattr(settings, name)[request.path_params["id"]]
    return 204, None


def _resource(name: str, settings: TenantSettings, request: Request) -> Resource:
    resource: Resource | None = getattr(settings, name).get(request.path_params["id"])
    if resource is None:
        raise ManagementRefusal(
            404, f"There is no such thing among the {name}", f"inexistent_{name}"
        )
    return resource


# Operations on one kind only


def _deploy(settings: TenantSettings, request: Request, _body: Any) -> Answer:
    action = _resource("actions", settings, request)
    if action["status"] != "built":
        raise ManagementRefusal(
            400, "A draft must be in the 'built' state to be deployed", "not_built"
        )
    action["all_changes_deployed"] = True
    return 202, action


def _enabled(settings: TenantSettings, request: Request, _body: Any) -> Answer:
    connection = _resource("connections", settings, request)
    clients = settings.enabled.get(connection["id"], [])
    size = int(request.query_params.get("take", "50"))
    start = int(request.query_params.get("from", "0"))
    following = {"next": str(start + size)} if len(clients) > start + size else {}
    selected = clients[start : start + size]
    return 200, {"clients": [{"client_id": client_id} for client_id in selected], **following}


def _enable(settings: TenantSettings, request: Request, body: Any) -> Answer:
    connection = _resource("connections", settings, request)
    clients = settings.enabled.setdefault(connection["id"], [])
    for client_id, is_on in schemas.enabled_clients(body):
        if client_id not in settings.clients:
            raise ManagementRefusal(404, "The client does not exist", "inexistent_client")
        if client_id in clients:
            clients.remove(client_id)
        if is_on:
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
    return 200, _page(bound, "bindings", request.query_params, wrapped=True)


def _bind(settings: TenantSettings, request: Request, body: Any) -> Answer:
    wanted = schemas.bindings(body)
    for action_id, _ in wanted:
        if not settings.actions.get(action_id, {}).get("all_changes_deployed"):
            raise ManagementRefusal(400, "An action must be deployed to be bound", "not_deployed")
    settings.bound = wanted
    return _bindings(settings, request, None)


def _not_implemented(asked: str) -> Response:
    message = f"The sandbox's Management API has no {asked}."
    return JSONResponse({"statusCode": 501, "error": "Not Implemented", "message": message}, 501)
