"""The cases of nouns/issues/issue_assignees.py."""

from aegis_cli.providers.github.nouns.issues.issue_assignees import (
    AddAssignees,
    ListAssignees,
    RemoveAssignees,
)
from tests.actions.case import Case
from tests.actions.cases.issues.issues import CRASH, ISSUE, issue

CASES = (
    Case(
        ListAssignees(repo="acme/web"),
        sends="GET /repos/acme/web/assignees?per_page=30",
        said="who can be assigned in acme/web",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/assignees?per_page=100",
        answer=[{"login": "hubot"}, {"login": "mona"}, {"login": "octocat"}],
    ),
    Case(
        AddAssignees(**ISSUE, assignees=["octocat"]),
        sends="POST /repos/acme/web/issues/12/assignees",
        body={"assignees": ["octocat"]},
        said="assign octocat to acme/web#12",
        sees={"assignees": [{"login": "hubot"}]},
        more={"assignees": ["hubot", "@me"]},
        answer=CRASH,
        in_sandbox={"octocat": "bob"},
    ),
    Case(
        RemoveAssignees(**ISSUE, assignees=["octocat"]),
        sends="DELETE /repos/acme/web/issues/12/assignees",
        body={"assignees": ["octocat"]},
        said="unassign octocat from acme/web#12",
        more={"assignees": ["hubot", "@me"]},
        answer=issue(12, "Crash on start", assignees=[{"login": "mona"}]),
        in_sandbox={"octocat": "alice"},
    ),
)
