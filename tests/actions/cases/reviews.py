"""The cases of actions on the reviews of pull requests."""

from typing import Any

from aegis_cli.providers.github.nouns.reviews import CreateReview
from tests.actions.case import Case

PULL: dict[str, Any] = {"repo": "acme/web", "pull_number": 11}
SHA = "982e9afe225210d3e0699f91c3419dd06c7695bb"


def _review(id: int, login: str, state: str, body: str = "", **more: Any) -> dict[str, Any]:  # noqa: A002
    return {
        "id": id,
        "user": {"login": login},
        "body": body,
        "state": state,
        "html_url": f"https://github.com/acme/web/pull/11#pullrequestreview-{id}",
        "commit_id": SHA,
        "submitted_at": "2026-11-24T09:00:00Z",
        **more,
    }


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
        target={"number": 11, "head": {"sha": SHA}},
        answer=_review(80, "mona", "CHANGES_REQUESTED", "Add a test"),
    ),
)
