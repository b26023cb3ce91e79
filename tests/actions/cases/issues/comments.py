"""The cases of nouns/issues/comments.py."""

from typing import Any

from aegis_cli.providers.github.nouns.issues.comments import (
    AddComment,
    DeleteComment,
    GetComment,
    ListComments,
    MinimizeComment,
    ReactToComment,
    UnminimizeComment,
    UpdateComment,
)
from tests.actions.case import Case
from tests.actions.cases.issues.issues import ISSUE

COMMENT: dict[str, Any] = {"repo": "acme/web", "comment_id": 3_100_000_033}
STORED: dict[str, Any] = {
    "id": 3_100_000_033,
    "node_id": "IC_kwDOBabc",
    "html_url": "https://github.com/acme/web/issues/12#issuecomment-3100000033",
    "user": {"login": "hubot"},
    "body": "I can confirm this.\n\nIt happens on [bold]every[/bold] machine. 👩‍💻",
    "created_at": "2026-11-20T08:00:00Z",
    "updated_at": "2026-11-21T08:00:00Z",
}
_THERE = {"3100000033": "3100000034"}


def _comment(id: int, login: str | None, body: str, created_at: str) -> dict[str, Any]:  # noqa: A002
    return {
        "id": id,
        "html_url": f"https://github.com/acme/web/issues/12#issuecomment-{id}",
        "user": login and {"login": login},
        "body": body,
        "created_at": created_at,
    }


CASES = (
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
        AddComment(**ISSUE, body="Me too."),
        sends="POST /repos/acme/web/issues/12/comments",
        body={"body": "Me too."},
        said="comment 'Me too.' on acme/web#12",
        more={"body": "`code`\n\n- 你好 👩‍💻"},
        answer=_comment(99, "octocat", "Me too.", "2026-11-24T12:00:00Z"),
    ),
    Case(
        GetComment(**COMMENT),
        sends="GET /repos/acme/web/issues/comments/3100000033",
        said="show comment 3100000033 of acme/web",
        answer=STORED,
        in_sandbox=_THERE,
    ),
    Case(
        UpdateComment(**COMMENT, body="Fixed in v2.0."),
        sends="PATCH /repos/acme/web/issues/comments/3100000033",
        body={"body": "Fixed in v2.0."},
        said="change comment 3100000033 of acme/web to 'Fixed in v2.0.'",
        more={"body": "`code`\n\n- 你好 👩‍💻"},
        answer=STORED | {"body": "Fixed in v2.0."},
        in_sandbox=_THERE,
    ),
    Case(
        DeleteComment(repo="acme/web", comment_id=3_100_000_034),
        sends="DELETE /repos/acme/web/issues/comments/3100000034",
        said="delete comment 3100000034 of acme/web",
        target=STORED | {"id": 3_100_000_034},
        in_sandbox={"3100000034": "3100000035"},
    ),
    Case(
        MinimizeComment(**COMMENT, classifier="OFF_TOPIC"),
        sends="POST /graphql",
        body={"subjectId": "IC_kwDOBabc", "classifier": "OFF_TOPIC"},
        said="hide comment 3100000033 of acme/web as off-topic",
        answer={"isMinimized": True, "minimizedReason": "off-topic"},
        target=STORED,
        in_sandbox=_THERE,
    ),
    Case(
        UnminimizeComment(**COMMENT),
        sends="POST /graphql",
        body={"subjectId": "IC_kwDOBabc"},
        said="unhide comment 3100000033 of acme/web",
        answer={"isMinimized": False},
        target=STORED,
        in_sandbox=_THERE,
    ),
    Case(
        ReactToComment(**COMMENT, content="heart"),
        sends="POST /repos/acme/web/issues/comments/3100000033/reactions",
        body={"content": "heart"},
        said="react to comment 3100000033 of acme/web with a heart",
        answer={"id": 7, "content": "heart"},
        in_sandbox=_THERE,
    ),
)
