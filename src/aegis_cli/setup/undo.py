"""The pieces of a tenant that aegis made, how they are removed again, and those that stay; pure.

Only what bears the name that aegis gives it, and serves no other program as far as it shows, is
taken away: an application that returns to other addresses stays, and an API with other permissions.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

from aegis_cli.core.flow import Flow, Show
from aegis_cli.oauth.pkce import CALLBACKS
from aegis_cli.setup import desired
from aegis_cli.setup.desired import ASK, CLAIM, SCOPES, Wanted
from aegis_cli.setup.finding import Change
from aegis_cli.setup.management import JsonObject, ManagementApi, call
from aegis_cli.setup.pieces import TenantPieces, path_of
from aegis_cli.setup.step_up import bindings_without_ours

PERMISSIONS = ("delete:clients", "delete:resource_servers", "delete:actions")
"""The permissions of the token beside those for setting a tenant up."""

_STAYS = """\
The connection {connection!r}, and any other: Auth0 deletes with one everybody who signed in by it.
  Delete them under Authentication, Social, if nothing else uses them.
The My Account API, "Customize MFA Factors using Actions" and the second factors: they are of the
  whole tenant.
The App behind each connection, in the developer settings of who owns it, and what people allowed
  it: `aegis disconnect` lets go of their accounts, and has to come before this.
"""


@dataclass(frozen=True, slots=True)
class Removal:
    """One piece that aegis made, and the requests that take it away, in order."""

    says: str
    changes: tuple[Change, ...]


def removals(wanted: Wanted, pieces: TenantPieces) -> tuple[Removal, ...]:
    """Return the pieces that aegis made, each before those that it needs."""
    return (*_actions(pieces), *_clients(wanted, pieces), *_api(wanted, pieces))


def staying(wanted: Wanted) -> str:
    """Return what stays, and how a person takes it away."""
    return _STAYS.format(connection=wanted.connection)


def take_away(api: ManagementApi, removed: tuple[Removal, ...]) -> Flow[None]:
    """Send the requests of each piece."""
    for each in removed:
        for change in each.changes:
            yield from call(api, change.method, change.path, body=change.body)
            yield Show(change)


def _actions(pieces: TenantPieces) -> Iterator[Removal]:
    ours = [pieces.actions[name] for name in (ASK, CLAIM) if name in pieces.actions]
    unbound = bindings_without_ours(pieces)
    for at, action in enumerate(ours):
        delete = _deletion("/actions/actions/{id}", action)
        first = (unbound,) if unbound and at == 0 else ()
        yield Removal(f"The Action {action['name']!r}", (*first, delete))


def _clients(wanted: Wanted, pieces: TenantPieces) -> Iterator[Removal]:
    native, vault = pieces.native, pieces.vault
    if _is_made_as(native, desired.native(), "app_type") and _has_only(
        native, "callbacks", CALLBACKS
    ):
        grants = tuple(_deletion("/client-grants/{id}", grant) for grant in pieces.grants)
        yield _client("The native application", native, grants)
    if _is_made_as(vault, desired.vault(wanted)):
        yield _client("The Custom API Client", vault)


def _client(what: str, client: JsonObject, before: tuple[Change, ...] = ()) -> Removal:
    delete = _deletion("/clients/{id}", client, "client_id")
    return Removal(f"{what} {client['client_id']}", (*before, delete))


def _api(wanted: Wanted, pieces: TenantPieces) -> Iterator[Removal]:
    if _is_made_as(pieces.api, desired.api(wanted)) and _has_only(pieces.api, "scopes", SCOPES):
        delete = _deletion("/resource-servers/{id}", pieces.api)
        with_it = "the permissions of everybody, and the access of every application"
        yield Removal(f"The API {wanted.audience}, with {with_it}", (delete,))


def _is_made_as(
    thing: JsonObject | None, made: dict[str, Any], *more: str
) -> TypeGuard[JsonObject]:
    """Tell whether something bears the name that aegis gives it."""
    return thing is not None and all(thing.get(each) == made[each] for each in ("name", *more))


def _has_only(thing: JsonObject, field: str, ours: Container[str]) -> bool:
    """Tell whether a list of something holds nothing but what aegis puts there."""
    values = thing.get(field) or []
    names = [each.get("value") if isinstance(each, dict) else each for each in values]
    return all(each in ours for each in names)


def _deletion(template: str, thing: JsonObject, name: str = "id") -> Change:
    return Change("DELETE", path_of(template, thing, name))
