"""The statistics of a repository: 202 on the first request, 204 without commits."""

from collections.abc import Callable
from functools import partial
from typing import Any

from aegis_cli.sandbox.github import activity
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.world import Activity, Person


def _computed(compute: Callable[[Activity, Person], Any], call: Call) -> Reply:
    """Answer with what a function makes of a year of commits and of the owner."""
    repo, name = call.repo, compute.__name__
    if repo.activity is None:
        return Reply(status=204)
    if (repo.id, name) not in call.world.computing:
        call.world.computing.add((repo.id, name))
        return Reply({}, 202)
    return Reply(compute(repo.activity, repo.owner))


contributors = partial(_computed, activity.contributors)
commit_activity = partial(_computed, activity.commit_activity)
participation = partial(_computed, activity.participation)
