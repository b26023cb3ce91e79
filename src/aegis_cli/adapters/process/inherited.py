"""Children that this program has not started itself: as much of `Popen` as is used of one."""

import os
import select
import signal
import socket
import subprocess
import time
from contextlib import suppress

_POLL = 0.01


class InheritedChild:
    """A child that a process had before its program was replaced."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        """How it ended: its exit code, or the negative number of a signal; `None` if unknown."""

    def poll(self) -> int | None:
        """Return how it ended, if it has; 0 if somebody else has waited for it, as `Popen` does."""
        if self.returncode is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                self.returncode = 0
            else:
                self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; raise `subprocess.TimeoutExpired` if that takes too long."""
        ends = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if ends is not None and time.monotonic() > ends:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
            time.sleep(_POLL)
        return code

    def kill(self) -> None:
        """End it by force."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


class ForkedChild:
    """A fork of another process's fork server, known by our end of the line to it.

    It ends when that is closed; the fork server's end, or the kernel's alarm, ends it too.
    """

    pid = 0
    """Nobody here is told it."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self.returncode: int | None = None
        """0 once it has ended."""

    def poll(self) -> int | None:
        """Return 0 if it has ended."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0.0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the hang-up, beside a thread that reads; raise `TimeoutExpired` as `Popen`."""
        if self.returncode is None:
            poll = select.poll()
            poll.register(self._line, select.POLLHUP)
            if not poll.poll(None if timeout is None else timeout * 1000):
                raise subprocess.TimeoutExpired("fork", timeout or 0.0)
            self.returncode = 0
        return self.returncode

    def kill(self) -> None:
        """Close the line in both directions, whereupon it ends; nothing tells more of that."""
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self.returncode = 0
