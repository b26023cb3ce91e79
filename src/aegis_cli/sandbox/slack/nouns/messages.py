"""Messages of a conversation: read, written, changed and deleted."""

import re
from typing import Any

from aegis_cli.sandbox.slack import shapes
from aegis_cli.sandbox.slack.call import Call, answers, note_rings
from aegis_cli.sandbox.slack.errors import Problem
from aegis_cli.sandbox.slack.posting import post, require_parent, require_postable
from aegis_cli.sandbox.slack.texts import LONGEST, LONGEST_EDIT, text_of
from aegis_cli.sandbox.slack.world import PUBLIC, Channel, Edited, Message

_TS = re.compile(r"[0-9]{1,10}(\.[0-9]{1,6})?")


@answers("conversations.history")
def history(call: Call) -> dict[str, Any]:
    """List what was written in a conversation, the newest first; replies stand in threads."""
    channel = call.channel()
    messages = [each for each in channel.messages if not each.is_reply or each.is_broadcast]
    found, following = call.page(_between(call, messages)[::-1], default=100)
    counts = {"pin_count": len(channel.pins), "channel_actions_count": 0}
    return {**_page(call, channel, found, following), "channel_actions_ts": None, **counts}


@answers("conversations.replies")
def replies(call: Call) -> dict[str, Any]:
    """List a message and its replies, the oldest first."""
    channel = call.channel()
    asked = channel.message(call.args["ts"])
    if asked is None:
        raise Problem("thread_not_found")
    parent = channel.message(asked.thread_ts) if asked.is_reply else asked
    thread = ([parent] if parent else []) + _between(call, channel.replies(asked.thread_ts))
    found, following = call.page(thread, default=1000, most=1000)
    return _page(call, channel, found, following)


def _page(
    call: Call, channel: Channel, found: list[Message], following: dict[str, Any]
) -> dict[str, Any]:
    has_more = bool(following["response_metadata"]["next_cursor"])
    shown = [shapes.message(call.world, channel, each) for each in found]
    return {"messages": shown, "has_more": has_more, **following}


@answers("chat.getPermalink")
def permalink(call: Call) -> dict[str, Any]:
    """Say where people see a message."""
    channel = call.channel()
    message = call.message(channel, name="message_ts")
    return {"channel": channel.id, "permalink": shapes.permalink(call.world, channel, message)}


@answers("chat.postMessage")
def post_message(call: Call) -> dict[str, Any]:
    """Write a message."""
    world, channel = call.world, _named_or_id(call)
    says = text_of(call, longest=LONGEST, cuts=True)
    require_postable(call, channel)
    message = Message(
        ts=world.new_ts(call.now),
        user=world.me,
        text=says.text,
        thread_ts=require_parent(call, channel),
        blocks=says.blocks,
        is_broadcast=call.args.get("reply_broadcast", False),
    )
    post(world, channel, message, rung=call.rung, resolves_names=says.resolves_names)
    shown = shapes.message(world, channel, message)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


@answers("chat.update")
def update_message(call: Call) -> dict[str, Any]:
    """Change a message of the person's own."""
    world, channel = call.world, call.channel()
    message = call.message(channel, name="ts")
    if message.user != world.me or message.subtype:
        raise Problem("cant_update_message")
    if message.is_final:
        raise Problem("edit_window_closed")
    if channel.is_archived or world.me not in channel.members:
        raise Problem("cant_update_message")
    says = text_of(call, longest=LONGEST_EDIT)
    message.text, message.blocks = says.text, says.blocks
    message.edited = Edited(world.me, world.new_ts(call.now))
    note_rings(call.rung, world, channel, message, resolves_names=says.resolves_names)
    shown = shapes.message(world, channel, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


@answers("chat.delete")
def delete_message(call: Call) -> dict[str, Any]:
    """Delete a message of the person's own; one with replies leaves an empty place."""
    world, channel = call.world, call.channel()
    message = call.message(channel, name="ts")
    if message.user != world.me or message.subtype or channel.is_archived:
        raise Problem("cant_delete_message")
    channel.pins = [each for each in channel.pins if each.ts != message.ts]
    if channel.replies(message.ts):
        message.subtype, message.user = "tombstone", "USLACKBOT"
        message.text, message.blocks, message.edited = "This message was deleted.", "", None
        message.reactions = {}
    else:
        channel.messages.remove(message)
    parent = channel.message(message.thread_ts)
    if parent is not None and not channel.replies(parent.ts):
        parent.thread_ts = ""
    return {"channel": channel.id, "ts": message.ts}


def _named_or_id(call: Call) -> Channel:
    """Return a conversation by its id or, if it is public, by its name."""
    asked = call.args["channel"]
    name = asked.removeprefix("#")
    for each in call.world.channels.values():
        if each.kind == PUBLIC and each.name == name:
            return each
    return call.channel()


def _between(call: Call, messages: list[Message]) -> list[Message]:
    """Return the messages of a span of time; `inclusive` is about both of its ends."""
    for name in ("oldest", "latest"):
        if call.args.get(name) and not _TS.fullmatch(call.args[name]):
            raise Problem(f"invalid_ts_{name}")
    oldest, latest = call.args.get("oldest") or "0", call.args.get("latest") or "9999999999"
    ends = {_exact(oldest), _exact(latest)} if call.args.get("inclusive") else set()
    return [
        each
        for each in messages
        if _exact(oldest) < _exact(each.ts) < _exact(latest) or _exact(each.ts) in ends
    ]


def _exact(ts: str) -> tuple[int, int]:
    """Return what a `ts` says, without the rounding of a float."""
    seconds, _, rest = ts.partition(".")
    return int(seconds), int(rest.ljust(6, "0") or 0)
