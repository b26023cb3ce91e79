"""The people of the tenant and their permissions, as the Management API shows and changes them.

Sources: auth0.com/docs/api/management/v2, "Search Users by Email" (exact, case-sensitive), "List or
Search Users", "Get a User's Permissions", "Assign Permissions to a User".
"""

import re
from typing import Any

from starlette.requests import Request

from aegis_cli.sandbox.auth0.management import schemas
from aegis_cli.sandbox.auth0.management.errors import ManagementRefusal, invalid, invalid_query
from aegis_cli.sandbox.auth0.management.listing import page_of
from aegis_cli.sandbox.auth0.management.tenant_settings import Resource, TenantSettings

_TERM = re.compile(r'([a-z_.]+):"([^"]*)"')
_AND = " AND "


def _search(settings: TenantSettings, request: Request, _body: Any) -> tuple[int, Any]:
    """List the users that fit all terms of `q`, of which only `field:"value"` is known here."""
    query = request.query_params
    terms = [_TERM.fullmatch(term) for term in query.get("q", "").split(_AND) if term]
    if not all(terms):
        raise invalid_query("q")
    wanted = [(term[1], term[2]) for term in terms if term]
    found = [user for user in settings.users.values() if all(_has(user, *term) for term in wanted)]
    return 200, page_of(found, "users", query, wrapped="include_totals" in query)


def _has(user: Resource, name: str, value: str) -> bool:
    outer, _, inner = name.partition(".")
    if inner:
        return any(str(each.get(inner)).lower() == value.lower() for each in user.get(outer, []))
    return str(user.get(outer)).lower() == value.lower()


def _by_email(settings: TenantSettings, request: Request, _body: Any) -> tuple[int, Any]:
    email = request.query_params.get("email")
    if not email:
        raise invalid_query("email")
    return 200, [user for user in settings.users.values() if user.get("email") == email]


def _get(settings: TenantSettings, request: Request, _body: Any) -> tuple[int, Any]:
    return 200, _user(settings, request)


def _delete(settings: TenantSettings, request: Request, _body: Any) -> tuple[int, Any]:
    user_id = request.path_params["id"]
    settings.users.pop(user_id, None)
    settings.permissions.pop(user_id, None)
    return 204, None


def _permissions(settings: TenantSettings, request: Request, _body: Any) -> tuple[int, Any]:
    user_id = _user(settings, request)["user_id"]
    shown = [
        {"resource_server_identifier": identifier, "permission_name": name}
        for identifier, name in settings.permissions.get(user_id, [])
    ]
    query = request.query_params
    return 200, page_of(shown, "permissions", query, wrapped="include_totals" in query)


def _assign(settings: TenantSettings, request: Request, body: Any) -> tuple[int, Any]:
    user_id = _user(settings, request)["user_id"]
    given = [
        (item["resource_server_identifier"], item["permission_name"])
        for item in schemas.list_in("permissions", body)
    ]
    for identifier, name in given:
        scopes = (settings.server(identifier) or {}).get("scopes", [])
        if name not in [scope["value"] for scope in scopes]:
            raise invalid(f"The permission {name} does not exist at {identifier}")
    kept = settings.permissions.setdefault(user_id, [])
    kept += [each for each in given if each not in kept]
    return 201, None


def _user(settings: TenantSettings, request: Request) -> Resource:
    user = settings.users.get(request.path_params["id"])
    if user is None:
        raise ManagementRefusal(404, "The user does not exist.", "inexistent_user")
    return user


ROUTES = (
    ("GET", "/users", "read:users", _search),
    ("GET", "/users-by-email", "read:users", _by_email),
    ("GET", "/users/{id}", "read:users", _get),
    ("DELETE", "/users/{id}", "delete:users", _delete),
    ("GET", "/users/{id}/permissions", "read:users", _permissions),
    ("POST", "/users/{id}/permissions", "update:users", _assign),
)
