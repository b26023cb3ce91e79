"""Runs in a fresh interpreter, opens a pseudo-terminal in it, and becomes the command.

So no copy of aegis's memory is behind the command, and a terminal of an isolated command comes from
the same isolated /dev. It imports nothing of aegis but what isolates. `command.py` is on the other
end of the socket: it gets the master, then the word why the command could not run, if it could not.
"""

import contextlib
import fcntl
import os
import signal
import socket
import termios
from collections.abc import Sequence
from typing import NoReturn

FAILED = 127
_NOT_EXECUTABLE = 126


def main(
    channel: int, kept: tuple[list[str], list[str], list[str]] | None, command: Sequence[str]
) -> NoReturn:
    """Run a command in a terminal of its own; isolated, but for what is `namespaces.Kept`."""
    with socket.socket(fileno=channel) as told:
        told.set_inheritable(False)
        try:
            if kept is not None:
                _isolate(kept, told)
            _take_terminal(told)
            _run(told, command)
        except BaseException as error:  # noqa: BLE001  # nothing may go on as a second aegis
            with contextlib.suppress(OSError):
                told.sendall(f"{type(error).__name__}: {error}".encode(errors="replace"))
    os._exit(FAILED)


def _isolate(kept: tuple[list[str], list[str], list[str]], told: socket.socket) -> None:
    # Not for a command that is not isolated: it costs an import.
    from aegis_cli.adapters.pseudo_terminal import namespaces  # noqa: PLC0415

    try:
        namespaces.enter(namespaces.Kept(*kept), told)
    except namespaces.Refused as refused:
        told.sendall(f"isolation: {refused}".encode())
        os._exit(FAILED)


def _take_terminal(told: socket.socket) -> None:
    """Give the master away, and make the slave the controlling terminal once it is set up."""
    master, slave = os.openpty()
    socket.send_fds(told, [b"M"], [master])
    os.close(master)
    if not told.recv(1):
        os._exit(FAILED)
    if os.getsid(0) != os.getpid():
        os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for stream in (0, 1, 2):
        os.dup2(slave, stream)
    os.close(slave)


def _run(told: socket.socket, command: Sequence[str]) -> None:
    _forget_signals()
    # NOTE: every descriptor but the three is closed by the exec; one that is inherited is too.
    for low, high in ((3, told.fileno()), (told.fileno() + 1, os.sysconf("SC_OPEN_MAX"))):
        os.closerange(low, high)
    try:
        os.execvp(command[0], [*command])  # noqa: S606  # what the person asked for, without a shell
    except OSError as error:
        told.sendall(f"exec: {error.strerror}".encode())
        missing = isinstance(error, FileNotFoundError)
        os._exit(FAILED if missing else _NOT_EXECUTABLE)


def _forget_signals() -> None:
    """Give every signal its usual meaning back, and block none."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
