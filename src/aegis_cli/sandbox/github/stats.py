"""The statistics of a repository: 202 on the first request, 204 without commits."""

from collections.abc import Callable
from typing import Any

from aegis_cli.sandbox.github import activity
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.world import Activity, Person


def contributors(call: Call) -> Reply:
    """Return additions, deletions and commits of each contributor."""
    return _computed(call, "contributors", lambda commits, _: activity.contributors(commits))


def commit_activity(call: Call) -> Reply:
    """Return the last year of commits by day."""
    return _computed(call, "commit_activity", lambda commits, _: activity.commit_activity(commits))


def participation(call: Call) -> Reply:
    """Return the last year of commits by week, of everybody and of the owner."""
    return _computed(call, "participation", activity.participation)


def _computed(call: Call, name: str, compute: Callable[[Activity, Person], Any]) -> Reply:
    repo = call.repo
    if repo.activity is None:
        return Reply(status=204)
    if (repo.id, name) not in call.world.computing:
        call.world.computing.add((repo.id, name))
        return Reply({}, 202)
    return Reply(compute(repo.activity, repo.owner))
