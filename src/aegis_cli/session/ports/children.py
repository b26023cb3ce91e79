"""The process of one plan in a session: a fork of the template, behind a socket.

A fork is hardened from its first instruction on, like the template, so it needs no challenge. It
ends when its socket closes; the template's end, or the kernel's alarm, ends it too.
"""

import contextlib
import select
import socket
import time
from typing import IO


class ForkedChild:
    """Our end of the socket to a fork."""

    def __init__(self, descriptor: int) -> None:
        """Take the descriptor of the socket."""
        self._line = socket.socket(fileno=descriptor)
        self._files: list[IO[bytes]] = []

    def open(self) -> None:
        """Do nothing: it is hardened, and listens."""

    def file(self, mode: str) -> IO[bytes]:
        """Return the socket as a file, for reading or for writing."""
        file: IO[bytes] = self._line.makefile(mode)  # type: ignore[call-overload]  # rb or wb
        self._files.append(file)
        return file

    def kill(self) -> None:
        """Close the socket, whereupon it ends at once."""
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)

    def end(self, patience: float = 1.0) -> None:
        """Close our direction, and wait until it has ended: its end of the socket is closed."""
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)
        ends = time.monotonic() + patience
        # NOTE: an impatient second Ctrl-C must not leave a derived token valid.
        while (left := ends - time.monotonic()) > 0:
            with contextlib.suppress(KeyboardInterrupt):
                if self._has_ended(left):
                    break
        self.kill()

    def _has_ended(self, patience: float) -> bool:
        """Wait for the hang-up, beside the thread that reads."""
        poll = select.poll()
        poll.register(self._line, 0)
        return bool(poll.poll(patience * 1000))

    def close(self) -> None:
        """Close our end."""
        for file in self._files:
            with contextlib.suppress(OSError):  # what is still in the buffer is dropped
                file.close()
        self._line.close()
