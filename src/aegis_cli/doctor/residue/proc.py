"""Reads the memory, arguments and environment of other processes from /proc (Linux).

NOTE: a process that searches for a secret contains it, so it cannot search its own memory.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from aegis_cli.doctor.residue.mappings import mappings
from aegis_cli.doctor.residue.search import OVERLAP, Needles, count

_PROC = Path("/proc")
_CHUNK = 32 * 1024 * 1024
_STARTED = 19  # the index of the start time in `stat`, counted from the state
_EARLIER = 2.0  # seconds: whole ones of the start of the machine, and what a file's time is behind
_PAUSE = 0.02  # seconds between two looks for new processes

ENDED = (FileNotFoundError, ProcessLookupError)
"""The errors of reading a process that has ended."""


def are_shown() -> bool:
    """Tell whether this system has such a /proc."""
    return (_PROC / "self" / "smaps").exists()


@dataclass
class Scan:
    """A search through the memory of a process."""

    folder: Path
    """Of the process, in /proc."""
    found: dict[str, dict[str, int]] = field(default_factory=dict)
    """The number of copies in each form, by the name of the secret."""
    size: int = 0
    """Bytes that were read."""
    unread: int = 0
    """Bytes that may contain a secret, and could not be read."""

    def chunks(self) -> Iterator[bytes]:
        """Read what the process may have written to its memory, in chunks that overlap."""
        began = _began(self.folder)
        known = mappings((self.folder / "smaps").read_text(errors="surrogateescape"))
        with (self.folder / "mem").open("rb", buffering=0) as memory:
            for mapping in known:
                if mapping.may_hold(lambda path: _is_as_before(self.folder, path, began)):
                    yield from self._chunks(memory.fileno(), mapping.start, mapping.end)

    def _chunks(self, memory: int, start: int, end: int) -> Iterator[bytes]:
        for at in range(start, end, _CHUNK):
            data = _read(memory, at, min(_CHUNK + OVERLAP, end - at))
            wanted = min(_CHUNK, end - at)
            self.size += min(len(data), wanted)
            self.unread += max(wanted - len(data), 0)
            yield data


def scan(pid: int, needles: Needles) -> Scan:
    """Search everything that a process may have written to its memory.

    Raises `PermissionError` if the system does not allow it, and one of `ENDED`.
    """
    result = Scan(_PROC / str(pid))
    result.found = count(result.chunks(), needles)
    if result.size == 0:
        raise ProcessLookupError(pid)
    return result


def _began(folder: Path) -> float:
    """Return the start time of a process, in Unix seconds of the kernel, which files have too."""
    ticks = int(_stat(folder)[_STARTED])
    lines = (_PROC / "stat").read_text().splitlines()
    booted = next(line for line in lines if line.startswith("btime ")).split()[1]
    return int(booted) + ticks / os.sysconf("SC_CLK_TCK")


def _is_as_before(folder: Path, path: str, began: float) -> bool:
    """Tell whether a file that the process sees has not changed since the process began."""
    try:
        facts = Path(f"{folder}/root{path}").stat()
    except (OSError, ValueError):
        return False
    return max(facts.st_mtime, facts.st_ctime) < began - _EARLIER


def _stat(folder: Path) -> list[str]:
    """Return the fields of a process's `stat` after its name, which may contain any character."""
    return (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()


def _read(memory: int, start: int, size: int) -> bytes:
    """Read as much as possible: a page after the end of a mapped file cannot be read."""
    data = b""
    with suppress(OSError):
        while part := os.pread(memory, size - len(data), start + len(data)):
            data = data + part if data else part
    return data


def descendants(pid: int) -> Iterator[int]:
    """Return the living processes that a process started, and those that these started."""
    with suppress(OSError):
        for task in (_PROC / str(pid) / "task").iterdir():
            with suppress(OSError):
                for child in map(int, (task / "children").read_text().split()):
                    if _is_alive(child):
                        yield child
                    yield from descendants(child)


def _is_alive(pid: int) -> bool:
    """Tell whether a process runs; a zombie has no memory."""
    with suppress(OSError):
        return _stat(_PROC / str(pid))[0] not in {"Z", "X"}
    return False


@dataclass
class ProcessStart:
    """The arguments and the environment with which a process was started."""

    arguments: set[bytes] = field(default_factory=set)
    """More than one if the process replaced its program."""
    environment: bytes | None = None
    is_refused: bool = False
    """Whether the system does not show the environment."""


class Watch:
    """Reads the arguments and the environment of processes again and again, until it ends.

    It can miss a process that lives for less than a few hundredths of a second.
    """

    def __init__(self, pids: Callable[[], Iterator[int]]) -> None:
        self.starts: dict[int, ProcessStart] = {}
        self._pids = pids
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._look_until_end, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()

    def look(self) -> None:
        """Look once."""
        for pid in self._pids():
            with suppress(*ENDED):
                self._read(pid, self.starts.setdefault(pid, ProcessStart()))

    def _look_until_end(self) -> None:
        while not self._ending.wait(_PAUSE):
            self.look()

    def _read(self, pid: int, start: ProcessStart) -> None:
        arguments = (_PROC / str(pid) / "cmdline").read_bytes()
        has_changed = arguments not in start.arguments
        start.arguments.add(arguments)
        if has_changed or start.environment is None:
            try:
                start.environment = (_PROC / str(pid) / "environ").read_bytes()
                start.is_refused = False
            except PermissionError:
                start.is_refused = start.environment is None
