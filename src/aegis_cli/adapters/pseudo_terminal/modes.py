r"""What a program switched on in a terminal, how to switch it off for a question, and on again.

Names and numbers: the "Control Sequences" of xterm, and the keyboard protocol of kitty.
"""

import re
from collections.abc import Mapping
from typing import Any

_SCREENS = (47, 1047, 1049)
"""The alternate screen, in its three forms."""

_MOUSE = (9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 1016)
_REPORTS = (2004, 2026, 2031, 2048)  # of pasted text, held updates, colours and the size
_OFF = (1, 5, 45, 69, *_MOUSE, *_REPORTS)
"""Besides: cursor keys, reverse video, wrap to the left, margins left and right."""
_ON = (7, 25)  # wrap at the margin, and the cursor
_KNOWN = frozenset((*_SCREENS, *_OFF, *_ON))

_MODE = re.compile(rb"\x1b\[\?([0-9;]{1,64})([hl])|\x1b(c)|\x1b([=>])")
_LONGEST = 80
"""Bytes of the longest sequence that is found where it is cut in two."""

# A sequence or string that was cut off ends; what the terminal answers to it is discarded.
_ABORT = b"\x18\x1b\\"
# Keyboard not locked, no insertion, local echo off, Enter is one character; character set, origin,
# margins, colours; the screen is empty.
_PLAIN = b"\x1b[2l\x1b[4l\x1b[12h\x1b[20l\x1b>\x1b(B\x0f\x1b[?6l\x1b[r\x1b[m\x1b[2J\x1b[H"
CLEAR = b"\x1b[m\x1b[2J\x1b[H"
_PUSH_KEYBOARD, _POP_KEYBOARD = b"\x1b[>0u", b"\x1b[<u"
_XTERM_KEYBOARD = b"\x1b[>4;0m"


class Modes:
    """The modes of a terminal, as far as the output of a program has changed them."""

    def __init__(self, kept: Mapping[str, Any] | None = None) -> None:
        """Take what was `kept` of them, where the program of this process was replaced."""
        known = kept or {"changed": [], "has_keypad": False, "cut": ""}
        self._changed: dict[int, bool] = dict(known["changed"])
        self._has_keypad: bool = known["has_keypad"]
        self._cut = known["cut"].encode("latin-1")

    @property
    def kept(self) -> dict[str, Any]:
        """What is known of them, for JSON."""
        return {
            "changed": [*self._changed.items()],
            "has_keypad": self._has_keypad,
            "cut": self._cut.decode("latin-1"),
        }

    @property
    def is_full_screen(self) -> bool:
        """Whether the program is on the alternate screen, and so repaints when the size changes."""
        return any(self._changed.get(mode) for mode in _SCREENS)

    def note(self, written: bytes) -> None:
        """Note what was written to the terminal."""
        seen = self._cut + written
        end = 0
        for found in _MODE.finditer(seen):
            end = found.end()
            self._apply(found)
        rest = seen[max(end, len(seen) - _LONGEST) :]
        at = rest.rfind(b"\x1b")
        self._cut = rest[at:] if at >= 0 else b""

    def _apply(self, found: re.Match[bytes]) -> None:
        numbers, how, reset, keypad = found.groups()
        if reset:
            self._changed.clear()
            self._has_keypad = False
        elif keypad:
            self._has_keypad = keypad == b"="
        else:
            modes = {int(number) for number in numbers.split(b";") if number}
            self._changed |= dict.fromkeys(modes & _KNOWN, how == b"h")

    def leave(self) -> bytes:
        """Return what gives a person a plain, empty screen, whatever the program left on."""
        off = b"".join(b"\x1b[?%dl" % mode for mode in _OFF)
        on = b"".join(b"\x1b[?%dh" % mode for mode in _ON)
        screen = b"" if self.is_full_screen else b"\x1b[?1049h"
        # NOTE: some of these move the cursor, whose place is saved when the screen is switched.
        return _ABORT + screen + off + on + _PUSH_KEYBOARD + _XTERM_KEYBOARD + _PLAIN

    def come_back(self) -> bytes:
        """Return what gives the program its screen and its modes back."""
        screen = b"" if self.is_full_screen else b"\x1b[?1049l"
        on = [mode for mode in _OFF if self._changed.get(mode)]
        off = [mode for mode in _ON if not self._changed.get(mode, True)]
        modes = [b"\x1b[?%dh" % mode for mode in on] + [b"\x1b[?%dl" % mode for mode in off]
        keypad = b"\x1b=" if self._has_keypad else b""
        return CLEAR + _POP_KEYBOARD + screen + b"".join(modes) + keypad

    def end(self) -> bytes:
        """Return what undoes the changes that a program left behind when it ended."""
        off = [mode for mode in (*_OFF, *_SCREENS) if self._changed.get(mode)]
        on = [mode for mode in _ON if not self._changed.get(mode, True)]
        modes = [b"\x1b[?%dl" % mode for mode in off] + [b"\x1b[?%dh" % mode for mode in on]
        return b"".join(modes) + (b"\x1b>" if self._has_keypad else b"")
