"""The worker's side of the fork server: starts it, requests forks, and replaces one that died."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Mapping

from aegis_cli.adapters.process.channel import PATIENCE, Channel
from aegis_cli.adapters.process.fork_server import PLAN
from aegis_cli.adapters.process.fork_server_parent import ForkServer
from aegis_cli.adapters.process.isolated import start
from aegis_cli.broker.http.problem import Problem
from aegis_cli.errors import Bug

GAP = 1.0
"""Seconds between two starts, even if the fork server dies each time."""


class Forks:
    """One fork server, which makes a fork on request. Used only in the thread of the event loop."""

    def __init__(self, environment: Mapping[str, str], *, longest: int) -> None:
        """Take the number of seconds after which the kernel ends a fork."""
        self._environment = environment
        self._longest = longest
        self._fork_server: ForkServer | None = None
        self._started = 0.0
        self._is_closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self.starts = 0

    @property
    def pid(self) -> int | None:
        """The fork server's process id, while it runs."""
        return self._fork_server.pid if self._fork_server and self.is_alive() else None

    def start(self) -> None:
        """Start a fork server, and wait until it has answered; raise `Bug` if it does not.

        For one that replaces it, the event loop waits; it gets no request before it answers.
        """
        _open(self._begin_template(), PATIENCE)

    def _begin_template(self) -> Channel:
        channel = start(
            "aegis_cli.executor.plan_fork",
            str(self._longest),
            environment=self._environment,
            stderr="drop",
        )
        self._fork_server = ForkServer(channel)
        self._started = time.monotonic()
        self.starts += 1
        return channel

    def watch(self) -> None:
        """Have the running event loop notice when the fork server dies."""
        self._loop = asyncio.get_running_loop()
        self._listen()

    def _listen(self) -> None:
        if self._loop is not None and self._fork_server is not None:
            self._loop.add_reader(self._fork_server.channel.line, self._readable)

    def is_alive(self) -> bool:
        """Tell whether the fork server runs."""
        return self._fork_server is not None and self._fork_server.is_alive()

    def begin(self) -> socket.socket:
        """Return the channel to a new fork; raise `Problem` 503 if there can be none now."""
        if self._fork_server is not None and self._fork_server.channel.is_open:
            with contextlib.suppress(OSError):
                return self._fork_server.fork(PLAN)
        self._replace_if_lost()
        raise Problem(503, "overloaded", "The broker cannot begin just now.", {"Retry-After": "1"})

    def close(self) -> None:
        """End the fork server, which ends every fork."""
        self._is_closed = True
        self._drop()

    def _readable(self) -> None:
        """Receive the answer of a new fork server, or notice that one has ended."""
        channel = self._fork_server.channel if self._fork_server else None
        if channel is None or channel.is_open or self._loop is None:
            self._replace_if_lost()
            return
        self._loop.remove_reader(channel.line)
        try:
            # If there is nothing to read after all, the event loop waits for it again.
            with contextlib.suppress(BlockingIOError):
                _open(channel, 0.0)
        except Bug:
            self._replace()
        else:
            self._listen()

    def _replace_if_lost(self) -> None:
        """Replace a fork server that died or never answers, but not one that is only slow."""
        if not self._is_closed and not (self.is_alive() and self._is_listening()):
            self._replace()

    def _replace(self) -> None:
        self._drop()
        left = self._started + GAP - time.monotonic()
        if left <= 0:
            self._start_again()
        elif self._loop is not None:
            self._loop.call_later(left, self._start_again)

    def _start_again(self) -> None:
        if not self._is_closed and self._fork_server is None:
            self._begin_template()
            self._listen()

    def _is_listening(self) -> bool:
        """Tell whether the fork server has its end open, or still has time to answer."""
        if self._fork_server is None or not self._fork_server.channel.is_open:
            return time.monotonic() <= self._started + PATIENCE
        with contextlib.suppress(BlockingIOError):
            return bool(self._fork_server.channel.line.recv(1))
        return True

    def _drop(self) -> None:
        if self._fork_server is None:
            return
        if self._loop is not None:
            self._loop.remove_reader(self._fork_server.channel.line)
        self._fork_server.close()
        self._fork_server = None


def _open(channel: Channel, patience: float) -> None:
    channel.open(patience)
    channel.line.settimeout(0.0)
