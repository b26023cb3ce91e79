"""Processes of ours without their start-up: forks of a process that has imported all of aegis.

Most of what a short command costs is imports, and the tests run hundreds. A fork is a process of
its own as well, with its own descriptors, environment and terminal, and runs the same `main()`;
so are the executor's child, the fork server of a session and the sandbox that it starts. Tests with
`from_nothing` in them, and those of the executor, see each of them start from nothing.
"""

import atexit
import contextlib
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
import tempfile
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Literal, Self

import tests.other_providers  # noqa: F401  # so that each fork knows them
from aegis_cli.adapters.process import huge_pages
from tests.helpers import measured, prefork
from tests.helpers.patience import PATIENCE
from tests.helpers.utf8 import UTF8

if TYPE_CHECKING:
    from aegis_cli.adapters.process.channel import Channel

ROOT = Path(__file__).resolve().parents[2]
DOOR = "DOOR_OF_THE_TEMPLATE"
_SANDBOX = "aegis_cli.sandbox.__main__"
LENGTH = 8
"""The bytes before an order, which say how long it is."""
_FDS = 5
_MOST = 256
_NAMES = ("stdin", "stdout", "stderr")


class Forked:
    """A fork; as much of `subprocess.Popen` as is used of it."""

    def __init__(self, order: Mapping[str, Any], streams: Sequence[int | None]) -> None:
        """Give it three streams, and a pipe where there is none; last its terminal, if any."""
        ours, theirs = [], []
        for at, fd in enumerate(streams):
            read, write = os.pipe() if fd is None else (fd, fd)
            ours.append((write, read)[at > 0] if fd is None else None)
            theirs.append((read, write)[at > 0])
        status, told = os.pipe()
        _ask(order, [*theirs, told])
        for fd in {*theirs, told} - {*streams}:
            os.close(fd)
        self._status = os.fdopen(status, "rb", buffering=0)
        self.pid = int(self._status.readline())
        self.returncode: int | None = None
        self.stdin, self.stdout, self.stderr = (
            fd if fd is None else os.fdopen(fd, mode, 0)
            for fd, mode in zip(ours, ("wb", "rb", "rb"), strict=False)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()
        for pipe in (self.stdin, self.stdout, self.stderr):
            if pipe is not None:
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
            with contextlib.suppress(
                ProcessLookupError
            ):  # it has, and that is still on its way here
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it by force."""
        self.send_signal(signal.SIGKILL)

    def communicate(self, sent: bytes, timeout: float) -> tuple[bytes, bytes]:
        """Send standard input, read the rest of both outputs, and wait for the end."""
        read: dict[IO[bytes], bytes] = {}
        outputs = [pipe for pipe in (self.stdout, self.stderr) if pipe]
        jobs = [threading.Thread(target=lambda p=p: read.update({p: p.read()})) for p in outputs]
        if self.stdin is not None:
            jobs.append(threading.Thread(target=self._feed, args=(sent,)))
        for job in jobs:
            job.start()
        self.wait(timeout)
        for job in jobs:
            job.join()
        out, err = (read[pipe] if pipe else b"" for pipe in (self.stdout, self.stderr))
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


def aegis(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    cwd: Path,
    terminal: int | None = None,
    streams: Mapping[int, int | None] = MappingProxyType({}),
) -> Forked:
    """Run `aegis` with pipes or on a terminal, but for `streams` in files, or closed (`None`)."""
    order = {"argv": list(command), "environment": dict(environment), "cwd": str(cwd)}
    closed = [at for at, fd in streams.items() if fd is None]
    whole = order | {"terminal": terminal is not None, "closed": closed}
    with Path(os.devnull).open("rb+", buffering=0) as nowhere:
        given = {at: nowhere.fileno() if fd is None else fd for at, fd in streams.items()}
        shown = [given.get(at, terminal) for at in range(3)]
        return Forked(whole, shown if terminal is None else [*shown, terminal])


def start(
    module: str,
    *args: str,
    environment: Mapping[str, str],
    stderr: Literal["drop", "keep"],
    more: Mapping[str, str] = MappingProxyType({}),
) -> "Channel":
    """Do what `aegis_cli.adapters.process.isolated.start` does, without a fresh interpreter."""
    from aegis_cli.adapters.process.channel import Channel  # noqa: PLC0415  # not for the fork server
    from aegis_cli.adapters.process.isolated import scrub  # noqa: PLC0415  # as above

    known = scrub(environment) | dict(more)
    order = {"module": module, "environment": known, "cwd": str(Path.cwd()), "args": args}
    ours, theirs = socket.socketpair()
    with theirs, Path(os.devnull).open("wb") as nowhere:
        shown = nowhere.fileno() if stderr == "drop" else 2
        whole = order | {"terminal": False, "answers": True}
        process: Any = Forked(whole, [theirs.fileno(), nowhere.fileno(), shown])
        return Channel(process, ours)


class _Child:
    """A fork of this process; as much of `subprocess.Popen` as a channel uses."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, if it has."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, timeout: float = PATIENCE) -> int:
        """Wait for its end."""
        ends = time.monotonic() + timeout
        while (ended := self.poll()) is None:
            if time.monotonic() > ends:
                raise subprocess.TimeoutExpired("aegis", timeout)
            time.sleep(0.005)
        return ended

    def kill(self) -> None:
        """End it by force."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


def start_here(
    module: str,
    *args: str,
    environment: Mapping[str, str],
    stderr: Literal["drop", "keep"],
    more: Mapping[str, str] = MappingProxyType({}),
) -> "Channel":
    """Do the same with a fork of this process, which is a child of it, as a broker's fork server is."""
    from aegis_cli.adapters.process.channel import Channel  # noqa: PLC0415  # not for the fork server
    from aegis_cli.adapters.process.isolated import scrub  # noqa: PLC0415  # as above

    ours, theirs = socket.socketpair()
    with theirs, Path(os.devnull).open("wb") as nowhere:
        if (pid := os.fork()) == 0:
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            known = scrub(environment) | dict(more)
            order = {"module": module, "environment": known, "cwd": str(Path.cwd())}
            whole = order | {"terminal": False, "answers": True, "args": args}
            shown = nowhere.fileno() if stderr == "drop" else 2
            signal.set_wakeup_fd(-1)
            _become(whole, [theirs.fileno(), nowhere.fileno(), shown])
            _run(_main_of(whole))
        process: Any = _Child(pid)
        return Channel(process, ours)


def with_pipes(
    module: str,
    environment: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    stderr: int | None = 2,
    args: Sequence[str] = (),
) -> Forked:
    """Run the `main()` of a module with pipes, in this process's environment or another.

    It is given the arguments, if there are any, as a list.
    """
    known = dict(os.environ if environment is None else environment)
    order = {"module": module, "environment": known, "cwd": str(cwd), "terminal": False}
    order["args"] = [*args]
    return Forked(order, [None, None, stderr])


def on_terminal(module: str, *words: str, terminal: int, output: int) -> Forked:
    """Run the `main()` of a module with a controlling terminal, and both outputs elsewhere."""
    place = {"environment": os.environ | UTF8, "cwd": str(ROOT), "terminal": True}
    return Forked(
        place | {"module": module, "argv": [module, *words]}, [terminal, output, output, terminal]
    )


def sandbox(*options: str, streams: Sequence[int | None] = (None, None, 2)) -> Forked:
    """Run a sandbox, which says on standard output where it is; a stream of `None` is a pipe."""
    place = {"environment": dict(os.environ), "cwd": str(ROOT), "terminal": False}
    return Forked(place | {"module": _SANDBOX, "argv": ["sandbox", *options]}, streams)


def _ask(order: Mapping[str, Any], fds: Sequence[int]) -> None:
    """Have the fork server fork; a fork of its own knows the same door."""
    written = json.dumps(order).encode()
    with socket.socket(socket.AF_UNIX) as door:
        door.connect(address())
        socket.send_fds(door, [len(written).to_bytes(LENGTH)], fds)
        door.sendall(written)


def address() -> str:
    """Return where the fork server is asked."""
    return _Template.door or os.environ.get(DOOR) or _template().door


class _Template:
    """The process that forks; it ends when this one does."""

    door = ""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.door = f"{self._folder.name}/door"
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(self.door)
            listening.listen()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.helpers.forked", self.door, str(listening.fileno())],
                cwd=ROOT,
                env=os.environ | UTF8,
                stdin=subprocess.PIPE,
                pass_fds=[listening.fileno()],
                start_new_session=True,
            )
        atexit.register(self._end)

    def _end(self) -> None:
        self._process.communicate()
        self._folder.cleanup()


_template = cache(_Template)


def share() -> None:
    """Have this process's children use one fork server with it, rather than one each."""
    if DOOR not in os.environ:
        os.environ[DOOR] = _template().door


def main(door: str, listening: socket.socket) -> None:
    """Import all of aegis; then fork for each order, until whoever started this has ended."""

    import aegis_cli  # noqa: PLC0415  # not for the side that gives the orders

    for found in pkgutil.walk_packages(aegis_cli.__path__, "aegis_cli."):
        importlib.import_module(found.name)
    prefork.make()
    prefork.hurry()
    measured.leave()
    _Template.door = door
    for starter in (
        "executor.embedded",
        "adapters.process.sandbox_process",
        "session.start",
    ):
        sys.modules[f"aegis_cli.{starter}"].start = start  # type: ignore[attr-defined]
    sys.modules["aegis_cli.broker.workers.forks"].start = start_here  # type: ignore[attr-defined]
    for ender in ("adapters.process.fork_server", "session.ports.link"):
        sys.modules[f"aegis_cli.{ender}"].os = _Leaving()  # type: ignore[attr-defined]
    gc.collect()
    gc.freeze()
    huge_pages.collapse()
    minded: dict[int, int] = {}
    heard, told = os.pipe()
    for end in (heard, told):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    while 0 not in (ready := select.select([listening.fileno(), heard, 0], [], [])[0]):
        if heard in ready:
            os.read(heard, _MOST)
            _tell_ends(minded)
        if listening.fileno() in ready:
            _obey(listening, minded)


class _Leaving:
    """The module `os`, for forks of a session's fork server: one that ends leaves what it saw.

    A fork ends in the thread that hears the agent go, or in the main one; whichever is first.
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def _exit(self, code: int) -> None:
        measured.leave()
        os._exit(code)


def _obey(listening: socket.socket, minded: dict[int, int]) -> None:
    """Fork for one order, and tell whoever gave it the number of the process."""
    with listening.accept()[0] as asking:
        length, fds, _, _ = socket.recv_fds(asking, LENGTH, _FDS)
        order = json.loads(asking.recv(int.from_bytes(length), socket.MSG_WAITALL))
    *streams, told = fds
    if (pid := os.fork()) == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        # Where a script starts the tests in the background, or nohup does, these are ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        _become(order, streams)
        _run(_main_of(order))
    minded[pid] = told
    _tell(told, pid)
    for fd in streams:
        os.close(fd)


def _tell_ends(minded: dict[int, int]) -> None:
    """Tell whoever asked for a process how it ended."""
    while minded:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            break
        told = minded.pop(pid)
        _tell(told, os.waitstatus_to_exitcode(status))
        os.close(told)


def _tell(told: int, number: int) -> None:
    with contextlib.suppress(BrokenPipeError):  # whoever asked has ended
        os.write(told, b"%d\n" % number)


def _main_of(order: Mapping[str, Any]) -> Callable[[], int | None]:
    """Return what the process is to run; an executor's child has answered its parent before."""
    if "answers" in order:
        sys.modules["aegis_cli.adapters.process.challenge_answer"].answer()
    module = order.get("module", "aegis_cli.__main__")
    given = [order["args"]] if order.get("args") else []
    return partial(importlib.import_module(module).main, *given)


def _become(order: Mapping[str, Any], fds: Sequence[int]) -> None:
    """Take over what a process gets at its start."""
    os.setsid()
    if order["terminal"]:
        fcntl.ioctl(fds[-1], termios.TIOCSCTTY, 0)
    for at, fd in enumerate(fds[:3]):
        os.dup2(fd, at)
    os.closerange(3, _MOST)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", closefd=False, errors="backslashreplace")  # noqa: SIM115
    for at in order.get("closed", ()):  # as a new interpreter finds them
        os.close(at)
        setattr(sys, _NAMES[at], None)
    os.chdir(order["cwd"])
    clock = {name: value for name, value in os.environ.items() if name.startswith("FAKETIME")}
    os.environ.clear()
    os.environ.update(order["environment"] | clock)
    sys.argv = order.get("argv", sys.argv[:1])


def _run(run: Callable[[], int | None]) -> None:
    """Run it, and end as Python does, but for taking every module apart."""
    code: str | int | None
    try:
        code = run()
    except SystemExit as ended:
        code = ended.code
    if isinstance(code, str):
        sys.stderr.write(f"{code}\n")
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    measured.leave()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    main(sys.argv[1], socket.socket(fileno=int(sys.argv[2])))
