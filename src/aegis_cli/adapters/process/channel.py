"""The channel to a child process, which receives secrets only after it has hardened itself.

Every process of the same user can reopen a pipe through /proc; a socket cannot be reopened. The
parent starts the child with one socket and sends only a challenge over it. The child hardens
itself, then answers (`challenge_answer`) with the challenge and one end of a new socket pair, which
is used from then on; so a descriptor of the first socket that was copied earlier is useless. An
attacker who reads the first socket removes the challenge or the answer from it, and the run ends
before any secret is sent.
"""

import contextlib
import os
import socket
import struct
import subprocess
import time
from typing import IO

from aegis_cli.adapters.process.challenge_answer import CHALLENGE_LENGTH
from aegis_cli.adapters.process.inherited import ForkedChild, InheritedChild
from aegis_cli.errors import Bug, Code

PATIENCE = 20.0
"""Seconds to wait for the answer; the process usually started a second before."""

_CREDENTIALS = struct.Struct("3i")  # process, user, group: unix(7)


class Channel:
    """The parent's end of the channel, and the process at the other end."""

    def __init__(
        self,
        process: "subprocess.Popen[bytes] | InheritedChild | ForkedChild",
        line: socket.socket,
        *,
        is_open: bool = False,
        is_begun: bool = False,
    ) -> None:
        """Send the challenge, unless it was answered before; `open` waits for the answer.

        `is_begun` says that the process was told all that it needs, by whoever had it before.
        """
        self.process = process
        self.is_open, self.is_begun = is_open, is_begun
        self.line = line
        """The socket in use: the first one, and after the answer the one that came with it."""
        self._files: list[IO[bytes]] = []
        self._challenge = os.urandom(CHALLENGE_LENGTH)
        if not is_open:
            with contextlib.suppress(OSError):  # if the process has ended, `open` notices it
                line.sendall(self._challenge)

    def open(self, patience: float = PATIENCE) -> None:
        """Receive the answer; raise `Bug` if it is missing or wrong.

        With no patience, raise `BlockingIOError` if the answer has not arrived yet.
        """
        if self.is_open:
            return
        line = self._challenge_answer(patience)
        if line is None:
            raise Bug(
                "A process of aegis did not confirm that it is protected, so it was told nothing.",
                code=Code.INTERNAL,
                hint="Try again. If it fails again, aegis cannot start child processes here, or "
                "another process reads their messages.",
            )
        self.line.close()
        self.line, self.is_open = line, True

    def _challenge_answer(self, patience: float) -> socket.socket | None:
        self.line.settimeout(patience)
        try:
            answer, fds, _, _ = socket.recv_fds(self.line, CHALLENGE_LENGTH + 1, 1)
        except BlockingIOError:
            raise
        except OSError:
            return None
        lines = [socket.socket(socket.AF_UNIX, fileno=fd) for fd in fds]
        if answer == self._challenge and lines and _is_made_by(self.process.pid, lines[0]):
            lines[0].set_inheritable(False)
            return lines[0]
        for line in lines:
            line.close()
        return None

    def file(self, mode: str) -> IO[bytes]:
        """Return the open channel as a file, for reading or for writing."""
        assert self.is_open
        file: IO[bytes] = self.line.makefile(mode)  # type: ignore[call-overload]  # rb or wb
        self._files.append(file)
        return file

    def kill(self) -> None:
        """End the process at once."""
        self.process.kill()

    def finish(self) -> None:
        """Close our direction, which ends the process; it may still send."""
        if not self.is_open:
            self.line.close()  # also closes a socket in an answer that was not received
            return
        with contextlib.suppress(OSError):
            self.line.shutdown(socket.SHUT_WR)

    def end(self, patience: float = 1.0) -> None:
        """End the process by closing its input, and by force if that does not help."""
        self.finish()
        ends = time.monotonic() + patience
        # NOTE: an impatient second Ctrl-C must not leave a derived token valid.
        while self.process.poll() is None and (left := ends - time.monotonic()) > 0:
            with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
                self.process.wait(timeout=left)
        if self.process.returncode is None:
            self.process.kill()
            self.process.wait()
        with contextlib.suppress(OSError):
            # A reading thread must end, even if another process keeps the other end open.
            self.line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close our end."""
        for file in self._files:
            with contextlib.suppress(OSError):  # what is still in the buffer is dropped
                file.close()
        self.line.close()


def _is_made_by(pid: int, end: socket.socket) -> bool:
    """Tell whether a process made this pair of sockets; always true if not on Linux."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True
    creator, _, _ = _CREDENTIALS.unpack(
        end.getsockopt(socket.SOL_SOCKET, option, _CREDENTIALS.size)
    )
    return bool(creator == pid)
