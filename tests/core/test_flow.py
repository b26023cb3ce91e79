"""Flows are driven by what they ask for, one need at a time."""

from collections.abc import Generator
from typing import Any, NoReturn

import pytest

from aegis_cli.core.flow import Converse, Flow, Show, Wait, again, drive, with_retries
from aegis_cli.core.http import Request, Response, Unreachable

GET = Request("GET", "https://api.github.com", "/user")


def test_a_request_is_sent_and_its_answer_comes_back() -> None:
    def flow() -> Generator[Request | Wait | Show, Any, tuple[Any, Any]]:
        first = yield GET
        second = yield GET
        return first, second

    answers: list[Response | Unreachable] = [Response(200), Unreachable("no route", sent=False)]
    sent: list[Request] = []

    def send(request: Request) -> Response | Unreachable:
        sent.append(request)
        return answers[len(sent) - 1]

    result = drive(flow(), send, wait=lambda _: None)

    assert tuple(answers) == result
    assert [GET, GET] == sent


def test_waits_and_events_are_passed_on_and_answer_nothing() -> None:
    def flow() -> Generator[Request | Wait | Show, Any, list[Any]]:
        return [(yield Wait(2.5, "the code")), (yield Show("ABCD-EFGH")), (yield Wait(0))]

    waited: list[Wait] = []
    shown: list[object] = []

    result = drive(flow(), lambda _: Response(200), wait=waited.append, show=shown.append)

    assert [None, None, None] == result
    assert [Wait(2.5, "the code"), Wait(0)] == waited
    assert ["ABCD-EFGH"] == shown


def test_an_event_that_nobody_watches_does_not_stop_the_flow() -> None:
    def flow() -> Generator[Request | Wait | Show, Any, str]:
        yield Show("progress")
        return "done"

    assert "done" == drive(flow(), lambda _: Response(200), wait=lambda _: None)


def test_a_need_that_nobody_knows_is_refused() -> None:
    def flow() -> Generator[Any, Any, str]:
        yield "approve everything"
        return "done"

    with pytest.raises((AssertionError, TypeError)):
        drive(flow(), lambda _: Response(200), wait=lambda _: None)


def test_an_answer_does_not_reach_a_later_need() -> None:
    def flow() -> Generator[Request | Wait | Show, Any, Any]:
        yield GET
        return (yield Wait(1))

    assert None is drive(flow(), lambda _: Response(200), wait=lambda _: None)


def test_a_server_that_used_up_its_time_is_not_asked_again() -> None:
    silent = Unreachable("no answer within 30 s", sent=True, timed_out=True)
    sent: list[Request] = []

    def send(request: Request) -> Response | Unreachable:
        sent.append(request)
        return silent

    result = drive(with_retries(GET, lambda *_: 0.0, "it failed"), send, wait=lambda _wait: None)

    assert silent == result
    assert [GET] == sent


def test_an_attempt_is_told_by_its_number() -> None:
    assert ["2nd", "3rd", "4th", "11th"] == [
        again(number, 0.0, "it failed").reason.split()[0] for number in (2, 3, 4, 11)
    ]


@pytest.mark.parametrize(
    ("answers", "waits"),
    [
        ([200], []),
        ([500, 200], [1.0]),
        ([500, 500, 200], [1.0, 2.0]),
        ([500, 500, 500], [1.0, 2.0]),
    ],
)
def test_a_request_is_sent_again_until_its_answer_is_final_and_three_times_at_most(
    answers: list[int], waits: list[float]
) -> None:
    left = [Response(status) for status in answers]
    waited: list[Wait] = []
    sent: list[Request] = []

    def send(request: Request) -> Response | Unreachable:
        sent.append(request)
        return left.pop(0)

    def pause(answer: Response | Unreachable, attempt: int) -> float | None:
        assert isinstance(answer, Response)
        return None if answer.ok else float(attempt)

    result = drive(with_retries(GET, pause, "it failed"), send, wait=waited.append)

    assert Response(answers[-1]) == result
    assert [GET] * len(answers) == sent
    assert [
        Wait(seconds, f"{ordinal} attempt, since it failed")
        for seconds, ordinal in zip(waits, ("2nd", "3rd"), strict=False)
    ] == waited


def test_each_attempt_may_have_a_new_request() -> None:
    made = [GET, Request("GET", "https://api.github.com", "/zen")]
    sent: list[Request] = []

    def send(request: Request) -> Response | Unreachable:
        sent.append(request)
        return Response(500)

    flow = with_retries(lambda: made[len(sent)], lambda _answer, _attempt: 0.0, "", attempts=2)
    drive(flow, send, wait=lambda _wait: None)

    assert made == sent


def test_a_flow_tells_its_program_something_and_is_sent_what_that_asks_for_next() -> None:
    def flow() -> Flow[list[bytes]]:
        first = yield Converse(b"hello")
        second = yield Converse()
        return [first, second]

    told, asks = list[bytes](), [b"a", b""]

    def converse(said: bytes) -> bytes:
        told.append(said)
        return asks.pop(0)

    answer = drive(flow(), _nothing, wait=_nothing, converse=converse)

    assert [b"a", b""] == answer
    assert [b"hello", b""] == told


def test_a_flow_without_a_program_converses_with_nobody() -> None:
    def flow() -> Flow[None]:
        yield Converse()

    with pytest.raises(ValueError, match="no program"):
        drive(flow(), _nothing, wait=_nothing)


def _nothing(_: object) -> NoReturn:
    raise AssertionError
