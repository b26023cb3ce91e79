"""A file that takes a body piece by piece, so that no process holds it whole."""

import hashlib
import os
import time
from collections.abc import Callable
from contextlib import suppress

from aegis_cli.core.http import Stored
from aegis_cli.errors import Code, Failed

LARGEST = 32 * 1024**3
"""The most bytes of a file."""

LONGEST = 3600.0
"""Seconds that a whole file may take."""

_BETWEEN = 0.2
"""Seconds between two reports of how far it is."""
_KEPT = 2048
"""Bytes of the pieces before that are searched again: a token may be cut in two."""


class Sink:
    """The place of one file; each attempt begins it anew."""

    def __init__(
        self,
        descriptor: int,
        *,
        told: Callable[[int, int | None], None] = lambda _size, _of: None,
        search: Callable[[bytes], None] = lambda _piece: None,
    ) -> None:
        """Take a descriptor of a regular file, who is told how far it is, and a search of pieces.

        `search` is given all that comes from a server which had a token.
        """
        self._descriptor, self._told, self._search = descriptor, told, search
        self.begin(None, searched=False)

    def begin(self, length: int | None, *, searched: bool) -> None:
        """Begin with an empty file; `length` is how long it will be, if that is said."""
        self._length, self._is_searched = length, searched
        self._size, self._hash, self._before = 0, hashlib.sha256(), b""
        self._told_at = time.monotonic()
        self._empty()

    def _empty(self) -> None:
        """Take back what an attempt before has written."""
        try:
            with suppress(OSError):  # what is no regular file is not emptied
                os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
        except OSError as problem:
            raise unwritable(problem) from None

    def take(self, piece: bytes) -> bool:
        """Write a piece; return whether there may be more."""
        if self._is_searched:
            self._search(self._before + piece)
            self._before = (self._before + piece)[-_KEPT:]
        self._size += len(piece)
        if self._size > LARGEST:
            return False
        self._hash_more(piece)
        rest = memoryview(piece)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as problem:
            raise unwritable(problem) from None
        if time.monotonic() - self._told_at > _BETWEEN:
            self._told_at = time.monotonic()
            self._told(self._size, self._length)
        return True

    def _hash_more(self, piece: bytes) -> None:
        self._hash.update(piece)

    def give_up(self, why: str) -> None:
        """Take note that an attempt has failed; another one may follow."""

    @property
    def stored(self) -> Stored | None:
        """What is in the file; `None` if it is not as long as it was said to be."""
        if self._length is not None and self._length != self._size:
            return None
        return Stored(self._size, self._hash.hexdigest())


class PipeSink(Sink):
    """The pipe of a program, which takes whole answers, one behind the other.

    What is in a pipe is nobody's to take back, so an answer of which a part is there is never asked
    for again.
    """

    def _empty(self) -> None:
        """Leave what is there: it is the program's."""

    def _hash_more(self, piece: bytes) -> None:
        """Compute nothing: nobody could compare it with what is in a pipe."""

    def give_up(self, why: str) -> None:
        """Raise `Failed` if a part of the answer is in the pipe."""
        if self._size:
            raise Failed(f"The answer broke off: {why}.", code=Code.OUTPUT)


def unwritable(problem: OSError) -> Failed:
    """Return the error for a file that cannot be written."""
    reason = problem.strerror or str(problem)
    return Failed(f"The file cannot be written: {reason}.", code=Code.OUTPUT)
