"""Finds the keys that a person types for aegis among those for the command."""

import re

PREFIX = b"\x1d"
"""Ctrl-]: the key before a key for aegis."""

_LAST_LETTER = 26  # Ctrl-Z
_CODED = re.compile(rb"\x1b\[(?P<code>[0-9]{1,6})(?::[0-9:]*)?(?:;[0-9]*(?::(?P<event>[0-9]))?)?u")
_KEY = re.compile(rb"\x1b\[[0-9;:?]*[@-~]|\x1bO.|[\xc0-\xff][\x80-\xbf]+|.", re.DOTALL)
_RELEASED = b"3"


class Chord:
    """A prefix key, and the key behind it; the prefix typed twice is for the command, once.

    NOTE: a program may switch on the keyboard protocols of kitty or xterm, under which Ctrl-]
    arrives as `ESC [ 93 ; 5 u` or `ESC [ 27 ; 5 ; 93 ~`. Where the terminal cuts such a sequence in
    two, it goes to the command.
    """

    def __init__(self, prefix: bytes = PREFIX) -> None:
        """Take the control character that is the prefix."""
        code = prefix[0] + (96 if prefix[0] <= _LAST_LETTER else 64)
        coded = rb"\x1b\[%d;5(?::1)?u|\x1b\[27;5;%d~" % (code, code)
        self._prefix = re.compile(re.escape(prefix) + b"|" + coded)
        self.is_begun = False
        """Whether the prefix was typed last."""

    def feed(self, typed: bytes) -> tuple[bytes, list[bytes]]:
        """Take apart what was typed: what is for the command, and each key behind a prefix."""
        through, keys = bytearray(), list[bytes]()
        while typed:
            begun = self._prefix.match(typed) if self.is_begun else self._prefix.search(typed)
            if not self.is_begun:
                through += typed[: begun.start()] if begun else typed
                typed = typed[begun.end() :] if begun else b""
                self.is_begun = begun is not None
            elif begun:
                through += begun[0]
                typed = typed[begun.end() :]
                self.is_begun = False
            else:
                key, typed = _first(typed)
                keys += [key] if key else []
                self.is_begun = not key
        return bytes(through), keys


def _first(typed: bytes) -> tuple[bytes, bytes]:
    """Split the first key off; the release of a key is none."""
    if coded := _CODED.match(typed):
        key = b"" if coded["event"] == _RELEASED else chr(int(coded["code"])).encode()
        return key, typed[coded.end() :]
    found = _KEY.match(typed)
    key = found[0] if found else typed
    return key, typed[len(key) :]
