"""`aegis` without its start-up: forks of a process that has imported all of it.

Most of what a short command costs is imports, and the tests run hundreds. A fork is a process of
its own as well, with its own descriptors, environment and terminal, and runs the same `main()`.
That the program starts from nothing too is for the tests that start it from a shell.
"""

import atexit
import fcntl
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import termios
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any, Self

ROOT = Path(__file__).resolve().parent.parent.parent
_LENGTH = 8
_FDS = 4
_MOST = 256


class Forked:
    """A fork that runs `aegis`; as much of `subprocess.Popen` as the tests use."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        cwd: Path,
        terminal: int | None = None,
    ) -> None:
        """Give it pipes, or a terminal and nothing else."""
        ours: list[int] = []
        theirs = [terminal] * 3 if terminal is not None else []
        for end in (1, 0, 0) if terminal is None else ():
            pair = os.pipe()
            ours.append(pair[end])
            theirs.append(pair[1 - end])
        status, told = os.pipe()
        order = {"argv": list(command), "environment": dict(environment), "cwd": str(cwd)}
        _template().begin(order | {"terminal": terminal is not None}, [*theirs, told])
        for fd in {*theirs, told} - {terminal}:
            os.close(fd)
        self._status = os.fdopen(status, "rb", buffering=0)
        self.pid = int(self._status.readline())
        self.returncode: int | None = None
        modes = ("wb", "rb", "rb")[: len(ours)]
        self._pipes = [os.fdopen(fd, mode, 0) for fd, mode in zip(ours, modes, strict=True)]
        self.stdin, self.stdout, self.stderr = self._pipes or (None, None, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()
        for pipe in self._pipes:
            pipe.close()

    def poll(self) -> int | None:
        """Return how it ended, if it has."""
        if self.returncode is None and select.select([self._status], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and return its exit code, or the negative number of a signal."""
        if self.returncode is None:
            if not select.select([self._status], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("aegis", timeout or 0)
            self.returncode = int(self._status.readline())
            self._status.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it by force."""
        self.send_signal(signal.SIGKILL)

    def communicate(self, sent: bytes, timeout: float) -> tuple[bytes, bytes]:
        """Send standard input, read the rest of both outputs, and wait for the end."""
        read: dict[IO[bytes], bytes] = {}
        outputs = [pipe for pipe in (self.stdout, self.stderr) if pipe]
        jobs = [threading.Thread(target=lambda p=p: read.update({p: p.read()})) for p in outputs]
        jobs.append(threading.Thread(target=self._feed, args=(sent,)))
        for job in jobs:
            job.start()
        self.wait(timeout)
        for job in jobs:
            job.join()
        out, err = (read[pipe] for pipe in outputs)
        return out, err

    def _feed(self, sent: bytes) -> None:
        assert self.stdin is not None
        try:
            while sent:
                sent = sent[self.stdin.write(sent) :]
        except BrokenPipeError:
            pass
        finally:
            self.stdin.close()


class _Template:
    """The process that forks; it ends when this one does."""

    def __init__(self) -> None:
        self._door, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.forked", str(theirs.fileno())],
            cwd=ROOT,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        self._one_at_a_time = threading.Lock()
        atexit.register(self._end)

    def begin(self, order: Mapping[str, Any], fds: Sequence[int]) -> None:
        written = json.dumps(order).encode()
        with self._one_at_a_time:
            socket.send_fds(self._door, [len(written).to_bytes(_LENGTH)], fds)
            self._door.sendall(written)

    def _end(self) -> None:
        self._door.close()
        self._process.wait()


_template = cache(_Template)


def main(door: socket.socket) -> None:
    """Import all of aegis; then fork for each order. Only a fork returns from the loop."""
    import aegis_cli  # noqa: PLC0415  # not for the side that gives the orders

    for found in pkgutil.walk_packages(aegis_cli.__path__, "aegis_cli."):
        if not found.name.startswith(("aegis_cli.sandbox", "aegis_cli.broker")):
            importlib.import_module(found.name)
    from aegis_cli.__main__ import main as aegis  # noqa: PLC0415  # as above

    gc.freeze()
    while True:
        length, fds, _, _ = socket.recv_fds(door, _LENGTH, _FDS)
        if not length:
            return
        order = json.loads(door.recv(int.from_bytes(length), socket.MSG_WAITALL))
        if os.fork() == 0:
            _minded(fds.pop())
            _become(order, fds)
            aegis()
            return
        for fd in fds:
            os.close(fd)
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _minded(told: int) -> None:
    """Fork once more: this process tells its number and its end, and only the other returns."""
    pid = os.fork()
    if pid == 0:
        os.close(told)
        return
    os.write(told, b"%d\n" % pid)
    _, status = os.waitpid(pid, 0)
    os.write(told, b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _become(order: Mapping[str, Any], fds: Sequence[int]) -> None:
    """Take over what a process gets at its start."""
    os.setsid()
    for at, fd in enumerate(fds):
        os.dup2(fd, at)
    os.closerange(3, _MOST)
    if order["terminal"]:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", closefd=False, errors="backslashreplace")  # noqa: SIM115
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = order["argv"]


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
