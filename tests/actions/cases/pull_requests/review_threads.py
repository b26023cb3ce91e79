"""The cases of actions on the threads of reviews."""

from typing import Any

from aegis_cli.providers.github.nouns.pull_requests.review_threads import (
    AddThread,
    ListThreads,
    ResolveThread,
    UnresolveThread,
)
from tests.actions.case import Case
from tests.actions.cases.pull_requests.reviews import PENDING

PULL: dict[str, Any] = {"repo": "acme/web", "pull_number": 11}
_VARIABLES = {"owner": "acme", "name": "web", "number": 11}


def _said(id: int, login: str | None, body: str) -> dict[str, Any]:  # noqa: A002
    url = f"https://github.com/acme/web/pull/11#discussion_r{id}"
    return {
        "fullDatabaseId": str(id),
        "body": body,
        "url": url,
        "createdAt": "2026-11-23T12:00:00Z",
        "author": login and {"login": login},
    }


def _thread(id: str, line: int | None, *said: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: A002
    return {
        "id": id,
        "isResolved": False,
        "isOutdated": False,
        "path": "src/session.ts",
        "line": line,
        "comments": {"nodes": [*said]},
        **more,
    }


_TALK = (
    _said(61, "hubot", "Is a session ever over here?\r\n\r\n> eight hours"),
    _said(62, None, "After eight hours, yes."),
)
_OPEN = _thread("PRRT_AAAAAAFIEGM", 13, *_TALK)
_RESOLVED = {
    "id": "PRRT_AAAAAAFIEGM",
    "path": "src/session.ts",
    "line": 13,
    "isResolved": True,
    "pullRequest": {"number": 11, "repository": {"nameWithOwner": "acme/web"}},
}
_WHERE = {"61": "21500003"}

CASES = (
    Case(
        ListThreads(**PULL),
        sends="POST /graphql",
        said="list the review threads of pull request #11 in acme/web",
        body=_VARIABLES | {"first": 30},
        more={"comment": 61, "resolved": False, "limit": 1000},
        body_more=_VARIABLES | {"first": 100},
        answer=[
            _OPEN,
            _thread("PRRT_2", None, _said(63, "mona", "Twice."), isResolved=True),
            _thread("PRRT_3", 40, _said(64, "mona", "Name what it survives."), isOutdated=True),
        ],
        in_sandbox=_WHERE,
    ),
    Case(
        ResolveThread(**PULL, comment=61),
        sends="POST /graphql",
        body={"threadId": _OPEN["id"]},
        said="resolve the thread of comment 61 on pull request #11 in acme/web",
        target=[_OPEN],
        answer=_RESOLVED,
        in_sandbox=_WHERE,
    ),
    Case(
        UnresolveThread(**PULL, comment=62),
        sends="POST /graphql",
        said="reopen the thread of comment 62 on pull request #11 in acme/web",
        target=[_OPEN | {"isResolved": True}],
        body={"threadId": "PRRT_AAAAAAFIEGM"},
        answer=_RESOLVED | {"isResolved": False},
        in_sandbox={"62": "21500001"},
    ),
    Case(
        AddThread(**PULL, path="README.md", body="Name it", line=1),
        sends="POST /graphql",
        said="add a comment 'Name it' on line 1 of README.md to my review of acme/web#11",
        target=[PENDING],
        body={
            "path": "README.md",
            "body": "Name it",
            "line": 1,
            "pullRequestReviewId": "PRR_81",
        },
        more={
            "side": "LEFT",
            "start_line": 3,
            "start_side": "LEFT",
            "subject_type": "LINE",
            "line": 9,
        },
        body_more={
            "path": "README.md",
            "body": "Name it",
            "line": 9,
            "side": "LEFT",
            "startLine": 3,
            "startSide": "LEFT",
            "subjectType": "LINE",
            "pullRequestReviewId": "PRR_81",
        },
        answer=_RESOLVED | {"path": "README.md", "line": 1, "isResolved": False},
        in_sandbox={"#11": "#15", "README.md": "src/checkout.ts"},
    ),
)
