"""The cases of nouns/issues/issue_labels.py."""

from aegis_cli.providers.github.nouns.issues.issue_labels import (
    AddLabels,
    ListIssueLabels,
    RemoveLabel,
    SetLabels,
)
from tests.actions.case import ODD, Case
from tests.actions.cases.issues.issues import ISSUE
from tests.actions.cases.labels.labels import BUG, HELP, WIDE

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
        AddLabels(**ISSUE, labels=["help wanted"]),
        sends="POST /repos/acme/web/issues/12/labels",
        body={"labels": ["help wanted"]},
        said="label acme/web#12 'help wanted'",
        sees={"labels": [BUG]},
        more={"labels": ["bug", ODD]},
        answer=[BUG, HELP],
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
        RemoveLabel(**ISSUE, name="bug"),
        sends="DELETE /repos/acme/web/issues/12/labels/bug",
        said="remove the label bug from acme/web#12",
        sees={"labels": [BUG, {"name": ODD}]},
        more={"name": ODD},
        sends_more="DELETE /repos/acme/web/issues/12/labels/a%2Fb%20c%3F%2525%20%C3%A9",
        answer=[],
    ),
)
