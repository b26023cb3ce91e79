"""How Jira writes what a site holds; the parts of an issue are in `issue_shapes.py`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aegis_cli.sandbox.jira.world import (
    Board,
    IssueType,
    Named,
    Person,
    Project,
    Sprint,
    Status,
    World,
)

_CATEGORIES = {
    "new": (2, "blue-gray", "To Do"),
    "indeterminate": (4, "yellow", "In Progress"),
    "done": (3, "green", "Done"),
}
_MILLI = 1000


def time(at: datetime) -> str:
    """Write a time of an issue."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // _MILLI:03d}+0000"


def sprint_time(at: datetime) -> str:
    """Write a time of a sprint."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // _MILLI:03d}Z"


@dataclass(frozen=True, slots=True)
class Shapes:
    """How a site writes its things, with their addresses."""

    world: World

    @property
    def api(self) -> str:
        """The address of the API."""
        return f"https://api.atlassian.com/ex/jira/{self.world.cloud_id}/rest/api/3"

    @property
    def agile(self) -> str:
        """The address of the API of boards and sprints."""
        return f"https://api.atlassian.com/ex/jira/{self.world.cloud_id}/rest/agile/1.0"

    def person(self, account_id: str | None) -> dict[str, Any] | None:
        """Write somebody; what they show to nobody is left out."""
        if account_id is None:
            return None
        who: Person = self.world.people[account_id]
        email = {"emailAddress": who.email} if who.email else {}
        return {
            "self": f"{self.api}/user?accountId={who.account_id}",
            "accountId": who.account_id,
            "accountType": "app" if who.is_app else "atlassian",
            "displayName": who.name,
            "active": who.active,
            "timeZone": who.time_zone,
            **email,
        }

    def project(self, one: Project, *, whole: bool = False) -> dict[str, Any]:
        """Write a project; a `whole` one with what it consists of."""
        shown = {
            "self": f"{self.api}/project/{one.id}",
            "id": one.id,
            "key": one.key,
            "name": one.name,
            "projectTypeKey": "software",
            "simplified": False,
        }
        if not whole:
            return shown
        return {
            **shown,
            "style": "classic",
            "isPrivate": one.is_private,
            "description": one.description,
            "lead": self.person(one.lead),
            "issueTypes": [
                self.issue_type(self.world.issue_types[each]) for each in one.issue_types
            ],
            "components": [self.named_thing("component", each) for each in one.components],
            "versions": [self.named_thing("version", each) for each in one.versions],
        }

    def listed_project(self, one: Project) -> dict[str, Any]:
        """Write a project in a list."""
        return {**self.project(one), "style": "classic", "isPrivate": one.is_private}

    def issue_type(self, one: IssueType) -> dict[str, Any]:
        """Write a type of issues."""
        return {
            "self": f"{self.api}/issuetype/{one.id}",
            "id": one.id,
            "name": one.name,
            "description": one.description,
            "subtask": one.subtask,
            "hierarchyLevel": one.level,
        }

    def status(self, one: Status) -> dict[str, Any]:
        """Write a status with its category."""
        number, color, name = _CATEGORIES[one.category]
        return {
            "self": f"{self.api}/status/{one.id}",
            "id": one.id,
            "name": one.name,
            "description": "",
            "statusCategory": {
                "self": f"{self.api}/statuscategory/{number}",
                "id": number,
                "key": one.category,
                "colorName": color,
                "name": name,
            },
        }

    def named_thing(self, kind: str, one: Named) -> dict[str, Any]:
        """Write something that has a name alone: a priority, a component or a version."""
        return {"self": f"{self.api}/{kind}/{one.id}", "id": one.id, "name": one.name}

    def board(self, one: Board) -> dict[str, Any]:
        """Write a board."""
        project = self.world.projects[one.project]
        return {
            "id": one.id,
            "self": f"{self.agile}/board/{one.id}",
            "name": one.name,
            "type": one.type,
            "location": {
                "projectId": int(project.id),
                "displayName": f"{project.name} ({project.key})",
                "projectName": project.name,
                "projectKey": project.key,
                "projectTypeKey": "software",
                "name": f"{project.name} ({project.key})",
            },
        }

    def sprint(self, one: Sprint) -> dict[str, Any]:
        """Write a sprint; a time that is not known is left out."""
        times = {"startDate": one.start, "endDate": one.end, "completeDate": one.completed}
        return {
            "id": one.id,
            "self": f"{self.agile}/sprint/{one.id}",
            "state": one.state,
            "name": one.name,
            **{name: sprint_time(at) for name, at in times.items() if at is not None},
            "originBoardId": one.board,
            "goal": one.goal,
        }
