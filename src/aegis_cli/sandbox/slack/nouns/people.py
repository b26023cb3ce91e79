"""People, the workspace, and who is signed in."""

import json
from typing import Any

from aegis_cli.sandbox.slack.call import Call, answers, shows
from aegis_cli.sandbox.slack.errors import Problem, refuse
from aegis_cli.sandbox.slack.shapes import Shapes
from aegis_cli.sandbox.slack.world import Person

_LONGEST_STATUS = 100
_STATUS = ("status_text", "status_emoji")
_SETTABLE = {
    **dict.fromkeys((*_STATUS, "title", "display_name"), str),
    "status_expiration": int,
}
"""The type of what people can say of themselves."""


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
    refuse(team_not_found=asked != (world.team_id, world.domain))
    named = {"id": world.team_id, "name": world.title, "domain": world.domain, "url": world.url}
    return {"team": {**named, "email_domain": "", "icon": {"image_default": True}}}


@answers("users.list")
def list_people(call: Call) -> dict[str, Any]:
    """List everybody, also those who left."""
    people = list(call.world.people.values())
    page = call.page("members", people, call.shapes.person, default=len(people))
    return {"cache_ts": int(call.now), **page}


def _by_address(call: Call) -> Person:
    wanted = call.args["email"].casefold()
    for each in call.world.people.values():
        if each.email.casefold() == wanted and not each.deleted:
            return each
    raise Problem("users_not_found")


answers.add(
    (
        ("users.info", shows("user", Call.person, Shapes.person)),
        ("users.lookupByEmail", shows("user", _by_address, Shapes.person)),
    )
)


@answers("users.profile.set")
def set_profile(call: Call) -> dict[str, Any]:
    """Change what the signed-in person says of themselves, such as the status."""
    me = call.world.viewer
    refuse(not_admin=call.args.get("user", me.id) != me.id)
    changes = _changes(call.args)
    for name, other in (_STATUS, _STATUS[::-1]):
        is_half = changes.get(name) == "" and other not in changes and getattr(me, other)
        refuse(must_clear_both_status_text_and_status_emoji=is_half)
    emoji = changes.get("status_emoji", "")
    is_known = emoji[:1] + emoji[-1:] == "::" and emoji[1:-1] in call.world.emoji
    refuse(
        too_long=len(changes.get("status_text", "")) > _LONGEST_STATUS,
        profile_set_failed=emoji and not is_known,
    )
    for name, value in changes.items():
        setattr(me, name, value)
    return {"username": me.name, "profile": call.shapes.profile(me)}


def _changes(args: dict[str, Any]) -> dict[str, Any]:
    if "profile" in args:
        try:
            changes = json.loads(args["profile"])
        except ValueError:
            raise Problem("invalid_profile") from None
    else:
        changes = {args.get("name", ""): args.get("value", "")}
    items = changes.items() if isinstance(changes, dict) else ()
    is_wrong = any(_SETTABLE.get(name) is not type(value) for name, value in items)
    refuse(invalid_profile=not items or is_wrong)
    return dict(items)


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
