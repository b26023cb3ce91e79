"""Descriptors that come over a channel, beside its lines."""

import io
import os
import socket
from collections import deque
from contextlib import suppress
from typing import IO, Any

from aegis_cli.adapters.process.json_lines import encode

MOST = 16
"""How many may come with one message."""

_PIECE = 64 * 1024


class DescriptorSocket(io.RawIOBase):
    """A Unix socket as a file to read, which keeps the descriptors that come with what is read."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._came: deque[int] = deque()

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Receive what there is, at most as much as the buffer takes."""
        data, came, _, _ = socket.recv_fds(self._line, len(buffer), MOST)
        self._came += came
        buffer[: len(data)] = data
        return len(data)

    def take(self, count: int) -> list[int]:
        """Return the next descriptors; raise `ValueError` if they did not come."""
        if not 0 <= count <= len(self._came):
            raise ValueError("descriptors are missing")
        return [self._came.popleft() for _ in range(count)]


def reader_of(line: socket.socket) -> tuple[IO[bytes], DescriptorSocket]:
    """Return a socket as lines to read, and what keeps the descriptors that come with them."""
    raw = DescriptorSocket(line)
    return io.BufferedReader(raw, _PIECE), raw


def send_with(line: socket.socket, message: dict[str, Any], descriptors: list[int]) -> None:
    """Send a message with copies of descriptors; whoever receives it is told how many there are."""
    data = encode(message | {"descriptors": len(descriptors)})
    sent = socket.send_fds(line, [data], descriptors)
    line.sendall(data[sent:])


def close_all(descriptors: list[int]) -> None:
    """Close descriptors that were received."""
    for number in descriptors:
        with suppress(OSError):
            os.close(number)
