r"""What a program switched on in a terminal, how to switch it off for a question, and on again.

Names and numbers: the "Control Sequences" of xterm, and the keyboard protocol of kitty.
"""

import re
from collections.abc import Mapping
from typing import Any

from aegis_cli.adapters.render.capabilities import Encoding, terminal_encoding

_SCREENS = (47, 1047, 1049)
"""The alternate screen, in its three forms."""

_MOUSE = (9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 1016)
_REPORTS = (2004, 2026, 2031, 2048)  # of pasted text, held updates, colours and the size
_LAYOUT = (5, 42, 45, 69, 1045, 2500, 2501)
"""Reverse video, national letters, wrap to the left, margins left and right, wrap to the left over
several lines, and the direction of text that is written from right to left."""
_OFF = (1, *_LAYOUT, *_MOUSE, *_REPORTS)
"""Besides: cursor keys."""
_ON = (7, 25)  # wrap at the margin, and the cursor
_KNOWN = frozenset((*_SCREENS, *_OFF, *_ON))

_TEKTRONIX, _NATIONAL = b"38", b"42"
"""A second window of xterm, and letters of one nation in place of others."""
_LASTING = frozenset({_TEKTRONIX, _NATIONAL})
"""What no sequence undoes; no program of today sets either."""
_SET = re.compile(rb"\?([0-9;:]*)(h|\Z)")
"""The end of what may be a sequence that sets modes, and of one that is cut in two."""
_CONTROLS = bytes({*range(0x20), 0x7F} - {0x1B})
"""What may stand within a sequence and is no part of it."""

_MODE = re.compile(rb"\x1b\[\?([0-9;]{1,64})([hl])|\x1b(c)|\x1b([=>])")
_LONGEST = 80
"""Bytes of the longest sequence that is found where it is cut in two."""

# A sequence or string that was cut off ends; what the terminal answers to it is discarded. So do
# two modes that know none of the sequences below: Tektronix and VT52.
_ABORT = b"\x18\x1b\\\x1b\x03\x1b<"
_BLANK_TEKTRONIX = b"\x1b[?38h\x1b\x0c\x1b\x03"


def _osc(text: bytes) -> bytes:
    """Write an operating system command, with the end that all terminals know."""
    return b"\x1b]%s\x07" % text


# Output goes to the screen: not to a printer, nor to a line of its own at the bottom.
_TO_SCREEN = b"\x1b[4i\x1b[0$}\x1b[0$~"
_UTF_8 = b"\x1b%G" if terminal_encoding() == "utf-8" else b""
# ASCII as G0, which is in use, and for a single shift that is pending; in the right half none that
# was named, with which xterm takes UTF-8 for Latin-1. G1 stays: programs name it when they begin.
_CHARACTERS = _UTF_8 + b"\x1b(B\x1b*B\x1b+B\x1b}\x0f"
# No link is open; the colours are the terminal's own: the palette, those of bold and other text,
# foreground, background, cursor; and the palette of Linux.
_COLOURS = b"".join(map(_osc, (b"8;;", b"104", b"105", b"110", b"111", b"112"))) + b"\x1b]R\x1b\\"
# Keyboard not locked, controls obeyed, no insertion, local echo off, Enter is one character;
# keypad; text in the order and the direction in which it is written.
_ANSI = b"\x1b[2l\x1b[3l\x1b[4l\x1b[12h\x1b[20l\x1b>\x1b[8h\x1b[0 k"
# NOTE: while guarded areas (ESC V) are what protects, xterm erases none of them. The other
# protection (DECSCA) ends that, and is none against this erasure. Deleted lines leave nothing.
_EMPTY = b'\x1b[?6l\x1b[r\x1b[m\x1bW\x1b[0"q\x1b[H\x1b[2J\x1b[9999M'

PLAIN = _TO_SCREEN + _CHARACTERS + _COLOURS + _ANSI + _EMPTY
"""Gives an empty screen on which text looks as it does on a terminal that was just opened."""
_PUSH_KEYBOARD, _POP_KEYBOARD = b"\x1b[>0u", b"\x1b[<u"
_XTERM_KEYBOARD = b"\x1b[>4;0m"

_UNCHANGED: Mapping[str, Any] = {
    "changed": (),
    "has_keypad": False,
    "lasting": (),
    "begun": ("", ""),
}


class Modes:
    """The modes of a terminal, as far as the output of a program has changed them."""

    def __init__(self, kept: Mapping[str, Any] | None = None) -> None:
        """Take what was `kept` of them, where the program of this process was replaced."""
        known = kept or _UNCHANGED
        self._changed: dict[int, bool] = dict(known["changed"])
        self._has_keypad: bool = known["has_keypad"]
        self._lasting = frozenset(mode.encode("latin-1") for mode in known["lasting"])
        self._cut, self._unset = (rest.encode("latin-1") for rest in known["begun"])

    @property
    def kept(self) -> dict[str, Any]:
        """What is known of them, for JSON."""
        return {
            "changed": [*self._changed.items()],
            "has_keypad": self._has_keypad,
            "lasting": sorted(mode.decode("latin-1") for mode in self._lasting),
            "begun": [rest.decode("latin-1") for rest in (self._cut, self._unset)],
        }

    @property
    def is_full_screen(self) -> bool:
        """Whether the program is on the alternate screen, and so repaints when the size changes."""
        return any(self._changed.get(mode) for mode in _SCREENS)

    @property
    def encoding(self) -> Encoding:
        """What the terminal shows text in.

        NOTE: an xterm that was told to read nothing but UTF-8 reads Latin-1 for ever once it was
        reset while national letters were on.
        """
        return "ascii" if _NATIONAL in self._lasting else terminal_encoding()

    def note(self, written: bytes) -> None:
        """Note what was written to the terminal."""
        self._note_lasting(written)
        seen = self._cut + written
        end = 0
        for found in _MODE.finditer(seen):
            end = found.end()
            self._apply(found)
        rest = seen[max(end, len(seen) - _LONGEST) :]
        at = rest.rfind(b"\x1b")
        self._cut = rest[at:] if at >= 0 else b""

    def _note_lasting(self, written: bytes) -> None:
        """Note what lasts, however a terminal may be told to set it; rather once too often."""
        seen = self._unset + written.translate(None, _CONTROLS)
        self._unset = b""
        for found in _SET.finditer(seen):
            *modes, last = (mode.lstrip(b"0") for mode in re.split(rb"[;:]", found[1]))
            if found[2]:
                self._lasting |= _LASTING & {*modes, last}
            else:
                self._unset = b"?" + b";".join((*(_LASTING & {*modes}), last[:3]))

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
        second = _BLANK_TEKTRONIX if _TEKTRONIX in self._lasting else b""
        # NOTE: some of these move the cursor, or are written by a terminal that does not know them;
        # the cursor is saved when the screen is switched, and the last of them erases.
        return _ABORT + second + screen + off + on + _PUSH_KEYBOARD + _XTERM_KEYBOARD + PLAIN

    def come_back(self) -> bytes:
        """Return what gives the program its screen and its modes back."""
        screen = b"" if self.is_full_screen else b"\x1b[?1049l"
        on = [mode for mode in _OFF if self._changed.get(mode)]
        off = [mode for mode in _ON if not self._changed.get(mode, True)]
        modes = [b"\x1b[?%dh" % mode for mode in on] + [b"\x1b[?%dl" % mode for mode in off]
        keypad = b"\x1b=" if self._has_keypad else b""
        return PLAIN + _POP_KEYBOARD + screen + b"".join(modes) + keypad

    def end(self) -> bytes:
        """Return what undoes the changes that a program left behind when it ended."""
        off = [mode for mode in (*_OFF, *_SCREENS) if self._changed.get(mode)]
        on = [mode for mode in _ON if not self._changed.get(mode, True)]
        modes = [b"\x1b[?%dl" % mode for mode in off] + [b"\x1b[?%dh" % mode for mode in on]
        return b"".join(modes) + (b"\x1b>" if self._has_keypad else b"")
