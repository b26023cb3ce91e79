"""A picture on the screen of a terminal, drawn again in place, which leaves nothing behind.

It is on the terminal's alternate screen, as an editor is: so it may be as tall as the screen is by
now, nothing of it scrolls away, and what was there before it comes back when it ends.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO, TypeAlias

from aegis_cli.adapters.process.termination import becomes_an_exception

Paint: TypeAlias = Callable[[int], list[str]]
"""Returns the rows of a picture, at most so many."""

# Without automatic margins: a row that a terminal draws wider than expected is cut there.
_ENTER, _LEAVE = "\x1b[?1049h\x1b[?7l", "\x1b[H\x1b[J\x1b[?7h\x1b[?1049l"
_HOME, _ERASE_ROW, _ERASE_REST = "\x1b[H", "\x1b[2K", "\x1b[J"
_USUAL = 24


class Picture:
    """What is drawn on one terminal; while it is suspended or behind others, nothing is."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._paint: Paint | None = None
        self._is_open = False
        self._writes = self._is_to_stop = False
        self._before: Any = None
        """What a Ctrl-Z did before."""

    @property
    def is_there(self) -> bool:
        """Whether something is drawn, or will be when the process is in front again."""
        return self._paint is not None

    def draw(self, paint: Paint) -> None:
        """Draw a picture in place of the last one."""
        if self._paint is None:
            self._take_signals()
        self._paint = paint
        self.refresh()

    def refresh(self) -> None:
        """Draw it again, at the size that the screen has by now."""
        if self._paint is None or not self._is_in_front():
            return
        size = self._size()
        drawn = self._paint(size.lines)
        if (now := self._size()) != size:  # what was painted is half of another size
            size, drawn = now, self._paint(now.lines)
        height = size.lines
        drawn = drawn[:height]
        text = "" if self._is_open else _ENTER
        text += _HOME + "\r\n".join(f"{_ERASE_ROW}{row}" for row in drawn)
        self._is_open = True
        self._write(text + (f"\r\n{_ERASE_REST}" if len(drawn) < height else ""))

    def end(self) -> None:
        """Give the screen back as it was."""
        if self._paint is None:
            return
        self._paint = None
        self._leave()
        with suppress(ValueError):
            signal.signal(signal.SIGTSTP, self._before)

    def _take_signals(self) -> None:
        """Give the screen back at a Ctrl-Z and a SIGTERM too; only the main thread can do that."""
        with suppress(ValueError):
            becomes_an_exception()
            self._before = signal.signal(signal.SIGTSTP, self._suspend)

    def _suspend(self, *_: object) -> None:
        """Stop as a Ctrl-Z does; in the midst of a write only after it: a stream takes one."""
        self._is_to_stop = self._writes
        if self._writes:
            return
        self._leave()
        os.kill(os.getpid(), signal.SIGSTOP)
        self.refresh()

    def _leave(self) -> None:
        if self._is_open:
            self._is_open = False
            self._write(_LEAVE)

    def _is_in_front(self) -> bool:
        """Tell whether the terminal is this process's to write on: not in the background."""
        try:
            return os.tcgetpgrp(self._stream.fileno()) == os.getpgrp()
        except (OSError, ValueError):
            return True  # it is no terminal of this process's own, as in a session

    def _size(self) -> os.terminal_size:
        try:
            columns, lines = os.get_terminal_size(self._stream.fileno())
        except (OSError, ValueError):
            return os.terminal_size((0, _USUAL))
        return os.terminal_size((columns, max(1, lines)))

    def _write(self, text: str) -> None:
        self._writes = True
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            pass  # a closed terminal must not prevent a result
        finally:
            self._writes = False
        if self._is_to_stop:
            self._suspend()
