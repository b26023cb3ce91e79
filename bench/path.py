"""How long one sentence takes, all the way: `python -m bench.path [rounds]`.

Cold `aegis ask … --yes` against `bench/by_hand.py`, the same calls without any of the care, on one
sandbox with injected service times (Gemini 600 ms, exchange 150 ms, GitHub 250 ms). Medians of
interleaved paired runs; then where the time of one run went. Exits 1 if the bar is missed.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aegis_cli.planning.wire import schema

BIN = Path(sys.executable).parent
SENTENCE = "open an issue in acme/web titled 'Crash on start'"
LATENCY = {"gemini": 600, "exchange": 150, "github": 250}
MOST = 1.2

AEGIS = [str(BIN / "aegis"), "ask", SENTENCE, "--engine", "gemini", "--yes"]
BY_HAND = [sys.executable, "-m", "bench.by_hand", SENTENCE]


@contextmanager
def sandbox() -> Iterator[dict[str, str]]:
    """Run a sandbox with injected service times, and give the environment that leads to it."""
    with sandbox_that_takes(LATENCY) as said:
        yield said["environment"]


@contextmanager
def sandbox_that_takes(latency: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Run a sandbox with these service times, and give what it says of itself."""
    delays = [word for name, ms in latency.items() for word in ("--latency", f"{name}={ms}")]
    command = [sys.executable, "-m", "aegis_cli.sandbox", "--until-eof", "--confirm", "auto"]
    with subprocess.Popen(
        [*command, *delays], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()


def once(command: list[str], environment: dict[str, str]) -> float:
    """Run a command to its end, and return its wall time in milliseconds."""
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    if "/issues/" not in done.stdout:
        raise SystemExit(f"{command} did not open an issue: {done.stderr}")
    return (time.perf_counter() - started) * 1000


def main() -> int:
    """Measure, print, and judge."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with sandbox() as found:
        parameters = json.dumps(schema())
        # No session that somebody holds here serves it.
        environment = {**os.environ, **found, "AEGIS_SESSION": "", "BENCH_SCHEMA": parameters}
        once(AEGIS, environment), once(BY_HAND, environment)
        pairs = [(once(AEGIS, environment), once(BY_HAND, environment)) for _ in range(rounds)]
        traced = [AEGIS[0], "--debug", *AEGIS[1:]]
        trace = subprocess.run(traced, env=environment, capture_output=True, text=True, check=True)
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"{rounds} paired cold runs, service times {LATENCY} ms, sign-in poll 1000 ms\n")
    print(f"aegis ask --yes   {ours:7.0f} ms")
    print(f"by hand           {theirs:7.0f} ms")
    print(f"ratio             {ratio:7.2f}     (bar {MOST}){'' if ratio <= MOST else '  MISSED'}\n")
    print("Where the time of one run went:")
    print("\n".join(line for line in trace.stderr.splitlines() if line.startswith("[")))
    return 0 if ratio <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
