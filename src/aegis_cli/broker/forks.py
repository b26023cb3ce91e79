"""The worker's side of the template: starts it, asks it for forks, and replaces one that died."""

import asyncio
import contextlib
import socket
import subprocess
import time
from collections.abc import Mapping

from aegis_cli.adapters.processes import start
from aegis_cli.broker.problem import Problem

GAP = 1.0
"""Seconds between two starts, should the template die each time."""


class Forks:
    """One template, and the way to a fork of it. Used from the thread of the event loop only."""

    def __init__(self, environment: Mapping[str, str], *, longest: int) -> None:
        """Take the seconds after which a fork is ended by the kernel."""
        self._environment = environment
        self._longest = longest
        self._door: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._is_closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self.starts = 0

    @property
    def pid(self) -> int | None:
        """The template's process id, while it lives."""
        return self._process.pid if self._process is not None and self.is_alive() else None

    def start(self) -> None:
        """Start a template; what it is asked before it is ready waits in its door."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = start(
                "aegis_cli.broker.template",
                str(self._longest),
                environment=self._environment,
                stderr="drop",
                door=theirs,
            )
        ours.settimeout(0.0)
        self._door = ours
        self._started = time.monotonic()
        self.starts += 1
        if self._loop is not None:
            self._loop.add_reader(ours, self._lost)

    def watch(self) -> None:
        """From now on, notice in the running event loop when the template dies."""
        self._loop = asyncio.get_running_loop()
        if self._door is not None:
            self._loop.add_reader(self._door, self._lost)

    def is_alive(self) -> bool:
        """Tell whether there is a template."""
        return self._process is not None and self._process.poll() is None

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
        try:
            return bool(
                self._door is not None and socket.send_fds(self._door, [b"f"], [theirs.fileno()])
            )
        except OSError:
            return False

    def _lost(self) -> None:
        """Replace a template that died; one that is only slow to take orders stays."""
        if self._is_closed or (self.is_alive() and not self._is_hung_up()):
            return
        self._drop()
        left = self._started + GAP - time.monotonic()
        if left <= 0:
            self.start()
        elif self._loop is not None:
            self._loop.call_later(left, self._start_again)

    def _start_again(self) -> None:
        if not self._is_closed and self._process is None:
            self.start()

    def _is_hung_up(self) -> bool:
        """Tell whether the other end of the door is closed, which it says nothing through."""
        if self._door is None:
            return True
        with contextlib.suppress(BlockingIOError):
            return not self._door.recv(1)
        return False

    def _drop(self) -> None:
        if self._door is not None:
            if self._loop is not None:
                self._loop.remove_reader(self._door)
            self._door.close()
            self._door = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
