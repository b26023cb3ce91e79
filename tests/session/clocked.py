"""`aegis` with clocks that a test moves: `python -P clocked.py FILE WORDS...`.

The file holds two numbers, as JSON: by how many seconds the clock is ahead that counts sleep, and
by how many the one that does not. Another program that this process becomes has its own clocks.
"""

import json
import sys
import time
from pathlib import Path

from aegis_cli.__main__ import main


def move_clocks(file: Path) -> None:
    """Have the two clocks of this process be ahead by what the file says, whenever they are read."""
    clock_gettime, monotonic = time.clock_gettime, time.monotonic

    def ahead(at: int) -> float:
        return float(json.loads(file.read_text())[at]) if file.exists() else 0.0

    def shifted(clock: int) -> float:
        return clock_gettime(clock) + (ahead(0) if clock == time.CLOCK_BOOTTIME else 0.0)

    time.clock_gettime = shifted
    time.monotonic = lambda: monotonic() + ahead(1)


if __name__ == "__main__":
    move_clocks(Path(sys.argv.pop(1)))
    main()
