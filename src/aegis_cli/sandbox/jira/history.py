"""Changing an issue, with an entry in its history of what was changed."""

from collections.abc import Callable, Mapping
from typing import Any

from aegis_cli.sandbox.jira import adf
from aegis_cli.sandbox.jira.issue_shapes import RESOLUTIONS
from aegis_cli.sandbox.jira.world import Change, Entry, Issue, World


def change(world: World, issue: Issue, members: Mapping[str, Any], now: float) -> None:
    """Give an issue new members, and note what is other than before; it counts as updated."""
    at = world.touch(issue, now)
    changes = []
    for member, value in members.items():
        before = getattr(issue, member)
        if before == value:
            continue
        setattr(issue, member, value)
        name, words = _NOTED[member]
        changes.append(Change(name, *words(world, before), *words(world, value)))
    if changes:
        issue.history.append(Entry(world.new_id(), world.me, at, tuple(changes)))


def note(world: World, issue: Issue, change_: Change, now: float) -> None:
    """Add an entry about something beside the members of an issue, such as a link."""
    at = world.touch(issue, now)
    issue.history.append(Entry(world.new_id(), world.me, at, (change_,)))


_Words = Callable[[World, Any], tuple[str | None, str | None]]
"""From a value to its id and its words, as the history has them."""


def _text(_: World, value: Any) -> tuple[str | None, str | None]:
    return None, None if value is None else str(value)


def _by_name_in(kind: str) -> _Words:
    def words(world: World, value: Any) -> tuple[str | None, str | None]:
        return (value, getattr(world, kind)[value].name) if value else (None, None)

    return words


def _parent(world: World, value: Any) -> tuple[str | None, str | None]:
    return (value, world.issues[value].key) if value in world.issues else (None, None)


def _sprints(world: World, value: list[int]) -> tuple[str | None, str | None]:
    names = (world.sprints[each].name for each in value)
    return ", ".join(map(str, value)), ", ".join(names)


def _things(kind: str) -> _Words:
    def words(world: World, value: list[str]) -> tuple[str | None, str | None]:
        known = {
            each.id: each.name for one in world.projects.values() for each in getattr(one, kind)
        }
        return ", ".join(value) or None, ", ".join(known[each] for each in value) or None

    return words


_NOTED: Mapping[str, tuple[str, _Words]] = {
    "summary": ("summary", _text),
    "description": ("description", lambda _, value: (None, adf.words(value) or None)),
    "type": ("issuetype", _by_name_in("issue_types")),
    "status": ("status", _by_name_in("statuses")),
    "priority": ("priority", _by_name_in("priorities")),
    "assignee": ("assignee", _by_name_in("people")),
    "reporter": ("reporter", _by_name_in("people")),
    "labels": ("labels", lambda _, value: (None, " ".join(value))),
    "parent": ("IssueParentAssociation", _parent),
    "components": ("Component", _things("components")),
    "versions": ("Fix Version", _things("versions")),
    "due": ("duedate", _text),
    "points": ("Story point estimate", _text),
    "sprints": ("Sprint", _sprints),
    "resolution": ("resolution", lambda _, value: (RESOLUTIONS.get(value), value)),
}
"""The members of an issue that can be changed, each with its name in the history."""
