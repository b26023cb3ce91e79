"""The issuer as the broker needs it: whose tokens hold, and the client that exchanges them.

Whatever may wait for the network runs beside the event loop, one question at a time. What is known
already is not waited for: an issuer that hangs holds up nobody whose key is known.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from aegis_cli.broker.http.access_token import Caller, Rules, Verifier, key_id_of
from aegis_cli.broker.http.keys import Keys
from aegis_cli.broker.workers.pools import Pools, aside, within
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.exchange import Vault

STARTING = 2.0
"""Seconds that a start waits for the issuer; it goes on without it."""


class Issuer(Protocol):
    """What is asked of the outside."""

    def name(self) -> str:
        """Return the issuer exactly as its tokens have it."""
        ...

    def jwks(self) -> Mapping[str, Any]:
        """Return its keys as they are now."""
        ...

    def vault(self) -> Vault:
        """Return the client that may exchange."""
        ...


class Callers:
    """Verifies callers, and knows the vault; for one event loop."""

    def __init__(self, issuer: Issuer, rules: Callable[[str], Rules], pools: Pools) -> None:
        """Take what asks the issuer, and the rules for tokens of an issuer of that name."""
        self._issuer = issuer
        self._rules = rules
        self._pools = pools
        self._keys = Keys(lambda: aside(self._learned))
        self._verifier: Verifier | None = None
        self._vault: Vault | None = None
        self._turn = asyncio.Lock()

    async def verify(self, token: Secret) -> Caller:
        """Return who a token is for; raise `Problem` 401, or 503 while the issuer is away.

        A token of which the issuer has signed nothing costs no thread.
        """
        key = await self._keys.find(key_id_of(token))
        assert self._verifier is not None, "whoever has the keys knows whose they are"
        return await within(self._pools.tokens, self._verifier.verify, token, key)

    async def vault(self) -> Vault:
        """Return the vault's client; raise `AegisError` where it cannot be had."""
        async with self._turn:
            if self._vault is None:
                self._vault = await within(self._pools.executions, self._issuer.vault)
            return self._vault

    def is_ready(self) -> bool:
        """Tell whether tokens can be verified now; waits for nobody."""
        return self._keys.are_there()

    async def keep(self) -> None:
        """Learn about the issuer and keep it up to date, for as long as this runs."""
        await self._keys.keep()

    async def start(self) -> None:
        """Learn about the issuer first, if it answers soon."""
        await self._keys.learn(STARTING)

    def _learned(self) -> Mapping[str, Any]:
        """Ask the issuer for all that verifying needs."""
        if self._verifier is None:
            self._verifier = Verifier(self._rules(self._issuer.name()))
        return self._issuer.jwks()
