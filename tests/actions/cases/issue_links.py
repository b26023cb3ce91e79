"""The cases of actions on how issues hang together."""

from aegis_cli.providers.github.nouns.issues.issue_dependencies import (
    AddBlockedBy,
    ListBlockedBy,
    ListBlocking,
    RemoveBlockedBy,
)
from aegis_cli.providers.github.nouns.issues.issues import GetParent
from aegis_cli.providers.github.nouns.issues.sub_issues import (
    AddSubIssue,
    ListSubIssues,
    RemoveSubIssue,
    ReprioritizeSubIssue,
)
from tests.actions.case import Case
from tests.actions.cases.issues import ISSUE, issue
from tests.actions.cases.labels import BUG

_FAR = issue(
    42,
    "Timeout of the tax service is not handled",
    id=342,
    html_url="https://github.com/acme/api/issues/42",
    labels=[BUG],
)
_NEAR = issue(14, "日本語入力で検索が二重に送信される", id=314, state="closed")
_WHOLE = issue(12, "Login page flickers on reload", id=312)
_PATH = "/repos/acme/web/issues/12"

CASES = (
    Case(
        AddSubIssue(**ISSUE, sub_issue=42, sub_repo="acme/api"),
        sends=f"POST {_PATH}/sub_issues",
        body={"sub_issue_id": 342},
        said="add acme/api#42 as a sub-issue of acme/web#12",
        more={"replace_parent": True},
        answer=_WHOLE,
        target=_FAR,
    ),
    Case(
        RemoveSubIssue(repo="acme/web", issue_number=19, sub_issue=7),
        sends="DELETE /repos/acme/web/issues/19/sub_issue",
        body={"sub_issue_id": 314},
        said="remove the sub-issue #7 from acme/web#19",
        more={"sub_repo": "acme/web"},
        answer=issue(19, "Add keyboard shortcuts to the search box", id=319),
        target=_NEAR,
    ),
    Case(
        ReprioritizeSubIssue(**ISSUE, sub_issue=14, before_issue=10),
        sends=f"PATCH {_PATH}/sub_issues/priority",
        body={"sub_issue_id": 314, "before_id": 314},
        said="move #14 before #10 under acme/web#12",
        more={"sub_repo": "acme/web", "beside_repo": "acme/web", "after_issue": 10},
        body_more={"sub_issue_id": 314, "after_id": 314, "before_id": 314},
        answer=_WHOLE,
        target=_NEAR,
    ),
    Case(
        ListSubIssues(**ISSUE),
        sends=f"GET {_PATH}/sub_issues?per_page=30",
        said="list the sub-issues of acme/web#12",
        more={"limit": 1000},
        sends_more=f"GET {_PATH}/sub_issues?per_page=100",
        answer=[_NEAR, _FAR],
    ),
    Case(
        GetParent(repo="acme/web", issue_number=14),
        sends="GET /repos/acme/web/issues/14/parent",
        said="show the parent of acme/web#14",
        answer=_WHOLE,
    ),
    Case(
        ListBlockedBy(repo="acme/web", issue_number=18),
        sends="GET /repos/acme/web/issues/18/dependencies/blocked_by?per_page=30",
        said="what blocks acme/web#18",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/issues/18/dependencies/blocked_by?per_page=100",
        answer=[_NEAR, _FAR],
    ),
    Case(
        ListBlocking(repo="acme/web", issue_number=16),
        sends="GET /repos/acme/web/issues/16/dependencies/blocking?per_page=30",
        said="list the issues blocked by acme/web#16",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/issues/16/dependencies/blocking?per_page=100",
        answer=[_NEAR, _FAR],
    ),
    Case(
        AddBlockedBy(**ISSUE, blocking_issue=42, blocking_repo="acme/api"),
        sends=f"POST {_PATH}/dependencies/blocked_by",
        body={"issue_id": 342},
        said="mark acme/web#12 as blocked by acme/api#42",
        answer=_WHOLE,
        target=_FAR,
    ),
    Case(
        RemoveBlockedBy(repo="acme/web", issue_number=18, blocking_issue=16),
        sends="DELETE /repos/acme/web/issues/18/dependencies/blocked_by/314",
        said="unblock acme/web#18 from #16",
        more={"blocking_repo": "acme/web"},
        answer=issue(18, "Checkout total ignores the discount code", id=318),
        target=_NEAR,
    ),
)
