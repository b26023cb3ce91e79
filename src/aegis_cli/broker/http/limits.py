"""How much a broker does at once, and for one person; each worker counts for itself, in memory."""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from aegis_cli.broker.http.problem import Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one worker."""

    concurrent: int = 32
    """Plans that run at once, and as many turns of planning; a further one is refused at once."""
    per_minute: int = 120
    """Requests of one subject; a third of them may come at once."""
    body: int = 256 * 1024
    """Bytes of a request's body."""
    body_seconds: float = 10.0
    """Seconds for a body to arrive."""
    seconds: float = 120.0
    """Seconds for a plan."""
    connections: int = 500  # below the usual limit of 1024 open files
    """Open connections; a further one closes the one that is idle for the longest time."""
    arrival_seconds: float = 20.0
    """Seconds for a request to arrive, from the start of its connection or from its first byte."""
    taking_seconds: float = 60.0
    """Seconds for a caller to read a response."""


class RateLimiter:
    """A token bucket for each subject."""

    MOST = 10_000
    """Subjects that are remembered; the one that asked the longest ago is forgotten."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float]) -> None:
        """Take the requests that one subject may make in a minute."""
        self._rate = per_minute / 60
        self._burst = max(per_minute / 3, 1.0)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, subject: str) -> None:
        """Count a request; raise `Problem` 429 with the seconds to wait if it is one too many."""
        wait = self.seconds_to_wait(subject)
        if wait:
            raise rate_limited(wait)

    def seconds_to_wait(self, subject: str) -> int:
        """Count a request; return 0, or the seconds to wait if it is one too many."""
        now = self._clock()
        left, since = self._left.pop(subject, (self._burst, now))
        left = min(left + (now - since) * self._rate, self._burst)
        is_allowed = left >= 1
        self._left[subject] = (left - 1 if is_allowed else left, now)
        if len(self._left) > self.MOST:
            self._left.popitem(last=False)
        return 0 if is_allowed else math.ceil((1 - left) / self._rate)


def rate_limited(seconds: int) -> Problem:
    """Return the refusal of one request too many."""
    return Problem(429, "rate_limited", "Too many requests.", {"Retry-After": str(seconds)})


class Capacity:
    """A number of plans, or turns of planning, that may run at once; a further one is refused.

    A place is free again before the response is sent; `taking_seconds` and `connections` limit
    the sending.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self.running = 0

    def __enter__(self) -> None:
        if self.running >= self._most:
            raise Problem(503, "overloaded", "The broker is busy; try again.", {"Retry-After": "1"})
        self.running += 1

    def __exit__(self, *_: object) -> None:
        self.running -= 1
