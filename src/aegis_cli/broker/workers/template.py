"""The process that the broker forks: single-threaded, started before the server has a thread.

It imports what a plan needs, once. Then it forks for each socket that arrives through its channel.
The fork is the executor of one plan: it exchanges, acts, answers through that socket, and ends. A
fork is hardened from its first instruction on, like the template, so it needs no challenge. The
template never sees a token. It ends with the worker, and its forks end with it.
"""

import os
import signal
import socket
from pathlib import Path

from aegis_cli.adapters.process.hardening import die_with_parent, is_traced
from aegis_cli.executor.child import act
from aegis_cli.executor.warm_up import warm_up


def main(arguments: list[str]) -> None:
    """Fork for each socket that arrives through standard input, until that is closed.

    The one argument is the number of seconds after which the kernel ends a fork.
    """
    die_with_parent()
    (longest,) = arguments
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)  # or each fork would keep a copy of the channel
    warm_up()
    # The kernel drops the exit codes of the forks, so that nobody has to wait for them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    template = os.getpid()
    with socket.socket(socket.AF_UNIX, fileno=0) as channel:
        while True:
            data, fds, _, _ = socket.recv_fds(channel, 1, 1)
            if not data:
                os._exit(0)
            for fd in fds:
                if os.fork() == 0:
                    channel.close()
                    _become(fd, template, int(longest))
                os.close(fd)


def _become(fd: int, template: int, longest: int) -> None:
    """Be the executor of one plan, and end."""
    die_with_parent()
    if os.getppid() != template or is_traced():
        os._exit(3)
    # NOTE: the kernel ends this process then, even if it is busy.
    signal.alarm(longest)
    with socket.socket(fileno=fd) as ours:
        act(ours.makefile("rb"), ours.makefile("wb"))
    os._exit(0)
