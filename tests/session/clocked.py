"""`aegis` with clocks that a test moves: `python -P clocked.py FILE WORDS...`.

The file holds two numbers, as JSON: by how many seconds the clock is ahead that counts sleep, and
by how many the one that does not. Another program that this process becomes has its own clocks.
"""

import json
import sys
import time
from pathlib import Path

from aegis_cli.__main__ import main

_ahead = Path(sys.argv.pop(1))
_clock_gettime, _monotonic = time.clock_gettime, time.monotonic


def _seconds(at: int) -> float:
    return float(json.loads(_ahead.read_text())[at]) if _ahead.exists() else 0.0


def _shifted(clock: int) -> float:
    return _clock_gettime(clock) + (_seconds(0) if clock == time.CLOCK_BOOTTIME else 0.0)


time.clock_gettime = _shifted
time.monotonic = lambda: _monotonic() + _seconds(1)

if __name__ == "__main__":
    main()
