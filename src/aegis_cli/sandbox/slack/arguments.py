"""The arguments of a call: of a query, a form or a JSON object, held to their schema.

Slack itself ignores what it does not know; here that is an error, so that a test sees it.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from aegis_cli.sandbox.engine.headers import media_type
from aegis_cli.sandbox.engine.schemas import Schemas, Wrong
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
_MESSAGES = {
    "additionalProperties": "unknown argument: {name}",
    "required": "missing required field: {name}",
    "type": "must provide a {kinds} [json-pointer:/{name}]",
}


async def arguments(request: Request, method: Method) -> dict[str, Any]:
    """Return the arguments of a call, or refuse it."""
    sent = await _read_values(request, method)
    given = {name: value for name, value in sent.items() if _is_there(name, value, method)}
    wrong = [*_SCHEMAS.problems(method.schema, given)]
    for each in wrong:
        own = _OWN_ERRORS.get((method.name, str(each.where[0])))
        if each.rule == "required" and own:
            raise Problem(own)
    if wrong:
        raise invalid_arguments(*map(_message, wrong))
    return given


def _is_there(name: str, value: Any, method: Method) -> bool:
    # An empty topic takes the topic away.
    is_empty = value == "" and name in method.schema["required"] and name != "topic"
    return value is not None and not is_empty


def _message(wrong: Wrong) -> str:
    (name,) = wrong.where
    return _MESSAGES[wrong.rule].format(name=name, kinds=" or ".join(wrong.limit or ()))


async def _read_values(request: Request, method: Method) -> dict[str, Any]:
    """Return what was sent: JSON has types of its own, and other text is read by its type."""
    query = _pairs(request.url.query, method)
    media, body = media_type(request), await request.body()
    if request.method == "GET":
        if method.writes:
            raise invalid_arguments(f"{method.name} writes: send it by POST")
        return query
    if query:
        raise invalid_arguments("arguments of a POST are in its body, not in its query")
    if body and not media:
        raise Problem("missing_post_type")
    if media in ("", FORM):
        return _pairs(body.decode("utf-8", errors="replace"), method)
    if media != JSON or not method.takes_json:
        raise Problem("invalid_post_type")
    return _object(body)


def _pairs(text: str, method: Method) -> dict[str, Any]:
    pairs = parse_qsl(text, keep_blank_values=True)
    if len(dict(pairs)) != len(pairs):
        raise invalid_arguments("an argument is there twice")
    known = method.schema["properties"]
    return {name: _value_of(value, known.get(name, {})) for name, value in pairs}


def _object(body: bytes) -> dict[str, Any]:
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise Problem("invalid_json") from None
    if not isinstance(sent, dict):
        raise Problem("json_not_object")
    as_text = {name for name in _AS_JSON & sent.keys() if isinstance(sent[name], list | dict)}
    return {**sent, **{name: json.dumps(sent[name]) for name in as_text}}


def _value_of(text: str, schema: Mapping[str, Any]) -> Any:
    """Return what a text says as the first type of a schema that it fits; else the text."""
    read = (_of_kind(kind, text) for kind in _SCHEMAS.kinds(schema))
    return next((each for each in read if each is not None), text)


def _of_kind(kind: str, text: str) -> Any:
    match kind:
        case "boolean":
            return _WORDS.get(text.lower())
        case "integer" | "number":
            return int(text) if text.isascii() and text.lstrip("-").isdigit() else None
        case "array":
            return text.split(",")
        case _:
            return text
