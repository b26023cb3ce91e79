"""Files in constant memory, and what is left of one that is killed: `python -m bench.streams`.

A log of 200 MB and an asset of 1 GB are downloaded to a file, a log through a pipe and into a
pager, and one in a session, and 1 GB is uploaded; each process's peak of memory is compared with
that of the same command with a small file. Then aegis, its child, or both are killed at moments of
a download and of an upload: no file may have its name unless it is whole, and no release an asset.
Linux; `python -m bench.streams 10` makes files of a tenth. Exits 1 if a process grew by more than a
tenth, or a file looks complete that is not.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import Request, urlopen

from bench.path import BIN, sandbox_that_takes
from bench.session import session
from tests.helpers.support import children

MOST = 1.10
"""How many times the memory of a small download a large one may take."""

LOG, ASSET, SMALL = 200_000_000, 1_000_000_000, 20_000
_OF_LOG = ("do", "jobs.get_logs", "-R", "acme/web", "--job-id", "1016000002")
_UPLOAD = ("do", "releases.upload_asset", "-R", "acme/web", "--tag", "v2.0", "--yes")
_ASSETS = ("do", "releases.list_assets", "-R", "acme/web", "--tag", "v2.0", "--output", "json")
_OF_ASSET = ("do", "releases.download_asset", "-R", "acme/web", "--asset-id", "19000002")
_KILLS = 24
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


@dataclass(frozen=True, slots=True)
class Manner:
    """A way in which a file is downloaded."""

    name: str
    words: tuple[str, ...]
    kind: str
    size: int
    to: str = ""
    line: str = ""
    """A line of shell around it; "" for the command alone."""
    in_session: bool = False
    uploads: bool = False


MANNERS = (
    Manner("a log to a file", _OF_LOG, "log", LOG, to="file"),
    Manner("an asset to a file", _OF_ASSET, "asset", ASSET, to="file"),
    Manner("a log into a pipe", _OF_LOG, "log", LOG, line="{aegis} | wc -c"),
    Manner("an upload", _UPLOAD, "asset", ASSET, uploads=True),
    Manner("a log to a file, in a session", _OF_LOG, "log", LOG, to="file", in_session=True),
)


class Sandbox:
    """A running sandbox, whose files have the sizes that are wanted."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.environment: dict[str, str] = said["environment"]
        self._control = said["control"]

    def set(self, **settings: Any) -> None:
        """Change settings of the sandbox."""
        request = Request(  # noqa: S310  # the sandbox's own address
            f"{self._control}/settings", json.dumps(settings).encode(), method="PUT"
        )
        with urlopen(request) as answer:  # noqa: S310  # as above
            answer.read()

    def lift(self) -> None:
        """Let go of what waits."""
        request = Request(f"{self._control}/faults", method="DELETE")  # noqa: S310  # as above
        with urlopen(request) as answer:  # noqa: S310  # as above
            answer.read()

    def uploads(self) -> int:
        """Count the uploads that came so far."""
        with urlopen(f"{self._control}/journal") as answer:  # noqa: S310  # as above
            return sum(each["path"].startswith("/api/uploads/") for each in json.load(answer))


def below(pid: int) -> list[int]:
    """Return what a process has started, as far as it lives."""
    try:
        found = children(pid)
    except OSError:  # it ends meanwhile
        return []
    return [*found, *(each for child in found for each in below(child))]


def peak(pid: int) -> int:
    """Return the most memory that a process has had, in kB; 0 if it has ended."""
    try:
        found = _PEAK.search(Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0


def name_of(pid: int) -> str:
    """Say what a process is."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return ""
    if any(b"executor.child" in word for word in words):
        return "child"
    return "aegis" if any(word.endswith(b"/aegis") for word in words) else ""


def peaks(process: "subprocess.Popen[bytes]", others: int | None) -> dict[str, int]:
    """Watch a command to its end; return the peak of each of its processes, and of a session's."""
    found: dict[str, int] = {}
    while process.poll() is None:
        known = {pid: name_of(pid) for pid in [process.pid, *below(process.pid)]}
        if others:
            known |= {others: "agent"} | dict.fromkeys(below(others), "of the session")
        for pid, name in known.items():
            if name:
                found[name] = max(found.get(name, 0), peak(pid))
        time.sleep(0.02)
    return found


def measured(
    at: Sandbox, manner: Manner, size: int, folder: Path, more: Mapping[str, str]
) -> tuple[dict[str, int], float]:
    """Have a file of a size go in or out; return the peaks, and the seconds that it took."""
    at.set(sizes={manner.kind: size})
    to: tuple[str, ...] = ("--to", manner.to) if manner.to else ()
    if manner.uploads:
        to = ("--from", made(folder, size), "--name", f"{size}.bin")
    command = [str(BIN / "aegis"), *manner.words, *to]
    line = manner.line.format(aegis=" ".join(command))
    agent = int(more.get("AGENT", "0")) or None
    environment = {**os.environ, "AEGIS_SESSION": "", **at.environment, **more}
    started = time.monotonic()
    with subprocess.Popen(
        ["/bin/sh", "-c", line] if line else command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        found = peaks(process, agent)
    took = time.monotonic() - started
    whole = folder / (manner.to or "file")
    if process.returncode or (manner.to and whole.stat().st_size < size * 0.8):
        raise SystemExit(f"{manner.name}: it ended with {process.returncode}")
    whole.unlink(missing_ok=True)
    return found, took


def compare(at: Sandbox, manner: Manner, scale: int, more: Mapping[str, str]) -> bool:
    """Compare the memory of a large download with that of a small one; print, and judge."""
    with TemporaryDirectory() as name:
        small, _ = measured(at, manner, SMALL, Path(name), more)
        large, took = measured(at, manner, manner.size // scale, Path(name), more)
    megabytes = manner.size / scale / 1e6
    print(f"{manner.name}: {megabytes:.0f} MB in {took:.1f} s, {megabytes / took:.0f} MB/s")
    is_good = True
    for process, most in large.items():
        ratio = most / max(small.get(process, 0), 1)
        is_good &= ratio <= MOST
        mark = "" if ratio <= MOST else "  MISSED"
        before = small.get(process, 0) / 1024
        print(f"  {process:16} {before:6.1f} MB → {most / 1024:6.1f} MB, {ratio:.2f}{mark}")
    return is_good


def kill_all(pids: list[int]) -> None:
    """Kill processes; one that has ended by then is none."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def made(folder: Path, size: int) -> str:
    """Make a file of a size that is no hole; return its name."""
    block = os.urandom(1_000_000)
    with (folder / "upload.bin").open("wb") as file:
        for left in range(size, 0, -len(block)):
            file.write(block[:left])
    return "upload.bin"


def kills() -> Iterator[tuple[str, int]]:
    """Yield whom to kill, and after how many bytes."""
    whom = ("aegis", "child", "both")
    for at in range(_KILLS):
        yield whom[at % len(whom)], at * 5_000_000 // _KILLS


def killed(at: Sandbox, whom: str, after: int) -> str:
    """Kill processes of a download after so many bytes; return what is wrong with what is left."""
    size = 5_000_000
    at.set(sizes={"log": size}, storage_stalls=max(after, 1))
    with TemporaryDirectory() as name:
        folder = Path(name)
        partial = folder / "file.partial"
        process = subprocess.Popen(
            [BIN / "aegis", *_OF_LOG, "--to", "file"],
            cwd=folder,
            env={**os.environ, "AEGIS_SESSION": "", **at.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        ends = time.monotonic() + 60
        while time.monotonic() < ends and process.poll() is None:
            if partial.exists() and partial.stat().st_size > min(after, size // 2) // 2:
                break
            time.sleep(0.01)
        child = [pid for pid in below(process.pid) if name_of(pid) == "child"]
        kill_all([*(child if whom != "aegis" else []), *([process.pid] if whom != "child" else [])])
        code = process.wait(60)
        left = sorted(each.name for each in folder.iterdir())
    if "file" in left or code == 0:
        return f"{whom} killed after {after}: exit {code}, {left}"
    return ""


def killed_upload(at: Sandbox, whom: str, after: int) -> str:
    """Kill processes of an upload once so many bytes have come; return what is wrong then."""
    size, name = 20_000_000, f"{whom}-{after}.bin"
    at.set(storage_stalls=max(after, 1))
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "AEGIS_SESSION": "", **at.environment}
        process = subprocess.Popen(
            [BIN / "aegis", *_UPLOAD, "--from", made(Path(folder), size), "--name", name],
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        before, ends = at.uploads(), time.monotonic() + 60
        while time.monotonic() < ends and process.poll() is None and at.uploads() == before:
            time.sleep(0.01)
        time.sleep(0.1)
        child = [pid for pid in below(process.pid) if name_of(pid) == "child"]
        kill_all([*(child if whom != "aegis" else []), *([process.pid] if whom != "child" else [])])
        code = process.wait(60)
        at.set(storage_stalls=0)
        at.lift()
        listed = subprocess.run(
            [BIN / "aegis", *_ASSETS], env=environment, capture_output=True, check=True
        )
    has = [each["name"] for each in json.loads(listed.stdout)["results"][0]["data"]]
    return f"{whom} killed at an upload: exit {code}, {has}" if name in has or code == 0 else ""


def main() -> int:
    """Measure, kill, print, and judge."""
    scale = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with sandbox_that_takes({}) as said:
        at = Sandbox(said)
        is_good = True
        for manner in MANNERS:
            is_good &= manner.in_session or compare(at, manner, scale, {})
        environment = {**os.environ, **at.environment, "AEGIS_SESSION": ""}
        with session(environment) as address:
            agent = {"AEGIS_SESSION": address, "AGENT": str(_agent_of(address))}
            for manner in MANNERS:
                if manner.in_session:
                    is_good &= compare(at, manner, scale, agent)
        wrong = [each for each in (killed(at, *kill) for kill in kills()) if each]
        at.set(storage_stalls=0)
        at.lift()
        uploads = [each for each in (killed_upload(at, *kill) for kill in kills()) if each]
    print(f"\n{_KILLS} downloads killed half-way, {len(wrong)} left what looks complete")
    print(f"{_KILLS} uploads killed half-way, {len(uploads)} left an asset")
    print("\n".join([*wrong, *uploads]))
    return 0 if is_good and not (wrong or uploads) else 1


def _agent_of(address: str) -> int:
    """Return the process that listens at a session's address."""
    mine = f"/proc/{os.getpid()}/task/{os.getpid()}/children"
    for pid in map(int, Path(mine).read_text().split()):
        if b"session" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
            return pid
    raise SystemExit(f"nobody listens at {address}")


if __name__ == "__main__":
    sys.exit(main())
