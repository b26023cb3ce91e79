"""Reads the pieces of a tenant that aegis needs, without their secrets."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.core.flow import Flow
from aegis_cli.core.secret import Secret
from aegis_cli.core.uri_template import expand
from aegis_cli.errors import Code, Failed, UsageError
from aegis_cli.setup.desired import ASK, CLAIM, TRIGGER, Wanted
from aegis_cli.setup.finding import PLACEHOLDER
from aegis_cli.setup.management import (
    JsonObject,
    ManagementApi,
    call,
    read_by_cursor,
    read_by_page,
    read_list,
    read_object,
)


@dataclass(frozen=True, slots=True)
class TenantPieces:
    """The pieces of a tenant; `None` for one that is missing."""

    api: JsonObject | None = None
    me: JsonObject | None = None
    """The My Account API."""
    native: JsonObject | None = None
    vault: JsonObject | None = None
    grants: tuple[JsonObject, ...] = ()
    """Client grants of the native application."""
    connection: JsonObject | None = None
    enabled: frozenset[str] = frozenset()
    """Ids of the clients that may use the connection."""
    flags: JsonObject = field(default_factory=dict)
    """The settings of the whole tenant."""
    factors: frozenset[str] = frozenset()
    """The second factors that are switched on."""
    actions: Mapping[str, JsonObject] = field(default_factory=dict)
    """Our Actions, by name."""
    bindings: tuple[JsonObject, ...] = ()
    """The Actions that run after a login, in order."""
    people: tuple[JsonObject, ...] = ()
    """Whom the login of the person names, if somebody is to get permissions."""
    held: frozenset[str] = frozenset()
    """The permissions of the API that the one person has."""


def read(api: ManagementApi, wanted: Wanted) -> Flow[TenantPieces]:
    """Read everything that `compare` looks at, with GET requests only."""
    servers = yield from read_by_page(api, "/resource-servers", "resource_servers")
    clients = yield from read_by_page(api, "/clients", "clients", query=_CLIENT_FIELDS)
    ours = [client for client in clients if client_id_of(client)]
    native = _native(ours, wanted)
    grants: tuple[JsonObject, ...] = ()
    if native is not None:
        query = (("client_id", client_id_of(native)),)
        grants = yield from read_by_page(api, "/client-grants", "client_grants", query=query)
    connection, enabled = yield from read_connection(api, wanted)
    flags = yield from read_object(api, "/tenants/settings")
    factors = yield from _factors(api)
    actions = yield from _actions(api)
    bindings = yield from read_by_page(api, _BINDINGS, "bindings", totals=False)
    return TenantPieces(
        api=_first(servers, "identifier", wanted.audience),
        me=_first(servers, "identifier", wanted.me),
        native=native,
        vault=_vault(ours, wanted),
        grants=grants,
        connection=connection,
        enabled=enabled,
        flags=flags,
        factors=factors,
        actions=actions,
        bindings=bindings,
    )


# NOTE: clients and connections contain secrets; only fields without them are requested, but for
# the options of a connection that have to go back whole.
_NAMES = (
    "client_id name app_type is_first_party grant_types token_endpoint_auth_method "
    "oidc_conformant callbacks resource_server_identifier"
)
_CLIENT_FIELDS = (("fields", _NAMES.replace(" ", ",")), ("include_fields", "true"))
_CONNECTION_FIELDS = "id,name,strategy,authentication,connected_accounts"
_BINDINGS = f"/actions/triggers/{TRIGGER}/bindings"
_CLIENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")


def client_id_of(client: JsonObject | None) -> str:
    """Return the id of an application; "" if it has none that can be a setting."""
    value = client.get("client_id") if client else None
    return value if isinstance(value, str) and _CLIENT_ID.fullmatch(value) else ""


def _first(things: Iterable[JsonObject], field: str, value: str) -> JsonObject | None:
    return next((thing for thing in things if thing.get(field) == value), None)


def _native(clients: list[JsonObject], wanted: Wanted) -> JsonObject | None:
    """Find the application that the settings name, or else a native one called aegis."""
    named = _first(clients, "client_id", wanted.client_id)
    if named is None:
        return _first(filter(_is_native, clients), "name", "aegis")
    if not (_is_native(named) or named.get("app_type") is None):
        # NOTE: another program may use that application, and its secret would be removed.
        raise UsageError(
            f"AEGIS_CLIENT_ID names {wanted.client_id}, which is no native application of yours.",
            code=Code.BAD_SETTINGS,
            hint="Unset it, to have a native application looked for or made, or name another.",
        )
    return named


def _is_native(client: JsonObject) -> bool:
    # NOTE: if the tenant allows dynamic registration, anybody can register an application called
    # aegis; Auth0 marks it as a third party's, and refuses it the device flow.
    return client.get("app_type") == "native" and client.get("is_first_party") is not False


def _vault(clients: list[JsonObject], wanted: Wanted) -> JsonObject | None:
    """Find a Custom API Client of the API, of any name: another client cannot become one."""
    linked = [
        client
        for client in clients
        if client.get("app_type") == "resource_server"
        and client.get("resource_server_identifier") == wanted.audience
    ]
    return _first(linked, "client_id", wanted.vault_client_id) or next(iter(linked), None)


def read_connection(
    api: ManagementApi, wanted: Wanted
) -> Flow[tuple[JsonObject | None, frozenset[str]]]:
    """Read the connection, and the ids of the applications for which it is on."""
    fields = _CONNECTION_FIELDS + (",options" if wanted.connection_options else "")
    query = (("name", wanted.connection), ("fields", fields), ("include_fields", "true"))
    connections = yield from read_by_page(api, "/connections", "connections", query=query)
    connection = _first(map(_with_sealed_secret, connections), "name", wanted.connection)
    if connection is None:
        return None, frozenset()
    clients = yield from read_by_cursor(
        api, path_of("/connections/{id}/clients", connection), "clients"
    )
    return connection, frozenset(str(client.get("client_id")) for client in clients)


def _with_sealed_secret(connection: JsonObject) -> JsonObject:
    """Return a connection in whose options the application's secret is a `Secret`."""
    options = connection.get("options")
    if not isinstance(options, dict):
        return connection
    text = options.get("client_secret")
    secret = Secret(text) if isinstance(text, str) and text else None
    return {**connection, "options": {**options, "client_secret": secret}}


def _factors(api: ManagementApi) -> Flow[frozenset[str]]:
    factors = yield from read_list(api, "/guardian/factors")
    return frozenset(str(each.get("name")) for each in factors if each.get("enabled") is True)


def _actions(api: ManagementApi) -> Flow[dict[str, JsonObject]]:
    query = (("triggerId", TRIGGER),)
    actions = yield from read_by_page(api, "/actions/actions", "actions", query=query, totals=False)
    return {
        name: action for action in actions for name in (ASK, CLAIM) if action.get("name") == name
    }


def read_secret(api: ManagementApi, client_id: str) -> Flow[Secret | None]:
    """Return the Custom API Client's secret; `None` if the token is not allowed to read it."""
    query = (("fields", "client_secret"), ("include_fields", "true"))
    client = yield from call(api, "GET", path_of("/clients/{id}", {"id": client_id}), query=query)
    return secret_in(client)


def secret_in(client: Any) -> Secret | None:
    """Return the secret of a client that was just read or created, if the response contains it."""
    value = client.get("client_secret") if isinstance(client, Mapping) else None
    # NOTE: it is written to a terminal, and as a line for a shell.
    is_plain = isinstance(value, str) and value.isascii() and value.isprintable()
    return Secret(value) if is_plain and value else None


def path_of(template: str, thing: Mapping[str, Any], name: str = "id") -> str:
    """Put the id of an object into a path; a placeholder stays as it is.

    Raises `Failed` if the value cannot be an id.
    """
    value = str(thing.get(name))
    if PLACEHOLDER.fullmatch(value):
        return template.replace("{id}", value)
    try:
        return expand(template, {"id": value})
    except ValueError:
        pass
    # NOTE: the value is not named: a server may repeat a secret there.
    raise Failed("Auth0 sent an id that cannot be one.", code=Code.PROTOCOL)
