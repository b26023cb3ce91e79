"""The device authorization flow as Auth0 answers it (RFC 8628, with Auth0's statuses)."""

from typing import Any, NoReturn
from urllib.parse import urlencode

from aegis_cli.sandbox.auth0 import codes, refresh
from aegis_cli.sandbox.auth0.tenant import (
    API_SCOPES,
    ME_SCOPES,
    OFFLINE_SCOPE,
    OIDC_SCOPES,
    Tenant,
    my_account_audience,
)
from aegis_cli.sandbox.auth0.tokens import granted_now, token_set
from aegis_cli.sandbox.auth0.wire import Credentials, OAuthError, required
from aegis_cli.sandbox.state import Decision, DeviceCode

DEVICE_CODE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"

# The network moves two polls that left a whole interval apart closer together.
_TOLERANCE = 0.9


def authorize_device(
    tenant: Tenant, parameters: dict[str, str], credentials: Credentials
) -> dict[str, Any]:
    """Answer `POST /oauth/device/code` (RFC 8628, section 3.2)."""
    _admit_native(tenant, credentials)
    audience = parameters.get("audience", "")
    if audience not in ("", tenant.config.audience, my_account_audience(tenant.config)):
        raise OAuthError(403, "access_denied", f"Service not found: {audience}")
    scope = _grantable(tenant, parameters.get("scope", ""), audience=audience)
    code = codes.issue(tenant, scope=scope, audience=audience)
    verification_uri = f"{tenant.config.issuer}activate"
    complete = f"{verification_uri}?{urlencode({'user_code': code.user_code})}"
    return {
        "device_code": code.device_code,
        "user_code": code.user_code,
        "verification_uri": verification_uri,
        "expires_in": tenant.config.code_life,
        "interval": tenant.config.interval,
        "verification_uri_complete": complete,
    }


def redeem(tenant: Tenant, parameters: dict[str, str], credentials: Credentials) -> dict[str, Any]:
    """Answer one poll of `POST /oauth/token` (RFC 8628, section 3.5)."""
    _admit_native(tenant, credentials)
    state = tenant.state
    code = state.device_codes.get(required(parameters, "device_code"))
    if code is None:
        raise OAuthError(403, "invalid_grant", "Invalid or expired device code.")
    _slow_down(tenant, code)
    if codes.is_expired(state, code):
        # Auth0 says this exactly once; forgetting the code makes the next poll `invalid_grant`.
        del state.device_codes[code.device_code]
        raise OAuthError(403, "expired_token", "The device code has expired.")
    decision = codes.decision(state, code)
    if decision is not Decision.CONFIRMED:
        _not_confirmed(decision)
    del state.device_codes[code.device_code]
    grant = granted_now(tenant, code.scope, code.audience)
    granted = token_set(tenant, grant)
    if OFFLINE_SCOPE in code.scope:
        granted["refresh_token"] = refresh.issue(tenant, grant)
    return granted


def _admit_native(tenant: Tenant, credentials: Credentials) -> None:
    if credentials.client_id == tenant.config.vault_client_id:
        description = f"Grant type '{DEVICE_CODE_GRANT}' not allowed for the client."
        raise OAuthError(403, "unauthorized_client", description)
    if credentials.client_id != tenant.config.cli_client_id:
        raise OAuthError(401, "unauthorized_client", f"Unknown client: {credentials.client_id}")
    if credentials.client_secret is not None:
        # Auth0's device flow is for public clients, and it refuses one that sends a secret.
        raise OAuthError(403, "unauthorized_client", "The client must not authenticate itself.")


def _grantable(tenant: Tenant, requested: str, *, audience: str) -> tuple[str, ...]:
    # Where the API does not allow offline access, the scope is left out like an unknown one.
    state = tenant.state
    offline = [OFFLINE_SCOPE] if audience and state.offline_access else []
    permitted = [scope for scope in API_SCOPES if audience and scope in state.permissions]
    if audience == my_account_audience(tenant.config):
        permitted = [*ME_SCOPES]
    allowed = {*OIDC_SCOPES, *offline, *permitted}
    return tuple(dict.fromkeys(scope for scope in requested.split() if scope in allowed))


def _slow_down(tenant: Tenant, code: DeviceCode) -> None:
    now, polled_at = tenant.state.now(), code.polled_at
    code.polled_at = now
    interval = tenant.config.interval
    if polled_at is not None and now - polled_at < interval * _TOLERANCE:
        unit = "second" if interval == 1 else "seconds"
        said = f"You are polling faster than the specified interval of {interval} {unit}."
        raise OAuthError(429, "slow_down", said)


def _not_confirmed(decision: Decision | None) -> NoReturn:
    if decision is Decision.DENIED:
        raise OAuthError(403, "access_denied", "User cancelled the confirmation prompt.")
    raise OAuthError(403, "authorization_pending", "User has yet to authorize device code.")
