"""The socket at which an agent listens, in a folder that only its user can enter."""

import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from aegis_cli.session.line.address import SOCKET, folders, is_private, prefix
from aegis_cli.session.line.loop import Loop
from aegis_cli.session.line.peers import Peer, peer_of

BACKLOG = 16
_OLD = 60.0
"""Seconds after which an agent listens at the folder that it has made."""


def remove_left_behind(new: Path) -> None:
    """Remove the folders of agents that were killed; every command would have to check them all.

    How old a folder is, is measured against a new one, by the clock of the file system. The clock
    of a process may differ, and then a folder in which an agent does not listen yet would look old.
    """
    now = new.lstat().st_mtime
    for path in new.parent.glob(f"{prefix()}*"):
        with suppress(OSError):
            is_old = now - path.lstat().st_mtime > _OLD
            if is_old and is_private(str(path)) and not _answers(path / SOCKET):
                _remove(path)


def _remove(folder: Path) -> None:
    """Remove a folder, with a folder in it that may only be read."""
    for each in folder.glob("*/"):
        if not each.is_symlink():
            each.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def _answers(path: Path) -> bool:
    """Tell whether somebody listens at a socket; raise `OSError` if that cannot be known."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(0.0)  # one that is stopped, with a full queue, would never let go
        try:
            line.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        return True


def listening() -> socket.socket:
    """Return a socket that listens at a new address."""
    folder = tempfile.mkdtemp(prefix=prefix(), dir=folders()[0])
    remove_left_behind(Path(folder))
    return listening_at(f"{folder}/{SOCKET}")


def listening_at(path: str, backlog: int = BACKLOG) -> socket.socket:
    """Return a socket that listens at a path, with so many connections that wait for an accept."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    # NOTE: on Linux the mode of the socket's file is that of the socket before it is bound.
    os.fchmod(made.fileno(), 0o600)
    made.bind(path)
    made.listen(backlog)
    return made


class Listener:
    """Accepts the living processes of this user, and nobody else; not even root."""

    def __init__(
        self,
        loop: Loop,
        accepted: Callable[[socket.socket, Peer], None],
        listens: socket.socket | None = None,
    ) -> None:
        """Accept at a socket that listens, or at a new one; `accepted` takes each connection."""
        self._loop, self._accepted = loop, accepted
        self._socket = listens or listening()
        self._socket.set_inheritable(False)
        self.address: str = self._socket.getsockname()
        self._folder = Path(self.address).parent
        self._socket.settimeout(0.0)
        loop.when_readable(self._socket.fileno(), self._accept)

    def fileno(self) -> int:
        """Return the descriptor of the socket."""
        return self._socket.fileno()

    def _accept(self) -> None:
        try:
            line, _ = self._socket.accept()
        except OSError:
            return
        self.take(line)

    def take(self, line: socket.socket) -> None:
        """Take a connection, unless it is that of somebody else or of a process that has ended."""
        try:
            peer = peer_of(line)
        except OSError:
            line.close()
            return
        if peer.uid != os.geteuid() or not peer.is_alive():
            peer.close()
            line.close()
            return
        self._accepted(line, peer)

    def close(self) -> None:
        """Listen no longer, and remove the folder."""
        self._loop.forget(self._socket.fileno())
        self._socket.close()
        _remove(self._folder)
