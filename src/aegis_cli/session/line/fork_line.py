"""The agent's end of the line to the fork of one request: JSON in lines, and never a wait.

What the fork does not take at once is kept and sent later, so a fork that reads nothing stops
nobody; up to a bound.
"""

import socket
from collections.abc import Iterator
from typing import Any

from aegis_cli.adapters.process.json_lines import encode
from aegis_cli.adapters.process.line_buffer import LineBuffer

_CHUNK = 64 * 1024
_DEADLINE = 5.0
"""Seconds in which a fork takes its order."""
_LONGEST_UNSENT = 4 * 1024 * 1024
"""Bytes that a fork may leave unread."""


class ForkLost(Exception):
    """The fork has ended, or takes nothing."""


class ForkLine:
    """What is said to a fork, and heard from it."""

    def __init__(self, line: socket.socket, order: dict[str, Any]) -> None:
        """Tell a fork what it is to do; raise `OSError` if it does not take that in time."""
        line.settimeout(_DEADLINE)
        try:
            line.sendall(encode(order))
        except OSError:
            line.close()
            raise
        line.settimeout(0.0)
        self._line = line
        self._buffer = LineBuffer()
        self._unsent = bytearray()
        """What the fork has not taken yet."""

    def fileno(self) -> int:
        """Return its descriptor; -1 once it is closed."""
        return self._line.fileno()

    def close(self) -> None:
        """Hang up, whereupon the fork ends."""
        self._line.close()

    def messages(self) -> Iterator[dict[str, Any]]:
        """Yield the messages that have come.

        Raises `ForkLost` at the end of the line, and `Broken` for what is no message.
        """
        try:
            data = self._line.recv(_CHUNK, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            raise ForkLost
        yield from self._buffer.messages(data)

    def say(self, message: dict[str, Any], descriptor: int | None = None) -> None:
        """Send a message, now or later; if the fork has ended, what is heard shows that.

        Raises `ForkLost` for one that takes nothing, or does not take a descriptor at once.
        """
        if descriptor is None:
            self._unsent += encode(message)
            self.flush()
            return
        data = encode(message)
        try:
            is_sent = not self._unsent and socket.send_fds(self._line, [data], [descriptor])
        except OSError:
            is_sent = False
        if is_sent != len(data):
            raise ForkLost  # nobody would answer the call

    def flush(self) -> None:
        """Send what there was no place for; raise `ForkLost` if that is too much."""
        try:
            del self._unsent[: self._line.send(self._unsent)]
        except BlockingIOError:
            if len(self._unsent) > _LONGEST_UNSENT:
                raise ForkLost from None
        except OSError:
            pass  # it has ended, which its channel shows
