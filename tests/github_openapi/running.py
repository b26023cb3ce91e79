"""The mock as a server for processes of ours, and as what a flow of ours talks to."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, get_origin

from aegis_cli.actions.action import Action
from aegis_cli.core.flow import drive
from aegis_cli.core.http import Request, Response
from aegis_cli.providers.github.client import perform
from tests.github_openapi.checking import Asked
from tests.github_openapi.description import the_description
from tests.github_openapi.mock import Mock
from tests.helpers.console import Console, Ended, console
from tests.helpers.support import Heard, Talk, answering, server

_BASE = "http://github.example"
_OF_SENDER = {
    "host": "github.example",
    "user-agent": "aegis-cli/0",
    "authorization": "Bearer ghu_x",
}
"""What the sender adds to each request; the tests with processes look at what it really adds."""


def talk(mock: Mock) -> Talk:
    """Answer a connection as the mock does."""

    def answer(heard: Heard, connection: Any) -> None:
        said = mock.answer(Asked(heard.method, heard.target, heard.headers, heard.body))
        answering(said.body, said.status, **said.headers)(heard, connection)

    return answer


@dataclass
class Place:
    """Where `aegis` is typed: Auth0 is the sandbox's, GitHub is the mock."""

    console: Console
    mock: Mock
    url: str

    def run(self, *words: str) -> Ended:
        """Run `aegis` to its end; for an agreed plan, with a sign-in that is confirmed."""
        return self.console.run(*words, "--yes", more={"AEGIS_GITHUB_API": self.url})


@contextmanager
def place() -> Iterator[Place]:
    """Keep a sandbox and a mock running."""
    mock = Mock(the_description())
    with server(talk(mock)) as running, console() as found:
        yield Place(found, mock, running.url)


def options(arguments: Mapping[str, Any]) -> Iterator[str]:
    """Write arguments as the options of `aegis do`."""
    for name, value in arguments.items():
        option = name.replace("_", "-")
        if isinstance(value, bool):
            yield f"--{option}" if value else f"--no-{option}"
            continue
        for item in value if isinstance(value, list) else [value]:
            written = json.dumps(item) if isinstance(item, dict) else str(item)
            yield from (f"--{option}", written)


def performed(action: Action[Any], mock: Mock) -> Any:
    """Perform an action against the mock, in this process."""

    def send(request: Request) -> Response:
        headers = dict(request.headers) | _OF_SENDER
        if request.body is not None:
            headers["content-type"] = "application/json"
        target = request.url.removeprefix(_BASE)
        said = mock.answer(Asked(request.method, target, headers, request.body or b""))
        return Response(said.status, said.headers, said.body)

    owner, _, name = action.sent_arguments().get("repo", "").partition("/")
    numbers = {
        key: str(value) for key, value in action.sent_arguments().items() if key.endswith("_number")
    }
    mock.lists = get_origin(action.facts.result) is list
    mock.about = {"owner": owner, "repo": name, **numbers} if owner else {}
    return drive(perform(action, _BASE), send, wait=lambda _wait: None)
