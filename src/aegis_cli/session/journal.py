"""What happened in a session, in memory: for the person, never in a file."""

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate, takewhile

from aegis_cli.core.text import one_line

MOST = 1000
"""Lines that are kept."""
LONGEST = 300
"""Characters of a line, of which a client may have chosen most."""
_TOLD = 64 * 1024
"""Characters of the lines that are told at once; a frame would not hold them all."""


@dataclass(slots=True)
class Journal:
    """The last lines of what happened, each with its time of day."""

    lines: deque[str] = field(default_factory=lambda: deque(maxlen=MOST))

    @classmethod
    def from_kept(cls, lines: Iterable[str]) -> "Journal":
        """Return the journal that goes on behind these lines."""
        return cls(deque(lines, maxlen=MOST))

    def note(self, text: str) -> str:
        """Keep a line, and return it.

        NOTE: a program's words are in it, and no character of them may steer the terminal.
        """
        line = f"{time.strftime('%H:%M:%S')}  {one_line(text)[:LONGEST]}"
        self.lines.append(line)
        return line

    def last(self) -> list[str]:
        """Return the last lines, as many as can be told at once."""
        newest = [*reversed(self.lines)]
        sizes = accumulate(len(line) for line in newest)
        count = sum(1 for _ in takewhile(lambda size: size <= _TOLD, sizes))
        return newest[:count][::-1]
