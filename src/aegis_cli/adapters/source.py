"""The bytes that a call takes: they leave piece by piece, and the last only if they are approved.

Of a file that has changed since the question, a server so never has the whole.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator

from aegis_cli.core.http import Commitment, HeldBack

LONGEST = 3600.0
"""Seconds that a whole body may take."""

ANSWER = 120.0
"""Seconds that a server may take over a body that it has got; less than the parent's patience."""

_PIECE = 256 * 1024
_BETWEEN = 0.2
"""Seconds between two reports of how far it is."""


class NotWhole(Exception):  # what happened
    """The rest of a body is held back."""

    def __init__(self, why: HeldBack) -> None:
        super().__init__(why.value)
        self.why = why


class BodySource:
    """A regular file as a body; each attempt begins it anew."""

    def __init__(
        self,
        descriptor: int,
        *,
        told: Callable[[int, int], None] = lambda _size, _of: None,
    ) -> None:
        """Take a descriptor, and who is told how far it is.

        Whoever else has the descriptor may move its position: each piece says where it is.
        """
        self._descriptor, self._told = descriptor, told
        self.is_whole = False
        """Whether the last piece was let go, so that a server may have all of it."""
        self.is_stopped = False
        """Whether nothing more is to leave; another thread may set it."""

    def pieces(self, commitment: Commitment) -> Iterator[bytes]:
        """Yield the pieces; raise `NotWhole` in the place of the last, unless they are these."""
        self.is_whole = False
        seen, at, told_at = hashlib.sha256(), 0, time.monotonic()
        while True:
            if self.is_stopped:
                raise NotWhole(HeldBack.STOPPED)
            piece = self._read(min(_PIECE, commitment.size - at), at)
            seen.update(piece)
            at += len(piece)
            if at >= commitment.size:
                break
            yield piece
            if time.monotonic() - told_at > _BETWEEN:
                told_at = time.monotonic()
                self._told(at, commitment.size)
        # NOTE: one byte behind the end says that there is more than was approved.
        if seen.hexdigest() != commitment.sha256 or self._is_there(at):
            raise NotWhole(HeldBack.CHANGED)
        self.is_whole = True
        yield piece

    def _read(self, length: int, at: int) -> bytes:
        try:
            piece = os.pread(self._descriptor, length, at)
        except OSError:
            piece = b""
        if not piece:
            raise NotWhole(HeldBack.CHANGED)
        return piece

    def _is_there(self, at: int) -> bool:
        return bool(os.pread(self._descriptor, 1, at))
