"""Verifies the access token of a request, stricter than the standards where Auth0 allows it.

RS256 with a key that the issuer publishes, for this API, from one of our clients, for a person.
Source: RFC 9068 section 4, RFC 8725; auth0.com/docs, "Validate access tokens".
"""

import math
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from aegis_cli.broker.http.keys import KEY_ID
from aegis_cli.broker.http.problem import Problem, invalid_token
from aegis_cli.core.secret import Secret
from aegis_cli.core.strict_json import read_json

LARGEST = 16 * 1024
"""Bytes of a token."""

_SHAPE = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)", re.ASCII)
_TYPES = frozenset({"at+jwt", "application/at+jwt", "jwt"})
# NOTE: a token that brings its own key, or needs an extension of the standard, is an attack.
_NO_HEADER = ("crit", "b64", "jwk", "jku", "x5u", "x5c", "enc", "zip")
# NOTE: an ID token has these, which grants nothing, or a token bound to a key (not checked here).
_NO_CLAIM = ("nonce", "at_hash", "c_hash", "cnf")
_PROGRAMS_GRANTS = ("client-credentials", "client_credentials")
_OF_A_PROGRAM = "The access token was issued to a program and not to a person."
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,200}", re.ASCII)  # RFC 6749, section 3.3
_LATEST = 253_402_300_799  # the end of the year 9999
_LONGEST_ID = 255
_MOST = 500
_REGISTRY = jws.JWSRegistry(algorithms=["RS256"], strict_check_header=False)
_REGISTRY.max_header_length = LARGEST


@dataclass(frozen=True, slots=True)
class Rules:
    """What a token must say to be accepted."""

    issuer: str
    """Exactly as in the token: Auth0's ends with a slash."""
    audience: str
    """The identifier of this broker's API."""
    clients: frozenset[str]
    """The client ids whose tokens are accepted."""
    auth_time_claim: str = "auth_time"
    """The claim with the time of the person's last sign-in, in seconds."""
    leeway: int = 30
    """Seconds by which clocks may differ."""
    roles_claim: str | None = None
    """The claim that an Action fills with the person's roles; `None` if there is none."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller, as the token proves it."""

    subject: str
    client_id: str
    scope: frozenset[str]
    """What the client was granted for this session; authorisation starts here."""
    permissions: frozenset[str] | None
    """All that the person may do at all; `None` if the API does not add them to tokens."""
    auth_time: float | None
    """Seconds since 1970; `None` if the token does not say it."""
    expires_at: float
    """Seconds since 1970, without leeway."""
    roles: frozenset[str] = frozenset()


class Verifier:
    """Turns a token into a caller, or refuses it."""

    def __init__(self, rules: Rules, *, now: Callable[[], float]) -> None:
        self._rules = rules
        self._now = now

    def verify(self, token: Secret, key: RSAKey) -> Caller:
        """Return the caller of a token that this key has signed.

        Raises `Problem` 401, which names the subject if the signature is valid.
        """
        claims = _signed_claims(token.reveal(), key)
        try:
            return self._caller(claims)
        except Problem as problem:
            problem.subject = _subject(claims)
            raise

    def _caller(self, claims: Mapping[str, Any]) -> Caller:
        _check_origin(claims, self._rules)
        expires_at = _check_times(claims, self._rules.leeway, self._now())
        return Caller(
            subject=_person(claims, self._rules.clients),
            client_id=_client(claims, self._rules.clients),
            scope=_scope(claims),
            permissions=_texts(claims, "permissions"),
            auth_time=self._auth_time(claims),
            expires_at=float(expires_at),
            roles=_texts(claims, self._rules.roles_claim) or frozenset(),
        )

    def _auth_time(self, claims: Mapping[str, Any]) -> float | None:
        value = claims.get(self._rules.auth_time_claim)
        if value is None:
            return None
        # NOTE: a time in the future (or one in milliseconds) would count as fresh for ever.
        latest = self._now() + self._rules.leeway
        if not _is_number(value) or not 0 < value <= latest:
            raise invalid_token("The access token's time of authentication is malformed.")
        return float(value)


def key_id_of(token: Secret) -> str:
    """Return the id of the key that a token says it is signed by; raise `Problem` 401."""
    text = token.reveal()
    parts = _SHAPE.fullmatch(text) if len(text) <= LARGEST else None
    if parts is None:
        raise invalid_token("The access token is not a signed JWT of a reasonable size.")
    return _key_id(_json_of(parts[1]))


def _json_of(part: str) -> dict[str, Any]:
    """Read one part of a token as a JSON object, without the leniency of Python's readers."""
    try:
        data = urlsafe_b64decode(part + "=" * (-len(part) % 4))
        # NOTE: unused bits at the end would allow two texts of one token (RFC 4648, section 3.5).
        document = read_json(data) if urlsafe_b64encode(data).decode().rstrip("=") == part else None
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise invalid_token("The access token is not made of JSON objects.")
    return document


def _key_id(header: Mapping[str, Any]) -> str:
    # NOTE: with any other algorithm the public key could serve as the secret (RFC 8725, 3.1).
    if header.get("alg") != "RS256":
        raise invalid_token("The access token is not signed with RS256.")
    if any(name in header for name in _NO_HEADER):
        raise invalid_token("The access token's header has a parameter that is not accepted.")
    kind = header.get("typ")
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise invalid_token("The token is not of the type of an access token.")
    kid = header.get("kid")
    if not isinstance(kid, str) or not KEY_ID.fullmatch(kid):
        raise invalid_token("The access token does not say which key signed it.")
    return kid


def _signed_claims(text: str, key: RSAKey) -> dict[str, Any]:
    try:
        jws.deserialize_compact(text, key, registry=_REGISTRY)
    except (JoseError, ValueError, TypeError):
        is_good = False  # NOTE: raised outside, so that no context holds the token
    else:
        is_good = True
    if not is_good:
        raise invalid_token("The access token's signature does not hold.")
    return _json_of(text.split(".")[1])


def _check_origin(claims: Mapping[str, Any], rules: Rules) -> None:
    if claims.get("iss") != rules.issuer:
        raise invalid_token("The access token is from another issuer.")
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or not all(isinstance(name, str) for name in audiences):
        raise invalid_token("The access token's audience is malformed.")
    if rules.audience not in audiences:
        raise invalid_token("The access token is for another audience.")
    if any(name in claims for name in _NO_CLAIM):
        raise invalid_token("The token is an ID token, or bound to a key; neither is accepted.")


def _check_times(claims: Mapping[str, Any], leeway: int, now: float) -> int:
    exp, iat, nbf = (_time(claims.get(name)) for name in ("exp", "iat", "nbf"))
    if exp is None or iat is None or (nbf is None and "nbf" in claims):
        raise invalid_token("The access token's times are missing or malformed.")
    if now >= exp + leeway or exp <= iat:
        raise invalid_token("The access token has expired.")
    if max(iat, nbf or 0) > now + leeway:
        raise invalid_token("The access token is not valid yet.")
    return exp


def _time(value: Any) -> int | None:
    """Return a whole number of seconds, or `None`. NOTE: `True` is an `int` in Python."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole and 0 < value <= _LATEST else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _subject(claims: Mapping[str, Any]) -> str | None:
    subject = claims.get("sub")
    return subject if _is_id(subject) else None


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_ID


def _person(claims: Mapping[str, Any], clients: frozenset[str]) -> str:
    subject = _subject(claims)
    if subject is None:
        raise invalid_token("The access token names nobody.")
    if not subject.isprintable():
        raise invalid_token("The access token's subject is malformed.")
    grants = claims.get("gty", [])
    grants = [grants] if isinstance(grants, str) else grants
    # NOTE: a client's own token speaks for no person, whatever the client was granted. Auth0 calls
    # its subject CLIENT@clients; others call it as the client, which either claim may name.
    programs = [*clients, claims.get("client_id"), claims.get("azp")]
    if subject.endswith("@clients") or subject in programs or not isinstance(grants, list):
        raise invalid_token(_OF_A_PROGRAM)
    if any(grant in _PROGRAMS_GRANTS for grant in grants):
        raise invalid_token(_OF_A_PROGRAM)
    return subject


def _client(claims: Mapping[str, Any], allowed: frozenset[str]) -> str:
    named = [claims[name] for name in ("client_id", "azp") if name in claims]
    if not named or any(not isinstance(name, str) or name != named[0] for name in named):
        raise invalid_token("The access token does not say for which client it is.")
    client: str = named[0]
    if client not in allowed:
        raise invalid_token("The access token is for a client that is not accepted here.")
    return client


def _scope(claims: Mapping[str, Any]) -> frozenset[str]:
    value = claims.get("scope", "")
    scopes = value.split(" ") if isinstance(value, str) else [""]
    scopes = [] if value == "" else scopes
    if len(scopes) > _MOST or not all(_SCOPE.fullmatch(scope) for scope in scopes):
        raise invalid_token("The access token's scope is malformed.")
    return frozenset(scopes)


def _texts(claims: Mapping[str, Any], name: str | None) -> frozenset[str] | None:
    if name is None or name not in claims:
        return None
    value = claims[name]
    if not isinstance(value, list) or len(value) > _MOST or not all(map(_is_id, value)):
        raise invalid_token("The access token's permissions or roles are malformed.")
    return frozenset(value)
