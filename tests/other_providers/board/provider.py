"""The board, as the rest of aegis reaches it."""

import re
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.provider.containers import Container
from aegis_cli.actions.provider.performed import ProviderClient
from aegis_cli.actions.provider.provider import Provider
from tests.other_providers.board.token_side import token_side


def client() -> ProviderClient:
    """Return what performs actions."""
    from tests.other_providers.board.client import performed  # noqa: PLC0415  # not for names

    return ProviderClient(performed, lambda _action, _body, _data: None)


def bind_me() -> Action[Any]:
    """Make the read that says who `@me` is."""
    from tests.other_providers.board.notes import WhoAmI  # noqa: PLC0415  # as above

    return WhoAmI()


def show_room(name: str) -> Action[Any]:
    """Make the read that shows a room."""
    from tests.other_providers.board.notes import GetRoom  # noqa: PLC0415  # as above

    return GetRoom(room=name)


def is_room(text: str) -> bool:
    """Tell whether a text is a pattern of rooms."""
    return re.fullmatch(r"#[a-z0-9*?-]+", text, re.IGNORECASE) is not None


def checked(name: str) -> str:
    """Return the name of a room; raise `ValueError` for anything else."""
    if not re.fullmatch(r"#[a-z0-9-]{1,40}", name):
        raise ValueError("a room is written #NAME, as in #lobby")
    return name


def room_of(note: str) -> str:
    """Return the room that a note is in, as #lobby for lobby-12; "" for what is called otherwise."""
    match = re.fullmatch(r"([a-z0-9-]+)-[0-9]+", note)
    return f"#{match[1]}" if match else ""


def room_at(path: str) -> tuple[str, str] | None:
    """Read the path of a room or a note at the website."""
    match = re.fullmatch(r"/rooms/([a-z0-9-]+)(?:/notes/([0-9]+))?/?", path)
    return (f"#{match[1]}", f"{match[1]}-{match[2]}" if match[2] else "") if match else None


def room_told(answer: Any) -> tuple[str, bool | None] | None:
    """Read a room off an answer that is one."""
    is_room = isinstance(answer, dict) and isinstance(answer.get("hidden"), bool)
    return (answer["name"], answer["hidden"]) if is_room else None


def people_in(answer: Any) -> int | None:
    """Read off an answer that is a room how many people are in it."""
    people: int | None = answer.get("people")
    return people


ROOM = Container(
    noun="room",
    form="#NAME",
    examples="board:#lobby or board:#eng-*",
    check=checked,
    is_pattern=is_room,
    of_thing=room_of,
    address=room_at,
    told=room_told,
    people=people_in,
)

PROVIDER: Provider[Any] = Provider(
    name="board",
    title="Board",
    connection="notice-board",
    base="https://board.example/api",
    install="https://board.example/apps/NAME",
    renewal="let its App renew tokens",
    renewal_steps="",
    revoke="https://board.example/apps",
    places=ROOM,
    web_host=lambda _base: "board.example",
    is_page_host=lambda host, _site: host == "board.example",
    page=lambda _action, _base: None,
    client=client,
    bind_me=bind_me,
    token_side=token_side,
    me="handle",
    paging=("count", 50),
    show_place=show_room,
)
