"""What a door does with a request of gh: it reads, it writes, or it is not for GitHub; pure.

A read goes on as it is named here: to which root, with which path, query and headers. Nothing else
that gh sent goes with it, its token least of all.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import parse_qsl

from aegis_cli.actions.provider.names import Place
from aegis_cli.core.http import split_url
from aegis_cli.providers.github.gh_door.graphql_document import (
    NoDocument,
    ReadDocument,
    WriteDocument,
    read_document,
)
from aegis_cli.providers.github.gh_door.one_request import GhRequest
from aegis_cli.providers.github.gh_door.rest_path import (
    actions_for,
    actions_for_mutation,
    is_plain,
    place_of,
)
from aegis_cli.providers.github.graphql_documents import GRAPHQL

_API, _UPLOADS = "api.github.com", "uploads.github.com"
_JSON = "application/json"
_KEPT = frozenset(
    {"accept", "graphql-features", "if-modified-since", "if-none-match", "time-zone"}
    | {"x-github-api-version"}
)
"""The headers that go on: what gh wants of the answer."""
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class GhRead:
    """A request that reads, as it is sent."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    """The document of a GraphQL query; nothing else that reads has a body."""
    place: Place | None = None
    """What it is about; `None` where it may read from anywhere."""

    def as_json(self) -> bytes:
        """Write what is sent, for the action that reads."""
        body = None if self.body is None else self.body.decode()
        told = {"method": self.method, "path": self.path, "query": self.query}
        return json.dumps(told | {"headers": self.headers, "body": body}).encode()


@dataclass(frozen=True, slots=True)
class GhWrite:
    """A request that writes: what is said of it."""

    said: str
    """What it does, as in `POST /repos/acme/web/pulls` and `createPullRequest`."""
    instead: tuple[str, ...] = ()
    """The actions that do the same."""
    is_document: bool = False
    """Whether it is GraphQL, where a refusal has another form."""

    @property
    def told(self) -> str:
        """What gh is told while writes are refused."""
        if not self.instead:
            return f"aegis lets gh read and not write, and has no action for {self.said}."
        lines = " or ".join(f"`aegis do {name} …`" for name in self.instead[:_MOST_NAMED])
        return f"aegis lets gh read and not write. {lines} does this, and asks you first."


@dataclass(frozen=True, slots=True)
class NotHandedOn:
    """A request that is neither: the sentence that gh is told."""

    told: str
    status: HTTPStatus = HTTPStatus.FORBIDDEN


GhVerdict: TypeAlias = GhRead | GhWrite | NotHandedOn


def judge_request(request: GhRequest, body: bytes, base: str) -> GhVerdict:
    """Say what becomes of a request; `base` is the root of the API.

    NOTE: the header Host chooses no server. Of any other than GitHub's two nothing is fetched: with
    the token it would be a way to steal it, and without it a way out for whoever has no network.
    """
    if request.host not in {_API, _UPLOADS, _host_of(base)}:
        return NotHandedOn(f"aegis hands on what goes to {_API}, and nothing to another host.")
    if not is_plain(request.path):
        return NotHandedOn("aegis hands on no path that can be read in two ways.")
    if request.path.lower().startswith(GRAPHQL):
        return _of_document(request, body)
    said = f"{request.method} {request.path}"
    if not request.reads:
        return GhWrite(said, actions_for(request.method, request.path))
    if request.host == _UPLOADS:
        return NotHandedOn("Nothing is read where files are uploaded to.")
    return GhRead(
        request.method,
        request.path,
        tuple(parse_qsl(request.query, keep_blank_values=True)),
        _kept_of(request.headers),
        place=place_of(request.path),
    )


def _of_document(request: GhRequest, body: bytes) -> GhVerdict:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_usual = (request.method, request.path, request.query) == ("POST", GRAPHQL, "")
    if not is_usual or request.host == _UPLOADS:
        return NotHandedOn(f"aegis hands on GraphQL as a POST to {GRAPHQL}.")
    if media != _JSON or "content-encoding" in request.headers:
        return NotHandedOn("aegis hands on GraphQL as JSON that is not packed.")
    try:
        found = read_document(body)
    except NoDocument as error:
        return NotHandedOn(str(error), HTTPStatus.BAD_REQUEST)
    match found:
        case ReadDocument(body=made):
            return GhRead("POST", GRAPHQL, headers=_kept_of(request.headers), body=made)
        case WriteDocument(names=names):
            instead = tuple(name for each in names for name in actions_for_mutation(each))
            return GhWrite(", ".join(names) or "this mutation", instead, is_document=True)


def _kept_of(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers.items() if name in _KEPT)


def _host_of(base: str) -> str:
    parts = split_url(base)
    return parts.netloc.lower() if parts else ""
