"""The frames between a client and the agent of a session: lists of byte strings, with lengths.

    client → agent   FOUND speaks, words, variables        before a request: nobody named the agent
                     REQUEST speaks, words, variables      with the streams and the folder
                     CANCEL                                after a Ctrl-C
                     AWAITED waits                         1 while somebody waits for the end, or 0
                     FILE reason, told                     with the file, if it could be opened, or
                                                           the line to a child; "" if it was done;
                                                           what is approved of a value is `told`
                     CONTROL name
    agent → client   OPEN path     JQ ""     BROWSE address
                     MAKE path, force     KEEP path
                     TAKE path     GIVE says               which the client does, and answers
                     SERVES words     PASSES words         whether it serves who found it
                     BEGUN                                once the request was taken, or a lock
                     EXIT code     ERROR code, message, hint     TOLD document

A client imports this at every start, so it imports no more than the version.
"""

from aegis_cli import __version__

PROTOCOL = 1
"""Raised with each change of these frames; a test has what each number stands for."""
SPEAKS = f"{__version__} (protocol {PROTOCOL})"
"""What each end is. An agent serves only a client that is the same, and answers another so."""

LARGEST = 1024 * 1024
"""Bytes of the longest frame."""

FOUND, REQUEST, CANCEL, FILE, CONTROL = b"found", b"request", b"cancel", b"file", b"control"
AWAITED = b"awaited"
SERVES, PASSES = b"serves", b"passes"
BEGUN, EXIT, ERROR, TOLD = b"begun", b"exit", b"error", b"told"

_LENGTH = 4


class BadFrame(ValueError):
    """The other side sent something that is no frame."""


def pack(*parts: bytes) -> bytes:
    """Return a frame of these parts."""
    body = b"".join(_with_length(part) for part in parts)
    return _with_length(body)


def _with_length(part: bytes) -> bytes:
    return len(part).to_bytes(_LENGTH, "big") + part


def take_frame(buffer: bytearray) -> list[bytes] | None:
    """Take the first frame out of a buffer; return its parts, or `None` if it is not complete.

    Raises `BadFrame` if it is too long, or its lengths do not fit.
    """
    if len(buffer) < _LENGTH:
        return None
    length = int.from_bytes(buffer[:_LENGTH], "big")
    if length > LARGEST:
        raise BadFrame("a frame is too long")
    if len(buffer) < _LENGTH + length:
        return None
    body = bytes(buffer[_LENGTH : _LENGTH + length])
    del buffer[: _LENGTH + length]
    return _parts(body)


def _parts(body: bytes) -> list[bytes]:
    parts, at = [], 0
    while at < len(body):
        start = at + _LENGTH
        at = start + int.from_bytes(body[at:start], "big")
        if start > len(body) or at > len(body):
            raise BadFrame("the lengths of a frame do not fit")
        parts.append(body[start:at])
    if not parts:
        raise BadFrame("a frame is empty")
    return parts


def join_words(words: list[bytes]) -> bytes:
    """Return a list of byte strings as one part."""
    return b"".join(_with_length(word) for word in words)


def words_of(part: bytes) -> list[bytes]:
    """Return the list that a part holds; raise `BadFrame` if it holds none."""
    return _parts(part) if part else []
