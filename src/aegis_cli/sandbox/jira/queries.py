"""The query of a request: known names, each of its type; a list is joined by commas, or repeated.

Jira ignores a name that it does not know; here that is an error, so that a test sees it.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from aegis_cli.sandbox.jira.described import Operation
from aegis_cli.sandbox.jira.errors import Problem

_WORDS = {"true": True, "false": False}


def read_query(operation: Operation, text: str) -> dict[str, Any]:
    """Return what a query says, with the defaults of numbers and words, or refuse it."""
    read: dict[str, Any] = {
        name: schema["default"]
        for name, schema in operation.query.items()
        if "default" in schema and schema.get("type") != "array"
    }
    said: set[str] = set()
    for name, value in parse_qsl(text, keep_blank_values=True):
        schema = operation.query.get(name)
        if schema is None:
            raise Problem(400, f"The query parameter '{name}' is unknown.")
        if schema.get("type") == "array":
            before = read[name] if name in said else []
            read[name] = [
                *before,
                *(_value(schema["items"], name, one) for one in value.split(",")),
            ]
        elif name in said:
            raise Problem(400, f"The query parameter '{name}' is there twice.")
        else:
            read[name] = _value(schema, name, value)
        said.add(name)
    return read


def _value(schema: Mapping[str, Any], name: str, text: str) -> Any:
    wrong = Problem(400, f"The value '{text}' of the query parameter '{name}' is not valid.")
    match schema.get("type"):
        case "integer":
            if not (text.isascii() and text.removeprefix("-").isdigit()):
                raise wrong
            number = int(text)
            if number < 0 or number > schema.get("maximum", number):
                raise wrong
            return number
        case "boolean":
            if text not in _WORDS:
                raise wrong
            return _WORDS[text]
        case _:
            if text not in schema.get("enum", [text]):
                raise wrong
            return text
