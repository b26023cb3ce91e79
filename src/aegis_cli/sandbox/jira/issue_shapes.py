"""How Jira writes an issue and its parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aegis_cli.sandbox.jira.shapes import Shapes, time
from aegis_cli.sandbox.jira.world import Attachment, Comment, Entry, Issue, Link, Worklog, World

POINTS, SPRINT = "customfield_10016", "customfield_10020"
"""The custom fields of this site."""

RESOLUTIONS = {"Done": "10000", "Won't Do": "10001", "Duplicate": "10002"}
"""How an issue of this site is resolved, with the id of each."""

_NOT_NAVIGABLE = frozenset({"comment", "worklog", "attachment", "timetracking"})
"""What a list of issues has only where it is asked for."""


@dataclass(frozen=True, slots=True)
class IssueShapes:
    """How a site writes an issue."""

    world: World

    @property
    def _of(self) -> Shapes:
        return Shapes(self.world)

    def reference(self, one: Issue) -> dict[str, Any]:
        """Write the least of an issue."""
        return {"id": one.id, "key": one.key, "self": f"{self._of.api}/issue/{one.id}"}

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
        fields = {name: value for name, value in known.items() if name in names}
        return {"expand": "names,transitions,changelog", **self.reference(one), "fields": fields}

    def short(self, one: Issue) -> dict[str, Any]:
        """Write an issue as another one names it."""
        world, of = self.world, self._of
        fields = {
            "summary": one.summary,
            "status": of.status(world.statuses[one.status]),
            "priority": of.named_thing("priority", world.priorities[one.priority]),
            "issuetype": of.issue_type(world.issue_types[one.type]),
        }
        return {**self.reference(one), "fields": fields}

    def comment(self, issue: Issue, one: Comment) -> dict[str, Any]:
        """Write a comment."""
        visibility = {"visibility": one.visibility} if one.visibility else {}
        return {
            "self": f"{self._of.api}/issue/{issue.id}/comment/{one.id}",
            "id": one.id,
            "author": self._of.person(one.author),
            "body": one.body,
            "updateAuthor": self._of.person(one.author),
            "created": time(one.created),
            "updated": time(one.updated),
            "jsdPublic": True,
            **visibility,
        }

    def worklog(self, issue: Issue, one: Worklog) -> dict[str, Any]:
        """Write time that somebody spent."""
        comment = {"comment": one.comment} if one.comment else {}
        return {
            "self": f"{self._of.api}/issue/{issue.id}/worklog/{one.id}",
            "id": one.id,
            "issueId": issue.id,
            "author": self._of.person(one.author),
            "updateAuthor": self._of.person(one.author),
            **comment,
            "created": time(one.created),
            "updated": time(one.created),
            "started": time(one.started),
            "timeSpent": spent(one.seconds),
            "timeSpentSeconds": one.seconds,
        }

    def entry(self, one: Entry) -> dict[str, Any]:
        """Write what one write changed."""
        return {
            "id": one.id,
            "author": self._of.person(one.author),
            "created": time(one.created),
            "items": [
                {
                    "field": each.field,
                    "fieldtype": "jira",
                    "from": each.before,
                    "fromString": each.before_words,
                    "to": each.after,
                    "toString": each.after_words,
                }
                for each in one.changes
            ],
        }

    def _fields(self, one: Issue) -> dict[str, Any]:
        world, of = self.world, self._of
        project = world.projects[one.project]
        parent = world.issues.get(one.parent or "")
        total = sum(each.seconds for each in one.worklogs)
        return {
            "summary": one.summary,
            "description": one.description,
            "status": of.status(world.statuses[one.status]),
            "issuetype": of.issue_type(world.issue_types[one.type]),
            "project": of.project(project),
            "priority": of.named_thing("priority", world.priorities[one.priority]),
            "labels": list(one.labels),
            "assignee": of.person(one.assignee),
            "reporter": of.person(one.reporter),
            "creator": of.person(one.reporter),
            "created": time(one.created),
            "updated": time(one.updated),
            "duedate": one.due,
            "resolution": self._resolution(one),
            "resolutiondate": time(one.resolved) if one.resolved else None,
            "components": [
                of.named_thing("component", each)
                for each in project.components
                if each.id in one.components
            ],
            "fixVersions": [
                of.named_thing("version", each)
                for each in project.versions
                if each.id in one.versions
            ],
            **({"parent": self.short(parent)} if parent else {}),
            "subtasks": [self.short(each) for each in world.subtasks(one) if world.sees(each)],
            "issuelinks": [self._link(one, each) for each in self._links(one)],
            "watches": {
                "self": f"{of.api}/issue/{one.id}/watchers",
                "watchCount": len(one.watchers),
                "isWatching": world.me in one.watchers,
            },
            "votes": {"self": f"{of.api}/issue/{one.id}/votes", "votes": 0, "hasVoted": False},
            "comment": {
                "comments": [self.comment(one, each) for each in one.comments],
                "self": f"{of.api}/issue/{one.id}/comment",
                "maxResults": len(one.comments),
                "total": len(one.comments),
                "startAt": 0,
            },
            "worklog": {
                "startAt": 0,
                "maxResults": 20,
                "total": len(one.worklogs),
                "worklogs": [self.worklog(one, each) for each in one.worklogs],
            },
            "timespent": total or None,
            "timetracking": {"timeSpent": spent(total), "timeSpentSeconds": total} if total else {},
            "attachment": [self._attachment(each) for each in one.attachments],
            POINTS: one.points,
            SPRINT: [self._sprint(each) for each in one.sprints] or None,
        }

    def _attachment(self, one: Attachment) -> dict[str, Any]:
        return {
            "self": f"{self._of.api}/attachment/{one.id}",
            "id": one.id,
            "filename": one.filename,
            "author": self._of.person(one.author),
            "created": time(one.created),
            "size": one.size,
            "mimeType": "application/octet-stream",
        }

    def _sprint(self, number: int) -> dict[str, Any]:
        shown = self._of.sprint(self.world.sprints[number])
        board = shown.pop("originBoardId")
        shown.pop("self")
        return {**shown, "boardId": board}

    def _resolution(self, one: Issue) -> dict[str, Any] | None:
        if one.resolved is None:
            return None
        name = one.resolution or "Done"
        number = RESOLUTIONS[name]
        return {"self": f"{self._of.api}/resolution/{number}", "id": number, "name": name}

    def _links(self, one: Issue) -> list[Link]:
        """Return the links of an issue to those that the person may see."""
        return [
            each
            for each in self.world.links.values()
            if one.id in (each.source, each.target)
            and all(self.world.sees(self.world.issues[end]) for end in (each.source, each.target))
        ]

    def _link(self, one: Issue, link: Link) -> dict[str, Any]:
        kind = self.world.link_types[link.type]
        is_source = link.source == one.id
        other = self.world.issues[link.target if is_source else link.source]
        return {
            "id": link.id,
            "self": f"{self._of.api}/issueLink/{link.id}",
            "type": {
                "id": kind.id,
                "name": kind.name,
                "inward": kind.inward,
                "outward": kind.outward,
                "self": f"{self._of.api}/issueLinkType/{kind.id}",
            },
            "outwardIssue" if is_source else "inwardIssue": self.short(other),
        }


def spent(seconds: int) -> str:
    """Write a span of time as people say it at work: a day has eight hours."""
    minutes = seconds // 60
    parts = [(minutes // 480, "d"), (minutes % 480 // 60, "h"), (minutes % 60, "m")]
    return " ".join(f"{number}{unit}" for number, unit in parts if number) or "0m"
