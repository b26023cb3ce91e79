"""What the sandbox does for an operation.

Where an operation stands, what it takes and which permission it needs, `operations.json` says;
its page below `docs.github.com/rest/` stands in `pages.json`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path

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

    @property
    def is_free(self) -> bool:
        """Whether it does not count against the rate limit."""
        return self.by_app or self.id in {"graphql", "rate-limit/get"}

    @property
    def by_app(self) -> bool:
        """Whether the App authenticates with its client id and secret, without a person."""
        return self.id in {"apps/scope-token", "apps/check-token", "apps/delete-token"}

    @property
    def docs(self) -> str:
        """The `documentation_url` of its errors."""
        return f"{DOCS}/rest/{_pages().get(self.id, self.id.partition('/')[0])}"


@cache
def _pages() -> dict[str, str]:
    pages: dict[str, str] = json.loads(Path(__file__).with_name("pages.json").read_bytes())
    return pages


def _graphql(call: Call) -> Reply:
    from aegis_cli.sandbox.github import graphql_door  # noqa: PLC0415  # its parser takes long

    return graphql_door.answer(call)


_RUNS: dict[str, Callable[[Call], Reply]] = {
    "users/get-authenticated": users.get_authenticated,
    "apps/list-installations-for-authenticated-user": applications.list_installations,
    "repos/list-for-authenticated-user": repos.list_mine,
    "repos/create-for-authenticated-user": repos.create,
    "repos/get": repos.get,
    "repos/delete": repos.delete,
    "repos/list-languages": repos.list_languages,
    "repos/get-contributors-stats": stats.contributors,
    "repos/get-commit-activity-stats": stats.commit_activity,
    "repos/get-participation-stats": stats.participation,
    "issues/list": issues.list_mine,
    "issues/list-for-repo": issues.list_for_repo,
    "issues/create": issues.create,
    "issues/get": issues.get,
    "issues/update": issues.update,
    "issues/lock": issue_parts.lock,
    "issues/unlock": issue_parts.unlock,
    "search/issues-and-pull-requests": search.issues,
    "issues/list-comments": issue_parts.list_comments,
    "issues/create-comment": issue_parts.create_comment,
    "issues/get-comment": issue_parts.get_comment,
    "issues/update-comment": issue_parts.update_comment,
    "issues/delete-comment": issue_parts.delete_comment,
    "issues/add-labels": LABELS_OF_ISSUE.add,
    "issues/set-labels": LABELS_OF_ISSUE.replace,
    "issues/remove-label": LABELS_OF_ISSUE.remove,
    "issues/list-labels-on-issue": LABELS_OF_ISSUE.index,
    "issues/list-labels-for-repo": LABELS.index,
    "issues/get-label": LABELS.get,
    "issues/create-label": LABELS.create,
    "issues/update-label": LABELS.update,
    "issues/delete-label": LABELS.delete,
    "issues/add-assignees": ASSIGNEES.add,
    "issues/remove-assignees": ASSIGNEES.remove,
    "issues/list-assignees": list_assignees,
    "issues/list-milestones": MILESTONES.index,
    "issues/get-milestone": MILESTONES.get,
    "issues/create-milestone": MILESTONES.create,
    "issues/update-milestone": MILESTONES.update,
    "issues/delete-milestone": MILESTONES.delete,
    "issues/list-sub-issues": SUB_ISSUES.index,
    "issues/add-sub-issue": SUB_ISSUES.add,
    "issues/remove-sub-issue": SUB_ISSUES.remove,
    "issues/reprioritize-sub-issue": issue_links.reprioritize,
    "issues/get-parent": issue_links.get_parent,
    "issues/list-dependencies-blocked-by": BLOCKED_BY.index,
    "issues/list-dependencies-blocking": issue_links.list_blocking,
    "issues/add-blocked-by-dependency": BLOCKED_BY.add,
    "issues/remove-dependency-blocked-by": BLOCKED_BY.remove,
    "issues/list-events": history.list_events,
    "issues/list-events-for-timeline": history.list_timeline,
    "reactions/create-for-issue": reactions.to_issue,
    "reactions/create-for-issue-comment": reactions.to_comment,
    "orgs/list-issue-types": issue_types.list_types,
    "repos/list-issue-types": issue_types.list_repo_types,
    "orgs/list-issue-fields": issue_types.list_fields,
    "issues/list-issue-field-values-for-issue": issue_types.list_values,
    "issues/set-issue-field-values": issue_types.set_values,
    "issues/delete-issue-field-value": issue_types.delete_value,
    "repos/generate-release-notes": releases.generate_notes,
    "actions/list-workflow-runs-for-repo": runs.index,
    "actions/list-workflow-runs": runs.index,
    "actions/get-workflow-run": runs.get,
    "actions/re-run-workflow": runs.rerun,
    "actions/re-run-workflow-failed-jobs": runs.rerun,
    "actions/cancel-workflow-run": runs.cancel,
    "repos/list-branches": branches.index,
    "repos/get-branch": branches.get,
    "repos/get-branch-protection": branches.get_protection,
    "repos/update-branch-protection": branches.set_protection,
    "repos/delete-branch-protection": branches.delete_protection,
    "git/get-ref": branches.get_ref,
    "git/delete-ref": branches.delete_ref,
    "repos/get-content": files.get,
    "repos/create-or-update-file-contents": files.put,
    "repos/delete-file": files.delete,
    "teams/list": teams.index,
    "teams/get-by-name": teams.get,
    "teams/list-for-authenticated-user": teams.list_mine,
    "teams/list-members-in-org": teams.list_members,
    "teams/add-or-update-repo-permissions-in-org": teams.add_repo,
    "pulls/list": pulls.list_for_repo,
    "pulls/get": pulls.get,
    "pulls/create": pulls.create,
    "pulls/update": pulls.update,
    "pulls/merge": pulls.merge,
    "pulls/update-branch": pulls.update_branch,
    "pulls/list-files": pull_parts.list_files,
    "pulls/list-commits": pull_parts.list_commits,
    "pulls/list-requested-reviewers": pull_parts.list_reviewers,
    "pulls/request-reviewers": pull_parts.add_reviewers,
    "pulls/remove-requested-reviewers": pull_parts.remove_reviewers,
    "pulls/list-reviews": reviews.list_reviews,
    "pulls/create-review": reviews.create,
    "pulls/submit-review": reviews.submit,
    "pulls/delete-pending-review": reviews.delete_pending,
    "pulls/dismiss-review": reviews.dismiss,
    "pulls/list-review-comments": reviews.list_comments,
    "pulls/create-review-comment": reviews.create_comment,
    "pulls/create-reply-for-review-comment": reviews.reply,
    "pulls/update-review-comment": reviews.update_comment,
    "pulls/delete-review-comment": reviews.delete_comment,
    "reactions/create-for-pull-request-review-comment": reviews.react,
    "checks/list-for-ref": pull_parts.list_check_runs,
    "repos/get-combined-status-for-ref": pull_parts.combined_status,
    "repos/create-commit-status": pull_parts.create_status,
    "graphql": _graphql,
    "rate-limit/get": users.get_rate_limit,
    "apps/scope-token": applications.scope_token,
    "apps/check-token": applications.check_token,
    "apps/delete-token": applications.delete_token,
}

BEHAVIOURS = {name: Behaviour(name, run) for name, run in _RUNS.items()}
"""The operations that the sandbox does something for, by name."""


def behaviour_of(operation: Described) -> Behaviour | None:
    """Return what the sandbox does for an operation; `None` where it does nothing.

    A read that nobody wrote is answered as it is documented; a write that nobody wrote is not.
    """
    known = BEHAVIOURS.get(operation.id)
    if known is not None or operation.method != "GET" or operation.status == HTTPStatus.FOUND:
        return known
    return Behaviour(operation.id, documented.read)
