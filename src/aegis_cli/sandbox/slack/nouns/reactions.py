"""Reactions to messages, and the messages that a conversation has pinned."""

import re
from typing import Any

from aegis_cli.sandbox.slack.call import Call, answers
from aegis_cli.sandbox.slack.errors import refuse
from aegis_cli.sandbox.slack.world import Channel, Message, Pin

_TS = re.compile(r"[0-9]{10}\.[0-9]{6}")
_MOST_OF_ONE_PERSON = 23
_MOST_PINS = 100


@answers("reactions.add")
def add_reaction(call: Call) -> dict[str, Any]:
    """React to a message."""
    channel, message, me = *_item(call), call.world.me
    name, own = call.args["name"], [me in users for users in message.reactions.values()]
    refuse(
        is_archived=channel.is_archived,
        invalid_name=name.partition("::skin-tone-")[0] not in call.world.emoji,
        not_reactable=message.subtype == "tombstone",
        already_reacted=me in message.reactions.get(name, ()),
        too_many_reactions=sum(own) >= _MOST_OF_ONE_PERSON,
    )
    message.reactions.setdefault(name, []).append(me)
    return {}


@answers("reactions.remove")
def remove_reaction(call: Call) -> dict[str, Any]:
    """Take a reaction of the person's own back."""
    _, message, me = *_item(call), call.world.me
    name = call.args["name"]
    users = message.reactions.get(name, [])
    refuse(no_reaction=me not in users)
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
            "message": call.shapes.message(channel, message)
            | {"permalink": call.shapes.permalink(channel, message)},
        }
        for ts, pin in reversed(channel.pins.items())
        if (message := channel.message(ts)) is not None
    ]
    return {"items": items}


@answers("pins.add")
def add_pin(call: Call) -> dict[str, Any]:
    """Pin a message to its conversation."""
    channel, message = _item(call)
    refuse(
        not_in_channel=call.world.me not in channel.members,
        not_pinnable=channel.is_archived or message.subtype,
        already_pinned=message.ts in channel.pins,
        too_many_pins=len(channel.pins) >= _MOST_PINS,
    )
    channel.pins[message.ts] = Pin(call.world.me, int(call.now))
    return {}


def _item(call: Call) -> tuple[Channel, Message]:
    refuse(no_item_specified=not {"channel", "timestamp"} <= call.args.keys())
    channel = call.channel()
    refuse(bad_timestamp=not _TS.fullmatch(call.args["timestamp"]))
    return channel, call.message(channel, name="timestamp")
