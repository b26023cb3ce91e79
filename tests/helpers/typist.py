"""Somebody who types for a program while questions come, on a real terminal with a clock that stands.

The clock goes on when the question waits: to the next key that is typed, or to the end of the wait.
So a minute of typing takes milliseconds, and no load of the machine changes what comes of it.
"""

import os
import random
import select
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from aegis_cli.adapters.terminal.keyboard import KeyboardClock
from aegis_cli.adapters.terminal.listening import ForProgram
from aegis_cli.adapters.terminal.tty import NO, YES, Before, Tty

WORDS = 60
QUESTION = "Open issue acme/web: Boom\nDo this as Mona Lisa? [y/n] "
_ENGLISH = (
    "yes no y n the a tests of this fail on main so please look at why they do it and tell me "
    "what you would change first then run all of them again before we merge anything today"
).split()
_ARRIVES = 5.0
"""Seconds of a real clock in which a key that was pressed is there."""
_AFTERWARDS = 30.0
"""Seconds for which the question still stands when all is typed."""

Typed = list[tuple[float, bytes]]
"""The keys that somebody presses, with their times."""


class Over(Exception):
    """Nobody will press a key any more, and the question stands."""


@dataclass
class StandingClock:
    """A terminal on which keys are pressed, and a clock that goes on only while one is waited for."""

    typed: Typed
    time: float = 0.0
    shown: bytes = b""
    """What the terminal was sent."""

    def __post_init__(self) -> None:
        self.ends = max([self.time, *(at for at, _ in self.typed)]) + _AFTERWARDS
        self.master, self.slave = os.openpty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._look()
        os.close(self.master)
        os.close(self.slave)

    def tty(self) -> Tty:
        """Return the terminal as who asks has it."""
        return Tty(self.slave, clock=KeyboardClock(lambda: self.time, self._readable))

    def _readable(self, descriptors: Sequence[int], seconds: float) -> list[int]:
        self._look()
        if ready := select.select(descriptors, [], [], 0)[0]:
            return ready
        until = self.time + seconds
        if not self.typed or self.typed[0][0] > until:
            self.time = until
            if until > self.ends:
                raise Over
            return []
        at, keys = self.typed.pop(0)
        self.time = max(self.time, at)
        os.write(self.master, keys)
        return select.select(descriptors, [], [], _ARRIVES)[0]

    def _look(self) -> None:
        while select.select([self.master], [], [], 0)[0]:
            self.shown += os.read(self.master, 65536)


def text(chance: random.Random, every: float, pauses: Sequence[float] = ()) -> Typed:
    """Return words that somebody types, a key each so many seconds, in lines of some of them.

    One word in six begins after one of the pauses.
    """
    at, typed = 0.0, Typed()
    for number in range(1, WORDS + 1):
        if pauses and chance.random() < 1 / 6:
            at += chance.choice(pauses)
        end = "\r" if number == WORDS or chance.random() < 1 / 8 else " "
        for key in f"{chance.choice(_ENGLISH)}{end}":
            at += every
            typed.append((at, key.encode()))
    return typed


def asked(tty: Tty) -> str | None:
    """Ask as aegis does; return the answer."""
    return tty.decide(QUESTION, lambda said: said.lower() in YES | NO)


def asked_at_once(tty: Tty) -> str | None:
    """Ask as aegis asks for the field of a form, which listens at once: the control."""
    return tty.ask(QUESTION)


Ask = Callable[[Tty], str | None]


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a question."""

    said: str
    """"yes", "no", or "" if the question stands."""
    line: str = ""
    """The line that answered it, from the end of the line before it."""

    @property
    def is_sentence(self) -> bool:
        """Whether the question took a part of a line of several words for its answer."""
        return bool(self.said) and len(self.line.split()) > 1


def answered(typed: Typed, at: float, ask: Ask = asked) -> Came:
    """Ask at a time while somebody types; return what came of it."""
    program = ForProgram()
    for when, key in typed:
        program = program.with_keys([key], when) if when <= at else program
    with StandingClock([each for each in typed if each[0] > at], at) as terminal:
        try:
            said = ask(replace(terminal.tty(), before=Before(program.is_unfinished(at))))
        except Over:
            return Came("")
        typed_by_then = b"".join(key for when, key in typed if when <= terminal.time)
    line = typed_by_then.rstrip(b"\r").rpartition(b"\r")[2]
    is_yes = said is not None and said.lower() in YES
    return Came("yes" if is_yes else "no", line.decode())


def trials(
    count: int, every: float, pauses: Sequence[float] = (), ask: Ask = asked
) -> Iterator[Came]:
    """Type so often, with a question at any time; yield what came of each."""
    for number in range(count):
        chance = random.Random(f"{every} {pauses} {number}")  # noqa: S311  # no secret
        typed = text(chance, every, pauses)
        yield answered(typed, chance.uniform(0.0, typed[-1][0]), ask)
