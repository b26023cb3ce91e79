"""Asks on the controlling terminal, whatever standard input and output are.

Input from before a question is discarded, so that a paste, or a program that fills the input,
approves nothing; and a question that approves or refuses listens only once it can have been read.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO

from aegis_cli.adapters.render.capabilities import NARROWEST, Device, Encoding, terminal_encoding
from aegis_cli.adapters.render.rows import rows, widest
from aegis_cli.adapters.terminal.keyboard import (
    CLOCK,
    InputEnded,
    Keyboard,
    KeyboardClock,
    NoTerminal,
    Resumed,
    Withdrawn,
)
from aegis_cli.adapters.terminal.listening import (
    CTRL_D,
    ENTER,
    Decided,
    Hearing,
    Listening,
    Standing,
    advance,
    due,
    edit_line,
    keys_in,
    press,
)
from aegis_cli.core.text import visible

__all__ = ["DEVICE", "NO", "YES", "NoTerminal", "SeveralLines", "Tty", "Withdrawn"]

DEVICE = "/dev/tty"
"""The controlling terminal of the process that opens it."""

_USUAL_LINES = 24

_QUIET = 0.1
"""Seconds without a key after which a paste has ended."""

_LONGEST_PASTE = 10.0

_LONGEST = 64 * 1024
"""The most bytes of a line that is typed or pasted."""

YES = frozenset({"y", "yes"})
NO = frozenset({"n", "no"})

READ_FIRST = "Read it first; you can answer after a second without a key.\n"
UNFINISHED = "Press Enter to end the line that you began; then you can answer.\n"
UNCLEAR = "That is no answer to this, so nothing was done, and nothing was refused.\n"
STILL_UNCLEAR = "That is no answer either, so it is a no.\n"


class SeveralLines(Exception):
    """Several lines were pasted where one is typed."""


@dataclass(eq=False, slots=True)
class Before:
    """What is known of the keys before the first question on a terminal."""

    is_within_line: bool = False
    """Whether somebody was typing a line for a program, and has not ended it."""


@dataclass(frozen=True, slots=True)
class Tty:
    """A terminal on which a person is asked.

    Each method raises `NoTerminal` if the terminal cannot be opened. Each that waits for the person
    raises `Withdrawn` as soon as `withdrawn` can be read.
    """

    device: str | int = DEVICE
    """Its path, or an open file descriptor, which stays open."""

    withdrawn: int | None = None
    """A file descriptor that can be read when the question is withdrawn; nothing is read from
    it."""

    encoding: Encoding = terminal_encoding()  # noqa: RUF009  # that of the start, whatever follows
    """What it shows text in."""

    clock: KeyboardClock = CLOCK

    before: Before = field(default_factory=Before)

    def is_there(self) -> bool:
        """Tell whether a question would reach a person."""
        try:
            with self.open() as device:
                # NOTE: the terminal stops a background job that reads it.
                return os.tcgetpgrp(device.fileno()) == os.getpgrp()
        except (NoTerminal, OSError):
            return False

    def size(self) -> os.terminal_size:
        """Return the terminal's columns and lines; a small size if it is unknown."""
        try:
            with self.open() as device:
                columns, lines = os.get_terminal_size(device.fileno())
        except (NoTerminal, OSError):
            columns, lines = 0, 0
        return os.terminal_size((columns or NARROWEST, lines or _USUAL_LINES))

    def write(self, text: str) -> None:
        """Write text to the terminal."""
        with self.open() as device:
            self._write(device, text)

    def ask(self, question: str) -> str:
        """Ask a question and return the answer, one line; the end of input is an empty answer.

        If a second line follows at once, the first belongs to a paste that paused; so the question
        is asked again. Control characters stay in the answer, so that it equals no expected one.
        NOTE: an early key may answer it, so whatever approves or refuses is asked by `decide`.
        """
        with self._keyboard() as (device, keyboard):
            while True:
                try:
                    if not self._is_quiet(keyboard):
                        return ""
                    self._write(device, question)
                    answer = self._line(device, keyboard)
                    if not keyboard.is_ready(keyboard.clock.now()):
                        return _text(answer or b"").strip(" ")
                except Resumed:
                    pass
                except InputEnded:
                    return ""

    def ask_while(self, question: str, is_waiting: Callable[[], bool]) -> str | None:
        """Ask a question and return the answer; return `None` when `is_waiting` returns false.

        Raises `NoTerminal` if the person ends the input, or the terminal is closed.
        """
        with self._keyboard() as (device, keyboard):
            keyboard.discard()
            while is_waiting():
                self._write(device, question)
                try:
                    answer = self._line(device, keyboard, is_waiting)
                    return None if answer is None else _text(answer).strip()
                except Resumed:
                    pass
                except InputEnded:
                    raise NoTerminal from None
            return None

    def ask_hidden(self, question: str) -> str:
        """Ask for a secret and return the answer, which is not shown; Ctrl-C still interrupts.

        Where the terminal makes no signal of Ctrl-C, that key ends the answer and stays in it.
        """
        with self._keyboard() as (device, keyboard):
            keyboard.discard()
            while True:
                self._write(device, question)
                try:
                    return _text(self._line(device, keyboard, shows=False) or b"").strip()
                except Resumed:
                    pass
                except InputEnded:
                    return ""

    def ask_value(self, question: str) -> bytes | None:
        """Ask for a value, which is not shown, and return it as it was typed; `None` for a no.

        Raises `SeveralLines` if more follows the first line at once, as a paste does.
        NOTE: what follows is discarded: it would be typed at whatever reads the terminal next.
        """
        with self._keyboard() as (device, keyboard):
            keyboard.discard()
            while True:
                self._write(device, question)
                try:
                    value = self._line(device, keyboard, shows=False) or b""
                    if keyboard.read_keys(keyboard.clock.now() + _QUIET):
                        self._is_quiet(keyboard)
                        raise SeveralLines
                except Resumed:
                    continue
                except InputEnded:
                    return None
                return None if value[-1:] in keyboard.refusals else value

    def decide(
        self, question: str, is_answer: Callable[[str], bool], *, shows: bool = True
    ) -> str | None:
        """Ask what approves or refuses something; return an answer, or `None` for a no.

        The last line of the question appears when it listens; `listening` decides when that is, and
        what was typed for something else. What is no answer refuses nothing, and is asked about
        again: once, or each time if it has several words, which nobody types as an answer. Ctrl-C,
        Ctrl-D and the keys of a proxy are a no.
        """
        before, _, prompt = question.rpartition("\n")
        read_first = f"{before}\n{READ_FIRST}" if before else ""
        has_erred = False
        with self._keyboard() as (device, keyboard):
            while True:
                self._write(device, read_first)
                try:
                    answer = self._read_answer(device, keyboard, prompt, shows=shows)
                except Resumed:
                    continue
                except InputEnded:
                    return None
                if answer is None or is_answer(answer):
                    return answer
                if has_erred and " " not in answer:
                    self._write(device, STILL_UNCLEAR)
                    return None
                has_erred |= " " not in answer
                self._write(device, UNCLEAR)

    def agrees(self, question: str, *, enter: bool = False) -> bool:
        """Ask for a yes or a no; with `enter`, an empty line is a yes."""
        yes = YES | {""} if enter else YES
        said = self.decide(question, lambda said: said.lower() in yes | NO)
        return said is not None and said.lower() in yes

    def page(self, lines: Sequence[str]) -> bool:
        """Write lines one screen at a time; tell whether the person saw them all."""
        height = max(self.size().lines - 2, 5)
        for start in range(0, len(lines), height):
            self.write("".join(f"{line}\n" for line in lines[start : start + height]))
            left = len(lines) - start - height
            more = f"-- {left} more lines; Enter goes on, q stops -- "
            if left > 0 and self.decide(more, lambda said: said.lower() in {"", "q"}) != "":
                return False
        return True

    def open(self) -> IO[bytes]:
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
    def _keyboard(self) -> Iterator[tuple[IO[bytes], Keyboard]]:
        """Open the terminal, and take its keys."""
        with (
            self.open() as device,
            Keyboard(device.fileno(), self.withdrawn, self.clock) as keyboard,
        ):
            yield device, keyboard

    def _is_quiet(self, keyboard: Keyboard) -> bool:
        """Discard the input from before a question; tell whether that input ended.

        NOTE: the queue does not hold all of a long paste. The terminal adds the rest when the queue
        is empty, so after a single flush the rest would answer.
        """
        now = keyboard.clock.now
        ends = now() + _LONGEST_PASTE
        keyboard.discard()
        while keyboard.read_keys(now() + _QUIET):
            if now() > ends:
                return False
        return True

    def _line(
        self,
        device: IO[bytes],
        keyboard: Keyboard,
        is_wanted: Callable[[], bool] = lambda: True,
        *,
        shows: bool = True,
    ) -> bytes | None:
        """Read one line; `None` if nobody wants it any more. Raises `InputEnded` and `Resumed`.

        NOTE: behind a proxy, Ctrl-C and its prefix key end a line and stay in it.
        """
        line = b""
        try:
            while is_wanted() and len(line) < _LONGEST:
                key = keyboard.read_keys(keyboard.clock.now() + _QUIET, most=1)
                if not key:
                    continue
                if key in keyboard.refusals:
                    return line + key
                if key in ENTER or (key == CTRL_D and line):
                    return line
                if key == CTRL_D:
                    raise InputEnded
                before, line = line, edit_line(line, key)
                if shows:
                    self._echo(device, before, line)
            return line if is_wanted() else None
        finally:
            self._write(device, "\n")

    def _read_answer(
        self, device: IO[bytes], keyboard: Keyboard, prompt: str, *, shows: bool
    ) -> str | None:
        """Wait until the question listens, and for its answer; `None` if the person ends it."""
        now = keyboard.clock.now
        hearing: Hearing = Standing(now(), is_within_line=self.before.is_within_line)
        try:
            while not isinstance(hearing, Decided):
                keys = keyboard.read_keys(due(hearing))
                if any(key in keys for key in keyboard.refusals):
                    return None
                before = hearing
                hearing = press(before, keys_in(keys), now()) if keys else advance(before)
                self._follow(device, (before, hearing), prompt, shows=shows)
        finally:
            if isinstance(hearing, Listening):
                self._write(device, "\n")
        return None if hearing.line is None else _text(hearing.line).strip(" ")

    def _follow(
        self, device: IO[bytes], step: tuple[Hearing, Hearing], prompt: str, *, shows: bool
    ) -> None:
        """Show how a key, or the time, has changed the question."""
        match step:
            case Listening(line), Listening(longer):
                if shows:
                    self._echo(device, line, longer)
            case Listening(), _:
                self._write(device, "\n")
            case Standing(why=why), Listening():
                self.before.is_within_line = False
                self._write(device, f"{why}\n{prompt}" if why else prompt)
            case Standing(waits=False), Standing(why=why, waits=True):
                self._write(device, f"{why}\n{UNFINISHED}" if why else UNFINISHED)

    def _echo(self, device: IO[bytes], before: bytes, after: bytes) -> None:
        """Show what has changed in the line that is typed."""
        was, now = _echo_of(before), _echo_of(after)
        same = len(was) if now.startswith(was) else len(now) if was.startswith(now) else 0
        device.write(b"\b \b" * widest(was[same:]))
        self._write(device, now[same:])

    def _write(self, device: IO[bytes], text: str) -> None:
        data = self.encode(text)
        while data:
            data = data[device.write(data) :]

    def encode(self, text: str) -> bytes:
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


def _echo_of(line: bytes) -> str:
    """Return a typed line as the terminal shows it; of a character that came in parts, nothing."""
    return visible(line.decode(errors="ignore")).replace("\t", " ")
