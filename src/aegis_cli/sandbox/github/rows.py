"""The table of what is kept by plain rules: collections, members of issues, and single changes.

What a row does not say is as for all others (`collection.py`); what it needs a function for is
where GitHub's rules differ. An operation that `behaviours.tsv` names a function for is done by it.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, TypeAlias

from aegis_cli.sandbox.github.api import errors, shapes
from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.api.changes import Change
from aegis_cli.sandbox.github.api.collection import Collection, Limit
from aegis_cli.sandbox.github.api.kinds import schema_name
from aegis_cli.sandbox.github.api.members import Members
from aegis_cli.sandbox.github.description.objects import as_object
from aegis_cli.sandbox.github.git import branches
from aegis_cli.sandbox.github.issues.issue_fields import LABEL_NAME, LONGEST_BODY
from aegis_cli.sandbox.github.issues.issue_links import is_seen, issue_shown, new_blocker, new_part
from aegis_cli.sandbox.github.issues.issue_members import labels_sent, people_sent
from aegis_cli.sandbox.github.people import accounts
from aegis_cli.sandbox.github.people.teams import team
from aegis_cli.sandbox.github.pulls import pull_shapes
from aegis_cli.sandbox.github.pulls.pull_target import target
from aegis_cli.sandbox.github.repos import access, releases
from aegis_cli.sandbox.github.runs import artifacts, runs, workflows
from aegis_cli.sandbox.github.world.development import (
    Artifact,
    Asset,
    Branch,
    Cache,
    Release,
    Run,
    Workflow,
)
from aegis_cli.sandbox.github.world.organizations import Team
from aegis_cli.sandbox.github.world.person import Reaction
from aegis_cli.sandbox.github.world.pull_world import Review, ReviewComment
from aegis_cli.sandbox.github.world.repo_settings import (
    DeployKey,
    Hook,
    Invitation,
    Secret,
    Variable,
)
from aegis_cli.sandbox.github.world.world import Comment, Issue, Label, Milestone, Repo, Role

Row: TypeAlias = Collection | Members | Change
"""What the sandbox does for some operations."""

_REPO = "/repos/{owner}/{repo}"
_ISSUE = f"{_REPO}/issues/{{issue_number}}"
_SETTING_NAME = Limit(255, pattern="[A-Za-z_][A-Za-z0-9_]*")


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


def _refuse_review_comment(sent: Mapping[str, Any]) -> None:
    if not sent["body"].strip():
        raise pull_shapes.invalid_comment("Body cannot be blank")


def _is_of_pull(call: Call, review: Review) -> bool:
    """Return whether a review is of the pull request; a pending one only its author sees."""
    is_seen = review.submitted_at is not None or review.author == call.viewer
    return is_seen and review.pull == call.params["pull_number"]


def _team(call: Call, _: None, shown: Team) -> Any:
    is_full = schema_name(call.operation.schema) == "team-full"
    return (accounts.full_team if is_full else team)(call, call.organization, shown)


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
PULLS = Collection(
    path=f"{_REPO}/pulls",
    kind=Issue,
    store="issues",
    find=lambda call: target(call).issue,
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
REVIEWS = Collection(
    path=f"{PULLS.place}/reviews",
    kind=Review,
    store="reviews",
    parent=PULLS,
    among=_is_of_pull,
    shape=pull_shapes.review,
)
REVIEW_COMMENTS = Collection(
    path=f"{PULLS.place}/comments",
    item=f"{_REPO}/pulls/comments/{{comment_id}}",
    kind=ReviewComment,
    store="review_comments",
    least=Role.READ,
    own=True,
    shape=pull_shapes.review_comment,
    check=_refuse_review_comment,
)


WORKFLOWS = Collection(
    path=f"{_REPO}/actions/workflows",
    kind=Workflow,
    store="workflows",
    shape=workflows.show,
    find=workflows.workflow_of,
)
RUNS = Collection(path=f"{_REPO}/actions/runs", kind=Run, store="runs", shape=runs.show)
RELEASES = Collection(
    path=f"{_REPO}/releases",
    kind=Release,
    store="releases",
    among=releases.is_seen,
    orders={"": lambda _, release: -release.created_at.timestamp()},
    shape=releases.show,
)
BRANCHES = Collection(
    path=f"{_REPO}/branches", kind=Branch, store="branches", find=branches.branch_of
)
HOOKS = Collection(
    path=f"{_REPO}/hooks",
    kind=Hook,
    store=lambda call: call.repo_for_role(Role.ADMIN).hooks,
    least=Role.ADMIN,
    shape=access.show_hook,
)


def _reactions(of: Collection) -> Collection:
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
    PULLS,
    COMMENTS,
    REVIEWS,
    REVIEW_COMMENTS,
    *(_reactions(each) for each in (ISSUES, COMMENTS, REVIEW_COMMENTS)),
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
    WORKFLOWS,
    *(
        Change(operation=f"actions/{verb}-workflow", of=WORKFLOWS, sets={"state": state})
        for verb, state in (("enable", "active"), ("disable", "disabled_manually"))
    ),
    RUNS,
    Collection(
        path=f"{_REPO}/actions/artifacts",
        kind=Artifact,
        store="artifacts",
        orders={"": artifacts.newest_first},
        shape=artifacts.show,
    ),
    Collection(path=f"{_REPO}/actions/caches", kind=Cache, store="caches"),
    BRANCHES,
    RELEASES,
    HOOKS,
    Change(operation="repos/ping-webhook", of=HOOKS, times=()),
    Collection(
        path=f"{_REPO}/keys",
        kind=DeployKey,
        store=lambda call: call.repo_for_role(Role.ADMIN).deploy_keys,
        unique="key",
        shape=access.show_key,
    ),
    Collection(
        path=f"{_REPO}/invitations",
        kind=Invitation,
        store=lambda call: call.repo_for_role(Role.ADMIN).invitations,
        shape=access.show_invitation,
    ),
    Collection(
        path=f"{_REPO}/actions/variables",
        kind=Variable,
        store=lambda call: call.repo_for_role(Role.WRITE).variables,
        limits={"name": _SETTING_NAME},
        unique="name",
        orders={"": lambda _, variable: variable.name},
    ),
    Collection(
        path=f"{_REPO}/actions/secrets",
        kind=Secret,
        store=lambda call: call.repo_for_role(Role.WRITE).secrets,
        limits={"name": _SETTING_NAME},
        unique="name",
        orders={"": lambda _, secret: secret.name},
    ),
    Collection(
        path=f"{RELEASES.place}/assets",
        item=f"{_REPO}/releases/assets/{{asset_id}}",
        kind=Asset,
        store="assets",
        parent=RELEASES,
        shape=releases.show_asset,
    ),
    Change(
        operation="actions/re-run-workflow",
        of=RUNS,
        only={"status": "completed"},
        otherwise=partial(
            errors.Refusal, 403, "This workflow run cannot be retried, it is already running."
        ),
        sets={"status": "queued", "conclusion": None, "kept": {}},
        times=("run_started_at", "updated_at"),
        counts="run_attempt",
    ),
    *(
        Change(
            operation=f"actions/{verb}-workflow-run",
            of=RUNS,
            only={"conclusion": None},
            otherwise=partial(
                errors.Refusal, 409, "Cannot cancel a workflow run that is completed."
            ),
            sets={"status": "completed", "conclusion": "cancelled"},
        )
        for verb in ("cancel", "force-cancel")
    ),
    Change(
        operation="actions/approve-workflow-run",
        of=RUNS,
        only={"conclusion": "action_required"},
        otherwise=partial(errors.Refusal, 403, "This run does not wait for an approval."),
        sets={"status": "queued", "conclusion": None},
        times=("run_started_at", "updated_at"),
    ),
    Change(operation="actions/delete-workflow-run-logs", of=RUNS, sets={"has_logs": False}),
    Change(
        operation="repos/update-branch-protection",
        of=BRANCHES,
        keeps="protection",
        times=(),
        shape=branches.protection_of,
    ),
    Collection(
        path="/orgs/{org}/teams",
        kind=Team,
        store=lambda call: call.world.teams.setdefault(call.organization, {}),
        shape=_team,
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
"""What the sandbox keeps state of without a function for each operation."""
