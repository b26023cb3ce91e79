"""The cases of actions on how issues hang together."""

from aegis_cli.providers.github.nouns.issue_links import AddSubIssue
from tests.actions.case import Case
from tests.actions.cases.issues import ISSUE, issue

_PART = issue(42, "Timeout of the tax service is not handled", id=342)
_WHOLE = issue(12, "Login page flickers on reload", id=312)

CASES = (
    Case(
        AddSubIssue(**ISSUE, sub_issue=42, sub_repo="acme/api"),
        sends="POST /repos/acme/web/issues/12/sub_issues",
        body={"sub_issue_id": 342},
        said="add acme/api#42 as a sub-issue of acme/web#12",
        more={"replace_parent": True},
        answer=_WHOLE,
        target=_PART,
    ),
)
