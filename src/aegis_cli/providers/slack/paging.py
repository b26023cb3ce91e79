"""The pages of Slack's lists: a cursor in each answer leads to the next; pure.

Source: docs.slack.dev/apis/web-api/pagination.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from aegis_cli.core.http import Request


def next_cursor(body: Mapping[str, Any]) -> str:
    """Return the cursor of the page after this one; "" if it was the last.

    A page may be empty and not the last.
    """
    beside = body.get("response_metadata")
    cursor = beside.get("next_cursor") if isinstance(beside, dict) else None
    return cursor if isinstance(cursor, str) else ""


def after(request: Request, cursor: str) -> Request:
    """Return the request for the page at a cursor."""
    if request.is_read:
        others = tuple(pair for pair in request.query if pair[0] != "cursor")
        return replace(request, query=(*others, ("cursor", cursor)))
    body = json.loads(request.body or b"{}") | {"cursor": cursor}
    return replace(request, body=json.dumps(body, ensure_ascii=False).encode())


def cursor_of(request: Request) -> str:
    """Return the cursor that a request has; "" if it has none."""
    found: Any = dict(request.query).get("cursor", "")
    if request.body is not None:
        with suppress(ValueError, AttributeError):
            found = json.loads(request.body).get("cursor", "")
    return found if isinstance(found, str) else ""
