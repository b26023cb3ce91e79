"""Decides when a question listens to the keyboard, and which keys are its answer; pure.

Somebody who is typing for a program goes on typing when a question appears, without reading it. So

- a question does not listen before it has stood for a second in which no key was pressed;
- a line that was begun before it listened is no answer up to its Enter, however long it pauses;
- an answer is typed key by key, since a paste was made for something else;
- an answer has no key right behind it, since whoever types on has not answered.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

STANDS = 1.0
"""Seconds that a question stands, and that no key is pressed, before it listens."""
FOLLOWS = 0.5
"""Seconds without a key behind an answer."""
APART = 0.01
"""Seconds between two keys that a person presses; what comes faster is a paste."""

RECENTLY = 10.0
"""Seconds for which somebody may pause in a line that they type for a program."""
LETTERS = 2
"""The fewest letters of such a line: a single one may be the key of a menu."""

ENTER = (b"\r", b"\n")
CTRL_D = b"\x04"
_CTRL_U, _CTRL_W = b"\x15", b"\x17"
_BACKSPACE = (b"\x7f", b"\b")
_BLANK = b" "
"""The first character that is no control character."""
_LONGEST = 64 * 1024
"""The most bytes of a line that is typed or pasted."""
_KEY = re.compile(rb"\x1b\[[0-9;:<=>?]*[@-~]|\x1bO.|[\xc0-\xff][\x80-\xbf]+|.", re.DOTALL)


class Untaken(StrEnum):
    """Why keys that were pressed are no answer, as a person is told."""

    EARLY = "A key was pressed before this could be read; it was not taken."
    PASTED = "That came all at once, as a paste does; it was not taken. Type the answer."
    FOLLOWED = "More was typed right behind that, so it was not taken."


@dataclass(frozen=True, slots=True)
class Standing:
    """A question that stands and does not listen yet, or not any more."""

    since: float
    """When it appeared, or when the last key was pressed."""
    why: Untaken | None = None
    """Why keys were not taken; `None` if none was pressed."""
    is_within_line: bool = False
    """Whether a line was begun that is no answer, and has not ended."""
    waits: bool = False
    """Whether it waits for the end of that line, however long that takes."""


@dataclass(frozen=True, slots=True)
class Listening:
    """A question that listens, and what was typed there so far."""

    line: bytes = b""
    last: float | None = None
    """When the last key of the line was pressed."""
    is_pasted: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """A line that is the answer if no key follows."""

    line: bytes
    since: float


@dataclass(frozen=True, slots=True)
class Decided:
    """The answer."""

    line: bytes | None
    """What was typed; `None` if the person ended the question instead."""


Hearing: TypeAlias = Standing | Listening | Entered | Decided
"""How far a question has come with the keyboard."""


@dataclass(frozen=True, slots=True)
class ForProgram:
    """The line that somebody types for a program, as far as a question that appears must know."""

    letters: int = 0
    last: float = 0.0

    def with_keys(self, keys: Sequence[bytes], now: float) -> "ForProgram":
        """Add what was typed."""
        letters = self.letters if now - self.last < RECENTLY else 0
        for key in keys:
            letters = 0 if key in ENTER else letters + _is_letter(key)
        return ForProgram(letters, now)

    def is_unfinished(self, now: float) -> bool:
        """Tell whether they are within a line now, though they may have paused."""
        return self.letters >= LETTERS and now - self.last < RECENTLY


def due(hearing: Hearing) -> float | None:
    """Return when a state becomes another one if no key is pressed; `None` if it never does."""
    match hearing:
        case Standing(since, waits=False):
            return since + STANDS
        case Entered(since=since):
            return since + FOLLOWS
        case _:
            return None


def advance(hearing: Hearing) -> Hearing:
    """Return what a state becomes when it is due."""
    match hearing:
        case Standing(is_within_line=True):
            return replace(hearing, waits=True)
        case Standing():
            return Listening()
        case Entered(line):
            return Decided(line)
        case _:
            return hearing


def press(hearing: Hearing, keys: Sequence[bytes], now: float) -> Hearing:
    """Return the next state after keys that were read together."""
    for key in keys:
        match hearing:
            case Standing(waits=True):
                hearing = Standing(now) if key in ENTER else hearing
            case Standing(_, why, is_within_line):
                hearing = _anew(key, now, why or Untaken.EARLY, is_within_line=is_within_line)
            case Listening():
                hearing = _type(hearing, key, now)
            case Entered():
                hearing = _anew(key, now, Untaken.FOLLOWED)
            case Decided():
                break
    return hearing


def _anew(key: bytes, now: float, why: Untaken, *, is_within_line: bool = False) -> Standing:
    """Make the question wait for another full second; letters begin a line, and Enter ends it."""
    return Standing(now, why, key not in ENTER and (_is_letter(key) or is_within_line))


def _is_letter(key: bytes) -> bool:
    return key >= _BLANK and key not in _BACKSPACE


def _type(before: Listening, key: bytes, now: float) -> Hearing:
    """Add a key to a line, or end it; Ctrl-D on an empty line is the end of input."""
    if key == CTRL_D and not before.line:
        return Decided(None)
    is_pasted = before.is_pasted or (before.last is not None and now - before.last < APART)
    if key not in (*ENTER, CTRL_D):
        line = edit_line(before.line, key)
        return Listening(line, now, is_pasted and bool(line))
    return Standing(now, Untaken.PASTED) if is_pasted else Entered(before.line, now)


def keys_in(typed: bytes) -> list[bytes]:
    """Take apart what a terminal sent: each character, and what an arrow sends, is one key."""
    return _KEY.findall(typed)


def edit_line(line: bytes, key: bytes) -> bytes:
    """Return a line after a key, as the terminal's own editor does it."""
    if key in _BACKSPACE:
        return line.decode(errors="surrogateescape")[:-1].encode(errors="surrogateescape")
    if key == _CTRL_U:
        return b""
    if key == _CTRL_W:
        return line[: line.rstrip(_BLANK).rfind(_BLANK) + 1]
    return (line + key)[:_LONGEST]
