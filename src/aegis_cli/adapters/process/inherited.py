"""A child that a process had before its program was replaced."""

import os
import signal
import subprocess
import time
from contextlib import suppress

_POLL = 0.01


class InheritedChild:
    """As much of `subprocess.Popen` as is used of one."""

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
