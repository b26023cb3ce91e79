"""The site of a new sandbox: always the same, with times that lie before the start.

In `world.json` people, types, statuses, priorities, components and versions stand by their names,
issues by their keys, times as days before the start, and documents as their paragraphs.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from aegis_cli.sandbox.engine.worlds import read_world
from aegis_cli.sandbox.jira import world
from aegis_cli.sandbox.jira.adf import paragraphs
from aegis_cli.sandbox.jira.world import Change, Comment, Entry, Issue, Project, Worklog, World

T = TypeVar("T")

_FILE = Path(__file__).with_name("world.json")
_FIRST_ISSUE, _FIRST_OTHER = 10_101, 20_001

_TABLES = {
    "people": world.Person,
    "issue_types": world.IssueType,
    "statuses": world.Status,
    "priorities": world.Named,
    "link_types": world.LinkType,
    "boards": world.Board,
    "sprints": world.Sprint,
}
"""The classes of what stands there beside projects, issues and links, and refers to none."""
_TIMES = {"created", "updated", "resolved", "started", "start", "end", "completed"}
_PARTS = {
    "attachments": world.Attachment,
    "comments": Comment,
    "worklogs": Worklog,
    "history": Entry,
}
_PEOPLE = ("reporter", "assignee", "author", "lead", "watchers", "assignable")
_ISSUES = {"parent", "source", "target"}


def site() -> tuple[str, str]:
    """Return the id and the host of the site."""
    data = read_world(_FILE)
    return data["cloud_id"], data["host"]


def seed_world(now: float) -> World:
    """Build a site that shares nothing with another."""
    data = read_world(_FILE)
    maker = _Maker(data, datetime.fromtimestamp(int(now), UTC), count(_FIRST_OTHER))
    tables: dict[str, Any] = {
        name: _by_id(maker.make(kind, each) for each in data[name])
        for name, kind in _TABLES.items()
    }
    numbered = enumerate(data["issues"], _FIRST_ISSUE)
    issues = [maker.make(Issue, each | {"id": str(number)}) for number, each in numbered]
    for each in issues:
        each.watchers = each.watchers or [each.reporter]
    links = [maker.make(world.Link, each) for each in data["links"]]
    projects = [maker.make(Project, each) for each in data["projects"]]
    for one in projects:
        one.last_number = max(each.number for each in issues if each.project == one.key)
    known = {name: data[name] for name in ("cloud_id", "host", "title", "me", "moved")}
    return World(
        **known,
        **tables,
        projects={each.key: each for each in projects},
        issues=_by_id(issues),
        links=_by_id(links),
        ids=maker.ids,
    )


def _by_id(things: Iterable[Any]) -> dict[Any, Any]:
    return {getattr(each, "account_id", None) or each.id: each for each in things}


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes things of the data, with ids in the place of names, and times in that of days."""

    data: Mapping[str, Any]
    now: datetime
    ids: Iterator[int]

    def make(self, kind: type[T], data: Mapping[str, Any]) -> T:
        """Make a thing; one whose class has an id gets a new one, unless the data says it."""
        values = {name: self._value(kind, name, said) for name, said in data.items()}
        if "id" not in data and any(each.name == "id" for each in fields(kind)):  # type: ignore[arg-type]  # dataclasses
            values["id"] = str(next(self.ids))
        return kind(**values)

    def _value(self, kind: type[Any], name: str, said: Any) -> Any:
        if name in _PARTS:
            return [self.make(_PARTS[name], each) for each in said]
        if name == "changes":
            return tuple(Change(*each) for each in said)
        if name in _TIMES:
            return self.now - timedelta(days=said)
        if name in ("body", "comment") or (name == "description" and isinstance(said, list)):
            return paragraphs(*said)
        if kind is Project and name in ("components", "versions"):
            return [world.Named(**each) for each in said]
        return self._id(kind, name, said)

    def _id(self, kind: type[Any], name: str, said: Any) -> Any:
        """Return the id of the thing that a field refers to, or a plain value as it is."""
        if name in _ISSUES:
            keys = [f"{each['project']}-{each['number']}" for each in self.data["issues"]]
            return str(_FIRST_ISSUE + keys.index(said))
        table = _REFERENCES.get((kind, name)) or _REFERENCES.get((None, name))
        return said if table is None else self._ids(table, said)

    def _ids(self, table: str, said: Any) -> Any:
        """Return the id of what is called so, or those of several."""
        if isinstance(said, list):
            return [self._ids(table, each) for each in said]
        things = self.data.get(table) or [
            each for project in self.data["projects"] for each in project.get(table, ())
        ]
        (found,) = (each for each in things if each["name"] == said)
        return found.get("account_id") or found["id"]


_REFERENCES: Mapping[tuple[type[Any] | None, str], str] = {
    **dict.fromkeys(
        [(None, each) for each in ("reporter", "assignee", "author", "lead")], "people"
    ),
    **dict.fromkeys([(None, each) for each in ("watchers", "assignable")], "people"),
    (Issue, "type"): "issue_types",
    (Issue, "status"): "statuses",
    (Issue, "priority"): "priorities",
    (Issue, "components"): "components",
    (Issue, "versions"): "versions",
    (world.Link, "type"): "link_types",
}
"""The tables to which fields refer by name, of one class or of any."""
