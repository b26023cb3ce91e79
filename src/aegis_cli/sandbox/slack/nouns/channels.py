"""Conversations: which there are, who is in them, and what changes them."""

import re
from typing import Any

from aegis_cli.sandbox.slack.call import Call, answers, lists
from aegis_cli.sandbox.slack.errors import Problem, first_reason, invalid_arguments, refuse
from aegis_cli.sandbox.slack.shapes import Shapes
from aegis_cli.sandbox.slack.world import (
    DIRECT,
    GROUP,
    PRIVATE,
    PUBLIC,
    SCOPE_PREFIX,
    Channel,
    Message,
    Topic,
)

_LONGEST_NAME = 80
_LONGEST_TOPIC = 250
_MOST_INVITED = 100


def _visible_channels(call: Call) -> list[Channel]:
    """Return the conversations of some kinds that the person can see."""
    kinds = [each.strip() for each in call.args.get("types", PUBLIC).split(",")]
    refuse(invalid_types=not set(kinds) <= SCOPE_PREFIX.keys())
    for kind in kinds:
        call.require_scope(kind)
    no_archived = call.args.get("exclude_archived", False)
    return [
        each
        for each in call.world.channels.values()
        if each.kind in kinds and call.world.sees(each) and not (no_archived and each.is_archived)
    ]


def _own(call: Call) -> list[Channel]:
    return [each for each in _visible_channels(call) if call.world.me in each.members]


def _without_membership(shapes: Shapes, channel: Channel) -> dict[str, Any]:
    """Write a conversation without what each would say alike."""
    shown = shapes.channel(channel)
    return {name: value for name, value in shown.items() if name != "is_member"}


answers.add(
    (
        ("conversations.list", lists("channels", _visible_channels, Shapes.counted_channel)),
        ("users.conversations", lists("channels", _own, _without_membership)),
        ("conversations.members", lists("members", lambda call: call.channel().members)),
    )
)


@answers("conversations.info")
def get_channel(call: Call) -> dict[str, Any]:
    """Show a conversation."""
    is_counted = call.args.get("include_num_members", False)
    write = call.shapes.counted_channel if is_counted else call.shapes.channel
    return {"channel": write(call.channel())}


@answers("conversations.open")
def open_direct(call: Call) -> dict[str, Any]:
    """Open the conversation with one person, or return the one that there is."""
    users = [each for each in call.args.get("users", "").split(",") if each]
    refuse(users_list_not_supplied=not users, too_many_users=len(users) > 1)
    person = call.person(users[0])
    refuse(user_disabled=person.deleted)
    call.require_scope(DIRECT)
    channel = call.world.direct_with(person.id, call.now)
    whole = call.args.get("return_im", False)
    return {"channel": call.shapes.channel(channel) if whole else {"id": channel.id}}


@answers("conversations.create")
def create(call: Call) -> dict[str, Any]:
    """Make a channel, with the person in it."""
    world, name = call.world, call.args["name"]
    kind = PRIVATE if call.args.get("is_private") else PUBLIC
    call.require_scope(kind)
    refuse(
        invalid_name_maxlength=len(name) > _LONGEST_NAME,
        invalid_name_punctuation=not re.search(r"\w", name.replace("_", "")),
        invalid_name_specials=not re.fullmatch(r"[\w-]+", name) or name != name.lower(),
        name_taken=any(each.name == name for each in world.channels.values()),
    )
    made = world.new_channel(kind, call.now, [world.me], name)
    return {"channel": call.shapes.channel(made)}


@answers("conversations.setTopic")
def set_topic(call: Call) -> dict[str, Any]:
    """Say what a channel is about just now."""
    channel, topic = call.own_channel(DIRECT), call.args["topic"]
    refuse(is_archived=channel.is_archived, too_long=len(topic) > _LONGEST_TOPIC)
    channel.topic = Topic(topic, call.world.me, int(call.now))
    _tell(call, channel, "channel_topic", f"set the channel topic: {topic}")
    return {"channel": call.shapes.channel(channel)}


@answers("conversations.join")
def join(call: Call) -> dict[str, Any]:
    """Let the person into a public channel."""
    world, channel = call.world, call.channel()
    refuse(is_archived=channel.is_archived)
    if world.me in channel.members:
        call.warnings.append("already_in_channel")
    else:
        channel.members.append(world.me)
        _tell(call, channel, "channel_join", "has joined the channel")
    return {"channel": call.shapes.channel(channel)}


@answers("conversations.invite")
def invite(call: Call) -> dict[str, Any]:
    """Let others into a channel: all of them or, unless they are forced, nobody."""
    channel = call.own_channel(DIRECT, GROUP)
    refuse(is_archived=channel.is_archived)
    users = [each.strip() for each in call.args["users"].split(",")]
    if len(users) > _MOST_INVITED:
        raise invalid_arguments(f"at most {_MOST_INVITED} users [json-pointer:/users]")
    refused = {user: why for user in users if (why := _not_invited(call, channel, user))}
    errors = [{"user": user, "ok": False, "error": why} for user, why in refused.items()]
    invited = [user for user in dict.fromkeys(users) if user not in refused]
    if refused and not (call.args.get("force") and invited):
        raise Problem(next(iter(refused.values())), errors=errors)
    for user in invited:
        channel.members.append(user)
        _tell(call, channel, "channel_join", "has joined the channel", user=user)
    shown = {"channel": call.shapes.channel(channel)}
    return {**shown, "errors": errors} if errors else shown


@answers("conversations.mark")
def mark(call: Call) -> dict[str, Any]:
    """Note up to which message the person has read."""
    call.own_channel().read_up_to = call.args["ts"]
    return {}


@answers("conversations.archive")
def archive(call: Call) -> dict[str, Any]:
    """Close a channel."""
    channel = call.own_channel(DIRECT, GROUP)
    refuse(already_archived=channel.is_archived, cant_archive_general=channel.is_general)
    _tell(call, channel, "channel_archive", "archived the channel")
    channel.is_archived = True
    return {}


def _not_invited(call: Call, channel: Channel, user: str) -> str:
    person = call.world.people.get(user)
    return first_reason(
        user_not_found=person is None,
        cant_invite_self=user == call.world.me,
        already_in_channel=user in channel.members,
        cant_invite=person is not None and person.deleted,
    )


def _tell(call: Call, channel: Channel, subtype: str, what: str, *, user: str = "") -> None:
    """Add the line by which Slack itself tells what happened; it rings nobody."""
    who, ts = user or call.world.me, call.world.new_ts(call.now)
    channel.messages.append(Message(who, f"<@{who}> {what}", ts, subtype=subtype))
