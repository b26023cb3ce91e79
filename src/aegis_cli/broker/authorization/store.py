"""Asks the store for a worker: its token is kept in memory alone, and no verdict is kept at all."""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from aegis_cli.adapters.sender import Patience, Sender
from aegis_cli.broker.authorization.batch_check import (
    Misconfigured,
    Store,
    StoreAccess,
    StoreClient,
    StoreToken,
    Unavailable,
    token_for_store,
    verdicts_of,
)
from aegis_cli.broker.authorization.questions import Asker, RuleQuestion
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.core.flow import Flow, Wait, drive
from aegis_cli.core.secret import Secret

T = TypeVar("T")

LONGEST = 2.0
"""Seconds for all that is asked for one request; more is no answer."""

_MARGIN = 60.0
"""Seconds before its end from which a token is not used."""
_SHORTEST = 300.0
"""Seconds for which a token is used whose end nobody says."""


@dataclass(slots=True)
class _Held:
    token: Secret
    until: float


@dataclass(slots=True)
class Evaluator:
    """Asks one store, for all threads of a worker."""

    store: Store
    access: StoreAccess
    pool: Executor | None = None
    """Whose threads ask; `None` for asyncio's own."""
    clock: Callable[[], float] = time.monotonic
    _held: _Held | None = None
    _own: threading.local = field(default_factory=threading.local)

    @property
    def model(self) -> str:
        """The id of the model that decides."""
        return self.store.model_id

    async def verdicts(
        self, caller: Caller, questions: Sequence[RuleQuestion]
    ) -> Mapping[RuleQuestion, bool]:
        """Return the verdict of each question; raise `Misconfigured` or `Unavailable`.

        There are at most `MOST_QUESTIONS`, which `permit` sees to.
        """
        loop, ends = asyncio.get_running_loop(), self.clock() + LONGEST
        asking = loop.run_in_executor(self.pool, self._ask, caller, tuple(questions), ends)
        try:
            async with asyncio.timeout(LONGEST):
                found = await asking
        except TimeoutError:
            found = None
        if found is None:
            raise Unavailable("it does not answer in time")
        return dict(zip(questions, found, strict=True))

    def _ask(
        self, caller: Caller, questions: tuple[RuleQuestion, ...], ends: float
    ) -> tuple[bool, ...]:
        # NOTE: a question that waited for a thread has the rest of its time, or none.
        asker = Asker.of(caller)
        for is_renewed in (False, True):
            token = self._token(ends, is_renewed=is_renewed)
            now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
            flow = verdicts_of(self.store, asker, questions, token=token, now=now)
            found = self._drive(flow, ends)
            if found is not None:
                return found
            if not isinstance(self.access, StoreClient):
                break
        raise Misconfigured("it does not accept the broker's token")

    def _token(self, ends: float, *, is_renewed: bool) -> Secret | None:
        if not isinstance(self.access, StoreClient):
            return self.access
        held = self._held
        if held is None or is_renewed or self.clock() >= held.until:
            got: StoreToken = self._drive(token_for_store(self.access), ends)
            life = _SHORTEST if got.expires_in is None else got.expires_in - _MARGIN
            held = self._held = _Held(got.token, self.clock() + life)
        return held.token

    def _drive(self, flow: Flow[T], ends: float) -> T:
        left = ends - self.clock()
        if left <= 0:
            raise Unavailable("it does not answer in time")
        sender = self._sender()
        with sender.limit(left):
            return drive(flow, sender, wait=_no_wait)

    def _sender(self) -> Sender:
        """Return this thread's own: its connections stay open for the next question."""
        sender: Sender | None = getattr(self._own, "sender", None)
        if sender is None:
            patience = Patience(silence=LONGEST)
            sender = self._own.sender = Sender(longest=LONGEST, patience=patience)
        return sender


def _no_wait(_wait: Wait) -> None:
    raise AssertionError("nothing here waits")
