"""The cases of nouns/issues/issue_changes.py."""

from typing import Any

from aegis_cli.providers.github.nouns.issues.issue_changes import (
    CloseAsDuplicate,
    CloseIssue,
    CreateIssue,
    DeleteIssue,
    LockIssue,
    PinIssue,
    ReactToIssue,
    ReopenIssue,
    TransferIssue,
    UnlockIssue,
    UnpinIssue,
    UpdateIssue,
)
from tests.actions.case import ODD, Case
from tests.actions.cases.issues.issues import CRASH, ISSUE
from tests.actions.cases.issues.milestones import V2

_FOUND: dict[str, Any] = CRASH | {"id": 7, "node_id": "I_kwDOBabc"}
_NODE = {
    "id": "I_kwDOBabc",
    "number": 12,
    "url": "https://github.com/acme/web/issues/12",
    "repository": {"nameWithOwner": "acme/web"},
}

CASES = (
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
        LockIssue(**ISSUE),
        sends="PUT /repos/acme/web/issues/12/lock",
        said="lock acme/web#12",
        more={"lock_reason": "too heated"},
    ),
    Case(
        UnlockIssue(**ISSUE),
        sends="DELETE /repos/acme/web/issues/12/lock",
        said="unlock acme/web#12",
        sees={"locked": True, "active_lock_reason": "spam"},
        in_sandbox={"acme/web#12": "acme/web#6"},
    ),
    Case(
        PinIssue(**ISSUE),
        sends="POST /graphql",
        body={"issueId": "I_kwDOBabc"},
        said="pin acme/web#12",
        answer=_NODE,
        target=_FOUND,
    ),
    Case(
        UnpinIssue(**ISSUE),
        sends="POST /graphql",
        body={"issueId": "I_kwDOBabc"},
        said="unpin acme/web#12",
        answer=_NODE,
        target=_FOUND,
    ),
    Case(
        CloseAsDuplicate(**ISSUE, duplicate_of=10),
        sends="POST /graphql",
        body={
            "issueId": "I_kwDOBabc",
            "stateReason": "DUPLICATE",
            "duplicateIssueId": "I_kwDOBabc",
        },
        said="close acme/web#12 as a duplicate of #10",
        answer=_NODE,
        target=_FOUND,
        in_sandbox={"acme/web#12": "acme/web#8"},  # another case closes #12
    ),
    Case(
        TransferIssue(**ISSUE, new_repo="acme/api"),
        sends="POST /graphql",
        body={"issueId": "I_kwDOBabc", "repositoryId": "I_kwDOBabc"},
        said="transfer acme/web#12 to acme/api",
        more={"create_labels": True},
        body_more={
            "issueId": "I_kwDOBabc",
            "repositoryId": "I_kwDOBabc",
            "createLabelsIfMissing": True,
        },
        answer=_NODE | {"repository": {"nameWithOwner": "acme/api"}, "number": 77},
        target=_FOUND,
        in_sandbox={"acme/web#12": "acme/web#9"},
    ),
    Case(
        DeleteIssue(**ISSUE),
        sends="POST /graphql",
        body={"issueId": "I_kwDOBabc"},
        said="delete acme/web#12",
        answer={"repository": {"nameWithOwner": "acme/web"}},
        target=_FOUND,
        in_sandbox={"acme/web#12": "mona/dotfiles#1"},
    ),
    Case(
        ReactToIssue(repo="acme/web", issue_number=12, content="+1"),
        sends="POST /repos/acme/web/issues/12/reactions",
        body={"content": "+1"},
        said="react to acme/web#12 with thumbs up",
        answer={"id": 7, "content": "+1"},
    ),
)
