"""Verification of `private_key_jwt`, as Auth0 does it.

An assertion can be used once, and is valid for at most five minutes.

Source: RFC 7523, section 3; auth0.com/docs, "Authenticate with Private Key JWT".
"""

import json
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from aegis_cli.sandbox.auth0.tenant import Tenant
from aegis_cli.sandbox.auth0.wire import Credentials

ALGORITHMS = ("RS256", "RS384", "PS256")

_LONGEST = 2048
_LIFE = 300
_SKEW = 10
_LONGEST_NAME = 64


def is_valid(tenant: Tenant, credentials: Credentials) -> bool:
    """Return whether an assertion is valid and was never used; it counts as used afterwards."""
    claims = _verified_claims(tenant, credentials.assertion or "")
    if claims is None or not _names_match(claims, credentials.client_id, tenant.config.issuer):
        return False
    return _is_timely(claims, tenant.state.now()) and _is_new(tenant, claims)


def _verified_claims(tenant: Tenant, assertion: str) -> dict[str, Any] | None:
    if not tenant.state.vault_public_key or len(assertion) > _LONGEST:
        return None
    key = RSAKey.import_key(tenant.state.vault_public_key)
    try:
        signed = jws.deserialize_compact(assertion, key, algorithms=list(ALGORITHMS))
        claims = json.loads(signed.payload)
    except (JoseError, ValueError, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None


def _names_match(claims: dict[str, Any], client_id: str, issuer: str) -> bool:
    named = {claims.get("iss"), claims.get("sub")} if _has_names(claims) else set()
    # Auth0 accepts only the issuer, with its slash, and not the token endpoint.
    return named == {client_id} and claims.get("aud") == issuer


def _has_names(claims: dict[str, Any]) -> bool:
    names = [claims.get(name) for name in ("iss", "sub", "jti")]
    return all(isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME for name in names)


def _is_timely(claims: dict[str, Any], now: float) -> bool:
    exp, iat, nbf = (claims.get(name, now) for name in ("exp", "iat", "nbf"))
    if "exp" not in claims or not all(type(time) in (int, float) for time in (exp, iat, nbf)):
        return False
    is_begun = max(iat, nbf) <= now + _SKEW
    return bool(is_begun and now < exp <= now + _LIFE and exp - iat <= _LIFE)


def _is_new(tenant: Tenant, claims: dict[str, Any]) -> bool:
    now, used = tenant.state.now(), tenant.state.used_assertions
    for jti in [jti for jti, ends in used.items() if ends <= now]:
        del used[jti]
    is_new = claims["jti"] not in used
    used.setdefault(claims["jti"], claims["exp"])
    return is_new
