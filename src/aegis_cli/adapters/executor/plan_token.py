"""The token that a run acts with: derived for it where that can be, and deleted when it is over.

A derived token is known to nobody but this object. So whoever ends the process early, which is
another thread than the one that acts, first has it deleted here: `forget`.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from aegis_cli.actions.call import Call
from aegis_cli.adapters.sender import Sender
from aegis_cli.core.flow import Wait, drive
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.exchange import Granted, ProviderApp
from aegis_cli.providers.github.derivation import Derived, delete, derive
from aegis_cli.providers.github.inspection import wrong_kind
from aegis_cli.providers.github.narrowing import Wide, kind_of, scope_of
from aegis_cli.request.execution import TokenFacts

GRACE = 2.0
"""Seconds that the end of the process waits for a derivation, and then for a deletion."""

PATIENCE = 5.0
"""Seconds that one attempt at a deletion may take while somebody waits for the result."""

_NOT_DELETED = "It was for this plan only, and could not be deleted; it ends by itself."


class PlanToken:
    """Derives and deletes for one child, with the App's credentials where there are some."""

    def __init__(
        self, app: ProviderApp | None, base: str, sender: Sender, wait: Callable[[Wait], None]
    ) -> None:
        self._app = app
        self._base = base
        self._sender = sender
        self._wait = wait
        # Reentrant, because a request that is observed may find a reason to end the process.
        self._lock = threading.RLock()
        self._derived: Derived | None = None
        self._facts: TokenFacts | None = None

    def begin(self, granted: Granted, calls: tuple[Call, ...]) -> Secret:
        """Return the token for a run; raise where GitHub refuses to derive one for a write."""
        kind = kind_of(granted.token)
        self._facts = TokenFacts(kind, granted.expires_in)
        if self._app is None:
            return granted.token
        found = self._derived_from(granted.token, calls, self._app)
        if isinstance(found, Wide):
            self._facts = replace(self._facts, reason=found.reason)
            return granted.token
        self._facts = TokenFacts(kind_of(found.token), found.expires_in, narrowed=True)
        return found.token

    def _derived_from(
        self, token: Secret, calls: tuple[Call, ...], app: ProviderApp
    ) -> Derived | Wide:
        scope = scope_of(calls)
        if isinstance(scope, Wide):
            return scope
        if (hindrance := wrong_kind(token)) is not None:
            return Wide(hindrance)
        with self._lock:
            flow = derive(app, self._base, token, scope)
            found = drive(flow, self._sender, wait=self._wait)
            self._derived = found if isinstance(found, Derived) else None
        return found

    def end(self) -> TokenFacts | None:
        """Delete what was derived for the run, and tell what it acted with."""
        # NOTE: its outcomes are known by now, and whoever hinders a deletion must not keep them.
        with self._sender.within(PATIENCE):
            is_deleted = self._deleted(self._sender, self._wait)
        if not is_deleted and self._facts is not None:
            self._facts = replace(self._facts, reason=_NOT_DELETED)
        return self._facts

    def forget(self) -> None:
        """Delete what is left, in little time and without a word: the process is about to end."""
        # NOTE: the lock is kept, so that nothing is derived between this and the end.
        if self._lock.acquire(timeout=GRACE):
            # A sender of its own: the other one may be in the middle of an answer.
            with Sender(longest=GRACE) as sender, suppress(Exception):
                self._deleted(sender, _until(time.monotonic() + GRACE))

    def _deleted(self, sender: Sender, wait: Callable[[Wait], None]) -> bool:
        with self._lock:
            if self._derived is None or self._app is None:
                return True
            is_deleted = drive(delete(self._app, self._base, self._derived), sender, wait=wait)
            # Not before: where the parent is gone, even saying what is waited for may raise.
            self._derived = None
            return is_deleted


def _until(ends: float) -> Callable[[Wait], None]:
    """Try again at once, and not after a time on the monotonic clock."""

    def wait(_wait: Wait) -> None:
        if time.monotonic() > ends:
            raise TimeoutError

    return wait
