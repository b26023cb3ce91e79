"""Forks of the system's interpreter, which has imported what a program needs, at terminals.

    python3 -m tests.helpers.terminal_forks PROGRAM SOCKET

For each order that comes through the socket a fork sits down at a terminal, becomes an ordinary
user, and is what `python3 -m MODULE WORDS...` would be. It needs the standard library alone.
"""

import ctypes
import fcntl
import importlib
import json
import os
import runpy
import signal
import socket
import sys
import termios

LARGEST = 1 << 17
"""Bytes of an order."""
_DUMPABLE = 4
_MOST = 256


def main(program: str, orders: socket.socket) -> None:
    """Fork for each order until there are no more; return in a fork, to run the program."""
    importlib.import_module(program)
    del sys.modules[program]  # it is run anew, as the main module
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        told, fds, _, _ = socket.recv_fds(orders, LARGEST, 2)
        if not told:
            sys.exit()
        if os.fork() == 0:
            break
        for fd in fds:
            os.close(fd)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _minded(*fds)
    _sit_down(json.loads(told), fds[0])


def _minded(terminal: int, status: int) -> None:
    """Go on in a child, while this process waits to tell how that ends."""
    if (pid := os.fork()) == 0:
        return
    os.close(terminal)
    os.write(status, b"%d\n" % pid)
    ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.write(status, b"%d\n" % ended)
    os._exit(0)


def _sit_down(order: dict[str, object], terminal: int) -> None:
    """Take the terminal, and then the user: nobody may open what root opened."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for fd in range(3):
        os.dup2(terminal, fd)
    os.closerange(3, _MOST)
    user = int(str(order["user"]))
    if os.geteuid() == 0:
        os.fchown(0, user, -1)
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
        ctypes.CDLL(None).prctl(_DUMPABLE, 1, 0, 0, 0)  # as a new program is
    os.chdir(str(order["cwd"]))
    os.environ.clear()
    os.environ.update(order["environment"])  # type: ignore[call-overload]
    sys.argv = ["", *order["words"]]  # type: ignore[misc]
    runpy.run_module(str(order["module"]), run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1], socket.socket(fileno=int(sys.argv[2])))
