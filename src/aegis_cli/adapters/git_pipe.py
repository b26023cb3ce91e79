"""The two pipes of a git that waits at a door: what it asks for, and what it is told."""

import os
import select
import time
from collections.abc import Callable
from contextlib import suppress

from aegis_cli.core.pkt_lines import FLUSH, BadLine, line_end, message_end, pkt_line
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, Failed

LARGEST = 16 * 1024 * 1024
"""Bytes of all that git asks for at once; the names of 300,000 commits."""
FIRST = 20.0
"""Seconds for the first line, which git says at once: whoever waits for it has a place."""
LONGEST, AT_LEAST = 720.0, 60.0
"""Seconds after which a git that is silent is given up, and how long it may be silent even then.

The process that answers it ends after fifteen minutes, and could not say why.
"""
_CHUNK = 64 * 1024
_PATIENCE_MS = 200
"""Milliseconds between two looks at whether anybody still wants to hear git."""
_LONGEST_REASON = 600


class GitPipe:
    """Where git is heard, and told something; it says nothing before it has been told."""

    def __init__(self, reads: int, writes: int) -> None:
        """Take the descriptors of its pipes."""
        self.writes = writes
        self.is_answered = False
        """Whether an answer to what it asked may be on its way into its pipe."""
        self._reads = reads
        self._buffer = bytearray()
        self._ends = time.monotonic() + LONGEST

    def first_line(self) -> bytes:
        """Return the payload of the first line; raise `BadLine` if it does not come in time."""
        ends = time.monotonic() + FIRST

        def check() -> None:
            if time.monotonic() > ends:
                raise BadLine("git said too little in its first seconds")

        while (end := line_end(self._buffer, 0)) is None:
            check()  # also of a git that is never silent
            if not self._read(check):
                raise BadLine("git said nothing")
        line = bytes(self._buffer[4:end])
        del self._buffer[:end]
        return line

    def converse(self, told: bytes, check: Callable[[], None]) -> bytes:
        """Tell git something; return what it asks for next, up to a flush, or nothing at its end.

        `check` is called while git is silent, and may raise. Raises `Failed` for what is no line of
        git's, where it takes nothing any more, and where it is silent for too long.
        """
        self.is_answered = False
        self._tell(told)
        at, is_whole = 0, False
        ends = max(self._ends, time.monotonic() + AT_LEAST)

        def look() -> None:
            check()
            if time.monotonic() > ends:
                raise Failed("git said nothing for too long.", code=Code.NETWORK)

        try:
            while not is_whole:
                at, is_whole = message_end(self._buffer, at)
                if not is_whole and not self._read(look):
                    return b""
        except BadLine as problem:
            raise Failed(f"{problem}.", code=Code.PROTOCOL) from None
        asked = bytes(self._buffer[:at])
        del self._buffer[:at]
        self.is_answered = asked != FLUSH
        return asked if self.is_answered else b""

    def refuse(self, why: str) -> None:
        """Tell git why it gets nothing more, which it shows (gitprotocol-pack, "error-line")."""
        said = one_line(why)[:_LONGEST_REASON].encode("utf-8", "replace")
        with suppress(Failed):  # it has gone
            self._tell(pkt_line(b"ERR aegis: " + said))

    def _read(self, check: Callable[[], None]) -> bool:
        """Read more of what git says; return whether there is any."""
        if len(self._buffer) > LARGEST:
            raise BadLine("git asked for too much at once")
        poll = select.poll()
        poll.register(self._reads, select.POLLIN)
        while not poll.poll(_PATIENCE_MS):
            check()
        piece = os.read(self._reads, _CHUNK)
        self._buffer += piece
        return bool(piece)

    def _tell(self, told: bytes) -> None:
        rest = memoryview(told)
        try:
            while rest:
                rest = rest[os.write(self.writes, rest) :]
        except OSError:
            raise Failed("git takes no answer any more.", code=Code.OUTPUT) from None
