"""The agent's end of the line to a client: frames, with a few descriptors, and never a wait."""

import os
import socket
from collections.abc import Iterator
from contextlib import suppress

from aegis_cli.errors import Code, error_for
from aegis_cli.session.line import frames

DESCRIPTORS = 4
"""Descriptors that come with a request: three streams and a folder."""
_CHUNK = 64 * 1024


class ClientLeft(Exception):
    """The client has hung up."""


class ClientLine:
    """What is told to a client, and heard from it."""

    def __init__(self, line: socket.socket) -> None:
        """Take a connected socket."""
        line.settimeout(0.0)
        self._line = line
        self._buffer = bytearray()
        self._descriptors: list[int] = []
        """The descriptors that came with the frames, and that nobody has taken yet."""

    def fileno(self) -> int:
        """Return its descriptor; -1 once it is closed."""
        return self._line.fileno()

    @property
    def has_begun(self) -> bool:
        """Whether a part of a frame has come, or what belongs to one."""
        return bool(self._buffer or self._descriptors)

    def frames(self) -> Iterator[list[bytes]]:
        """Yield the frames that have come, until the line is closed.

        Raises `ClientLeft` at its end, `BadFrame` for what is no frame, and `AegisError` for too
        many descriptors.
        """
        try:
            data, descriptors, flags, _ = socket.recv_fds(self._line, _CHUNK, DESCRIPTORS)
        except BlockingIOError:
            return
        except OSError:
            data, descriptors, flags = b"", [], 0
        self._descriptors += descriptors
        if flags & socket.MSG_CTRUNC or len(self._descriptors) > DESCRIPTORS:
            raise error_for(Code.BAD_USAGE, "The client sent too many descriptors.")
        if not data:
            raise ClientLeft
        self._buffer += data
        while self.fileno() >= 0 and (frame := frames.take_frame(self._buffer)) is not None:
            yield frame

    def taken_descriptors(self) -> list[int]:
        """Return the descriptors that have come; they are the caller's to close."""
        taken, self._descriptors = self._descriptors, []
        return taken

    def tell(self, *parts: bytes) -> None:
        """Send a frame; a client that does not read, or has gone, gets none."""
        with suppress(OSError):
            self._line.send(frames.pack(*parts))

    def close(self) -> None:
        """Hang up, and close what nobody has taken."""
        self._line.close()
        for number in self.taken_descriptors():
            os.close(number)
