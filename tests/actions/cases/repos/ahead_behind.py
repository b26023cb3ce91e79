"""The case of branches beside the default branch."""

from aegis_cli.providers.github.nouns.repos.ahead_behind import ListAheadBehind
from tests.actions.case import Case
from tests.actions.cases.repos.repos import repository


def _branch(name: str, ahead: int, behind: int, sha: str = "7fd1a60b") -> dict[str, object]:
    compare = {"aheadBy": behind, "behindBy": ahead}
    return {"name": name, "target": {"oid": sha * 5}, "compare": compare}


_VARIABLES = {"owner": "acme", "name": "web", "headRef": "main"}

CASES = (
    Case(
        ListAheadBehind(repo="acme/web"),
        sends="POST /graphql",
        body=_VARIABLES | {"first": 30},
        said="show the branches with ahead and behind of acme/web",
        more={"limit": 1000},
        body_more=_VARIABLES | {"first": 100},
        answer=[
            _branch("main", 0, 0),
            _branch("feature/x", 3, 1204, "9fceb02d"),
            _branch("pages", 0, 0) | {"compare": None},
        ],
        target=repository("web"),
    ),
)
