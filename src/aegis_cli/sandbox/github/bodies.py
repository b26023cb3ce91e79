"""Request bodies: their properties and types, and GitHub's messages about wrong ones."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aegis_cli.sandbox.github import errors

_WORDS = {
    "string": "a string",
    "integer": "an integer",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
    "null": "null",
}
_KINDS: dict[type, str] = {
    str: "string",
    int: "integer",
    bool: "boolean",
    list: "array",
    dict: "object",
    type(None): "null",
}


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a body."""

    name: str
    kinds: tuple[str, ...] = ("string",)
    """The JSON types it may have."""
    required: bool = False
    choices: tuple[str, ...] = ()
    """The only values it may have, besides `null` where that is allowed."""
    items: str | None = None
    """If set, each item of the array is a string, or an object with this key."""


def parsed(raw: bytes) -> Any:
    """Parse a body; return `None` for an empty one."""
    if not raw:
        return None
    try:
        value = json.loads(raw.decode(), parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate is not text
    except (ValueError, RecursionError):
        raise errors.Refusal(400, "Problems parsing JSON") from None
    return value


def checked(body: Any, *properties: Property) -> dict[str, Any]:
    """Return the known properties of `body`, or refuse it; ignore unknown properties."""
    if body is None:
        body = {}
    if not isinstance(body, dict):
        raise errors.Refusal(400, "Body should be a JSON object")
    problems = [line for each in properties for line in _problems(body, each)]
    if problems:
        raise errors.invalid_request(*problems)
    return {each.name: body[each.name] for each in properties if each.name in body}


def names(items: list[Any], key: str) -> list[str]:
    """Return the names in an array of strings or of objects that hold them under `key`."""
    return [item[key] if isinstance(item, dict) else item for item in items]


def _problems(body: Mapping[str, Any], wanted: Property) -> list[str]:
    if wanted.name not in body:
        return [f'"{wanted.name}" wasn\'t supplied.'] if wanted.required else []
    value = body[wanted.name]
    where = f"For 'properties/{wanted.name}', {_inspect(value)}"
    if _KINDS.get(type(value)) not in wanted.kinds:
        return [f"{where} is not {' or '.join(_WORDS[kind] for kind in wanted.kinds)}."]
    if wanted.choices and value is not None and value not in wanted.choices:
        return [f"{where} is not a member of {_inspect(list(wanted.choices))}."]
    if wanted.items and isinstance(value, list):
        return _items(value, f"properties/{wanted.name}/items", wanted.items)
    return []


def _items(values: list[Any], where: str, key: str) -> list[str]:
    wrong = (
        value
        for value in values
        if not isinstance(value.get(key) if isinstance(value, dict) else value, str)
    )
    return [f"For '{where}', {_inspect(value)} is not a string." for value in wrong]


def _inspect(value: Any) -> str:
    # GitHub is written in Ruby, and quotes values the way Ruby does.
    match value:
        case None:
            return "nil"
        case dict():
            inside = ", ".join(
                f"{_inspect(key)} => {_inspect(each)}" for key, each in value.items()
            )
            return f"{{{inside}}}"
        case list():
            return f"[{', '.join(_inspect(each) for each in value)}]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _no_constant(name: str) -> None:
    raise ValueError(name)
