"""What the board answers, in memory: rooms in pages of two, notes, and who asks by which token."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from aegis_cli.core.http import Request, Response, Unreachable

PAGE = 2
"""Rooms of a page."""


@dataclass
class Board:
    """The rooms and notes of one board, and the requests that it got."""

    rooms: dict[str, str] = field(default_factory=dict)
    """Their names, by id."""
    about: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What else is told of a room, by its id."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Room id and text."""
    lines: list[str] = field(default_factory=list)
    """The requests, with their queries."""
    fails: dict[str, str] = field(default_factory=dict)
    """The error of a method, in a 200."""
    _numbers: Any = field(default_factory=lambda: count(1))

    def send(self, request: Request) -> Response | Unreachable:
        """Answer a request of a flow."""
        return Response(200, {}, self.answer(request.method, request.url, request.body or b""))

    def answer(self, method: str, url: str, body: bytes) -> bytes:
        """Answer with JSON that says in its body whether it is an error; the status is always 200."""
        parts = urlsplit(url)
        name, query = parts.path.rpartition("/")[2], dict(parse_qsl(parts.query))
        self.lines.append(f"{method} {name}" + (f"?{parts.query}" if parts.query else ""))
        sent = json.loads(body) if body else {}
        methods = {
            "members.me": self.members_me,
            "rooms.list": self.rooms_list,
            "rooms.get": self.rooms_get,
            "notes.post": self.notes_post,
        }
        if name in self.fails or name not in methods:
            return _said(error=self.fails.get(name, "unknown_method"))
        return methods[name]({**query, **sent})

    def members_me(self, _given: Mapping[str, str]) -> bytes:
        """Say who asks."""
        return _said({"handle": "ada"})

    def rooms_list(self, given: Mapping[str, str]) -> bytes:
        """Give a page of rooms, and where the next one begins."""
        first = int(given.get("cursor", 0))
        rooms = [self._room(id_) for id_ in self.rooms]
        more = {"next": str(first + PAGE)} if first + PAGE < len(rooms) else {}
        return _said(rooms[first : first + PAGE], **more)

    def rooms_get(self, given: Mapping[str, str]) -> bytes:
        """Give the room of an id."""
        id_ = given["room_id"]
        if id_ not in self.rooms:
            return _said(error="no_such_room")
        return _said(self._room(id_))

    def _room(self, id_: str) -> dict[str, Any]:
        return {"id": id_, "name": self.rooms[id_], **self.about.get(id_, {})}

    def notes_post(self, given: Mapping[str, str]) -> bytes:
        """Post a note in the room of an id."""
        if given["room_id"] not in self.rooms:
            return _said(error="no_such_room")
        self.notes.append((given["room_id"], given["text"]))
        return _said({"id": next(self._numbers), "text": given["text"]})


def _said(result: Any = None, *, error: str = "", **more: Any) -> bytes:
    body = {"ok": False, "error": error} if error else {"ok": True, "result": result} | more
    return json.dumps(body).encode()
