"""The terminal is one question's at a time; a yes counts once the PIN was typed there."""

import os
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from aegis_cli.adapters.pseudo_terminal.pin import Pin
from aegis_cli.adapters.terminal.tty import NoTerminal, Withdrawn
from aegis_cli.session.line.loop import Loop
from aegis_cli.session.terminal import terminal_turns
from aegis_cli.session.terminal.terminal_turns import TerminalTurns
from tests.helpers.patience import PATIENCE
from tests.session.agent_here import OuterHere


class Typed:
    """A PIN, and what comes of the question for it."""

    def __init__(self, answer: bool | Exception) -> None:  # noqa: FBT001  # what it answers
        self.answer = answer
        self.asked_on: list[Any] = []
        self.forgiven = 0

    def is_typed(self, person: Any) -> bool:
        assert threading.current_thread().daemon, "the agent ends without an answer"
        self.asked_on.append((person.device, os.fstat(person.device).st_ino))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def forgive(self) -> None:
        self.forgiven += 1


class Held:
    """The turns at a terminal, with a clock of their own."""

    def __init__(self) -> None:
        self.read_end, self.write_end = os.pipe()
        self.loop = Loop()
        self.outer = OuterHere(self.read_end)
        self.terminal = TerminalTurns(self.loop, self.outer)
        self.now = 1000.0
        self.ready: list[tuple[Hashable, int]] = []

    def begin(self, owner: str, *question: Any) -> None:
        """Ask a question with its digest and its process; without them it is a sign-in."""
        ready: Callable[[int], None] = lambda at: self.ready.append((owner, at))  # noqa: E731  # short
        self.terminal.begin(
            owner, ready, **dict(zip(("digest", "process"), question, strict=False))
        )

    def run_until(self, told: list[bool]) -> None:
        until = time.monotonic() + PATIENCE
        self.loop.run(lambda: self.loop.stop() if told or time.monotonic() > until else None)

    def close(self) -> None:
        self.loop.close()
        os.close(self.read_end)
        os.close(self.write_end)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    held = Held()
    monkeypatch.setattr(terminal_turns, "time", SimpleNamespace(monotonic=lambda: held.now))
    yield held
    held.close()
    assert held.outer.said == []


def test_each_gets_the_terminal_once_it_is_given_back(held: Held) -> None:
    assert (held.terminal.owner, held.terminal.waiting) == (None, 0)
    held.begin("a", "one", 1)
    held.begin("b", "two", 2)
    assert (held.terminal.owner, held.terminal.waiting) == ("a", 1)
    assert held.ready == [("a", held.read_end)]

    held.terminal.end("b")
    assert (held.terminal.owner, held.terminal.waiting, held.outer.released) == ("a", 0, 0)
    held.begin("c", "three", 3)
    held.terminal.end("a")
    assert (held.terminal.owner, held.outer.released) == ("c", 1)
    assert held.ready[1:] == [("c", held.read_end)]

    # Nobody said no, so it may be asked again.
    held.begin("a", "one", 1)
    assert held.terminal.waiting == 1


def test_a_question_lapses_after_its_seconds_and_a_sign_in_does_not(held: Held) -> None:
    assert held.terminal.overdue(-1.0) is None
    held.begin("a", "one", 1)
    held.now += 60.0
    assert held.terminal.overdue(60.0) is None
    assert held.terminal.overdue(59.9) == "a"

    held.begin("b", "two", 2)
    held.terminal.end("a")
    assert held.terminal.overdue(0.0) is None
    held.now += 1.0
    assert held.terminal.overdue(0.9) == "b"

    held.terminal.end("b")
    held.begin("sign-in")
    held.now += 600.0
    assert held.terminal.overdue(60.0) is None


@pytest.mark.parametrize(
    ("answer", "counts"),
    [(True, True), (False, False), (NoTerminal(), False), (Withdrawn(), False), (OSError(), False)],
    ids=["right", "wrong", "no terminal", "taken back", "no device"],
)
def test_a_yes_counts_once_the_pin_was_typed_at_that_terminal(
    held: Held, *, answer: bool | Exception, counts: bool
) -> None:
    pin = Typed(answer)
    held.terminal.pin = cast("Pin", pin)
    held.begin("a", "one", 1)
    told: list[bool] = []

    held.terminal.confirm(told.append)
    assert told == []
    held.run_until(told)

    assert told == [counts]
    [(descriptor, inode)] = pin.asked_on
    # It is a descriptor of its own, which another question's end does not close.
    assert descriptor != held.read_end
    assert inode == os.fstat(held.read_end).st_ino
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


@pytest.mark.parametrize("typed", [True, False])
def test_who_leaves_while_the_pin_is_asked_for_gets_no_yes_and_then_the_next_is_asked(
    held: Held, *, typed: bool
) -> None:
    class Late(Typed):
        """A PIN that is typed, or not, once the question for it is taken back."""

        def is_typed(self, person: Any) -> bool:
            assert b"" == os.read(person.withdrawn, 1)
            return super().is_typed(person)

    held.terminal.pin = cast("Pin", Late(typed or Withdrawn()))
    held.begin("a", "one", 1)
    held.begin("b", "two", 2)
    told: list[bool] = []
    held.terminal.confirm(told.append)

    held.terminal.end("a", refused=True)
    assert (held.terminal.owner, held.outer.released, told) == ("a", 0, [])
    held.terminal.end("b")
    held.begin("b", "two", 2)
    held.run_until(told)

    assert told == [False]
    assert (held.terminal.owner, held.outer.released) == ("b", 1)
    # The next question for the PIN is one of its own.
    held.terminal.pin = cast("Pin", Typed(answer=True))
    told.clear()
    held.terminal.confirm(told.append)
    held.run_until(told)
    assert told == [True]
    held.terminal.end("b")
    assert (held.terminal.owner, held.outer.released) == (None, 2)


def test_what_is_asked_when_a_session_ends_is_taken_back_and_nobody_reads_any_more(
    held: Held,
) -> None:
    class Waits(Typed):
        """A PIN that nobody types until the question for it is taken back."""

        def is_typed(self, person: Any) -> bool:
            assert b"" == os.read(person.withdrawn, 1)
            time.sleep(0.05)  # whoever does not wait for the end goes on meanwhile
            return super().is_typed(person)

    pin = Waits(Withdrawn())
    held.terminal.pin = cast("Pin", pin)
    held.begin("a", "one", 1)
    held.terminal.confirm(lambda _: None)

    held.terminal.close()

    [(descriptor, _)] = pin.asked_on
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)
    held.terminal.close()


def test_without_a_pin_a_yes_counts_at_once(held: Held) -> None:
    told: list[bool] = []
    held.terminal.confirm(told.append)
    held.terminal.forgive()

    assert told == [True]


def test_a_new_sign_in_forgives_the_wrong_pins(held: Held) -> None:
    pin = Typed(answer=False)
    held.terminal.pin = cast("Pin", pin)

    held.terminal.forgive()

    assert pin.forgiven == 1
