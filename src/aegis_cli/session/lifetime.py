"""When a session locks and when it ends: after idle minutes, after hours, after a sleep; pure."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import Enum, auto
from typing import Any, NamedTuple

# On macOS the monotonic clock counts the time in which the machine sleeps.
_COUNTING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

SLEEP = 30.0
"""Seconds that the machine must have been suspended before that locks a session."""


class Instant(NamedTuple):
    """A moment, by two clocks, in seconds."""

    counted: float
    """By a clock that counts the time in which the machine is suspended."""
    awake: float
    """By a clock that does not."""


def instant() -> Instant:
    """Return this moment."""
    return Instant(time.clock_gettime(_COUNTING), time.monotonic())


class Due(Enum):
    """What is to be done with a session."""

    NOTHING = auto()
    LOCK = auto()
    END = auto()


@dataclass(slots=True)
class Lifetime:
    """The life of one session."""

    idle: float
    """Seconds without a request after which it locks."""
    longest: float
    """Seconds after which it ends."""
    began: Instant
    used: Instant
    seen: Instant
    """When it was last looked at."""

    @classmethod
    def beginning(cls, now: Instant, *, idle: float, longest: float) -> "Lifetime":
        """Return the life of a session that begins now."""
        return cls(idle, longest, now, now, now)

    @property
    def kept(self) -> dict[str, Any]:
        """What it is, for JSON."""
        return asdict(self)

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "Lifetime":
        """Return the lifetime that was `kept`; its clocks went on."""
        instants = {name: Instant(*kept[name]) for name in ("began", "used", "seen")}
        return cls(**{**kept, **instants})

    def use(self, now: Instant) -> None:
        """Note a request."""
        self.used = now

    def due(self, now: Instant) -> Due:
        """Return what is due now; it is asked about every second."""
        slept = (now.counted - self.seen.counted) - (now.awake - self.seen.awake)
        self.seen = now
        if now.counted - self.began.counted >= self.longest:
            return Due.END
        if slept > SLEEP or now.counted - self.used.counted >= self.idle:
            return Due.LOCK
        return Due.NOTHING
