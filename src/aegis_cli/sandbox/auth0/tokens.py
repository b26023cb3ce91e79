"""The tokens that Auth0 issues for a person: access tokens of RFC 9068, and ID tokens."""

import secrets
from typing import Any

from aegis_cli.sandbox.auth0.tenant import PERSON, Tenant
from aegis_cli.sandbox.state import DeviceCode

_ACCESS_LIFE = 600
_OPAQUE_LIFE = 86400
_ID_LIFE = 36000
_CLAIMS = {
    "profile": ("name", "nickname", "picture"),
    "email": ("email", "email_verified"),
}


def token_set(tenant: Tenant, code: DeviceCode) -> dict[str, Any]:
    """Issue what a confirmed device code is exchanged for."""
    granted = {
        "access_token": _access_token(tenant, code),
        "scope": " ".join(code.scope),
        "expires_in": _ACCESS_LIFE if code.audience else _OPAQUE_LIFE,
        "token_type": "Bearer",
    }
    if "openid" in code.scope:
        granted["id_token"] = _id_token(tenant, code)
    return granted


def access_claims(tenant: Tenant, token: str) -> dict[str, Any] | None:
    """Return the claims of an access token that this tenant issued and that has not ended."""
    claims = tenant.opaque_tokens.get(token) or tenant.keys.verified(token, typ="at+jwt")
    if claims is None or claims["iss"] != tenant.config.issuer:
        return None
    return claims if tenant.state.now() < claims["exp"] else None


def audiences(claims: dict[str, Any]) -> list[str]:
    """Return the audience of a token as a list, since it may be a single string."""
    audience = claims["aud"]
    return [audience] if isinstance(audience, str) else audience


def userinfo_audience(tenant: Tenant) -> str:
    """Return the audience that `/userinfo` answers to."""
    return f"{tenant.config.issuer}userinfo"


def identity_claims(scope: tuple[str, ...]) -> dict[str, Any]:
    """Return what the granted scopes let a client know about the person."""
    names = [name for granted in scope for name in _CLAIMS.get(granted, ())]
    return {"sub": PERSON["sub"]} | {name: PERSON[name] for name in names}


def _access_token(tenant: Tenant, code: DeviceCode) -> str:
    now = int(tenant.state.now())
    client_id = tenant.config.cli_client_id
    claims = {
        "iss": tenant.config.issuer,
        "sub": PERSON["sub"],
        "aud": _audience(tenant, code),
        "iat": now,
        "exp": now + (_ACCESS_LIFE if code.audience else _OPAQUE_LIFE),
        "scope": " ".join(code.scope),
        "azp": client_id,
        "client_id": client_id,
        "jti": secrets.token_urlsafe(16),
    }
    if not code.audience:
        token = secrets.token_urlsafe(24)
        tenant.opaque_tokens[token] = claims
        return token
    # Auth0 lists every permission of the person, whatever this client asked for.
    claims["permissions"] = list(tenant.state.permissions)
    return tenant.keys.sign(claims, typ="at+jwt")


def _audience(tenant: Tenant, code: DeviceCode) -> str | list[str]:
    if not code.audience:
        return userinfo_audience(tenant)
    if "openid" in code.scope:
        return [code.audience, userinfo_audience(tenant)]
    return code.audience


def _id_token(tenant: Tenant, code: DeviceCode) -> str:
    now = int(tenant.state.now())
    claims = identity_claims(code.scope) | {
        "iss": tenant.config.issuer,
        "aud": tenant.config.cli_client_id,
        "iat": now,
        "exp": now + _ID_LIFE,
        "sid": secrets.token_urlsafe(24),
    }
    return tenant.keys.sign(claims, typ="JWT")
