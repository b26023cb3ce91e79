"""Closing keywords: a pull request that is merged closes the issues that it says it fixes."""

import re

from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.issues.issues import changed_state
from aegis_cli.sandbox.github.world.world import Issue, Repo, Role

_KEYWORD = re.compile(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+([\w.-]+/[\w.-]+)?#([0-9]+)\b",
    re.IGNORECASE,
)


def close_named(call: Call, repo: Repo, pull: Issue) -> None:
    """Close the open issues that a pull request names after a keyword, where the viewer may."""
    for name, number in _KEYWORD.findall(pull.body or ""):
        home = call.world.repo(name) if name else repo
        if home is None or home.role_of(call.viewer) < Role.WRITE:
            continue
        issue = home.issues.get(int(number))
        if issue is not None and issue.pull is None:
            state = changed_state(call, issue, {"state": "closed"})
            call.keep(home, issue, **state)
