"""The process that a broker and a session fork for plans: all that is loaded where a token is.

A fork is the executor of one plan: it exchanges, sends, answers through its channel, and ends.
"""

import socket
from collections.abc import Mapping
from functools import partial

from aegis_cli.adapters import sender
from aegis_cli.adapters.process.fork_server import PLAN, SPARE, Become, serve_forks
from aegis_cli.executor.child import act_in_fork, warm_up


def main(arguments: list[str]) -> None:
    """Fork for plans; the one argument is the number of seconds after which the kernel ends one."""
    (longest,) = arguments

    def prepare(_channel: socket.socket) -> Mapping[bytes, Become]:
        warm_up()
        return {
            PLAN: partial(act_in_fork, longest=int(longest)),
            SPARE: lambda _: sender.warm_up(),
        }

    serve_forks(prepare)
