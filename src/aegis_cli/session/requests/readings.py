"""What each program of a session has read, which stands on the preview of its next write.

Text of others may have told a program what to ask for. So the person is told a fact that no
program can leave out: from where it has read, whether everybody can see that, and when.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

_MOST_PROGRAMS, _MOST_PLACES = 64, 6
_SAID: Mapping[str, str] = {"public": "public", "private": "private"}

EVERYBODY = 0
"""Stands for the process of a program such as git, which is a new one each time and so tells
nothing: what it reads, every program of the session may have read."""

Process: TypeAlias = tuple[int, str]
"""A process by its number and the time of its start."""


@dataclass(slots=True)
class Readings:
    """The places that were read, by the process that asked."""

    _by_process: dict[Process, dict[str, str]] = field(default_factory=dict)
    """For each place, the time of the last reading."""
    visibilities: dict[str, str] = field(default_factory=dict)
    """What answers said of places: `public` or `private`."""

    @property
    def kept(self) -> dict[str, Any]:
        """What was read, for JSON."""
        places = [[*process, places] for process, places in self._by_process.items()]
        return {"places": places, "visibilities": self.visibilities}

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "Readings":
        """Return the readings that were `kept`."""
        by_process = {(pid, began): {**places} for pid, began, places in kept["places"]}
        return cls(by_process, {**kept["visibilities"]})

    def note(self, pid: int, sources: Iterable[tuple[str, str]], now: str) -> None:
        """Note places and their visibility for a process, at a time such as `14:03`."""
        for place, visibility in sources:
            if visibility in _SAID:
                self.visibilities[place] = visibility
            places = self._by_process.setdefault(_process(pid), {})
            places.pop(place, None)
            places[place] = now
        while len(self._by_process) > _MOST_PROGRAMS:
            del self._by_process[next(each for each in self._by_process if each[0] != EVERYBODY)]

    def of(self, pid: int) -> str:
        """Say what a process has read, the latest first; "" for nothing."""
        own, shared = (self._by_process.get(_process(each), {}) for each in (pid, EVERYBODY))
        of_others = [place for place in reversed(shared.items()) if place[0] not in own]
        places = [*reversed(own.items()), *of_others]
        said = [f"{place} ({self._seen_by(place)}) at {at}" for place, at in places[:_MOST_PLACES]]
        more = len(places) - _MOST_PLACES
        return ", ".join([*said, *([f"{more} more"] if more > 0 else [])])

    def _seen_by(self, place: str) -> str:
        return _SAID.get(self.visibilities.get(place, ""), "perhaps private")


def clock() -> str:
    """Return the time of day, as a person reads it."""
    return time.strftime("%H:%M")


def _process(pid: int) -> Process:
    """Name a process so that a later one with its number is another."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return pid, ""
    return pid, stat.rpartition(")")[2].split()[19]  # proc(5): field 22, the start
