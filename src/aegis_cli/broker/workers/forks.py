"""The worker's side of the template: starts it, asks it for forks, and replaces one that died."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Mapping

from aegis_cli.adapters.process.channel import PATIENCE, Channel
from aegis_cli.adapters.process.isolated import start
from aegis_cli.broker.http.problem import Problem
from aegis_cli.errors import Bug

GAP = 1.0
"""Seconds between two starts, should the template die each time."""


class Forks:
    """One template, and the way to a fork of it. Used from the thread of the event loop only."""

    def __init__(self, environment: Mapping[str, str], *, longest: int) -> None:
        """Take the seconds after which a fork is ended by the kernel."""
        self._environment = environment
        self._longest = longest
        self._channel: Channel | None = None
        self._started = 0.0
        self._is_closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self.starts = 0

    @property
    def pid(self) -> int | None:
        """The template's process id, while it lives."""
        if self._channel is not None and self.is_alive():
            return self._channel.process.pid
        return None

    def start(self) -> None:
        """Start a template, and wait until it has answered; raise `Bug` where it does not.

        One that replaces it is waited for by the event loop, and gets no order before it answers.
        """
        self._begin_template()
        self._open(PATIENCE)

    def _open(self, patience: float) -> None:
        if self._channel is not None:
            self._channel.open(patience)
            self._channel.line.settimeout(0.0)

    def _begin_template(self) -> None:
        self._channel = start(
            "aegis_cli.broker.workers.template",
            str(self._longest),
            environment=self._environment,
            stderr="drop",
        )
        self._started = time.monotonic()
        self.starts += 1

    def watch(self) -> None:
        """From now on, notice in the running event loop when the template dies."""
        self._loop = asyncio.get_running_loop()
        self._listen()

    def _listen(self) -> None:
        if self._loop is not None and self._channel is not None:
            self._loop.add_reader(self._channel.line, self._noticed)

    def is_alive(self) -> bool:
        """Tell whether there is a template."""
        return self._channel is not None and self._channel.process.poll() is None

    def begin(self) -> socket.socket:
        """Return the way to a new fork; raise `Problem` 503 where there can be none just now."""
        ours, theirs = socket.socketpair()
        with theirs:
            if self._has_sent(theirs):
                return ours
            self._lost()
            if self._has_sent(theirs):
                return ours
        ours.close()
        raise Problem(503, "overloaded", "The broker cannot begin just now.", {"Retry-After": "1"})

    def close(self) -> None:
        """End the template, and with it every fork."""
        self._is_closed = True
        self._drop()

    def _has_sent(self, theirs: socket.socket) -> bool:
        """Send a socket through the door; not to a template that has not answered yet."""
        if self._channel is None or not self._channel.is_open:
            return False
        try:
            return bool(socket.send_fds(self._channel.line, [b"f"], [theirs.fileno()]))
        except OSError:
            return False

    def _noticed(self) -> None:
        """Take the answer of a new template, or notice that one is gone."""
        channel = self._channel
        if channel is None or channel.is_open or self._loop is None:
            self._lost()
            return
        self._loop.remove_reader(channel.line)
        try:
            # Where there is nothing to read after all, it is waited for again.
            with contextlib.suppress(BlockingIOError):
                self._open(0.0)
        except Bug:
            self._replace()
        else:
            self._listen()

    def _lost(self) -> None:
        """Replace a template that died or never answers; one that is only slow stays."""
        if self._is_closed or (self.is_alive() and not self._is_hung_up()):
            return
        self._replace()

    def _replace(self) -> None:
        self._drop()
        left = self._started + GAP - time.monotonic()
        if left <= 0:
            self._start_again()
        elif self._loop is not None:
            self._loop.call_later(left, self._start_again)

    def _start_again(self) -> None:
        if not self._is_closed and self._channel is None:
            self._begin_template()
            self._listen()

    def _is_hung_up(self) -> bool:
        """Tell whether the other end of the door is closed, which it says nothing through."""
        if self._channel is None:
            return True
        if not self._channel.is_open:
            return time.monotonic() > self._started + PATIENCE
        with contextlib.suppress(BlockingIOError):
            return not self._channel.line.recv(1)
        return False

    def _drop(self) -> None:
        if self._channel is None:
            return
        if self._loop is not None:
            self._loop.remove_reader(self._channel.line)
        self._channel.process.kill()
        self._channel.process.wait()
        self._channel.close()
        self._channel = None
