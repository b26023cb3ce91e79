"""The operation on pull requests: list them."""

from collections.abc import Callable

from aegis_cli.sandbox.github import queries
from aegis_cli.sandbox.github.call import Call, Reply, repo_of
from aegis_cli.sandbox.github.repo_shapes import pull_request
from aegis_cli.sandbox.github.world import Issue, Pull, Repo


def list_for_repo(call: Call) -> Reply:
    """List the pull requests of a repository."""
    repo = repo_of(call)
    return queries.paged(
        call,
        _sorted(call, _filtered(call, repo)),
        lambda pull: pull_request(call.base, repo, pull, viewer=call.viewer, world=call.world),
        url=call.url(repo),
    )


def _filtered(call: Call, repo: Repo) -> list[Issue]:
    state = queries.choice(call, "state", resource="PullRequest")
    return [
        issue
        for issue in repo.issues.values()
        if issue.pull is not None
        and state in {"all", issue.state}
        and _on_branches(call, repo, issue.pull)
    ]


def _on_branches(call: Call, repo: Repo, pull: Pull) -> bool:
    head, base = call.query.get("head", ""), call.query.get("base", "")
    # GitHub reads `head` as user:branch and ignores it in any other form.
    is_head = ":" not in head or head == f"{repo.owner.login}:{pull.head}"
    return is_head and base in {"", pull.base}


def _sorted(call: Call, pulls: list[Issue]) -> list[Issue]:
    keys: dict[str, Callable[[Issue], float]] = {
        "created": lambda pull: pull.created_at.timestamp(),
        "updated": lambda pull: pull.updated_at.timestamp(),
        "popularity": lambda pull: len(pull.comments),
        "long-running": lambda pull: -pull.created_at.timestamp(),
    }
    sort = queries.choice(call, "sort", resource="PullRequest")
    default = "desc" if sort == "created" else "asc"
    direction = queries.choice(call, "direction", resource="PullRequest", default=default)
    return sorted(pulls, key=keys[sort], reverse=direction == "desc")
