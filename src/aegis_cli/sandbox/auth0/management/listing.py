"""One page of a list, as the Management API answers it."""

from collections.abc import Mapping
from typing import Any

from aegis_cli.sandbox.auth0.management.errors import invalid_query

_MOST_PER_PAGE = 100


def page_of(
    resources: list[dict[str, Any]], key: str, query: Mapping[str, str], *, wrapped: bool
) -> Any:
    """Return the page that a query asks for; with totals around it if `wrapped`."""
    try:
        page, size = int(query.get("page", "0")), int(query.get("per_page", "50"))
    except ValueError:
        page, size = -1, 0
    if page < 0 or not 1 <= size <= _MOST_PER_PAGE:
        raise invalid_query("page", "per_page")
    start = page * size
    selected = resources[start : start + size]
    if not wrapped:
        return selected
    return {"start": start, "limit": size, "total": len(resources), key: selected}
