"""One connection of a caller, who may be slow on purpose: a deadline for each thing to arrive.

uvicorn waits for a request as long as the caller likes, and for one who does not read the answer.
Here both end, a request's head is read strictly, and the number of connections is bounded: where
there is one too many, the one that has done nothing for the longest time gives way.
"""

import asyncio
import json
import uuid
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from aegis_cli.broker.http.envelope import safe_headers
from aegis_cli.broker.http.head import StrictConnection
from aegis_cli.broker.http.limits import Limits
from aegis_cli.broker.http.problem import CONTENT_TYPE, Problem

_REFUSED = Problem(400, "bad_request", "The request is not plain HTTP/1.1.")


class Connection(H11Protocol):
    """A connection whose requests come whole in time, and whose answers are taken in time."""

    def __init__(self, *args: Any, limits: Limits, **more: Any) -> None:
        """Take what uvicorn gives, and the limits."""
        super().__init__(*args, **more)
        self.conn = self._strict = StrictConnection()
        self._limits = limits
        self.idle_since = 0.0
        self._arrival: asyncio.TimerHandle | None = None
        self._departure: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request; of one connection too many, the idlest ends at once."""
        super().connection_made(transport)
        self.idle_since = self.loop.time()
        if len(self.connections) > self._limits.connections:
            self._idlest().transport.abort()
        self._mind_arrival()

    def data_received(self, data: bytes) -> None:
        """Take what arrived; the deadline stays until a request is whole."""
        super().data_received(data)
        self._mind_arrival()
        self._mind_departure()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not plain HTTP in the form of any other refusal."""
        headers = {"content-type": CONTENT_TYPE, **safe_headers(uuid.uuid4().hex)}
        body = json.dumps(_REFUSED.document()).encode()
        self.transport.write(self._strict.refusal(body, headers))
        self.transport.close()

    def pause_writing(self) -> None:
        """Begin to wait until the caller has taken what was sent."""
        super().pause_writing()
        self._departure = self._after(self._limits.taking_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop waiting: most of it was taken."""
        super().resume_writing()
        self._departure = _ended(self._departure)
        self._mind_departure()

    def on_response_complete(self) -> None:
        """Go on with the next request, or wait until the last answer was taken."""
        super().on_response_complete()
        self.idle_since = self.loop.time()
        self._mind_departure()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that is not used, also where its last answer was not taken."""
        super().timeout_keep_alive_handler()
        self._mind_departure()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._arrival = _ended(self._arrival)
        super().connection_lost(exc)  # resumes writing, for whoever waits to write
        self._departure = _ended(self._departure)

    def _idlest(self) -> "Connection":
        """Return the connection that can best be spared; this new one, if all are at work.

        NOTE: silent connections would otherwise keep all callers out, and behind a proxy all have
        one address. A connection whose request is complete is never closed.
        """
        idle = [one for one in self.connections if isinstance(one, Connection) and one.is_idle]
        return min(idle, key=lambda one: one.idle_since, default=self)

    @property
    def is_idle(self) -> bool:
        """Tell whether it has no request that is being answered."""
        cycle: Any = self.cycle  # None before the first request, whatever uvicorn's types say
        is_answered = cycle is None or cycle.response_complete
        return is_answered and not self.transport.is_closing()

    def _mind_arrival(self) -> None:
        if not self._strict.is_arriving or self.transport.is_closing():
            self._arrival = _ended(self._arrival)
        elif self._arrival is None:
            self._arrival = self._after(self._limits.arrival_seconds, self._is_late)

    def _mind_departure(self) -> None:
        # NOTE: what is closed waits for the caller to take the rest, however little, for ever.
        if self.transport.is_closing() and self._departure is None:
            self._departure = self._after(self._limits.taking_seconds, self.transport.abort)

    def _is_late(self) -> None:
        self._arrival = None
        if self.flow.read_paused:
            self._mind_arrival()  # it is we who do not read on
        else:
            self.transport.abort()

    def _after(self, seconds: float, end: Callable[[], None]) -> asyncio.TimerHandle:
        return self.loop.call_later(seconds, end)


def _ended(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """End a timer, and return what stands in its place."""
    if timer is not None:
        timer.cancel()
    return None
