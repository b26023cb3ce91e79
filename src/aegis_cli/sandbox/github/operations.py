"""What the sandbox does for an operation: its function and its page.

Where an operation stands, what it takes and which permission it needs, `operations.json` says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from aegis_cli.sandbox.github import (
    applications,
    branches,
    documented,
    files,
    history,
    issue_links,
    issue_parts,
    issue_types,
    issues,
    pull_parts,
    pulls,
    reactions,
    releases,
    repos,
    reviews,
    runs,
    search,
    stats,
    teams,
    users,
)
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.described import Described
from aegis_cli.sandbox.github.errors import DOCS
from aegis_cli.sandbox.github.issue_links import BLOCKED_BY, SUB_ISSUES
from aegis_cli.sandbox.github.issue_members import ASSIGNEES, LABELS_OF_ISSUE, list_assignees
from aegis_cli.sandbox.github.labels import LABELS
from aegis_cli.sandbox.github.milestones import MILESTONES


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the sandbox does for one operation."""

    id: str
    """The name of the operation, as `issues/create-label`."""
    run: Callable[[Call], Reply]
    page: str
    """Its page below `docs.github.com/rest/`."""
    is_free: bool = False
    """Whether it does not count against the rate limit."""
    by_app: bool = False
    """Whether the App authenticates with its client id and secret, without a person."""

    @property
    def docs(self) -> str:
        """The `documentation_url` of its errors."""
        return f"{DOCS}/rest/{self.page}"


_by_app = partial(Behaviour, is_free=True, by_app=True)

_ROWS: dict[str, tuple[Callable[[Call], Reply], str]] = {
    "users/get-authenticated": (users.get_authenticated, "users/users#get-the-authenticated-user"),
    "apps/list-installations-for-authenticated-user": (
        applications.list_installations,
        "apps/installations#list-app-installations-accessible-to-the-user-access-token",
    ),
    "repos/list-for-authenticated-user": (
        repos.list_mine,
        "repos/repos#list-repositories-for-the-authenticated-user",
    ),
    "repos/create-for-authenticated-user": (
        repos.create,
        "repos/repos#create-a-repository-for-the-authenticated-user",
    ),
    "repos/get": (repos.get, "repos/repos#get-a-repository"),
    "repos/delete": (repos.delete, "repos/repos#delete-a-repository"),
    "repos/list-languages": (repos.list_languages, "repos/repos#list-repository-languages"),
    "repos/get-contributors-stats": (
        stats.contributors,
        "metrics/statistics#get-all-contributor-commit-activity",
    ),
    "repos/get-commit-activity-stats": (
        stats.commit_activity,
        "metrics/statistics#get-the-last-year-of-commit-activity",
    ),
    "repos/get-participation-stats": (
        stats.participation,
        "metrics/statistics#get-the-weekly-commit-count",
    ),
    "issues/list": (issues.list_mine, "issues/issues"),
    "issues/list-for-repo": (issues.list_for_repo, "issues/issues#list-repository-issues"),
    "issues/create": (issues.create, "issues/issues#create-an-issue"),
    "issues/get": (issues.get, "issues/issues#get-an-issue"),
    "issues/update": (issues.update, "issues/issues#update-an-issue"),
    "issues/lock": (issue_parts.lock, "issues/issues#lock-an-issue"),
    "issues/unlock": (issue_parts.unlock, "issues/issues#unlock-an-issue"),
    "search/issues-and-pull-requests": (
        search.issues,
        "search/search#search-issues-and-pull-requests",
    ),
    "issues/list-comments": (issue_parts.list_comments, "issues/comments#list-issue-comments"),
    "issues/create-comment": (
        issue_parts.create_comment,
        "issues/comments#create-an-issue-comment",
    ),
    "issues/update-comment": (
        issue_parts.update_comment,
        "issues/comments#update-an-issue-comment",
    ),
    "issues/delete-comment": (
        issue_parts.delete_comment,
        "issues/comments#delete-an-issue-comment",
    ),
    "issues/add-labels": (LABELS_OF_ISSUE.add, "issues/labels#add-labels-to-an-issue"),
    "issues/set-labels": (LABELS_OF_ISSUE.replace, "issues/labels#set-labels-for-an-issue"),
    "issues/remove-label": (LABELS_OF_ISSUE.remove, "issues/labels#remove-a-label-from-an-issue"),
    "issues/list-labels-on-issue": (
        LABELS_OF_ISSUE.index,
        "issues/labels#list-labels-for-an-issue",
    ),
    "issues/list-labels-for-repo": (LABELS.index, "issues/labels#list-labels-for-a-repository"),
    "issues/get-label": (LABELS.get, "issues/labels#get-a-label"),
    "issues/create-label": (LABELS.create, "issues/labels#create-a-label"),
    "issues/update-label": (LABELS.update, "issues/labels#update-a-label"),
    "issues/delete-label": (LABELS.delete, "issues/labels#delete-a-label"),
    "issues/add-assignees": (ASSIGNEES.add, "issues/assignees#add-assignees-to-an-issue"),
    "issues/remove-assignees": (
        ASSIGNEES.remove,
        "issues/assignees#remove-assignees-from-an-issue",
    ),
    "issues/list-assignees": (list_assignees, "issues/assignees#list-assignees"),
    "issues/list-milestones": (MILESTONES.index, "issues/milestones#list-milestones"),
    "issues/get-milestone": (MILESTONES.get, "issues/milestones#get-a-milestone"),
    "issues/create-milestone": (MILESTONES.create, "issues/milestones#create-a-milestone"),
    "issues/update-milestone": (MILESTONES.update, "issues/milestones#update-a-milestone"),
    "issues/delete-milestone": (MILESTONES.delete, "issues/milestones#delete-a-milestone"),
    "issues/list-sub-issues": (SUB_ISSUES.index, "issues/sub-issues"),
    "issues/add-sub-issue": (SUB_ISSUES.add, "issues/sub-issues"),
    "issues/remove-sub-issue": (SUB_ISSUES.remove, "issues/sub-issues"),
    "issues/reprioritize-sub-issue": (issue_links.reprioritize, "issues/sub-issues"),
    "issues/get-parent": (issue_links.get_parent, "issues/sub-issues"),
    "issues/list-dependencies-blocked-by": (BLOCKED_BY.index, "issues/issue-dependencies"),
    "issues/list-dependencies-blocking": (issue_links.list_blocking, "issues/issue-dependencies"),
    "issues/add-blocked-by-dependency": (BLOCKED_BY.add, "issues/issue-dependencies"),
    "issues/remove-dependency-blocked-by": (BLOCKED_BY.remove, "issues/issue-dependencies"),
    "issues/list-events": (history.list_events, "issues/events"),
    "issues/list-events-for-timeline": (history.list_timeline, "issues/timeline"),
    "reactions/create-for-issue": (reactions.to_issue, "reactions/reactions"),
    "reactions/create-for-issue-comment": (reactions.to_comment, "reactions/reactions"),
    "orgs/list-issue-types": (issue_types.list_types, "orgs/issue-types"),
    "repos/list-issue-types": (issue_types.list_repo_types, "repos/issue-types"),
    "orgs/list-issue-fields": (issue_types.list_fields, "orgs/issue-fields"),
    "issues/list-issue-field-values-for-issue": (
        issue_types.list_values,
        "issues/issue-field-values",
    ),
    "issues/set-issue-field-values": (issue_types.set_values, "issues/issue-field-values"),
    "issues/delete-issue-field-value": (issue_types.delete_value, "issues/issue-field-values"),
    "repos/generate-release-notes": (
        releases.generate_notes,
        "releases/releases#generate-release-notes-content-for-a-release",
    ),
    "actions/list-workflow-runs-for-repo": (runs.index, "actions/workflow-runs"),
    "actions/list-workflow-runs": (runs.index, "actions/workflow-runs"),
    "actions/get-workflow-run": (runs.get, "actions/workflow-runs"),
    "actions/re-run-workflow": (runs.rerun, "actions/workflow-runs"),
    "actions/re-run-workflow-failed-jobs": (runs.rerun, "actions/workflow-runs"),
    "actions/cancel-workflow-run": (runs.cancel, "actions/workflow-runs"),
    "repos/list-branches": (branches.index, "branches/branches"),
    "repos/get-branch": (branches.get, "branches/branches"),
    "repos/get-branch-protection": (branches.get_protection, "branches/branch-protection"),
    "repos/update-branch-protection": (branches.set_protection, "branches/branch-protection"),
    "repos/delete-branch-protection": (branches.delete_protection, "branches/branch-protection"),
    "git/get-ref": (branches.get_ref, "git/refs"),
    "git/delete-ref": (branches.delete_ref, "git/refs"),
    "repos/get-content": (files.get, "repos/contents"),
    "repos/create-or-update-file-contents": (files.put, "repos/contents"),
    "repos/delete-file": (files.delete, "repos/contents"),
    "teams/list": (teams.index, "teams/teams"),
    "teams/get-by-name": (teams.get, "teams/teams"),
    "teams/list-for-authenticated-user": (teams.list_mine, "teams/teams"),
    "teams/list-members-in-org": (teams.list_members, "teams/members"),
    "teams/add-or-update-repo-permissions-in-org": (teams.add_repo, "teams/teams"),
    "pulls/list": (pulls.list_for_repo, "pulls/pulls#list-pull-requests"),
    "pulls/get": (pulls.get, "pulls/pulls#get-a-pull-request"),
    "pulls/create": (pulls.create, "pulls/pulls#create-a-pull-request"),
    "pulls/update": (pulls.update, "pulls/pulls#update-a-pull-request"),
    "pulls/merge": (pulls.merge, "pulls/pulls#merge-a-pull-request"),
    "pulls/update-branch": (pulls.update_branch, "pulls/pulls"),
    "pulls/list-files": (pull_parts.list_files, "pulls/pulls"),
    "pulls/list-commits": (pull_parts.list_commits, "pulls/pulls"),
    "pulls/list-requested-reviewers": (pull_parts.list_reviewers, "pulls/review-requests"),
    "pulls/request-reviewers": (pull_parts.add_reviewers, "pulls/review-requests"),
    "pulls/remove-requested-reviewers": (pull_parts.remove_reviewers, "pulls/review-requests"),
    "pulls/list-reviews": (reviews.list_reviews, "pulls/reviews"),
    "pulls/create-review": (reviews.create, "pulls/reviews"),
    "pulls/submit-review": (reviews.submit, "pulls/reviews"),
    "pulls/delete-pending-review": (reviews.delete_pending, "pulls/reviews"),
    "pulls/dismiss-review": (reviews.dismiss, "pulls/reviews"),
    "pulls/list-review-comments": (reviews.list_comments, "pulls/comments"),
    "pulls/create-review-comment": (reviews.create_comment, "pulls/comments"),
    "pulls/create-reply-for-review-comment": (reviews.reply, "pulls/comments"),
    "pulls/update-review-comment": (reviews.update_comment, "pulls/comments"),
    "pulls/delete-review-comment": (reviews.delete_comment, "pulls/comments"),
    "reactions/create-for-pull-request-review-comment": (reviews.react, "reactions/reactions"),
    "checks/list-for-ref": (pull_parts.list_check_runs, "checks/runs"),
    "repos/get-combined-status-for-ref": (pull_parts.combined_status, "commits/statuses"),
    "repos/create-commit-status": (pull_parts.create_status, "commits/statuses"),
}
"""What is done for an operation, and its page."""


def _graphql(call: Call) -> Reply:
    from aegis_cli.sandbox.github import graphql_door  # noqa: PLC0415  # its parser takes long

    return graphql_door.answer(call)


_BEHAVIOURS = (
    *(Behaviour(name, run, page) for name, (run, page) in _ROWS.items()),
    Behaviour("graphql", _graphql, "graphql", is_free=True),
    Behaviour(
        "rate-limit/get",
        users.get_rate_limit,
        "rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user",
        is_free=True,
    ),
    _by_app("apps/scope-token", applications.scope_token, "apps/apps#create-a-scoped-access-token"),
    _by_app("apps/check-token", applications.check_token, "apps/oauth-applications#check-a-token"),
    _by_app(
        "apps/delete-token",
        applications.delete_token,
        "apps/oauth-applications#delete-an-app-token",
    ),
)

BEHAVIOURS = {behaviour.id: behaviour for behaviour in _BEHAVIOURS}
"""The operations that the sandbox does something for, by name."""


def behaviour_of(operation: Described) -> Behaviour | None:
    """Return what the sandbox does for an operation; `None` where it does nothing.

    A read that nobody wrote is answered as it is documented; a write that nobody wrote is not.
    """
    known = BEHAVIOURS.get(operation.id)
    if known is not None or operation.method != "GET" or operation.status == HTTPStatus.FOUND:
        return known
    page = operation.id.partition("/")[0]
    return Behaviour(operation.id, documented.read, page)
