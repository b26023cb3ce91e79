"""How Jira writes what a site holds: each field under its name, and addresses besides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from aegis_cli.sandbox.jira.world import (
    Attachment,
    Board,
    Comment,
    Component,
    Issue,
    IssueType,
    Link,
    LinkType,
    Person,
    Priority,
    Project,
    Resolution,
    Sprint,
    Status,
    StatusCategory,
    Version,
    Worklog,
    World,
)

POINTS, SPRINT = "customfield_10016", "customfield_10020"
"""The custom fields of this site."""

_AGILE = "rest/agile/1.0"
_PLACES: Mapping[type, str] = {
    Person: "rest/api/3/user?accountId={0.account_id}",
    IssueType: "rest/api/3/issuetype/{0.id}",
    Status: "rest/api/3/status/{0.id}",
    StatusCategory: "rest/api/3/statuscategory/{0.id}",
    Attachment: "rest/api/3/attachment/{0.id}",
    Resolution: "rest/api/3/resolution/{0.id}",
    Priority: "rest/api/3/priority/{0.id}",
    Component: "rest/api/3/component/{0.id}",
    Version: "rest/api/3/version/{0.id}",
    LinkType: "rest/api/3/issueLinkType/{0.id}",
    Project: "rest/api/3/project/{0.id}",
    Link: "rest/api/3/issueLink/{0.id}",
    Issue: "rest/api/3/issue/{0.id}",
    Board: f"{_AGILE}/board/{{0.id}}",
    Sprint: f"{_AGILE}/sprint/{{0.id}}",
}
"""Where a kind of thing is, below the address of the site."""
_OF_ISSUE = (
    *("summary", "description", "status", "issuetype", "project", "priority", "labels"),
    *("assignee", "reporter", "created", "updated", "duedate", "resolution"),
    *("resolutiondate", "components"),
)
"""The fields of an issue that have its own values."""
_SHORT = ("summary", "status", "priority", "issuetype")
_NOT_NAVIGABLE = frozenset({"comment", "worklog", "attachment", "timetracking"})
"""What a list of issues has only where it is asked for."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """How a site writes its things, with their addresses."""

    world: World

    @property
    def api(self) -> str:
        """The address of the API."""
        return f"{self._root}/rest/api/3"

    @property
    def _root(self) -> str:
        return f"https://api.atlassian.com/ex/jira/{self.world.cloud_id}"

    def address(self, thing: Any) -> str:
        """Return where a thing is."""
        return f"{self._root}/{_PLACES[type(thing)].format(thing)}"

    def write(self, thing: Any, **more: Any) -> dict[str, Any]:
        """Write all fields of a thing, and `more`; what is `None` is left out."""
        address = {"self": self.address(thing)} if type(thing) in _PLACES else {}
        own = {_camel(each.name): getattr(thing, each.name) for each in fields(thing)}
        zone = "Z" if _PLACES.get(type(thing), "").startswith(_AGILE) else "+0000"
        known = {name: value for name, value in (own | more).items() if value is not None}
        return address | {name: self._value(value, zone) for name, value in known.items()}

    def _value(self, value: Any, zone: str = "+0000") -> Any:
        match value:
            case datetime():
                return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03d}{zone}"
            case list():
                return [self._value(each) for each in value]
            case Project():
                return self.project(value)
            case _:
                return self.write(value) if type(value) in _PLACES else value

    def project(self, one: Project) -> dict[str, Any]:
        """Write a project as what is in it names it."""
        named = {"id": one.id, "key": one.key, "name": one.name}
        return {
            "self": self.address(one),
            **named,
            "projectTypeKey": "software",
            "simplified": False,
        }

    def listed_project(self, one: Project) -> dict[str, Any]:
        """Write a project in a list."""
        return {**self.project(one), "style": "classic", "isPrivate": one.is_private}

    def whole_project(self, one: Project) -> dict[str, Any]:
        """Write a project with what it consists of."""
        parts = ("description", "lead", "issue_types", "components", "versions")
        written = {_camel(name): self._value(getattr(one, name)) for name in parts}
        return {**self.listed_project(one), **written}

    def me(self, one: Person) -> dict[str, Any]:
        """Write the signed-in person."""
        return self.write(one, locale="en_US")

    def board(self, one: Board) -> dict[str, Any]:
        """Write a board."""
        project = one.project
        title = f"{project.name} ({project.key})"
        location = {
            "projectId": int(project.id),
            "displayName": title,
            "projectName": project.name,
            "projectKey": project.key,
            "projectTypeKey": "software",
            "name": title,
        }
        return self.write(one, project=None, location=location)

    def reference(self, one: Issue) -> dict[str, Any]:
        """Write the least of an issue."""
        return {"id": one.id, "key": one.key, "self": self.address(one)}

    def short(self, one: Issue) -> dict[str, Any]:
        """Write an issue as another one names it."""
        shown = {name: self._value(getattr(one, name)) for name in _SHORT}
        return {**self.reference(one), "fields": shown}

    def issue(self, one: Issue, wanted: Sequence[str]) -> dict[str, Any]:
        """Write an issue with some of its fields; `*all` are all, and `-comment` leaves one out."""
        known = self._fields(one)
        names: set[str] = set()
        for each in wanted:
            if each == "*all":
                names |= known.keys()
            elif each == "*navigable":
                names |= known.keys() - _NOT_NAVIGABLE
            elif each.startswith("-"):
                names = (names or set(known)) - {each[1:]}
            else:
                names.add(each)
        shown = {name: value for name, value in known.items() if name in names}
        return {"expand": "names,transitions,changelog", **self.reference(one), "fields": shown}

    def comment(self, issue: Issue, one: Comment) -> dict[str, Any]:
        """Write a comment."""
        written = self.write(one, updateAuthor=one.author, jsdPublic=True)
        return {"self": f"{self.address(issue)}/comment/{one.id}", **written}

    def worklog(self, issue: Issue, one: Worklog) -> dict[str, Any]:
        """Write time that somebody spent."""
        written = self.write(
            one,
            issueId=issue.id,
            updateAuthor=one.author,
            updated=one.created,
            timeSpent=spent(one.time_spent_seconds),
        )
        return {"self": f"{self.address(issue)}/worklog/{one.id}", **written}

    def _fields(self, one: Issue) -> dict[str, Any]:
        at, total = self.address(one), sum(each.time_spent_seconds for each in one.worklogs)
        parts = [each for each in self.world.subtasks(one) if each.is_seen]
        comments = [self.comment(one, each) for each in one.comments]
        return {
            **{name: self._value(getattr(one, name)) for name in _OF_ISSUE},
            "creator": self._value(one.reporter),
            "fixVersions": self._value(one.fix_versions),
            **({"parent": self.short(one.parent)} if one.parent else {}),
            "subtasks": [self.short(each) for each in parts],
            "issuelinks": [self._link(one, each) for each in self._links(one)],
            "watches": {
                "self": f"{at}/watchers",
                "watchCount": len(one.watchers),
                "isWatching": self.world.me in one.watchers,
            },
            "votes": {"self": f"{at}/votes", "votes": 0, "hasVoted": False},
            "comment": {"self": f"{at}/comment", **whole_page("comments", comments)},
            "worklog": {
                **whole_page("worklogs", [self.worklog(one, each) for each in one.worklogs]),
                "maxResults": 20,
            },
            "timespent": total or None,
            "timetracking": {"timeSpent": spent(total), "timeSpentSeconds": total} if total else {},
            "attachment": self._value(one.attachments),
            POINTS: one.points,
            SPRINT: [self._sprint(each) for each in one.sprints] or None,
        }

    def _sprint(self, one: Sprint) -> dict[str, Any]:
        shown = self.write(one, originBoardId=None, boardId=one.origin_board_id)
        return {name: value for name, value in shown.items() if name != "self"}

    def _links(self, one: Issue) -> list[Link]:
        """Return the links of an issue to those that the person may see."""
        return [
            each
            for each in self.world.links.values()
            if one in (each.source, each.target) and each.source.is_seen and each.target.is_seen
        ]

    def _link(self, one: Issue, link: Link) -> dict[str, Any]:
        is_source = link.source is one
        other = self.short(link.target if is_source else link.source)
        end = {"outwardIssue" if is_source else "inwardIssue": other}
        return self.write(link, source=None, target=None, **end)


def whole_page(name: str, items: Sequence[Any]) -> dict[str, Any]:
    """Return the only page of some items, under a name."""
    return {"startAt": 0, "maxResults": len(items), "total": len(items), name: items}


def spent(seconds: int) -> str:
    """Write a span of time as people say it at work: a day has eight hours."""
    minutes = seconds // 60
    parts = [(minutes // 480, "d"), (minutes % 480 // 60, "h"), (minutes % 60, "m")]
    return " ".join(f"{number}{unit}" for number, unit in parts if number) or "0m"


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))
