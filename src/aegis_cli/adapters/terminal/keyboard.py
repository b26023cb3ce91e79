"""Reads the keys of a terminal one by one and unseen, and gives it back as it was."""

import os
import select
import signal
import termios
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

CTRL_C = b"\x03"
_POLL = 0.1
"""Seconds between two checks whether there is something else to do than to wait."""
_LOCAL, _CHARACTERS = 3, 6


class NoTerminal(Exception):
    """There is no controlling terminal, or this process is in its background."""


class Withdrawn(Exception):
    """Nobody waits for the answer any more, so that the question was taken back."""


class InputEnded(Exception):
    """No key will come any more: the terminal is gone."""


class Resumed(Exception):
    """Somebody else had the terminal meanwhile, such as the shell after Ctrl-Z."""


def _readable(descriptors: Sequence[int], seconds: float) -> list[int]:
    return select.select(descriptors, [], [], seconds)[0]


@dataclass(eq=False, slots=True)
class KeyboardClock:
    """What the time is, and how to wait for a descriptor."""

    now: Callable[[], float] = time.monotonic
    readable: Callable[[Sequence[int], float], list[int]] = _readable
    """Waits so many seconds at most; returns the descriptors that can be read."""


CLOCK = KeyboardClock()
"""The clock of whoever brings none."""


@dataclass(slots=True)
class Keyboard:
    """The keys of an open terminal, while this is entered.

    The terminal echoes nothing meanwhile, and hands on each key by itself. Ctrl-C is a signal where
    it was one before. What is pressed when this is left is given to nobody.
    """

    descriptor: int
    withdrawn: int | None = None
    """A descriptor that can be read when the question is withdrawn; nothing is read from it."""
    clock: KeyboardClock = CLOCK
    _before: list[Any] = field(default_factory=list)
    _handlers: dict[int, Any] = field(default_factory=dict)
    _was_resumed: bool = False

    def __enter__(self) -> Self:
        """Take the terminal; raises `NoTerminal` if it is none."""
        try:
            self._before = termios.tcgetattr(self.descriptor)
            self._take()
        except termios.error:
            raise NoTerminal from None
        # NOTE: only the main thread can be told of a signal.
        if threading.current_thread() is threading.main_thread():
            for number, heard in ((signal.SIGCONT, self._resume), (signal.SIGTSTP, self._stop)):
                if signal.getsignal(number) is signal.SIG_DFL:
                    self._handlers[number] = signal.signal(number, heard)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        with suppress(termios.error):
            termios.tcflush(self.descriptor, termios.TCIFLUSH)
            self._give_back()

    @property
    def refusals(self) -> frozenset[bytes]:
        """The keys that are a "no" at any moment: Ctrl-C, and the ones that end a line besides.

        NOTE: behind a proxy none of them is a signal, which would end the process that asks.
        """
        characters = self._before[_CHARACTERS]
        ends = characters[termios.VEOL], characters[termios.VEOL2]
        return frozenset({CTRL_C, *ends} - {b"\0", b"\xff"})

    def read_keys(self, until: float | None = None, *, most: int = 4096) -> bytes:
        """Wait for keys and return those that are there; return none at the time `until`.

        Raises `Withdrawn`, `InputEnded` and `Resumed`.
        NOTE: the kernel may hand a signal to another thread of ours. Python acts on it in this one,
        and only once a wait ends; so it waits no longer than a moment at a time.
        """
        while not self.is_ready(until):
            if until is not None and self.clock.now() >= until:
                return b""
        try:
            keys = os.read(self.descriptor, most)
        except OSError:
            keys = b""
        if not keys:
            raise InputEnded
        return keys

    def is_ready(self, until: float | None = None) -> bool:
        """Wait for a moment, and not beyond a time on the clock; tell whether there are keys."""
        left = _POLL if until is None else min(max(until - self.clock.now(), 0.0), _POLL)
        withdrawn = [] if self.withdrawn is None else [self.withdrawn]
        ready = self.clock.readable([self.descriptor, *withdrawn], left)
        if self.withdrawn in ready:
            raise Withdrawn
        try:
            if self._was_resumed or not self._is_taken():
                self._was_resumed = False
                self._take()
                self.discard()
                raise Resumed
        except termios.error:
            raise InputEnded from None
        return self.descriptor in ready

    def discard(self) -> None:
        """Forget what was pressed before."""
        termios.tcflush(self.descriptor, termios.TCIFLUSH)

    def _take(self) -> None:
        """Have the terminal hand on each key, and show none. Nothing that was typed is lost."""
        if self._is_taken():
            return
        modes: list[Any] = [*self._before]
        modes[_LOCAL] &= ~(termios.ICANON | termios.ECHO)
        modes[_CHARACTERS] = [*self._before[_CHARACTERS]]
        modes[_CHARACTERS][termios.VMIN], modes[_CHARACTERS][termios.VTIME] = 1, 0
        termios.tcsetattr(self.descriptor, termios.TCSANOW, modes)

    def _is_taken(self) -> bool:
        local: int = termios.tcgetattr(self.descriptor)[_LOCAL]
        return not local & (termios.ICANON | termios.ECHO)

    def _give_back(self) -> None:
        """Give the terminal the modes that it had.

        NOTE: a proxy's terminal keeps these modes, and only the proxy sets them: the process that
        asks there may be killed, or be late.
        """
        if self._before[_LOCAL] & (termios.ICANON | termios.ECHO):
            termios.tcsetattr(self.descriptor, termios.TCSANOW, self._before)

    def _stop(self, number: int, _frame: object) -> None:
        """Stop, as Ctrl-Z does, with a terminal that is as it was."""
        self._give_back()
        ours = signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, ours)
        self._was_resumed = True

    def _resume(self, _number: int, _frame: object) -> None:
        self._was_resumed = True
