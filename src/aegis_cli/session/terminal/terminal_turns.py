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
from aegis_cli.session.line.loop import Loop
from aegis_cli.session.terminal.turns import Turn, Turns

_FAREWELL = 1.0
"""Seconds for what is asked to end, so that the terminal can be set up again."""


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

    def is_free(self) -> bool:
        """Tell whether nobody asks on it."""
        ...

    @property
    def is_commands(self) -> bool:
        """Whether its screen is a command's, where no line is shown."""
        ...


class Showing:
    """The turn of what the session itself shows or asks."""


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
    """A descriptor that is closed to withdraw the question asked here; `None` while nothing is
    asked."""
    _has_left: bool = False
    """Whether the request that asks here needs no answer any more."""
    _asks: threading.Thread | None = None
    """The thread that asked here last."""

    @property
    def owner(self) -> Hashable:
        """Whose the terminal is; `None` if it is nobody's."""
        return self.turns.current.owner if self.turns.current else None

    @property
    def waiting(self) -> int:
        """How many wait, besides the one who asks."""
        return len(self.turns.waiting)

    def begin(
        self,
        owner: Hashable,
        ready: Callable[[int], None],
        *,
        process: int = 0,
        digest: str = "",
        is_of_door: bool = False,
    ) -> None:
        """Join the line; `ready` gets the terminal's descriptor once it is this one's.

        Raises `AegisError` for a question that may not be asked.
        """

        def hold(descriptor: int) -> None:
            self._descriptor = descriptor
            ready(descriptor)

        turn = Turn(owner, lambda: self.outer.hold(hold), process, digest, is_of_door)
        self.turns.ask(turn, time.monotonic())

    def end(self, owner: Hashable, *, refused: bool = False) -> None:
        """Give the terminal to whoever is next, if it is this one's; or take it out of the line."""
        if owner == self.owner and (self._withdraws is not None or self._has_left):
            # NOTE: two must never read one terminal, so what is asked here ends first.
            self._has_left = True
            self._take_back()
            return
        if owner == self.owner:
            self.outer.release()
        self.turns.end(owner, time.monotonic(), refused=refused)

    def forget_refusals(self) -> bool:
        """Have what was refused in the last minute asked again; tell whether anything was."""
        return self.turns.forget_refusals(time.monotonic())

    def forgive(self) -> None:
        """Forget the wrong PINs, since the person has signed in again."""
        if self.pin is not None:
            self.pin.forgive()

    def overdue(self, seconds: float) -> Hashable:
        """Return who asks a question for longer than this; `None` if nobody does."""
        turn = self.turns.overdue(seconds, time.monotonic())
        return turn.owner if turn is not None and turn.digest else None

    def is_free(self) -> bool:
        """Tell whether nobody has the terminal but the session's command, if there is one."""
        is_asked_here = self._withdraws is not None
        return self.owner is None and not is_asked_here and self.outer.is_free()

    def confirm(self, then: Callable[[bool], None]) -> None:
        """Have a yes confirmed with the PIN, which no other process knows, if there is one.

        The question for it is taken back, as a no, when the turn of whoever asks ends.
        """
        if self.pin is None:
            then(True)  # noqa: FBT003  # the one thing it takes
        else:
            self._ask_here(self.pin.is_typed, then)

    def show(self, text: str) -> None:
        """Show a text when it is its turn, until the person presses Enter, or `hide`."""

        def show(tty: Tty) -> bool:
            tty.write(text)
            tty.ask("Enter goes back: ")
            return True

        self.ask(show, lambda _: None)

    def ask(self, work: Callable[[Tty], bool], then: Callable[[bool], None]) -> None:
        """Have a thread ask the person something of the session itself when it is its turn.

        `then` is told whether they agreed; what `hide` takes back is a no.
        """
        owner = Showing()

        def note_end(agreed: bool) -> None:  # noqa: FBT001  # the one thing it takes
            self.end(owner)
            then(agreed)

        self.begin(owner, lambda _: self._ask_here(work, note_end))

    def hide(self) -> None:
        """Withdraw what the session itself shows or asks, or was going to."""
        for turn in self.turns.everybody:
            if isinstance(turn.owner, Showing):
                self.end(turn.owner)

    def close(self) -> None:
        """Withdraw the question asked here, and wait until nobody reads the terminal for it."""
        self._take_back()
        if self._asks is not None:
            self._asks.join(_FAREWELL)

    def _ask_here(self, ask: Callable[[Tty], bool], then: Callable[[bool], None]) -> None:
        """Have a thread of this process ask on the terminal; then tell whether that went well."""
        owner = self.owner
        descriptor = os.dup(self._descriptor)
        withdrawn, self._withdraws = os.pipe()
        self._has_left = False
        encoding = self.outer.encoding

        def ask_person() -> None:
            try:
                went_well = ask(Tty(descriptor, withdrawn, encoding))
            except (NoTerminal, Withdrawn, OSError):
                went_well = False
            finally:
                os.close(descriptor)
                os.close(withdrawn)
            self.loop.post(lambda: note_end(went_well))

        def note_end(went_well: bool) -> None:  # noqa: FBT001  # the one thing it takes
            self._take_back()
            has_left, self._has_left = self._has_left, False
            if has_left:
                self.end(owner)
            then(went_well and not has_left)

        self._asks = threading.Thread(target=ask_person, daemon=True)
        self._asks.start()

    def _take_back(self) -> None:
        """Have what is asked here end, if it has not."""
        if self._withdraws is not None:
            os.close(self._withdraws)
            self._withdraws = None
