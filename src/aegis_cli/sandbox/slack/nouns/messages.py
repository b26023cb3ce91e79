"""Messages of a conversation: read, written, changed and deleted."""

from functools import partial
from typing import Any

from aegis_cli.sandbox.slack.call import Call, answers
from aegis_cli.sandbox.slack.errors import Problem, refuse
from aegis_cli.sandbox.slack.posting import new_message, note_rings, post
from aegis_cli.sandbox.slack.texts import LONGEST_EDIT, message_of
from aegis_cli.sandbox.slack.world import PUBLIC, Channel, Edited, Message, exact


@answers("conversations.history")
def history(call: Call) -> dict[str, Any]:
    """List what was written in a conversation, the newest first; replies stand in threads."""
    channel = call.channel()
    messages = [each for each in channel.messages if not each.is_reply or each.is_broadcast]
    counts = {"pin_count": len(channel.pins), "channel_actions_count": 0}
    page = _page(call, channel, _between(call, messages)[::-1])
    return {**page, "channel_actions_ts": None, **counts}


@answers("conversations.replies")
def replies(call: Call) -> dict[str, Any]:
    """List a message and its replies, the oldest first."""
    channel = call.channel()
    asked = channel.message(call.args["ts"])
    if asked is None:
        raise Problem("thread_not_found")
    parent = channel.message(asked.thread_ts) if asked.is_reply else asked
    thread = ([parent] if parent else []) + _between(call, channel.replies(asked.thread_ts))
    return _page(call, channel, thread, default=1000, most=1000)


def _page(call: Call, channel: Channel, messages: list[Message], **limits: int) -> dict[str, Any]:
    page = call.page("messages", messages, partial(call.shapes.message, channel), **limits)
    return {**page, "has_more": bool(page["response_metadata"]["next_cursor"])}


@answers("chat.getPermalink")
def permalink(call: Call) -> dict[str, Any]:
    """Say where people see a message."""
    channel = call.channel()
    message = call.message(channel, name="message_ts")
    return {"channel": channel.id, "permalink": call.shapes.permalink(channel, message)}


@answers("chat.postMessage")
def post_message(call: Call) -> dict[str, Any]:
    """Write a message."""
    channel = _named_or_id(call)
    message = new_message(call, channel, cuts=True)
    post(call.world, channel, message, call.now)
    return _answer_with(call, channel, message)


@answers("chat.update")
def update_message(call: Call) -> dict[str, Any]:
    """Change a message of the person's own."""
    world, channel = call.world, call.channel()
    message = call.message(channel)
    is_open = world.me in channel.members and not channel.is_archived
    refuse(
        cant_update_message=message.user != world.me or message.subtype or not is_open,
        edit_window_closed=message.is_final,
    )
    new = message_of(call, longest=LONGEST_EDIT)
    message.text, message.blocks = new.text, new.blocks
    message.resolves_names = new.resolves_names
    message.edited = Edited(world.me, world.new_ts(call.now))
    note_rings(world, channel, message)
    return {**_answer_with(call, channel, message), "text": message.text}


def _answer_with(call: Call, channel: Channel, message: Message) -> dict[str, Any]:
    shown = call.shapes.message(channel, message)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


@answers("chat.delete")
def delete_message(call: Call) -> dict[str, Any]:
    """Delete a message of the person's own; one with replies leaves an empty place."""
    world, channel = call.world, call.channel()
    message = call.message(channel)
    is_own = message.user == world.me and not message.subtype
    refuse(cant_delete_message=not is_own or channel.is_archived)
    channel.pins.pop(message.ts, None)
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
    oldest, latest = call.span()
    ends = {oldest, latest} if call.args.get("inclusive") else set()
    times = {each.ts: exact(each.ts) for each in messages}
    return [each for each in messages if oldest < times[each.ts] < latest or times[each.ts] in ends]
