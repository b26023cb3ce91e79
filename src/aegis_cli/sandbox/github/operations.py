"""The operations that somebody wrote: method, path, what runs, its page in the docs, its needs."""

from collections.abc import Callable
from dataclasses import dataclass

from aegis_cli.sandbox.github import applications, issue_parts, issues, pulls, repos, stats, users
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.errors import DOCS

_REPO_ROOTS = ("/repos/{owner}/{repo}", "/repositories/{repo_id:int}")
_READ_ISSUES = "issues=read"
_READ_EITHER = "issues=read; pull_requests=read"
_WRITE_EITHER = "issues=write; pull_requests=write"
_METADATA = "metadata=read"
_ISSUE = "/issues/{issue_number:int}"
_ISSUE_LABEL = f"{_ISSUE}/labels/{{name:path}}"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of GitHub's REST API."""

    method: str
    path: str
    """A route of Starlette's; one that starts at the repository is told by `in_repo`."""
    run: Callable[[Call], Reply]
    page: str
    """Where `docs.github.com/rest/` documents it."""
    permissions: str
    """What `X-Accepted-GitHub-Permissions` says."""
    in_repo: bool = True
    is_free: bool = False
    """Whether asking does not count against the rate limit."""
    by_app: bool = False
    """Whether the App asks, with its client id and secret, and no person."""

    @property
    def docs(self) -> str:
        """Return the `documentation_url` of its errors."""
        return f"{DOCS}/rest/{self.page}"

    def paths(self) -> tuple[str, ...]:
        """Return where it is served: a repository is found by name and by number."""
        return tuple(root + self.path for root in _REPO_ROOTS) if self.in_repo else (self.path,)


def _operation(endpoint: str, run: Callable[[Call], Reply], page: str, needs: str) -> Operation:
    method, _, path = endpoint.partition(" ")
    return Operation(method, path, run, page, needs)


_BY_APP = tuple(
    Operation(method, path, run, page, "", in_repo=False, is_free=True, by_app=True)
    for method, path, run, page in (
        (
            "POST",
            "/applications/{client_id}/token/scoped",
            applications.scope_token,
            "apps/apps#create-a-scoped-access-token",
        ),
        (
            "POST",
            "/applications/{client_id}/token",
            applications.check_token,
            "apps/oauth-applications#check-a-token",
        ),
        (
            "DELETE",
            "/applications/{client_id}/token",
            applications.delete_token,
            "apps/oauth-applications#delete-an-app-token",
        ),
    )
)

OPERATIONS = (
    Operation(
        "GET",
        "/user",
        users.get_authenticated,
        "users/users#get-the-authenticated-user",
        "allows_permissionless_access=true",
        in_repo=False,
    ),
    Operation(
        "GET",
        "/rate_limit",
        users.get_rate_limit,
        "rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user",
        "allows_permissionless_access=true",
        in_repo=False,
        is_free=True,
    ),
    *_BY_APP,
    Operation(
        "GET",
        "/user/installations",
        applications.list_installations,
        "apps/installations#list-app-installations-accessible-to-the-user-access-token",
        "allows_permissionless_access=true",
        in_repo=False,
    ),
    Operation(
        "GET",
        "/user/repos",
        repos.list_mine,
        "repos/repos#list-repositories-for-the-authenticated-user",
        _METADATA,
        in_repo=False,
    ),
    Operation(
        "POST",
        "/user/repos",
        repos.create,
        "repos/repos#create-a-repository-for-the-authenticated-user",
        "administration=write",
        in_repo=False,
    ),
    _operation("GET ", repos.get, "repos/repos#get-a-repository", _METADATA),
    _operation(
        "DELETE ",
        repos.delete,
        "repos/repos#delete-a-repository",
        "administration=write",
    ),
    _operation(
        "GET /languages",
        repos.list_languages,
        "repos/repos#list-repository-languages",
        _METADATA,
    ),
    _operation(
        "GET /issues",
        issues.list_for_repo,
        "issues/issues#list-repository-issues",
        _READ_ISSUES,
    ),
    _operation("POST /issues", issues.create, "issues/issues#create-an-issue", "issues=write"),
    _operation(f"GET {_ISSUE}", issues.get, "issues/issues#get-an-issue", _READ_ISSUES),
    _operation(f"PATCH {_ISSUE}", issues.update, "issues/issues#update-an-issue", _WRITE_EITHER),
    _operation(
        f"GET {_ISSUE}/comments",
        issue_parts.list_comments,
        "issues/comments#list-issue-comments",
        _READ_EITHER,
    ),
    _operation(
        f"POST {_ISSUE}/comments",
        issue_parts.create_comment,
        "issues/comments#create-an-issue-comment",
        _WRITE_EITHER,
    ),
    _operation(
        f"POST {_ISSUE}/labels",
        issue_parts.add_labels,
        "issues/labels#add-labels-to-an-issue",
        _WRITE_EITHER,
    ),
    _operation(
        f"DELETE {_ISSUE_LABEL}",
        issue_parts.remove_label,
        "issues/labels#remove-a-label-from-an-issue",
        _WRITE_EITHER,
    ),
    _operation(
        f"POST {_ISSUE}/assignees",
        issue_parts.add_assignees,
        "issues/assignees#add-assignees-to-an-issue",
        _WRITE_EITHER,
    ),
    _operation(
        "GET /labels",
        issue_parts.list_labels_for_repo,
        "issues/labels#list-labels-for-a-repository",
        _READ_EITHER,
    ),
    _operation(
        "GET /pulls",
        pulls.list_for_repo,
        "pulls/pulls#list-pull-requests",
        "pull_requests=read",
    ),
    _operation(
        "GET /stats/contributors",
        stats.contributors,
        "metrics/statistics#get-all-contributor-commit-activity",
        _METADATA,
    ),
    _operation(
        "GET /stats/commit_activity",
        stats.commit_activity,
        "metrics/statistics#get-the-last-year-of-commit-activity",
        _METADATA,
    ),
    _operation(
        "GET /stats/participation",
        stats.participation,
        "metrics/statistics#get-the-weekly-commit-count",
        _METADATA,
    ),
)
