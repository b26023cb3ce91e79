"""The cases of nouns/issues/issue_types.py."""

from aegis_cli.providers.github.nouns.issues.issue_types import ListRepoTypes, ListTypes
from tests.actions.case import Case

_BUG = {"id": 1, "name": "Bug", "description": "Something does not work", "color": "red"}
_TASK = {"id": 2, "name": "Task", "description": None, "color": None}

CASES = (
    Case(
        ListTypes(org="acme"),
        sends="GET /orgs/acme/issue-types",
        said="list the issue types of acme",
        answer=[_BUG, _TASK],
    ),
    Case(
        ListRepoTypes(repo="acme/web"),
        sends="GET /repos/acme/web/issue-types",
        said="list the issue types of acme/web",
        answer=[_BUG, _TASK],
    ),
)
