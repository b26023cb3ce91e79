"""Refresh tokens: each can be used once, and using one twice revokes its whole family.

Source: auth0.com/docs, "Refresh Token Rotation", "Revoke Refresh Tokens".
"""

import secrets
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.sandbox.auth0 import native
from aegis_cli.sandbox.auth0.tenant import OFFLINE_SCOPE, PERSON, Tenant
from aegis_cli.sandbox.auth0.tokens import Grant, token_set
from aegis_cli.sandbox.auth0.wire import Credentials, OAuthError, require
from aegis_cli.sandbox.state import Issued

REFRESH_GRANT = "refresh_token"


@dataclass(slots=True)
class Family:
    """All refresh tokens of one sign-in."""

    grant: Grant
    current: str = field(repr=False)
    """The token that has not been used yet; empty once the family is revoked."""


def first_tokens(
    tenant: Tenant, grant: Grant, login_claims: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Issue the tokens of a sign-in, which starts a family if it asked for offline access."""
    tenant.settings.signed_in(PERSON, tenant.config.connection)
    granted = token_set(tenant, grant, login_claims)
    if OFFLINE_SCOPE in grant.scope:
        granted["refresh_token"] = _new_token(tenant)
        tenant.families[granted["refresh_token"]] = Family(grant, granted["refresh_token"])
    return granted


def renew(tenant: Tenant, parameters: dict[str, str], credentials: Credentials) -> dict[str, Any]:
    """Answer a refresh of `POST /oauth/token` (RFC 6749, section 6)."""
    if not native.is_client(tenant, credentials.client_id):
        raise OAuthError(401, "unauthorized_client", f"Unknown client: {credentials.client_id}")
    used = require(parameters, "refresh_token")
    family = tenant.families.get(used)
    if family is None or family.current != used or family.grant.client_id != credentials.client_id:
        if family is not None:
            family.current = ""  # reuse detection
        raise OAuthError(403, "invalid_grant", "Unknown or invalid refresh token.")
    held = native.permissions(tenant, family.grant.audience, credentials.client_id)
    grant = family.grant.narrow(parameters.get("scope"), held)
    family.current = _new_token(tenant)
    tenant.families[family.current] = family
    return token_set(tenant, grant) | {"refresh_token": family.current}


def revoke(tenant: Tenant, token: str) -> None:
    """Revoke the family of a refresh token; ignore any other token (RFC 7009, section 2.2)."""
    family = tenant.families.get(token)
    if family is not None:
        family.current = ""


def _new_token(tenant: Tenant) -> str:
    return tenant.state.hand_out(Issued.REFRESH, f"v1.{secrets.token_urlsafe(48)}")
