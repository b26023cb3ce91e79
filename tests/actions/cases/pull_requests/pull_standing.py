"""The case of how pull requests stand."""

from aegis_cli.providers.github.nouns.pull_requests.pull_standing import ListStanding
from tests.actions.case import Case


def _pull(number: int, title: str, checks: str | None, review: str | None) -> dict[str, object]:
    rollup = None if checks is None else {"state": checks}
    return {
        "number": number,
        "title": title,
        "url": f"https://github.com/acme/web/pull/{number}",
        "state": "OPEN",
        "isDraft": review is None,
        "createdAt": "2026-11-18T12:00:00Z",
        "headRefName": "dependabot/npm_and_yarn/vite-7.1.9",
        "author": {"login": "mona"},
        "reviewDecision": review,
        "commits": {"nodes": [{"commit": {"statusCheckRollup": rollup}}]},
    }


_VARIABLES = {"owner": "acme", "name": "web"}

CASES = (
    Case(
        ListStanding(repo="acme/web"),
        sends="POST /graphql",
        body=_VARIABLES | {"first": 30},
        said="show the pull requests with their checks and reviews in acme/web",
        more={"limit": 1000},
        body_more=_VARIABLES | {"first": 100},
        answer=[
            _pull(17, "Bump vite from 7.1.2 to 7.1.9", "SUCCESS", "REVIEW_REQUIRED"),
            _pull(15, "New checkout", None, None),
            _pull(11, "Keep the session while the tab sleeps", "FAILURE", "APPROVED"),
            _pull(9, "界面", "PENDING", "CHANGES_REQUESTED") | {"author": None},
        ],
    ),
)
