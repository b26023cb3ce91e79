"""Gives the agent's terminal to one question or sign-in at a time, and takes it back."""

import os
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Protocol

from aegis_cli.adapters.pseudo_terminal.pin import Pin
from aegis_cli.adapters.render.capabilities import Encoding
from aegis_cli.adapters.terminal.tty import NoTerminal, Tty, Withdrawn
from aegis_cli.session.loop import Loop
from aegis_cli.session.turns import Turn, Turns


class Outer(Protocol):
    """The terminal of the person."""

    @property
    def encoding(self) -> Encoding:
        """What it shows text in."""
        ...

    def hold(self, ready: Callable[[int], None]) -> None:
        """Make it ready for a question; then call back with its descriptor."""
        ...

    def release(self) -> None:
        """Give it back to the session's command, if there is one."""
        ...

    def say(self, line: str) -> None:
        """Show a line, where the screen is not the command's."""
        ...

    def say_unbroken(self, text: str) -> None:
        """Show a text of aegis's own, whose lines are to be copied."""
        ...

    def is_interrupted(self) -> bool:
        """Tell whether the person pressed Ctrl-C where that is no signal."""
        ...

    def is_within_line(self) -> bool:
        """Tell whether the person was typing a line for a program when a question appeared."""
        ...


@dataclass
class TerminalTurns:
    """The line of those who wait for the terminal, and the terminal."""

    loop: Loop
    outer: Outer
    pin: Pin | None = None
    turns: Turns = field(default_factory=Turns)
    _descriptor: int = -1
    """Where the question that stands is asked."""
    _withdraws: int | None = None
    """Closed to take back the question for the PIN; `None` while it is not asked."""
    _has_left: bool = False
    """Whether the one whose PIN is asked for needs no answer any more."""

    @property
    def owner(self) -> Hashable:
        """Whose the terminal is; `None` if it is nobody's."""
        return self.turns.current.owner if self.turns.current else None

    @property
    def waiting(self) -> int:
        """How many wait, besides the one who asks."""
        return len(self.turns.waiting)

    def begin(
        self, owner: Hashable, ready: Callable[[int], None], *, process: int = 0, digest: str = ""
    ) -> None:
        """Join the line; `ready` gets the terminal's descriptor once it is this one's.

        Raises `AegisError` for a question that may not be asked.
        """

        def held(descriptor: int) -> None:
            self._descriptor = descriptor
            ready(descriptor)

        turn = Turn(owner, process, digest, lambda: self.outer.hold(held))
        self.turns.ask(turn, time.monotonic())

    def end(self, owner: Hashable, *, refused: bool = False) -> None:
        """Give the terminal to whoever is next, if it is this one's; or take it out of the line."""
        if owner == self.owner and self._withdraws is not None:
            # NOTE: two must never read one terminal, so the PIN's question ends first.
            self._has_left = True
            os.close(self._withdraws)
            self._withdraws = None
            return
        if owner == self.owner:
            self.outer.release()
        self.turns.end(owner, time.monotonic(), refused=refused)

    def forgive(self) -> None:
        """Forget the wrong PINs, since the person has signed in again."""
        if self.pin is not None:
            self.pin.forgive()

    def lapsed(self, seconds: float) -> Hashable:
        """Return who asks a question for longer than this; `None` if nobody does."""
        current = self.turns.current
        is_question = current is not None and bool(current.digest)
        return self.owner if is_question and time.monotonic() - self.turns.began > seconds else None

    def confirmed(self, then: Callable[[bool], None]) -> None:
        """Have a yes confirmed with the PIN, which no other process knows, if there is one.

        The question for it is taken back, as a no, when the turn of whoever asks ends.
        """
        pin, owner = self.pin, self.owner
        if pin is None:
            then(True)  # noqa: FBT003  # the one thing it takes
            return
        descriptor = os.dup(self._descriptor)
        withdrawn, self._withdraws = os.pipe()
        self._has_left = False

        def typed() -> None:
            try:
                is_right = pin.is_typed(Tty(descriptor, withdrawn))
            except (NoTerminal, Withdrawn, OSError):
                is_right = False
            finally:
                os.close(descriptor)
                os.close(withdrawn)
            self.loop.post(lambda: ended(is_right))

        def ended(is_right: bool) -> None:  # noqa: FBT001  # the one thing it takes
            if self._withdraws is not None:
                os.close(self._withdraws)
                self._withdraws = None
            if self._has_left:
                self.end(owner)
            then(is_right and not self._has_left)

        threading.Thread(target=typed, daemon=True).start()
