"""Request bodies: what GitHub describes of them, and its messages about wrong ones."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from operator import ge, le
from typing import Any

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.description.schema_forms import branches, fits, kinds, resolve


def _is_of_format(name: str, text: str) -> bool:
    return name != "date-time" or is_iso(datetime, text)


_LIMITS: dict[str, tuple[Any, Callable[[Any, Any], object], str]] = {
    "minimum": (int | float, le, "{value} must be greater than or equal to {limit}."),
    "maximum": (int | float, ge, "{value} must be less than or equal to {limit}."),
    "minLength": (str, le, "At least {limit} characters are required; only {size} were supplied."),
    "maxLength": (str, ge, "Only {limit} characters are allowed; {size} were supplied."),
    "pattern": (str, re.search, "{value} does not match /{limit}/."),
    "format": (str, _is_of_format, "{value} is not a valid {limit}."),
    "maxItems": (list, ge, "No more than {limit} items are allowed; {size} were supplied."),
    "minItems": (list, le, "{limit} item required; only {size} were supplied."),
    "maxProperties": (
        dict,
        ge,
        "No more than {limit} properties are allowed; {size} were supplied.",
    ),
}
"""For each keyword the type that it limits, what holds of limit and value, and the message if not.

Where the message says a size, the size is compared. The words are those of
github.com/brandur/json_schema, which GitHub's other messages are of too.
"""


def check_body(call: Call) -> dict[str, Any]:
    """Return the known properties of what was sent, or refuse it; ignore unknown properties."""
    body = {} if call.body is None else call.body
    if not isinstance(body, dict):
        raise errors.Refusal(400, "Body should be a JSON object")
    wrong = list(_in_object(call.operation.body, body, ""))
    if wrong:
        raise errors.invalid_request(*wrong)
    known = call.operation.body.get("properties", {})
    return {name: body[name] for name in known if name in body}


def names(items: list[Any], key: str) -> list[str]:
    """Return the names in an array of strings or of objects that hold them under `key`."""
    return [item.get(key, "") if isinstance(item, dict) else item for item in items]


def problems(schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    """Return what is wrong with a value, each with its place."""
    schema = resolve(schema)
    said = f"For '{where}', {_inspect(value)}"
    if not fits(schema, value):
        # An object that stands for a text is the rarer form, and is not named.
        named = [kind for kind in kinds(schema) if kind != "object"] or ["object"]
        words = " or ".join(map(_with_article, named))
        yield f"{said} is not {words}."
    elif value is None:
        return
    elif branches(schema):
        fitting = (form for form in branches(schema) if fits(form, value))
        yield from min((list(problems(form, value, where)) for form in fitting), key=len)
    elif value not in schema.get("enum", [value]):
        members = [member for member in schema["enum"] if member is not None]
        yield f"{said} is not a member of {_inspect(members)}."
    else:
        yield from _over_limits(schema, value, where)
        if isinstance(value, dict):
            yield from _in_object(schema, value, f"{where}/")
        for item in value if isinstance(value, list) else ():
            yield from problems(schema.get("items", {}), item, f"{where}/items")


def _over_limits(schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    for keyword, (kind, holds, message) in _LIMITS.items():
        limit = schema.get(keyword)
        if limit is None or not isinstance(value, kind):
            continue
        measure = len(value) if "{size}" in message else value
        if not holds(limit, measure):
            told = message.format(limit=limit, value=_inspect(value), size=measure)
            yield f"For '{where}', {told}"


def _in_object(schema: Mapping[str, Any], value: Mapping[str, Any], where: str) -> Iterator[str]:
    known, needed = schema.get("properties", {}), schema.get("required", ())
    for name in dict.fromkeys((*known, *needed)):
        if name in value:
            yield from problems(known.get(name, {}), value[name], f"{where}properties/{name}")
        elif name in needed:
            yield f'"{name}" wasn\'t supplied.'
    if schema.get("additionalProperties") is False:
        yield from (f'"{name}" is not a permitted key.' for name in value if name not in known)


def _with_article(kind: str) -> str:
    return kind if kind == "null" else f"{'an' if kind[0] in 'aio' else 'a'} {kind}"


def is_iso(kind: type[date], text: str) -> bool:
    """Return whether a text is a day, or a time, as ISO 8601 writes them."""
    try:
        return bool(kind.fromisoformat(text))
    except ValueError:
        return False


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
