"""The cases of nouns/pull_requests/review_changes.py."""

from aegis_cli.providers.github.nouns.pull_requests.review_changes import (
    CreateReview,
    DeletePendingReview,
    DismissReview,
    SubmitReview,
)
from tests.actions.case import Case
from tests.actions.cases.pull_requests.reviews import PENDING, PULL, SEEN, SHA, review

CASES = (
    Case(
        CreateReview(**PULL, event="REQUEST_CHANGES", body="Add a test"),
        sends="POST /repos/acme/web/pulls/11/reviews",
        said="request changes on #11 in acme/web saying 'Add a test'",
        body={"event": "REQUEST_CHANGES", "body": "Add a test", "commit_id": SHA},
        more={
            "event": "APPROVE",
            "body": "Nearly there.\n",
            "comments": [
                {"path": "src/session.ts", "line": 13, "body": "Name it."},
                {
                    "path": "src/session.ts",
                    "line": 9,
                    "body": "Why\ntwice?",
                    "side": "LEFT",
                    "start_line": 7,
                    "start_side": "LEFT",
                },
            ],
        },
        target=SEEN,
        answer=review(80, "mona", "CHANGES_REQUESTED", "Add a test"),
        in_sandbox={"acme/web": "acme/infra", "#11": "#1"},
    ),
    Case(
        SubmitReview(**PULL, event="COMMENT", body="Two questions"),
        sends="POST /repos/acme/web/pulls/11/reviews/81/events",
        in_sandbox={"#11": "#17"},
        said="submit my review of pull request #11 in acme/web as comment saying 'Two questions'",
        body={"event": "COMMENT", "body": "Two questions"},
        more={"event": "REQUEST_CHANGES"},
        target=[PENDING],
        answer=review(81, "mona", "COMMENTED", "Two questions"),
    ),
    Case(
        DeletePendingReview(**PULL),
        sends="DELETE /repos/acme/web/pulls/11/reviews/81",
        in_sandbox={"#11 in acme/web": "#46 in acme/api", "acme/web#11": "acme/api#46"},
        said="delete my pending review of pull request #11 in acme/web",
        target=[PENDING],
        answer=PENDING,
    ),
    Case(
        DismissReview(**PULL, review_id=77, message="Outdated"),
        sends="PUT /repos/acme/web/pulls/11/reviews/77/dismissals",
        said="dismiss review 77 of pull request #11 in acme/web saying 'Outdated'",
        body={"message": "Outdated", "event": "DISMISS"},
        answer=review(77, "hubot", "DISMISSED", "Works for me."),
        in_sandbox={"77": "31400001"},
    ),
)
