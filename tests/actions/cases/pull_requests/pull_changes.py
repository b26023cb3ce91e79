"""The cases of nouns/pull_requests/pull_changes.py."""

from typing import Any

from aegis_cli.providers.github.nouns.pull_requests.pull_changes import (
    ClosePull,
    ConvertToDraft,
    CreatePull,
    DeletePullBranch,
    DisableAutoMerge,
    EnableAutoMerge,
    MarkReady,
    MergePull,
    ReopenPull,
    RevertPull,
    UpdateBranch,
    UpdatePull,
)
from tests.actions.case import Case
from tests.actions.cases.pull_requests.pulls import MIDNIGHT, PULL, full_pull

_OPEN = full_pull(11, MIDNIGHT, "fix-midnight")


_HEAD = _OPEN["head"]["sha"]
_ID = {"pullRequestId": "PR_11"}


def _node(number: int) -> dict[str, Any]:
    return {"number": number, "url": f"https://github.com/acme/web/pull/{number}"}


CASES = (
    Case(
        CreatePull(repo="acme/web", title="Fix typo", head="fix-typo", base="main"),
        sends="POST /repos/acme/web/pulls",
        body={"title": "Fix typo", "head": "fix-typo", "base": "main"},
        said="open a pull request in acme/web from fix-typo into main titled 'Fix typo'",
        more={"head": "mona:fix/the typo", "body": "It was one letter.", "draft": True},
        answer=full_pull(35, "Fix typo", "fix-typo"),
    ),
    Case(
        MergePull(**PULL),
        sends="PUT /repos/acme/web/pulls/11/merge",
        body={"sha": full_pull(11, MIDNIGHT, "fix-midnight")["head"]["sha"]},
        said="merge pull request #11 in acme/web",
        more={
            "merge_method": "squash",
            "commit_title": "Keep the session",
            "commit_message": "While the tab sleeps.",
        },
        target=_OPEN,
        answer={"sha": "9be1" * 10, "merged": True, "message": "Pull Request successfully merged"},
    ),
    Case(
        DeletePullBranch(**PULL),
        sends="DELETE /repos/acme/web/git/refs/heads%2Ffix-midnight",
        said="delete the branch of acme/web#11",
        target=_OPEN,
    ),
    Case(
        UpdatePull(**PULL, title="Keep the session"),
        sends="PATCH /repos/acme/web/pulls/11",
        body={"title": "Keep the session"},
        said="change the title of pull request acme/web#11 to 'Keep the session'",
        more={"body": "On waking up.", "base": "release/1.0"},
        answer=full_pull(11, "Keep the session", "fix-midnight"),
    ),
    Case(
        ClosePull(**PULL),
        sends="PATCH /repos/acme/web/pulls/11",
        body={"state": "closed"},
        said="close pull request acme/web#11",
        answer=full_pull(11, MIDNIGHT, "fix-midnight", state="closed"),
        in_sandbox={"acme/web#11": "acme/website#4"},
    ),
    Case(
        ReopenPull(**PULL),
        sends="PATCH /repos/acme/web/pulls/11",
        body={"state": "open"},
        said="reopen pull request acme/web#11",
        sees={"state": "closed"},
        answer=full_pull(11, MIDNIGHT, "fix-midnight"),
        in_sandbox={"acme/web#11": "acme/api#48"},
    ),
    Case(
        UpdateBranch(**PULL),
        sends="PUT /repos/acme/web/pulls/11/update-branch",
        body={"expected_head_sha": _HEAD},
        said="update the branch of acme/web#11",
        target=_OPEN,
        answer={"message": "Updating pull request branch."},
        in_sandbox={"acme/web#11": "acme/web#15"},
    ),
    Case(
        MarkReady(**PULL),
        sends="POST /graphql",
        body=_ID,
        said="mark acme/web#11 as ready for review",
        target=_OPEN | {"draft": True},
        answer=_node(11),
        in_sandbox={"acme/web#11": "acme/web#15"},
    ),
    Case(
        ConvertToDraft(**PULL),
        sends="POST /graphql",
        body=_ID,
        said="convert acme/web#11 to a draft",
        target=_OPEN,
        answer=_node(11),
        in_sandbox={"acme/web#11": "acme/api#46"},
    ),
    Case(
        EnableAutoMerge(**PULL),
        sends="POST /graphql",
        body=_ID | {"expectedHeadOid": _HEAD},
        said="enable auto-merge for acme/web#11",
        more={"merge_method": "SQUASH", "commit_headline": "Keep it", "commit_body": "Awake."},
        body_more=_ID
        | {
            "expectedHeadOid": _HEAD,
            "mergeMethod": "SQUASH",
            "commitHeadline": "Keep it",
            "commitBody": "Awake.",
        },
        target=_OPEN,
        answer=_node(11),
        in_sandbox={"acme/web#11": "acme/web#15"},
    ),
    Case(
        DisableAutoMerge(**PULL),
        sends="POST /graphql",
        body=_ID,
        said="disable auto-merge for acme/web#11",
        target=_OPEN,
        answer=_node(11),
        in_sandbox={"acme/web#11": "acme/api#46"},
    ),
    Case(
        RevertPull(**PULL),
        sends="POST /graphql",
        body=_ID,
        said="revert acme/web#11",
        more={"title": "Take it back", "body": "It broke.", "draft": True},
        body_more=_ID | {"title": "Take it back", "body": "It broke.", "draft": True},
        target=_OPEN,
        answer={"revertPullRequest": _node(36)},
        in_sandbox={"acme/web#11": "acme/web#2"},
    ),
)
