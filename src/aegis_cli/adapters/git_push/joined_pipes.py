"""What git runs in the place of a connection while a push is looked at: it joins git to two pipes.

Git may close its own half before it has read all that it asked for, so that half says nothing. An
end is a flush, which the other side of the pipes reads as such. It imports nothing of aegis.
"""

import os
import select
import sys

_CHUNK = 64 * 1024


def main(reads: int, asks: int) -> None:
    """Hand on what git says, and what it is told, until it listens no more."""
    poll = select.poll()
    poll.register(0, select.POLLIN)
    poll.register(reads, select.POLLIN)
    poll.register(1, 0)  # an error alone: git has closed it
    while True:
        ready = {number for number, _ in poll.poll()}
        if 1 in ready:
            break
        if 0 in ready and not _copy(0, asks):
            poll.unregister(0)
        if reads in ready and not _copy(reads, 1):
            break
    _write(asks, b"0000")


def _copy(source: int, target: int) -> bool:
    piece = os.read(source, _CHUNK)
    return bool(piece) and _write(target, piece)


def _write(target: int, piece: bytes) -> bool:
    try:
        while piece:
            piece = piece[os.write(target, piece) :]
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
