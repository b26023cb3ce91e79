"""Keeps the issuer's public keys: for ten minutes, and for up to an hour while the issuer is down.

An unknown key id makes the broker read the keys again, but at most once in 30 seconds, whatever the
callers send: a rotation is noticed at once, and nobody can make the broker flood the issuer. All of
this happens in the event loop. A known key is there at once; for an unknown one, a limited number
of callers wait, which costs nothing but their own connections.
Source: RFC 7517; auth0.com/docs, "JSON Web Key Sets".
"""

import asyncio
import contextlib
import math
import re
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from aegis_cli.broker.http.problem import Problem, invalid_token

FRESH = 600.0
"""Seconds for which the keys are used without asking again."""

LIFE = 3600.0
"""Seconds for which the keys are used while the issuer cannot be reached.

NOTE: somebody who has stolen a key and keeps the broker from reading that it was withdrawn can use
it for this hour, and no longer.
"""

GAP = 30.0
"""Seconds between two requests to the issuer for an unknown key id."""

RETRY = 5.0
"""Seconds between two requests to the issuer while it does not answer."""

PATIENCE = 10.0
"""Seconds that a caller waits for a request to the issuer."""

MOST = 32
"""Callers that wait at once."""

KEY_ID = re.compile(r"[!-~]{1,255}", re.ASCII)
"""An id by which a key may be found."""

_MOST_KEYS = 64
_INTERVAL = 1.0
_NUMBER = re.compile(r"[A-Za-z0-9_-]{1,1400}", re.ASCII)
_BITS = range(2048, 8193)
_EXPONENT = range(2, 65)


class Keys:
    """The keys by their ids, for one event loop."""

    def __init__(
        self, fetch: Callable[[], Awaitable[Mapping[str, Any]]], *, clock: Callable[[], float]
    ) -> None:
        """Take a function that reads the key set, or raises."""
        self._fetch = fetch
        self._clock = clock
        self._keys: Mapping[str, RSAKey] = {}
        self._keys_since = -math.inf
        self._reading: asyncio.Task[None] | None = None
        self._waiting: list[str] = []
        self._read_at = -math.inf
        self._missed_at = -math.inf
        self._missing: frozenset[str] = frozenset()
        self._has_failed = False

    async def find(self, kid: str) -> RSAKey:
        """Return a key: a known one at once, an unknown one after a request to the issuer.

        Raises `Problem`: 401 if the issuer has no such key, 503 if it cannot be asked.
        """
        # A request that is under way may have begun before the key was published: try twice.
        for _ in range(2):
            key = self._known_key(kid)
            if key is not None:
                self._renew()
                return key
            await self._wait(kid)
        key = self._known_key(kid)
        if key is None:
            raise self._refusal(kid)
        return key

    def are_known(self) -> bool:
        """Tell whether there are keys, without a request."""
        return self._is_within(LIFE)

    async def keep(self, every: float = _INTERVAL) -> None:
        """Read the keys again when it is time to, also while no caller comes."""
        while True:
            self._renew()
            await asyncio.sleep(every)

    async def learn(self, seconds: float) -> None:
        """Begin to read the keys, and wait for at most `seconds`."""
        self._renew()
        if self._reading is not None:
            await asyncio.wait({self._reading}, timeout=seconds)

    def _known_key(self, kid: str) -> RSAKey | None:
        return self._keys.get(kid) if self._is_within(LIFE) else None

    def _is_within(self, seconds: float) -> bool:
        return self._clock() - self._keys_since < seconds

    async def _wait(self, kid: str) -> None:
        """Wait until the keys are read, if they are being read and there is room."""
        # NOTE: a stranger with a made-up id also waits, so only one caller waits for each id. As
        # long as there are no keys, every id may be a stranger's, and all callers may wait.
        has_room = len(self._waiting) < MOST and not (self.are_known() and kid in self._waiting)
        if not has_room:
            return
        self._waiting.append(kid)
        try:
            self._renew(kid)
            if self._reading is not None:
                await asyncio.wait({self._reading}, timeout=PATIENCE)
        finally:
            self._waiting.remove(kid)

    def _renew(self, kid: str | None = None) -> None:
        """Begin to read the keys again, if it is time to and they are not being read."""
        if self._reading is None and self._may_read(kid):
            self._reading = asyncio.ensure_future(self._read())

    def _may_read(self, kid: str | None) -> bool:
        if not self._is_within(FRESH):
            return self._seconds_left(RETRY, self._read_at) <= 0
        return kid is not None and self._seconds_left(GAP, self._missed_at) <= 0

    def _seconds_left(self, gap: float, since: float) -> float:
        return since + gap - self._clock()

    async def _read(self) -> None:
        wanted = frozenset(self._waiting)
        keys: dict[str, RSAKey] = {}
        try:
            # NOTE: a bug here is treated as an issuer that is down, so that known keys stay usable.
            with contextlib.suppress(Exception):
                keys = usable(await self._fetch())
        finally:
            self._reading = None
            self._read_at = self._clock()
        self._has_failed = not keys  # a set without usable keys is a fault of the issuer
        if keys:
            self._keys, self._keys_since = keys, self._read_at
        # NOTE: only a request that did not bring a wanted key delays the next one. So a rotation
        # just after a renewal is noticed at once, and made-up ids still cause only one request in
        # 30 seconds.
        if keys and wanted - keys.keys():
            self._missing = wanted - keys.keys()
            self._missed_at = self._read_at

    def _refusal(self, kid: str) -> Problem:
        left = self._seconds_left(GAP, self._missed_at)
        is_answered = self._is_within(LIFE) and not self._has_failed
        if is_answered and kid in self._missing and left > 0:
            return invalid_token("The token was signed by a key that its issuer does not publish.")
        # NOTE: never a 401, which would send the person to sign in again for nothing.
        wait = left if is_answered and self._reading is None and left > 0 else RETRY
        detail = "The keys of the sign-in service cannot be read just now."
        return Problem(503, "unavailable", detail, {"Retry-After": str(math.ceil(wait))})


def usable(jwks: Mapping[str, Any]) -> dict[str, RSAKey]:
    """Return the usable RSA signature keys of a set by their ids; ignore all other entries.

    An id that two different keys share is ignored as well (RFC 7517, section 4.5).
    """
    entries = jwks.get("keys")
    keys: dict[str, RSAKey] = {}
    shared: set[str] = set()
    for kid, key in _import_keys(entries[:_MOST_KEYS] if isinstance(entries, list) else []):
        if keys.setdefault(kid, key).thumbprint() != key.thumbprint():
            shared.add(kid)
    return {kid: key for kid, key in keys.items() if kid not in shared}


def _import_keys(entries: list[Any]) -> Iterator[tuple[str, RSAKey]]:
    for entry in entries:
        if isinstance(entry, dict) and _is_for_signatures(entry):
            # NOTE: only the numbers are imported; a certificate or a URL in the entry is not read.
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
        and "d" not in entry  # a private key that is published may be anybody's
    )


def _bits(value: Any) -> int:
    """Return the bits of a number in base64url (RFC 7518, section 6.3.1); 0 if it is malformed."""
    if not isinstance(value, str) or not _NUMBER.fullmatch(value) or len(value) % 4 == 1:
        return 0
    return int.from_bytes(urlsafe_b64decode(value + "=" * (-len(value) % 4))).bit_length()
