"""Messages that are to be posted at a time."""

from typing import Any

from aegis_cli.sandbox.slack.call import Call, answers
from aegis_cli.sandbox.slack.errors import Problem
from aegis_cli.sandbox.slack.posting import require_parent, require_postable
from aegis_cli.sandbox.slack.texts import LONGEST, text_of
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
    says = text_of(call, longest=LONGEST)
    require_postable(call, channel)
    if post_at <= call.now:
        raise Problem("time_in_past")
    if post_at > call.now + _FARTHEST:
        raise Problem("time_too_far")
    near = [
        each
        for each in world.scheduled.values()
        if each.channel == channel.id and each.post_at // _WINDOW == post_at // _WINDOW
    ]
    if len(near) >= _MOST_IN_WINDOW:
        raise Problem("restricted_too_many")
    made = Scheduled(
        id=world.new_id("Q"),
        channel=channel.id,
        post_at=post_at,
        text=says.text,
        created=int(call.now),
        thread_ts=require_parent(call, channel),
        blocks=says.blocks,
        is_broadcast=call.args.get("reply_broadcast", False),
        resolves_names=says.resolves_names,
    )
    world.scheduled[made.id] = made
    message = {"type": "delayed_message", "user": world.me, "text": made.text}
    named = {"channel": channel.id, "scheduled_message_id": made.id}
    return {**named, "post_at": post_at, "message": message}


@answers("chat.scheduledMessages.list")
def list_scheduled(call: Call) -> dict[str, Any]:
    """List what is to be posted, of one conversation or of all."""
    asked = call.args.get("channel")
    if asked is not None and asked not in call.world.channels:
        raise Problem("invalid_channel")
    oldest, latest = (_seconds(call.args.get(name)) for name in ("oldest", "latest"))
    waiting = [
        each
        for each in sorted(call.world.scheduled.values(), key=lambda one: one.post_at)
        if asked in (None, each.channel)
        and (oldest is None or each.post_at >= oldest)
        and (latest is None or each.post_at <= latest)
    ]
    found, following = call.page(waiting, default=100)
    shown = [
        {
            "id": each.id,
            "channel_id": each.channel,
            "post_at": each.post_at,
            "date_created": each.created,
            "text": each.text,
        }
        for each in found
    ]
    return {"scheduled_messages": shown, **following}


@answers("chat.deleteScheduledMessage")
def cancel(call: Call) -> dict[str, Any]:
    """Let a message not be posted, if its time is not too close."""
    channel = call.channel()
    found = call.world.scheduled.get(call.args["scheduled_message_id"])
    if found is None or found.channel != channel.id or found.post_at - call.now < _TOO_CLOSE:
        raise Problem("invalid_scheduled_message_id")
    del call.world.scheduled[found.id]
    return {}


def _seconds(ts: str | None) -> int | None:
    if not ts:
        return None
    try:
        return int(ts.partition(".")[0])
    except ValueError:
        raise Problem("invalid_arguments") from None
