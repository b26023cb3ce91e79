"""Several workers behind one listening socket, each a process with a template of its own.

A worker that dies is replaced; a signal is passed on, and the end of every worker awaited.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

GAP = 1.0
"""Seconds between two starts in one place, should a worker die each time."""

_LOOK = 0.1


def supervise(
    arguments: Sequence[str], *, fd: int, count: int, ready: Callable[[], None] = lambda: None
) -> None:
    """Keep `count` workers running until SIGTERM or SIGINT, and wait until they have finished.

    `arguments` are those of `aegis`; each worker is told the socket's `fd` besides.
    """
    stopping: list[int] = []
    before = [
        (number, signal.signal(number, lambda got, _frame: stopping.append(got)))
        for number in (signal.SIGTERM, signal.SIGINT)
    ]
    workers = [_Worker(arguments, fd) for _ in range(count)]
    try:
        ready()
        while not stopping:
            for worker in workers:
                worker.keep()
            time.sleep(_LOOK)
        _finish(workers, stopping)
    finally:
        for worker in workers:
            worker.kill()
        for number, handler in before:
            signal.signal(number, handler)


def _finish(workers: Sequence["_Worker"], stopping: Sequence[int]) -> None:
    """Have every worker finish; at a second signal, leave what does not."""
    for worker in workers:
        worker.stop()
    while len(stopping) == 1 and any(worker.is_alive() for worker in workers):
        time.sleep(_LOOK)


class _Worker:
    """One place for a worker."""

    def __init__(self, arguments: Sequence[str], fd: int) -> None:
        self._command = [sys.executable, "-m", "aegis_cli", *arguments, "--listener", str(fd)]
        self._fd = fd
        self._start()

    def _start(self) -> None:
        self._started = time.monotonic()
        # A session of its own, so that a Ctrl-C comes once, and from here.
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and arguments
            self._command,
            stdin=subprocess.DEVNULL,
            pass_fds=[self._fd],
            start_new_session=True,
        )

    def is_alive(self) -> bool:
        """Tell whether it runs."""
        return self._process.poll() is None

    def keep(self) -> None:
        """Start it again if it has died."""
        if not self.is_alive() and time.monotonic() - self._started >= GAP:
            self._start()

    def stop(self) -> None:
        """Ask it to finish."""
        if self.is_alive():
            self._process.terminate()

    def kill(self) -> None:
        """End it by force, should it still run."""
        if self.is_alive():
            self._process.kill()
        self._process.wait()
