"""The arguments of a call: of a query, a form or a JSON object, each checked by its type.

Slack itself ignores what it does not know; here that is an error, so that a test sees it.
"""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from aegis_cli.sandbox.engine.schemas import Schemas
from aegis_cli.sandbox.slack.described import Method
from aegis_cli.sandbox.slack.errors import Problem, invalid_arguments

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

_AS_JSON = frozenset({"attachments", "blocks", "metadata", "profile", "unfurled_attachments"})
"""What is JSON text in a form, and may be an object or a list in a JSON body."""
_SCHEMAS = Schemas(lambda name: {"$ref": name})
_WORDS = {"true": True, "1": True, "false": False, "0": False}
_OWN_ERRORS = {
    ("search.messages", "query"): "no_query",
    ("conversations.create", "name"): "invalid_name_required",
    ("conversations.invite", "users"): "no_user",
}
"""What Slack says instead of `invalid_arguments` where an argument is missing."""


async def arguments(request: Request, method: Method) -> dict[str, Any]:
    """Return the arguments of a call, or refuse it."""
    sent, is_json = await _values(request, method)
    given = {name: value for name, value in sent.items() if value is not None}
    read = _read(given, method, is_json=is_json)
    missing = [name for name in method.required if not _is_there(read, name)]
    for name in missing:
        if (method.name, name) in _OWN_ERRORS:
            raise Problem(_OWN_ERRORS[method.name, name])
    if missing:
        raise invalid_arguments(*(f"missing required field: {name}" for name in missing))
    return read


def _read(sent: dict[str, Any], method: Method, *, is_json: bool) -> dict[str, Any]:
    problems, read = [], {}
    for name, value in sent.items():
        if name not in method.arguments:
            problems.append(f"unknown argument: {name}")
            continue
        try:
            read[name] = _with_type(method.arguments[name]["type"], name, value, is_json=is_json)
        except ValueError as problem:
            problems.append(f"{problem} [json-pointer:/{name}]")
    if problems:
        raise invalid_arguments(*problems)
    return read


def _is_there(read: dict[str, Any], name: str) -> bool:
    # An empty topic takes the topic away.
    return name in read and (read[name] != "" or name == "topic")


async def _values(request: Request, method: Method) -> tuple[dict[str, Any], bool]:
    """Return what was sent, and whether it came as JSON, with types of its own."""
    query = _pairs(request.url.query)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if request.method == "GET":
        if method.writes:
            raise invalid_arguments(f"{method.name} writes: send it by POST")
        return query, False
    if query:
        raise invalid_arguments("arguments of a POST are in its body, not in its query")
    if not media:
        if body:
            raise Problem("missing_post_type")
        return {}, False
    if media == FORM:
        return _pairs(body.decode("utf-8", errors="replace")), False
    if media != JSON or not method.takes_json:
        raise Problem("invalid_post_type")
    return _object(body), True


def _pairs(text: str) -> dict[str, Any]:
    pairs = parse_qsl(text, keep_blank_values=True)
    read = dict(pairs)
    if len(read) != len(pairs):
        raise invalid_arguments("an argument is there twice")
    return dict(read)


def _object(body: bytes) -> dict[str, Any]:
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise Problem("invalid_json") from None
    if not isinstance(sent, dict):
        raise Problem("json_not_object")
    return sent


def _with_type(kinds: list[str], name: str, value: Any, *, is_json: bool) -> Any:
    """Return a value of one of its types; what came as JSON has its type already."""
    wanted = [kind for kind in kinds if kind not in ("null", "")] or ["string"]
    if is_json:
        if name in _AS_JSON and isinstance(value, list | dict):
            return json.dumps(value)
        if not _SCHEMAS.fits({"type": wanted}, value):
            raise ValueError(f"must provide a {' or '.join(wanted)}")
        return value
    read = (_of_text(kind, value) for kind in wanted)
    found = next((each for each in read if each is not None), None)
    if found is None:
        raise ValueError(f"must be a valid {' or '.join(wanted)}")
    return found


def _of_text(kind: str, text: str) -> Any:
    match kind:
        case "boolean":
            return _WORDS.get(text.lower())
        case "integer" | "number":
            return int(text) if text.isascii() and text.lstrip("-").isdigit() else None
        case "array":
            return text.split(",")
        case _:
            return text
