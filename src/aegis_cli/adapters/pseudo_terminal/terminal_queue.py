"""Who may ask on the person's terminal: one at a time, in the order in which they came."""

import os
import select
import threading
from collections.abc import Callable

from aegis_cli.adapters.terminal.tty import NoTerminal, Tty, Withdrawn


class TerminalTurn:
    """The right to ask on the terminal, once it is granted; a context manager, for any thread.

    Entering it waits for the terminal and returns it. It raises `Withdrawn` if the turn was taken
    back, and `NoTerminal` if the command has ended meanwhile.
    """

    def __init__(self, turns: "TerminalQueue") -> None:
        self._turns = turns
        self._granted = os.pipe()
        self._withdrawn = os.pipe()
        self._guard = threading.Lock()
        self._is_open = True
        self.left = threading.Event()
        """Set when nobody uses the terminal by this turn any more."""

    def __enter__(self) -> Tty:
        withdrawn = self._withdrawn[0]
        try:
            is_withdrawn = withdrawn in select.select([withdrawn, self._granted[0]], [], [])[0]
        except BaseException:
            self.leave()
            raise
        if is_withdrawn:
            self.leave()
            raise NoTerminal if self._turns.is_closed else Withdrawn
        return Tty(self._turns.device, withdrawn)

    def __exit__(self, *_: object) -> None:
        self.leave()

    @property
    def granted(self) -> int:
        """A descriptor that can be read once the terminal is ready, for who does not block."""
        return self._granted[0]

    def grant(self) -> None:
        """Let it begin; the terminal is ready."""
        self._signal(self._granted[1])

    def withdraw(self) -> None:
        """Take it back: who waits for it, or for the person's answer, is woken up."""
        self._signal(self._withdrawn[1])

    def _signal(self, descriptor: int) -> None:
        with self._guard:
            if self._is_open:
                os.write(descriptor, b"x")

    def leave(self) -> None:
        """Give the terminal back, or leave the queue; once is enough."""
        with self._guard:
            if not self._is_open:
                return
            self._is_open = False
            for descriptor in (*self._granted, *self._withdrawn):
                os.close(descriptor)
        self._turns.leave(self)


class TerminalQueue:
    """The queue of those who want to ask. The main loop grants the first its turn."""

    def __init__(self, device: str, changed: Callable[[], None]) -> None:
        """Take the terminal, and what is called, from any thread, when the queue has changed."""
        self.device = device
        self._changed = changed
        self._guard = threading.Lock()
        self._queue: list[TerminalTurn] = []
        self.is_closed = False

    def __len__(self) -> int:
        """Return how many ask or wait."""
        return len(self._queue)

    def take(self, *, first: bool = False) -> TerminalTurn:
        """Join the queue: at its end, or right behind the one who asks now.

        Raises `NoTerminal` after the end.
        """
        with self._guard:
            if self.is_closed:
                raise NoTerminal
            turn = TerminalTurn(self)
            self._queue.insert(1 if first else len(self._queue), turn)
        self._changed()
        return turn

    def head(self) -> TerminalTurn | None:
        """Return whose turn it is."""
        with self._guard:
            return self._queue[0] if self._queue else None

    def leave(self, turn: TerminalTurn) -> None:
        """Take one out of the queue, who asked or was withdrawn."""
        with self._guard:
            self._queue.remove(turn)
        turn.left.set()
        self._changed()

    def close(self, seconds: float) -> None:
        """Withdraw all, and wait until the terminal is free, so that it can be set up again."""
        with self._guard:
            self.is_closed = True
            left = [*self._queue]
        for turn in left:
            turn.withdraw()
        for turn in left[:1]:
            turn.left.wait(seconds)
