"""A signed-in client of a new GitHub door, with a clock that stands still."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import pytest
from starlette.testclient import TestClient

from aegis_cli.sandbox.github.service import github as github_service
from aegis_cli.sandbox.state import State
from tests.github_openapi.checking import faults
from tests.github_openapi.description import the_description
from tests.helpers.direct import DirectClient

BASE = "http://127.0.0.1:8123"
TOKEN = "ghu_test"


@dataclass
class Clock:
    """A clock that a test can set."""

    at: float = datetime(2026, 11, 24, 10, 30, tzinfo=UTC).timestamp()

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(clock: Clock) -> State:
    return State(now=clock, provider_tokens={TOKEN: clock.at + 28_800})


@pytest.fixture
def beside() -> dict[str, Any]:
    """What the door is made with beside its state: a module may say it."""
    return {}


@pytest.fixture
def connect(state: State, beside: dict[str, Any]) -> Callable[..., TestClient]:
    """Make clients of the same door, whose every answer is held to GitHub's description."""
    door = github_service(state, base=BASE, **beside)

    def client(authorization: str | None = f"Bearer {TOKEN}") -> TestClient:
        headers = {"Authorization": authorization} if authorization else {}
        made = DirectClient(door, base_url=BASE, headers=headers, follow_redirects=False)
        made.event_hooks = {"response": [held]}
        return made

    return client


@pytest.fixture
def github(connect: Callable[..., TestClient]) -> TestClient:
    """A client with mona's token."""
    return connect()


@pytest.fixture
def anonymous(connect: Callable[..., TestClient]) -> TestClient:
    """A client without a token."""
    return connect(None)


def held(answer: Any) -> None:
    """Hold an answer to GitHub's description, where that says something of it."""
    path = answer.request.url.raw_path.decode().partition("?")[0]
    if path == "/graphql":  # tests/github_openapi/test_sandbox.py holds each document
        return
    found = the_description().found(answer.request.method, path)
    # What stands before the API speaks no JSON.
    if found is None or "json" not in answer.headers.get("content-type", ""):
        return
    operation = found[0]
    answer.read()
    if answer.is_success and answer.status_code != HTTPStatus.ACCEPTED:
        assert answer.status_code in operation.statuses
    refusal = operation.refusals.get(answer.status_code)
    whole = operation.statuses - {HTTPStatus.ACCEPTED} | {operation.status}
    schema = operation.schema if answer.status_code in whole else refusal
    if schema is not None:
        assert [] == faults(schema, answer.json())
