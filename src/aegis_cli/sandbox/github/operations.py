"""What the sandbox does for an operation: its function, its page, its permissions.

Where an operation stands and what it takes, `operations.json` says.
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
    pulls,
    repos,
    stats,
    users,
)
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.described import Described
from aegis_cli.sandbox.github.errors import DOCS
from aegis_cli.sandbox.github.labels import LABELS
from aegis_cli.sandbox.github.milestones import MILESTONES
from aegis_cli.sandbox.github.read_permissions import ANYBODY, to_read

_READ_ISSUES = "issues=read"
_READ_EITHER = "issues=read; pull_requests=read"
_WRITE_EITHER = "issues=write; pull_requests=write"
_METADATA = "metadata=read"
_WRITE_PULLS = "pull_requests=write"
_WRITE_CONTENTS = "contents=write"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the sandbox does for one operation."""

    id: str
    """The name of the operation, as `issues/create-label`."""
    run: Callable[[Call], Reply]
    page: str
    """Its page below `docs.github.com/rest/`."""
    permissions: str = ANYBODY
    """The value of `X-Accepted-GitHub-Permissions`."""
    is_free: bool = False
    """Whether it does not count against the rate limit."""
    by_app: bool = False
    """Whether the App authenticates with its client id and secret, without a person."""

    @property
    def docs(self) -> str:
        """The `documentation_url` of its errors."""
        return f"{DOCS}/rest/{self.page}"


_by_app = partial(Behaviour, permissions="", is_free=True, by_app=True)

_BEHAVIOURS = (
    Behaviour(
        "users/get-authenticated",
        users.get_authenticated,
        "users/users#get-the-authenticated-user",
    ),
    Behaviour(
        "rate-limit/get",
        users.get_rate_limit,
        "rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user",
        is_free=True,
    ),
    _by_app(
        "apps/scope-token",
        applications.scope_token,
        "apps/apps#create-a-scoped-access-token",
    ),
    _by_app(
        "apps/check-token",
        applications.check_token,
        "apps/oauth-applications#check-a-token",
    ),
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
        _METADATA,
    ),
    Behaviour(
        "repos/create-for-authenticated-user",
        repos.create,
        "repos/repos#create-a-repository-for-the-authenticated-user",
        "administration=write",
    ),
    Behaviour("repos/get", repos.get, "repos/repos#get-a-repository", _METADATA),
    Behaviour(
        "repos/delete", repos.delete, "repos/repos#delete-a-repository", "administration=write"
    ),
    Behaviour(
        "repos/list-languages",
        repos.list_languages,
        "repos/repos#list-repository-languages",
        _METADATA,
    ),
    Behaviour(
        "issues/list-for-repo",
        issues.list_for_repo,
        "issues/issues#list-repository-issues",
        _READ_ISSUES,
    ),
    Behaviour("issues/create", issues.create, "issues/issues#create-an-issue", "issues=write"),
    Behaviour("issues/get", issues.get, "issues/issues#get-an-issue", _READ_ISSUES),
    Behaviour("issues/update", issues.update, "issues/issues#update-an-issue", _WRITE_EITHER),
    Behaviour(
        "issues/list-comments",
        issue_parts.list_comments,
        "issues/comments#list-issue-comments",
        _READ_EITHER,
    ),
    Behaviour(
        "issues/create-comment",
        issue_parts.create_comment,
        "issues/comments#create-an-issue-comment",
        _WRITE_EITHER,
    ),
    Behaviour(
        "issues/add-labels",
        issue_parts.add_labels,
        "issues/labels#add-labels-to-an-issue",
        _WRITE_EITHER,
    ),
    Behaviour(
        "issues/remove-label",
        issue_parts.remove_label,
        "issues/labels#remove-a-label-from-an-issue",
        _WRITE_EITHER,
    ),
    Behaviour(
        "issues/add-assignees",
        issue_parts.add_assignees,
        "issues/assignees#add-assignees-to-an-issue",
        _WRITE_EITHER,
    ),
    Behaviour(
        "issues/update-comment",
        issue_parts.update_comment,
        "issues/comments#update-an-issue-comment",
        _WRITE_EITHER,
    ),
    Behaviour(
        "issues/delete-comment",
        issue_parts.delete_comment,
        "issues/comments#delete-an-issue-comment",
        _WRITE_EITHER,
    ),
    Behaviour("issues/lock", issue_parts.lock, "issues/issues#lock-an-issue", _WRITE_EITHER),
    Behaviour("issues/unlock", issue_parts.unlock, "issues/issues#unlock-an-issue", _WRITE_EITHER),
    Behaviour(
        "issues/set-labels",
        issue_parts.set_labels,
        "issues/labels#set-labels-for-an-issue",
        _WRITE_EITHER,
    ),
    Behaviour(
        "issues/remove-assignees",
        issue_parts.remove_assignees,
        "issues/assignees#remove-assignees-from-an-issue",
        _WRITE_EITHER,
    ),
    Behaviour(
        "issues/list-assignees",
        issue_parts.list_assignees,
        "issues/assignees#list-assignees",
        _READ_EITHER,
    ),
    Behaviour(
        "issues/list-labels-on-issue",
        issue_parts.list_labels,
        "issues/labels#list-labels-for-an-issue",
        _READ_EITHER,
    ),
    Behaviour(
        "issues/list-labels-for-repo",
        LABELS.index,
        "issues/labels#list-labels-for-a-repository",
        _READ_EITHER,
    ),
    Behaviour("issues/get-label", LABELS.get, "issues/labels#get-a-label", _READ_EITHER),
    Behaviour("issues/create-label", LABELS.create, "issues/labels#create-a-label", _WRITE_EITHER),
    Behaviour("issues/update-label", LABELS.update, "issues/labels#update-a-label", _WRITE_EITHER),
    Behaviour("issues/delete-label", LABELS.delete, "issues/labels#delete-a-label", _WRITE_EITHER),
    Behaviour(
        "issues/list-milestones",
        MILESTONES.index,
        "issues/milestones#list-milestones",
        _READ_EITHER,
    ),
    Behaviour(
        "issues/get-milestone", MILESTONES.get, "issues/milestones#get-a-milestone", _READ_EITHER
    ),
    Behaviour(
        "issues/create-milestone",
        MILESTONES.create,
        "issues/milestones#create-a-milestone",
        _WRITE_EITHER,
    ),
    Behaviour(
        "issues/update-milestone",
        MILESTONES.update,
        "issues/milestones#update-a-milestone",
        _WRITE_EITHER,
    ),
    Behaviour(
        "issues/delete-milestone",
        MILESTONES.delete,
        "issues/milestones#delete-a-milestone",
        _WRITE_EITHER,
    ),
    Behaviour(
        "pulls/list", pulls.list_for_repo, "pulls/pulls#list-pull-requests", "pull_requests=read"
    ),
    Behaviour(
        "pulls/get",
        pulls.get,
        "pulls/pulls#get-a-pull-request",
        "pull_requests=read; contents=read",
    ),
    Behaviour("pulls/create", pulls.create, "pulls/pulls#create-a-pull-request", _WRITE_PULLS),
    Behaviour("pulls/update", pulls.update, "pulls/pulls#update-a-pull-request", _WRITE_PULLS),
    Behaviour("pulls/merge", pulls.merge, "pulls/pulls#merge-a-pull-request", _WRITE_CONTENTS),
    Behaviour(
        "repos/generate-release-notes",
        documented.read,
        "releases/releases#generate-release-notes-content-for-a-release",
        _WRITE_CONTENTS,
    ),
    Behaviour(
        "repos/get-contributors-stats",
        stats.contributors,
        "metrics/statistics#get-all-contributor-commit-activity",
        _METADATA,
    ),
    Behaviour(
        "repos/get-commit-activity-stats",
        stats.commit_activity,
        "metrics/statistics#get-the-last-year-of-commit-activity",
        _METADATA,
    ),
    Behaviour(
        "repos/get-participation-stats",
        stats.participation,
        "metrics/statistics#get-the-weekly-commit-count",
        _METADATA,
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
    return Behaviour(operation.id, documented.read, page, to_read(operation.path))
