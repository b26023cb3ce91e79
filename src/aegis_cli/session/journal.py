"""What happened in a session, in memory: for the person, never in a file."""

import time
from collections import deque
from dataclasses import dataclass, field

MOST = 1000
"""Lines that are kept."""


@dataclass(slots=True)
class Journal:
    """The last lines of what happened, each with its time of day."""

    lines: deque[str] = field(default_factory=lambda: deque(maxlen=MOST))

    def note(self, text: str) -> str:
        """Keep a line, and return it."""
        line = f"{time.strftime('%H:%M:%S')}  {text}"
        self.lines.append(line)
        return line
