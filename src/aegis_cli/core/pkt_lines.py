"""The lines in which git speaks (git-scm.com/docs/protocol-common, "pkt-line Format"). Pure."""

import re
from collections.abc import Iterator

FLUSH = b"0000"
LONGEST = 65_520
"""Bytes of the longest line, with its length."""

_LENGTH = 4
_HEX = re.compile(rb"[0-9a-fA-F]{4}")
_WITHOUT_PAYLOAD = frozenset({0, 1, 2})
"""A flush, a delimiter, and the end of a response (gitprotocol-v2)."""


class BadLine(ValueError):
    """What came is no line of git's."""


def pkt_line(payload: bytes) -> bytes:
    """Return a line with a payload."""
    return b"%04x%s" % (len(payload) + _LENGTH, payload)


def line_end(data: bytes | bytearray, at: int) -> int | None:
    """Return where the line ends that begins at a place; `None` if it is not all there.

    Raises `BadLine` for what is none.
    """
    text = bytes(data[at : at + _LENGTH])
    if len(text) < _LENGTH:
        return None
    length = int(text, 16) if _HEX.fullmatch(text) else -1
    if length > LONGEST or not (length >= _LENGTH or length in _WITHOUT_PAYLOAD):
        raise BadLine("git said something that is no line of its protocol")
    end = at + max(length, _LENGTH)
    return end if end <= len(data) else None


def message_end(data: bytes | bytearray, at: int = 0) -> tuple[int, bool]:
    """Return how far whole lines go from a place, and whether the last of them is a flush.

    Nothing behind the first flush is looked at.
    """
    while (end := line_end(data, at)) is not None:
        is_flush, at = data[at:end] == FLUSH, end
        if is_flush:
            return at, True
    return at, False


def payloads(data: bytes, at: int = 0) -> Iterator[bytes]:
    """Yield the payload of each whole line from a place up to the first flush, without that.

    Raises `BadLine` for what is none, and for a line that is cut.
    """
    while (end := line_end(data, at)) is not None:
        if data[at:end] == FLUSH:
            return
        yield data[at + _LENGTH : end]
        at = end
    raise BadLine("the lines of git are cut off")
