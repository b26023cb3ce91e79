"""A person's terminal for whatever runs on it: what is shown there, and who types.

As root, a program can be run as an ordinary user, for attacks that root could always do. Such a
user cannot reach root's interpreter; the system's own has none of our packages.
"""

import copy
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyte

from tests.cli.console import Terminal, environment

_UNKNOWN = re.compile(r"\x1b\[[<>][0-9;]*[um]|\x18|\x1b\\")
"""What pyte does not know, and shows."""
NOBODY = 65534
PYTHON = sys.executable if os.geteuid() else "/usr/bin/python3"
"""An interpreter that an ordinary user can run."""
SOURCES = Path(__file__).resolve().parent.parent

# The session, the controlling terminal, and then the user: nobody may open what root opened.
_SIT_DOWN = """\
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
if os.geteuid() == 0:
    os.fchown(0, int(sys.argv[1]), -1)
    os.setgroups([]), os.setgid(int(sys.argv[1])), os.setuid(int(sys.argv[1]))
os.execvp(sys.argv[2], sys.argv[2:])
"""


@contextmanager
def person(
    words: Sequence[str],
    home: Path,
    *,
    more: Mapping[str, str] = {},
    size: tuple[int, int] = (24, 80),
    user: int = NOBODY,
) -> Iterator[Terminal]:
    """Run a program on a terminal, as an ordinary user where this is root, in a folder of theirs."""
    if os.geteuid() == 0:
        os.chown(home, user, user)
    paths = f"{SOURCES}:{SOURCES / 'src'}"
    known = environment(home, {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", **more})
    known["PATH"] = "/usr/local/bin:/usr/bin:/bin"

    def start(slave: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [
                "/usr/bin/python3" if os.geteuid() == 0 else PYTHON,
                "-c",
                _SIT_DOWN,
                str(user),
                *words,
            ],
            env=known,
            cwd=home,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )

    terminal = Terminal(start, size=size)
    try:
        yield terminal
    finally:
        terminal.close()


class _Screen(pyte.Screen):
    """A screen that knows the alternate one, and leaves it as it was."""

    def set_mode(self, *modes: int, **more: bool) -> None:
        if 1049 in modes:
            self._main = copy.deepcopy((self.buffer, self.cursor))
        super().set_mode(*modes, **more)

    def reset_mode(self, *modes: int, **more: bool) -> None:
        super().reset_mode(*modes, **more)
        if 1049 in modes:
            self.buffer, self.cursor = self._main


def screen(terminal: Terminal, size: tuple[int, int] = (24, 80)) -> list[str]:
    """Return the rows that a person sees now."""
    seen = _Screen(size[1], size[0])
    pyte.Stream(seen).feed(_UNKNOWN.sub("", terminal.raw))
    return [row.rstrip() for row in seen.display]
