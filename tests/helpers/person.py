"""A person's terminal for whatever runs on it: what is shown there, and who types.

As root, a program can be run as an ordinary user, for attacks that root could always do. Such a
user cannot reach root's interpreter; the system's own has none of our packages.
"""

import atexit
import copy
import json
import os
import re
import socket
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from pathlib import Path

import pyte

from tests.helpers.console import Terminal, environment
from tests.helpers.forked import Forked
from tests.helpers.support import temporary_folder, until

_UNKNOWN = re.compile(r"\x1b\[[<>][0-9;]*[um]|\x18")
NOBODY = 65534
_SYSTEM = Path("/usr/bin/python3")
PYTHON = str(_SYSTEM if os.geteuid() == 0 and _SYSTEM.exists() else Path(sys.executable).resolve())
"""An interpreter that an ordinary user can run, without packages."""
SOURCES = Path(__file__).resolve().parents[2]

_PROGRAM = "tests.adapters.pseudo_terminal.proxied"


class _Seated(Forked):
    """A fork at a terminal."""

    def __init__(self, order: Mapping[str, object], terminal: int) -> None:
        status, told = os.pipe()
        socket.send_fds(_template().orders, [json.dumps(order).encode()], [terminal, told])
        os.close(told)
        self._status = os.fdopen(status, "rb", buffering=0)
        self.pid = int(self._status.readline())
        self.returncode = None


class _Template:
    """The process that forks; it ends when this one does."""

    def __init__(self) -> None:
        self.orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        python = sys.executable if os.geteuid() else PYTHON
        paths = f"{SOURCES}:{SOURCES / 'src'}"
        with theirs:
            self.process = subprocess.Popen(
                [python, "-m", "tests.helpers.terminal_forks", _PROGRAM, str(theirs.fileno())],
                env={"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
                pass_fds=[theirs.fileno()],
                cwd="/",
                start_new_session=True,
            )
        atexit.register(self._end)

    def _end(self) -> None:
        self.orders.close()
        self.process.wait()


_template = cache(_Template)


@contextmanager
def person(
    module: str,
    *words: str,
    home: Path,
    size: tuple[int, int] = (24, 80),
) -> Iterator[Terminal]:
    """Run a module on a terminal, as an ordinary user where this is root, in a folder of theirs."""
    if os.geteuid() == 0:
        os.chown(home, NOBODY, NOBODY)
    paths = f"{SOURCES}:{SOURCES / 'src'}"
    known = environment(home, {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"})
    known["PATH"] = "/usr/local/bin:/usr/bin:/bin"
    order = {"module": module, "words": words, "environment": known, "cwd": str(home)}
    terminal = Terminal(partial(_Seated, order | {"user": NOBODY}), size=size)
    try:
        yield terminal
    finally:
        terminal.close()


class Screen(pyte.Screen):
    """A screen that knows the alternate one, and leaves it as it was."""

    def set_mode(self, *modes: int, **more: bool) -> None:
        if 1049 in modes:
            self._main = copy.deepcopy((self.buffer, self.cursor))
        super().set_mode(*modes, **more)

    def reset_mode(self, *modes: int, **more: bool) -> None:
        super().reset_mode(*modes, **more)
        if 1049 in modes:
            self.buffer, self.cursor = self._main


def known(written: str) -> str:
    """Return what was written without what pyte does not know, and would show."""
    return _UNKNOWN.sub("", written)


def screen(terminal: Terminal, size: tuple[int, int] = (24, 80)) -> list[str]:
    """Return the rows that a person sees now."""
    seen = Screen(size[1], size[0])
    pyte.Stream(seen).feed(known(terminal.raw))
    return [row.rstrip() for row in seen.display]


class Proxied:
    """A command, the person in front of it, and what is asked meanwhile."""

    def __init__(self, terminal: Terminal, folder: Path) -> None:
        self.terminal = terminal
        self.folder = folder
        self.expect, self.type = terminal.expect, terminal.type

    def tell(self, *lines: str) -> None:
        until((self.folder / "pid").exists)
        (self.folder / "asks").write_text("".join(f"{line}\n" for line in lines))

    def ended(self) -> int:
        code = self.terminal.ended()
        print(self.terminal.seen)  # noqa: T201  # for a test that fails
        return code

    def noted(self, name: str, count: int = 1) -> list[str]:
        """Wait until there are so many lines in a file, and return them."""
        file = self.folder / name
        until(lambda: file.exists() and len(file.read_text().splitlines()) >= count)
        return file.read_text().splitlines()

    @property
    def modes(self) -> list[object]:
        return termios.tcgetattr(self.terminal._master)

    def kill(self, number: int) -> None:
        os.kill(int(self.noted("pid")[0]), number)


Run = Callable[..., Proxied]


@contextmanager
def proxies() -> Iterator[Run]:
    """Run commands behind the proxy, or behind another program, each in a folder of its own."""
    with ExitStack() as stack:

        def started(
            *command: str,
            how: str = "plain",
            size: tuple[int, int] = (24, 80),
            program: str = _PROGRAM,
        ) -> Proxied:
            # NOTE: every start of pytest shuts its own folder for temporary files to other users.
            folder = stack.enter_context(temporary_folder())
            os.mkfifo(folder / "asks")
            (folder / "asks").chmod(0o666)
            sitting = person(program, str(folder), how, *command, home=folder, size=size)
            return Proxied(stack.enter_context(sitting), folder)

        yield started
