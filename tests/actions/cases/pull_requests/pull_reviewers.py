"""The cases of nouns/pull_requests/pull_reviewers.py."""

from typing import Any

from aegis_cli.providers.github.nouns.pull_requests.pull_reviewers import (
    ListRequestedReviewers,
    RemoveReviewers,
    RequestReviewers,
)
from tests.actions.case import Case
from tests.actions.cases.pull_requests.pulls import MIDNIGHT, PULL, a_pull


def _reviewed(*logins: str) -> dict[str, Any]:
    asked = [{"login": login} for login in logins]
    pull = a_pull(11, MIDNIGHT, "fix-midnight", "acme:fix-midnight")
    return {**pull, "requested_reviewers": asked, "requested_teams": [{"slug": "web-reviewers"}]}


CASES = (
    Case(
        ListRequestedReviewers(**PULL),
        sends="GET /repos/acme/web/pulls/11/requested_reviewers",
        said="list the reviewers of acme/web#11",
        answer={"users": [{"login": "bob"}, {"login": "mona"}], "teams": []},
    ),
    Case(
        RequestReviewers(**PULL, reviewers=["octocat"]),
        sends="POST /repos/acme/web/pulls/11/requested_reviewers",
        body={"reviewers": ["octocat"]},
        said="request a review from octocat on acme/web#11",
        more={"reviewers": ["hubot", "@me"], "team_reviewers": ["web-reviewers"]},
        answer=_reviewed("octocat"),
        in_sandbox={"octocat": "bob"},
    ),
    Case(
        RemoveReviewers(**PULL, reviewers=["octocat"]),
        sends="DELETE /repos/acme/web/pulls/11/requested_reviewers",
        body={"reviewers": ["octocat"]},
        said="remove octocat as a reviewer of acme/web#11",
        sees={"requested_reviewers": [{"login": "octocat"}, {"login": "hubot"}]},
        more={"reviewers": ["hubot", "@me"], "team_reviewers": ["web-reviewers"]},
        answer=_reviewed("hubot"),
        in_sandbox={"octocat": "bob", "acme/web#11": "acme/api#46"},
    ),
)
