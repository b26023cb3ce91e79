"""Conversations: which there are, who is in them, and what changes them."""

import re
from collections.abc import Callable
from typing import Any

from aegis_cli.sandbox.slack import shapes
from aegis_cli.sandbox.slack.call import Call, answers
from aegis_cli.sandbox.slack.errors import Problem, invalid_arguments, missing_scope
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


@answers("conversations.list")
def list_channels(call: Call) -> dict[str, Any]:
    """List the conversations of some kinds that the person can see."""
    found, following = _page_of(call, call.world.sees)
    shown = [shapes.channel(call.world, each, with_count=True) for each in found]
    return {"channels": shown, **following}


@answers("users.conversations")
def list_mine(call: Call) -> dict[str, Any]:
    """List those that the person is in, without what each would say alike."""
    found, following = _page_of(call, lambda each: call.world.me in each.members)
    shown = [shapes.channel(call.world, each) for each in found]
    for each in shown:
        each.pop("is_member", None)
    return {"channels": shown, **following}


def _page_of(call: Call, is_listed: Callable[[Channel], bool]) -> tuple[list[Channel], Any]:
    """Return a page of the conversations of some kinds."""
    kinds = [each.strip() for each in call.args.get("types", PUBLIC).split(",")]
    if not set(kinds) <= SCOPE_PREFIX.keys():
        raise Problem("invalid_types")
    for kind in kinds:
        call.require_scope(kind)
    archived = not call.args.get("exclude_archived", False)
    channels = [
        each
        for each in call.world.channels.values()
        if each.kind in kinds and is_listed(each) and (archived or not each.is_archived)
    ]
    return call.page(channels, default=100)


@answers("conversations.info")
def get_channel(call: Call) -> dict[str, Any]:
    """Show a conversation."""
    with_count = call.args.get("include_num_members", False)
    return {"channel": shapes.channel(call.world, call.channel(), with_count=with_count)}


@answers("conversations.open")
def open_direct(call: Call) -> dict[str, Any]:
    """Open the conversation with one person, or return the one that there is."""
    users = [each for each in call.args.get("users", "").split(",") if each]
    if len(users) != 1:
        raise Problem("too_many_users" if users else "users_list_not_supplied")
    person = call.person(users[0])
    if person.deleted:
        raise Problem("user_disabled")
    call.require_scope(DIRECT)
    channel = call.world.direct_with(person.id, call.now)
    whole = call.args.get("return_im", False)
    shown = shapes.channel(call.world, channel) if whole else {"id": channel.id}
    return {"channel": shown}


@answers("conversations.members")
def list_members(call: Call) -> dict[str, Any]:
    """List the ids of those who are in a conversation."""
    found, following = call.page(call.channel().members, default=100)
    return {"members": found, **following}


@answers("conversations.create")
def create(call: Call) -> dict[str, Any]:
    """Make a channel, with the person in it."""
    world, name = call.world, call.args["name"]
    kind = PRIVATE if call.args.get("is_private") else PUBLIC
    enough = call.method.scopes_for(SCOPE_PREFIX[kind])
    if not set(enough) & set(call.scopes):
        raise missing_scope(enough, call.scopes)
    _check_name(name)
    if any(each.name == name for each in world.channels.values()):
        raise Problem("name_taken")
    made = Channel(
        id=world.new_id("C"),
        kind=kind,
        name=name,
        creator=world.me,
        created=int(call.now),
        members=[world.me],
    )
    world.channels[made.id] = made
    return {"channel": shapes.channel(world, made)}


@answers("conversations.setTopic")
def set_topic(call: Call) -> dict[str, Any]:
    """Say what a channel is about just now."""
    channel, topic = _to_change(call, DIRECT), call.args["topic"]
    if len(topic) > _LONGEST_TOPIC:
        raise Problem("too_long")
    channel.topic = Topic(topic, call.world.me, int(call.now))
    _tell(call, channel, "channel_topic", f"set the channel topic: {topic}")
    return {"channel": shapes.channel(call.world, channel)}


@answers("conversations.join")
def join(call: Call) -> dict[str, Any]:
    """Let the person into a public channel."""
    world, channel = call.world, call.channel()
    if channel.is_archived:
        raise Problem("is_archived")
    if world.me in channel.members:
        call.warnings.append("already_in_channel")
    else:
        channel.members.append(world.me)
        _tell(call, channel, "channel_join", "has joined the channel")
    return {"channel": shapes.channel(world, channel)}


@answers("conversations.invite")
def invite(call: Call) -> dict[str, Any]:
    """Let others into a channel: all of them or, unless they are forced, nobody."""
    channel = _to_change(call, DIRECT, GROUP)
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
    shown = {"channel": shapes.channel(call.world, channel)}
    return {**shown, "errors": errors} if errors else shown


@answers("conversations.mark")
def mark(call: Call) -> dict[str, Any]:
    """Note up to which message the person has read."""
    channel, ts = call.channel(), call.args["ts"]
    if call.world.me not in channel.members:
        raise Problem("not_in_channel")
    channel.read_up_to = ts
    return {}


@answers("conversations.archive")
def archive(call: Call) -> dict[str, Any]:
    """Close a channel."""
    channel = call.channel()
    if channel.is_direct:
        raise Problem("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Problem("already_archived")
    if channel.is_general:
        raise Problem("cant_archive_general")
    if call.world.me not in channel.members:
        raise Problem("not_in_channel")
    _tell(call, channel, "channel_archive", "archived the channel")
    channel.is_archived = True
    return {}


def _to_change(call: Call, *others: str) -> Channel:
    """Return a channel that the person is in, and that is open; the method is for no `others`."""
    channel = call.channel()
    if call.world.me not in channel.members:
        raise Problem("not_in_channel")
    if channel.kind in others:
        raise Problem("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Problem("is_archived")
    return channel


def _not_invited(call: Call, channel: Channel, user: str) -> str:
    person = call.world.people.get(user)
    if person is None:
        return "user_not_found"
    if user == call.world.me:
        return "cant_invite_self"
    if user in channel.members:
        return "already_in_channel"
    return "cant_invite" if person.deleted else ""


def _check_name(name: str) -> None:
    if len(name) > _LONGEST_NAME:
        raise Problem("invalid_name_maxlength")
    if not re.search(r"\w", name.replace("_", "")):
        raise Problem("invalid_name_punctuation")
    if not re.fullmatch(r"[\w-]+", name) or name != name.lower():
        raise Problem("invalid_name_specials")


def _tell(call: Call, channel: Channel, subtype: str, what: str, *, user: str = "") -> None:
    """Add the line by which Slack itself tells what happened; it rings nobody."""
    who = user or call.world.me
    ts = call.world.new_ts(call.now)
    channel.messages.append(Message(ts, who, f"<@{who}> {what}", subtype=subtype))
