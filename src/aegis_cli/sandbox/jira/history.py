"""Changing an issue, with an entry in its history of what was changed."""

from collections.abc import Mapping
from typing import Any

from aegis_cli.sandbox.jira import adf
from aegis_cli.sandbox.jira.world import Entry, Issue, Person, World

_NAMES: Mapping[str, str] = {
    "parent": "IssueParentAssociation",
    "components": "Component",
    "fix_versions": "Fix Version",
    "points": "Story point estimate",
    "sprints": "Sprint",
}
"""The fields of an issue that the history calls otherwise."""


def change(world: World, issue: Issue, members: Mapping[str, Any], now: float) -> None:
    """Give an issue new members, and note what is other than before; it counts as updated."""
    at = world.touch(issue, now)
    items = []
    for member, value in members.items():
        before = getattr(issue, member)
        if before == value:
            continue
        setattr(issue, member, value)
        name = _NAMES.get(member, member)
        items.append(item_of(name, *_words_of(member, before), *_words_of(member, value)))
    if items:
        issue.history.append(Entry(world.new_id(), world.me, at, items))


def note(world: World, issue: Issue, item: dict[str, Any], now: float) -> None:
    """Add an entry about something beside the members of an issue, such as a link."""
    at = world.touch(issue, now)
    issue.history.append(Entry(world.new_id(), world.me, at, [item]))


def item_of(
    name: str,
    before: str | None,
    before_words: str | None,
    after: str | None,
    after_words: str | None,
) -> dict[str, Any]:
    """Return how Jira tells of a field: what it held before and holds now, as ids and as words."""
    words = {"fromString": before_words, "toString": after_words}
    return {"field": name, "fieldtype": "jira", "from": before, "to": after, **words}


def _words_of(member: str, value: Any) -> tuple[str | None, str | None]:
    """Return a value as its id and its words."""
    match member:
        case "description":
            return None, adf.words(value) or None
        case "labels":
            return None, " ".join(value)
        case "sprints":
            return ", ".join(str(each.id) for each in value), ", ".join(each.name for each in value)
        case "components" | "fix_versions":
            return (
                ", ".join(each.id for each in value) or None,
                ", ".join(each.name for each in value) or None,
            )
        case _:
            return _of_one(value)


def _of_one(value: Any) -> tuple[str | None, str | None]:
    match value:
        case None:
            return None, None
        case str() | int() | float():
            return None, str(value)
        case Issue():
            return value.id, value.key
        case Person():
            return value.account_id, value.display_name
        case _:
            return value.id, value.name
