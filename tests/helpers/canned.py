"""Canned answers: a flow runs against what a sender would have brought back, without a network."""

import json
from typing import Any

from aegis_cli.core.flow import Flow, Wait, drive
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.errors import AegisError

BASE = "https://api.github.com"

LOST = Unreachable("the connection broke", sent=True)
REFUSED = Unreachable("connection refused", sent=False)


def answer(data: Any = None, status: int = 200, **headers: str) -> Response:
    """Make a response with a JSON body; `x_github_sso="…"` becomes the header `x-github-sso`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = b"" if data is None else json.dumps(data).encode()
    return Response(status, named, body)


class Canned:
    """A sender that gives prepared answers in order and notes what it was asked."""

    def __init__(self, *answers: Response | Unreachable) -> None:
        self._left = list(answers)
        self.requests: list[Request] = []
        self.waits: list[float] = []

    @property
    def lines(self) -> list[str]:
        """Method and path of every request that was sent."""
        return [f"{request.method} {request.path}" for request in self.requests]

    def run(self, flow: Flow[Any]) -> Any:
        """Run a flow to its end; every answer must have been asked for."""
        result = drive(flow, self._send, wait=self._wait)
        assert not self._left, "an answer that nobody asked for is left over"
        return result

    def fails(self, flow: Flow[Any]) -> AegisError:
        """Run a flow that ends in an error of ours, and return the error."""
        try:
            drive(flow, self._send, wait=self._wait)
        except AegisError as error:
            assert not self._left, "an answer that nobody asked for is left over"
            return error
        raise AssertionError("it ended without an error")

    def _send(self, request: Request) -> Response | Unreachable:
        self.requests.append(request)
        assert self._left, f"nobody prepared an answer to {request.method} {request.url}"
        return self._left.pop(0)

    def _wait(self, wait: Wait) -> None:
        self.waits.append(wait.seconds)
