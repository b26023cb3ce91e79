"""The cases of actions on issues, and on what issues and pull requests share."""

from typing import Any

from aegis_cli.providers.github.nouns.issues.comments import AddComment, ListComments
from aegis_cli.providers.github.nouns.issues.issue_assignees import AddAssignees
from aegis_cli.providers.github.nouns.issues.issue_changes import (
    CloseIssue,
    CreateIssue,
    ReopenIssue,
    UpdateIssue,
)
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels, RemoveLabel
from aegis_cli.providers.github.nouns.issues.issues import GetIssue, ListIssues
from tests.actions.case import ODD, Case
from tests.actions.cases.labels import BUG, HELP, WIDE
from tests.actions.cases.milestones import V2

ISSUE: dict[str, Any] = {"repo": "acme/web", "issue_number": 12}


def issue(number: int, title: str, **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "title": title,
        "state": "open",
        "state_reason": None,
        "html_url": f"https://github.com/acme/web/issues/{number}",
        "user": {"login": "mona"},
        "labels": [],
        "assignees": [],
        "milestone": None,
        "comments": 0,
        "body": None,
        "created_at": "2026-11-20T08:00:00Z",
        "updated_at": "2026-11-22T12:00:00Z",
        "closed_at": None,
        **more,
    }


def _comment(id: int, login: str | None, body: str, created_at: str) -> dict[str, Any]:  # noqa: A002
    return {
        "id": id,
        "html_url": f"https://github.com/acme/web/issues/12#issuecomment-{id}",
        "user": login and {"login": login},
        "body": body,
        "created_at": created_at,
    }


CRASH = issue(
    12,
    "Crash on start",
    labels=[BUG, HELP],
    assignees=[{"login": "hubot"}, {"login": "octocat"}],
    milestone={"number": 3, "title": "1.0"},
    comments=2,
    body=(
        'It crashes:\r\n\r\n```\r\nTraceback (most recent call last):\r\n\tFile "app.py", line 1'
        "\r\n```\r\n\r\nThis happens on every machine that I have tried so far, which is why I "
        "think that it is not about the configuration at all. 你好 👩‍💻"
    ),
)

CASES = (
    Case(
        ListIssues(repo="acme/web"),
        sends="GET /repos/acme/web/issues?per_page=30",
        said="list issues in acme/web",
        more={
            "state": "all",
            "labels": ["bug", ODD],
            "assignee": "@hubot",
            "creator": "dependabot[bot]",
            "mentioned": "@me",
            "milestone": 1,
            "sort": "comments",
            "direction": "asc",
            "limit": 1000,
        },
        sends_more=(
            "GET /repos/acme/web/issues?state=all&labels=bug%2Ca%2Fb+c%3F%2525+%C3%A9"
            "&assignee=hubot&creator=dependabot%5Bbot%5D&mentioned=%40me&milestone=1&sort=comments"
            "&direction=asc&per_page=100"
        ),
        target=[V2],
        answer=[
            issue(
                128,
                "The dashboard shows yesterday's numbers after midnight, in every time zone that "
                "is ahead of UTC, until somebody reloads it",
                user=None,
                labels=[BUG, HELP],
            ),
            issue(
                97,
                "登录页面在手机上无法滚动 📱",
                labels=[WIDE],
                updated_at="2026-11-24T11:59:30Z",
            ),
            issue(
                12,
                "Crash on start\nwith two lines",
                state="closed",
                state_reason="completed",
                labels=[BUG],
                updated_at="2026-09-01T00:00:00Z",
            ),
            issue(
                3,
                "Support [red]markup[/red]",
                state="closed",
                state_reason="not_planned",
                updated_at=None,
            ),
        ],
    ),
    Case(
        GetIssue(**ISSUE),
        sends="GET /repos/acme/web/issues/12",
        said="show acme/web#12",
        answer=CRASH,
    ),
    Case(
        ListComments(**ISSUE),
        sends="GET /repos/acme/web/issues/12/comments?per_page=30",
        said="show the comments on acme/web#12",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/issues/12/comments?per_page=100",
        answer=[
            _comment(
                1,
                "mona",
                "I can reproduce this with the newest release, and with the one before it, but "
                "only when the network is slow.\n\n> which one?\n\n1.2 and 1.1",
                "2026-11-23T10:00:00Z",
            ),
            _comment(2, None, "Gone.", "2026-11-24T11:00:00Z"),
        ],
    ),
    Case(
        CreateIssue(repo="acme/web", title="Crash on start"),
        sends="POST /repos/acme/web/issues",
        body={"title": "Crash on start"},
        said="open an issue in acme/web titled 'Crash on start'",
        more={
            "body": "On every\nstart.",
            "labels": ["bug", ODD],
            "assignees": ["hubot", "@me"],
            "milestone": 1,
        },
        body_more={
            "title": "Crash on start",
            "body": "On every\nstart.",
            "labels": ["bug", ODD],
            "assignees": ["hubot", "@me"],
            "milestone": 1,
        },
        target=[V2],
        answer=CRASH,
    ),
    Case(
        UpdateIssue(**ISSUE, title="Crash on start"),
        sends="PATCH /repos/acme/web/issues/12",
        body={"title": "Crash on start"},
        said="change the title of acme/web#12 to 'Crash on start'",
        sees={"title": "It crashes"},
        more={
            "body": "On exit.",
            "labels": ["bug", ODD],
            "assignees": ["hubot", "@me"],
            "milestone": "@none",
        },
        body_more={
            "title": "Crash on start",
            "body": "On exit.",
            "labels": ["bug", ODD],
            "assignees": ["hubot", "@me"],
            "milestone": None,
        },
        answer=CRASH,
    ),
    Case(
        CloseIssue(**ISSUE),
        sends="PATCH /repos/acme/web/issues/12",
        body={"state": "closed"},
        said="close acme/web#12",
        more={"state_reason": "not_planned"},
        answer=CRASH | {"state": "closed", "state_reason": "completed"},
    ),
    Case(
        ReopenIssue(**ISSUE),
        sends="PATCH /repos/acme/web/issues/12",
        body={"state": "open"},
        said="reopen acme/web#12",
        sees={"state": "closed", "state_reason": "completed"},
        in_sandbox={"acme/web#12": "acme/web#10"},
        answer=CRASH,
    ),
    Case(
        AddComment(**ISSUE, body="Me too."),
        sends="POST /repos/acme/web/issues/12/comments",
        body={"body": "Me too."},
        said="comment 'Me too.' on acme/web#12",
        more={"body": "`code`\n\n- 你好 👩‍💻"},
        answer=_comment(99, "octocat", "Me too.", "2026-11-24T12:00:00Z"),
    ),
    Case(
        AddLabels(**ISSUE, labels=["help wanted"]),
        sends="POST /repos/acme/web/issues/12/labels",
        body={"labels": ["help wanted"]},
        said="label acme/web#12 'help wanted'",
        sees={"labels": [BUG]},
        more={"labels": ["bug", ODD]},
        answer=[BUG, HELP],
    ),
    Case(
        RemoveLabel(**ISSUE, name="bug"),
        sends="DELETE /repos/acme/web/issues/12/labels/bug",
        said="remove the label bug from acme/web#12",
        sees={"labels": [BUG, {"name": ODD}]},
        more={"name": ODD},
        sends_more="DELETE /repos/acme/web/issues/12/labels/a%2Fb%20c%3F%2525%20%C3%A9",
        answer=[],
    ),
    Case(
        AddAssignees(**ISSUE, assignees=["octocat"]),
        sends="POST /repos/acme/web/issues/12/assignees",
        body={"assignees": ["octocat"]},
        said="assign octocat to acme/web#12",
        sees={"assignees": [{"login": "hubot"}]},
        more={"assignees": ["hubot", "@me"]},
        answer=CRASH,
        in_sandbox={"octocat": "bob"},
    ),
)
