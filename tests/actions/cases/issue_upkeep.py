"""The cases of actions of those who look after the issues of a repository."""

from typing import Any

from aegis_cli.providers.github.nouns.issues.issue_changes import (
    CloseAsDuplicate,
    DeleteIssue,
    LockIssue,
    PinIssue,
    TransferIssue,
    UnlockIssue,
    UnpinIssue,
)
from tests.actions.case import Case
from tests.actions.cases.issues import CRASH, ISSUE

_FOUND: dict[str, Any] = CRASH | {"id": 7, "node_id": "I_kwDOBabc"}
_NODE = {
    "id": "I_kwDOBabc",
    "number": 12,
    "url": "https://github.com/acme/web/issues/12",
    "repository": {"nameWithOwner": "acme/web"},
}

CASES = (
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
)
