"""A signed-in client of a new Jira door, with a clock that a test moves."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types
from starlette.testclient import TestClient

from aegis_cli.providers import jira as jira_package
from aegis_cli.sandbox.jira.described import find
from aegis_cli.sandbox.jira.service import jira as jira_service
from aegis_cli.sandbox.state import State
from tests.helpers.direct import DirectClient

CLOUD_ID = "1f2e3d4c-0000-4000-8000-0123456789ab"
SITE = f"/ex/jira/{CLOUD_ID}"
ADA, BOB = "5b10ac8d82e05b22cc7d4ef5", "5b10ac8d82e05b22cc7d4ef6"
CAROL, SAM_LEE = "5b10ac8d82e05b22cc7d4ef7", "5b10ac8d82e05b22cc7d4ef8"


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
    door = jira_service(state)

    def client(authorization: str | None = None) -> TestClient:
        token = f"Bearer {state.new_token_of('jira')}" if authorization is None else authorization
        headers = {"Authorization": token} if token else {}
        made = DirectClient(door, base_url="http://jira.test", headers=headers)
        made.event_hooks = {"response": [held]}
        return made

    return client


@pytest.fixture
def client(connect: Callable[..., TestClient]) -> TestClient:
    """A client with ada's token."""
    return connect()


class Jira:
    """The API of the site, by paths behind `/rest/api/3`, or behind `/rest/agile/1.0`."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """Send a request, and return its answer."""
        api = "/rest/agile/1.0" if path.startswith(("/board", "/sprint")) else "/rest/api/3"
        return self._client.request(method, f"{SITE}{api}{path}", **more)

    def get(self, path: str, **query: Any) -> Any:
        """Return what is read."""
        answer = self.ask("GET", path, params=query)
        assert answer.status_code == HTTPStatus.OK, answer.text
        return answer.json()

    def send(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Return what a write answers."""
        more = {} if body is None else {"json": body}
        answer = self.ask(method, path, params=query, **more)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def refusal(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, str]:
        """Return the status of a refusal, and its messages in one."""
        more = {} if body is None else {"json": body}
        answer = self.ask(method, path, params=query, **more)
        assert not answer.is_success, answer.text
        data = answer.json()
        errors = [f"{name}: {why}" for name, why in data.get("errors", {}).items()]
        return answer.status_code, "; ".join([*data.get("errorMessages", ()), *errors])

    def keys(self, query: str) -> list[str]:
        """Return the keys of what a query finds."""
        found = self.get("/search/jql", jql=query, fields="key", maxResults=100)
        return [each["key"] for each in found["issues"]]

    def fields(self, key: str, *names: str) -> dict[str, Any]:
        """Return fields of an issue."""
        shown = self.get(f"/issue/{key}", fields=",".join(names))
        fields: dict[str, Any] = shown["fields"]
        return fields


@pytest.fixture
def jira(client: TestClient) -> Jira:
    """The API with ada's token."""
    return Jira(client)


def _described() -> dict[str, Any]:
    path = Path(jira_package.__file__).with_name("operations.json")
    described: dict[str, Any] = json.loads(path.read_bytes())
    return described


def held(answer: Any) -> None:
    """Hold an answer to what Jira describes of it."""
    answer.read()
    path = answer.request.url.path.removeprefix(SITE)
    found = find(answer.request.method, path)
    if found is None or not answer.is_success or not answer.content:
        return
    described = _described()
    schema = described["operations"][found[0].name].get("resp")
    if schema:
        whole = {**schema, "$defs": described["schemas"]}
        said = _described_part(answer.json())
        wrong = [each.message for each in Draft202012Validator(whole).iter_errors(said)]
        assert [] == wrong


def _described_part(value: Any) -> Any:
    """Leave out what the excerpt does not describe.

    Jira writes null where there is nothing, and does not say so; and `operations.json` has lost
    the properties that are called `description`.
    """
    if isinstance(value, dict):
        return {
            name: _described_part(each)
            for name, each in value.items()
            if each is not None and name != "description"
        }
    return [_described_part(each) for each in value] if isinstance(value, list) else value


def words(text: str) -> dict[str, Any]:
    """Return a document of one paragraph."""
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    return {"version": 1, "type": "doc", "content": [paragraph]}
