"""Reads what a tenant has: only the pieces that matter here, and no secret of theirs."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.core.flow import Flow
from aegis_cli.core.http import expand
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed, UsageError
from aegis_cli.setup.desired import ASK, CLAIM, TRIGGER, Wanted
from aegis_cli.setup.finding import PLACEHOLDER
from aegis_cli.setup.management import ManagementApi, Thing, call, followed, listed


@dataclass(frozen=True, slots=True)
class TenantPieces:
    """The pieces that were found; `None` for one that is not there."""

    api: Thing | None = None
    me: Thing | None = None
    """The My Account API."""
    native: Thing | None = None
    vault: Thing | None = None
    grants: tuple[Thing, ...] = ()
    """Client grants of the native application."""
    connection: Thing | None = None
    enabled: frozenset[str] = frozenset()
    """Client ids for which the connection is on."""
    actions: Mapping[str, Thing] = field(default_factory=dict)
    """Our Actions, by name."""
    bindings: tuple[Thing, ...] = ()
    """What the post-login trigger runs, in order."""


def read(api: ManagementApi, wanted: Wanted) -> Flow[TenantPieces]:
    """Read everything that `compare` looks at, with GET requests only."""
    servers = yield from listed(api, "/resource-servers", "resource_servers")
    clients = yield from _clients(api)
    native = _native(clients, wanted)
    grants = yield from _grants(api, native)
    connection, enabled = yield from _connection(api, wanted)
    actions = yield from _actions(api)
    bindings = yield from listed(api, _BINDINGS, "bindings", totals=False)
    return TenantPieces(
        api=_first(servers, lambda server: server.get("identifier") == wanted.audience),
        me=_first(servers, lambda server: server.get("identifier") == wanted.me),
        native=native,
        vault=_vault(clients, wanted),
        grants=grants,
        connection=connection,
        enabled=enabled,
        actions=actions,
        bindings=bindings,
    )


# NOTE: clients and connections hold secrets, which are not even asked for.
_NAMES = (
    "client_id name app_type is_first_party grant_types token_endpoint_auth_method "
    "oidc_conformant callbacks resource_server_identifier"
)
_CLIENT_FIELDS = (("fields", _NAMES.replace(" ", ",")), ("include_fields", "true"))
_CONNECTION_FIELDS = (("fields", "id,name,connected_accounts"), ("include_fields", "true"))
_BINDINGS = f"/actions/triggers/{TRIGGER}/bindings"
_CLIENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")


def _first(things: Iterable[Thing], fits: Callable[[Thing], bool]) -> Thing | None:
    return next((thing for thing in things if fits(thing)), None)


def _clients(api: ManagementApi) -> Flow[tuple[Thing, ...]]:
    """Read the applications; one whose id could not be exported as a setting is none of ours."""
    found = yield from listed(api, "/clients", "clients", query=_CLIENT_FIELDS)
    return tuple(filter(_has_id, found))


def _has_id(client: Thing) -> bool:
    client_id = client.get("client_id")
    return isinstance(client_id, str) and _CLIENT_ID.fullmatch(client_id) is not None


def _native(clients: tuple[Thing, ...], wanted: Wanted) -> Thing | None:
    """Find the one that the settings name, or else a native one called aegis."""
    named = _first(clients, lambda client: client["client_id"] == wanted.client_id)
    if named is None:
        return _first(clients, lambda client: client.get("name") == "aegis" and _is_native(client))
    if not (_is_native(named) or named.get("app_type") is None):
        # NOTE: something else may run on it, and would lose its secret.
        raise UsageError(
            f"AEGIS_CLIENT_ID names {wanted.client_id}, which is no native application of yours.",
            code=Code.BAD_SETTINGS,
            hint="Unset it, to have a native application looked for or made, or name another.",
        )
    return named


def _is_native(client: Thing) -> bool:
    # NOTE: where dynamic registration is open, anybody can register an application called aegis;
    # Auth0 marks it as a third party's, which may not use the device flow either.
    return client.get("app_type") == "native" and client.get("is_first_party") is not False


def _vault(clients: tuple[Thing, ...], wanted: Wanted) -> Thing | None:
    """Find a Custom API Client linked to the API, whatever its name: no other can become one."""
    linked = [
        client
        for client in clients
        if client.get("app_type") == "resource_server"
        and client.get("resource_server_identifier") == wanted.audience
    ]
    named = _first(linked, lambda client: client["client_id"] == wanted.vault_client_id)
    return named or _first(linked, lambda _: True)


def _grants(api: ManagementApi, native: Thing | None) -> Flow[tuple[Thing, ...]]:
    if native is None:
        return ()
    query = (("client_id", str(native.get("client_id"))),)
    return (yield from listed(api, "/client-grants", "client_grants", query=query))


def _connection(api: ManagementApi, wanted: Wanted) -> Flow[tuple[Thing | None, frozenset[str]]]:
    query = (("name", wanted.connection), *_CONNECTION_FIELDS)
    found = yield from listed(api, "/connections", "connections", query=query)
    connection = _first(found, lambda one: one.get("name") == wanted.connection)
    if connection is None:
        return None, frozenset()
    path = below("/connections/{id}/clients", connection)
    clients = yield from followed(api, path, "clients")
    return connection, frozenset(str(client.get("client_id")) for client in clients)


def _actions(api: ManagementApi) -> Flow[dict[str, Thing]]:
    query = (("triggerId", TRIGGER),)
    found = yield from listed(api, "/actions/actions", "actions", query=query, totals=False)
    return {name: one for one in found for name in (ASK, CLAIM) if one.get("name") == name}


def read_secret(api: ManagementApi, client_id: str) -> Flow[Secret | None]:
    """Return the Custom API Client's secret, where the token may see it; else `None`."""
    fields = (("fields", "client_secret"), ("include_fields", "true"))
    found = yield from call(api, "GET", below("/clients/{id}", {"id": client_id}), query=fields)
    return secret_in(found)


def secret_in(answer: Any) -> Secret | None:
    """Return the secret of a client that was just read or created."""
    value = answer.get("client_secret") if isinstance(answer, Mapping) else None
    # NOTE: it is written to a terminal, and for a shell to read.
    is_plain = isinstance(value, str) and value.isascii() and value.isprintable()
    return Secret(value) if is_plain and value else None


def below(template: str, thing: Mapping[str, Any], name: str = "id") -> str:
    """Fill the id of a thing into a path; a placeholder stays as it is.

    Raises `Failed` for what cannot be an id.
    """
    value = str(thing.get(name))
    if PLACEHOLDER.fullmatch(value):
        return template.replace("{id}", value)
    try:
        return expand(template, {"id": value})
    except ValueError:
        pass
    raise Failed(f"Auth0 names {value!r} as the id of something.", code=Code.PROTOCOL)
