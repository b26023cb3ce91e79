"""Request bodies: what GitHub describes of them, and its messages about wrong ones."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from aegis_cli.sandbox.engine.schemas import Wrong
from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.description.described import SCHEMAS

_MESSAGES = {
    "minimum": "{value} must be greater than or equal to {limit}.",
    "maximum": "{value} must be less than or equal to {limit}.",
    "minLength": "At least {limit} characters are required; only {size} were supplied.",
    "maxLength": "Only {limit} characters are allowed; {size} were supplied.",
    "pattern": "{value} does not match /{limit}/.",
    "format": "{value} is not a valid {limit}.",
    "maxItems": "No more than {limit} items are allowed; {size} were supplied.",
    "minItems": "{limit} item required; only {size} were supplied.",
    "maxProperties": "No more than {limit} properties are allowed; {size} were supplied.",
}
"""The words are those of github.com/brandur/json_schema, which GitHub's other messages are of."""


def check_body(call: Call) -> dict[str, Any]:
    """Return the known properties of what was sent, or refuse it; ignore unknown properties."""
    body = {} if call.body is None else call.body
    if not isinstance(body, dict):
        raise errors.Refusal(400, "Body should be a JSON object")
    wrong = list(SCHEMAS.problems_in_object(call.operation.body, body))
    if wrong:
        raise errors.invalid_request(*map(_message, wrong))
    known = call.operation.body.get("properties", {})
    return {name: body[name] for name in known if name in body}


def names(items: list[Any], key: str) -> list[str]:
    """Return the names in an array of strings or of objects that hold them under `key`."""
    return [item.get(key, "") if isinstance(item, dict) else item for item in items]


def problems(schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    """Return what is wrong with a value, each with its place."""
    return map(_message, SCHEMAS.problems(schema, value, (where,)))


def _message(wrong: Wrong) -> str:
    said = f"For '{_place(wrong.where)}', {_inspect(wrong.value)}"
    match wrong.rule:
        case "required":
            return f'"{wrong.where[-1]}" wasn\'t supplied.'
        case "additionalProperties":
            return f'"{wrong.where[-1]}" is not a permitted key.'
        case "type":
            # An object that stands for a text is the rarer form, and is not named.
            named = [kind for kind in wrong.limit if kind != "object"] or ["object"]
            return f"{said} is not {' or '.join(map(_with_article, named))}."
        case "enum":
            members = [member for member in wrong.limit if member is not None]
            return f"{said} is not a member of {_inspect(members)}."
        case rule:
            is_sized = isinstance(wrong.value, str | list | dict)
            size, value = len(wrong.value) if is_sized else 0, _inspect(wrong.value)
            told = _MESSAGES[rule].format(limit=wrong.limit, value=value, size=size)
            return f"For '{_place(wrong.where)}', {told}"


def _place(where: tuple[str | int, ...]) -> str:
    return "/".join(f"properties/{each}" if isinstance(each, str) else "items" for each in where)


def _with_article(kind: str) -> str:
    return kind if kind == "null" else f"{'an' if kind[0] in 'aio' else 'a'} {kind}"


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
