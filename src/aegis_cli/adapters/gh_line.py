"""The connection of a gh that waits at a door, and what it is told once all else is done."""

import socket
import time
from collections.abc import Callable
from typing import IO

FIRST = 20.0
"""Seconds in which gh says all of its request: whoever waits for it has a place."""
LONGEST = 720.0
"""Seconds for all of an answer: a person may be turning its pages."""


class GhLine:
    """Where gh is heard, and told one answer, when all is done that it stands for."""

    def __init__(self, line: socket.socket, file: IO[bytes]) -> None:
        """Take its connection, and a file for what is at a storage host."""
        self.asked = b""
        """What it asks for, as the action that reads for it takes it."""
        self.told = b""
        """What that action says in the end."""
        self._line = line
        self._heard_by = time.monotonic() + FIRST
        self._told_by: float | None = None
        self.writes = file.fileno()
        """The descriptor of that file."""

    def receive(self, most: int) -> bytes:
        """Return what gh says next; raise `OSError` if it has not said all in time."""
        self._line.settimeout(_seconds_until(self._heard_by))
        return self._line.recv(most)

    def send(self, data: bytes) -> None:
        """Send all of some bytes; raise `OSError` if gh has not taken all in time."""
        self._told_by = self._told_by or time.monotonic() + LONGEST
        self._line.settimeout(_seconds_until(self._told_by))
        self._line.sendall(data)

    def converse(self, told: bytes, check: Callable[[], None]) -> bytes:
        """Return what gh asks for; keep what it is told then.

        NOTE: the next request of gh comes with the end of this answer, and is to find the process
        of this one free.
        """
        check()
        self.told = told
        return self.asked


def _seconds_until(ends: float) -> float:
    return max(ends - time.monotonic(), 0.001)
