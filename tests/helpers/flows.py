"""A player for flows whose time matters: prepared answers, a clock that only waits move, a log."""

import itertools
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

from aegis_cli.core.flow import Flow, Wait, drive
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError
from aegis_cli.request.execution import Rejected


class Player:
    """Plays a flow: each answer once and in order, then `forever` for as long as it is asked."""

    def __init__(
        self, *answers: Response | Unreachable, forever: Response | Unreachable | None = None
    ) -> None:
        self._left = list(answers)
        self._endless: Iterator[Response | Unreachable] = itertools.repeat(forever or _NONE)
        self._is_endless = forever is not None
        self._time = 1000.0
        self.showing_takes = 0.0
        self.requests: list[Request] = []
        self.waits: list[float] = []
        self.shown: list[Any] = []
        self.log: list[Any] = []

    def clock(self) -> float:
        """Return the seconds that the waits have taken, from some start."""
        return self._time

    @property
    def waited(self) -> float:
        """How many seconds all waits took together."""
        return sum(self.waits)

    def run(self, flow: Flow[Any]) -> Any:
        """Run a flow to its end; every answer must have been asked for."""
        result = drive(flow, self._send, wait=self._wait, show=self._show)
        assert not self._left, "an answer that nobody asked for is left over"
        return result

    def fails(self, flow: Flow[Any]) -> AegisError:
        """Run a flow that ends in an error of ours, and return the error."""
        with pytest.raises(AegisError) as caught:
            drive(flow, self._send, wait=self._wait, show=self._show)
        assert not self._left, "an answer that nobody asked for is left over"
        return caught.value

    def _send(self, request: Request) -> Response | Unreachable:
        self.requests.append(request)
        self.log.append(f"{request.method} {request.path}")
        assert self._left or self._is_endless, f"nobody prepared an answer to {request.url}"
        assert len(self.requests) < 10_000, "the flow never ends"
        return self._left.pop(0) if self._left else next(self._endless)

    def _wait(self, wait: Wait) -> None:
        self._time += wait.seconds
        self.waits.append(wait.seconds)
        self.log.append(wait.seconds)

    def _show(self, event: object) -> None:
        if isinstance(event, Rejected):
            return  # for the child alone, which looks at the answer itself
        self._time += self.showing_takes
        self.shown.append(event)
        self.log.append(event)


_NONE = Unreachable("nobody prepared an answer", sent=False)


def html(status: int, **headers: str) -> Response:
    """Make the answer of something that does not speak JSON, such as a proxy."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, named, b"<!doctype html><title>Bad gateway</title>")


def form_of(request: Request) -> list[tuple[str, str]]:
    """Return a request's form as it is sent, with its secrets."""
    return [(name, _plain(value)) for name, value in request.form or ()]


def _plain(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value


def all_that_shows(error: AegisError) -> str:
    """Return everything of an error that a person, a log or a traceback could come to see."""
    parts = [str(error), repr(error), error.message, error.hint or "", repr(error.args)]
    chained = (error.__cause__, error.__context__)
    parts += [repr(vars(link)) + repr(link.args) for link in chained if link is not None]
    return "\n".join([*parts, *traceback.format_exception(error)])
