"""Writes of one session are sent one request after another, in the order of their approval."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from aegis_cli.errors import AegisError, Code
from aegis_cli.session import fork_calls
from aegis_cli.session.fork_calls import LONGEST_WRITE, ForkCalls
from aegis_cli.session.request_log import RequestLog
from aegis_cli.session.served_request import RequestState, ServedRequest

APPROVED, IN_FLIGHT = RequestState.APPROVED, RequestState.IN_FLIGHT


@dataclass(eq=False)
class Asks:
    """A request that was approved, and the calls that it may go on with."""

    state: RequestState = APPROVED
    told: list[tuple[int, Any]] = field(default_factory=list)
    is_cancelled: bool = False
    may_write: bool = True
    log: RequestLog = field(default_factory=RequestLog)

    def reply(self, number: int, value: Any) -> None:
        self.told.append((number, value))

    def refuse(self, number: int, error: AegisError) -> None:
        self.told.append((number, error.code))


class Line:
    """Three requests that want to write, by their place."""

    def __init__(self) -> None:
        nothing: Any = None
        self.calls = ForkCalls(
            *[nothing] * 5, require=lambda _request: None, note_all=lambda _lines: None
        )
        self.asks = [Asks(), Asks(), Asks()]

    def join(self, *places: int) -> None:
        for at in places:
            message = {"number": 10 + at, "plan": "3f2a", "sends": []}
            self.calls.answer(cast("ServedRequest", self.asks[at]), "turn", message)

    def leave(self, at: int) -> None:
        self.calls.end_write(cast("ServedRequest", self.asks[at]))

    def states(self) -> list[RequestState]:
        return [each.state for each in self.asks]

    def told(self) -> list[list[tuple[int, Any]]]:
        return [each.told for each in self.asks]


@pytest.fixture
def line() -> Line:
    return Line()


def test_the_first_writes_at_once_and_each_other_when_the_one_before_has(line: Line) -> None:
    line.join(0, 1, 2)
    assert line.states() == [IN_FLIGHT, APPROVED, APPROVED]
    assert line.told() == [[(10, None)], [], []]

    line.leave(0)
    assert line.states() == [IN_FLIGHT, IN_FLIGHT, APPROVED]  # it says itself that it has ended
    line.leave(1)
    assert line.states() == [IN_FLIGHT] * 3
    assert line.told() == [[(10, None)], [(11, None)], [(12, None)]]

    line.leave(2)
    line.join(0)
    assert line.told()[0] == [(10, None)] * 2


def test_who_ends_while_it_waits_lets_nobody_write_beside_the_first(line: Line) -> None:
    line.join(0, 1, 2)

    line.leave(1)
    assert line.states() == [IN_FLIGHT, APPROVED, APPROVED]
    line.leave(0)
    assert line.told() == [[(10, None)], [], [(12, None)]]


def test_who_was_not_in_line_changes_nothing_and_keeps_its_state(line: Line) -> None:
    line.asks[2].state = RequestState.WRITTEN
    line.leave(2)
    line.join(0, 1)
    line.leave(2)

    assert line.states() == [IN_FLIGHT, APPROVED, RequestState.WRITTEN]
    assert line.told() == [[(10, None)], [], []]


def test_who_takes_too_long_is_waited_for_no_more_and_the_next_has_its_own_time(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(fork_calls, "time", SimpleNamespace(monotonic=lambda: clock.now))
    line.calls.look()
    line.join(0)
    clock.now += 5.0
    line.join(1, 2)

    clock.now = 1000.0 + LONGEST_WRITE
    line.calls.look()
    assert line.states() == [IN_FLIGHT, APPROVED, APPROVED]
    clock.now += 0.1
    line.calls.look()
    line.calls.look()
    assert line.states() == [IN_FLIGHT, IN_FLIGHT, APPROVED]
    line.leave(0)
    assert line.states() == [IN_FLIGHT, IN_FLIGHT, APPROVED]

    clock.now += LONGEST_WRITE + 0.1
    line.calls.look()
    assert line.told() == [[(10, None)], [(11, None)], [(12, None)]]


def test_who_was_cancelled_is_told_so_in_place_of_its_turn(line: Line) -> None:
    line.join(0, 1, 2)
    line.asks[1].is_cancelled = line.asks[2].is_cancelled = True
    line.leave(0)
    assert line.told()[1:] == [[(11, Code.INTERRUPTED)], [(12, Code.INTERRUPTED)]]
    assert line.states() == [IN_FLIGHT, APPROVED, APPROVED]

    line.join(1)
    assert line.told()[1] == [(11, Code.INTERRUPTED)] * 2
    line.join(0)
    assert line.told()[0] == [(10, None)] * 2
