"""GitHub's GraphQL API: requests of fixed documents, of which only the variables vary.

Its errors come in a 200. Each becomes the answer that the REST API gives for the same, so that it
is waited for, explained and reported as one.
Source: docs.github.com/graphql/guides and the errors of github.com/octokit/graphql.js.
"""

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.results.templates import pick
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.providers.github.graphql_documents import GRAPHQL, documents
from aegis_cli.providers.github.provider import PER_PAGE
from aegis_cli.providers.github.rest import body_of

_OK = 200
_STATUSES = {
    "NOT_FOUND": 404,
    "FORBIDDEN": 403,
    "INSUFFICIENT_SCOPES": 403,
    "STALE_DATA": 409,
    "UNPROCESSABLE": 422,
    "RATE_LIMIT": 429,
    "RATE_LIMITED": 429,
}
_UNKNOWN = 500
_INVALID = 422


def request(action: Action[Any], document: str, base: str) -> Request:
    """Build the request of a document; for a list, that of the first page."""
    text = documents()[document]
    variables = action.body_values()
    repo = variables.pop("repo", None)
    if repo is not None and "$owner:" in text:
        variables["owner"], _, variables["name"] = repo.partition("/")
    if action.most is not None:
        variables["first"] = min(action.most, PER_PAGE)
    return Request("POST", base, GRAPHQL, body=_body(text, variables))


def after(request: Request, cursor: str) -> Request:
    """Return the request for the page after a cursor."""
    body = json.loads(request.body or b"")
    return replace(request, body=_body(body["query"], body["variables"] | {"after": cursor}))


def _body(document: str, variables: dict[str, Any]) -> bytes:
    return json.dumps({"query": document, "variables": variables}, ensure_ascii=False).encode()


def cursor_of(request: Request) -> str | None:
    """Return the cursor after which a request asks for a page; `None` for the first."""
    with suppress(ValueError, TypeError, KeyError, AttributeError):
        cursor = json.loads(request.body or b"")["variables"].get("after")
        return cursor if isinstance(cursor, str) else None
    return None


def next_cursor(action: Action[Any], response: Response) -> str | None:
    """Return the cursor of the next page of a connection; `None` if there is none."""
    page = pick(body_of(response), action.facts.envelope.removesuffix("nodes") + "pageInfo")
    cursor = pick(page, "endCursor")
    return cursor if pick(page, "hasNextPage") is True and isinstance(cursor, str) else None


def did_a_part(response: Response) -> bool:
    """Tell whether an answer has errors beside a result, so that a mutation was done all the same.

    What was done is in `data` under the mutation's name; if it failed, that is null.
    """
    data = body_of(response).get("data")
    return bool(_errors(response)) and isinstance(data, dict) and any(data.values())


def as_rest(answer: Response | Unreachable) -> Response | Unreachable:
    """Return what the REST API would answer: errors in a 200 have a status of their own."""
    errors = [] if isinstance(answer, Unreachable) else _errors(answer)
    if isinstance(answer, Unreachable) or not errors:
        return answer
    first = errors[0] if isinstance(errors[0], dict) else {}
    # A document or a variable that does not fit the schema has a code instead of a type.
    other = _INVALID if pick(first, "extensions.code") else _UNKNOWN
    messages = [str(one["message"]) for one in errors if isinstance(one, dict) and "message" in one]
    body = json.dumps({"message": "; ".join(messages)}).encode()
    return replace(answer, status=_STATUSES.get(str(first.get("type")), other), body=body)


def _errors(response: Response) -> list[Any]:
    errors = body_of(response).get("errors") if response.status == _OK else None
    return errors if isinstance(errors, list) else []
