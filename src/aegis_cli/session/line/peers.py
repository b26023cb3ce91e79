"""Who is at the other end of a client's socket, and whether it belongs to the session's command.

The credentials are those of the process that connected, at that time (unix(7)). SO_PEERPIDFD, from
Linux 6.5 on, names that very process without a race, and shows when it has ended.
"""

import contextlib
import errno
import os
import select
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aegis_cli.core.text import one_line
from aegis_cli.planning.said_value import hide_in_words

_SO_PEERPIDFD = 77
_CREDENTIALS = struct.Struct("3i")
_LONGEST = 200
"""Characters of a command line that are shown."""
_MOST_GENERATIONS = 256
_LOOKS = 8
"""How often the ancestors of a process are read: when one of them ends, its children get another
parent."""
_UNKNOWN = frozenset({errno.ENOPROTOOPT, errno.ENOSYS})
"""The errors of a kernel that does not have what was asked for."""

_AGENTS = ("CLAUDECODE", "AI_AGENT", "OPENCODE", "COPILOT_AGENT_SESSION_ID", "CODEX_SANDBOX")
"""Variables that coding agents set. Anybody can set or unset them, so they decide nothing."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A process that connected."""

    pid: int
    uid: int
    pidfd: int | None
    """A descriptor of the process; `None` where the system has none."""

    def is_alive(self) -> bool:
        """Tell whether the process that connected still runs; true if the system cannot say.

        NOTE: if it has ended while its socket is open, the socket was handed on.
        """
        if self.pidfd is None:
            return True
        poll = select.poll()
        poll.register(self.pidfd, select.POLLIN)
        return not poll.poll(0)

    def descends_from(self, ancestor: int) -> bool:
        """Tell whether a process is among its ancestors; true if nobody can tell.

        NOTE: this is used to refuse, never to grant.
        """
        return self._descends_from(ancestor) is not False

    def is_known_to_descend_from(self, ancestor: int) -> bool:
        """Tell whether a process surely is among its ancestors; true where no parents are known.

        NOTE: it stops mistakes and not attacks: a program can have a descendant ask for it. On
        Linux a peer without a number is in a namespace of processes outside of this one, so it is
        no descendant.
        """
        looks = (self._descends_from(ancestor) for _ in range(_LOOKS))
        found = next((found for found in looks if found is not None), None)
        return not _names_parents() if found is None else found

    def _descends_from(self, ancestor: int) -> bool | None:
        """Tell whether a process is among its ancestors; `None` if one of them ended meanwhile.

        That process adopts its orphans, so the chain of parents of a descendant leads to it.
        """
        pid = self.pid
        for _ in range(_MOST_GENERATIONS):
            if pid == ancestor:
                return True
            parent = _parent_of(pid)
            if parent is None:
                return None
            if parent <= 1 and parent != ancestor:
                return False
            pid = parent
        return None

    def again(self) -> "Peer | None":
        """Return the same, with a descriptor of its own; `None` where the system has none."""
        return None if self.pidfd is None else Peer(self.pid, self.uid, os.dup(self.pidfd))

    def parent(self) -> "Peer | None":
        """Return the process that started it; `None` where that is not known for sure."""
        pid = _parent_of(self.pid)
        if pid is None or pid <= 1:
            return None
        try:
            found = Peer(pid, self.uid, os.pidfd_open(pid))
        except (AttributeError, OSError):
            return None
        # NOTE: looked at again, since another process may have had its number in between.
        if self.is_alive() and _parent_of(self.pid) == pid and found.is_alive():
            return found
        found.close()
        return None

    def claims(self) -> str:
        """Say what it claims to be: its command line and folder, and a coding agent above it."""
        line = _bytes_of(f"/proc/{self.pid}/cmdline").decode(errors="replace")
        words = " ".join(_from_aegis(hide_in_words(line.split("\0")))).strip()
        said = one_line(words)[:_LONGEST] or "a process without a name"
        with contextlib.suppress(OSError):
            said += f", in {one_line(os.readlink(f'/proc/{self.pid}/cwd'))[:_LONGEST]}"  # noqa: PTH115
        names = {
            line.partition(b"=")[0].decode(errors="replace")
            for line in _bytes_of(f"/proc/{self.pid}/environ").split(b"\0")
        }
        return said + (", under a coding agent" if names & {*_AGENTS} else "")

    def close(self) -> None:
        """Close the descriptor of the process."""
        if self.pidfd is not None:
            os.close(self.pidfd)


def _from_aegis(words: list[str]) -> list[str]:
    """Return a command line without the interpreter and the path before `aegis`.

    NOTE: it is a claim all the same: a process can call itself what it likes.
    """
    names = [word.rpartition("/")[2] for word in words[:_LONGEST_START]]
    at = next((at for at, name in enumerate(names) if name in _OURS), None)
    return words if at is None else ["aegis", *words[at + 1 :]]


_OURS = frozenset({"aegis", "aegis_cli", "__main__.py"})
_LONGEST_START = 6
"""Words of a command line in which an interpreter is told to run aegis."""


def peer_of(line: socket.socket) -> Peer:
    """Return who connected; raise `OSError` if the system does not say, or it has ended."""
    if not hasattr(socket, "SO_PEERCRED"):
        return Peer(0, os.geteuid(), None)  # the folder admits nobody else
    data = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    pid, uid, _ = _CREDENTIALS.unpack(data)
    return Peer(pid, uid, _pidfd(line, pid))


def _pidfd(line: socket.socket, pid: int) -> int | None:
    """Return a descriptor of the process; raise `OSError` if it has ended, or there is none left.

    NOTE: only where the system cannot make one may there be none: nobody could tell that a socket
    was handed on.
    """
    ways: tuple[Callable[[], int], ...] = (
        lambda: line.getsockopt(socket.SOL_SOCKET, _SO_PEERPIDFD),
        lambda: os.pidfd_open(pid),  # an older kernel: it may name another process by now
    )
    for made in ways:
        try:
            return made()
        except AttributeError:
            return None
        except OSError as problem:
            if problem.errno not in _UNKNOWN:
                raise
    return None


def descendants(ancestor: int) -> set[int]:
    """Return the processes that descend from one, as far as the system tells."""
    found, waiting = set[int](), [ancestor]
    while waiting:
        pid = waiting.pop()
        words = b" ".join(
            _bytes_of(str(path)) for path in Path(f"/proc/{pid}/task").glob("*/children")
        )
        children = {int(word) for word in words.split()} - found
        found |= children
        waiting += children
    return found


def name_of_process(pid: int) -> str:
    """Return the number of a process, with the name that it gave itself."""
    name = one_line(_bytes_of(f"/proc/{pid}/comm").decode(errors="replace"))
    return f"{name or 'a process without a name'} ({pid})"


def _parent_of(pid: int) -> int | None:
    """Return the parent of a process; `None` if it has ended."""
    text = _bytes_of(f"/proc/{pid}/stat")
    fields = text.rpartition(b")")[2].split()
    return int(fields[1]) if len(fields) > 1 else None


def _names_parents() -> bool:
    """Tell whether the system says who the parent of a process is."""
    return _parent_of(os.getpid()) is not None


def _bytes_of(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""
