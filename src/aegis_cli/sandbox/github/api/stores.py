"""Where the things of a new collection are kept: by its path, as the call says it."""

from collections.abc import Callable
from typing import Any

from aegis_cli.sandbox.github.api.call import Call


def stores(
    call: Call, path: str, begin: Callable[[], dict[Any, Any]] = dict
) -> list[dict[Any, Any]]:
    """Return the stores of a path, by the keys of their things; `begin` makes a first one.

    That is one store, unless the call does not say all that the path does: then any of its parents
    may hold what the call is about.
    """
    address, held = _address(call, path), call.world.things
    if all(address):
        if address not in held:
            held[address] = begin()
        return [held[address]]
    return [
        store
        for each, store in held.items()
        if len(each) == len(address)
        and all(part in {"", there} for part, there in zip(address, each, strict=True))
    ]


def _address(call: Call, path: str) -> tuple[str, ...]:
    """Return the segments of a path as the call says them, "" where it does not."""
    segments = path.split("/")[1:]
    if call.operation.in_repo:
        segments[:3] = ["repositories", str(call.repo.id)]
    else:
        segments.insert(0, call.account)
    return tuple(
        str(call.params.get(each[1:-1], "")).casefold() if each[:1] == "{" else each
        for each in segments
    )
