"""The tokens of one run: derived for it if possible, and deleted when the run is over.

Only this object knows the derived tokens. So a thread that ends the process early first
calls `forget`, which deletes them; that is another thread than the one that acts.
"""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from aegis_cli.actions.provider.derived_token import Derived, NotNarrowed, TokenFacts, TokenSide
from aegis_cli.adapters.sender import Sender
from aegis_cli.core.flow import Wait, drive
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.exchange import Granted

GRACE = 2.0
"""Seconds that the end of the process waits for a derivation, and then for a deletion."""

PATIENCE = 5.0
"""Seconds that one attempt at a deletion may take while somebody waits for the outcomes."""

_NOT_DELETED = "It was for this plan only, and could not be deleted; it ends by itself."


@dataclass(eq=False, repr=False)
class PlanToken:
    """Derives and deletes the tokens of one child, if there are credentials of an App."""

    token_side: TokenSide
    app: ProviderApp | None
    base: str
    sender: Sender
    wait: Callable[[Wait], None]
    # Reentrant, because the callback that observes a request may call `forget`.
    lock: threading.RLock = field(default_factory=threading.RLock, init=False)
    _derived: list[Derived] = field(default_factory=list, init=False)
    _facts: TokenFacts | None = field(default=None, init=False)
    _reach: Mapping[str, Any] | None = field(default=None, init=False)

    def begin(self, granted: Granted, reach: Mapping[str, Any] | None) -> Secret:
        """Return the token for a run; raise if the provider refuses to derive one for a write.

        `reach` is what `Provider.reach` says of its calls, as JSON.
        """
        self._reach = reach
        self._facts = TokenFacts(self.token_side.kind_of(granted.token), granted.expires_in)
        result = self._derive(granted.token, reach)
        if result is None:
            return granted.token
        if isinstance(result, NotNarrowed):
            self._facts = replace(self._facts, reason=result.reason)
            return granted.token
        kind = self.token_side.kind_of(result.token)
        self._facts = TokenFacts(kind, result.expires_in, narrowed=True)
        return result.token

    def again(self, granted: Granted) -> Secret:
        """Return the token in the place of a refused one: where that was derived, one for as much.

        NOTE: the wide token would reach more than the plan said.
        """
        return self.begin(granted, self._reach if self._derived else None)

    def _derive(
        self, token: Secret, reach: Mapping[str, Any] | None
    ) -> Derived | NotNarrowed | None:
        if self.app is None or self.token_side.narrow is None or reach is None:
            return None
        if "reason" in reach:
            return NotNarrowed(**reach)
        with self.lock:
            flow = self.token_side.narrow(self.app, self.base, token, reach)
            result = drive(flow, self.sender, wait=self.wait)
            if isinstance(result, Derived):
                self._derived.append(result)
        return result

    def more(self, granted: Granted, reach: Mapping[str, Any] | None) -> Secret | None:
        """Derive one more token, for one call with one permission more; `None` if there is none.

        `reach` is what `Provider.wider_reach` says of the call, as JSON.

        NOTE: only beside a derived token. Where the wide one acts, it has what there is.
        """
        if self.app is None or self.token_side.widen is None or reach is None:
            return None
        with self.lock:
            if not self._derived:
                return None
            flow = self.token_side.widen(self.app, self.base, granted.token, reach)
            derived = drive(flow, self.sender, wait=self.wait)
            if derived is None:
                return None
            self._derived.append(derived)
        return derived.token

    def end(self) -> TokenFacts | None:
        """Delete the derived tokens, and return the facts of the token that the run acted with."""
        # NOTE: the outcomes are known by now; a slow deletion must not hold them back for long.
        with self.sender.limit(PATIENCE):
            is_deleted = self._delete(self.sender, self.wait)
        if not is_deleted and self._facts is not None:
            self._facts = replace(self._facts, reason=_NOT_DELETED)
        return self._facts

    def forget(self) -> None:
        """Delete the derived tokens quickly and silently: the process is about to end."""
        # NOTE: the lock is never released, so that nothing is derived between this and the end.
        if self.lock.acquire(timeout=GRACE):
            ends = time.monotonic() + GRACE

            def retry_at_once(_wait: Wait) -> None:
                if time.monotonic() > ends:
                    raise TimeoutError

            # A sender of its own: the other one may be reading a response.
            with Sender(longest=GRACE) as sender, suppress(Exception):
                self._delete(sender, retry_at_once)

    def _delete(self, sender: Sender, wait: Callable[[Wait], None]) -> bool:
        with self.lock:
            if self.app is None or self.token_side.delete is None:
                return True
            are_deleted = True
            while self._derived:
                flow = self.token_side.delete(self.app, self.base, self._derived[-1])
                are_deleted &= drive(flow, sender, wait=wait)
                # Not before: if the parent is gone, `wait` may raise, and `forget` tries again.
                self._derived.pop()
            return are_deleted
