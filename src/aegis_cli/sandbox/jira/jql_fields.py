"""The fields that a query can name, with the values of an issue and all that there are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aegis_cli.sandbox.jira import adf
from aegis_cli.sandbox.jira.world import Issue, World

_Known = Iterable[tuple[str, ...]]
"""The id of each, and all by which it is asked."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field whose values are compared by their ids."""

    held: Callable[[Issue], list[str]]
    """Those that an issue has."""
    known: Callable[[World], _Known] | None = None
    """All that there are; `None` where any may be asked."""


def _people(world: World) -> _Known:
    return (
        (each.account_id, each.account_id, each.display_name, each.email_address or "")
        for each in world.people.values()
    )


def _table(table: str) -> Callable[[World], _Known]:
    return lambda world: (
        (str(each.id), str(each.id), each.name) for each in getattr(world, table).values()
    )


def text_of(issue: Issue) -> str:
    """Return all that is searched by `text`."""
    documents = [issue.description, *(each.body for each in issue.comments)]
    return "\n".join([issue.summary, *map(adf.words, documents)])


FIELDS: Mapping[str, Field] = {
    "project": Field(
        lambda issue: [issue.project.key],
        lambda world: (
            (each.key, each.id, each.key, each.name)
            for each in world.projects.values()
            if each.is_visible
        ),
    ),
    "issuetype": Field(lambda issue: [issue.issuetype.id], _table("issue_types")),
    "status": Field(lambda issue: [issue.status.id], _table("statuses")),
    "statusCategory": Field(
        lambda issue: [issue.status.id],
        lambda world: ((each.id, each.status_category.key) for each in world.statuses.values()),
    ),
    "priority": Field(lambda issue: [issue.priority.id], _table("priorities")),
    "assignee": Field(lambda issue: [issue.assignee.account_id] if issue.assignee else [], _people),
    "reporter": Field(lambda issue: [issue.reporter.account_id], _people),
    "labels": Field(lambda issue: [each.casefold() for each in issue.labels]),
    "sprint": Field(lambda issue: [str(each.id) for each in issue.sprints], _table("sprints")),
}
TIMES: Mapping[str, Callable[[Issue], datetime]] = {
    "created": lambda issue: issue.created,
    "updated": lambda issue: issue.updated,
}
ORDERS: Mapping[str, Callable[[Issue], Any]] = {
    **TIMES,
    "priority": lambda issue: -int(issue.priority.id),  # Jira has the highest first
}
