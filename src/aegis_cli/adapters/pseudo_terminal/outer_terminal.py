"""The person's terminal: raw for the command's sake, and silent for a question."""

import os
import termios
from contextlib import suppress
from typing import Any

from aegis_cli.adapters.terminal.tty import DEVICE, NoTerminal

_INPUT, _OUTPUT, _CONTROL, _LOCAL, _CHARACTERS = 0, 1, 2, 3, 6
_NEW_LINES = termios.INLCR | termios.IGNCR | termios.ICRNL
_COOKED_INPUT = _NEW_LINES | termios.BRKINT | termios.INPCK | termios.ISTRIP | termios.IXON
_CTRL_C = b"\x03"


class OuterTerminal:
    """A terminal with the modes that it had, which it gets back.

    NOTE: it is opened anew, so that reading it without waiting is nobody else's affair.
    """

    def __init__(self, device: str = DEVICE, before: list[Any] | None = None) -> None:
        """Open it; it gets back the modes that it has, or had `before`. Raises `NoTerminal`."""
        self.device = device
        try:
            self.descriptor = os.open(
                device, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC | os.O_NONBLOCK
            )
            self._before = before or termios.tcgetattr(self.descriptor)
        except (OSError, termios.error):
            raise NoTerminal from None

    @property
    def before(self) -> list[Any]:
        """The modes that it gets back, for JSON: control characters are numbers."""
        modes = self._modes()
        codes = modes[_CHARACTERS]
        return [
            *modes[:_CHARACTERS],
            [code if isinstance(code, int) else code[0] for code in codes],
        ]

    def become_raw(self) -> None:
        """Hand on every key as it is typed from now on, and every byte as it is written."""
        modes = self._modes()
        modes[_INPUT] &= ~_COOKED_INPUT
        modes[_OUTPUT] &= ~termios.OPOST
        modes[_CONTROL] = (modes[_CONTROL] & ~(termios.CSIZE | termios.PARENB)) | termios.CS8
        modes[_LOCAL] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        modes[_CHARACTERS][termios.VMIN], modes[_CHARACTERS][termios.VTIME] = 1, 0
        self._set(modes)

    def be_silent(self, prefix: bytes) -> None:
        """Show nothing of what is typed, and keep it for whoever asks, who shows what is taken.

        Ctrl-C and the prefix key are named as keys that end a line, which are a no at once
        (`Keyboard.refusals`); they must not end the process that asks.
        """
        modes = self._modes()
        modes[_INPUT] = (modes[_INPUT] | termios.ICRNL) & ~(termios.INLCR | termios.IGNCR)
        modes[_OUTPUT] |= termios.OPOST | termios.ONLCR
        modes[_LOCAL] &= ~(termios.ICANON | termios.ECHO | termios.ISIG)
        modes[_CHARACTERS][termios.VMIN], modes[_CHARACTERS][termios.VTIME] = 1, 0
        modes[_CHARACTERS][termios.VEOL] = _CTRL_C
        modes[_CHARACTERS][termios.VEOL2] = prefix
        with suppress(termios.error):
            termios.tcsetattr(self.descriptor, termios.TCSANOW, modes)

    def restore(self) -> None:
        """Give the terminal the modes that it had. It does not wait for a terminal that hangs."""
        with suppress(termios.error):
            termios.tcsetattr(self.descriptor, termios.TCSANOW, self._before)

    def _set(self, modes: list[Any]) -> None:
        """Set modes, and discard what was typed before. It does not wait for the output."""
        with suppress(termios.error):
            termios.tcsetattr(self.descriptor, termios.TCSANOW, modes)
            termios.tcflush(self.descriptor, termios.TCIFLUSH)

    def _modes(self) -> list[Any]:
        modes: list[Any] = [*self._before]
        modes[_CHARACTERS] = [*self._before[_CHARACTERS]]
        return modes
