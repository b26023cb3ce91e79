"""Search by words: what somebody looks for, and the conversations and times to which it is kept."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from operator import eq, gt, lt
from typing import Any, TypeAlias

from aegis_cli.sandbox.engine.cursors import cursor, place
from aegis_cli.sandbox.engine.schemas import is_iso
from aegis_cli.sandbox.slack.call import Call, answers
from aegis_cli.sandbox.slack.errors import invalid_arguments, refuse
from aegis_cli.sandbox.slack.shapes import Shapes
from aegis_cli.sandbox.slack.world import DIRECT, GROUP, PRIVATE, Channel, Message, World

_Test: TypeAlias = Callable[[Channel, Message], bool]
_Modifier: TypeAlias = Callable[[World, str, Channel, Message], bool]

_PART = re.compile(r'-?(?:[a-z]+:)?"[^"]*"|\S+')
_MOST = 100
_PAGE = "page"
_SORTS = ("score", "timestamp")
_DIRECTIONS = ("desc", "asc")


@answers("search.messages")
def search_messages(call: Call) -> dict[str, Any]:
    """Search the messages that the person can see."""
    args = call.args
    refuse(no_query=not args["query"].strip())
    if args.get("sort", "score") not in _SORTS or args.get("sort_dir", "desc") not in _DIRECTIONS:
        raise invalid_arguments("sort is score or timestamp, sort_dir is desc or asc")
    tests = [_test(call.world, part) for part in _PART.findall(args["query"])]
    found = [
        (channel, message)
        for channel in call.world.channels.values()
        if call.world.sees(channel)
        for message in channel.messages
        if not message.subtype and all(test(channel, message) for test in tests)
    ]
    found.sort(key=lambda each: each[1].ts, reverse=args.get("sort_dir", "desc") == "desc")
    messages, next_cursor = _page(call, found)
    following = {"response_metadata": {"next_cursor": next_cursor}} if "cursor" in args else {}
    return {"query": args["query"], "messages": messages, **following}


def _page(call: Call, found: list[tuple[Channel, Message]]) -> tuple[dict[str, Any], str]:
    """Return a page, and the cursor of the next; "" after the last."""
    args, total = call.args, len(found)
    count, page = args.get("count", 20), args.get("page", 1)
    if not 1 <= count <= _MOST or not 1 <= page <= _MOST:
        raise invalid_arguments(f"count and page are 1 to {_MOST}")
    if "cursor" in args:
        page = _page_of(args["cursor"])
    pages = -(-total // count)
    first = (page - 1) * count
    shown = found[first : first + count]
    answer: dict[str, Any] = {
        "total": total,
        "pagination": {
            "total_count": total,
            "page": page,
            "per_page": count,
            "page_count": pages,
            "first": min(first + 1, total),
            "last": min(first + count, total),
        },
        "paging": {"count": count, "total": total, "page": page, "pages": pages},
        "matches": [_match(call.shapes, *each) for each in shown],
    }
    return answer, cursor(_PAGE, page + 1) if page < pages else ""


def _page_of(text: str) -> int:
    try:
        return 1 if text == "*" else place(_PAGE, text)
    except ValueError:
        raise invalid_arguments("cursor is * or one that was given") from None


def _match(shapes: Shapes, channel: Channel, message: Message) -> dict[str, Any]:
    return {
        "iid": f"{channel.id}-{message.ts}",
        "team": shapes.world.team_id,
        "channel": {
            "id": channel.id,
            "name": channel.name or shapes.other(channel),
            "is_channel": channel.kind not in (DIRECT, GROUP),
            "is_private": channel.kind == PRIVATE,
            "is_im": channel.kind == DIRECT,
            "is_mpim": channel.kind == GROUP,
        },
        "type": "im" if channel.kind == DIRECT else "message",
        "user": message.user,
        "username": shapes.world.people[message.user].name,
        "ts": message.ts,
        "text": message.text,
        "permalink": shapes.permalink(channel, message),
    }


def _test(world: World, part: str) -> _Test:
    """Return what one part of a query asks of a message."""
    if part.startswith("-") and len(part) > 1:
        inner = _test(world, part[1:])
        return lambda channel, message: not inner(channel, message)
    name, _, value = part.partition(":")
    if ":" in part and name in _MODIFIERS:
        return partial(_MODIFIERS[name], world, value.strip('"'))
    if part.startswith('"'):
        return lambda _, message: part.strip('"').casefold() in message.text.casefold()
    return _of_word(part)


def _is_in(_: World, value: str, channel: Channel, __: Message) -> bool:
    place = value.lstrip("#").strip("<>").lstrip("#").partition("|")[0]
    return place in (channel.id, channel.name)


def _is_from(world: World, value: str, _: Channel, message: Message) -> bool:
    who = value.strip("<>").lstrip("@").partition("|")[0]
    who = world.me if who == "me" else who
    return who in (message.user, world.people[message.user].name)


def _is(_: World, value: str, __: Channel, message: Message) -> bool:
    return value == "thread" and bool(message.thread_ts)


def _has(_: World, value: str, channel: Channel, message: Message) -> bool:
    return message.ts in channel.pins if value == "pin" else value.strip(":") in message.reactions


def _is_day(
    holds: Callable[[date, date], bool], _: World, value: str, __: Channel, message: Message
) -> bool:
    """Compare the day of a message with the one that is said."""
    written = datetime.fromtimestamp(float(message.ts), UTC).date()
    return is_iso(date, value) and holds(written, date.fromisoformat(value))


_MODIFIERS: Mapping[str, _Modifier] = {
    "in": _is_in,
    "from": _is_from,
    "is": _is,
    "has": _has,
    "before": partial(_is_day, lt),
    "after": partial(_is_day, gt),
    "on": partial(_is_day, eq),
}
"""What stands before a colon; anything else is a word."""


def _of_word(part: str) -> _Test:
    """Match whole words; `ship*` matches their beginnings."""
    stem = part.rstrip("*").casefold()
    end = "" if part.endswith("*") else r"(?!\w)"
    pattern = re.compile(rf"(?<!\w){re.escape(stem)}{end}")
    return lambda _, message: pattern.search(message.text.casefold()) is not None
