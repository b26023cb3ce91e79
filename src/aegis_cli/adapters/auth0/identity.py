"""Verifies the issuer's tokens: who signed in, and when the person last authenticated.

The ID token only gives the name that is shown; it authorises nothing. Only the embedded executor,
which is the API of the access token, reads the access token. Sources: OpenID Connect Core 1.0,
section 3.1.3.7; RFC 9068, section 4; RFC 9470, section 4; auth0.com/docs, "Validate ID tokens".
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
from aegis_cli.oauth.answers import is_number
from aegis_cli.oauth.sign_in_tokens import Tokens

# NOTE: no HS256, with which anybody could sign with the public key.
_ALGORITHMS = ["RS256", "PS256", "ES256"]
_LEEWAY = 60
_SEGMENTS = 3
_ID_TOKEN_ONLY = ("nonce", "at_hash", "c_hash")
_NAMES = ("name", "nickname", "preferred_username", "email", "sub")


def verify_token(id_token: Secret, jwks: dict[str, Any], issuer: str, client_id: str) -> Identity:
    """Check an ID token's signature, issuer, audience and times; raise `Failed` if one is wrong."""
    return _identity(_check_claims(id_token, jwks, issuer=issuer, client_id=client_id))


def verified_login(
    tokens: Tokens,
    jwks: dict[str, Any],
    logged_in_at: Callable[[dict[str, Any]], float],
    *,
    issuer: str,
    client_id: str,
) -> Identity:
    """Check an ID token as `verify_token` does, and that it reports the requested login.

    `logged_in_at` returns the time of the login in the claims. It raises if they belong to another
    request or to an older login. Raises `Failed` if there is no ID token.
    """
    if tokens.id_token is None:
        raise Failed(
            "The sign-in brought no ID token, so it does not tell who logged in.",
            code=Code.PROTOCOL,
            hint="Check AEGIS_ISSUER.",
        )
    claims = _check_claims(tokens.id_token, jwks, issuer=issuer, client_id=client_id)
    return replace(_identity(claims), logged_in_at=logged_in_at(claims))


def _check_claims(
    id_token: Secret, jwks: dict[str, Any], *, issuer: str, client_id: str
) -> dict[str, Any]:
    claims = _claims(
        id_token, jwks, _ALGORITHMS, iss=issuer, aud=client_id, exp=None, iat=None, sub=None
    )
    if claims is None or not _is_for_client(claims, client_id):
        raise Failed(
            "The ID token of the sign-in is not valid.",
            code=Code.PROTOCOL,
            hint="Check AEGIS_ISSUER, and this machine's clock.",
        )
    return claims


def _identity(claims: dict[str, Any]) -> Identity:
    name = next(claims[key] for key in _NAMES if isinstance(claims.get(key), str) and claims[key])
    return Identity(subject=one_line(str(claims["sub"])), name=one_line(name)[:100])


@dataclass(frozen=True, slots=True)
class TokenAudience:
    """The issuer and the API that an access token must name, and the claim to read from it."""

    issuer: str
    audience: str
    claim: str
    """The name of the claim with the authentication time."""


def authenticated_at(
    access_token: Secret, jwks: dict[str, Any], api: TokenAudience
) -> float | None:
    """Return when the person last authenticated, in Unix seconds, as the token says.

    `None` if it does not say: it lacks the claim, or only the issuer can read it. Raises `Failed`
    if the token can be read and is not valid.
    """
    if access_token.reveal().count(".") != _SEGMENTS - 1:
        return None
    claims = _claims(access_token, jwks, ["RS256"], iss=api.issuer, aud=api.audience, exp=None)
    # NOTE: an ID token grants nothing, but it would pass if an API and a client had the same name.
    if claims is None or any(name in claims for name in _ID_TOKEN_ONLY):
        raise Failed(
            "The access token of the sign-in is not valid, so it proves nothing.",
            code=Code.PROTOCOL,
            hint="Check that the API at Auth0 signs with RS256, and this machine's clock.",
        )
    if api.claim not in claims:
        return None
    time = claims[api.claim]
    # NOTE: an unreadable time counts as the oldest.
    return float(time) if is_number(time) else 0.0


def require_fit(access_token: Secret, audience: str) -> None:
    """Raise `Failed` for a token that is opaque, not signed with RS256, or for another API.

    The token came from the issuer over TLS, so Token Vault checks its signature. It is refused
    before any exchange, because the tenant is set up wrongly and a new sign-in does not help.
    """
    parts = access_token.reveal().split(".")
    try:
        header, claims = (json.loads(urlsafe_b64decode(f"{part}==")) for part in parts[:2])
        named = claims["aud"]
        audiences = named if isinstance(named, list) else [named]
        is_fit = len(parts) == _SEGMENTS and bool(parts[2]) and header["alg"] == "RS256"
        is_fit = is_fit and audience in audiences
    except (ValueError, TypeError, KeyError, RecursionError):
        is_fit = False  # NOTE: raised below, so that no error's context holds the token
    if not is_fit:
        raise Failed(
            f"The sign-in brought no token for {audience} that is signed with RS256.",
            code=Code.MISCONFIGURED,
            hint="Check AEGIS_AUDIENCE, and that the API at Auth0 signs with RS256.",
        )


def _claims(
    token: Secret, jwks: dict[str, Any], algorithms: list[str], **essential: str | None
) -> dict[str, Any] | None:
    """Return a token's claims; `None` if its signature, its times or an essential claim is wrong.

    An essential claim of `None` may have any value. NOTE: the caller raises the error, because
    the context of one raised here would hold the token.
    """
    rules: dict[str, Any] = {
        name: {"essential": True} if value is None else {"essential": True, "value": value}
        for name, value in essential.items()
    }
    try:
        claims = jwt.decode(token.reveal(), _keys(jwks), algorithms=algorithms).claims
        jwt.JWTClaimsRegistry(leeway=_LEEWAY, **rules).validate(claims)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return claims


def _keys(jwks: dict[str, Any]) -> KeySet:
    """Import the usable keys and skip the others (RFC 7517, section 5)."""
    usable = []
    for key in jwks["keys"]:
        with contextlib.suppress(JoseError, ValueError, TypeError, KeyError, AttributeError):
            usable += KeySet.import_key_set({"keys": [key]}).keys
    return KeySet(usable)


def _is_for_client(claims: dict[str, Any], client_id: str) -> bool:
    """Check the authorised party: several audiences need one, and it must be us."""
    has_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (has_several or "azp" in claims) and claims.get("azp") != client_id:
        return False
    return isinstance(claims["sub"], str) and bool(claims["sub"])
