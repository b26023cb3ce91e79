"""Asks on the controlling terminal, whatever standard input and output are.

Input from before a question is discarded, so that a paste, or a program that fills the input,
approves nothing.
"""

import os
import select
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO

from aegis_cli.adapters.render.capabilities import NARROWEST, Device
from aegis_cli.adapters.render.rows import rows

DEVICE = "/dev/tty"

_USUAL_LINES = 24

_LONGEST = 64 * 1024
"""The most bytes of a secret that is typed or pasted."""

_QUIET = 0.1
"""Seconds without a key after which a paste has ended."""

_LONGEST_PASTE = 10.0

_POLL = 0.1  # seconds between two checks of `is_waiting`


class NoTerminal(Exception):
    """There is no controlling terminal, or this process is in its background."""


def is_there() -> bool:
    """Tell whether a question would reach a person."""
    try:
        with _opened() as device:
            # NOTE: the terminal stops a background job that reads it.
            return os.tcgetpgrp(device.fileno()) == os.getpgrp()
    except (NoTerminal, OSError):
        return False


def size() -> os.terminal_size:
    """Return the terminal's columns and lines; a small size if it is unknown."""
    try:
        with _opened() as device:
            columns, lines = os.get_terminal_size(device.fileno())
    except (NoTerminal, OSError):
        columns, lines = 0, 0
    return os.terminal_size((columns or NARROWEST, lines or _USUAL_LINES))


def write(text: str) -> None:
    """Write text to the terminal."""
    with _opened() as device:
        _write(device, text)


def ask(question: str) -> str:
    """Ask a question and return the answer, one line; the end of input is an empty answer.

    If a second line follows at once, the first belongs to a paste that paused; so the question is
    asked again.
    """
    with _opened() as device:
        answer = b""
        try:
            while _is_quiet(device):
                with _drawn_again(device, question):
                    _write(device, question)
                    answer = device.readline(4096)
                if not answer or not select.select([device], [], [], 0)[0]:
                    break
            else:
                answer = b""
        finally:
            # After Ctrl-C or Ctrl-D the cursor is still behind the question.
            if not answer.endswith(b"\n"):
                _write(device, "\n")
        return _text(answer)


@contextmanager
def _drawn_again(device: IO[bytes], question: str) -> Iterator[None]:
    """Write a question again when this process goes on after Ctrl-Z, as with `fg`.

    NOTE: what was typed before is discarded, and a process in the background writes nothing. Only
    the main thread can be told of a signal.
    """

    def draw(_number: int, _frame: object) -> None:
        if os.tcgetpgrp(device.fileno()) == os.getpgrp():
            termios.tcflush(device.fileno(), termios.TCIFLUSH)
            _write(device, question)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGCONT, draw)
    try:
        yield
    finally:
        signal.signal(signal.SIGCONT, before)


def _is_quiet(device: IO[bytes]) -> bool:
    """Discard the input from before a question; tell whether that input ended.

    NOTE: the queue does not hold all of a long paste. The terminal adds the rest when the queue is
    empty, so after a single flush the rest would answer.
    """
    ends = time.monotonic() + _LONGEST_PASTE
    termios.tcflush(device.fileno(), termios.TCIFLUSH)
    while select.select([device], [], [], _QUIET)[0]:
        if time.monotonic() > ends:
            return False
        termios.tcflush(device.fileno(), termios.TCIFLUSH)
    return True


def ask_while(question: str, is_waiting: Callable[[], bool]) -> str | None:
    """Ask a question and return the answer; return `None` when `is_waiting` returns false.

    Raises `NoTerminal` if the person ends the input, or the terminal is closed.
    """
    with _opened() as device:
        termios.tcflush(device.fileno(), termios.TCIFLUSH)
        _write(device, question)
        while is_waiting():
            if select.select([device], [], [], _POLL)[0]:
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
    return _text(answer)


def _text(answer: bytes) -> str:
    return answer.decode("utf-8", errors="replace").strip()


def ask_hidden(question: str) -> str:
    """Ask for a secret and return the answer, which is not shown.

    NOTE: the terminal's line editor cuts a line at 4096 bytes, and tokens are longer; so this reads
    single keys. Ctrl-C still interrupts.
    """
    with _opened() as device:
        before = termios.tcgetattr(device.fileno())
        hidden = [*before]
        hidden[3] = before[3] & ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(device.fileno(), termios.TCSAFLUSH, hidden)
        try:
            _write(device, question)
            return _text(_keys(device))
        finally:
            termios.tcsetattr(device.fileno(), termios.TCSAFLUSH, before)
            _write(device, "\n")


def _keys(device: IO[bytes]) -> bytes:
    """Read keys until Enter or Ctrl-D; Backspace deletes a byte, Ctrl-U all."""
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
    """Write lines one screen at a time; tell whether the person saw them all."""
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
    """Write text in rows that fit the terminal.

    NOTE: its encoding is taken to be that of standard error. On a terminal with another encoding,
    UTF-8 would become other letters and control characters.
    """
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    terminal = Device(
        is_terminal=True,
        width=size().columns,
        colour=False,
        now=datetime.now(UTC),
        unicode=encoding.lower().startswith("utf"),
        encoding=encoding,
    )
    data = rows(text, terminal).encode(encoding, errors="backslashreplace")
    while data:
        data = data[device.write(data) :]
