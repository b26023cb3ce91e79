"""The proposals that one server has made, by their ids: what waits, and what was not told yet."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.errors import Status
from aegis_cli.mcp.agent_call import AgentCall
from aegis_cli.mcp.documents import ended_unsent, unanswered_document, waiting, with_advice

_KEPT = 3600.0
"""Seconds for which an outcome that nobody was told is kept."""
_MOST = 64
"""Proposals that are kept."""


class Proposal:
    """One plan that was handed to the agent; it ends when the agent says how it ended."""

    def __init__(self, request: str, order: bytes) -> None:
        """Hand it over, in a thread of its own."""
        self.id = secrets.token_hex(16)
        self.request = request
        self.ended_at: float | None = None
        self.was_withdrawn = False
        """Whether it ended because it was taken back, before anybody answered."""
        self._call = AgentCall(order)
        self._document: dict[str, Any] = {}
        self._has_ended = threading.Event()
        self._lock = threading.Lock()
        self._waiters = 0
        threading.Thread(target=self._run, daemon=True).start()

    def withdraw(self) -> None:
        """Take the question away; a write in flight is finished all the same."""
        self._call.withdraw()

    def state(self, seconds: float, wanted: Callable[[], bool]) -> dict[str, Any] | None:
        """Wait for the end; return its document, or `None` if it still waits or nobody asks."""
        with self._note_waiting():
            until = time.monotonic() + seconds
            while not self._has_ended.wait(min(1.0, max(until - time.monotonic(), 0.0))):
                if time.monotonic() >= until or not wanted():
                    return None
        return self._document

    @contextmanager
    def _note_waiting(self) -> Iterator[None]:
        """Tell the agent that a call of the client waits for the end."""
        with self._lock:
            self._waiters += 1
            self._call.await_end(waits=True)
        try:
            yield
        finally:
            with self._lock:
                self._waiters -= 1
                self._call.await_end(waits=self._waiters > 0)

    def _run(self) -> None:
        document = self._call.document()
        if ended_unsent(document):
            self.was_withdrawn = self._call.is_withdrawn
            document = unanswered_document(document, is_withdrawn=self.was_withdrawn)
        self._document = document
        self.ended_at = time.monotonic()
        self._has_ended.set()


@dataclass
class Proposals:
    """All proposals of a server whose outcome was not told; the same plan is proposed once."""

    wait: float
    """Seconds that a call waits for an outcome."""
    _by_order: dict[bytes, Proposal] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def propose(self, key: bytes, request: str, order: bytes) -> Proposal:
        """Return the proposal of this plan: the one that was made, or a new one."""
        with self._lock:
            self._drop_old()
            known = self._by_order.get(key)
            if known is None or known.was_withdrawn:
                known = self._by_order[key] = Proposal(request, order)
            return known

    def by_id(self, proposal: str) -> Proposal | None:
        """Return a proposal by its id."""
        with self._lock:
            self._drop_old()
            return next((each for each in self._by_order.values() if each.id == proposal), None)

    def outcome(self, proposal: Proposal, wanted: Callable[[], bool]) -> dict[str, Any]:
        """Wait for an outcome, and tell it once; or tell that it still waits.

        Only what can be asked for again has an `id`.
        """
        document = proposal.state(self.wait, wanted)
        if document is None:
            return with_advice(waiting(proposal.request, proposal.id))
        if not wanted():
            return with_advice({**document, "id": proposal.id})
        self._forget(proposal)
        return with_advice(document | self._waits_for(document))

    def _waits_for(self, document: Mapping[str, Any]) -> dict[str, str]:
        """Name the proposal of this server that another one has to wait for, if there is one."""
        with self._lock:
            waits = [each.id for each in self._by_order.values() if each.ended_at is None]
        is_busy = document["status"] == Status.BUSY
        return {"waiting_id": waits[0]} if is_busy and waits else {}

    def _forget(self, proposal: Proposal) -> None:
        with self._lock:
            self._by_order = {k: each for k, each in self._by_order.items() if each is not proposal}

    def _drop_old(self) -> None:
        now = time.monotonic()
        ended = [(each.ended_at, key) for key, each in self._by_order.items() if each.ended_at]
        too_many = max(len(self._by_order) - _MOST, 0)
        for place, (at, key) in enumerate(sorted(ended)):
            if now - at > _KEPT or place < too_many:
                del self._by_order[key]
