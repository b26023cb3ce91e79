"""Verifies callers by the issuer's keys, and makes the client that exchanges their tokens.

Requests to the issuer run beside the event loop, one at a time. A caller whose key is known does
not wait for them, so an issuer that hangs delays only the others.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aegis_cli.broker.http.access_token import Caller, Rules, Verifier, key_id_of
from aegis_cli.broker.http.keys import Keys
from aegis_cli.broker.pools import Pools, aside
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.exchange import Vault


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuer, asked over the network."""

    name: Callable[[], str]
    """Returns the issuer exactly as its tokens have it."""
    jwks: Callable[[], Mapping[str, Any]]
    """Returns its keys as they are now."""
    vault: Callable[[], Vault]
    """Returns the client that may exchange tokens."""


class Callers:
    """Verifies callers, and knows the vault; for one event loop."""

    def __init__(self, issuer: Issuer, rules: Callable[[str], Rules], pools: Pools) -> None:
        """Take the issuer, and a function that returns the rules for the issuer of a name."""
        self._issuer = issuer
        self._rules = rules
        self._pools = pools
        self.keys = Keys(lambda: aside(self._read_keys), clock=time.monotonic)
        self._verifier: Verifier | None = None
        self._vault: Vault | None = None
        self._lock = asyncio.Lock()

    async def verify(self, token: Secret) -> Caller:
        """Return the caller of a token; raise `Problem` 401, or 503 while the issuer is down.

        A token that names no key of the issuer takes no thread.
        """
        key = await self.keys.find(key_id_of(token))
        assert self._verifier is not None, "the verifier is made before the keys are read"
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pools.tokens, self._verifier.verify, token, key)

    async def vault(self) -> Vault:
        """Return the vault's client; raise `AegisError` if it cannot be made."""
        async with self._lock:
            if self._vault is None:
                loop = asyncio.get_running_loop()
                self._vault = await loop.run_in_executor(self._pools.executions, self._issuer.vault)
            return self._vault

    def _read_keys(self) -> Mapping[str, Any]:
        """Ask the issuer for its keys, and for its name the first time."""
        if self._verifier is None:
            self._verifier = Verifier(self._rules(self._issuer.name()), now=time.time)
        return self._issuer.jwks()
