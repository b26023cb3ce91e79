"""Other processes, as /proc shows them: their memory, arguments and environment (Linux).

NOTE: a process that looks for a secret holds it, so that this is of no use on itself.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from aegis_cli.doctor.residue.mappings import mappings
from aegis_cli.doctor.residue.sought import Needles, Search

_PROC = Path("/proc")
_CHUNK = 32 * 1024 * 1024
_OVERLAP = 64 * 1024
_STARTED = 19  # where `stat` has the start, counted from the state
_EARLIER = 2.0  # seconds by which a file's time and a process's may be off
_BLINK = 0.02  # seconds between two looks at which processes there are

ENDED = (FileNotFoundError, ProcessLookupError)
"""What reading a process that has ended raises."""


def are_shown() -> bool:
    """Tell whether this system shows other processes this way."""
    return (_PROC / "self" / "smaps").exists()


@dataclass(frozen=True, slots=True)
class Scan:
    """What came of looking through a process's memory."""

    found: dict[str, dict[str, int]]
    """How many copies of what, by form."""
    size: int
    """Bytes looked through."""
    unread: int
    """Bytes that should have been looked through, and could not be read."""


def scan(pid: int, needles: Needles) -> Scan:
    """Look through all that a process may have put into its memory.

    Raises `PermissionError` where the system does not allow it, and one of `ENDED`.
    """
    memory = _Memory(_PROC / str(pid))
    search = Search(needles).through(memory.chunks())
    if search.size == 0:
        raise ProcessLookupError(pid)
    return Scan(search.found, memory.size, memory.unread)


@dataclass
class _Memory:
    """What a process may have put into its memory."""

    folder: Path
    size: int = 0
    unread: int = 0

    def chunks(self) -> Iterator[bytes]:
        """Read it, in pieces that overlap."""
        began = _began(self.folder)
        found = mappings((self.folder / "smaps").read_text(errors="surrogateescape"))
        with (self.folder / "mem").open("rb", buffering=0) as memory:
            for mapping in found:
                if mapping.may_hold(lambda path: _is_as_before(self.folder, path, began)):
                    yield from self._pieces(memory.fileno(), mapping.start, mapping.end)

    def _pieces(self, memory: int, start: int, end: int) -> Iterator[bytes]:
        for at in range(start, end, _CHUNK):
            data = _read(memory, at, min(_CHUNK + _OVERLAP, end - at))
            wanted = min(_CHUNK, end - at)
            self.size += min(len(data), wanted)
            self.unread += max(wanted - len(data), 0)
            yield data


def _began(folder: Path) -> float:
    """Return when a process began, in Unix seconds."""
    ticks = int(_stat(folder)[_STARTED])
    since_start = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    return time.time() - since_start


def _is_as_before(folder: Path, path: str, began: float) -> bool:
    """Tell whether a file that a process sees is older than the process."""
    try:
        facts = Path(f"{folder}/root{path}").stat()
    except (OSError, ValueError):
        return False
    return max(facts.st_mtime, facts.st_ctime) < began - _EARLIER


def _stat(folder: Path) -> list[str]:
    """Return the fields of a process's `stat` from its state on; its name may hold anything."""
    return (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()


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
    return _stat(_PROC / str(pid))[0] not in {"Z", "X"}


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
