"""The tokens that Auth0 issues for a person: access tokens of RFC 9068, and ID tokens."""

import secrets
from dataclasses import dataclass, replace
from typing import Any

from aegis_cli.sandbox.auth0 import native
from aegis_cli.sandbox.auth0.tenant import API_SCOPES, PERSON, Tenant
from aegis_cli.sandbox.auth0.wire import OAuthError
from aegis_cli.sandbox.state import Issued

_ID_LIFE = 36000
_CLAIMS = {"profile": ("name", "nickname", "picture"), "email": ("email", "email_verified")}


@dataclass(frozen=True, slots=True)
class Grant:
    """What the person granted."""

    scope: tuple[str, ...]
    audience: str
    """The API."""
    auth_time: int
    """When the person logged in, in Unix seconds."""
    client_id: str
    """The native application."""

    def narrow(self, requested: str | None, permissions: tuple[str, ...]) -> "Grant":
        """Return the requested part of the grant, without permissions that the person has lost."""
        wanted = self.scope if requested is None else tuple(requested.split())
        if not set(wanted) <= set(self.scope):
            raise OAuthError(400, "invalid_scope", "The scope exceeds what was granted.")
        kept = (name for name in wanted if name not in API_SCOPES or name in permissions)
        return replace(self, scope=tuple(kept))


def token_set(
    tenant: Tenant, grant: Grant, login_claims: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Issue the tokens of a grant; `login_claims` are added to the ID token."""
    granted = {
        "access_token": _access_token(tenant, grant),
        "scope": " ".join(grant.scope),
        "expires_in": native.access_life(tenant, grant.audience, grant.client_id),
        "token_type": "Bearer",
    }
    if "openid" in grant.scope:
        granted["id_token"] = _id_token(tenant, grant, login_claims or {})
    return granted


def access_claims(tenant: Tenant, token: str) -> dict[str, Any] | None:
    """Return the claims of an access token of this tenant, or `None` if it is not valid."""
    claims = tenant.keys.verify(token, typ="at+jwt")
    if claims is None or claims["iss"] != tenant.config.issuer:
        return None
    return claims if tenant.state.now() < claims["exp"] else None


def audiences(claims: dict[str, Any]) -> list[str]:
    """Return the audience of a token as a list, since it may be a single string."""
    audience = claims["aud"]
    return [audience] if isinstance(audience, str) else audience


def _access_token(tenant: Tenant, grant: Grant) -> str:
    now, is_oidc = int(tenant.state.now()), "openid" in grant.scope
    claims = {
        "iss": tenant.config.issuer,
        "sub": PERSON["sub"],
        "aud": [grant.audience, f"{tenant.config.issuer}userinfo"] if is_oidc else grant.audience,
        "iat": now,
        "exp": now + native.access_life(tenant, grant.audience, grant.client_id),
        "scope": " ".join(grant.scope),
        "azp": grant.client_id,
        "client_id": grant.client_id,
        "jti": secrets.token_urlsafe(16),
    }
    if tenant.state.tells_auth_time:
        claims["auth_time"] = grant.auth_time
    # Auth0 lists every permission of the person, not only those that the client requested.
    claims["permissions"] = [*native.permissions(tenant, grant.audience, grant.client_id)]
    return tenant.state.hand_out(Issued.ACCESS, tenant.keys.sign(claims, typ="at+jwt"))


def _id_token(tenant: Tenant, grant: Grant, login_claims: dict[str, Any]) -> str:
    now = int(tenant.state.now())
    names = ["sub", *(name for granted in grant.scope for name in _CLAIMS.get(granted, ()))]
    claims = {
        **{name: PERSON[name] for name in names},
        **login_claims,
        "iss": tenant.config.issuer,
        "aud": grant.client_id,
        "iat": now,
        "exp": now + _ID_LIFE,
        "sid": secrets.token_urlsafe(24),
    }
    return tenant.keys.sign(claims, typ="JWT")
