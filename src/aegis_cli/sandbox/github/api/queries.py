"""Query parameters as GitHub reads them: choices, and lists in pages with `Link` headers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from math import ceil
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlencode

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.world.world import Repo

_T = TypeVar("_T")
_PER_PAGE = 30
_MOST_PER_PAGE = 100
_TOO_MANY_DIGITS = 10


def choice(call: Call, name: str, *, resource: str = "Issue", default: str = "") -> str:
    """Read a parameter that has a fixed set of values, which GitHub describes."""
    schema = call.operation.query[name]
    value = call.query.get(name, "") or default or str(schema["default"])
    if value not in schema["enum"]:
        raise errors.invalid_field(resource, name, "invalid", value=value)
    return value


def sort(
    call: Call,
    items: Iterable[_T],
    keys: Mapping[str, Callable[[_T], Any]],
    *,
    resource: str = "Issue",
    directions: Mapping[str, str] = MappingProxyType({}),
) -> list[_T]:
    """Sort as `sort` and `direction` say; `directions` has what the latter is if it is left out."""
    sort = choice(call, "sort", resource=resource)
    default = directions.get(sort, directions.get("", ""))
    direction = choice(call, "direction", resource=resource, default=default)
    return sorted(items, key=keys[sort], reverse=direction == "desc")


def page_of(
    call: Call, items: Sequence[_T], shape: Callable[[_T], Any] = lambda each: each
) -> Reply:
    """Answer with one page of `items`, and with links to the others."""
    url = call.url(call.repo) if call.operation.in_repo else f"{call.base}{call.path}"
    per_page = min(_number(call.query, "per_page", _PER_PAGE), _MOST_PER_PAGE)
    page = _number(call.query, "page", 1)
    last = max(1, ceil(len(items) / per_page))
    link = _links(call.query, url, page=page, last=last)
    start = (page - 1) * per_page
    data = [shape(item) for item in items[start : start + per_page]]
    return Reply(data, headers={"Link": link} if link else {})


def list_page(call: Call, items: Sequence[_T], shape: Callable[[Call, Repo, _T], Any]) -> Reply:
    """Answer with one page of what a repository has."""
    return page_of(call, items, partial(shape, call, call.repo))


def page_with_total(
    call: Call, items: Sequence[_T], shape: Callable[[_T], dict[str, Any]], *, key: str
) -> Reply:
    """Answer with one page of `items` under a key, and with the number of all of them."""
    page = page_of(call, items, shape)
    return Reply({"total_count": len(items), key: page.data}, headers=page.headers)


def _links(query: Mapping[str, str], url: str, *, page: int, last: int) -> str:
    before = {"prev": page - 1} if page > 1 else {}
    after = {"next": page + 1, "last": last} if page < last else {}
    first = {"first": 1} if page > 1 else {}
    pages = {**before, **after, **first}
    return ", ".join(
        f'<{url}?{urlencode({**query, "page": number})}>; rel="{rel}"'
        for rel, number in pages.items()
    )


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    # GitHub uses the default here for a value that is not a number.
    value = query.get(name, "")
    is_number = value.isascii() and value.isdigit() and len(value) < _TOO_MANY_DIGITS
    return int(value) or default if is_number else default
