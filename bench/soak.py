"""The broker under load for long: `python -m bench.soak [seconds] [clients]` (Linux, root).

Ten minutes unless told otherwise: the memory of all its processes, sampled; whether it grows after
a first minute; and at the end a scan of every living process of it for GitHub tokens that were
handed out, a sample of them. Exits 1 if memory grew by more than a tenth, or a token is found.
"""

import asyncio
import os
import random
import statistics
import sys
import time
from dataclasses import dataclass, field

from aegis_cli.doctor.residue.proc import scan
from bench.broker import free_port, loaded, memory, serving, signed_in
from bench.path import BIN
from tests.helpers.support import children, named, sandbox

SAMPLE = 20
GROWTH = 1.1


def descendants(pid: int) -> list[int]:
    """Return a process and all that it started, as far as they live."""
    return [pid, *(below for child in children(pid) for below in descendants(child))]


@dataclass
class Soak:
    """A broker under load: what it answered, and the megabytes after each slice."""

    pid: int
    url: str
    environment: dict[str, str]
    answered: int = 0
    failed: int = 0
    samples: list[float] = field(default_factory=list)

    def run(self, seconds: float, clients: int) -> None:
        """Load it for so long, with a new session every twenty seconds."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            token = signed_in(self.environment)
            slice_ = min(20.0, max(ends - time.monotonic(), 1.0))
            spent, lost = asyncio.run(loaded(self.url, token, clients, slice_))
            self.answered, self.failed = self.answered + len(spent), self.failed + lost
            self.samples.append(memory(self.pid))
            said = f"{self.answered:7} answered, {self.failed} failed, {self.samples[-1]:.0f} MB"
            print(said, flush=True)

    def growth(self) -> float:
        """Compare the last third of the samples with the first, after a minute."""
        settled = self.samples[3:] or self.samples
        third = max(len(settled) // 3, 1)
        return statistics.median(settled[-third:]) / statistics.median(settled[:third])

    def leaks(self, tokens: list[str]) -> dict[int, int]:
        """Look for tokens in every living process; count those found, by process."""
        found = {one: len(scan(one, named(*tokens)).found) for one in descendants(self.pid)}
        return {one: count for one, count in found.items() if count}


def main() -> int:
    """Load, sample, scan, and judge."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
    clients = int(sys.argv[2]) if len(sys.argv) > 2 else 16  # noqa: PLR2004  # the second argument
    port = free_port()
    limits = ["--max-concurrent", "64", "--per-minute", "100000"]
    command = [str(BIN / "aegis"), "broker", "--port", str(port), *limits]
    with sandbox("--latency", "exchange=150", "--latency", "github=250") as found:
        found.set(fresh_tokens=True)
        with serving(command, port, {**os.environ, **found.environment}) as pid:
            soak = Soak(pid, f"http://127.0.0.1:{port}/v2/plans", found.environment)
            soak.run(seconds, clients)
            tokens = found.tokens()
            sample = {*random.sample(tokens, min(SAMPLE, len(tokens))), *tokens[-5:]}
            leaks = soak.leaks(sorted(sample))
    print(f"\n{len(tokens)} tokens were handed out, and {len(sample)} of them looked for")
    print(f"memory: last third / first third = {soak.growth():.3f} (at most {GROWTH})")
    print(f"processes that hold a token: {leaks or 'none'}")
    return 0 if soak.growth() <= GROWTH and not leaks else 1


if __name__ == "__main__":
    sys.exit(main())
