"""The cases of actions on one comment of an issue or a pull request."""

from typing import Any

from aegis_cli.providers.github.nouns.issues.comments import (
    DeleteComment,
    GetComment,
    MinimizeComment,
    ReactToComment,
    UnminimizeComment,
    UpdateComment,
)
from aegis_cli.providers.github.nouns.issues.issue_changes import ReactToIssue
from tests.actions.case import Case

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

CASES = (
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
        ReactToIssue(repo="acme/web", issue_number=12, content="+1"),
        sends="POST /repos/acme/web/issues/12/reactions",
        body={"content": "+1"},
        said="react to acme/web#12 with thumbs up",
        answer={"id": 7, "content": "+1"},
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
