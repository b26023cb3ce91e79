"""The issuer's public keys, kept: ten minutes, and up to an hour while the issuer is down.

A key id that is not known makes the keys be read again, at most once in 30 seconds whatever the
callers send, so that a rotation is noticed at once and nobody can make us flood the issuer.
Source: RFC 7517; auth0.com/docs, "JSON Web Key Sets".
"""

import contextlib
import re
import threading
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from aegis_cli.broker.problem import Problem, invalid_token
from aegis_cli.errors import AegisError

FRESH = 600.0
"""Seconds for which the keys are used without asking again."""

LIFE = 3600.0
"""Seconds for which the keys are used while the issuer cannot be reached.

NOTE: whoever stole a key that was withdrawn and keeps us from the issuer gains this hour, no more.
"""

GAP = 30.0
"""Seconds between two questions for a key id that is not known."""

RETRY = 5.0
"""Seconds between two questions while the issuer does not answer."""

PATIENCE = 10.0
"""Seconds that a caller waits for another one's question."""

_MOST = 64
KEY_ID = re.compile(r"[!-~]{1,255}", re.ASCII)
"""An id by which a key may be found."""

_NUMBER = re.compile(r"[A-Za-z0-9_-]{1,1400}", re.ASCII)
_BITS = range(2048, 8193)
_EXPONENT = range(2, 65)


@dataclass(frozen=True, slots=True)
class _Kept:
    keys: Mapping[str, RSAKey]
    since: float


class Keys:
    """The keys by their ids; may be used from several threads."""

    def __init__(
        self,
        fetch: Callable[[], Mapping[str, Any]],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what reads the key set, and raises an `AegisError` where it cannot."""
        self._fetch = fetch
        self._clock = clock
        self._turn = threading.Lock()
        self._kept: _Kept | None = None
        self._asked: float | None = None
        self._asked_in_vain: float | None = None
        self._has_failed = False

    def find(self, kid: str) -> RSAKey:
        """Return a key; may wait for the issuer.

        Raises `Problem`: 401 where the issuer has no such key, 503 where it cannot be asked.
        """
        if not (self._is_within(FRESH) and self._known(kid)):
            self._renew(kid)
        key = self._known(kid)
        if key is not None:
            return key
        if self._has_failed or not self._is_within(LIFE):
            # NOTE: never a 401, which would send the person to sign in again for nothing.
            raise _unavailable()
        raise invalid_token("The token was signed by a key that its issuer does not publish.")

    def are_there(self) -> bool:
        """Tell whether there are keys; ask for them where they are not fresh, as for any key.

        NOTE: a readiness probe that looked for an id would use up the one question in 30 seconds.
        """
        if not self._is_within(FRESH):
            self._renew("")
        return self._is_within(LIFE)

    def _known(self, kid: str) -> RSAKey | None:
        kept = self._kept
        return kept.keys.get(kid) if kept is not None and self._is_within(LIFE) else None

    def _is_within(self, seconds: float) -> bool:
        kept = self._kept
        return kept is not None and self._clock() - kept.since < seconds

    def _renew(self, kid: str) -> None:
        """Read the keys again if it is time to; one thread asks, and the others wait for it."""
        can_go_on = self._known(kid) is not None
        if not self._turn.acquire(timeout=0 if can_go_on else PATIENCE):
            return
        try:
            if self._may_ask(kid):
                self._ask()
                # NOTE: only a question that found nothing counts against the next one, so that a
                # rotation just after a renewal is noticed at once, and whoever sends made-up ids
                # still causes one question in 30 seconds.
                if kid and not self._known(kid):
                    self._asked_in_vain = self._asked
        finally:
            self._turn.release()

    def _may_ask(self, kid: str) -> bool:
        if not self._is_within(FRESH):
            return self._is_over(RETRY, self._asked)
        if self._known(kid):
            return False  # another thread has asked meanwhile
        return self._is_over(GAP, self._asked_in_vain)

    def _is_over(self, gap: float, since: float | None) -> bool:
        return since is None or self._clock() - since >= gap

    def _ask(self) -> None:
        self._has_failed = True
        keys: dict[str, RSAKey] = {}
        with contextlib.suppress(AegisError):
            keys = usable(self._fetch())
        self._asked = self._clock()
        if keys:  # a set without any is a fault of the issuer, and forgets nothing
            self._has_failed = False
            self._kept = _Kept(keys, self._asked)


def _unavailable() -> Problem:
    detail = "The keys of the sign-in service cannot be read just now."
    return Problem(503, "unavailable", detail, {"Retry-After": f"{RETRY:.0f}"})


def usable(jwks: Mapping[str, Any]) -> dict[str, RSAKey]:
    """Return the RSA signature keys of a set that can be used, by id; ignore all else.

    An id that two different keys share names neither (RFC 7517, section 4.5).
    """
    entries = jwks.get("keys")
    found: dict[str, RSAKey] = {}
    shared: set[str] = set()
    for kid, key in _read(entries[:_MOST] if isinstance(entries, list) else []):
        if found.setdefault(kid, key).thumbprint() != key.thumbprint():
            shared.add(kid)
    return {kid: key for kid, key in found.items() if kid not in shared}


def _read(entries: list[Any]) -> Iterator[tuple[str, RSAKey]]:
    for entry in entries:
        if isinstance(entry, dict) and _is_for_signatures(entry):
            # NOTE: the number alone is imported; a certificate or a URL in the entry is not read.
            public = {name: entry[name] for name in ("kty", "n", "e")}
            key = None
            with contextlib.suppress(JoseError, ValueError, TypeError):
                key = RSAKey.import_key(public)
            if key is not None:
                yield entry["kid"], key


def _is_for_signatures(entry: dict[str, Any]) -> bool:
    kid, operations = entry.get("kid"), entry.get("key_ops", ["verify"])
    return (
        entry.get("kty") == "RSA"
        and entry.get("use", "sig") == "sig"
        and entry.get("alg", "RS256") == "RS256"
        and isinstance(operations, list)
        and "verify" in operations
        and isinstance(kid, str)
        and KEY_ID.fullmatch(kid) is not None
        and _bits(entry.get("n")) in _BITS
        and _bits(entry.get("e")) in _EXPONENT
        and "d" not in entry  # a private key that is published is nobody's
    )


def _bits(value: Any) -> int:
    """Return the length of a number in base64url (RFC 7518, section 6.3.1); 0 if it is none."""
    if not isinstance(value, str) or not _NUMBER.fullmatch(value) or len(value) % 4 == 1:
        return 0
    return int.from_bytes(urlsafe_b64decode(value + "=" * (-len(value) % 4))).bit_length()
