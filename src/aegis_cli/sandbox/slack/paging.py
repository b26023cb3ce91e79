"""Pages: so many things at a time, and a cursor that says where the next page begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, TypeVar

from aegis_cli.sandbox.slack.errors import Problem, invalid_arguments

T = TypeVar("T")

MOST = 999
"""The most things of a page, where a method says nothing else."""


def page(
    things: Sequence[T],
    args: dict[str, Any],
    *,
    default: int,
    errors: frozenset[str],
    most: int,
) -> tuple[Sequence[T], str]:
    """Return one page, and the cursor of the next; "" after the last."""
    limit = args.get("limit", default)
    if not 1 <= limit <= most or limit != int(limit):
        if "invalid_limit" in errors:
            raise Problem("invalid_limit")
        raise invalid_arguments(f"limit must be 1 to {most} [json-pointer:/limit]")
    first = _read(args["cursor"]) if args.get("cursor") else 0
    last = first + int(limit)
    return things[first:last], _cursor(last) if last < len(things) else ""


def _cursor(at: int) -> str:
    # Of a length that ends in `=`, as Slack's own end, so that nobody forgets to encode it.
    return urlsafe_b64encode(f"next:{at:05d}".encode()).decode()


def _read(cursor: str) -> int:
    try:
        word, _, number = urlsafe_b64decode(cursor.encode()).decode().partition(":")
        if word == "next":
            return int(number)
    except ValueError:
        pass
    raise Problem("invalid_cursor")
