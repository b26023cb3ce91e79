"""What a create or an edit sends as `fields` and `update`, read into the members of an issue."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from aegis_cli.sandbox.jira import adf
from aegis_cli.sandbox.jira.issue_shapes import POINTS, SPRINT
from aegis_cli.sandbox.jira.world import Issue, IssueType, Named, Project, World

_LONGEST_SUMMARY = 255
_NOT_A_DOCUMENT = (
    "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Wrong(ValueError):
    """A value that a field does not take; its text says why."""


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
            value = fields[name] if name in fields else _after_update(place, name, update[name])
            members[member] = read(place, value)
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
    """Return what a field is after some operations, in the form in which it is set."""
    is_list = name in ("labels", "components", "fixVersions")
    now: Any = _present(place, name) if is_list else None
    for operation in operations:
        if not isinstance(operation, dict) or len(operation) != 1:
            raise Wrong("expected one operation in each object")
        ((verb, value),) = operation.items()
        if verb == "set":
            now = value
        elif is_list and verb == "add":
            now = [*now, *([] if value in now else [value])]
        elif is_list and verb == "remove":
            now = [each for each in now if each != value and not _means(place, name, each, value)]
        else:
            raise Wrong(f"Field does not support update '{verb}'")
    return now


def _present(place: Place, name: str) -> list[Any]:
    if place.before is None:
        return []
    if name == "labels":
        return list(place.before.labels)
    ids = place.before.components if name == "components" else place.before.versions
    return [{"id": each} for each in ids]


def _means(place: Place, name: str, each: Any, value: Any) -> bool:
    if name == "labels" or not isinstance(value, dict) or not isinstance(each, dict):
        return False
    known = place.project.components if name == "components" else place.project.versions
    names = {one.id: one.name for one in known}
    return bool(names.get(each.get("id", "")) == value.get("name", ""))


def _summary(_: Place, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Wrong("You must specify a summary of the issue.")
    if "\n" in value or "\r" in value:
        raise Wrong("The summary is invalid because it contains newline characters.")
    if len(value) > _LONGEST_SUMMARY:
        raise Wrong(f"Summary can't exceed {_LONGEST_SUMMARY} characters.")
    return value.strip()


def document(value: Any) -> dict[str, Any]:
    """Return a document, or raise `Wrong`."""
    if not adf.is_document(value):
        raise Wrong(_NOT_A_DOCUMENT)
    read: dict[str, Any] = value
    return read


def _description(_: Place, value: Any) -> dict[str, Any] | None:
    return None if value is None else document(value)


def _type(place: Place, value: Any) -> str:
    said = referent(value, ("id", "name"))
    for each in place.project.issue_types:
        if said in (each, place.world.issue_types[each].name):
            before = place.before
            if (
                before
                and place.world.issue_types[before.type].level
                != place.world.issue_types[each].level
            ):
                raise Wrong("The issue type selected is invalid.")
            return each
    raise Wrong("The issue type selected is invalid.")


def _priority(place: Place, value: Any) -> str:
    said = referent(value, ("id", "name"))
    for each in place.world.priorities.values():
        if said in (each.id, each.name):
            return each.id
    raise Wrong("The priority selected is invalid.")


def assignee(place: Place, value: Any) -> str | None:
    """Return who is to be assigned; `None` for nobody."""
    if value is None:
        return None
    said = referent(value, ("accountId", "id"))
    if said == "-1":
        return None  # the default of this site
    if said not in place.project.assignable:
        raise Wrong(f"User '{said}' cannot be assigned issues.")
    return said


def _reporter(place: Place, value: Any) -> str:
    said = referent(value, ("accountId", "id"))
    who = place.world.people.get(said)
    if who is None or not who.active:
        raise Wrong("The reporter specified is not a user.")
    return said


def _labels(_: Place, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise Wrong("expected an array of texts")
    for each in value:
        if re.search(r"\s", each):
            raise Wrong(f"The label '{each}' contains spaces which is invalid.")
    return list(dict.fromkeys(value))


def _parent(place: Place, value: Any) -> str | None:
    if value is None and not place.type.subtask:
        return None
    found = place.world.issue(referent(value, ("id", "key")))
    if found is None:
        raise Wrong("Could not find issue by id or key.")
    level = place.world.issue_types[found.type].level
    is_in_project = found.project == place.project.key or not place.type.subtask
    if level != place.type.level + 1 or not is_in_project:
        raise Wrong("Given parent work item does not belong to appropriate hierarchy.")
    return found.id


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


def _ids_of(known: Callable[[Project], list[Named]], what: str) -> _Read:
    def read(place: Place, value: Any) -> list[str]:
        if not isinstance(value, list):
            raise Wrong("expected an array of objects")
        found = []
        for each in value:
            said = referent(each, ("id", "name"))
            ids = [one.id for one in known(place.project) if said in (one.id, one.name)]
            if not ids:
                raise Wrong(f"{what} name '{said}' is not valid")
            found += ids
        return list(dict.fromkeys(found))

    return read


def _points(_: Place, value: Any) -> float | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise Wrong("Operation value must be a number")
    return value


def _sprint(place: Place, value: Any) -> list[int]:
    before = place.before.sprints if place.before else []
    past = [each for each in before if place.world.sprints[each].state == "closed"]
    if value is None:
        return past
    if isinstance(value, bool) or not isinstance(value, int):
        raise Wrong("Number value expected as the Sprint id.")
    sprint = place.world.sprints.get(value)
    if sprint is None or sprint.state == "closed":
        raise Wrong("Sprint does not exist or is closed.")
    return [*past, value]


_READERS: Mapping[str, tuple[str, _Read]] = {
    "summary": ("summary", _summary),
    "description": ("description", _description),
    "issuetype": ("type", _type),
    "priority": ("priority", _priority),
    "assignee": ("assignee", assignee),
    "reporter": ("reporter", _reporter),
    "labels": ("labels", _labels),
    "parent": ("parent", _parent),
    "components": ("components", _ids_of(lambda project: project.components, "Component")),
    "fixVersions": ("versions", _ids_of(lambda project: project.versions, "Version")),
    "duedate": ("due", _due),
    POINTS: ("points", _points),
    SPRINT: ("sprints", _sprint),
}
"""Of each field the member of an issue, and how its value is read."""
