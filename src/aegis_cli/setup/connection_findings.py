"""Compares the connection to a provider: what it is for, its options, and for whom it is on."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from aegis_cli.core.secret import Secret
from aegis_cli.setup import differ
from aegis_cli.setup.desired import Wanted
from aegis_cli.setup.finding import NATIVE_ID, VAULT_ID, Change, Finding, State
from aegis_cli.setup.management import JsonObject
from aegis_cli.setup.pieces import TenantPieces, client_id_of, path_of

PIECES = frozenset({"connection", "connection-native", "connection-vault"})
"""The names of its findings."""

_WHY = {
    "connected_accounts": "is not for Connected Accounts, so Token Vault gets nothing to keep",
    "authentication": "is a button where people log in, and who uses it is somebody else there",
}
_SEPARATOR = re.compile(r"[ ,]+")


def connection_findings(wanted: Wanted, pieces: TenantPieces) -> Iterator[Finding]:
    """Return a finding for the connection, and one for each application that uses it."""
    yield _connection(wanted, pieces.connection)
    yield from _compare_enabled(wanted, pieces)


def _connection(wanted: Wanted, connection: JsonObject | None) -> Finding:
    what = f"The connection {wanted.connection!r}"
    if connection is None:
        hint = (
            f"`aegis setup {wanted.maker}` makes it, with an App behind it; by hand: the steps "
            "below."
        )
        return Finding("connection", State.MISSING, f"{what} is missing", hint)
    changed = differ.fields(wanted.connection_fields, connection)
    options = _options(wanted.connection_options, connection.get("options"))
    if not changed and not options:
        return Finding("connection", State.OK, f"{what} serves Connected Accounts")
    wrong = [_WHY[name] for name in changed]
    wrong += [f"differs in {', '.join(f'options.{name}' for name in options)}"] if options else []
    message = f"{what} {'; it '.join(wrong)}"
    path = path_of("/connections/{id}", connection)
    if not options:
        return Finding(
            "connection", State.WRONG, message, changes=(Change("PATCH", path, changed),)
        )
    return _with_options(message, path, changed, {**connection.get("options", {}), **options})


def _with_options(
    message: str, path: str, changed: Mapping[str, Any], options: Mapping[str, Any]
) -> Finding:
    """Return the finding that mends options too.

    NOTE: Auth0 replaces all of them, so the application's secret goes back with them. Where it was
    not told, nothing is sent.
    """
    if not isinstance(options.get("client_secret"), Secret):
        hint = "Auth0 did not show its secret: change it there, Authentication, Social."
        return Finding("connection", State.WRONG, message, hint)
    patch = Change("PATCH", path, (*changed.items(), ("options", options)))
    return Finding("connection", State.WRONG, message, changes=(patch,))


def _options(wanted: Mapping[str, Any], current: Any) -> dict[str, Any]:
    """Return the options that differ; further scopes stay."""
    known = current if isinstance(current, Mapping) else {}
    changed = differ.fields({n: value for n, value in wanted.items() if n != "scope"}, known)
    if "scope" not in wanted:
        return changed
    scope = known.get("scope")
    present = _SEPARATOR.split(scope) if isinstance(scope, str) else [*(scope or ())]
    missing = [each for each in wanted["scope"].split() if each not in present]
    # NOTE: Auth0 joins a list by commas, and an OAuth server takes spaces.
    if missing or scope != " ".join(present):
        changed["scope"] = " ".join([*filter(None, present), *missing])
    return changed


def _compare_enabled(wanted: Wanted, pieces: TenantPieces) -> Iterator[Finding]:
    for name, what, client_id in (
        ("connection-native", "the native application", client_id_of(pieces.native) or NATIVE_ID),
        ("connection-vault", "the Custom API Client", client_id_of(pieces.vault) or VAULT_ID),
    ):
        connection = f"The connection {wanted.connection!r}"
        missing = Finding(name, State.MISSING, f"{connection} is not on for {what}")
        if client_id in pieces.enabled:
            yield Finding(name, State.OK, f"{connection} is on for {what}")
        elif pieces.connection is None:
            yield replace(missing, hint="It can be set up once the connection exists.")
        else:
            path = path_of("/connections/{id}/clients", pieces.connection)
            patch = Change("PATCH", path, [{"client_id": client_id, "status": True}])
            yield replace(missing, changes=(patch,))
