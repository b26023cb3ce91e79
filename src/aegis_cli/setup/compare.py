"""Compares a tenant with what aegis needs: one finding for each piece, in the order of setting up.

Pure: it takes what was read, and returns findings with the requests that repair the tenant.
"""

from dataclasses import replace
from typing import Any

from aegis_cli.core.http import Method
from aegis_cli.oauth.exchange import GRANT as TOKEN_VAULT
from aegis_cli.setup import desired, differ
from aegis_cli.setup.connection_findings import connection_findings
from aegis_cli.setup.desired import ME_SCOPES, SCOPES, Wanted
from aegis_cli.setup.finding import NATIVE_ID, VAULT_ID, Change, Finding, State
from aegis_cli.setup.management import JsonObject
from aegis_cli.setup.pieces import TenantPieces, client_id_of, path_of
from aegis_cli.setup.step_up import step_up_findings
from aegis_cli.setup.user_permissions import person_finding


def compare(wanted: Wanted, pieces: TenantPieces) -> tuple[Finding, ...]:
    """Return a finding for each piece."""
    return (
        _api(wanted, pieces.api),
        _native(pieces.native),
        _vault(wanted, pieces.vault),
        _grant("api-access", "the API", wanted.audience, tuple(SCOPES), pieces),
        *_my_account(wanted, pieces),
        *connection_findings(wanted, pieces),
        *step_up_findings(wanted, pieces),
        *person_finding(wanted, pieces),
    )


def _api(wanted: Wanted, api: JsonObject | None) -> Finding:
    what = f"The API {wanted.audience}"
    if api is None:
        create = _without_web("POST", "/resource-servers", desired.api(wanted))
        return Finding("api", State.MISSING, f"{what} is missing", changes=(create,))
    changed = differ.fields(desired.API_FIELDS, api) | _scopes(api) | _lifetime(api)
    finding = _existing("api", what, path_of("/resource-servers/{id}", api), changed)
    if "token_lifetime_for_web" not in changed:
        return finding
    (patch,) = finding.changes
    return replace(finding, changes=(_without_web(patch.method, patch.path, changed),))


def _without_web(method: Method, path: str, body: dict[str, Any]) -> Change:
    """Return a change that is sent without the lifetime for pages where Auth0 refuses that.

    NOTE: Auth0 was seen to take `token_lifetime_for_web`, and no schema of its has it.
    """
    fewer = {name: value for name, value in body.items() if name != "token_lifetime_for_web"}
    return Change(method, path, body, if_refused=(Change(method, path, fewer),))


def _scopes(api: JsonObject) -> dict[str, Any]:
    value = api.get("scopes")
    present = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    known = [item.get("value") for item in present]
    missing = [{"value": n, "description": d} for n, d in SCOPES.items() if n not in known]
    return {"scopes": [*present, *missing]} if missing else {}


def _lifetime(api: JsonObject) -> dict[str, Any]:
    """Shorten the lifetime of tokens if it is too long; the one for web may not be longer."""
    lifetime, for_web = (api.get(name) for name in ("token_lifetime", "token_lifetime_for_web"))
    longest = desired.TOKEN_LIFETIME
    if isinstance(lifetime, int) and lifetime <= longest:
        return {}
    changed = {"token_lifetime": longest}
    if isinstance(for_web, int) and for_web > longest:
        changed["token_lifetime_for_web"] = longest
    return changed


def _native(client: JsonObject | None) -> Finding:
    what = "The native application"
    if client is None:
        create = Change("POST", "/clients", desired.native(), NATIVE_ID)
        message = f"{what}, with which people sign in, is missing"
        return Finding("native", State.MISSING, message, changes=(create,))
    changed: dict[str, Any] = differ.fields(desired.NATIVE_FIELDS, client)
    changed |= differ.lists(desired.NATIVE_LISTS, client)
    return _client("native", what, client, changed)


def _vault(wanted: Wanted, client: JsonObject | None) -> Finding:
    what = "The Custom API Client"
    if client is None:
        create = Change("POST", "/clients", desired.vault(wanted), VAULT_ID)
        message = f"{what}, which exchanges their sessions for GitHub tokens, is missing"
        return Finding("vault", State.MISSING, message, changes=(create,))
    changed: dict[str, Any] = differ.fields({"oidc_conformant": True}, client)
    changed |= differ.lists({"grant_types": (TOKEN_VAULT,)}, client)
    if client.get("token_endpoint_auth_method") == "none":
        changed["token_endpoint_auth_method"] = "client_secret_post"  # noqa: S105  # a name
    return _client("vault", what, client, changed)


def _client(name: str, what: str, client: JsonObject, changed: dict[str, Any]) -> Finding:
    path = path_of("/clients/{id}", client, "client_id")
    return _existing(name, f"{what} {client['client_id']}", path, changed)


def _existing(name: str, what: str, path: str, changed: dict[str, Any]) -> Finding:
    if not changed:
        return Finding(name, State.OK, f"{what} is as it should be")
    message = f"{what} differs in {', '.join(changed)}"
    return Finding(name, State.WRONG, message, changes=(Change("PATCH", path, changed),))


def _grant(
    name: str, what: str, audience: str, scope: tuple[str, ...], pieces: TenantPieces
) -> Finding:
    """Compare the native application's user access to an API."""
    grants = [grant for grant in pieces.grants if grant.get("audience") == audience]
    users = next((grant for grant in grants if grant.get("subject_type") == "user"), None)
    if users is not None:
        return _compare_grant(name, what, users, scope)
    body = {
        "client_id": client_id_of(pieces.native) or NATIVE_ID,
        "audience": audience,
        "scope": list(scope),
        "subject_type": "user",
    }
    create = Change("POST", "/client-grants", body)
    machine = next((grant for grant in grants if grant.get("subject_type") == "client"), None)
    if machine is None:
        message = f"User access of the native application to {what} is missing"
        return Finding(name, State.MISSING, message, changes=(create,))
    # NOTE: Auth0 was seen to store `user` as `client`. Nobody can use that grant: a native
    # application has no secret, so it cannot request a token of its own.
    delete = Change("DELETE", path_of("/client-grants/{id}", machine))
    message = f"Access of the native application to {what} is stored for machines, not for users"
    return Finding(name, State.WRONG, message, changes=(delete, create))


def _compare_grant(name: str, what: str, grant: JsonObject, scope: tuple[str, ...]) -> Finding:
    changed = differ.lists({"scope": scope}, grant)
    if not changed or grant.get("allow_all_scopes") is True:
        return Finding(name, State.OK, f"The native application has user access to {what}")
    patch = Change("PATCH", path_of("/client-grants/{id}", grant), changed)
    message = f"User access of the native application to {what} lacks permissions"
    return Finding(name, State.WRONG, message, changes=(patch,))


def _my_account(wanted: Wanted, pieces: TenantPieces) -> tuple[Finding, Finding]:
    access = _grant("my-account-access", "the My Account API", wanted.me, ME_SCOPES, pieces)
    if pieces.me is not None:
        return Finding("my-account", State.OK, "The My Account API is active"), access
    hint = (
        "`aegis setup auth0` makes it; if Auth0 refuses, activate it: Applications, APIs, Auth0 My "
        "Account API. Then run that again."
    )
    # NOTE: Auth0's pages name the dashboard only; others were seen to make it by a request.
    create = Change("POST", "/resource-servers", desired.my_account(wanted), if_refused=())
    return (
        Finding(
            "my-account",
            State.MISSING,
            "The My Account API is not active",
            hint,
            changes=(create,),
        ),
        replace(access, after=frozenset({"my-account"})),
    )
