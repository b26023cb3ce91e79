"""How much a broker does at once, and for one person. In memory: each worker counts by itself."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from aegis_cli.broker.http.problem import Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one worker."""

    concurrent: int = 32
    """Plans that run at once, and as many turns of planning; one more is refused at once."""
    per_minute: int = 120
    """Requests of one subject; a third of it may come at once."""
    body: int = 256 * 1024
    """Bytes of a request's body."""
    body_seconds: float = 10.0
    """Seconds for a body to arrive."""
    seconds: float = 120.0
    """Seconds for a plan."""
    connections: int = 500
    """Open connections; for one more, the idlest gives way. Below the usual 1024 files."""
    arrival_seconds: float = 20.0
    """Seconds from the first moment of a connection, or the first byte of a request, to its end."""
    taking_seconds: float = 60.0
    """Seconds for a caller to take an answer."""


class Subjects:
    """A token bucket for each subject; a full one need not be remembered."""

    MOST = 10_000

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the requests that one subject may make in a minute."""
        self._rate = per_minute / 60
        self._burst = max(per_minute / 3, 1.0)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, subject: str) -> None:
        """Count a request; raise `Problem` 429 with the seconds to wait where it is too many."""
        wait = self.seconds_to_wait(subject)
        if wait:
            raise rate_limited(wait)

    def seconds_to_wait(self, subject: str) -> int:
        """Count a request; return 0, or the seconds to wait where it is too many."""
        now = self._clock()
        left, since = self._left.pop(subject, (self._burst, now))
        left = min(left + (now - since) * self._rate, self._burst)
        is_allowed = left >= 1
        self._left[subject] = (left - 1 if is_allowed else left, now)
        if len(self._left) > self.MOST:
            self._left.popitem(last=False)
        return 0 if is_allowed else math.ceil((1 - left) / self._rate)


def rate_limited(seconds: int) -> Problem:
    """Say that somebody comes too often."""
    return Problem(429, "rate_limited", "Too many requests.", {"Retry-After": str(seconds)})


class Capacity:
    """Room for so many plans, or turns of planning, at once; nobody waits for it.

    It is given back before the answer is sent: how long that takes, and of how many connections,
    `taking_seconds` and `connections` bound.
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
