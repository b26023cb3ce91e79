"""Protocols as generators: they yield requests and waits, and are sent the answers.

A flow holds no socket and no clock. `drive` runs one against a real sender; a test runs it
against a list of canned responses.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar, assert_never

from aegis_cli.core.http import Request, Response, Unreachable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wait:
    """Come back after so many seconds."""

    seconds: float
    reason: str = ""
    """What is being waited for, for a progress line."""


@dataclass(frozen=True, slots=True)
class Show:
    """Let the person see an event; go on at once."""

    event: object


@dataclass(frozen=True, slots=True)
class Converse:
    """Tell the program for which this is done something; come back with what it asks for next."""

    told: bytes = b""


# A flow is sent a Response or an Unreachable for a Request, bytes for a Converse (none of them at
# the end), and None for anything else.
Flow: TypeAlias = Generator[Request | Wait | Show | Converse, Any, T]

Send: TypeAlias = Callable[[Request], Response | Unreachable]


def with_retries(
    request: Request | Callable[[], Request],
    pause: Callable[[Response | Unreachable, int], float | None],
    reason: str,
    *,
    attempts: int = 3,
) -> Flow[Response | Unreachable]:
    """Send a request up to `attempts` times and return the last answer.

    A server that used up its time is not asked again: `Unreachable.timed_out`. `reason` says in a
    clause why there is another attempt.

    `pause` is given an answer and the number of its attempt. It returns the seconds to wait before
    the next attempt, or `None` where the answer is final. A function instead of a request makes a
    new request for each attempt.
    """
    attempt = 1
    while True:
        answer: Response | Unreachable = yield request() if callable(request) else request
        is_last = attempt == attempts or (isinstance(answer, Unreachable) and answer.timed_out)
        seconds = None if is_last else pause(answer, attempt)
        if seconds is None:
            return answer
        attempt += 1
        yield again(attempt, seconds, reason)


def again(attempt: int, seconds: float, reason: str) -> Wait:
    """Return the wait before an attempt, from the second on, and why there is one."""
    ordinal = {2: "2nd", 3: "3rd"}.get(attempt, f"{attempt}th")
    return Wait(seconds, f"{ordinal} attempt, since {reason}")


def talks_to_nobody(_told: bytes) -> bytes:
    """Refuse to converse: no program is there."""
    raise ValueError("there is no program to converse with")


def drive(
    flow: Flow[T],
    send: Send,
    *,
    wait: Callable[[Wait], None],
    show: Callable[[object], None] = lambda _event: None,
    converse: Callable[[bytes], bytes] = talks_to_nobody,
) -> T:
    """Run a flow to its end and return what it returns."""
    answer: Response | Unreachable | bytes | None = None
    while True:
        try:
            need = flow.send(answer)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # typed by the flow's own T
        answer = None
        match need:
            case Request():
                answer = send(need)
            case Wait():
                wait(need)
            case Show():
                show(need.event)
            case Converse():
                answer = converse(need.told)
            case _:
                assert_never(need)
