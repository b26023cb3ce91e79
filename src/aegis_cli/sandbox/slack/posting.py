"""Putting a message into a conversation, now or when the time of a scheduled one has come."""

from typing import Any

from aegis_cli.sandbox.slack.call import Call, note_rings
from aegis_cli.sandbox.slack.errors import Problem
from aegis_cli.sandbox.slack.world import DIRECT, Channel, Message, World


def require_postable(call: Call, channel: Channel) -> None:
    """Refuse a conversation in which the person cannot write."""
    world = call.world
    if channel.is_archived:
        raise Problem("is_archived")
    if world.me not in channel.members:
        raise Problem("not_in_channel")
    if channel.posters and world.me not in channel.posters:
        raise Problem("restricted_action_read_only_channel")
    others = [each for each in channel.members if each != world.me]
    if channel.kind == DIRECT and any(world.people[each].deleted for each in others):
        raise Problem("restricted_action")


def require_parent(call: Call, channel: Channel) -> str:
    """Return the message that is answered; "" if none is."""
    ts: str = call.args.get("thread_ts", "")
    parent = channel.message(ts)
    if ts and (parent is None or parent.is_reply):
        raise Problem("cannot_reply_to_message")
    return ts


def post(
    world: World,
    channel: Channel,
    message: Message,
    *,
    rung: list[dict[str, Any]],
    resolves_names: bool,
) -> None:
    """Add a message, to its thread too, and note whom it rings."""
    parent = channel.message(message.thread_ts) if message.thread_ts else None
    if parent is not None:
        parent.thread_ts = parent.ts
    channel.messages.append(message)
    note_rings(rung, world, channel, message, resolves_names=resolves_names)


def post_what_is_due(world: World, now: float, rung: list[dict[str, Any]]) -> None:
    """Post the scheduled messages whose time has come."""
    due = [each for each in world.scheduled.values() if each.post_at <= now]
    for each in sorted(due, key=lambda one: one.post_at):
        del world.scheduled[each.id]
        channel = world.channels[each.channel]
        if channel.is_archived or world.me not in channel.members:
            continue
        message = Message(
            ts=world.new_ts(each.post_at),
            user=world.me,
            text=each.text,
            thread_ts=each.thread_ts,
            blocks=each.blocks,
            is_broadcast=each.is_broadcast,
        )
        post(world, channel, message, rung=rung, resolves_names=each.resolves_names)
        channel.messages.sort(key=lambda one: one.ts)
