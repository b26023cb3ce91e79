"""private_key_jwt: makes an assertion for each request, and checks the key file.

Auth0 wants the issuer with its slash as the audience, a lifetime of at most a minute, a new `jti`,
and at most 2048 bytes. Libraries use an hour, or the same `jti` twice, by default.
Source: RFC 7523 section 3; auth0.com/docs, "Authenticate with private key JWT".
"""

import json
import os
import secrets
import stat
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, UsageError

LIFE = 60
"""Seconds that an assertion is valid."""

LONGEST = 2048
"""The most bytes of an assertion."""

_LARGEST = 64 * 1024
_FEWEST_BITS = 2048
_LONGEST_ID = 255


@dataclass(frozen=True, slots=True)
class ClientAssertion:
    """Makes the assertions of one client, a new one for each call."""

    key: RSAKey = field(repr=False)
    client_id: str
    issuer: str
    """Exactly as the discovery document spells it; Auth0's ends with a slash."""
    now: Callable[[], float] = time.time

    def __call__(self) -> Secret:
        """Sign an assertion that works once, within a minute."""
        now = int(self.now())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.issuer,
            "iat": now,
            "exp": now + LIFE,
            "jti": secrets.token_urlsafe(32),
        }
        kid = self.key.get("kid")
        header = {"alg": "RS256"} | ({"kid": kid} if kid else {})
        assertion = Secret(jwt.encode(header, claims, self.key, algorithms=["RS256"]))
        if len(assertion.reveal()) > LONGEST:
            raise _bad("The key is too long: an assertion has at most 2048 bytes.", _MAKE)
        return assertion


def read_key(path: str) -> RSAKey:
    """Read a private RSA key, as PEM or as a JWK; assertions repeat the `kid` of a JWK.

    Raises `UsageError` if everyone can read the file, or if it holds no such key.
    """
    key = _key(_text(path))
    if key is None:
        raise _bad(f"{path} holds no RSA private key, as PEM without a password or as JWK.", _MAKE)
    if key.raw_value.key_size < _FEWEST_BITS:
        raise _bad(f"The key in {path} has {key.raw_value.key_size} bits; 2048 are needed.", _MAKE)
    return key


_MAKE = "Make one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem"


def _text(path: str) -> str:
    """Read the same file that is checked, by its descriptor; a pipe does not block."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:  # noqa: PTH123  # a descriptor
            _check(path, os.fstat(descriptor))
            return file.read(_LARGEST).decode("ascii", "replace")
    except OSError as problem:
        reason = problem.strerror
    raise _bad(
        f"The key file {path} cannot be read: {reason}.", "Check AEGIS_VAULT_PRIVATE_KEY_FILE."
    )


def _check(path: str, facts: os.stat_result) -> None:
    if not stat.S_ISREG(facts.st_mode) or facts.st_size > _LARGEST:
        raise _bad(f"{path} is not a key file.", "Check AEGIS_VAULT_PRIVATE_KEY_FILE.")
    if facts.st_mode & stat.S_IRWXO:
        # NOTE: a person with the key can exchange any session that they get.
        raise _bad(f"Everyone on this machine may read or change {path}.", f"chmod 600 {path}")


def _key(text: str) -> RSAKey | None:
    try:
        with warnings.catch_warnings(action="ignore"):  # read_key reports a short key
            key = RSAKey.import_key(json.loads(text) if text.lstrip().startswith("{") else text)
        kid = key.get("kid")
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        return None
    is_named = kid is None or (isinstance(kid, str) and len(kid) <= _LONGEST_ID)
    return key if key.is_private and is_named else None


def _bad(message: str, hint: str) -> UsageError:
    return UsageError(message, code=Code.BAD_SETTINGS, hint=hint)
