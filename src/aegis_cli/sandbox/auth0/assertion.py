"""Verification of `private_key_jwt`, as Auth0 does it.

An assertion can be used once, and is valid for at most five minutes.

Source: RFC 7523, section 3; auth0.com/docs, "Authenticate with Private Key JWT".
"""

from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry

from aegis_cli.sandbox.auth0.tenant import Tenant
from aegis_cli.sandbox.auth0.wire import Credentials

ALGORITHMS = ("RS256", "RS384", "PS256")

_LONGEST = 2048
_LIFE = 300
_SKEW = 10
_LONGEST_NAME = 64


def is_valid(tenant: Tenant, credentials: Credentials) -> bool:
    """Return whether an assertion is valid and was never used; it counts as used afterwards."""
    assertion = credentials.assertion or ""
    if not tenant.state.vault_public_key or len(assertion) > _LONGEST:
        return False
    key, now = RSAKey.import_key(tenant.state.vault_public_key), tenant.state.now()
    needed: ClaimsOption = {"essential": True}
    name: ClaimsOption = {"essential": True, "value": credentials.client_id}
    rules = JWTClaimsRegistry(
        now=int(now), leeway=_SKEW, iss=name, sub=name, jti=needed, exp=needed
    )
    try:
        claims = jwt.decode(assertion, key, algorithms=list(ALGORITHMS)).claims
        rules.validate(claims)
    except (JoseError, ValueError, RecursionError):
        return False
    # Auth0 accepts only the issuer, with its slash, and not the token endpoint.
    is_for_us = claims.get("aud") == tenant.config.issuer and len(claims["jti"]) <= _LONGEST_NAME
    begins, ends = claims.get("iat", now), claims["exp"]
    is_short = now < ends <= now + _LIFE and ends - begins <= _LIFE
    return is_for_us and is_short and _is_new(tenant, claims)


def _is_new(tenant: Tenant, claims: dict[str, Any]) -> bool:
    used = tenant.state.used_assertions
    tenant.state.forget(used, float)
    is_new = claims["jti"] not in used
    used.setdefault(claims["jti"], claims["exp"])
    return is_new
