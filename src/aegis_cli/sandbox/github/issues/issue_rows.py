"""Issues, their comments, labels and milestones, as far as plain rules keep them."""

from collections.abc import Mapping
from typing import Any

from aegis_cli.sandbox.github.api import errors, shapes
from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.api.changes import Change
from aegis_cli.sandbox.github.api.collection import Collection, Limit
from aegis_cli.sandbox.github.api.members import Members
from aegis_cli.sandbox.github.api.row import Row
from aegis_cli.sandbox.github.description.objects import as_object
from aegis_cli.sandbox.github.issues.issue_fields import LABEL_NAME, LONGEST_BODY
from aegis_cli.sandbox.github.issues.issue_links import is_seen, issue_shown, new_blocker, new_part
from aegis_cli.sandbox.github.issues.issue_members import labels_sent, people_sent
from aegis_cli.sandbox.github.world.person import Reaction
from aegis_cli.sandbox.github.world.world import Comment, Issue, Label, Milestone, Repo, Role

_REPO = "/repos/{owner}/{repo}"
_ISSUE = f"{_REPO}/issues/{{issue_number}}"


def _refuse_locked(call: Call) -> None:
    if call.issue.locked and call.repo.role_of(call.viewer) < Role.WRITE:
        raise errors.Refusal(403, "Unable to create comment because issue is locked.")


def _refuse_comment(sent: Mapping[str, Any]) -> None:
    if not sent["body"].strip():
        message = "Body cannot be blank"
    elif len(sent["body"]) > LONGEST_BODY:
        message = f"Body is too long (maximum is {LONGEST_BODY} characters)"
    else:
        return
    raise errors.invalid_field("IssueComment", "data", "unprocessable", message=message)


def _completeness(repo: Repo, milestone: Milestone) -> float:
    open_issues, closed_issues = shapes.progress(repo, milestone)
    return closed_issues / max(1, open_issues + closed_issues)


ISSUES = Collection(
    path=f"{_REPO}/issues",
    kind=Issue,
    store="issues",
    shape=shapes.issue,
    find=lambda call: call.issue,
)


COMMENTS = Collection(
    path=f"{_ISSUE}/comments",
    item=f"{_REPO}/issues/comments/{{comment_id}}",
    kind=Comment,
    store="comments",
    parent=ISSUES,
    touches=True,
    least=Role.READ,
    own=True,
    shape=shapes.comment,
    guard=_refuse_locked,
    check=_refuse_comment,
)


def reactions_of(of: Collection) -> Collection:
    """Return the row of the reactions to things of a collection."""
    return Collection(
        path=f"{of.place}/reactions",
        kind=Reaction,
        store="reactions",
        parent=of,
        least=Role.READ,
        same=("user", "content"),
        shape=lambda _, __, reaction: as_object("reaction", reaction),
    )


ROWS: tuple[Row, ...] = (
    ISSUES,
    COMMENTS,
    *(reactions_of(each) for each in (ISSUES, COMMENTS)),
    Collection(
        path=f"{_REPO}/labels",
        kind=Label,
        store="labels",
        limits={
            "name": LABEL_NAME,
            "color": Limit(pattern="[0-9A-Fa-f]{6}"),
            "description": Limit(100),
        },
        renamed={"new_name": "name"},
        unique="name",
        referred="labels",
        orders={"": lambda _, label: label.name.casefold()},
        shape=shapes.label,
    ),
    Collection(
        path=f"{_REPO}/milestones",
        kind=Milestone,
        store="milestones",
        limits={"title": Limit(needed=True)},
        unique="title",
        referred="milestone",
        orders={"completeness": _completeness},
        shape=shapes.milestone,
    ),
    Members(
        path=f"{_ISSUE}/labels",
        field="labels",
        key="name",
        added=labels_sent,
        shape=shapes.label,
        missing="Label does not exist",
    ),
    Members(
        path=f"{_ISSUE}/assignees",
        field="assignees",
        key="login",
        added=people_sent,
        to_add=Role.READ,
        to_remove=Role.WRITE,
    ),
    Members(
        path=f"{_ISSUE}/sub_issues",
        item=f"{_ISSUE}/sub_issue",
        field="sub_issues",
        added=new_part,
        shape=issue_shown,
        seen=is_seen,
        missing="Not Found",
    ),
    Members(
        path=f"{_ISSUE}/dependencies/blocked_by",
        field="blocked_by",
        added=new_blocker,
        shape=issue_shown,
        seen=is_seen,
        missing="Not Found",
    ),
    Change(operation="issues/lock", of=ISSUES, sets={"locked": True}, takes=("lock_reason",)),
    Change(operation="issues/unlock", of=ISSUES, sets={"locked": False, "lock_reason": None}),
)
