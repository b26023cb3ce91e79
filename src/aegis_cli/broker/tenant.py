"""The issuer as the broker needs it: whose tokens hold, and the client that exchanges them.

Everything here may wait for the network, so it runs in threads, one question at a time. What is
known already is not waited for: an issuer that hangs holds up nobody whose key is known.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from aegis_cli.broker.access_token import Caller, Rules, Verifier
from aegis_cli.broker.keys import Keys
from aegis_cli.broker.problem import Problem
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError
from aegis_cli.oauth.exchange import Vault


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


class Tenant:
    """Verifies callers, and knows the vault; learns both when they are first needed."""

    def __init__(self, issuer: Issuer, rules: Callable[[str], Rules]) -> None:
        """Take what asks the issuer, and the rules for tokens of an issuer of that name."""
        self._issuer = issuer
        self._rules = rules
        self._turn = threading.Lock()
        self._keys = Keys(self._fetch)
        self._verifier: Verifier | None = None
        self._vault: Vault | None = None

    def verify(self, token: Secret) -> Caller:
        """Return who a token is for; raise `Problem` 401, or 503 while the issuer is away."""
        return self._trusting().verify(token)

    def vault(self) -> Vault:
        """Return the vault's client; raise `AegisError` where it cannot be had."""
        if self._vault is not None:
            return self._vault
        with self._turn:
            if self._vault is None:
                self._vault = self._issuer.vault()
            return self._vault

    def is_ready(self) -> bool:
        """Tell whether tokens can be verified now."""
        try:
            self._trusting()
        except Problem:
            return False
        return self._keys.are_there()

    def _trusting(self) -> Verifier:
        if self._verifier is not None:
            return self._verifier
        with self._turn:
            try:
                if self._verifier is None:
                    self._verifier = Verifier(self._rules(self._issuer.name()), self._keys)
            except AegisError:
                pass
            else:
                return self._verifier
        raise Problem(
            503, "unavailable", "The issuer cannot be reached; try again.", {"Retry-After": "5"}
        )

    def _fetch(self) -> Mapping[str, Any]:
        with self._turn:
            return self._issuer.jwks()
