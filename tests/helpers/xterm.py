"""A real xterm, on a display that nobody sees: what is written to it, and the picture that it makes.

The display keeps its picture in a file (`Xvfb -fbdir`), so that nothing is needed to take it.
"""

import os
import select
import shutil
import subprocess
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.helpers.support import until

SIZE = (30, 80)
"""Its lines and columns; an xterm has 80 of these whenever it was a VT52."""

_TOOLS = ("xterm", "Xvfb")
_PATIENCE = 60
_STARTS = 10
_SCREEN = "1400x900x24"  # its middle, where the pointer is, is beside the window
_FONT = "fixed"  # the one that every server has
_NO_CURSOR = b"\x1b[?25l"
_WHERE = b"\x1b[13t"
"""Asks where the window is, which xterm asks its server, once that has drawn what came before."""
_FORBIDDEN = "1,2,3,4,5,6,7,8,9,11,14,18,19,20,21,GetSelection,SetSelection,SetWinLines,SetXprop"
"""What xterm forbids where nothing is said, without that question."""


def missing() -> str:
    """Return why there can be no xterm; nothing if there can be."""
    absent = [tool for tool in _TOOLS if shutil.which(tool) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""


class Xterm:
    """An xterm that shows what is written to it."""

    def __init__(self, terminal: int, frame: Path) -> None:
        self._terminal, self._frame = terminal, frame

    def write(self, data: bytes) -> None:
        """Write to it; it may take its time."""
        while data:
            data = data[os.write(self._terminal, data) :]

    def picture(self) -> bytes:
        """Return what the display shows, without the cursor, once nothing of it changes any more."""
        self.write(_NO_CURSOR)
        taken = self._taken()
        while (again := self._taken()) != taken:
            taken = again
        return taken

    def _taken(self) -> bytes:
        """Return what the display shows once all that was written is drawn.

        NOTE: an xterm draws some of it only when it has nothing to read; so it is asked twice.
        """
        for _ in range(2):
            termios.tcflush(self._terminal, termios.TCIFLUSH)
            self.write(_WHERE)
            answer = b""
            while not answer.endswith(b"t"):
                assert select.select([self._terminal], [], [], _PATIENCE)[0], (
                    "xterm does not answer"
                )
                answer += os.read(self._terminal, 1024)
        frame = self._frame.read_bytes()
        return frame[int.from_bytes(frame[:4], "big") :]  # behind the name of the display


@contextmanager
def xterm(*options: str) -> Iterator[Xterm]:
    """Run an xterm on a display of its own."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    termios.tcsetwinsize(theirs, SIZE)
    with TemporaryDirectory() as folder, _display(folder) as display:
        words = [
            *("xterm", "-geometry", f"{SIZE[1]}x{SIZE[0]}+0+0", "-fn", _FONT, "-fb", _FONT),
            *("-xrm", f"*disallowedWindowOps: {_FORBIDDEN}"),
        ]
        process = subprocess.Popen(
            [*words, *options, f"-Sno/{ours}"],
            pass_fds=[ours],
            env={"PATH": os.environ["PATH"], "HOME": folder, "DISPLAY": display, "LANG": "C.UTF-8"},
            stderr=subprocess.DEVNULL,
        )
        try:
            while os.read(theirs, 1) != b"\n":  # first it tells the number of its window
                pass
            shown = Xterm(theirs, Path(folder, "Xvfb_screen0"))
            until(lambda: any(shown.picture()))
            yield shown
        finally:
            process.kill()
            process.wait()
            os.close(ours)
            os.close(theirs)


@contextmanager
def _display(folder: str) -> Iterator[str]:
    """Run an X server whose picture is in a folder; yield its name."""
    server, number = _server(folder)
    try:
        until((Path(folder) / "Xvfb_screen0").exists)
        yield f":{number}"
    finally:
        server.kill()
        server.wait()


def _server(folder: str) -> "tuple[subprocess.Popen[bytes], str]":
    """Start an X server; again where another one took the number that it chose."""
    words = ["Xvfb", "-fbdir", folder, "-screen", "0", _SCREEN, "-nolisten", "tcp", "-terminate"]
    for _ in range(_STARTS):
        told, tells = os.pipe()
        with os.fdopen(told, "rb", buffering=0) as told_by:
            server = subprocess.Popen(
                [*words, "-displayfd", str(tells)], pass_fds=[tells], stderr=subprocess.DEVNULL
            )
            os.close(tells)
            if number := told_by.readline().decode().strip():
                return server, number
            server.wait()
    raise AssertionError("Xvfb does not start")
