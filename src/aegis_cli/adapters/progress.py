"""One line of progress on standard error, where a person watches; nothing anywhere else."""

from typing import TextIO

_CLEAR = "\r\x1b[2K"


class Progress:
    """Says what is being waited for, and takes it back."""

    def __init__(self, stream: TextIO, *, is_terminal: bool) -> None:
        self._stream = stream
        self._is_terminal = is_terminal
        self._shown = ""

    def say(self, reason: str) -> None:
        """Show what is being waited for, instead of what was shown before."""
        if self._is_terminal and reason and reason != self._shown:
            self._stream.write(f"{_CLEAR}{reason[:1].upper()}{reason[1:]}…")
            self._stream.flush()
            self._shown = reason

    def clear(self) -> None:
        """Take the line back, before anything else is written."""
        if self._shown:
            self._stream.write(_CLEAR)
            self._stream.flush()
            self._shown = ""
