"""Compares a tenant with what aegis needs: one finding for each piece, in the order of setting up.

Pure: what was read in, findings with the requests that would mend them out.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from aegis_cli.setup import desired, differ
from aegis_cli.setup.desired import ME_SCOPES, SCOPES, TOKEN_VAULT, Wanted
from aegis_cli.setup.finding import NATIVE_ID, VAULT_ID, Change, Finding, State
from aegis_cli.setup.found import TenantPieces, below
from aegis_cli.setup.management import Thing
from aegis_cli.setup.step_up import action_findings


def compare(wanted: Wanted, found: TenantPieces) -> tuple[Finding, ...]:
    """Return a finding for each piece."""
    return (
        _api(wanted, found.api),
        _native(found.native),
        _vault(wanted, found.vault),
        _grant("api-access", "the API", wanted.audience, tuple(SCOPES), found),
        _me(found),
        _my_account_access(wanted, found),
        _purpose(wanted, found.connection),
        *_enabled(wanted, found),
        *action_findings(wanted, found),
    )


def _api(wanted: Wanted, found: Thing | None) -> Finding:
    what = f"The API {wanted.audience}"
    if found is None:
        create = Change("POST", "/resource-servers", desired.api(wanted))
        return Finding("api", State.MISSING, f"{what} is missing", (create,))
    changed = differ.fields(desired.API_FIELDS, found) | _scopes(found) | _lifetime(found)
    if not changed:
        return Finding("api", State.OK, f"{what} is as it should be")
    patch = Change("PATCH", below("/resource-servers/{id}", found), changed)
    return Finding("api", State.WRONG, f"{what} differs in {_names(changed)}", (patch,))


def _scopes(found: Mapping[str, Any]) -> dict[str, Any]:
    value = found.get("scopes")
    there = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    known = [item.get("value") for item in there]
    missing = [{"value": n, "description": d} for n, d in SCOPES.items() if n not in known]
    return {"scopes": [*there, *missing]} if missing else {}


def _lifetime(found: Mapping[str, Any]) -> dict[str, Any]:
    """Shorten the life of a token; a shorter one is kept, and the one for pages may not exceed."""
    life, pages = (found.get(name) for name in ("token_lifetime", "token_lifetime_for_web"))
    most = desired.TOKEN_LIFETIME
    if isinstance(life, int) and life <= most:
        return {}
    shorter = {"token_lifetime": most}
    if isinstance(pages, int) and pages > most:
        shorter["token_lifetime_for_web"] = most
    return shorter


def _native(found: Thing | None) -> Finding:
    what = "The native application"
    if found is None:
        create = Change("POST", "/clients", desired.native(), NATIVE_ID)
        return Finding("native", State.MISSING, f"{what} is missing", (create,))
    changed: dict[str, Any] = differ.fields(desired.NATIVE_FIELDS, found)
    changed |= differ.lists(desired.NATIVE_LISTS, found)
    return _client("native", what, found, changed)


def _vault(wanted: Wanted, found: Thing | None) -> Finding:
    what = "The Custom API Client"
    if found is None:
        create = Change("POST", "/clients", desired.vault(wanted), VAULT_ID)
        says = f"{what} of {wanted.audience} is missing"
        return Finding("vault", State.MISSING, says, (create,))
    changed: dict[str, Any] = differ.fields({"oidc_conformant": True}, found)
    changed |= differ.lists({"grant_types": (TOKEN_VAULT,)}, found)
    if found.get("token_endpoint_auth_method") == "none":
        changed["token_endpoint_auth_method"] = "client_secret_post"  # noqa: S105  # a name
    return _client("vault", what, found, changed)


def _client(piece: str, what: str, found: Thing, changed: dict[str, Any]) -> Finding:
    if not changed:
        return Finding(piece, State.OK, f"{what} {found['client_id']} is as it should be")
    patch = Change("PATCH", below("/clients/{id}", found, "client_id"), changed)
    says = f"{what} {found['client_id']} differs in {_names(changed)}"
    return Finding(piece, State.WRONG, says, (patch,))


def _grant(
    piece: str, what: str, audience: str, scope: tuple[str, ...], found: TenantPieces
) -> Finding:
    """Compare the native application's user access to an API."""
    client_id = str(found.native["client_id"]) if found.native else NATIVE_ID
    ours = [grant for grant in found.grants if grant.get("audience") == audience]
    users = next((grant for grant in ours if grant.get("subject_type") == "user"), None)
    create = Change("POST", "/client-grants", _body(client_id, audience, scope))
    if users is not None:
        return _granted(piece, what, users, scope)
    machine = next((grant for grant in ours if grant.get("subject_type") == "client"), None)
    if machine is None:
        says = f"User access of the native application to {what} is missing"
        return Finding(piece, State.MISSING, says, (create,))
    # NOTE: Auth0 was seen to store `user` as `client`. That grant serves nobody: a native
    # application has no secret, so it cannot ask for a token of its own.
    delete = Change("DELETE", below("/client-grants/{id}", machine))
    says = f"Access of the native application to {what} is stored for machines, not for users"
    return Finding(piece, State.WRONG, says, (delete, create))


def _body(client_id: str, audience: str, scope: tuple[str, ...]) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "audience": audience,
        "scope": list(scope),
        "subject_type": "user",
    }


def _granted(piece: str, what: str, grant: Thing, scope: tuple[str, ...]) -> Finding:
    changed = differ.lists({"scope": scope}, grant)
    if not changed or grant.get("allow_all_scopes") is True:
        says = f"The native application has user access to {what}"
        return Finding(piece, State.OK, says)
    patch = Change("PATCH", below("/client-grants/{id}", grant), changed)
    says = f"User access of the native application to {what} lacks permissions"
    return Finding(piece, State.WRONG, says, (patch,))


def _me(found: TenantPieces) -> Finding:
    if found.me is not None:
        return Finding("my-account", State.OK, "The My Account API is active")
    return Finding(
        "my-account",
        State.MISSING,
        "The My Account API is not active",
        hint="Activate it at Auth0: Applications, APIs, Auth0 My Account API. Then run this again.",
    )


def _my_account_access(wanted: Wanted, found: TenantPieces) -> Finding:
    finding = _grant("my-account-access", "the My Account API", wanted.me, ME_SCOPES, found)
    if found.me is not None:
        return finding
    return Finding(
        finding.piece, State.MISSING, finding.says, hint="It follows once that API is active."
    )


def _purpose(wanted: Wanted, found: Thing | None) -> Finding:
    what = f"The connection {wanted.connection!r}"
    if found is None:
        return Finding(
            "connection",
            State.MISSING,
            f"{what} is missing",
            hint="Make it by hand, for it needs the secret of your GitHub App: the steps below.",
        )
    changed = differ.fields({"connected_accounts": {"active": True}}, found)
    if not changed:
        return Finding("connection", State.OK, f"{what} serves Connected Accounts")
    patch = Change("PATCH", below("/connections/{id}", found), changed)
    says = f"{what} is not for Connected Accounts (Token Vault)"
    return Finding("connection", State.WRONG, says, (patch,))


def _enabled(wanted: Wanted, found: TenantPieces) -> Iterator[Finding]:
    for piece, what, client, placeholder in (
        ("connection-native", "the native application", found.native, NATIVE_ID),
        ("connection-vault", "the Custom API Client", found.vault, VAULT_ID),
    ):
        client_id = str(client["client_id"]) if client else placeholder
        name = f"The connection {wanted.connection!r}"
        if client_id in found.enabled:
            yield Finding(piece, State.OK, f"{name} is on for {what}")
        elif found.connection is None:
            says = f"{name} is not on for {what}"
            yield Finding(piece, State.MISSING, says, hint="It follows once it is there.")
        else:
            path = below("/connections/{id}/clients", found.connection)
            patch = Change("PATCH", path, [{"client_id": client_id, "status": True}])
            yield Finding(piece, State.MISSING, f"{name} is not on for {what}", (patch,))


def _names(changed: Mapping[str, Any]) -> str:
    return ", ".join(changed)
