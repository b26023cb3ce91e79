"""People, the workspace, and who is signed in."""

import json
from typing import Any

from aegis_cli.sandbox.slack import shapes
from aegis_cli.sandbox.slack.call import Call, answers
from aegis_cli.sandbox.slack.errors import Problem
from aegis_cli.sandbox.slack.world import Person

_LONGEST_STATUS = 100
_SETTABLE = frozenset({"status_text", "status_emoji", "status_expiration", "title", "display_name"})
_STATUS = ("status_text", "status_emoji")


@answers("auth.test")
def auth_test(call: Call) -> dict[str, Any]:
    """Say who is signed in, and where."""
    world = call.world
    return {
        "url": world.url,
        "team": world.title,
        "user": world.viewer.name,
        "team_id": world.team_id,
        "user_id": world.me,
        "is_enterprise_install": False,
    }


@answers("team.info")
def team_info(call: Call) -> dict[str, Any]:
    """Say what the workspace is."""
    world = call.world
    asked = call.args.get("team", world.team_id), call.args.get("domain", world.domain)
    if asked != (world.team_id, world.domain):
        raise Problem("team_not_found")
    named = {"id": world.team_id, "name": world.title, "domain": world.domain, "url": world.url}
    return {"team": {**named, "email_domain": "", "icon": {"image_default": True}}}


@answers("users.list")
def list_people(call: Call) -> dict[str, Any]:
    """List everybody, also those who left."""
    people = list(call.world.people.values())
    found, following = call.page(people, default=len(people))
    return {
        "members": [_shape(call, each) for each in found],
        "cache_ts": int(call.now),
        **following,
    }


@answers("users.info")
def get_person(call: Call) -> dict[str, Any]:
    """Show a person."""
    return {"user": _shape(call, call.person(call.args["user"]))}


@answers("users.lookupByEmail")
def find_by_email(call: Call) -> dict[str, Any]:
    """Show who has an address."""
    wanted = call.args["email"].casefold()
    for each in call.world.people.values():
        if each.email.casefold() == wanted and not each.deleted:
            return {"user": _shape(call, each)}
    raise Problem("users_not_found")


@answers("users.profile.set")
def set_profile(call: Call) -> dict[str, Any]:
    """Change what the signed-in person says of themselves, such as the status."""
    me = call.world.viewer
    if call.args.get("user", me.id) != me.id:
        raise Problem("not_admin")
    changes = _changes(call.args)
    for name in _STATUS:
        other = next(each for each in _STATUS if each != name)
        if changes.get(name) == "" and other not in changes and getattr(me, other):
            raise Problem("must_clear_both_status_text_and_status_emoji")
    if len(changes.get("status_text", "")) > _LONGEST_STATUS:
        raise Problem("too_long")
    emoji = changes.get("status_emoji", "")
    if emoji and (emoji[:1] + emoji[-1:] != "::" or emoji[1:-1] not in call.world.emoji):
        raise Problem("profile_set_failed")
    for name, value in changes.items():
        setattr(me, name, value)
    shown = shapes.profile(call.world, me, with_email="users:read.email" in call.scopes)
    return {"username": me.name, "profile": shown}


def _changes(args: dict[str, Any]) -> dict[str, Any]:
    if "profile" in args:
        try:
            changes = json.loads(args["profile"])
        except ValueError:
            raise Problem("invalid_profile") from None
    else:
        changes = {args.get("name", ""): args.get("value", "")}
    if not isinstance(changes, dict) or not changes or not changes.keys() <= _SETTABLE:
        raise Problem("invalid_profile")
    for name, value in changes.items():
        is_number = name == "status_expiration"
        if isinstance(value, bool) or not isinstance(value, int if is_number else str):
            raise Problem("invalid_profile")
    return changes


def _shape(call: Call, who: Person) -> dict[str, Any]:
    return shapes.person(call.world, who, with_email="users:read.email" in call.scopes)


@answers("usergroups.list")
def list_groups(call: Call) -> dict[str, Any]:
    """List the groups of people."""
    counts = call.args.get("include_count", False)
    shown = [
        {
            "id": each.id,
            "team_id": call.world.team_id,
            "is_usergroup": True,
            "name": each.name,
            "handle": each.handle,
            **({"user_count": len(each.users)} if counts else {}),
        }
        for each in call.world.groups
    ]
    return {"usergroups": shown}
