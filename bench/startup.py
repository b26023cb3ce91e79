"""How fast the command line starts: `python -m bench.startup [rounds]`.

Medians of paired runs, interleaved, against `python -c pass` and against `gh --help` from the
distribution (skipped with a message where it is absent). Exits 1 if a bar is missed.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent
AEGIS = str(BIN / "aegis")
PASS = [sys.executable, "-c", "pass"]
GH = ["gh", "--help"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One command, what it is compared with, and the largest ratio that is good."""

    command: list[str]
    against: list[str]
    most: float


BARS = (
    Bar([AEGIS, "--version"], PASS, 2.0),
    Bar([AEGIS, "--help"], GH, 1.5),
    Bar([AEGIS, "ask", "--help"], GH, 2.0),
    Bar([AEGIS, "do", "--help"], GH, 2.0),
    Bar([AEGIS, "actions", "--help"], GH, 2.0),
    Bar([AEGIS, "whoami", "--help"], GH, 2.0),
    Bar([AEGIS, "sandbox", "--help"], GH, 2.0),
    Bar([AEGIS, "demo", "--help"], GH, 2.0),
    Bar([AEGIS, "do", "issues.list", "--help"], GH, 4.0),
)


def once(command: list[str]) -> float:
    """Run a command and return its wall time in milliseconds."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - started) * 1000


def measure(bar: Bar, rounds: int) -> tuple[float, float, float]:
    """Return the medians of both commands and of their paired ratios."""
    once(bar.command), once(bar.against)
    pairs = [(once(bar.command), once(bar.against)) for _ in range(rounds)]
    ours, theirs = zip(*pairs, strict=True)
    ratio = statistics.median(a / b for a, b in pairs)
    return statistics.median(ours), statistics.median(theirs), ratio


def main() -> int:
    """Measure every bar and print a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    has_gh = shutil.which("gh") is not None
    if not has_gh:
        print("gh is not installed: its comparisons are skipped (apt-get install gh)")
    print(f"{rounds} paired runs on {os.cpu_count()} cores, Python {sys.version.split()[0]}\n")
    print(f"{'command':34} {'ms':>7} {'against':>22} {'ms':>7} {'ratio':>6} {'bar':>5}")
    missed = 0
    for bar in BARS:
        if bar.against is GH and not has_gh:
            continue
        ours, theirs, ratio = measure(bar, rounds)
        name = " ".join(["aegis", *bar.command[1:]])
        other = "python -c pass" if bar.against is PASS else " ".join(bar.against)
        verdict = "" if ratio <= bar.most else "  MISSED"
        print(
            f"{name:34} {ours:7.1f} {other:>22} {theirs:7.1f} {ratio:6.2f} {bar.most:5.1f}{verdict}"
        )
        missed += ratio > bar.most
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
