"""Other processes, as /proc shows them: their memory, arguments and environment (Linux).

NOTE: a process that looks for a secret holds it, so that this is of no use on itself.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from aegis_cli.residue.needles import Needles, Search

_PROC = Path("/proc")
_CHUNK = 32 * 1024 * 1024
_OVERLAP = 64 * 1024
_BLINK = 0.01  # seconds between two looks at which processes there are

ENDED = (FileNotFoundError, ProcessLookupError)
"""What reading a process that has ended raises."""


def are_shown() -> bool:
    """Tell whether this system shows other processes this way."""
    return (_PROC / "self" / "maps").exists()


@dataclass(frozen=True, slots=True)
class Scan:
    """What came of looking through a process's memory."""

    found: dict[str, dict[str, int]]
    """How many copies of what, by form."""
    size: int
    """Bytes looked through."""
    unread: int
    """Bytes of readable mappings that could not be read."""


def scan(pid: int, needles: Needles) -> Scan:
    """Look through all that another process can read.

    Raises `PermissionError` where the system does not allow it, and one of `ENDED`.
    """
    memory = _Memory(_PROC / str(pid))
    search = Search(needles).through(memory.chunks())
    if search.size == 0:
        raise ProcessLookupError(pid)
    return Scan(search.found, memory.size, memory.unread)


@dataclass
class _Memory:
    """The readable mappings of a process."""

    folder: Path
    size: int = 0
    unread: int = 0

    def chunks(self) -> Iterator[bytes]:
        """Read every mapping, in pieces that overlap."""
        maps = (self.folder / "maps").read_text().splitlines()
        with (self.folder / "mem").open("rb", buffering=0) as memory:
            for start, end in filter(None, map(_readable, maps)):
                for at in range(start, end, _CHUNK):
                    data = _read(memory.fileno(), at, min(_CHUNK + _OVERLAP, end - at))
                    wanted = min(_CHUNK, end - at)
                    self.size += min(len(data), wanted)
                    self.unread += max(wanted - len(data), 0)
                    yield data


def _readable(line: str) -> tuple[int, int] | None:
    """Return where a mapping begins and ends, if it can be read."""
    bounds, permissions, *_, name = [*line.split(maxsplit=5), ""][:6]
    # vvar and vsyscall belong to the kernel, and cannot be read this way.
    if "r" not in permissions or name.startswith("[v"):
        return None
    start, _, end = bounds.partition("-")
    return int(start, 16), int(end, 16)


def _read(memory: int, start: int, size: int) -> bytes:
    """Read as far as it goes: a page behind the end of a mapped file cannot be read."""
    data = b""
    with suppress(OSError):
        while len(data) < size:
            more = os.pread(memory, size - len(data), start + len(data))
            if not more:
                break
            data = data + more if data else more
    return data


def descendants(pid: int) -> Iterator[int]:
    """Return all that a process started, and what those started, as far as they live."""
    with suppress(OSError):
        for task in (_PROC / str(pid) / "task").iterdir():
            with suppress(OSError):
                for child in map(int, (task / "children").read_text().split()):
                    if _is_alive(child):
                        yield child
                    yield from descendants(child)


def _is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that ended and was not yet waited for holds nothing."""
    stat = (_PROC / str(pid) / "stat").read_text()
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


@dataclass
class Sight:
    """What was seen of one process while it ran."""

    arguments: set[bytes] = field(default_factory=set)
    """More than one where it became another program."""
    environment: bytes | None = None
    is_refused: bool = False
    """Whether the system does not show the environment."""


class Watch:
    """Looks again and again at the arguments and the environment of processes, until it ends.

    What lives for less than a few hundredths of a second can be missed.
    """

    def __init__(self, pids: Callable[[], Iterator[int]]) -> None:
        self.seen: dict[int, Sight] = {}
        self._pids = pids
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._go_on, daemon=True)

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
                self._note(pid, self.seen.setdefault(pid, Sight()))

    def _go_on(self) -> None:
        while not self._ending.wait(_BLINK):
            self.look()

    def _note(self, pid: int, sight: Sight) -> None:
        arguments = (_PROC / str(pid) / "cmdline").read_bytes()
        has_changed = arguments not in sight.arguments
        sight.arguments.add(arguments)
        if has_changed or sight.environment is None:
            try:
                sight.environment = (_PROC / str(pid) / "environ").read_bytes()
                sight.is_refused = False
            except PermissionError:
                sight.is_refused = sight.environment is None
