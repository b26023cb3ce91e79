"""Asks on the controlling terminal, whatever standard input and output are.

Input from before a question is discarded, so that a paste, or a program that fills the input,
approves nothing.
"""

import os
import select
import signal
import termios
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

from aegis_cli.adapters.render.capabilities import NARROWEST, Device, Encoding, terminal_encoding
from aegis_cli.adapters.render.rows import rows

DEVICE = "/dev/tty"
"""The controlling terminal of the process that opens it."""

_USUAL_LINES = 24

_LONGEST = 64 * 1024
"""The most bytes of a secret that is typed or pasted."""

_QUIET = 0.1
"""Seconds without a key after which a paste has ended."""

_LONGEST_PASTE = 10.0

_CTRL_C = b"\x03"
_BLANK = 0x20
"""The first character that is no control character."""

_POLL = 0.1
"""Seconds between two looks at whether there is something else to do than to wait."""


class NoTerminal(Exception):
    """There is no controlling terminal, or this process is in its background."""


class Withdrawn(Exception):
    """Nobody waits for the answer any more, so that the question was taken back."""


@dataclass(frozen=True, slots=True)
class Tty:
    """A terminal on which a person is asked.

    Each method raises `NoTerminal` if the terminal cannot be opened. Each that waits for the person
    raises `Withdrawn` as soon as `withdrawn` can be read.
    """

    device: str | int = DEVICE
    """Its path, or an open file descriptor, which stays open."""

    withdrawn: int | None = None
    """A file descriptor that can be read once the question is to be taken back; it is not read."""

    encoding: Encoding = terminal_encoding()  # noqa: RUF009  # that of the start, whatever follows
    """What it shows text in."""

    def is_there(self) -> bool:
        """Tell whether a question would reach a person."""
        try:
            with self.opened() as device:
                # NOTE: the terminal stops a background job that reads it.
                return os.tcgetpgrp(device.fileno()) == os.getpgrp()
        except (NoTerminal, OSError):
            return False

    def size(self) -> os.terminal_size:
        """Return the terminal's columns and lines; a small size if it is unknown."""
        try:
            with self.opened() as device:
                columns, lines = os.get_terminal_size(device.fileno())
        except (NoTerminal, OSError):
            columns, lines = 0, 0
        return os.terminal_size((columns or NARROWEST, lines or _USUAL_LINES))

    def write(self, text: str) -> None:
        """Write text to the terminal."""
        with self.opened() as device:
            self._write(device, text)

    def ask(self, question: str) -> str:
        """Ask a question and return the answer, one line; the end of input is an empty answer.

        If a second line follows at once, the first belongs to a paste that paused; so the question
        is asked again. Control characters stay in the answer, so that it equals no expected one.
        """
        with self.opened() as device:
            answer = b""
            try:
                while self._is_quiet(device):
                    with self._drawn_again(device, question):
                        self._write(device, question)
                        answer = self._line(device)
                    if not answer or not self._is_ready(device, 0):
                        break
                else:
                    answer = b""
            finally:
                # After Ctrl-C or Ctrl-D the cursor is still behind the question.
                if not answer.endswith(b"\n"):
                    self._write(device, "\n")
            return _text(answer).removesuffix("\n").strip(" ")

    def ask_while(self, question: str, is_waiting: Callable[[], bool]) -> str | None:
        """Ask a question and return the answer; return `None` when `is_waiting` returns false.

        Raises `NoTerminal` if the person ends the input, or the terminal is closed.
        """
        with self.opened() as device:
            termios.tcflush(device.fileno(), termios.TCIFLUSH)
            self._write(device, question)
            while is_waiting():
                if self._is_ready(device, _POLL):
                    try:
                        answer = self._line(device)
                    except OSError:
                        answer = b""
                    if not answer:
                        raise NoTerminal
                    return _text(answer).strip()
            self._write(device, "\n")
            return None

    def ask_hidden(self, question: str) -> str:
        """Ask for a secret and return the answer, which is not shown.

        NOTE: the terminal's line editor cuts a line at 4096 bytes, and tokens are longer; so this
        reads single keys. Ctrl-C still interrupts.
        """
        with self.opened() as device:
            before = termios.tcgetattr(device.fileno())
            hidden = [*before]
            hidden[3] = before[3] & ~(termios.ECHO | termios.ICANON)
            termios.tcsetattr(device.fileno(), termios.TCSAFLUSH, hidden)
            try:
                self._write(device, question)
                return _text(self._keys(device)).strip()
            finally:
                termios.tcsetattr(device.fileno(), termios.TCSAFLUSH, before)
                self._write(device, "\n")

    def page(self, lines: Sequence[str]) -> bool:
        """Write lines one screen at a time; tell whether the person saw them all."""
        height = max(self.size().lines - 2, 5)
        for start in range(0, len(lines), height):
            self.write("".join(f"{line}\n" for line in lines[start : start + height]))
            left = len(lines) - start - height
            more = f"-- {left} more lines; Enter goes on, q stops -- "
            if left > 0 and self.ask(more).lower() == "q":
                return False
        return True

    def opened(self) -> IO[bytes]:
        """Open it for reading and writing."""
        try:
            if isinstance(self.device, int):
                return os.fdopen(self.device, "r+b", buffering=0, closefd=False)
            descriptor = os.open(self.device, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
            return os.fdopen(descriptor, "r+b", buffering=0)
        except OSError:
            pass
        raise NoTerminal

    @contextmanager
    def _drawn_again(self, device: IO[bytes], question: str) -> Iterator[None]:
        """Write a question again when this process goes on after Ctrl-Z, as with `fg`.

        NOTE: what was typed before is discarded, and a process in the background writes nothing.
        Only the main thread can be told of a signal.
        """

        def draw(_number: int, _frame: object) -> None:
            if os.tcgetpgrp(device.fileno()) == os.getpgrp():
                termios.tcflush(device.fileno(), termios.TCIFLUSH)
                self._write(device, question)

        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGCONT, draw)
        try:
            yield
        finally:
            signal.signal(signal.SIGCONT, before)

    def _is_quiet(self, device: IO[bytes]) -> bool:
        """Discard the input from before a question; tell whether that input ended.

        NOTE: the queue does not hold all of a long paste. The terminal adds the rest when the queue
        is empty, so after a single flush the rest would answer.
        """
        ends = time.monotonic() + _LONGEST_PASTE
        termios.tcflush(device.fileno(), termios.TCIFLUSH)
        while self._is_ready(device, _QUIET):
            if time.monotonic() > ends:
                return False
            termios.tcflush(device.fileno(), termios.TCIFLUSH)
        return True

    def _is_ready(self, device: IO[bytes], seconds: float | None) -> bool:
        """Wait for input; tell whether there is some. Raises `Withdrawn`.

        NOTE: the kernel may hand a signal to another thread of ours. Python acts on it in this one,
        and only once this wait ends; so it waits no longer than a moment at a time.
        """
        withdrawn = [] if self.withdrawn is None else [self.withdrawn]
        ready: list[int] = []
        while not ready:
            wait = _POLL if seconds is None else seconds
            ready = select.select([device.fileno(), *withdrawn], [], [], wait)[0]
            if seconds is not None:
                break
        if self.withdrawn in ready:
            raise Withdrawn
        return bool(ready)

    def _line(self, device: IO[bytes]) -> bytes:
        """Read one line with its end; the end of input ends it, too.

        NOTE: behind a proxy, Ctrl-C and its prefix key end a line and stay in it.
        """
        line = bytearray()
        while not (line and line[-1] < _BLANK) and self._is_ready(device, None):
            # NOTE: a terminal that edits lines returns no more than one at a time.
            part = device.read(4096)
            if not part:
                break
            line += part
        return bytes(line)

    def _keys(self, device: IO[bytes]) -> bytes:
        """Read keys until Enter or Ctrl-D; Backspace deletes a byte, Ctrl-U all.

        Where the terminal makes no signal of Ctrl-C, that key is the answer.
        """
        typed = bytearray()
        while len(typed) < _LONGEST and self._is_ready(device, None):
            key = device.read(1)
            if not key or key in b"\r\n\x04":
                break
            if key == _CTRL_C:
                return key
            if key == b"\x15":
                typed.clear()
            elif key in b"\x7f\b":
                del typed[-1:]
            else:
                typed += key
        return bytes(typed)

    def _write(self, device: IO[bytes], text: str) -> None:
        data = self.encoded(text)
        while data:
            data = data[device.write(data) :]

    def encoded(self, text: str) -> bytes:
        """Return text as rows that fit the terminal, in its encoding."""
        terminal = Device(
            is_terminal=True,
            width=self.size().columns,
            colour=False,
            now=datetime.now(UTC),
            unicode=self.encoding == "utf-8",
            encoding=self.encoding,
        )
        return rows(text, terminal).encode(self.encoding, errors="backslashreplace")


def _text(answer: bytes) -> str:
    return answer.decode("utf-8", errors="replace")
