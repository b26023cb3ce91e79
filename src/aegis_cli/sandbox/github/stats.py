"""The computed statistics of a repository: 202 when first asked, 204 where there is no commit."""

from typing import Any

from aegis_cli.sandbox.github import activity
from aegis_cli.sandbox.github.call import Call, Reply, repo_of
from aegis_cli.sandbox.github.world import Activity, Repo


def contributors(call: Call) -> Reply:
    """Return additions, deletions and commits of each contributor."""
    return _computed(call, "contributors")


def commit_activity(call: Call) -> Reply:
    """Return the last year of commits by day."""
    return _computed(call, "commit_activity")


def participation(call: Call) -> Reply:
    """Return the last year of commits by week, of everybody and of the owner."""
    return _computed(call, "participation")


def _computed(call: Call, statistic: str) -> Reply:
    repo = repo_of(call)
    if repo.activity is None:
        return Reply(status=204)
    key = (repo.id, statistic)
    if key not in call.world.computing:
        call.world.computing.add(key)
        return Reply({}, 202)
    return Reply(_statistic(call, repo, repo.activity, statistic))


def _statistic(call: Call, repo: Repo, commits: Activity, statistic: str) -> Any:
    match statistic:
        case "contributors":
            return activity.contributors(commits, call.base)
        case "commit_activity":
            return activity.commit_activity(commits)
        case _:
            return activity.participation(commits, repo.owner)
