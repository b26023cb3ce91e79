"""Request bodies: what GitHub describes of them, and its messages about wrong ones."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from aegis_cli.sandbox.github import errors
from aegis_cli.sandbox.github.call import Call
from aegis_cli.sandbox.github.schemas import fits, kinds, resolved

_WORDS = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
    "null": "null",
}


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


def checked(call: Call, body: Any = None) -> dict[str, Any]:
    """Return the known properties of what was sent, or refuse it; ignore unknown properties.

    `body` stands for the body of the call where GitHub takes a second form of it.
    """
    body = call.body if body is None else body
    if body is None:
        body = {}
    if not isinstance(body, dict):
        raise errors.Refusal(400, "Body should be a JSON object")
    problems = list(_in_object(call.operation.body, body, ""))
    if problems:
        raise errors.invalid_request(*problems)
    known = call.operation.body.get("properties", {})
    return {name: body[name] for name in known if name in body}


def names(items: list[Any], key: str) -> list[str]:
    """Return the names in an array of strings or of objects that hold them under `key`."""
    return [item.get(key, "") if isinstance(item, dict) else item for item in items]


def _problems(schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    schema = resolved(schema)
    said = f"For '{where}', {_inspect(value)}"
    if not fits(schema, value):
        words = " or ".join(_WORDS[kind] for kind in _named(schema))
        yield f"{said} is not {words}."
    elif value is None:
        return
    elif value not in schema.get("enum", [value]):
        members = [member for member in schema["enum"] if member is not None]
        yield f"{said} is not a member of {_inspect(members)}."
    elif isinstance(value, dict):
        yield from _in_object(schema, value, f"{where}/")
    elif isinstance(value, list):
        yield from _in_list(schema, value, where)
    elif isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        most = f"{schema['maxLength']} characters are allowed"
        yield f"For '{where}', only {most}; {len(value)} were supplied."


def _named(schema: Mapping[str, Any]) -> list[str]:
    """Return the types to name: an object that stands for a text is the rarer form."""
    plain = [kind for kind in kinds(schema) if kind != "object"]
    return plain if "object" not in kinds(schema) or plain else ["object"]


def _in_object(schema: Mapping[str, Any], value: Mapping[str, Any], where: str) -> Iterator[str]:
    known, needed = schema.get("properties", {}), schema.get("required", ())
    for name in dict.fromkeys((*known, *needed)):
        if name in value:
            yield from _problems(known.get(name, {}), value[name], f"{where}properties/{name}")
        elif name in needed:
            yield f'"{name}" wasn\'t supplied.'
    if schema.get("additionalProperties") is False:
        yield from (f'"{name}" is not a permitted key.' for name in value if name not in known)


def _in_list(schema: Mapping[str, Any], values: list[Any], where: str) -> Iterator[str]:
    least, most = schema.get("minItems", 0), schema.get("maxItems", len(values))
    if not least <= len(values) <= most:
        wanted = f"No fewer than {least}" if len(values) < least else f"No more than {most}"
        yield f"For '{where}', {wanted} items are allowed; {len(values)} were supplied."
    for value in values:
        yield from _problems(schema.get("items", {}), value, f"{where}/items")


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
