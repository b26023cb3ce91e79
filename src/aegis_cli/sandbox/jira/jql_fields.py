"""The fields that a query can name: what an issue has of each, and what may be asked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aegis_cli.sandbox.jira import adf
from aegis_cli.sandbox.jira.world import Issue, World

_CATEGORIES = {"new": "To Do", "indeterminate": "In Progress", "done": "Done"}
OTHER_NAMES = {
    "type": "issuetype",
    "due": "duedate",
    "resolutiondate": "resolved",
    "id": "key",
    "issue": "key",
    "issuekey": "key",
    "createddate": "created",
    "updateddate": "updated",
    "cf[10020]": "sprint",
    "cf[10016]": "points",
    "story point estimate": "points",
}
"""Other names of fields; the numbers of custom fields are those of this site."""
TEXTS: Mapping[str, Callable[[Issue], list[str]]] = {
    "summary": lambda issue: [issue.summary],
    "description": lambda issue: [adf.words(issue.description)],
    "comment": lambda issue: [adf.words(each.body) for each in issue.comments],
}
TIMES: Mapping[str, Callable[[Issue], datetime | None]] = {
    "created": lambda issue: issue.created,
    "updated": lambda issue: issue.updated,
    "resolved": lambda issue: issue.resolved,
    "duedate": lambda issue: (
        datetime.fromisoformat(f"{issue.due}T00:00:00Z") if issue.due else None
    ),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field whose values are compared by their ids."""

    ids: Callable[[World, Issue], list[str]]
    """Those that an issue has."""
    known: Callable[[World], Iterable[tuple[str, str]]] | None
    """All that there are, each with a name by which it is asked; `None` where any may be asked."""
    has_order: bool = False


def _people(world: World) -> list[tuple[str, str]]:
    return [
        (each.account_id, name)
        for each in world.people.values()
        for name in (each.name, each.email)
        if name
    ]


FIELDS: Mapping[str, Field] = {
    "project": Field(
        lambda world, issue: [world.projects[issue.project].id],
        lambda world: (
            (each.id, name)
            for each in world.projects.values()
            if each.is_visible
            for name in (each.key, each.name)
        ),
    ),
    "issuetype": Field(
        lambda _, issue: [issue.type],
        lambda world: ((each.id, each.name) for each in world.issue_types.values()),
    ),
    "status": Field(
        lambda _, issue: [issue.status],
        lambda world: ((each.id, each.name) for each in world.statuses.values()),
    ),
    "statuscategory": Field(
        lambda world, issue: [world.statuses[issue.status].category],
        lambda _: _CATEGORIES.items(),
    ),
    "assignee": Field(lambda _, issue: [issue.assignee] if issue.assignee else [], _people),
    "reporter": Field(lambda _, issue: [issue.reporter], _people),
    "creator": Field(lambda _, issue: [issue.reporter], _people),
    "watcher": Field(lambda _, issue: issue.watchers, _people),
    "labels": Field(lambda _, issue: [each.casefold() for each in issue.labels], None),
    "priority": Field(
        # Jira has the highest first.
        lambda _, issue: [issue.priority],
        lambda world: ((each.id, each.name) for each in world.priorities.values()),
        has_order=True,
    ),
    "sprint": Field(
        lambda _, issue: [str(each) for each in issue.sprints],
        lambda world: ((str(each.id), each.name) for each in world.sprints.values()),
    ),
    "component": Field(
        lambda _, issue: issue.components,
        lambda world: (
            (each.id, each.name) for one in world.projects.values() for each in one.components
        ),
    ),
    "fixversion": Field(
        lambda _, issue: issue.versions,
        lambda world: (
            (each.id, each.name) for one in world.projects.values() for each in one.versions
        ),
    ),
    "key": Field(
        lambda _, issue: [issue.id],
        lambda world: [
            *((each.id, each.key) for each in world.visible()),
            *(
                (found.id, former)
                for former in world.moved
                if (found := world.issue(former)) is not None
            ),
        ],
        has_order=True,
    ),
    "parent": Field(
        lambda _, issue: [issue.parent] if issue.parent else [],
        lambda world: ((each.id, each.key) for each in world.visible()),
    ),
}
