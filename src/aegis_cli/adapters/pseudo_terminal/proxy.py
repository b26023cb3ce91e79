"""Stands between the person's terminal and a command, and holds both for a question.

`sudo` does the same, with `use_pty`: on a terminal that a command shares, it can type the answer
(TIOCSTI), take the foreground, or have a read pending that gets the person's key.
"""

import os
import selectors
import signal
import termios
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Self

from aegis_cli.adapters.pseudo_terminal.chord import PREFIX, Chord
from aegis_cli.adapters.pseudo_terminal.command import Command
from aegis_cli.adapters.pseudo_terminal.modes import PLAIN, Modes
from aegis_cli.adapters.pseudo_terminal.outer_terminal import OuterTerminal
from aegis_cli.adapters.render.capabilities import Encoding
from aegis_cli.adapters.terminal.listening import ForProgram, keys_in

_READ = 16 * 1024
_HELD = 64 * 1024
"""Bytes that are held in one direction; then the one who writes them waits."""
_LAST = 1024 * 1024
"""The most bytes that are still read after the command has ended."""
_SMALLER = 0.05
"""Seconds for which a terminal is a row smaller, so that a full-screen program repaints."""
_FAREWELL = 1.0
"""Seconds for the last output to be shown."""
_POLL = 0.1
"""Seconds between two looks at the command, where the system has no descriptor for its end."""


class PtyProxy:
    """Copies between a person and a command, as a guest in the selector of a main loop.

    It registers what it waits for with a function of the events as `data`; the loop calls it:

        with PtyProxy(command, outer, selector, menu) as proxy:
            while not proxy.is_done:
                for key, events in selector.select(proxy.pause()):
                    key.data(events)
                proxy.tick()

    Leave the block by whatever exception: the terminal is as it was, and a command that still runs
    gets SIGHUP. All of it is for the main thread.
    """

    def __init__(
        self,
        command: Command,
        outer: OuterTerminal,
        selector: selectors.BaseSelector,
        menu: Callable[[bytes], None],
        *,
        prefix: bytes = PREFIX,
    ) -> None:
        """Take both terminals, and what is called in the main loop with the key behind a prefix."""
        self._command, self._outer, self._selector = command, outer, selector
        self._menu, self._prefix, self._chord = menu, prefix, Chord(prefix)
        self._modes = Modes()
        self._to_command, self._to_person = bytearray(), bytearray()
        self._typed = ForProgram()
        self._aside = b""  # what aegis itself writes, before what the command wrote
        self._wanted: Callable[[], None] | None = None
        self._standing: Callable[[], None] | None = None
        self._is_granted = False
        self._whole_at: float | None = None
        self._master_is_open = self._outer_is_open = True
        self._end: int | None = None
        self._handlers: dict[int, Any] = {}
        self._is_resumed = False
        self.exit_code: int | None = None
        """How the command ended: its exit code, or 128 and the number of a signal."""

    @property
    def is_within_line(self) -> bool:
        """Whether the person was typing a line for the command, and has not ended it."""
        return self._typed.is_unfinished(time.monotonic())

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to do: the command ended, or the terminal is gone."""
        shown = not (self._to_person or self._aside or self._standing)
        return not self._outer_is_open or (self.exit_code is not None and shown)

    @property
    def encoding(self) -> Encoding:
        """What the person's terminal shows text in."""
        return self._modes.encoding

    @property
    def is_free(self) -> bool:
        """Whether the command has the terminal, and nobody wants it."""
        return self._standing is None and self._wanted is None

    @property
    def kept(self) -> dict[str, Any]:
        """What another program of this process needs to go on, for JSON; the terminal is free."""
        held = (bytes(self._to_command), bytes(self._to_person), self._aside)
        return {
            "held": [data.decode("latin-1") for data in held],
            "prefix": self._chord.is_begun,
            "typed": asdict(self._typed),
            "modes": self._modes.kept,
            "exit_code": self.exit_code,
        }

    def resume(self, kept: Mapping[str, Any]) -> None:
        """Go on, before the block is entered, where another program of this process left off."""
        to_command, to_person, self._aside = (data.encode("latin-1") for data in kept["held"])
        self._to_command, self._to_person = bytearray(to_command), bytearray(to_person)
        self._chord.is_begun = kept["prefix"]
        self._typed = ForProgram(**kept["typed"])
        self._modes = Modes(kept["modes"])
        self.exit_code = kept["exit_code"]
        self._master_is_open = self.exit_code is None
        self._is_resumed = True

    def __enter__(self) -> Self:
        os.set_blocking(self._command.master, False)
        self._handlers[signal.SIGWINCH] = signal.signal(signal.SIGWINCH, lambda *_: self._fit())
        self._handlers[signal.SIGCONT] = signal.signal(signal.SIGCONT, self._resume)
        if not self._is_resumed:  # it is raw, and what was typed since is not to be discarded
            self._outer.become_raw()
        self._fit()
        if hasattr(os, "pidfd_open") and self.exit_code is None:
            self._end = os.pidfd_open(self._command.process.pid)
        self._watch()
        return self

    def __exit__(self, *_: object) -> None:
        if self.exit_code is None:
            self._command.hang_up()
        try:
            self._say_farewell()
        finally:
            self._outer.restore()
            for number, handler in self._handlers.items():
                signal.signal(number, handler)
            self._close()

    def pause(self) -> float | None:
        """Return the seconds after which `tick` wants to be called; `None`: no matter when."""
        if self._wanted is not self._standing:
            return 0.0
        waits = [] if self._whole_at is None else [max(self._whole_at - time.monotonic(), 0.0)]
        waits += [_POLL] if self._end is None and self.exit_code is None else []
        return min(waits, default=None)

    def tick(self) -> None:
        """Do what is due; call it at every turn of the main loop."""
        if self._wanted is not self._standing:
            self._hand_over()
        if self._whole_at is not None and time.monotonic() >= self._whole_at:
            self._whole_at = None
            self._fit()
        if self._end is None and self.exit_code is None:
            self._look_at_command(0)

    # What is waited for

    def _watch(self) -> None:
        """Wait for what can be used: nobody is read whose bytes would have no place."""
        reads, writes = selectors.EVENT_READ, selectors.EVENT_WRITE
        typed = self._standing is None and len(self._to_command) < _HELD
        shown = self._aside or (self._standing is None and self._to_person)
        outer = (reads if typed else 0) | (writes if shown else 0)
        printed = reads if len(self._to_person) < _HELD else 0
        master = printed | (writes if self._to_command else 0)
        self._want(self._outer.descriptor, outer if self._outer_is_open else 0, self._outer_ready)
        self._want(self._command.master, master if self._master_is_open else 0, self._master_ready)
        if self._end is not None:
            self._want(self._end, reads if self.exit_code is None else 0, self._look_at_command)

    def _want(self, descriptor: int, events: int, call: Callable[[int], None]) -> None:
        known = self._selector.get_map().get(descriptor)
        if known is None and events:
            self._selector.register(descriptor, events, call)
        elif known is not None and not events:
            self._selector.unregister(descriptor)
        elif known is not None and known.events != events:
            self._selector.modify(descriptor, events, call)

    def _outer_ready(self, events: int) -> None:
        if events & selectors.EVENT_READ and self._standing is None:
            typed = self._read(self._outer.descriptor)
            self._outer_is_open = typed != b""
            through, keys = self._chord.feed(typed or b"")
            self._to_command += through
            self._typed = self._typed.with_keys(keys_in(through), time.monotonic())
            for key in keys:
                self._menu(key)
        if events & selectors.EVENT_WRITE:
            self._show()
        self._watch()

    def _master_ready(self, events: int) -> None:
        if events & selectors.EVENT_WRITE:
            del self._to_command[: self._write(self._command.master, self._to_command)]
        if events & selectors.EVENT_READ:
            printed = self._read(self._command.master)
            self._master_is_open = printed != b""
            self._to_person += printed or b""
        self._watch()

    def _show(self) -> None:
        """Write to the person: first what aegis says, then what the command printed."""
        if self._aside:
            self._aside = self._aside[self._write(self._outer.descriptor, self._aside) :]
            self._grant()
        elif self._standing is None:
            written = self._write(self._outer.descriptor, self._to_person[:_READ])
            self._modes.note(bytes(self._to_person[:written]))
            del self._to_person[:written]

    def _look_at_command(self, _events: int) -> None:
        """Take the exit code if the command ended, and what it printed last."""
        self.exit_code = self._command.exit_code()
        if self.exit_code is None:
            return
        printed = 0
        while printed < _LAST and (part := self._read(self._command.master)):
            self._to_person += part
            printed += len(part)
        self._master_is_open = False
        self._to_command.clear()
        self._watch()

    # Questions

    def hold(self, ready: Callable[[], None]) -> None:
        """Take the terminal from the command; `ready` is called once it is set up for a question.

        One at a time: whose turn it is was decided before.
        """
        self._wanted = ready

    def release(self) -> None:
        """Give the terminal back to the command, unless it is taken again at once."""
        self._wanted = None

    def _hand_over(self) -> None:
        """Give the terminal to who wants it, or back to the command."""
        before, self._standing, self._is_granted = self._standing, self._wanted, False
        self._chord = Chord(self._prefix)  # what was begun before has nothing to do with later
        if self._standing is None:
            self._come_back()
        else:
            self._aside += PLAIN if before else self._modes.leave()
        self._watch()

    def _grant(self) -> None:
        """Let who wants the terminal ask. NOTE: who was released meanwhile must not read it."""
        ready = self._standing
        if not self._aside and ready is not None and ready is self._wanted and not self._is_granted:
            self._is_granted = True
            self._outer.be_silent(self._prefix)
            ready()

    def _come_back(self) -> None:
        self._aside += self._modes.come_back()
        self._outer.become_raw()
        if self._modes.is_full_screen:
            # NOTE: many programs repaint only if the size is another one.
            rows, columns = self._size()
            self._resize((max(rows - 1, 1), columns))
            self._whole_at = time.monotonic() + _SMALLER
        else:
            self._fit()
            self._command.repaint()

    # The size, and signals

    def _size(self) -> tuple[int, int]:
        try:
            return termios.tcgetwinsize(self._outer.descriptor)
        except termios.error:
            return (0, 0)

    def _fit(self) -> None:
        """Give the command's terminal the size of the person's."""
        self._resize(self._size())

    def _resize(self, size: tuple[int, int]) -> None:
        with suppress(termios.error, OSError):
            # NOTE: the kernel sends SIGWINCH to the command if the size is another one.
            termios.tcsetwinsize(self._command.master, size)

    def _resume(self, *_: object) -> None:
        """Set the terminal up again, since the shell had it while this process was stopped."""
        if self._standing is None:
            self._outer.become_raw()
            self._fit()
            self._command.repaint()
        elif self._is_granted:
            self._outer.be_silent(self._prefix)

    # Bytes

    @staticmethod
    def _read(descriptor: int) -> bytes | None:
        """Read what is there; nothing if it is closed, `None` if there is nothing yet."""
        try:
            return os.read(descriptor, _READ)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    @staticmethod
    def _write(descriptor: int, data: bytes | bytearray) -> int:
        """Write as much as has a place; what nobody can read any more is lost."""
        try:
            return os.write(descriptor, data)
        except BlockingIOError:
            return 0
        except OSError:
            return len(data)

    def _say_farewell(self) -> None:
        """Show what is left, but not for ever, on a terminal without the command's modes."""
        if self._standing is not None:
            self._aside += self._modes.come_back()
            self._standing = None
            self._outer.become_raw()
        ends = time.monotonic() + _FAREWELL
        while (self._aside or self._to_person) and time.monotonic() < ends:
            self._show()
            time.sleep(0 if not (self._aside or self._to_person) else 0.001)
        self._write(self._outer.descriptor, self._modes.end())

    def _close(self) -> None:
        """Forget every descriptor; whatever is left on the command's terminal gets SIGHUP."""
        opened = [self._outer.descriptor, self._command.master]
        opened += [] if self._end is None else [self._end]
        for descriptor in opened:
            if descriptor in self._selector.get_map():
                self._selector.unregister(descriptor)
            os.close(descriptor)
