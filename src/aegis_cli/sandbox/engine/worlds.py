"""The data of a service: read from its file, and made anew."""

import json
from collections.abc import Callable
from dataclasses import fields
from functools import cache
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


def begin_anew(world: W, make: Callable[[], W]) -> None:
    """Make a world as it was at its start, wherever it is held."""
    first: Any = make()
    for each in fields(first):
        setattr(world, each.name, getattr(first, each.name))
