"""The device authorization flow as Auth0 answers it (RFC 8628, with Auth0's statuses)."""

from typing import Any
from urllib.parse import urlencode

from aegis_cli.sandbox.auth0 import codes, native, post_login, refresh
from aegis_cli.sandbox.auth0.tenant import Tenant
from aegis_cli.sandbox.auth0.tokens import Grant
from aegis_cli.sandbox.auth0.wire import Credentials, OAuthError, require
from aegis_cli.sandbox.state import Decision, DeviceCode

DEVICE_CODE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"

# Network delays can bring two polls closer together than they were sent.
_TOLERANCE = 0.9


def authorize_device(
    tenant: Tenant, parameters: dict[str, str], credentials: Credentials
) -> dict[str, Any]:
    """Answer `POST /oauth/device/code` (RFC 8628, section 3.2)."""
    native.admit(tenant, credentials, DEVICE_CODE_GRANT)
    audience = parameters.get("audience", "")
    if not native.is_known(tenant, audience):
        raise OAuthError(403, "access_denied", f"Service not found: {audience}")
    client_id = credentials.client_id
    wanted = parameters.get("scope", "")
    scope = native.grantable(tenant, wanted, audience=audience, client_id=client_id)
    code = codes.issue(tenant, scope=scope, audience=audience, client_id=client_id)
    verification_uri = f"{tenant.config.issuer}activate"
    complete = f"{verification_uri}?{urlencode({'user_code': code.user_code})}"
    return {
        "device_code": code.device_code,
        "user_code": code.user_code,
        "verification_uri": verification_uri,
        "expires_in": tenant.config.code_life,
        "interval": tenant.state.interval,
        "verification_uri_complete": complete,
    }


def redeem(tenant: Tenant, parameters: dict[str, str], credentials: Credentials) -> dict[str, Any]:
    """Answer one poll of `POST /oauth/token` (RFC 8628, section 3.5)."""
    native.admit(tenant, credentials, DEVICE_CODE_GRANT)
    state = tenant.state
    code = state.device_codes.get(require(parameters, "device_code"))
    if code is None or code.client_id != credentials.client_id:
        raise OAuthError(403, "invalid_grant", "Invalid or expired device code.")
    _check_interval(tenant, code)
    if state.now() >= code.expires_at:
        # Auth0 answers this exactly once; without the code, the next poll is `invalid_grant`.
        del state.device_codes[code.device_code]
        raise OAuthError(403, "expired_token", "The device code has expired.")
    decision = codes.decision(state, code)
    if decision is Decision.DENIED:
        raise OAuthError(403, "access_denied", "User cancelled the confirmation prompt.")
    if decision is None:
        raise OAuthError(403, "authorization_pending", "User has yet to authorize device code.")
    del state.device_codes[code.device_code]
    post_login.check(tenant, code.scope, code.client_id)
    logged_in = int(state.now() - state.auth_age)
    grant = Grant(code.scope, code.audience, logged_in, code.client_id)
    return refresh.first_tokens(tenant, grant)


def _check_interval(tenant: Tenant, code: DeviceCode) -> None:
    now, polled_at = tenant.state.now(), code.polled_at
    code.polled_at = now
    interval = tenant.state.interval
    if polled_at is not None and now - polled_at < interval * _TOLERANCE:
        unit = "second" if interval == 1 else "seconds"
        message = f"You are polling faster than the specified interval of {interval} {unit}."
        raise OAuthError(429, "slow_down", message)
