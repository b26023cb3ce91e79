"""The child's end of a channel: its answer to the challenge, once it has hardened itself."""

import contextlib
import os
import socket

from aegis_cli.adapters.process.hardening import harden, is_hardened, is_traced

CHALLENGE_LENGTH = 32


def answer() -> None:
    """Harden this process and answer its parent; then standard input and output are the channel."""
    harden()
    if is_traced() or not is_hardened():
        # NOTE: a debugger that attached before the process was hardened still reads its memory.
        os._exit(3)
    first = socket.socket(socket.AF_UNIX, fileno=0)
    challenge = first.recv(CHALLENGE_LENGTH, socket.MSG_WAITALL)
    if len(challenge) < CHALLENGE_LENGTH:
        os._exit(0)  # the parent has ended
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with contextlib.suppress(OSError):  # the parent has ended; the next read shows it
            socket.send_fds(first, [challenge], [theirs.fileno()])
        os.dup2(ours.fileno(), first.detach())
        os.dup2(ours.fileno(), 1)
