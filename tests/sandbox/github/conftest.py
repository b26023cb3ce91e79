"""A signed-in client of a new GitHub door, with a clock that stands still."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeAlias

import pytest
from starlette.testclient import TestClient

from aegis_cli.sandbox.github.door import github as github_door
from aegis_cli.sandbox.state import State
from tests.github_openapi.checking import faults
from tests.github_openapi.description import Description

BASE = "http://127.0.0.1:8123"
TOKEN = "ghu_test"

Send: TypeAlias = Callable[..., Any]


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
def connect(state: State) -> Callable[..., TestClient]:
    """Make clients of the same door."""
    door = github_door(state, base=BASE)

    def client(authorization: str | None = f"Bearer {TOKEN}") -> TestClient:
        headers = {"Authorization": authorization} if authorization else {}
        return TestClient(door, base_url=BASE, headers=headers, follow_redirects=False)

    return client


@pytest.fixture
def github(connect: Callable[..., TestClient]) -> TestClient:
    """A client with mona's token."""
    return connect()


@pytest.fixture
def anonymous(connect: Callable[..., TestClient]) -> TestClient:
    """A client without a token."""
    return connect(None)


@pytest.fixture
def send(github: TestClient) -> Send:
    """Send mona's request, and hold what comes back to GitHub's description."""

    def sent(method: str, path: str, **more: Any) -> Any:
        answer = github.request(method, path, **more)
        found = _described().found(method, path)
        assert found is not None
        operation = found[0]
        if answer.is_success:
            assert operation.status == answer.status_code
        refusal = operation.refusals.get(answer.status_code)
        schema = operation.schema if answer.is_success else refusal
        if schema is not None:
            assert [] == faults(schema, answer.json())
        return answer

    return sent


@cache
def _described() -> Description:
    return Description()
