"""A signed-in client of a new Slack door, with a clock that a test moves."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from starlette.testclient import TestClient

from aegis_cli.providers import slack as slack_package
from aegis_cli.sandbox.slack.described import methods
from aegis_cli.sandbox.slack.service import slack as slack_service
from aegis_cli.sandbox.state import State
from tests.helpers.direct import DirectClient

BASE = "http://slack.test"
COMMON = frozenset(
    {
        *("not_authed", "invalid_auth", "missing_scope", "invalid_arguments", "invalid_json"),
        *("json_not_object", "invalid_post_type", "missing_post_type", "team_access_not_granted"),
        "unknown_method",
    }
)
"""What any method may answer."""

Ask: TypeAlias = Callable[..., dict[str, Any]]


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
    return State(now=clock)


@pytest.fixture
def connect(state: State) -> Callable[..., TestClient]:
    """Make clients of the same door; without a word, with a token of ada's."""
    door = slack_service(state)

    def client(authorization: str | None = None) -> TestClient:
        token = f"Bearer {state.new_token_of('slack')}" if authorization is None else authorization
        headers = {"Authorization": token} if token else {}
        made = DirectClient(door, base_url=BASE, headers=headers)
        made.event_hooks = {"response": [held]}
        return made

    return client


@pytest.fixture
def slack(connect: Callable[..., TestClient]) -> TestClient:
    """A client with ada's token."""
    return connect()


@pytest.fixture
def ask(slack: TestClient) -> Ask:
    """Call a method: a read with a query, a write with JSON."""

    def asked(method: str, **args: Any) -> dict[str, Any]:
        path, known = f"/api/{method}", methods()[method]
        if known.verb == "GET":
            texts = {name: str(value) for name, value in args.items()}
            answer = slack.get(path, params=texts)
        else:
            media = {"Content-Type": "application/json; charset=utf-8"}
            answer = slack.post(path, content=json.dumps(args), headers=media)
        data: dict[str, Any] = answer.json()
        return data

    return asked


def held(answer: Any) -> None:
    """Hold an answer to what Slack documents: what a refusal may be, and what is always there."""
    answer.read()
    data = answer.json()
    name = answer.request.url.path.removeprefix("/api/")
    method = methods().get(name)
    if method is None or answer.status_code == HTTPStatus.NOT_IMPLEMENTED:
        return
    if data["ok"]:
        assert data.keys() >= described(name)
    else:
        assert data["error"] in method.errors | COMMON


def described(method: str) -> set[str]:
    """Return what Slack says that the answer of a method always has."""
    path = Path(slack_package.__file__).with_name("methods.json")
    return set(json.loads(path.read_bytes())[method]["out_required"])


def refused(answer: dict[str, Any]) -> str:
    """Return why a call was refused."""
    assert not answer["ok"]
    return str(answer["error"])


def texts(answer: dict[str, Any]) -> list[str]:
    """Return what the messages of an answer say."""
    assert answer["ok"], answer
    return [each["text"] for each in answer["messages"]]
