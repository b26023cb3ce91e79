"""Objects of GraphQL from those of REST, and lists of them, of which a field shows one page."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.api.shapes import simple_user
from aegis_cli.sandbox.github.world.person import Person

Fields: TypeAlias = dict[str, Any]

_MOST = 100
_NAMES = {
    "node_id": "id",
    "id": "databaseId",
    "html_url": "url",
    "url": "resourceUrl",
    "user": "author",
    "full_name": "nameWithOwner",
    "draft": "isDraft",
    "private": "isPrivate",
    "fork": "isFork",
    "archived": "isArchived",
    "has_issues": "hasIssuesEnabled",
    "has_wiki": "hasWikiEnabled",
    "has_projects": "hasProjectsEnabled",
    "forks_count": "forkCount",
    "homepage": "homepageUrl",
    "prerelease": "isPrerelease",
    "default": "isDefault",
    "mergeable_state": "mergeStateStatus",
}
"""The names in GraphQL that REST has otherwise."""


def connection(name: str, things: Sequence[Any]) -> Callable[..., Fields]:
    """Return a field that shows one page of objects."""

    def page(
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        orderBy: Fields | None = None,  # noqa: N803  # GraphQL's name
    ) -> Fields:
        size = _size(name, first, last)
        shown = things if orderBy is None else _in_order(things, **orderBy)
        cursors = [b64encode(f"cursor:{at}".encode()).decode() for at in range(len(shown) + 1)]
        if after is not None and after not in cursors:
            message = f"`{after}` does not appear to be a valid cursor."
            raise errors.Refusal(422, message, type="INVALID_CURSOR_ARGUMENTS")
        start = cursors.index(after) if after else 0
        start = max(start, len(shown) - size) if first is None else start
        end = min(start + size, len(shown))
        return {
            "__typename": f"{name[:1].upper()}{name[1:]}Connection",
            "totalCount": len(shown),
            "nodes": list(shown[start:end]),
            "pageInfo": {
                "__typename": "PageInfo",
                "hasNextPage": end < len(shown),
                "endCursor": cursors[end] if end > start else None,
            },
        }

    return page


def _size(name: str, first: int | None, last: int | None) -> int:
    """Return how many objects a page has at most, or refuse what GitHub refuses."""
    told, word = f"`{name}` connection", "last" if first is None else "first"
    size = last if first is None else first
    if size is None:
        message = f"You must provide a `first` or `last` value to properly paginate the {told}."
        raise errors.Refusal(422, message, type="MISSING_PAGINATION_BOUNDARIES")
    if not 0 <= size <= _MOST:
        limit = f"exceeds the `{word}` limit of {_MOST} records."
        message = f"Requesting {size} records on the {told} {limit}"
        raise errors.Refusal(422, message, type="EXCESSIVE_PAGINATION")
    return size


def _in_order(things: Sequence[Fields], field: str, direction: str) -> list[Fields]:
    """Sort objects by a field that is named as `CREATED_AT`."""
    first, *others = field.lower().split("_")
    key = first + "".join(map(str.title, others))
    return sorted(things, key=lambda each: str(each.get(key)), reverse=direction == "DESC")


def as_graphql(call: Call, kind: str, data: Fields | Person) -> Fields:
    """Return an object of GraphQL from what REST says of it: names as GraphQL writes them."""
    data = simple_user(call.base, data) if isinstance(data, Person) else data
    fields: Fields = {"__typename": kind}
    for key, value in data.items():
        first, *others = key.split("_")
        name = _NAMES.get(key) or first + "".join(map(str.title, others))
        fields[name] = _nest(call, name, value)
    return fields


def _nest(call: Call, name: str, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return connection(name, [_nest(call, name, one) for one in value])
    if isinstance(value, Person):
        return as_graphql(call, value.kind, value)
    return (
        as_graphql(call, str(value.get("type", name)), value) if isinstance(value, dict) else value
    )
