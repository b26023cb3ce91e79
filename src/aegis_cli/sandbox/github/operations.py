"""The operations that the sandbox implements: endpoint, function, documentation, permissions."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from aegis_cli.sandbox.github import applications, issue_parts, issues, pulls, repos, stats, users
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.errors import DOCS

ANYBODY = "allows_permissionless_access=true"
"""The permission of an operation that every token may use."""

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

    endpoint: str
    """The method and the path, a route of Starlette's."""
    run: Callable[[Call], Reply]
    page: str
    """Its page below `docs.github.com/rest/`."""
    permissions: str = ANYBODY
    """The value of `X-Accepted-GitHub-Permissions`."""
    in_repo: bool = True
    """Whether the path continues the path of a repository."""
    is_free: bool = False
    """Whether it does not count against the rate limit."""
    by_app: bool = False
    """Whether the App authenticates with its client id and secret, without a person."""

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.endpoint.partition(" ")[0]

    @property
    def docs(self) -> str:
        """The `documentation_url` of its errors."""
        return f"{DOCS}/rest/{self.page}"

    def paths(self) -> tuple[str, ...]:
        """Return the full paths: a repository is found by its name and by its number."""
        path = self.endpoint.partition(" ")[2]
        return tuple(root + path for root in _REPO_ROOTS) if self.in_repo else (path,)


_by_app = partial(Operation, permissions="", in_repo=False, is_free=True, by_app=True)

OPERATIONS = (
    Operation(
        "GET /user",
        users.get_authenticated,
        "users/users#get-the-authenticated-user",
        in_repo=False,
    ),
    Operation(
        "GET /rate_limit",
        users.get_rate_limit,
        "rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user",
        in_repo=False,
        is_free=True,
    ),
    _by_app(
        "POST /applications/{client_id}/token/scoped",
        applications.scope_token,
        "apps/apps#create-a-scoped-access-token",
    ),
    _by_app(
        "POST /applications/{client_id}/token",
        applications.check_token,
        "apps/oauth-applications#check-a-token",
    ),
    _by_app(
        "DELETE /applications/{client_id}/token",
        applications.delete_token,
        "apps/oauth-applications#delete-an-app-token",
    ),
    Operation(
        "GET /user/installations",
        applications.list_installations,
        "apps/installations#list-app-installations-accessible-to-the-user-access-token",
        in_repo=False,
    ),
    Operation(
        "GET /user/repos",
        repos.list_mine,
        "repos/repos#list-repositories-for-the-authenticated-user",
        _METADATA,
        in_repo=False,
    ),
    Operation(
        "POST /user/repos",
        repos.create,
        "repos/repos#create-a-repository-for-the-authenticated-user",
        "administration=write",
        in_repo=False,
    ),
    Operation("GET ", repos.get, "repos/repos#get-a-repository", _METADATA),
    Operation("DELETE ", repos.delete, "repos/repos#delete-a-repository", "administration=write"),
    Operation(
        "GET /languages", repos.list_languages, "repos/repos#list-repository-languages", _METADATA
    ),
    Operation(
        "GET /issues", issues.list_for_repo, "issues/issues#list-repository-issues", _READ_ISSUES
    ),
    Operation("POST /issues", issues.create, "issues/issues#create-an-issue", "issues=write"),
    Operation(f"GET {_ISSUE}", issues.get, "issues/issues#get-an-issue", _READ_ISSUES),
    Operation(f"PATCH {_ISSUE}", issues.update, "issues/issues#update-an-issue", _WRITE_EITHER),
    Operation(
        f"GET {_ISSUE}/comments",
        issue_parts.list_comments,
        "issues/comments#list-issue-comments",
        _READ_EITHER,
    ),
    Operation(
        f"POST {_ISSUE}/comments",
        issue_parts.create_comment,
        "issues/comments#create-an-issue-comment",
        _WRITE_EITHER,
    ),
    Operation(
        f"POST {_ISSUE}/labels",
        issue_parts.add_labels,
        "issues/labels#add-labels-to-an-issue",
        _WRITE_EITHER,
    ),
    Operation(
        f"DELETE {_ISSUE_LABEL}",
        issue_parts.remove_label,
        "issues/labels#remove-a-label-from-an-issue",
        _WRITE_EITHER,
    ),
    Operation(
        f"POST {_ISSUE}/assignees",
        issue_parts.add_assignees,
        "issues/assignees#add-assignees-to-an-issue",
        _WRITE_EITHER,
    ),
    Operation(
        "GET /labels",
        issue_parts.list_labels_for_repo,
        "issues/labels#list-labels-for-a-repository",
        _READ_EITHER,
    ),
    Operation(
        "GET /pulls", pulls.list_for_repo, "pulls/pulls#list-pull-requests", "pull_requests=read"
    ),
    Operation(
        "GET /stats/contributors",
        stats.contributors,
        "metrics/statistics#get-all-contributor-commit-activity",
        _METADATA,
    ),
    Operation(
        "GET /stats/commit_activity",
        stats.commit_activity,
        "metrics/statistics#get-the-last-year-of-commit-activity",
        _METADATA,
    ),
    Operation(
        "GET /stats/participation",
        stats.participation,
        "metrics/statistics#get-the-weekly-commit-count",
        _METADATA,
    ),
)
