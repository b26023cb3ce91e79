"""One connection of gh at a door: its request is judged, and answered in GitHub's own form."""

import json
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import IO, Any, TypeAlias

from aegis_cli.actions.provider.door_program import ProgramRead, ProgramRefusal
from aegis_cli.providers.github.gh_door.graphql_document import LARGEST
from aegis_cli.providers.github.gh_door.one_request import NotOneRequest, OneRequest
from aegis_cli.providers.github.gh_door.verdict import (
    GhRead,
    GhWrite,
    NotHandedOn,
    judge_request,
)

Asked: TypeAlias = ProgramRead | ProgramRefusal
_PIECE = 64 * 1024


class GhConversation:
    """A gh that asks once."""

    def __init__(self, receive: Callable[[int], bytes], send: Callable[[bytes], object]) -> None:
        """Take what receives and sends bytes."""
        self._one = OneRequest(receive, send)
        self._refuse: Callable[[str], None] = self._one.refuse

    def read(self, base: str) -> Asked:
        """Return what gh asks, and in which form it is refused from now on."""
        try:
            arrived, body = self._one.read(LARGEST + 1)
        except NotOneRequest as error:
            return self._no_request("", error.told, error.status)
        said = f"{arrived.method} {arrived.path}"
        match judge_request(arrived, body, base):
            case GhRead() as read:
                if read.body is not None:
                    self._refuse = self._one.refuse_document
                return _as_read(said, read)
            case GhWrite() as write:
                if write.is_document:
                    self._refuse = self._one.refuse_document
                return ProgramRefusal(write.said, write.told)
            case NotHandedOn(told=told, status=status):
                return self._no_request(said, told, status)

    def _no_request(self, said: str, told: str, status: HTTPStatus) -> ProgramRefusal:
        self._refuse = lambda told: self._one.refuse(told, status)
        return ProgramRefusal(said, told)

    def answer(self, told: bytes, file: IO[bytes]) -> None:
        """Answer as GitHub did; a body that is not in `told` is in the file."""
        line, _, body = told.partition(b"\n")
        head: dict[str, Any] = json.loads(line)
        pieces = _cut(body) if head["size"] is None else _read_again(file)
        headers = [(name, value) for name, value in head["headers"]]
        self._one.answer(head["status"], headers, pieces)

    def refuse(self, told: str) -> None:
        """Refuse as GitHub would what was asked."""
        self._refuse(told)


def _as_read(said: str, read: GhRead) -> ProgramRead:
    name = "" if read.place is None else read.place.name
    field = "repository" if "/" in name else "owner"
    return ProgramRead(said, {field: name} if name else {}, read.as_json())


def _cut(body: bytes) -> Iterator[bytes]:
    """Yield a body in pieces, for each of which gh has time."""
    return (body[at : at + _PIECE] for at in range(0, len(body), _PIECE))


def _read_again(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what is in a file. NOTE: the process that wrote there shares its position."""
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece
