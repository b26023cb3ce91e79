"""What the sandbox does for an operation: its function and its page.

Where an operation stands, what it takes and which permission it needs, `operations.json` says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from aegis_cli.sandbox.github import (
    applications,
    documented,
    issue_parts,
    issues,
    pull_parts,
    pulls,
    repos,
    reviews,
    stats,
    users,
)
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.described import Described
from aegis_cli.sandbox.github.errors import DOCS
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
    "checks/list-for-ref": (pull_parts.list_check_runs, "checks/runs"),
    "repos/get-combined-status-for-ref": (pull_parts.combined_status, "commits/statuses"),
    "repos/create-commit-status": (pull_parts.create_status, "commits/statuses"),
}

_BEHAVIOURS = (
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
    Behaviour("issues/list-for-repo", issues.list_for_repo, "issues/issues#list-repository-issues"),
    Behaviour("issues/create", issues.create, "issues/issues#create-an-issue"),
    Behaviour("issues/get", issues.get, "issues/issues#get-an-issue"),
    Behaviour("issues/update", issues.update, "issues/issues#update-an-issue"),
    Behaviour(
        "issues/list-comments", issue_parts.list_comments, "issues/comments#list-issue-comments"
    ),
    Behaviour(
        "issues/create-comment",
        issue_parts.create_comment,
        "issues/comments#create-an-issue-comment",
    ),
    Behaviour("issues/add-labels", issue_parts.add_labels, "issues/labels#add-labels-to-an-issue"),
    Behaviour(
        "issues/remove-label",
        issue_parts.remove_label,
        "issues/labels#remove-a-label-from-an-issue",
    ),
    Behaviour(
        "issues/add-assignees",
        issue_parts.add_assignees,
        "issues/assignees#add-assignees-to-an-issue",
    ),
    Behaviour(
        "issues/update-comment",
        issue_parts.update_comment,
        "issues/comments#update-an-issue-comment",
    ),
    Behaviour(
        "issues/delete-comment",
        issue_parts.delete_comment,
        "issues/comments#delete-an-issue-comment",
    ),
    Behaviour("issues/lock", issue_parts.lock, "issues/issues#lock-an-issue"),
    Behaviour("issues/unlock", issue_parts.unlock, "issues/issues#unlock-an-issue"),
    Behaviour("issues/set-labels", issue_parts.set_labels, "issues/labels#set-labels-for-an-issue"),
    Behaviour(
        "issues/remove-assignees",
        issue_parts.remove_assignees,
        "issues/assignees#remove-assignees-from-an-issue",
    ),
    Behaviour(
        "issues/list-assignees", issue_parts.list_assignees, "issues/assignees#list-assignees"
    ),
    Behaviour(
        "issues/list-labels-on-issue",
        issue_parts.list_labels,
        "issues/labels#list-labels-for-an-issue",
    ),
    Behaviour(
        "issues/list-labels-for-repo", LABELS.index, "issues/labels#list-labels-for-a-repository"
    ),
    Behaviour("issues/get-label", LABELS.get, "issues/labels#get-a-label"),
    Behaviour("issues/create-label", LABELS.create, "issues/labels#create-a-label"),
    Behaviour("issues/update-label", LABELS.update, "issues/labels#update-a-label"),
    Behaviour("issues/delete-label", LABELS.delete, "issues/labels#delete-a-label"),
    Behaviour("issues/list-milestones", MILESTONES.index, "issues/milestones#list-milestones"),
    Behaviour("issues/get-milestone", MILESTONES.get, "issues/milestones#get-a-milestone"),
    Behaviour("issues/create-milestone", MILESTONES.create, "issues/milestones#create-a-milestone"),
    Behaviour("issues/update-milestone", MILESTONES.update, "issues/milestones#update-a-milestone"),
    Behaviour("issues/delete-milestone", MILESTONES.delete, "issues/milestones#delete-a-milestone"),
    Behaviour("pulls/list", pulls.list_for_repo, "pulls/pulls#list-pull-requests"),
    Behaviour("pulls/get", pulls.get, "pulls/pulls#get-a-pull-request"),
    Behaviour("pulls/create", pulls.create, "pulls/pulls#create-a-pull-request"),
    Behaviour("pulls/update", pulls.update, "pulls/pulls#update-a-pull-request"),
    Behaviour("pulls/merge", pulls.merge, "pulls/pulls#merge-a-pull-request"),
    *(Behaviour(name, run, page) for name, (run, page) in _PULLS.items()),
    Behaviour(
        "repos/generate-release-notes",
        documented.read,
        "releases/releases#generate-release-notes-content-for-a-release",
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
