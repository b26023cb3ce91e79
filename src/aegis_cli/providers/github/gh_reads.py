"""What gh reads at a door of a session: one request, whose answer gh gets as GitHub gave it.

No sentence, planner, `do` or tool makes it; rules name it, as every other.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from aegis_cli.actions.action import Action
from aegis_cli.actions.provider.performed import Performed
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.actions.results.views import Line
from aegis_cli.core.flow import Converse, Flow
from aegis_cli.core.http import Request, Response
from aegis_cli.errors import Code, Failed
from aegis_cli.providers.github.errors import GITHUB_API
from aegis_cli.providers.github.github_types import OwnerName, RepoName
from aegis_cli.providers.github.graphql_documents import GRAPHQL
from aegis_cli.providers.github.provider import GITHUB
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.storage import storage_request

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class GhAnswer(Resource):
    """How GitHub answered."""

    status: int


class ReadByGh(
    Action[GhAnswer],
    action="gh.read",
    endpoint=f"POST {GRAPHQL}",
    because="Of what gh asks by a POST, only a document without a mutation is handed on.",
    needs="metadata:read",
    converses=True,
    everywhere=True,
    verbs=("read",),
    says="Let gh read",
    view=Line("GitHub answered gh: {status}."),
):
    """Let gh read, through a session that began with --gh."""

    provider: ClassVar[Provider[Any]] = GITHUB

    repository: RepoName | None = None
    """Repository that gh reads, as OWNER/NAME; none where it may read from anywhere."""
    owner: OwnerName | None = None
    """Organisation that gh reads."""

    def request(self, base: str) -> Request:
        """Build the request for what gh asks, without that."""
        return Request("POST", base, GRAPHQL)

    def makes(self, request: Request, base: str) -> bool:
        """Tell whether a request is a document; the process with the token looks what is in it."""
        own = self.request(base)
        return replace(own, body=request.body, headers=request.headers) == request


def serve(action: ReadByGh, base: str) -> Flow[Performed]:
    """Send what gh asks, and tell it the answer, whatever that says."""
    asked = json.loads((yield Converse()))
    request = _request_of(asked, base)
    answer = GITHUB_API.require_answer(
        action, request, (yield from GITHUB_API.send(action, request))
    )
    is_elsewhere = answer.status in _REDIRECTS and "location" not in answer.headers
    if is_elsewhere and request.method == "GET":
        answer = yield from _stored_answer(action, request)
    yield Converse(_told_of(answer))
    return Performed({"status": answer.status})


def _request_of(asked: Mapping[str, Any], base: str) -> Request:
    return Request(
        asked["method"],
        base,
        asked["path"],
        query=tuple((name, value) for name, value in asked["query"]),
        headers=tuple((name, value) for name, value in asked["headers"]),
        body=None if asked["body"] is None else asked["body"].encode(),
    )


def _stored_answer(action: ReadByGh, request: Request) -> Flow[Response]:
    """Ask again for what is at a storage host; return that answer, whose body is in the file.

    NOTE: gh never learns the address.
    """
    sent = yield from GITHUB_API.send(action, replace(request, streamed=True))
    answer = GITHUB_API.require_answer(action, request, sent)
    if answer.elsewhere is None:
        return answer
    there = storage_request(answer.elsewhere, request.base)
    found = GITHUB_API.require_answer(action, there, (yield there))
    if not found.ok:
        raise Failed("The storage host did not give the file.", code=Code.NETWORK)
    return found


def _told_of(answer: Response) -> bytes:
    """Write an answer: a line with its head, and its body, unless that is in the file."""
    headers = [each for each in answer.headers.items() if each[1].isascii()]
    size = None if answer.stored is None else answer.stored.size
    head = {"status": answer.status, "headers": headers, "size": size}
    return json.dumps(head).encode() + b"\n" + answer.body
