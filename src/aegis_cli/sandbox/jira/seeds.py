"""The site of a new sandbox: always the same, with times that lie before the start.

In `world.json` people, types, statuses, priorities, components and versions stand by their names,
issues by their keys.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from aegis_cli.sandbox.engine.worlds import read_world
from aegis_cli.sandbox.jira.adf import paragraphs
from aegis_cli.sandbox.jira.world import (
    Board,
    Change,
    Comment,
    Entry,
    Issue,
    IssueType,
    Link,
    LinkType,
    Named,
    Person,
    Project,
    Sprint,
    Status,
    Worklog,
    World,
)

_FILE = Path(__file__).with_name("world.json")
_FIRST_ISSUE = 10_101
_FIRST_OTHER = 20_001


def site() -> tuple[str, str]:
    """Return the id and the host of the site."""
    data = read_world(_FILE)
    return data["cloud_id"], data["host"]


def seed_world(now: float) -> World:
    """Build a site that shares nothing with another."""
    data = read_world(_FILE)
    reader = _Reader(data, datetime.fromtimestamp(int(now), UTC))
    issues = [reader.issue(each) for each in data["issues"]]
    links = [reader.link(*each) for each in data["links"]]
    sprints = [reader.sprint(each) for each in data["sprints"]]
    return World(
        cloud_id=data["cloud_id"],
        host=data["host"],
        title=data["title"],
        me=data["me"],
        people={each["account_id"]: Person(**each) for each in data["people"]},
        issue_types={each["id"]: IssueType(**each) for each in data["issue_types"]},
        statuses={each["id"]: Status(**each) for each in data["statuses"]},
        priorities={each["id"]: Named(**each) for each in data["priorities"]},
        link_types={each["id"]: LinkType(**each) for each in data["link_types"]},
        projects={each["key"]: reader.project(each) for each in data["projects"]},
        issues={each.id: each for each in issues},
        moved=data["moved"],
        links={each.id: each for each in links},
        boards={each["id"]: Board(**each) for each in data["boards"]},
        sprints={each.id: each for each in sprints},
        ids=reader.others,
    )


@dataclass(slots=True)
class _Reader:
    data: Mapping[str, Any]
    now: datetime
    others: Iterator[int] = field(default_factory=lambda: count(_FIRST_OTHER))

    def _id(self, kind: str, name: str | None) -> Any:
        """Return the id of something that stands in the file by its name."""
        key = "account_id" if kind == "people" else "id"
        return next((each[key] for each in self.data[kind] if each["name"] == name), None)

    def _issue_id(self, key: str | None) -> str | None:
        keys = [each["key"] for each in self.data["issues"]]
        return str(_FIRST_ISSUE + keys.index(key)) if key else None

    def _ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def project(self, data: Mapping[str, Any]) -> Project:
        """Build a project."""
        numbers = [
            int(number)
            for each in self.data["issues"]
            for key, _, number in [each["key"].partition("-")]
            if key == data["key"]
        ]
        things = {
            name: [Named(**each) for each in data.get(name, ())]
            for name in ("components", "versions")
        }
        people = [self._id("people", name) for name in data["assignable"]]
        more = {"lead": self._id("people", data["lead"]), "assignable": people}
        return Project(**{**data, **things, **more, "last_number": max(numbers)})

    def issue(self, data: Mapping[str, Any]) -> Issue:
        """Build an issue with its parts."""
        key, _, number = data["key"].partition("-")
        project = next(each for each in self.data["projects"] if each["key"] == key)
        changed = self._ago(data["changed_days_ago"])
        done = self._id("statuses", "Done")
        issue = Issue(
            id=self._issue_id(data["key"]) or "",
            project=key,
            number=int(number),
            type=self._id("issue_types", data["type"]),
            status=self._id("statuses", data["status"]),
            summary=data["summary"],
            reporter=self._id("people", data["reporter"]),
            created=self._ago(data["days_ago"]),
            updated=changed,
            description=paragraphs(*data["description"]) if "description" in data else None,
            assignee=self._id("people", data.get("assignee")),
            priority=self._id("priorities", data.get("priority", "Medium")),
            labels=list(data.get("labels", ())),
            parent=self._issue_id(data.get("parent")),
            components=_ids(project.get("components", ()), data.get("components", ())),
            versions=_ids(project.get("versions", ()), data.get("versions", ())),
            due=data.get("due"),
            sprints=list(data.get("sprints", ())),
            points=data.get("points"),
            is_visible=data.get("is_visible", True),
            comments=[self._comment(each) for each in data.get("comments", ())],
            worklogs=[self._worklog(each) for each in data.get("worklogs", ())],
            watchers=[self._id("people", name) for name in data.get("watchers", ())],
            history=[self._entry(each) for each in data.get("history", ())],
        )
        issue.resolved = changed if issue.status == done else None
        issue.watchers = issue.watchers or [issue.reporter]
        return issue

    def _comment(self, data: Mapping[str, Any]) -> Comment:
        at, author = self._ago(data["days_ago"]), self._id("people", data["author"])
        return Comment(str(next(self.others)), author, paragraphs(data["text"]), at, at)

    def _worklog(self, data: Mapping[str, Any]) -> Worklog:
        at, author = self._ago(data["days_ago"]), self._id("people", data["author"])
        comment = paragraphs(data["text"])
        return Worklog(str(next(self.others)), author, data["seconds"], at, at, comment)

    def _entry(self, data: Mapping[str, Any]) -> Entry:
        author = self._id("people", data["author"])
        changes = tuple(Change(*each) for each in data["changes"])
        return Entry(str(next(self.others)), author, self._ago(data["days_ago"]), changes)

    def link(self, kind: str, source: str, target: str) -> Link:
        """Build a link between two issues."""
        ids = [self._issue_id(source) or "", self._issue_id(target) or ""]
        return Link(str(next(self.others)), self._id("link_types", kind), *ids)

    def sprint(self, data: dict[str, Any]) -> Sprint:
        """Build a sprint, with times around the start."""
        starts, ends = data.pop("starts", None), data.pop("ends", None)
        sprint = Sprint(**data)
        if starts is not None:
            sprint.start, sprint.end = self._ago(-starts), self._ago(-ends)
        sprint.completed = sprint.end if sprint.state == "closed" else None
        return sprint


def _ids(known: list[dict[str, str]], names: list[str]) -> list[str]:
    return [each["id"] for name in names for each in known if each["name"] == name]
