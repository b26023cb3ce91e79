"""The cases of nouns/issues/sub_issues.py."""

from aegis_cli.providers.github.nouns.issues.sub_issues import (
    AddSubIssue,
    ListSubIssues,
    RemoveSubIssue,
    ReprioritizeSubIssue,
)
from tests.actions.case import Case
from tests.actions.cases.issues.issues import FAR, ISSUE, NEAR, PATH, WHOLE, issue

CASES = (
    Case(
        AddSubIssue(**ISSUE, sub_issue=42, sub_repo="acme/api"),
        sends=f"POST {PATH}/sub_issues",
        body={"sub_issue_id": 342},
        said="add acme/api#42 as a sub-issue of acme/web#12",
        more={"replace_parent": True},
        answer=WHOLE,
        target=FAR,
    ),
    Case(
        RemoveSubIssue(repo="acme/web", issue_number=19, sub_issue=7),
        sends="DELETE /repos/acme/web/issues/19/sub_issue",
        body={"sub_issue_id": 314},
        said="remove the sub-issue #7 from acme/web#19",
        more={"sub_repo": "acme/web"},
        answer=issue(19, "Add keyboard shortcuts to the search box", id=319),
        target=NEAR,
    ),
    Case(
        ReprioritizeSubIssue(**ISSUE, sub_issue=14, before_issue=10),
        sends=f"PATCH {PATH}/sub_issues/priority",
        body={"sub_issue_id": 314, "before_id": 314},
        said="move #14 before #10 under acme/web#12",
        more={"sub_repo": "acme/web", "beside_repo": "acme/web", "after_issue": 10},
        body_more={"sub_issue_id": 314, "after_id": 314, "before_id": 314},
        answer=WHOLE,
        target=NEAR,
    ),
    Case(
        ListSubIssues(**ISSUE),
        sends=f"GET {PATH}/sub_issues?per_page=30",
        said="list the sub-issues of acme/web#12",
        more={"limit": 1000},
        sends_more=f"GET {PATH}/sub_issues?per_page=100",
        answer=[NEAR, FAR],
    ),
)
