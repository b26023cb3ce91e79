"""One line of progress on standard error, where a person watches; nothing anywhere else."""

import os
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TextIO

from aegis_cli.adapters.render.capabilities import Device, device_of
from aegis_cli.adapters.render.rows import rows, shortened
from aegis_cli.core.text import one_line

_CLEAR = "\r\x1b[2K"


class Progress:
    """Says what is being waited for, and takes it back."""

    def __init__(self, stream: TextIO, *, is_terminal: bool, debug: bool = False) -> None:
        self._debug = debug
        self._started = time.monotonic()
        self._stream = stream
        self._is_terminal = is_terminal
        self._shown = ""

    def say(self, reason: str) -> None:
        """Show what is being waited for, instead of what was shown before."""
        if self._is_terminal and reason and reason != self._shown:
            line = one_line(f"{reason[:1].upper()}{reason[1:]}…")
            self._write(_CLEAR + self._fitted(line))
            self._shown = reason

    def observe(self, line: str) -> None:
        """For `--debug`: write a line with the time since the start."""
        if self._debug:
            self.clear()
            spent = time.monotonic() - self._started
            self._write(rows(f"[{spent:7.3f} s] {one_line(line)}", self._device()) + "\n")

    def clear(self) -> None:
        """Take the line back, before anything else is written."""
        if self._shown:
            self._write(_CLEAR)
            self._shown = ""

    def _fitted(self, line: str) -> str:
        """Cut a line to the terminal's width: of a longer one only the last row is taken back."""
        device = self._device()
        return rows(shortened(line, device.columns), device)

    def _device(self) -> Device:
        return device_of(self._stream, os.environ, datetime.now(UTC))

    def _write(self, text: str) -> None:
        # A terminal that was closed must not keep a result, or the end of a session, from coming.
        with suppress(OSError):
            self._stream.write(text)
            self._stream.flush()
