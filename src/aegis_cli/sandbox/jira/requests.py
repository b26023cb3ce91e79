"""What a request says: its query, each value of its type, and its body, held to its schema.

Jira ignores a parameter that it does not know; here that is an error, so that a test sees it.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from aegis_cli.sandbox.engine.headers import media_type
from aegis_cli.sandbox.engine.request_body import read_json
from aegis_cli.sandbox.engine.schemas import Wrong
from aegis_cli.sandbox.jira.described import SCHEMAS, Operation
from aegis_cli.sandbox.jira.errors import Problem

_BOOLEANS = {"true": True, "false": False}
_LARGEST_BODY = 1024 * 1024
_ISSUE = frozenset({"fields", "update", "historyMetadata", "properties"})
_NULLABLE = {"assignIssue": "accountId"}
"""What may be null in a body, though the description does not say so: nobody is assigned."""
_TAKEN: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("addComment", "updateComment"), frozenset({"body", "visibility", "properties"})
    ),
    **dict.fromkeys(("createIssue", "editIssue"), _ISSUE),
    "doTransition": _ISSUE | {"transition"},
    "addWorklog": frozenset({"timeSpent", "timeSpentSeconds", "started", "comment", "visibility"}),
    "assignIssue": frozenset({"accountId"}),
    "partiallyUpdateSprint": frozenset({"name", "goal", "startDate", "endDate", "state"}),
}
"""What a body may hold, where the description has what only answers hold."""
_OPTIONAL = frozenset({"addWatcher"})
"""The operations whose body may be left out."""
_MESSAGES = {
    "additionalProperties": "is unknown",
    "enum": "must be one of {limit}",
    "maxLength": "is longer than {limit} characters",
    "required": "is required",
    "type": "must be of type {limit}",
}


def read_query(operation: Operation, text: str) -> dict[str, Any]:
    """Return what a query says, with the defaults of numbers and words, or refuse it.

    A list is joined by commas, or its parameter is repeated.
    """
    sent: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        sent.setdefault(name, []).append(value)
    defaults = {
        name: schema["default"]
        for name, schema in operation.query.items()
        if "default" in schema and schema.get("type") != "array"
    }
    return defaults | {name: _parameter(operation, name, sent[name]) for name in sent}


def _parameter(operation: Operation, name: str, values: list[str]) -> Any:
    schema = operation.query.get(name)
    if schema is None:
        raise Problem(400, f"The query parameter '{name}' is unknown.")
    if schema.get("type") == "array":
        return [_value(schema["items"], name, each) for each in ",".join(values).split(",")]
    if len(values) > 1:
        raise Problem(400, f"The query parameter '{name}' is there twice.")
    return _value(schema, name, values[0])


def _value(schema: Mapping[str, Any], name: str, text: str) -> Any:
    value: Any = text
    if schema.get("type") == "integer":
        value = int(text) if text.isascii() and text.isdigit() else None
    elif schema.get("type") == "boolean":
        value = _BOOLEANS.get(text)
    elif schema.get("type") == "object":
        return text  # the description says so of a list of words
    if value is None or any(SCHEMAS.problems(schema, value)):
        raise Problem(400, f"The value '{text}' of the query parameter '{name}' is not valid.")
    return value


async def read_body(request: Request, operation: Operation) -> Any:
    """Return what a body says, or refuse it."""
    body = await read_json(
        request,
        limit=_LARGEST_BODY,
        too_large=Problem(413, "The request is too large."),
        invalid=Problem(400, "There was an error parsing JSON. Check that it is valid."),
    )
    if body is None and (operation.body is None or operation.name in _OPTIONAL):
        return None
    if operation.body is None:
        raise Problem(400, "This operation takes no body.")
    if media_type(request) != "application/json":
        raise Problem(415, "The Content-Type must be application/json.")
    nullable, checked = _NULLABLE.get(operation.name), body
    if isinstance(body, dict) and nullable and body.get(nullable, "") is None:
        checked = {name: value for name, value in body.items() if name != nullable}
    wrong = [_message(each) for each in SCHEMAS.problems(_schema(operation), checked)]
    if wrong:
        raise Problem(400, "Invalid request payload. Refer to the REST API documentation.", *wrong)
    return body


def _schema(operation: Operation) -> Mapping[str, Any]:
    """Return the schema of a body, without what only answers hold."""
    schema = SCHEMAS.resolve(operation.body or {})
    if operation.name not in _TAKEN:
        return schema
    properties = schema.get("properties", {})
    known = {name: properties.get(name, {}) for name in _TAKEN[operation.name]}
    return {**schema, "properties": known, "additionalProperties": False}


def _message(wrong: Wrong) -> str:
    place = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in wrong.where)
    words = wrong.limit
    limit = " or ".join(map(str, words)) if isinstance(words, list | tuple) else words
    said = _MESSAGES.get(wrong.rule, "is not valid")
    return f"body{place} {said.format(limit=limit)}"
