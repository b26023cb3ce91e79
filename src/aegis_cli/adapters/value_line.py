"""The way of a secret's value to the child: one end of a socket pair, which is read once.

First the key of the plan in a line, then the value, then the end. It is no pipe, since every
process of the same user may open a pipe again through /proc, and no file, which stays.
"""

import socket
from contextlib import suppress

from aegis_cli.core.secret import Secret
from aegis_cli.core.value_commitment import KEY_LENGTH, LONGEST, ValueCommitment
from aegis_cli.errors import Code, Failed

_MOST = KEY_LENGTH + 1 + LONGEST
_ROOM = 4 * _MOST
"""Bytes that the kernel has to keep until the child reads them; it counts what it needs itself."""
_PATIENCE = 5.0
"""Seconds to wait for what was written before the line was handed over."""


def value_line(key: Secret, value: Secret) -> int:
    """Return the end of a line from which the key and the value can be read."""
    theirs, ours = socket.socketpair()
    with ours:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _ROOM)
        ours.settimeout(_PATIENCE)
        ours.sendall(key.reveal().encode())
        ours.sendall(b"\n")
        ours.sendall(value.reveal().encode())
    return theirs.detach()


def read_value(descriptor: int, commitment: ValueCommitment) -> Secret:
    """Return the value from the child's end of a line; raise `Failed` unless it was approved.

    The descriptor stays open.
    """
    data = b""
    with suppress(OSError):
        line = socket.socket(fileno=descriptor)
        try:
            line.settimeout(_PATIENCE)
            while len(data) <= _MOST and (piece := line.recv(_MOST + 1 - len(data))):
                data += piece
        finally:
            line.detach()
    key, _, text = data.partition(b"\n")
    with suppress(ValueError):  # NOTE: raised below, where no exception holds the bytes
        value = Secret(text.decode())
        if commitment.holds(value, Secret(key.decode("ascii"))):
            return value
    raise not_approved()


def not_approved() -> Failed:
    """Return the error for another value than the one that was approved."""
    return Failed(
        "The value is not the one that was approved; nothing was sent.", code=Code.CHANGED
    )
