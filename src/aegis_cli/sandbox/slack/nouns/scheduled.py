"""Messages that are to be posted at a time."""

from typing import Any

from aegis_cli.sandbox.slack.call import Call, answers, lists
from aegis_cli.sandbox.slack.errors import Problem, refuse
from aegis_cli.sandbox.slack.posting import new_message
from aegis_cli.sandbox.slack.shapes import Shapes
from aegis_cli.sandbox.slack.world import Scheduled

_FARTHEST = 120 * 86_400
_WINDOW = 300
_MOST_IN_WINDOW = 30
_TOO_CLOSE = 60
"""Seconds before its time from which a scheduled message can no longer be cancelled."""


@answers("chat.scheduleMessage")
def schedule(call: Call) -> dict[str, Any]:
    """Keep a message until its time."""
    world, channel, post_at = call.world, call.channel(), call.args["post_at"]
    message = new_message(call, channel)
    near = [
        each
        for each in world.scheduled.values()
        if each.channel == channel.id and each.post_at // _WINDOW == post_at // _WINDOW
    ]
    refuse(
        time_in_past=post_at <= call.now,
        time_too_far=post_at > call.now + _FARTHEST,
        restricted_too_many=len(near) >= _MOST_IN_WINDOW,
    )
    made = Scheduled(world.new_id("Q"), channel.id, post_at, int(call.now), message)
    world.scheduled[made.id] = made
    shown = {"type": "delayed_message", "user": world.me, "text": message.text}
    named = {"channel": channel.id, "scheduled_message_id": made.id}
    return {**named, "post_at": post_at, "message": shown}


def _queue(call: Call) -> list[Scheduled]:
    """Return what is to be posted, of one conversation or of all."""
    asked = call.args.get("channel")
    refuse(invalid_channel=asked is not None and asked not in call.world.channels)
    oldest, latest = call.span()
    return [
        each
        for each in sorted(call.world.scheduled.values(), key=lambda one: one.post_at)
        if asked in (None, each.channel) and oldest <= (each.post_at, 0) <= latest
    ]


answers.add([("chat.scheduledMessages.list", lists("scheduled_messages", _queue, Shapes.pending))])


@answers("chat.deleteScheduledMessage")
def cancel(call: Call) -> dict[str, Any]:
    """Let a message not be posted, if its time is not too close."""
    channel = call.channel()
    found = call.world.scheduled.get(call.args["scheduled_message_id"])
    if found is None or found.channel != channel.id or found.post_at - call.now < _TOO_CLOSE:
        raise Problem("invalid_scheduled_message_id")
    del call.world.scheduled[found.id]
    return {}
