"""Verifies what the issuer signed: who signed in, and when they last proved who they are.

The ID token is for the name that is shown, and authorises nothing. The access token is read by the
embedded executor only, which is the API that it is for. Sources: OpenID Connect Core 1.0, section
3.1.3.7; RFC 9068, section 4; RFC 9470, section 4; auth0.com/docs, "Validate ID tokens".
"""

import contextlib
import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from aegis_cli.adapters.auth0.sign_in import Identity
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, Failed
from aegis_cli.oauth.answers import Tokens

# NOTE: signatures by a public key only; with HS256 the public key would be the secret.
_ALGORITHMS = ["RS256", "PS256", "ES256"]
_LEEWAY = 60
_SEGMENTS = 3
_ID_TOKEN_ONLY = ("nonce", "at_hash", "c_hash")
_NAMES = ("name", "nickname", "preferred_username", "email", "sub")


def verified(id_token: Secret, jwks: dict[str, Any], *, issuer: str, client_id: str) -> Identity:
    """Check signature, issuer, audience and times; raise `Failed` for anything that is off."""
    return _identity(_checked(id_token, jwks, issuer=issuer, client_id=client_id))


def proved(
    tokens: Tokens,
    jwks: dict[str, Any],
    logged_in_at: Callable[[dict[str, Any]], float],
    *,
    issuer: str,
    client_id: str,
) -> Identity:
    """Check an ID token in the same way, and that it answers what was asked for.

    `logged_in_at` returns the time of the login that the claims tell of, and raises where they
    belong to another request or to an older login. Raises `Failed` where there is no ID token.
    """
    if tokens.id_token is None:
        raise Failed(
            "The sign-in brought no ID token, so it does not tell who logged in.",
            code=Code.PROTOCOL,
            hint="Check AEGIS_ISSUER.",
        )
    claims = _checked(tokens.id_token, jwks, issuer=issuer, client_id=client_id)
    return replace(_identity(claims), logged_in_at=logged_in_at(claims))


def _checked(
    id_token: Secret, jwks: dict[str, Any], *, issuer: str, client_id: str
) -> dict[str, Any]:
    try:
        token = jwt.decode(id_token.reveal(), _keys(jwks), algorithms=_ALGORITHMS)
        jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        ).validate(token.claims)
    except (JoseError, ValueError, TypeError, KeyError):
        claims = None  # NOTE: raised outside, so that no context holds the token
    else:
        claims = token.claims
    if claims is None or not _is_for(claims, client_id):
        raise Failed(
            "The ID token of the sign-in does not hold.",
            code=Code.PROTOCOL,
            hint="Check AEGIS_ISSUER, and this machine's clock.",
        )
    return claims


def _identity(claims: dict[str, Any]) -> Identity:
    name = next(claims[key] for key in _NAMES if isinstance(claims.get(key), str) and claims[key])
    return Identity(subject=one_line(str(claims["sub"])), name=one_line(name)[:100])


@dataclass(frozen=True, slots=True)
class TokenAudience:
    """What an access token has to be for."""

    issuer: str
    audience: str
    claim: str
    """The name of the claim that holds the authentication time."""


def authenticated_at(
    access_token: Secret, jwks: dict[str, Any], api: TokenAudience
) -> float | None:
    """Return when the person last proved who they are, in Unix seconds, as the token says.

    `None` where it says nothing: it lacks the claim, or is opaque to whoever is not the issuer.
    Raises `Failed` for a token that could be read and does not hold.
    """
    if access_token.reveal().count(".") != _SEGMENTS - 1:
        return None
    try:
        token = jwt.decode(access_token.reveal(), _keys(jwks), algorithms=["RS256"])
        jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": api.issuer},
            aud={"essential": True, "value": api.audience},
            exp={"essential": True},
        ).validate(token.claims)
    except (JoseError, ValueError, TypeError, KeyError):
        claims = None  # NOTE: raised outside, so that no context holds the token
    else:
        claims = token.claims
    # NOTE: an ID token proves no right, and where an API and a client have one name, it would hold.
    if claims is None or any(name in claims for name in _ID_TOKEN_ONLY):
        raise Failed(
            "The access token of the sign-in does not hold, so it proves nothing.",
            code=Code.PROTOCOL,
            hint="Check that the API at Auth0 signs with RS256, and this machine's clock.",
        )
    if api.claim not in claims:
        return None
    said = claims[api.claim]
    # NOTE: a time that cannot be read is older than any other.
    is_time = isinstance(said, int | float) and not isinstance(said, bool)
    return float(said) if is_time else 0.0


def require_fit(access_token: Secret, audience: str) -> None:
    """Refuse a token that is opaque, not signed with RS256, or for another API.

    It came from the issuer itself, over TLS, so its signature is left to the exchange. Raises
    `Failed` before anything is exchanged: what a tenant gives is wrong, and no new sign-in helps.
    """
    parts = access_token.reveal().split(".")
    try:
        header, claims = (json.loads(urlsafe_b64decode(f"{part}==")) for part in parts[:2])
        found = claims["aud"]
        audiences = found if isinstance(found, list) else [found]
        is_fit = len(parts) == _SEGMENTS and bool(parts[2]) and header["alg"] == "RS256"
        is_fit = is_fit and audience in audiences
    except (ValueError, TypeError, KeyError, RecursionError):
        is_fit = False  # NOTE: raised outside, so that no context holds the token
    if not is_fit:
        raise Failed(
            f"The sign-in brought no token for {audience} that is signed with RS256.",
            code=Code.MISCONFIGURED,
            hint="Check AEGIS_AUDIENCE, and that the API at Auth0 signs with RS256.",
        )


def _keys(jwks: dict[str, Any]) -> KeySet:
    """Import the keys that can be used; others are skipped (RFC 7517, section 5)."""
    usable = []
    for key in jwks["keys"]:
        with contextlib.suppress(JoseError, ValueError, TypeError, KeyError, AttributeError):
            usable += KeySet.import_key_set({"keys": [key]}).keys
    return KeySet(usable)


def _is_for(claims: dict[str, Any], client_id: str) -> bool:
    """With several audiences there is an authorised party, and where there is one, it is us."""
    has_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (has_several or "azp" in claims) and claims.get("azp") != client_id:
        return False
    return isinstance(claims["sub"], str) and bool(claims["sub"])
