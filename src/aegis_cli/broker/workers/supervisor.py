"""Several workers at one listening socket, each a fork of this process with its own fork server.

A worker that dies is replaced. A signal is passed on to all workers, and their end is awaited. This
process has no threads, so that it can fork safely.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence

from aegis_cli.adapters.process.hardening import die_with_parent

GAP = 1.0
"""Seconds between two starts of a worker, if it dies each time."""

_INTERVAL = 0.1
_STOPS = (signal.SIGTERM, signal.SIGINT)


def supervise(
    work: Callable[[int], None], *, count: int, ready: Callable[[], None] = lambda: None
) -> None:
    """Keep `count` workers running until SIGTERM or SIGINT, and wait until they have finished.

    Each worker is a process that does `work` with its number, from 0 on, and ends.
    """
    stopping: list[int] = []
    before = [
        (number, signal.signal(number, lambda received, _frame: stopping.append(received)))
        for number in _STOPS
    ]
    workers = [_Worker(work, number) for number in range(count)]
    try:
        ready()
        while not stopping:
            for worker in workers:
                worker.keep()
            time.sleep(_INTERVAL)
        _finish(workers, stopping)
    finally:
        for worker in workers:
            worker.kill()
        for number, handler in before:
            signal.signal(number, handler)


def _finish(workers: Sequence["_Worker"], stopping: Sequence[int]) -> None:
    """Stop every worker and wait for its end; at a second signal, stop waiting."""
    for worker in workers:
        worker.stop()
    while len(stopping) == 1 and any(worker.is_alive() for worker in workers):
        time.sleep(_INTERVAL)


class _Worker:
    """A worker, which is started again when it has died."""

    def __init__(self, work: Callable[[int], None], number: int) -> None:
        self._work = work
        self._number = number
        self._start()

    def _start(self) -> None:
        self._started = time.monotonic()
        self._is_over = False
        supervisor = os.getpid()
        # NOTE: otherwise a signal would be lost that comes before the fork has its own handlers.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        try:
            self._pid = os.fork()
            if self._pid == 0:
                _become(lambda: self._work(self._number), supervisor)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)

    def is_alive(self) -> bool:
        """Tell whether it runs."""
        if not self._is_over:
            self._is_over = os.waitpid(self._pid, os.WNOHANG) != (0, 0)
        return not self._is_over

    def keep(self) -> None:
        """Start it again if it has died."""
        if not self.is_alive() and time.monotonic() - self._started >= GAP:
            self._start()

    def stop(self) -> None:
        """Ask it to finish."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it by force, if it still runs."""
        self._signal(signal.SIGKILL)
        if not self._is_over:
            os.waitpid(self._pid, 0)
            self._is_over = True

    def _signal(self, number: int) -> None:
        if self.is_alive():
            os.kill(self._pid, number)


def _become(work: Callable[[], None], supervisor: int) -> None:
    """Do the work of a worker, and then end this process in any case."""
    code = 1
    try:
        # A session of its own, so that a Ctrl-C comes once, and from the supervisor.
        os.setsid()
        for number in _STOPS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
        die_with_parent()
        if os.getppid() == supervisor:
            work()
            code = 0
    except Exception as error:  # noqa: BLE001  # a traceback may hold what was sent
        sys.stderr.write(f"A worker of the broker ended by {type(error).__name__}.\n")
        sys.stderr.flush()
    finally:
        os._exit(code)
