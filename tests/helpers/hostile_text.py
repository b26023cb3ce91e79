"""Terminals that look at the left margin, and text from outside that wants to stand there.

A row that begins at the margin must begin with something of aegis's own. So that a row from outside
is known by its first cell, text from outside is made without the characters that aegis begins a row
with; and no terminal may have to break a line at all.
"""

import contextlib
import io
import os
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import pyte
import wcwidth

from aegis_cli.core.text import one_line

OWN = frozenset(
    " |!#$()*+-@[]`{}✓✗█▏▎▍▌▋▊▉▁▂▃▄▅▆▇_.:0123456789abcdefghijklmnoprstuvwxyABCDEFGHIJKLMNOPRSTUVWXY"
)
"""What a row of aegis's may begin with."""

_SHOUTED = "ZQZZ qz ZQ: QZQ ~ ZZZZ-QQQQ"
"""A sentence from outside; its letters are none of those that rows of aegis begin with."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CLEAR = "\r\x1b[2K"
_TERMINALS = wcwidth.list_term_programs()

Width = Callable[[str], int]


class Surface(Protocol):
    """Something that aegis shows: returns what reached a terminal of so many columns."""

    def __call__(self, by: "Attacker", columns: int, /) -> str:
        """Show it."""
        ...


@cache
def widest_known(char: str) -> int:
    """Return the most cells that any terminal in `wcwidth`'s measurements gives a character.

    What they draw as nothing takes a cell in those that know neither joiners nor marks; and where
    people write Chinese, Japanese or Korean, what is ambiguous is wide.
    """
    if char in OWN:
        return 1
    measured = (
        wcwidth.wcstwidth(char, ambiguous_width=2, term_program=name) for name in _TERMINALS
    )
    return max(1, wcwidth.wcwidth(char), *measured)


def outside(text: str, columns: int, width: Width = widest_known) -> list[str]:
    """Return each row of a terminal that begins at the margin and comes from outside.

    A row that the terminal had to begin by itself is one, whatever is in it.
    """
    found = []
    for line in _settled(text).split("\n"):
        if line and line[0] not in OWN:
            found.append(line)
        at = 0
        for place, char in enumerate(line):
            at += width(char)
            if at > columns:
                found.append(line[place:])
                break
    return found


def drawn_outside(text: str, columns: int) -> list[str]:
    """Return the same as `pyte` has it on its screen."""
    lines = text.split("\n")
    screen = _Screen(columns, sum(len(line) // columns + 2 for line in lines))
    stream = pyte.Stream(screen)
    stream.feed(text.replace("\n", "\r\n"))
    begun = ((at, line[0].data) for at, line in screen.buffer.items())
    return [screen.display[at] for at, char in begun if char[:1] not in OWN]


class _Screen(pyte.Screen):
    def draw(self, data: str) -> None:
        """Draw one character at a time, since a joiner would drop the rest of the piece."""
        for char in data:
            super().draw(char)


def _settled(text: str) -> str:
    """Return what stays on the screen: colours go, and a line of progress is taken back."""
    lines = _COLOUR.sub("", text).split("\n")
    return "\n".join(line.rpartition(_CLEAR)[2] for line in lines)


class Screen(io.StringIO):
    """A stream that says it is a terminal; its width is that of `COLUMNS`."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """Say yes."""
        return True


@contextlib.contextmanager
def on_a_screen(columns: int) -> Iterator[Screen]:
    """Have standard output and standard error go to one terminal of some width."""
    screen, before = Screen(), os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = str(columns)
    try:
        with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen):
            yield screen
    finally:
        os.environ.pop("COLUMNS")
        if before is not None:
            os.environ["COLUMNS"] = before


class Attacker:
    """Writes text from outside, differently each time, and the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # the same for the same seed
        self.written = 0
        """How many texts so far."""

    def columns(self) -> int:
        """Choose the width of a terminal."""
        return self.random.randint(20, 200)

    def text(self) -> str:
        """Write something: of any Unicode, or made to run on at the right margin."""
        self.written += 1
        write = self.random.choice(_WAYS)
        return write(self.random)[:256]

    def spoiled(self, data: Any) -> Any:
        """Put text in the place of every text of a result, and of some numbers."""
        match data:
            case dict():
                return {name: self.spoiled(value) for name, value in data.items()}
            case list():
                return [self.spoiled(value) for value in data[:3]]
            case str():
                return self.text()
            case int() if not isinstance(data, bool) and self.random.random() < 0.1:
                return self.text()
            case _:
                return data


def _anything(random: random.Random) -> str:
    points = (random.randrange(0x110000) for _ in range(random.randint(1, 90)))
    return _tame("".join(map(chr, points)))


def _some_plane(random: random.Random) -> str:
    """Take neighbours, as people's languages are, with blanks between."""
    first = random.choice(_PLACES) + random.randrange(0x200)
    letters = (chr(first + random.randrange(0x60)) for _ in range(random.randint(5, 150)))
    return _tame("".join(c if random.random() < 0.8 else " " for c in letters))


def _padded(random: random.Random) -> str:
    """Push a sentence to the margin with something whose width is in doubt."""
    pad = random.choice(_DOUBTFUL) * random.randint(1, 80)
    return f"{'Z' * random.randint(0, 40)}{pad}{random.choice(['', ' '])}{_SHOUTED}"


def _long(random: random.Random) -> str:
    return (f"{'Q' * random.randint(1, 70)} " * 6 + _SHOUTED)[-random.randint(1, 256) :]


def _several_lines(random: random.Random) -> str:
    ends = ["\n", "\r", "\r\n", "\t", "\x0b", "\x85", "\u2028", "\x1b[2K\r", "\x1b[5D", "\b" * 9]
    return random.choice(ends).join([_padded(random)[:60], _SHOUTED, _anything(random), _SHOUTED])


_WAYS = (_anything, _some_plane, _padded, _padded, _long, _several_lines)
_PLACES = (0x80, 0x300, 0x590, 0x600, 0x900, 0xE00, 0x1100, 0x2000, 0x2600, 0x3000, 0xA000, 0xAC00)
_DOUBTFUL = (
    *("\U0001f3fb", "\U0001f3ff", "\U0001f469\u200d\U0001f4bb", "\U0001f469\U0001f3fd"),
    *(
        "\u2764\ufe0f",
        "\u2600",
        "\U0001f1e9\U0001f1ea",
        "\U0001f1e9",
        "\u1112\u1161\u11ab",
        "\u1161",
    ),
    *("Z\u0301\u0323\u0336", "\u00e9", "\u2014", "\u4dc0", "\U0001d300", "\u2e3b", "界"),
    *(
        "\u05d0",
        "\u05d0Z",
        "\u0661 ",
        "\u0639\u200f",
        "\u202e",
        "\t",
        "\u3000",
        "\ufdfd",
        "\U0001242b",
    ),
)
_TAMED = {ord(char): "Q" for char in OWN if char.isascii() and char.isalnum()} | dict.fromkeys(
    (ord(char) for char in OWN if not char.isalnum() and char != " "), "~"
)


def _tame(text: str) -> str:
    """Leave out what rows of aegis begin with; the planted control shows that enough is left."""
    return text.translate(_TAMED)


def unprotected(text: str) -> str:
    """Write a text as it was before: made visible, and left to the terminal."""
    return f"{one_line(text)} acme/web#12\n"


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of showing texts on a surface."""

    texts: int
    shown: int
    """How many screens were written."""
    outside: tuple[str, ...]
    """The rows from outside that began at the margin; with the seed, so that it can be seen again."""


def seen(surface: Surface, texts: int, *, seed: int = 0, emulated: float = 1.0) -> Seen:
    """Show so many texts on a surface; `pyte` looks at a share of the screens, all else at each."""
    found: list[str] = []
    written = shown = 0
    while written < texts:
        attacker = Attacker(seed + shown)
        columns = attacker.columns()
        screen = surface(attacker, columns)
        rows = outside(screen, columns)
        if int(emulated * (shown + 1)) > int(emulated * shown) and not rows:
            rows = drawn_outside(screen, columns)
        found += [f"seed {seed + shown}, {columns} columns: {row}" for row in rows]
        written, shown = written + attacker.written, shown + 1
    return Seen(written, shown, tuple(found))
