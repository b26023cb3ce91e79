"""The data of a service: read from its file, and made anew."""

import json
from collections.abc import Callable
from dataclasses import fields
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

W = TypeVar("W")


@cache
def _text_of(file: Path) -> bytes:
    return file.read_bytes()


def read_world(file: Path) -> dict[str, Any]:
    """Return what a file says of the start, as data that shares nothing with another."""
    data: dict[str, Any] = json.loads(_text_of(file))
    return data


def open_world(
    beginnings: list[Callable[[], None]],
    make: Callable[[], W],
    change: Callable[[W], object] = lambda _world: None,
) -> W:
    """Make the world of a service, which a test may change; a beginning makes it anew."""
    world = make()
    change(world)
    beginnings.append(partial(_begin_anew, world, make))
    return world


def _begin_anew(world: W, make: Callable[[], W]) -> None:
    """Make a world as it was at its start, wherever it is held."""
    first: Any = make()
    for each in fields(first):
        setattr(world, each.name, getattr(first, each.name))
