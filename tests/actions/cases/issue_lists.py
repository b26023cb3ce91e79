"""The cases of actions on all labels of an issue, and on who is or can be assigned."""

from aegis_cli.providers.github.nouns.issues.issue_assignees import ListAssignees, RemoveAssignees
from aegis_cli.providers.github.nouns.issues.issue_labels import ListIssueLabels, SetLabels
from tests.actions.case import ODD, Case
from tests.actions.cases.issues import ISSUE, issue
from tests.actions.cases.labels import BUG, HELP, WIDE

CASES = (
    Case(
        ListIssueLabels(**ISSUE),
        sends="GET /repos/acme/web/issues/12/labels?per_page=30",
        said="list the labels of acme/web#12",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/issues/12/labels?per_page=100",
        answer=[BUG, HELP, WIDE],
    ),
    Case(
        SetLabels(**ISSUE, labels=["bug"]),
        sends="PUT /repos/acme/web/issues/12/labels",
        body={"labels": ["bug"]},
        said="replace all labels of acme/web#12 with bug",
        more={"labels": ["bug", ODD]},
        answer=[BUG],
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
    Case(
        ListAssignees(repo="acme/web"),
        sends="GET /repos/acme/web/assignees?per_page=30",
        said="who can be assigned in acme/web",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/assignees?per_page=100",
        answer=[{"login": "hubot"}, {"login": "mona"}, {"login": "octocat"}],
    ),
)
