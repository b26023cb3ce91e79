"""The keys that sign the tenant's tokens: RS256, made at the start, never stored."""

import secrets
from dataclasses import dataclass, field
from typing import Any, Self

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeyParameters, KeySet, RSAKey

_BITS = 2048
_PUBLISHED = ("kty", "use", "n", "e", "kid", "alg")


@dataclass(frozen=True, slots=True)
class Keys:
    """The key that signs, and the key before it."""

    current: RSAKey = field(repr=False)
    previous: RSAKey = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """Make two new keys."""
        return cls(current=_new_key(), previous=_new_key())

    def jwks(self) -> dict[str, Any]:
        """Return both keys, so that a client has to choose one by `kid`, as in a key rotation."""
        keys = (self.previous, self.current)
        published = [key.as_dict(private=False) for key in keys]
        return {"keys": [{name: key[name] for name in _PUBLISHED} for key in published]}

    def sign(self, claims: dict[str, Any], *, typ: str) -> str:
        """Sign `claims` with the current key."""
        header = {"alg": "RS256", "typ": typ, "kid": self.current.kid}
        return jwt.encode(header, claims, self.current, algorithms=["RS256"])

    def verify(self, token: str, *, typ: str) -> dict[str, Any] | None:
        """Return the claims of a token of this tenant, or `None` if it is not one."""
        try:
            decoded = jwt.decode(token, KeySet([self.current, self.previous]), algorithms=["RS256"])
        except (JoseError, ValueError):
            return None
        return decoded.claims if decoded.header.get("typ") == typ else None


def _new_key() -> RSAKey:
    parameters: KeyParameters = {"use": "sig", "alg": "RS256", "kid": secrets.token_urlsafe(16)}
    return RSAKey.generate_key(_BITS, parameters, private=True)
