"""What the sandbox does for an operation: its function and its page.

Where an operation stands, what it takes and which permission it needs, `operations.json` says.
"""

from collections.abc import Callable, Iterator, Mapping
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


def _at(page: str, rows: Mapping[str, tuple[Callable[[Call], Reply], str]]) -> Iterator[Behaviour]:
    """Return the operations that are documented on one page, each with its place there."""
    for name, (run, place) in rows.items():
        yield Behaviour(name, run, f"{page}#{place}" if place else page)


_by_app = partial(Behaviour, is_free=True, by_app=True)

_PULLS = {
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


def _graphql(call: Call) -> Reply:
    from aegis_cli.sandbox.github import graphql_door  # noqa: PLC0415  # its parser takes long

    return graphql_door.answer(call)


_BEHAVIOURS = (
    Behaviour("graphql", _graphql, "graphql", is_free=True),
    Behaviour(
        "users/get-authenticated", users.get_authenticated, "users/users#get-the-authenticated-user"
    ),
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
    Behaviour(
        "apps/list-installations-for-authenticated-user",
        applications.list_installations,
        "apps/installations#list-app-installations-accessible-to-the-user-access-token",
    ),
    Behaviour(
        "repos/list-for-authenticated-user",
        repos.list_mine,
        "repos/repos#list-repositories-for-the-authenticated-user",
    ),
    Behaviour(
        "repos/create-for-authenticated-user",
        repos.create,
        "repos/repos#create-a-repository-for-the-authenticated-user",
    ),
    Behaviour("repos/get", repos.get, "repos/repos#get-a-repository"),
    Behaviour("repos/delete", repos.delete, "repos/repos#delete-a-repository"),
    Behaviour(
        "repos/list-languages", repos.list_languages, "repos/repos#list-repository-languages"
    ),
    *_at(
        "issues/issues",
        {
            "issues/list": (issues.list_mine, "list-issues-assigned-to-the-authenticated-user"),
            "issues/list-for-repo": (issues.list_for_repo, "list-repository-issues"),
            "issues/create": (issues.create, "create-an-issue"),
            "issues/get": (issues.get, "get-an-issue"),
            "issues/update": (issues.update, "update-an-issue"),
            "issues/lock": (issue_parts.lock, "lock-an-issue"),
            "issues/unlock": (issue_parts.unlock, "unlock-an-issue"),
        },
    ),
    *_at(
        "issues/comments",
        {
            "issues/list-comments": (issue_parts.list_comments, "list-issue-comments"),
            "issues/create-comment": (issue_parts.create_comment, "create-an-issue-comment"),
            "issues/update-comment": (issue_parts.update_comment, "update-an-issue-comment"),
            "issues/delete-comment": (issue_parts.delete_comment, "delete-an-issue-comment"),
        },
    ),
    *_at(
        "issues/labels",
        {
            "issues/add-labels": (LABELS_OF_ISSUE.add, "add-labels-to-an-issue"),
            "issues/set-labels": (LABELS_OF_ISSUE.replace, "set-labels-for-an-issue"),
            "issues/remove-label": (LABELS_OF_ISSUE.remove, "remove-a-label-from-an-issue"),
            "issues/list-labels-on-issue": (LABELS_OF_ISSUE.index, "list-labels-for-an-issue"),
            "issues/list-labels-for-repo": (LABELS.index, "list-labels-for-a-repository"),
            "issues/get-label": (LABELS.get, "get-a-label"),
            "issues/create-label": (LABELS.create, "create-a-label"),
            "issues/update-label": (LABELS.update, "update-a-label"),
            "issues/delete-label": (LABELS.delete, "delete-a-label"),
        },
    ),
    *_at(
        "issues/assignees",
        {
            "issues/add-assignees": (ASSIGNEES.add, "add-assignees-to-an-issue"),
            "issues/remove-assignees": (ASSIGNEES.remove, "remove-assignees-from-an-issue"),
            "issues/list-assignees": (list_assignees, "list-assignees"),
        },
    ),
    *_at(
        "issues/milestones",
        {
            "issues/list-milestones": (MILESTONES.index, "list-milestones"),
            "issues/get-milestone": (MILESTONES.get, "get-a-milestone"),
            "issues/create-milestone": (MILESTONES.create, "create-a-milestone"),
            "issues/update-milestone": (MILESTONES.update, "update-a-milestone"),
            "issues/delete-milestone": (MILESTONES.delete, "delete-a-milestone"),
        },
    ),
    *_at(
        "issues/sub-issues",
        {
            "issues/list-sub-issues": (SUB_ISSUES.index, "list-sub-issues"),
            "issues/add-sub-issue": (SUB_ISSUES.add, "add-sub-issue"),
            "issues/remove-sub-issue": (SUB_ISSUES.remove, "remove-sub-issue"),
            "issues/reprioritize-sub-issue": (issue_links.reprioritize, "reprioritize-sub-issue"),
            "issues/get-parent": (issue_links.get_parent, "get-parent-issue"),
        },
    ),
    *_at(
        "issues/issue-dependencies",
        {
            "issues/list-dependencies-blocked-by": (BLOCKED_BY.index, ""),
            "issues/list-dependencies-blocking": (issue_links.list_blocking, ""),
            "issues/add-blocked-by-dependency": (BLOCKED_BY.add, ""),
            "issues/remove-dependency-blocked-by": (BLOCKED_BY.remove, ""),
        },
    ),
    *_at(
        "reactions/reactions",
        {
            "reactions/create-for-issue": (
                reactions.to_issue,
                "create-reaction-for-an-issue",
            ),
            "reactions/create-for-issue-comment": (
                reactions.to_comment,
                "create-reaction-for-an-issue-comment",
            ),
        },
    ),
    *_at(
        "orgs/issue-types",
        {
            "orgs/list-issue-types": (issue_types.list_types, ""),
            "repos/list-issue-types": (issue_types.list_repo_types, ""),
        },
    ),
    *_at("orgs/issue-fields", {"orgs/list-issue-fields": (issue_types.list_fields, "")}),
    *_at(
        "issues/issue-field-values",
        {
            "issues/list-issue-field-values-for-issue": (issue_types.list_values, ""),
            "issues/set-issue-field-values": (issue_types.set_values, ""),
            "issues/delete-issue-field-value": (issue_types.delete_value, ""),
        },
    ),
    *_at("search/search", {"search/issues-and-pull-requests": (search.issues, "")}),
    *_at("issues/events", {"issues/list-events": (history.list_events, "list-issue-events")}),
    *_at("issues/timeline", {"issues/list-events-for-timeline": (history.list_timeline, "")}),
    Behaviour("pulls/list", pulls.list_for_repo, "pulls/pulls#list-pull-requests"),
    Behaviour("pulls/get", pulls.get, "pulls/pulls#get-a-pull-request"),
    Behaviour("pulls/create", pulls.create, "pulls/pulls#create-a-pull-request"),
    Behaviour("pulls/update", pulls.update, "pulls/pulls#update-a-pull-request"),
    Behaviour("pulls/merge", pulls.merge, "pulls/pulls#merge-a-pull-request"),
    *(Behaviour(name, run, page) for name, (run, page) in _PULLS.items()),
    *_at(
        "releases/releases",
        {
            "repos/generate-release-notes": (
                releases.generate_notes,
                "generate-release-notes-content-for-a-release",
            )
        },
    ),
    *_at(
        "actions/workflow-runs",
        {
            "actions/list-workflow-runs-for-repo": (runs.index, ""),
            "actions/list-workflow-runs": (runs.index, ""),
            "actions/get-workflow-run": (runs.get, ""),
            "actions/re-run-workflow": (runs.rerun, ""),
            "actions/re-run-workflow-failed-jobs": (runs.rerun, ""),
            "actions/cancel-workflow-run": (runs.cancel, ""),
        },
    ),
    *_at(
        "branches/branches",
        {"repos/list-branches": (branches.index, ""), "repos/get-branch": (branches.get, "")},
    ),
    *_at(
        "branches/branch-protection",
        {
            "repos/get-branch-protection": (branches.get_protection, ""),
            "repos/update-branch-protection": (branches.set_protection, ""),
            "repos/delete-branch-protection": (branches.delete_protection, ""),
        },
    ),
    *_at(
        "git/refs",
        {"git/get-ref": (branches.get_ref, ""), "git/delete-ref": (branches.delete_ref, "")},
    ),
    *_at(
        "repos/contents",
        {
            "repos/get-content": (files.get, ""),
            "repos/create-or-update-file-contents": (files.put, ""),
            "repos/delete-file": (files.delete, ""),
        },
    ),
    *_at(
        "teams/teams",
        {
            "teams/list": (teams.index, ""),
            "teams/get-by-name": (teams.get, ""),
            "teams/list-for-authenticated-user": (teams.list_mine, ""),
            "teams/list-members-in-org": (teams.list_members, ""),
            "teams/add-or-update-repo-permissions-in-org": (teams.add_repo, ""),
        },
    ),
    Behaviour(
        "repos/get-contributors-stats",
        stats.contributors,
        "metrics/statistics#get-all-contributor-commit-activity",
    ),
    Behaviour(
        "repos/get-commit-activity-stats",
        stats.commit_activity,
        "metrics/statistics#get-the-last-year-of-commit-activity",
    ),
    Behaviour(
        "repos/get-participation-stats",
        stats.participation,
        "metrics/statistics#get-the-weekly-commit-count",
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
