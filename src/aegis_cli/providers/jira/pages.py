"""The pages of a list, which Jira asks for by a token or by a number; pure."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from aegis_cli.core.http import Request
from aegis_cli.errors import Code, Failed

TOKEN = "nextPageToken"  # noqa: S105  # a parameter's name
_START = "startAt"
_BY_TOKEN = "/search/jql"  # noqa: S105  # a path


@dataclass(frozen=True, slots=True)
class JiraPage:
    """One page of a list."""

    items: list[dict[str, Any]]
    token: str = ""
    """What asks for the next one; "" where it has none."""
    is_last: bool | None = None
    """Whether Jira says that it is the last one; `None` if it does not say."""
    total: int | None = None
    """How many items there are on all pages, if Jira says so."""


def page_of(items: list[dict[str, Any]], body: Any) -> JiraPage:
    """Read a page off an answer; what has another form than documented says nothing."""
    beside = body if isinstance(body, dict) else {}
    token, is_last, total = beside.get(TOKEN), beside.get("isLast"), beside.get("total")
    is_number = isinstance(total, int) and not isinstance(total, bool)
    return JiraPage(
        items,
        token if isinstance(token, str) else "",
        is_last if isinstance(is_last, bool) else None,
        total if is_number else None,
    )


def page_after(request: Request, page: JiraPage, at: int, seen: Collection[str]) -> Request | None:
    """Return the request for the page after one; `None` if that is the last.

    `at` is how many items came so far. An empty page is the last, whatever it says.
    Raises `Failed` for a token that was used before: some sites go round in circles, and what was
    read is not all there is.
    """
    if not page.items or page.is_last is True:
        return None
    if page.token in {*seen} - {""}:
        raise Failed(
            "Jira's pages go round in circles, so that the list has no end.",
            code=Code.PROTOCOL,
            hint="Ask for less of it with a limit, or for another part.",
        )
    if page.token:
        return _with(request, TOKEN, page.token)
    is_more = page.is_last is False or (page.total is not None and page.total > at)
    has_numbers = not request.path.endswith(_BY_TOKEN)
    return _with(request, _START, str(at)) if is_more and has_numbers else None


def _with(request: Request, name: str, value: str) -> Request:
    kept = tuple(pair for pair in request.query if pair[0] != name)
    return replace(request, query=(*kept, (name, value)))
