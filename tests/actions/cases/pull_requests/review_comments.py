"""The cases of actions on the comments of reviews."""

from typing import Any

from aegis_cli.providers.github.nouns.pull_requests.review_comments import (
    CreateReviewComment,
    DeleteReviewComment,
    GetReviewComment,
    ListReviewComments,
    ReactToReviewComment,
    ReplyToReviewComment,
    UpdateReviewComment,
)
from tests.actions.case import Case
from tests.actions.cases.pull_requests.reviews import PULL, SEEN, SHA

_HERE = {"repo": "acme/web", "comment_id": 61}
_WHERE = {"61": "21500003"}


def _comment(id: int, login: str | None, body: str, **more: Any) -> dict[str, Any]:  # noqa: A002
    return {
        "id": id,
        "path": "src/session.ts",
        "line": 13,
        "body": body,
        "user": login and {"login": login},
        "html_url": f"https://github.com/acme/web/pull/11#discussion_r{id}",
        "created_at": "2026-11-23T12:00:00Z",
        **more,
    }


_STORED = _comment(
    61,
    "hubot",
    "Is a session ever over here?\r\n\r\n> eight hours",
    node_id="PRRC_kwDOBabc",
    updated_at="2026-11-23T12:00:00Z",
)

CASES = (
    Case(
        ListReviewComments(**PULL),
        sends="GET /repos/acme/web/pulls/11/comments?per_page=30",
        said="list the review comments on pull request #11 in acme/web",
        more={"sort": "updated", "direction": "desc", "limit": 1000},
        sends_more=(
            "GET /repos/acme/web/pulls/11/comments?sort=updated&direction=desc&per_page=100"
        ),
        answer=[
            _comment(61, "hubot", "Is a session ever over here?\r\n\r\n> eight hours"),
            _comment(62, None, "Twice.", line=None),
        ],
    ),
    Case(
        GetReviewComment(**_HERE),
        sends="GET /repos/acme/web/pulls/comments/61",
        said="show review comment 61 of acme/web",
        answer=_STORED,
        in_sandbox=_WHERE,
    ),
    Case(
        CreateReviewComment(**PULL, path="src/session.ts", body="Name it", line=13),
        sends="POST /repos/acme/web/pulls/11/comments",
        said="comment 'Name it' on line 13 of src/session.ts in acme/web#11",
        body={"path": "src/session.ts", "body": "Name it", "line": 13, "commit_id": SHA},
        more={
            "side": "LEFT",
            "start_line": 11,
            "start_side": "LEFT",
            "subject_type": "line",
            "line": 9,
        },
        target=SEEN,
        answer=_comment(63, "mona", "Name it"),
    ),
    Case(
        ReplyToReviewComment(**PULL, comment_id=61, body="Done"),
        sends="POST /repos/acme/web/pulls/11/comments/61/replies",
        said="reply 'Done' to review comment 61 on pull request #11 in acme/web",
        body={"body": "Done"},
        answer=_comment(64, "mona", "Done"),
        in_sandbox=_WHERE,
    ),
    Case(
        UpdateReviewComment(**_HERE, body="Done now"),
        sends="PATCH /repos/acme/web/pulls/comments/61",
        said="change review comment 61 in acme/web to 'Done now'",
        body={"body": "Done now"},
        answer=_comment(61, "mona", "Done now"),
        in_sandbox=_WHERE,
    ),
    Case(
        DeleteReviewComment(**_HERE),
        sends="DELETE /repos/acme/web/pulls/comments/61",
        said="delete review comment 61 of acme/web",
        target=_STORED,
        in_sandbox={"61": "21500002"},
    ),
    Case(
        ReactToReviewComment(**_HERE, content="heart"),
        sends="POST /repos/acme/web/pulls/comments/61/reactions",
        said="react to review comment 61 of acme/web with a heart",
        body={"content": "heart"},
        answer={"id": 7, "content": "heart"},
        in_sandbox=_WHERE,
    ),
)
