"""The cases of nouns/pull_requests/reviews.py."""

from typing import Any

from aegis_cli.providers.github.nouns.pull_requests.reviews import GetReview, ListReviews
from tests.actions.case import Case

PULL: dict[str, Any] = {"repo": "acme/web", "pull_number": 11}
SHA = "982e9afe225210d3e0699f91c3419dd06c7695bb"


def review(id: int, login: str, state: str, body: str = "", **more: Any) -> dict[str, Any]:  # noqa: A002
    return {
        "id": id,
        "node_id": f"PRR_{id}",
        "user": {"login": login},
        "body": body,
        "state": state,
        "html_url": f"https://github.com/acme/web/pull/11#pullrequestreview-{id}",
        "commit_id": SHA,
        "submitted_at": "2026-11-24T09:00:00Z",
        **more,
    }


SEEN: dict[str, Any] = {
    "id": 9011,
    "number": 11,
    "title": "Keep the session",
    "state": "open",
    "draft": False,
    "head": {"sha": SHA},
}
"""The pull request, as far as a write to it looks at it."""
PENDING = review(81, "mona", "PENDING", "So far.", submitted_at=None)

CASES = (
    Case(
        ListReviews(**PULL),
        sends="GET /repos/acme/web/pulls/11/reviews?per_page=30",
        said="list the reviews of pull request #11 in acme/web",
        more={"state": "CHANGES_REQUESTED", "limit": 1000},
        sends_more="GET /repos/acme/web/pulls/11/reviews?per_page=100",
        answer=[
            review(77, "hubot", "APPROVED", "Works for me.\r\n\r\n> at last"),
            review(78, "octocat", "CHANGES_REQUESTED", "The tests fail."),
            review(79, "octocat", "COMMENTED", user=None),
            review(80, "hubot", "DISMISSED", "Before the rewrite."),
            PENDING,
        ],
    ),
    Case(
        GetReview(**PULL, review_id=77),
        sends="GET /repos/acme/web/pulls/11/reviews/77",
        said="show review 77 of pull request #11 in acme/web",
        answer=review(77, "hubot", "APPROVED", "Works for me.\r\n\r\n> at last"),
        in_sandbox={"77": "31400001"},
    ),
)
