"""The person's terminal, as the agent holds it for a question: its own, or one behind a proxy."""

import os
import select
import termios
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.adapters.pseudo_terminal.proxy import PtyProxy
from aegis_cli.adapters.render.capabilities import Encoding, terminal_encoding
from aegis_cli.adapters.terminal.tty import DEVICE, Tty

_MOST_UNSAID = 10
_CHARACTERS = 6


@dataclass
class OwnTerminal:
    """The terminal of an agent that runs no command in it."""

    _device: int = field(default_factory=lambda: os.open(DEVICE, os.O_RDWR | os.O_CLOEXEC))
    _modes: list[Any] | None = None
    """The modes that it had before a question; `None` while none stands."""
    _unsaid: list[str] = field(default_factory=list)
    """Lines that wait for the end of a question; the log has them all."""
    _unwritten: bytes = b""
    """The rest of the last line, if the screen was stopped in the middle of it."""

    @property
    def encoding(self) -> Encoding:
        """What it shows text in."""
        return terminal_encoding()

    def hold(self, ready: Callable[[int], None]) -> None:
        """Call back with its descriptor: it is always ready.

        NOTE: Ctrl-Z would stop the agent, but not the process that asks, which would then read the
        keys of the shell.
        """
        self._modes = termios.tcgetattr(self._device)
        modes: list[Any] = [*self._modes]
        modes[_CHARACTERS] = [*modes[_CHARACTERS]]
        modes[_CHARACTERS][termios.VSUSP] = b"\0"
        termios.tcsetattr(self._device, termios.TCSANOW, modes)
        ready(self._device)

    def release(self) -> None:
        """Show the lines that had to wait.

        NOTE: the process that asked may have been killed while the terminal did not show what was
        typed.
        """
        if self._modes is not None:
            with suppress(termios.error):
                termios.tcsetattr(self._device, termios.TCSANOW, self._modes)
        self._modes = None
        lines, self._unsaid = self._unsaid, []
        for line in lines:
            self.say(line)

    def say(self, line: str) -> None:
        """Show a line, but never within a question: a program may have chosen its words."""
        if self._modes is not None:
            self._unsaid = [*self._unsaid, line][-_MOST_UNSAID:]
            return
        self._write()
        if not self._unwritten:
            self._unwritten = Tty(self._device).encode(f"{line}\n")
            self._write()

    def _write(self) -> None:
        """Write what the screen takes at once: one that is stopped must not stop the session."""
        os.set_blocking(self._device, False)
        try:
            with suppress(OSError):
                self._unwritten = self._unwritten[os.write(self._device, self._unwritten) :]
        finally:
            os.set_blocking(self._device, True)

    def say_unbroken(self, text: str) -> None:
        """Show a text of aegis's own in lines that can be copied, however narrow the screen is."""
        os.write(self._device, f"{text}\n".encode())

    @property
    def is_commands(self) -> bool:
        """Whether its screen is a command's: no."""
        return False

    def is_interrupted(self) -> bool:
        """Tell that a Ctrl-C is a signal here."""
        return False

    def is_within_line(self) -> bool:
        """Tell that nobody types here for a program."""
        return False

    def is_free(self) -> bool:
        """Tell whether no question stands."""
        return self._modes is None

    @property
    def kept(self) -> str:
        """What is still to be written, for another program of this process."""
        return self._unwritten.decode("latin-1")

    def resume(self, kept: str) -> None:
        """Write what is still to be written."""
        self._unwritten = kept.encode("latin-1")
        self._write()


@dataclass
class ProxiedTerminal:
    """A terminal that the session's command has, but for the time of a question."""

    proxy: PtyProxy
    device: str = DEVICE
    _descriptor: int = -1

    @property
    def encoding(self) -> Encoding:
        """What it shows text in, after all that the command has written to it."""
        return self.proxy.encoding

    def hold(self, ready: Callable[[int], None]) -> None:
        """Take it from the command; call back with its descriptor once it is set up."""

        def note_turn() -> None:
            self._descriptor = os.open(self.device, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
            ready(self._descriptor)

        self.proxy.hold(note_turn)

    def release(self) -> None:
        """Give it back to the command."""
        self.proxy.release()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def is_interrupted(self) -> bool:
        """Tell whether Ctrl-C is among what was typed while the terminal is held."""
        if self._descriptor < 0 or not select.select([self._descriptor], [], [], 0)[0]:
            return False
        return b"\x03" in os.read(self._descriptor, 4096)

    def is_within_line(self) -> bool:
        """Tell whether the person was typing a line for the command."""
        return self.proxy.is_within_line

    def is_free(self) -> bool:
        """Tell whether the command has the terminal."""
        return self.proxy.is_free

    @property
    def is_commands(self) -> bool:
        """Whether its screen is a command's: yes."""
        return True

    def say(self, line: str) -> None:
        """Say nothing: the screen is the command's; `aegis session log` shows the lines."""

    def say_unbroken(self, text: str) -> None:
        """Say nothing, as above."""
