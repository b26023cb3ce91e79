"""Putting a message into a conversation, now or when the time of a scheduled one has come."""

from aegis_cli.sandbox.slack.call import Call
from aegis_cli.sandbox.slack.errors import refuse
from aegis_cli.sandbox.slack.mentions import rings
from aegis_cli.sandbox.slack.texts import message_of
from aegis_cli.sandbox.slack.world import DIRECT, Channel, Message, World


def new_message(call: Call, channel: Channel, *, cuts: bool = False) -> Message:
    """Return the message that a call sends to a conversation, or refuse it."""
    world, message = call.world, message_of(call, cuts=cuts)
    message.thread_ts = call.args.get("thread_ts", "")
    parent = channel.message(message.thread_ts)
    is_parent = parent is not None and not parent.is_reply
    has_left = any(world.people[each].deleted for each in channel.members)
    refuse(
        is_archived=channel.is_archived,
        not_in_channel=world.me not in channel.members,
        restricted_action_read_only_channel=channel.posters and world.me not in channel.posters,
        restricted_action=channel.kind == DIRECT and has_left,
        cannot_reply_to_message=message.thread_ts and not is_parent,
    )
    return message


def post(world: World, channel: Channel, message: Message, now: float) -> None:
    """Add a message, to its thread too, and note whom it rings."""
    message.ts = world.new_ts(now)
    parent = channel.message(message.thread_ts)
    if parent is not None:
        parent.thread_ts = parent.ts
    channel.messages.append(message)
    note_rings(world, channel, message)


def note_rings(world: World, channel: Channel, message: Message) -> None:
    """Note whom a message rings that was posted or changed."""
    names = {each.name: each.id for each in world.people.values()}
    who = rings(message.text, names=names if message.resolves_names else None)
    who += rings(message.blocks)
    world.rung.append({"channel": channel.id, "ts": message.ts, "text": message.text, "rings": who})


def post_what_is_due(world: World, now: float) -> None:
    """Post the scheduled messages whose time has come."""
    due = [each for each in world.scheduled.values() if each.post_at <= now]
    for each in sorted(due, key=lambda one: one.post_at):
        del world.scheduled[each.id]
        channel = world.channels[each.channel]
        if not channel.is_archived and world.me in channel.members:
            post(world, channel, each.message, each.post_at)
            channel.messages.sort(key=lambda one: one.ts)
