"""One connection of a caller, who may be slow on purpose.

uvicorn waits without limit for a request to arrive, and for a caller to read a response. Here both
have a deadline, a request's head is read strictly, and the number of connections is limited: if
there is one too many, the one that has been idle for the longest time is closed.
"""

import asyncio
import json
import uuid
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from aegis_cli.broker.http.envelope import safe_headers
from aegis_cli.broker.http.limits import Limits
from aegis_cli.broker.http.problem import CONTENT_TYPE, Problem
from aegis_cli.core.strict_head import StrictConnection

_REFUSED = Problem(400, "bad_request", "The request is not plain HTTP/1.1.")


class Connection(H11Protocol):
    """A connection with a deadline for each request to arrive and each response to be read."""

    def __init__(self, *args: Any, limits: Limits, **options: Any) -> None:
        """Take the arguments of uvicorn, and the limits."""
        super().__init__(*args, **options)
        self.conn = self._strict = StrictConnection()
        self._limits = limits
        self.idle_since = 0.0
        self._arrival: asyncio.TimerHandle | None = None
        self._delivery: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request; if there are too many connections, abort one that is idle."""
        super().connection_made(transport)
        self.idle_since = self.loop.time()
        if len(self.connections) > self._limits.connections:
            self._idlest().transport.abort()
        self._watch_arrival()

    def data_received(self, data: bytes) -> None:
        """Take bytes; the deadline stays the same until a request is complete."""
        super().data_received(data)
        self._watch_arrival()
        self._watch_delivery()

    def send_400_response(self, msg: str) -> None:
        """Refuse a request that is not plain HTTP, in the form of all other refusals."""
        headers = {"content-type": CONTENT_TYPE, **safe_headers(uuid.uuid4().hex)}
        body = json.dumps(_REFUSED.document()).encode()
        self.transport.write(self._strict.refusal(body, headers))
        self.transport.close()

    def pause_writing(self) -> None:
        """Start the deadline for the caller to read what was sent."""
        super().pause_writing()
        self._delivery = self.loop.call_later(self._limits.taking_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop that deadline: most of it was read."""
        super().resume_writing()
        self._delivery = _cancel(self._delivery)
        self._watch_delivery()

    def on_response_complete(self) -> None:
        """Go on with the next request; if there is none, the last response has a deadline."""
        super().on_response_complete()
        self.idle_since = self.loop.time()
        self._watch_delivery()

    def timeout_keep_alive_handler(self) -> None:
        """Close an unused connection, also if its last response is not read."""
        super().timeout_keep_alive_handler()
        self._watch_delivery()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop both deadlines."""
        self._arrival = _cancel(self._arrival)
        super().connection_lost(exc)  # calls resume_writing
        self._delivery = _cancel(self._delivery)

    def _idlest(self) -> "Connection":
        """Return the connection that is idle for the longest time; if none is, this new one.

        NOTE: otherwise silent connections could keep all callers out, and behind a proxy all have
        the same address. A connection whose request is complete is never closed.
        """
        idle = [each for each in self.connections if isinstance(each, Connection) and each.is_idle]
        return min(idle, key=lambda each: each.idle_since, default=self)

    @property
    def is_idle(self) -> bool:
        """Tell whether no request of it is being answered."""
        cycle: Any = self.cycle  # None before the first request, whatever uvicorn's types say
        is_answered = cycle is None or cycle.response_complete
        return is_answered and not self.transport.is_closing()

    def _watch_arrival(self) -> None:
        if not self._strict.is_arriving or self.transport.is_closing():
            self._arrival = _cancel(self._arrival)
        elif self._arrival is None:
            self._arrival = self.loop.call_later(
                self._limits.arrival_seconds, self._end_late_arrival
            )

    def _watch_delivery(self) -> None:
        # NOTE: a closing transport waits for ever for the caller to read the rest, however little.
        if self.transport.is_closing() and self._delivery is None:
            self._delivery = self.loop.call_later(self._limits.taking_seconds, self.transport.abort)

    def _end_late_arrival(self) -> None:
        self._arrival = None
        if self.flow.read_paused:
            self._watch_arrival()  # the broker itself has paused the reading
        else:
            self.transport.abort()


def _cancel(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """Cancel a timer, and return `None` for its attribute."""
    if timer is not None:
        timer.cancel()
    return None
