"""How fast the command line starts: `python -m bench.startup [rounds]`.

Medians of paired runs, interleaved, against `python -c pass` and against `gh --help` from the
distribution (skipped with a message where it is absent); then with 300 actions in the catalogue,
against those of today. Exits 1 if a bar is missed.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from aegis_cli.actions.catalog import ENTRIES
from bench.many import copy_with

BIN = Path(sys.executable).parent
AEGIS = str(BIN / "aegis")
PASS = [sys.executable, "-c", "pass"]
GH = ["gh", "--help"]
MANY = 300
"""The actions of a grown catalogue."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One command, what it is compared with, and the largest ratio that is good."""

    command: list[str]
    against: list[str]
    most: float
    name: str = ""
    given: bytes = b""
    """A line for its standard input; it counts until it has written one back."""

    @property
    def title(self) -> str:
        """The name of this row."""
        return self.name or " ".join(["aegis", *self.command[1:]])


_INITIALIZE = (
    b'{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18",'
    b'"capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}\n'
)

BARS = (
    Bar([AEGIS, "--version"], PASS, 2.0),
    Bar([AEGIS, "--help"], GH, 1.5),
    Bar([AEGIS, "ask", "--help"], GH, 2.0),
    Bar([AEGIS, "do", "--help"], GH, 2.0),
    Bar([AEGIS, "actions", "--help"], GH, 2.0),
    Bar([AEGIS, "whoami", "--help"], GH, 2.0),
    Bar([AEGIS, "sandbox", "--help"], GH, 2.0),
    Bar([AEGIS, "demo", "--help"], GH, 2.0),
    Bar([AEGIS, "do", "issues.list", "--help"], GH, 2.0),
    # 150 ms on a machine on which `python -c pass` takes 18: Codex goes on without a slow server.
    Bar([AEGIS, "mcp"], PASS, 8.3, "aegis mcp, to initialize", _INITIALIZE),
)


def grown(folder: Path) -> list[Bar]:
    """Return what must not depend on the size of the catalogue: 300 actions against today's."""
    few, many = copy_with(len(ENTRIES), folder / "few"), copy_with(MANY, folder / "many")
    return [
        Bar([*many, *words], [*few, *words], 1.1, f"{MANY} actions: {' '.join(words)}")
        for words in (["--version"], ["--help"], ["do", "issues.list", "--help"])
    ]


def once(command: list[str], given: bytes = b"") -> float:
    """Run a command and return its wall time in milliseconds, or that of its first line."""
    started = time.perf_counter()
    if given:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
            assert running.stdin is not None
            assert running.stdout is not None
            running.stdin.write(given)
            running.stdin.flush()
            running.stdout.readline()
            took = (time.perf_counter() - started) * 1000
            running.kill()
        return took
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - started) * 1000


def measure(bar: Bar, rounds: int) -> tuple[float, float, float]:
    """Return the medians of both commands and of their paired ratios."""
    once(bar.command, bar.given), once(bar.against)
    pairs = [(once(bar.command, bar.given), once(bar.against)) for _ in range(rounds)]
    ours, theirs = zip(*pairs, strict=True)
    ratio = statistics.median(a / b for a, b in pairs)
    return statistics.median(ours), statistics.median(theirs), ratio


def missed(bar: Bar, rounds: int) -> bool:
    """Measure one bar, print its row, and tell whether it is missed."""
    ours, theirs, ratio = measure(bar, rounds)
    known = ((GH, "gh --help"), (PASS, "python -c pass"))
    against = next((name for each, name in known if each is bar.against), "today's actions")
    verdict = "" if ratio <= bar.most else "  MISSED"
    print(
        f"{bar.title:36} {ours:7.1f} {against:>16} {theirs:7.1f}"
        f" {ratio:6.2f} {bar.most:5.1f}{verdict}"
    )
    return ratio > bar.most


def main() -> int:
    """Measure every bar and print a table."""
    os.environ["AEGIS_SESSION"] = ""  # no session that somebody holds here serves a command
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    has_gh = shutil.which("gh") is not None
    if not has_gh:
        print("gh is not installed: its comparisons are skipped (apt-get install gh)")
    print(f"{rounds} paired runs on {os.cpu_count()} cores, Python {sys.version.split()[0]}\n")
    print(f"{'command':36} {'ms':>7} {'against':>16} {'ms':>7} {'ratio':>6} {'bar':>5}")
    with tempfile.TemporaryDirectory() as folder:
        bars = [bar for bar in BARS if has_gh or bar.against is not GH]
        verdicts = [missed(bar, rounds) for bar in [*bars, *grown(Path(folder))]]
    return 1 if any(verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
