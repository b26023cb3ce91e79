"""Shows one line of progress on standard error, or a picture, if that is a terminal."""

import io
import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TextIO

from aegis_cli.adapters import crash_report
from aegis_cli.adapters.render.capabilities import Device, device_of
from aegis_cli.adapters.render.rows import rows, shorten
from aegis_cli.adapters.terminal.picture import Picture
from aegis_cli.core.text import one_line

_CLEAR = "\r\x1b[2K"
_MOST_TOLD, _LONGEST_TOLD = 8, 200
"""How many lines of long waits a pipe gets, and how many characters each may have."""


class Progress:
    """Shows the reason of a wait, and erases it."""

    def __init__(
        self, stream: TextIO, *, is_terminal: bool, debug: bool = False, where: str = ""
    ) -> None:
        """Take a stream, and where it is that waits, if that is not where their reasons say."""
        self._debug = debug
        self._where = f"{where}: " if where else ""
        self._started = time.monotonic()
        self._stream = stream
        self._is_terminal = is_terminal
        self._shown = ""
        self._told: set[str] = set()
        self._picture = Picture(stream)
        self.witness: Callable[[str], None] = lambda _line: None
        """Is told of each request too, whether or not anything is written."""

    def be_silent(self) -> None:
        """Show nothing any more: from now on the screen belongs to somebody else."""
        self.clear()
        self._stream, self._is_terminal, self._debug = io.StringIO(), False, False
        self._picture = Picture(self._stream)

    def say(self, reason: str) -> None:
        """Show the reason of a wait in place of the last one."""
        if self._picture.is_there:
            self._shown = reason or self._shown
            self._picture.refresh()
        elif self._is_terminal and reason and reason != self._shown:
            if self.device().is_plain:
                self._write(f"{rows(f'{self._sentence(reason)}…', self.device())}\n")
            else:
                self._write(f"{self._erase_code()}{self._row(reason)}")
            self._shown = reason

    def slow(self, reason: str) -> None:
        """Say that a wait is long: as `say` does, or with a line in a pipe, once for a reason."""
        if self._is_terminal:
            self.say(reason)
        elif reason not in self._told and len(self._told) < _MOST_TOLD:
            self._told.add(reason)
            self._write(f"{self._sentence(reason)[:_LONGEST_TOLD]}.\n")

    def observe(self, line: str) -> None:
        """Write a line with the time since the start, for `--debug`; a report may count it."""
        crash_report.note(line)
        self.witness(line)
        if self._debug:
            self.clear()
            elapsed = time.monotonic() - self._started
            self._write(rows(f"[{elapsed:7.3f} s] {one_line(line)}", self.device()) + "\n")

    def clear(self) -> None:
        """Erase the line, before anything else is written; where nothing is redrawn it stays."""
        if self._picture.is_there:
            self._picture.end()
        elif self._shown and not self.device().is_plain:
            self._write(self._erase_code())
        self._shown = ""

    @property
    def can_draw(self) -> bool:
        """Whether a picture can be drawn: on a terminal that obeys escape sequences, and may."""
        may = self._is_terminal and not self._debug and not os.environ.get("NO_COLOR")
        return may and not self.device().is_plain

    def draw(self, paint: Callable[[Device, int], list[str]]) -> None:
        """Show a picture in place of the last one, and the reason of the wait in its last row."""
        if not self._picture.is_there:
            reason = self._shown
            self.clear()
            self._shown = reason

        def with_reason(height: int) -> list[str]:
            if height == 1:
                return paint(self.device(), 1)
            reason = self._row(self._shown, " Ctrl-C stops the watching.")
            return [*paint(self.device(), height - 1), reason]

        self._picture.draw(with_reason)

    def tell(self, line: str) -> None:
        """Write a line that stays."""
        self.clear()
        self._write(f"{rows(line, self.device())}\n")

    def _erase_code(self) -> str:
        """Return what erases the line; with NO_COLOR that is spaces, and no escape sequence."""
        blank = " " * (self.device().columns - 1)
        return f"\r{blank}\r" if os.environ.get("NO_COLOR") else _CLEAR

    def _row(self, reason: str, more: str = "") -> str:
        """Write a reason, cut to the terminal's width, because only one row can be erased."""
        device = self.device()
        return rows(shorten(f"{self._sentence(reason)}…{more}", device.columns), device)

    def device(self) -> Device:
        """Describe where it is shown, as that is by now."""
        return device_of(self._stream, os.environ, datetime.now(UTC))

    def _write(self, text: str) -> None:
        # A closed terminal must not prevent a result, or the end of a session.
        with suppress(OSError):
            self._stream.write(text)
            self._stream.flush()

    def _sentence(self, reason: str) -> str:
        return one_line(f"{self._where}{reason[:1].upper()}{reason[1:]}")
