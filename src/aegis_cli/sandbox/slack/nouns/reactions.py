"""Reactions to messages, and the messages that a conversation has pinned."""

import re
from typing import Any

from aegis_cli.sandbox.slack import shapes
from aegis_cli.sandbox.slack.call import Call, answers
from aegis_cli.sandbox.slack.errors import Problem
from aegis_cli.sandbox.slack.world import Channel, Message, Pin

_TS = re.compile(r"[0-9]{10}\.[0-9]{6}")
_MOST_OF_ONE_PERSON = 23
_MOST_PINS = 100


@answers("reactions.add")
def add_reaction(call: Call) -> dict[str, Any]:
    """React to a message."""
    channel, message, me = *_item(call), call.world.me
    if channel.is_archived:
        raise Problem("is_archived")
    name = call.args["name"]
    if name.partition("::skin-tone-")[0] not in call.world.emoji:
        raise Problem("invalid_name")
    if message.subtype == "tombstone":
        raise Problem("not_reactable")
    if me in message.reactions.get(name, ()):
        raise Problem("already_reacted")
    if sum(me in users for users in message.reactions.values()) >= _MOST_OF_ONE_PERSON:
        raise Problem("too_many_reactions")
    message.reactions.setdefault(name, []).append(me)
    return {}


@answers("reactions.remove")
def remove_reaction(call: Call) -> dict[str, Any]:
    """Take a reaction of the person's own back."""
    _, message, me = *_item(call), call.world.me
    name = call.args["name"]
    users = message.reactions.get(name, [])
    if me not in users:
        raise Problem("no_reaction")
    users.remove(me)
    if not users:
        del message.reactions[name]
    return {}


@answers("pins.list")
def list_pins(call: Call) -> dict[str, Any]:
    """List what is pinned, the newest pin first."""
    channel = call.channel()
    items = [
        {
            "type": "message",
            "channel": channel.id,
            "created": pin.created,
            "created_by": pin.user,
            "message": shapes.message(call.world, channel, message)
            | {"permalink": shapes.permalink(call.world, channel, message)},
        }
        for pin in reversed(channel.pins)
        if (message := channel.message(pin.ts)) is not None
    ]
    return {"items": items}


@answers("pins.add")
def add_pin(call: Call) -> dict[str, Any]:
    """Pin a message to its conversation."""
    channel, message = _item(call)
    if call.world.me not in channel.members:
        raise Problem("not_in_channel")
    if channel.is_archived or message.subtype:
        raise Problem("not_pinnable")
    if any(pin.ts == message.ts for pin in channel.pins):
        raise Problem("already_pinned")
    if len(channel.pins) >= _MOST_PINS:
        raise Problem("too_many_pins")
    channel.pins.append(Pin(message.ts, call.world.me, int(call.now)))
    return {}


def _item(call: Call) -> tuple[Channel, Message]:
    if not {"channel", "timestamp"} <= call.args.keys():
        raise Problem("no_item_specified")
    channel = call.channel()
    if not _TS.fullmatch(call.args["timestamp"]):
        raise Problem("bad_timestamp")
    return channel, call.message(channel, name="timestamp")
