"""Strangers against a known caller: `python -m bench.strangers [seconds] [strangers]`.

One caller with a known key asks a broker again and again: undisturbed; while strangers' requests
with made-up key ids hang because the issuer's keys do; while as many connections have sent half a
head; and while strangers forge tokens of the known key. Each stranger asks anew a second after its
answer. Nothing is slowed down on purpose, so that a request is mostly the broker's own work; the
strangers, all in one process, share the cores.
Exits 1 where the p50 beside strangers is more than the bar times the undisturbed one.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx

from bench.broker import free_port, loaded, serving, signed_in
from bench.path import BIN, sandbox_that_takes

BAR = 2.0
KEYS_HANG = {
    "door": "auth0",
    "method": "GET",
    "path": "/.well-known/jwks.json",
    "delay": 600,
    "times": 1000,
}
PAUSE = 1.0
HALF = b"POST /v2/plans HTTP/1.1\r\nHost: x\r\nX-Slow: "
QUIET, HANG, HALVES, FORGED = "undisturbed", "requests hang", "half a head", "forged tokens"


def request_of(kid: str) -> bytes:
    """Return a stranger's request, which says that this key has signed its token."""
    header = json.dumps({"alg": "RS256", "typ": "at+jwt", "kid": kid}).encode()
    token = f"{urlsafe_b64encode(header).decode().rstrip('=')}.e30.{'A' * 342}"
    return (
        f"POST /v2/plans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    ).encode()


async def bother(port: int, said: bytes) -> None:
    """Be one stranger, for ever."""
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(said)
            await reader.read(65536)
            writer.close()
        await asyncio.sleep(PAUSE)


async def bothering(port: int, kind: str, kid: str, strangers: int) -> None:
    """Be so many strangers, until the parent ends."""
    said = {
        HANG: [request_of(f"unknown-{number}") for number in range(strangers)],
        HALVES: [HALF] * strangers,
        FORGED: [request_of(kid)] * strangers,
    }
    async with asyncio.timeout(600):
        await asyncio.gather(*(bother(port, each) for each in said[kind]))


@contextmanager
def bothered(port: int, kind: str, kid: str, strangers: int) -> Iterator[None]:
    """Have strangers at a port, in a process of their own; none where nobody disturbs."""
    words = ["--be", kind, kid, str(port), str(strangers)]
    command = [sys.executable, "-m", "bench.strangers", *words]
    process = None if kind == QUIET else subprocess.Popen(command)
    try:
        time.sleep(2)
        yield
    finally:
        if process is not None:
            process.kill()
            process.wait()


def main() -> int:
    """Measure, print, and judge."""
    if sys.argv[1:2] == ["--be"]:
        kind, kid, port, strangers = sys.argv[2], sys.argv[3], *map(int, sys.argv[4:])
        asyncio.run(bothering(port, kind, kid, strangers))
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 8.0
    strangers = int([*sys.argv[2:], "200"][0])
    spent: dict[str, list[float]] = {QUIET: [], HANG: [], HALVES: [], FORGED: []}
    failed = dict.fromkeys(spent, 0)
    port = free_port()
    with sandbox_that_takes({}) as said:
        environment = said["environment"]
        token = signed_in(environment)
        kid = json.loads(urlsafe_b64decode(token.partition(".")[0] + "=="))["kid"]
        command = [str(BIN / "aegis"), "broker", "--port", str(port), "--per-minute", "100000"]
        with serving(command, port, {**os.environ, **environment}):
            url = f"http://127.0.0.1:{port}/v2/plans"
            asyncio.run(loaded(url, token, 1, 2.0))
            httpx.post(f"{said['control']}/faults", json=[KEYS_HANG], trust_env=False)
            for kind in (QUIET, HANG, QUIET, HALVES, QUIET, FORGED, QUIET):
                with bothered(port, kind, kid, strangers):
                    found, lost = asyncio.run(loaded(url, token, 1, seconds))
                spent[kind] += found
                failed[kind] += lost
    return judged(spent, failed, f"{strangers} strangers, {seconds:.0f} s each")


def judged(spent: dict[str, list[float]], failed: dict[str, int], title: str) -> int:
    """Print what was measured, and return the exit code."""
    print(f"{title}, {os.cpu_count()} cores for all\n")
    print("strangers        answers   p50 ms   p99 ms  failed   ratio of p50")
    worst = 0.0
    quiet = statistics.median(spent[QUIET])
    for kind, times in spent.items():
        # Of a single answer there are no quantiles; none at all counts as one that never comes.
        cuts = statistics.quantiles(times * 2 or [float("inf")] * 2, n=100)
        ratio = cuts[49] / quiet
        worst = max(worst, ratio if not failed[kind] else BAR + 1)
        counted = f"{len(times):8} {cuts[49]:8.1f} {cuts[98]:8.1f} {failed[kind]:7}"
        print(f"{kind:15} {counted} {ratio:8.2f}")
    print(f"\nworst ratio: {worst:.2f} (bar {BAR})")
    return 0 if worst <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
