"""The controlling terminal: where questions go, whatever standard input and output are.

An answer that was typed before its question is thrown away, so that no paste and no program that
fills the input approves anything.
"""

import os
import select
import sys
import termios
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import IO

from aegis_cli.adapters.render.capabilities import NARROWEST, Device
from aegis_cli.adapters.render.rows import rows

DEVICE = "/dev/tty"

_USUAL_LINES = 24

_LONGEST = 64 * 1024
"""Bytes of a secret that is typed or pasted."""

_QUIET = 0.1
"""Seconds without a key after which whatever was typed or pasted has come to its end."""

_LONGEST_PASTE = 10.0

_BLINK = 0.1  # seconds between two looks at what else may have happened


class NoTerminal(Exception):
    """There is no controlling terminal, or this process is in its background."""


def is_there() -> bool:
    """Tell whether a question would reach somebody."""
    try:
        with _opened() as device:
            # NOTE: a background job that reads the terminal is stopped, and asks nobody.
            return os.tcgetpgrp(device.fileno()) == os.getpgrp()
    except (NoTerminal, OSError):
        return False


def size() -> os.terminal_size:
    """Return columns and lines of the controlling terminal, few where it does not say."""
    try:
        with _opened() as device:
            found = os.get_terminal_size(device.fileno())
    except (NoTerminal, OSError):
        found = os.terminal_size((0, 0))
    return os.terminal_size((found.columns or NARROWEST, found.lines or _USUAL_LINES))


def write(text: str) -> None:
    """Write text to the terminal."""
    with _opened() as device:
        _write(device, _laid_out(text))


def _laid_out(text: str) -> str:
    """Return text in rows that fit the terminal."""
    encoding = _encoding()
    return rows(
        text,
        Device(
            is_terminal=True,
            width=size().columns,
            colour=False,
            now=datetime.now(UTC),
            unicode=encoding.lower().startswith("utf"),
            encoding=encoding,
        ),
    )


def _encoding() -> str:
    """Return what the terminal takes: what Python found for standard error, wherever that goes.

    NOTE: to a terminal that takes bytes one by one, UTF-8 would be letters and control characters.
    """
    return getattr(sys.stderr, "encoding", None) or "utf-8"


def ask(question: str) -> str:
    """Ask in one line and return the answer; an end of input is an empty answer.

    A line with another one behind it is the rest of a paste that paused, so the question is asked
    again.
    """
    with _opened() as device:
        answer = b""
        try:
            while _is_quiet(device):
                _write(device, _laid_out(question))
                answer = device.readline(4096)
                if not answer or not select.select([device], [], [], 0)[0]:
                    break
            else:
                answer = b""
        finally:
            # After Ctrl-C or Ctrl-D the cursor still stands behind the question.
            if not answer.endswith(b"\n"):
                _write(device, "\n")
        return answer.decode("utf-8", errors="replace").strip()


def _is_quiet(device: IO[bytes]) -> bool:
    """Throw away what was typed before a question; tell whether that ever ended.

    NOTE: of a long paste the terminal holds back what does not fit into the queue, and hands it on
    as soon as the queue was emptied: one flush would let the rest of it answer.
    """
    ends = time.monotonic() + _LONGEST_PASTE
    termios.tcflush(device.fileno(), termios.TCIFLUSH)
    while select.select([device], [], [], _QUIET)[0]:
        if time.monotonic() > ends:
            return False
        termios.tcflush(device.fileno(), termios.TCIFLUSH)
    return True


def ask_while(question: str, is_waiting: Callable[[], bool]) -> str | None:
    """Ask in one line for as long as something else has not happened; `None` once it has.

    Raises `NoTerminal` where the person ends the input, or the terminal goes away.
    """
    with _opened() as device:
        termios.tcflush(device.fileno(), termios.TCIFLUSH)
        _write(device, _laid_out(question))
        while is_waiting():
            if select.select([device], [], [], _BLINK)[0]:
                return _line(device)
        _write(device, "\n")
        return None


def _line(device: IO[bytes]) -> str:
    try:
        answer = device.readline(4096)
    except OSError:
        answer = b""
    if not answer:
        raise NoTerminal
    return answer.decode("utf-8", errors="replace").strip()


def ask_hidden(question: str) -> str:
    """Ask for a secret and return the answer, of which nothing is shown.

    NOTE: the terminal's own line editor cuts a line at 4096 bytes, and tokens are longer; so the
    keys are read one by one. Ctrl-C still interrupts.
    """
    with _opened() as device:
        before = termios.tcgetattr(device.fileno())
        hidden = [*before]
        hidden[3] = before[3] & ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(device.fileno(), termios.TCSAFLUSH, hidden)
        try:
            _write(device, _laid_out(question))
            return _keys(device).decode("utf-8", errors="replace").strip()
        finally:
            termios.tcsetattr(device.fileno(), termios.TCSAFLUSH, before)
            _write(device, "\n")


def _keys(device: IO[bytes]) -> bytes:
    """Read keys up to Enter or Ctrl-D; Backspace and Ctrl-U take back."""
    typed = bytearray()
    while len(typed) < _LONGEST:
        key = device.read(1)
        if not key or key in b"\r\n\x04":
            break
        if key == b"\x15":
            typed.clear()
        elif key in b"\x7f\b":
            del typed[-1:]
        else:
            typed += key
    return bytes(typed)


def page(lines: Sequence[str]) -> bool:
    """Write lines a screenful at a time; tell whether the person saw them all."""
    height = max(size().lines - 2, 5)
    for start in range(0, len(lines), height):
        write("".join(f"{line}\n" for line in lines[start : start + height]))
        left = len(lines) - start - height
        if left > 0 and ask(f"-- {left} more lines; Enter goes on, q stops -- ").lower() == "q":
            return False
    return True


def _opened() -> IO[bytes]:
    try:
        descriptor = os.open(DEVICE, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        return os.fdopen(descriptor, "r+b", buffering=0)
    except OSError:
        pass
    raise NoTerminal


def _write(device: IO[bytes], text: str) -> None:
    data = text.encode(_encoding(), errors="backslashreplace")
    while data:
        data = data[device.write(data) :]
