"""What a create or an edit sends as `fields` and `update`, read into the members of an issue."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias, TypeVar

from aegis_cli.sandbox.jira import adf
from aegis_cli.sandbox.jira.errors import of_fields
from aegis_cli.sandbox.jira.shapes import POINTS, SPRINT
from aegis_cli.sandbox.jira.world import (
    Document,
    Issue,
    IssueType,
    Named,
    Person,
    Priority,
    Project,
    Resolution,
    Sprint,
    World,
)

_LONGEST_SUMMARY = 255
_NOT_A_DOCUMENT = (
    "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


_N = TypeVar("_N", IssueType, Priority, Resolution, Named)


class Wrong(ValueError):
    """A value that a field does not take; its text says why."""


@contextmanager
def field_of(name: str, message: str = "") -> Iterator[None]:
    """Refuse a request whose field is wrong, with its own message or another one."""
    try:
        yield
    except Wrong as wrong:
        raise of_fields({name: message or str(wrong)}) from None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an issue is, or is to be."""

    world: World
    project: Project
    type: IssueType
    before: Issue | None = None
    """The issue that is changed; `None` for a new one."""


_Read: TypeAlias = Callable[[Place, Any], Any]


def read_fields(
    place: Place, fields: Mapping[str, Any], update: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the new members of an issue, and what is wrong with each field."""
    members: dict[str, Any] = {}
    errors = {
        name: why for name in (*fields, *update) if (why := _reason_against(name, fields, update))
    }
    for name in (each for each in (*fields, *update) if each not in errors):
        member, read = _READERS[name]
        try:
            members[member] = (
                read(place, fields[name])
                if name in fields
                else _after_update(place, name, update[name])
            )
        except Wrong as wrong:
            errors[name] = str(wrong)
    return members, errors


def _reason_against(name: str, fields: Mapping[str, Any], update: Mapping[str, Any]) -> str:
    if name not in _READERS:
        return f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."
    if name in fields and name in update:
        return f"Field '{name}' cannot appear in both 'fields' and 'update'"
    return ""


def referent(value: Any, keys: tuple[str, ...]) -> str:
    """Return what a reference such as `{"name": "High"}` says, or raise `Wrong`."""
    if not isinstance(value, dict) or len(value) != 1 or not value.keys() <= set(keys):
        raise Wrong(f"data was not an object with one of {', '.join(keys)}")
    (said,) = value.values()
    if not isinstance(said, str) or not said:
        raise Wrong("expected a text as id, key or name")
    return said


def _after_update(place: Place, name: str, operations: Any) -> Any:
    """Return the member of an issue as some operations leave it."""
    member, read = _READERS[name]
    now: Any = [*getattr(place.before, member, ())] if name in _LISTS else None
    if not operations:
        raise Wrong("expected an operation")
    for operation in operations:
        if not isinstance(operation, dict) or len(operation) != 1:
            raise Wrong("expected one operation in each object")
        ((verb, value),) = operation.items()
        if verb == "set":
            now = read(place, value)
        elif name in _LISTS and verb == "add":
            now = [*dict.fromkeys([*now, *read(place, [value])])]
        elif name in _LISTS and verb == "remove":
            gone = read(place, [value])
            now = [each for each in now if each not in gone]
        else:
            raise Wrong(f"Field does not support update '{verb}'")
    return now


def _summary(_: Place, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Wrong("You must specify a summary of the issue.")
    if "\n" in value or "\r" in value:
        raise Wrong("The summary is invalid because it contains newline characters.")
    if len(value) > _LONGEST_SUMMARY:
        raise Wrong(f"Summary can't exceed {_LONGEST_SUMMARY} characters.")
    return value.strip()


def document(value: Any) -> Document:
    """Return a document, or raise `Wrong`."""
    if not adf.is_document(value):
        raise Wrong(_NOT_A_DOCUMENT)
    read: Document = value
    return read


def _description(_: Place, value: Any) -> Document | None:
    return None if value is None else document(value)


def find_named(things: Iterable[_N], value: Any, refusal: str) -> _N:
    """Return the thing that a reference means by id or name; raise `Wrong` for none."""
    said = referent(value, ("id", "name"))
    found = next((each for each in things if said in (each.id, each.name)), None)
    if found is None:
        raise Wrong(refusal.format(said))
    return found


def _type(place: Place, value: Any) -> IssueType:
    refusal = "The issue type selected is invalid."
    found = find_named(place.project.issue_types, value, refusal)
    if place.before and place.before.issuetype.hierarchy_level != found.hierarchy_level:
        raise Wrong(refusal)
    return found


def _priority(place: Place, value: Any) -> Priority:
    return find_named(place.world.priorities.values(), value, "The priority selected is invalid.")


def assignee(place: Place, value: Any) -> Person | None:
    """Return who is to be assigned; `None` for nobody."""
    if value is None:
        return None
    said = referent(value, ("accountId", "id"))
    if said == "-1":
        return None  # the default of this site
    who = place.world.people.get(said)
    if who not in place.project.assignable:
        raise Wrong(f"User '{said}' cannot be assigned issues.")
    return who


def _reporter(place: Place, value: Any) -> Person:
    who = place.world.people.get(referent(value, ("accountId", "id")))
    if who is None or not who.active:
        raise Wrong("The reporter specified is not a user.")
    return who


def _labels(_: Place, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise Wrong("expected an array of texts")
    for each in value:
        if re.search(r"\s", each):
            raise Wrong(f"The label '{each}' contains spaces which is invalid.")
    return list(dict.fromkeys(value))


def _parent(place: Place, value: Any) -> Issue | None:
    if value is None and not place.type.subtask:
        return None
    found = place.world.issue(referent(value, ("id", "key")))
    if found is None:
        raise Wrong("Could not find issue by id or key.")
    is_in_project = found.project is place.project or not place.type.subtask
    is_above = found.issuetype.hierarchy_level == place.type.hierarchy_level + 1
    if not is_above or not is_in_project:
        raise Wrong("Given parent work item does not belong to appropriate hierarchy.")
    return found


def _due(_: Place, value: Any) -> str | None:
    if value is None:
        return None
    wrong = Wrong(f"Error parsing date string: {value}")
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise wrong
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise wrong from None


def _some_of(member: str, what: str) -> _Read:
    def read(place: Place, value: Any) -> list[Named]:
        if not isinstance(value, list):
            raise Wrong("expected an array of objects")
        known = getattr(place.project, member)
        meant = (find_named(known, each, f"{what} name '{{}}' is not valid") for each in value)
        return [*dict.fromkeys(meant)]

    return read


def _points(_: Place, value: Any) -> float | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise Wrong("Operation value must be a number")
    return value


def _sprint(place: Place, value: Any) -> list[Sprint]:
    past = past_sprints(place.before) if place.before else []
    if value is None:
        return past
    if isinstance(value, bool) or not isinstance(value, int):
        raise Wrong("Number value expected as the Sprint id.")
    sprint = place.world.sprints.get(value)
    if sprint is None or sprint.state == "closed":
        raise Wrong("Sprint does not exist or is closed.")
    return [*past, sprint]


def past_sprints(issue: Issue) -> list[Sprint]:
    """Return the closed sprints that an issue was in."""
    return [each for each in issue.sprints if each.state == "closed"]


_LISTS = frozenset({"labels", "components", "fixVersions"})
"""The fields to which an update adds."""
_READERS: Mapping[str, tuple[str, _Read]] = {
    "summary": ("summary", _summary),
    "description": ("description", _description),
    "issuetype": ("issuetype", _type),
    "priority": ("priority", _priority),
    "assignee": ("assignee", assignee),
    "reporter": ("reporter", _reporter),
    "labels": ("labels", _labels),
    "parent": ("parent", _parent),
    "components": ("components", _some_of("components", "Component")),
    "fixVersions": ("fix_versions", _some_of("versions", "Version")),
    "duedate": ("duedate", _due),
    POINTS: ("points", _points),
    SPRINT: ("sprints", _sprint),
}
"""Of each field the member of an issue, and how its value is read."""
