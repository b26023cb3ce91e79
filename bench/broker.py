"""The broker under load: `python -m bench.broker [seconds] [clients …]`.

Concurrent clients in a closed loop, against a sandbox with injected service times (exchange 150 ms,
GitHub 250 ms): requests a second, p50 and p99, and the memory of every process of the service;
beside a bare FastAPI route that makes the same two calls (`bench/bare_broker.py`), in the same run.
Load, sandbox and service share this machine's cores. Exits 1 if the ratio at 32 clients is below
the floor.
"""

import asyncio
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.path import BIN, LATENCY, sandbox

AT, AIM, FLOOR = 32, 0.9, 0.85
PLAN: dict[str, object] = {
    "calls": [
        {"id": "s1", "action": "users.get_me", "arguments": {}, "seal": None, "preconditions": []}
    ],
    "digest": None,
}
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass(frozen=True)
class Load:
    """What one load came to."""

    clients: int
    rate: float
    """Requests a second."""
    p50: float
    p99: float
    """Milliseconds."""
    failed: int
    memory: float
    """Megabytes that all processes of the service have for themselves (PSS)."""


@contextmanager
def serving(command: list[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    """Run a service until its port answers, and give its process id."""
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        ends = time.monotonic() + 60
        while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
            if process.poll() is not None or time.monotonic() > ends:
                raise SystemExit(f"{command} did not start")
            time.sleep(0.1)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def free_port() -> int:
    """Return a port that nobody uses just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def signed_in(environment: dict[str, str]) -> str:
    """Sign in at the sandbox, and return the access token."""
    client = {"client_id": environment["AEGIS_CLIENT_ID"]}
    asked = {"audience": environment["AEGIS_AUDIENCE"], "scope": "openid aegis:read"}
    with httpx.Client(base_url=environment["AEGIS_ISSUER"], trust_env=False) as issuer:
        code = issuer.post("oauth/device/code", data=client | asked).json()["device_code"]
        form = client | {"grant_type": DEVICE_GRANT, "device_code": code}
        token: str = issuer.post("oauth/token", data=form).json()["access_token"]
        return token


async def loaded(url: str, token: str, clients: int, seconds: float) -> tuple[list[float], int]:
    """Keep so many clients asking; return the milliseconds of each answer, and the failures."""
    spent: list[float] = []
    failed = 0
    ends = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)
    headers = {"authorization": f"Bearer {token}"}

    async def ask(client: httpx.AsyncClient) -> None:
        nonlocal failed
        while time.monotonic() < ends:
            started = time.perf_counter()
            answer = await client.post(url, json=PLAN, headers=headers)
            if answer.is_success:
                spent.append((time.perf_counter() - started) * 1000)
            else:
                failed += 1
                await asyncio.sleep(0.05)

    async with httpx.AsyncClient(trust_env=False, timeout=120, limits=limits) as client:
        await asyncio.gather(*(ask(client) for _ in range(clients)))
    return spent, failed


def memory(pid: int) -> float:
    """Return the megabytes of a process and its descendants (PSS); 0 where it cannot be read."""
    total, left = 0, [pid]
    while left:
        one = left.pop()
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
            total += next(
                int(line.split()[1]) for line in rollup.splitlines() if line[:4] == "Pss:"
            )
            left += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
        except (OSError, StopIteration):
            continue
    return total / 1024


def measured(pid: int, port: int, token: str, clients: int, seconds: float) -> Load:
    """Load a service, after a short warm-up."""
    url = f"http://127.0.0.1:{port}/v2/plans"
    asyncio.run(loaded(url, token, clients, min(2.0, seconds)))
    started = time.monotonic()
    spent, failed = asyncio.run(loaded(url, token, clients, seconds))
    took = time.monotonic() - started
    if len(spent) < 2:  # noqa: PLR2004  # quantiles need two
        raise SystemExit(f"port {port} answered {len(spent)} of {failed + len(spent)} requests")
    cuts = statistics.quantiles(spent, n=100)
    return Load(clients, len(spent) / took, cuts[49], cuts[98], failed, memory(pid))


def main() -> int:
    """Measure, print, and judge."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 8.0
    steps = [int(word) for word in sys.argv[2:]] or [8, AT, 64]
    ports = free_port(), free_port()
    with sandbox() as found:
        token = signed_in(found)
        known = {**os.environ, **found}
        most = ["--max-concurrent", str(max(steps)), "--per-minute", "100000"]
        broker = [str(BIN / "aegis"), "broker", "--port", str(ports[0]), *most]
        quiet = ["--log-level", "error", "--no-access-log"]
        bare = [sys.executable, "-m", "uvicorn", "bench.bare_broker:app", *quiet]
        with (
            serving(broker, ports[0], known) as ours,
            serving([*bare, "--port", str(ports[1])], ports[1], known) as theirs,
        ):
            pairs = [
                (
                    measured(ours, ports[0], token, clients, seconds),
                    measured(theirs, ports[1], token, clients, seconds),
                )
                for clients in steps
            ]
    print(f"{seconds:.0f} s a row, service times {LATENCY} ms, {os.cpu_count()} cores for all\n")
    print("clients  who      req/s   p50 ms   p99 ms  failed  memory MB   ratio")
    for pair in pairs:
        for who, load in zip(("broker", "bare"), pair, strict=True):
            share = f"{load.rate / pair[1].rate:7.2f}" if load is pair[0] else ""
            print(
                f"{load.clients:7}  {who:7} {load.rate:6.1f} {load.p50:8.0f} {load.p99:8.0f} "
                f"{load.failed:7} {load.memory:10.0f} {share}"
            )
    best = [max(pair[at].rate for pair in pairs) for at in (0, 1)]
    print(f"\nsaturation: the broker at {best[0]:.1f} requests a second, bare at {best[1]:.1f}")
    at = next((pair for pair in pairs if pair[0].clients == AT), pairs[-1])
    ratio = at[0].rate / at[1].rate
    print(f"ratio at {at[0].clients} clients: {ratio:.2f} (aim {AIM}, floor {FLOOR})")
    return 0 if ratio >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
