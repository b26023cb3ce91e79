"""The pages of a list, which Jira asks for by a token or by a number; pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aegis_cli.core.http import Request
from aegis_cli.providers.api import ListPage

TOKEN = "nextPageToken"  # noqa: S105  # a parameter's name
_START = "startAt"
_BY_TOKEN = "/search/jql"  # noqa: S105  # a path


def page_of(request: Request, items: list[dict[str, Any]], body: Any) -> ListPage:
    """Read a page off an answer; what has another form than documented says nothing."""
    beside: Mapping[str, Any] = body if isinstance(body, dict) else {}
    told = beside.get("total")
    total = told if isinstance(told, int) and not isinstance(told, bool) else None
    return ListPage(items, _following(request, len(items), beside, total), total)


def _following(
    request: Request, length: int, beside: Mapping[str, Any], total: int | None
) -> Request | None:
    """Return the request for the page after one; `None` if that is the last.

    An empty page is the last, whatever it says.
    """
    token, is_last = beside.get(TOKEN), beside.get("isLast")
    if not length or is_last is True:
        return None
    if token and isinstance(token, str):
        return _with(request, TOKEN, token)
    at = int(dict(request.query).get(_START, "0")) + length
    is_more = is_last is False or (total is not None and total > at)
    has_numbers = not request.path.endswith(_BY_TOKEN)
    return _with(request, _START, str(at)) if is_more and has_numbers else None


def _with(request: Request, name: str, value: str) -> Request:
    kept = tuple(pair for pair in request.query if pair[0] != name)
    return replace(request, query=(*kept, (name, value)))
