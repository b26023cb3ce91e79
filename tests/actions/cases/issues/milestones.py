"""The cases of actions on milestones."""

from typing import Any

from aegis_cli.providers.github.nouns.issues.milestones import (
    CreateMilestone,
    DeleteMilestone,
    GetMilestone,
    ListMilestones,
    UpdateMilestone,
)
from tests.actions.case import Case

OF_V2: dict[str, Any] = {"repo": "acme/web", "milestone": 1}


def milestone(number: int, title: str, **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "title": title,
        "state": "open",
        "description": None,
        "open_issues": 5,
        "closed_issues": 7,
        "due_on": "2026-12-31T08:00:00Z",
        "updated_at": "2026-11-22T12:00:00Z",
        "html_url": f"https://github.com/acme/web/milestone/{number}",
        **more,
    }


V2 = milestone(1, "v2.0", description="The new checkout.")
LATER = milestone(2, "界面", open_issues=0, closed_issues=0, due_on=None)
DONE = milestone(3, "Sprint 14", state="closed", open_issues=0, closed_issues=1_200)

CASES = (
    Case(
        ListMilestones(repo="acme/web"),
        sends="GET /repos/acme/web/milestones?per_page=30",
        said="list the milestones of acme/web",
        more={
            "state": "closed",
            "milestone": "Sprint 14",
            "sort": "completeness",
            "direction": "desc",
            "limit": 1000,
        },
        sends_more=(
            "GET /repos/acme/web/milestones?state=all&sort=completeness&direction=desc&per_page=100"
        ),
        answer=[V2, LATER, DONE],
    ),
    Case(
        GetMilestone(**OF_V2),
        sends="GET /repos/acme/web/milestones/1",
        said="show milestone 1 of acme/web",
        target=[V2],
        answer=V2,
    ),
    Case(
        CreateMilestone(repo="acme/web", title="v3.0"),
        sends="POST /repos/acme/web/milestones",
        body={"title": "v3.0"},
        said="create the milestone v3.0 in acme/web",
        more={"description": "Later.", "due_on": "2027-03-31"},
        body_more={
            "title": "v3.0",
            "description": "Later.",
            "due_on": "2027-03-31T12:00:00Z",
        },
        answer=milestone(4, "v3.0"),
    ),
    Case(
        UpdateMilestone(**OF_V2, description="Soon."),
        sends="PATCH /repos/acme/web/milestones/1",
        body={"description": "Soon."},
        said="set the description of milestone 1 in acme/web to 'Soon.'",
        more={"title": "v2.1", "due_on": "2027-03-31", "state": "closed"},
        body_more={
            "title": "v2.1",
            "description": "Soon.",
            "due_on": "2027-03-31T12:00:00Z",
            "state": "closed",
        },
        target=[V2],
        answer=V2 | {"description": "Soon."},
    ),
    Case(
        DeleteMilestone(repo="acme/web", milestone=2),
        sends="DELETE /repos/acme/web/milestones/2",
        said="delete milestone 2 of acme/web",
        target=[LATER],
    ),
)
