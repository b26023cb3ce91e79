"""The issuer's public keys, kept: ten minutes, and up to an hour while the issuer is down.

A key id that is not known makes the keys be read again, at most once in 30 seconds whatever the
callers send, so that a rotation is noticed at once and nobody can make us flood the issuer. All of
it happens in the event loop, beside the callers: a key that is known is there at once, and for one
that is not a few callers wait, who hold nothing but their own connections.
Source: RFC 7517; auth0.com/docs, "JSON Web Key Sets".
"""

import asyncio
import contextlib
import math
import re
import time
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from aegis_cli.broker.http.problem import Problem, invalid_token

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
"""Seconds that a caller waits for a question."""

MOST = 32
"""Callers that wait at once."""

KEY_ID = re.compile(r"[!-~]{1,255}", re.ASCII)
"""An id by which a key may be found."""

_MOST_KEYS = 64
_LOOK = 1.0
_NUMBER = re.compile(r"[A-Za-z0-9_-]{1,1400}", re.ASCII)
_BITS = range(2048, 8193)
_EXPONENT = range(2, 65)


@dataclass(frozen=True, slots=True)
class _Kept:
    keys: Mapping[str, RSAKey]
    since: float


class Keys:
    """The keys by their ids, for one event loop."""

    def __init__(
        self,
        fetch: Callable[[], Awaitable[Mapping[str, Any]]],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what reads the key set, or raises where it cannot."""
        self._fetch = fetch
        self._clock = clock
        self._kept: _Kept | None = None
        self._question: asyncio.Task[None] | None = None
        self._waiting: list[str] = []
        self._asked: float | None = None
        self._asked_in_vain: float | None = None
        self._missing: frozenset[str] = frozenset()
        self._has_failed = False

    async def find(self, kid: str) -> RSAKey:
        """Return a key; one that is known at once, and another after a question at most.

        Raises `Problem`: 401 where the issuer has no such key, 503 where it cannot be asked.
        """
        # The question that is under way may be older than the key, so there may be a second.
        for _ in range(2):
            key = self._known(kid)
            if key is not None:
                self._renew()
                return key
            await self._wait(kid)
        key = self._known(kid)
        if key is None:
            raise self._refusal(kid)
        return key

    def are_there(self) -> bool:
        """Tell whether there are keys; asks nobody."""
        return self._is_within(LIFE)

    async def keep(self, every: float = _LOOK) -> None:
        """Renew the keys when it is time to, also while nobody asks for one."""
        while True:
            self._renew()
            await asyncio.sleep(every)

    async def learn(self, seconds: float) -> None:
        """Begin with a question, and wait so long for its answer."""
        self._renew()
        if self._question is not None:
            await asyncio.wait({self._question}, timeout=seconds)

    def _known(self, kid: str) -> RSAKey | None:
        kept = self._kept
        return kept.keys.get(kid) if kept is not None and self._is_within(LIFE) else None

    def _is_within(self, seconds: float) -> bool:
        kept = self._kept
        return kept is not None and self._clock() - kept.since < seconds

    async def _wait(self, kid: str) -> None:
        """Wait for a question, if there is one to wait for, and room."""
        # NOTE: strangers with made-up ids wait as well, so that there is one for each id. Where
        # there are no keys yet nobody is known, and all wait alike.
        has_room = len(self._waiting) < MOST and not (self.are_there() and kid in self._waiting)
        if not has_room:
            return
        self._waiting.append(kid)
        try:
            self._renew(kid)
            if self._question is not None:
                await asyncio.wait({self._question}, timeout=PATIENCE)
        finally:
            self._waiting.remove(kid)

    def _renew(self, kid: str | None = None) -> None:
        """Begin to read the keys again, if it is time to and nobody does."""
        if self._question is None and self._may_ask(kid):
            self._question = asyncio.ensure_future(self._ask())

    def _may_ask(self, kid: str | None) -> bool:
        if not self._is_within(FRESH):
            return self._left(RETRY, self._asked) <= 0
        return kid is not None and self._left(GAP, self._asked_in_vain) <= 0

    def _left(self, gap: float, since: float | None) -> float:
        return 0.0 if since is None else since + gap - self._clock()

    async def _ask(self) -> None:
        sought = frozenset(self._waiting)
        keys: dict[str, RSAKey] = {}
        try:
            # A mistake of ours is as an issuer that is away: those whose key is known go on.
            with contextlib.suppress(Exception):
                keys = usable(await self._fetch())
        finally:
            self._question = None
            self._asked = self._clock()
        self._has_failed = not keys  # a set without any is a fault of the issuer
        if keys:
            self._kept = _Kept(keys, self._asked)
            self._note_missing(sought - keys.keys())

    def _note_missing(self, missing: frozenset[str]) -> None:
        # NOTE: only a question that found nothing counts against the next one, so that a rotation
        # just after a renewal is noticed at once, and whoever sends made-up ids still causes one
        # question in 30 seconds.
        if missing:
            self._missing = missing
            self._asked_in_vain = self._asked

    def _refusal(self, kid: str) -> Problem:
        left = self._left(GAP, self._asked_in_vain)
        is_answered = self._is_within(LIFE) and not self._has_failed
        if is_answered and kid in self._missing and left > 0:
            return invalid_token("The token was signed by a key that its issuer does not publish.")
        # NOTE: never a 401, which would send the person to sign in again for nothing.
        wait = left if is_answered and self._question is None and left > 0 else RETRY
        detail = "The keys of the sign-in service cannot be read just now."
        return Problem(503, "unavailable", detail, {"Retry-After": str(math.ceil(wait))})


def usable(jwks: Mapping[str, Any]) -> dict[str, RSAKey]:
    """Return the RSA signature keys of a set that can be used, by id; ignore all else.

    An id that two different keys share names neither (RFC 7517, section 4.5).
    """
    entries = jwks.get("keys")
    found: dict[str, RSAKey] = {}
    shared: set[str] = set()
    for kid, key in _read(entries[:_MOST_KEYS] if isinstance(entries, list) else []):
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
