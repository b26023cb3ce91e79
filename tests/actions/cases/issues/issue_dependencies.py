"""The cases of nouns/issues/issue_dependencies.py."""

from aegis_cli.providers.github.nouns.issues.issue_dependencies import (
    AddBlockedBy,
    ListBlockedBy,
    ListBlocking,
    RemoveBlockedBy,
)
from tests.actions.case import Case
from tests.actions.cases.issues.issues import FAR, ISSUE, NEAR, PATH, WHOLE, issue

CASES = (
    Case(
        ListBlockedBy(repo="acme/web", issue_number=18),
        sends="GET /repos/acme/web/issues/18/dependencies/blocked_by?per_page=30",
        said="what blocks acme/web#18",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/issues/18/dependencies/blocked_by?per_page=100",
        answer=[NEAR, FAR],
    ),
    Case(
        ListBlocking(repo="acme/web", issue_number=16),
        sends="GET /repos/acme/web/issues/16/dependencies/blocking?per_page=30",
        said="list the issues blocked by acme/web#16",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/issues/16/dependencies/blocking?per_page=100",
        answer=[NEAR, FAR],
    ),
    Case(
        AddBlockedBy(**ISSUE, blocking_issue=42, blocking_repo="acme/api"),
        sends=f"POST {PATH}/dependencies/blocked_by",
        body={"issue_id": 342},
        said="mark acme/web#12 as blocked by acme/api#42",
        answer=WHOLE,
        target=FAR,
    ),
    Case(
        RemoveBlockedBy(repo="acme/web", issue_number=18, blocking_issue=16),
        sends="DELETE /repos/acme/web/issues/18/dependencies/blocked_by/314",
        said="unblock acme/web#18 from #16",
        more={"blocking_repo": "acme/web"},
        answer=issue(18, "Checkout total ignores the discount code", id=318),
        target=NEAR,
    ),
)
