"""Reviews and their comments: what a write did, the next read shows."""

from typing import Any

import pytest
from starlette.testclient import TestClient

PULLS = "/repos/acme/web/pulls"
P11 = f"{PULLS}/11"
HEAD = "982e9afe225210d3e0699f91c3419dd06c7695bb"
PLACE = {"path": "src/session.ts", "line": 14}


def own(github: TestClient) -> str:
    """Open a pull request of mona's, and return its path."""
    body = {"title": "Mine", "head": "mine", "base": "main"}
    return f"{PULLS}/{github.request('POST', PULLS, json=body).json()['number']}"


def states(github: TestClient, path: str = P11) -> list[tuple[str, str]]:
    return [
        (each["user"]["login"], each["state"])
        for each in github.request("GET", f"{path}/reviews").json()
    ]


def bodies(github: TestClient, **query: str) -> list[str]:
    comments = github.request("GET", f"{P11}/comments", params=query).json()
    return [each["body"] for each in comments]


SEEDED = [("bob", "APPROVED"), ("bob", "COMMENTED"), ("alice", "COMMENTED")]


@pytest.mark.parametrize(
    ("event", "body", "verdict"),
    [
        ("APPROVE", "", "APPROVED"),
        ("REQUEST_CHANGES", "Not yet", "CHANGES_REQUESTED"),
        ("COMMENT", "Hm", "COMMENTED"),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_a_review_is_submitted_at_once_or_later(
    event: str, body: str, verdict: str, *, at_once: bool, github: TestClient
) -> None:
    told = {"event": event, "body": body}

    review = github.request("POST", f"{P11}/reviews", json=told if at_once else {}).json()
    if not at_once:
        assert ("PENDING", None) == (review["state"], review.get("submitted_at"))
        path = f"{P11}/reviews/{review['id']}"
        review = github.request("POST", f"{path}/events", json=told).json()
        assert 422 == github.request("POST", f"{path}/events", json=told).status_code

    assert (verdict, body, HEAD) == (review["state"], review["body"], review["commit_id"])
    assert [*SEEDED, ("mona", verdict)] == states(github)
    shown = github.request("GET", P11).json()
    assert [] == shown["requested_reviewers"]
    assert ("blocked" if event == "REQUEST_CHANGES" else "clean") == shown["mergeable_state"]


def test_a_pending_review_hides_its_comments_until_it_is_submitted(github: TestClient) -> None:
    before = bodies(github)
    sent = {"comments": [PLACE | {"body": "Why?"}]}

    review = github.request("POST", f"{P11}/reviews", json=sent).json()

    assert before == bodies(github)
    again = github.request("POST", f"{P11}/reviews", json={})
    assert ["User can only have one pending review per pull request"] == again.json()["errors"]
    path = f"{P11}/reviews/{review['id']}"
    assert 200 == github.request("POST", f"{path}/events", json={"event": "COMMENT"}).status_code
    assert [*before, "Why?"] == bodies(github)


def test_a_pending_review_is_deleted_with_its_comments(github: TestClient) -> None:
    sent = {"comments": [PLACE | {"body": "Why?"}], "body": "Not sent"}
    review = github.request("POST", f"{P11}/reviews", json=sent).json()

    deleted = github.request("DELETE", f"{P11}/reviews/{review['id']}")

    assert (200, "Not sent") == (deleted.status_code, deleted.json()["body"])
    assert states(github) == SEEDED
    assert 404 == github.request("DELETE", f"{P11}/reviews/{review['id']}").status_code
    assert 422 == github.request("DELETE", f"{P11}/reviews/31400001").status_code


def test_one_review_is_there_for_who_may_see_it(github: TestClient) -> None:
    pending = github.request("POST", f"{P11}/reviews", json={"body": "So far."}).json()["id"]

    assert ("bob", "APPROVED") == seen_in(github, f"{P11}/reviews/31400001")
    assert ("mona", "PENDING") == seen_in(github, f"{P11}/reviews/{pending}")
    assert 404 == github.request("GET", f"{PULLS}/15/reviews/31400001").status_code
    assert 404 == github.request("GET", f"{P11}/reviews/1").status_code


def seen_in(github: TestClient, path: str) -> tuple[str, str]:
    review = github.request("GET", path).json()
    return review["user"]["login"], review["state"]


def test_a_dismissed_review_counts_no_longer(github: TestClient) -> None:
    path = f"{P11}/reviews"
    told = {"event": "REQUEST_CHANGES", "body": "Not yet"}
    review = github.request("POST", path, json=told).json()
    assert 405 == github.request("PUT", f"{P11}/merge").status_code

    answer = github.request("PUT", f"{path}/{review['id']}/dismissals", json={"message": "Done"})

    assert "DISMISSED" == answer.json()["state"]
    assert ("mona", "DISMISSED") == states(github)[-1]
    assert 200 == github.request("PUT", f"{P11}/merge").status_code
    refused = github.request("PUT", f"{path}/31400002/dismissals", json={"message": "No"})
    assert ["Can not dismiss a commented pull request review"] == refused.json()["errors"]


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("APPROVE", "Can not approve your own pull request"),
        ("REQUEST_CHANGES", "Can not request changes on your own pull request"),
    ],
)
def test_nobody_decides_on_their_own_pull_request(
    event: str, told: str, github: TestClient
) -> None:
    path = f"{own(github)}/reviews"

    answer = github.request("POST", path, json={"event": event, "body": "x"})

    assert (422, [told]) == (answer.status_code, answer.json()["errors"])
    assert (
        "COMMENTED"
        == (github.request("POST", path, json={"event": "COMMENT", "body": "x"}).json()["state"])
    )


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"event": "COMMENT"}, "You need to leave a comment"),
        ({"event": "REQUEST_CHANGES"}, "You need to leave a comment"),
        ({"comments": [{"path": "no.ts", "line": 1, "body": "x"}]}, "Path could not be resolved"),
        ({"comments": [PLACE | {"line": 99, "body": "x"}]}, "Line could not be resolved"),
        ({"comments": [PLACE | {"side": "LEFT", "line": 17, "body": "x"}]}, "Line could not"),
        ({"comments": [PLACE | {"body": " "}]}, "Body cannot be blank"),
    ],
)
def test_a_review_that_says_nothing_or_of_nothing_leaves_no_trace(
    body: dict[str, Any], told: str, github: TestClient
) -> None:
    answer = github.request("POST", f"{P11}/reviews", json=body)

    assert 422 == answer.status_code
    assert told in str(answer.json()["errors"])
    assert states(github) == SEEDED


def test_a_comment_is_there_from_its_creation_to_its_deletion(
    github: TestClient, clock: Any
) -> None:
    before = bodies(github)
    sent = PLACE | {"body": "Why?", "commit_id": HEAD, "side": "RIGHT", "start_line": 13}

    created = github.request("POST", f"{P11}/comments", json=sent | {"start_side": "RIGHT"}).json()

    assert sent == {key: created[key] for key in sent}
    assert "@@ -12,5 +12,8 @@" in created["diff_hunk"]
    assert created["id"] in [each["id"] for each in github.request("GET", f"{P11}/comments").json()]
    assert ("mona", "COMMENTED") == states(github)[-1]
    assert len(before) + 1 == github.request("GET", P11).json()["review_comments"]
    clock.at += 60
    path = f"{PULLS}/comments/{created['id']}"
    changed = github.request("PATCH", path, json={"body": "Why so?"}).json()
    assert ("Why so?", "2026-11-24T10:31:00Z") == (changed["body"], changed["updated_at"])
    assert "Why so?" in bodies(github)
    assert "Why so?" == bodies(github, sort="updated", direction="desc")[0]
    assert 204 == github.request("DELETE", path).status_code
    assert before == bodies(github)
    assert 404 == github.request("DELETE", path).status_code


def test_one_comment_of_a_review_is_there(github: TestClient) -> None:
    listed = github.request("GET", f"{P11}/comments").json()

    assert listed[0] == github.request("GET", f"{PULLS}/comments/{listed[0]['id']}").json()
    assert 404 == github.request("GET", f"{PULLS}/comments/1").status_code


def test_a_file_may_be_commented_as_a_whole(github: TestClient) -> None:
    sent = {"path": "src/session.ts", "subject_type": "file", "body": "x", "commit_id": HEAD}

    created = github.request("POST", f"{P11}/comments", json=sent).json()

    assert "file" == created["subject_type"]
    assert "line" not in created


def test_a_reply_joins_the_thread_of_the_first_comment(github: TestClient) -> None:
    answer = github.request("POST", f"{P11}/comments/21500003/replies", json={"body": "I will."})

    created = answer.json()
    assert (201, 21500003) == (answer.status_code, created["in_reply_to_id"])
    assert ("src/session.test.ts", 1) == (created["path"], created["line"])
    assert "I will." == bodies(github)[-1]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", f"{P11}/comments", PLACE | {"body": "x", "commit_id": "0" * 40}, 422),
        ("POST", f"{P11}/comments", PLACE | {"body": "x", "commit_id": HEAD, "line": 99}, 422),
        ("POST", f"{P11}/comments/21500002/replies", {"body": "x"}, 404),
        ("POST", f"{PULLS}/15/comments/21500001/replies", {"body": "x"}, 404),
        ("PATCH", f"{PULLS}/comments/1", {"body": "x"}, 404),
        ("PATCH", f"{PULLS}/comments/21500001", {"body": " "}, 422),
        ("POST", f"{PULLS}/15/reviews/31400001/events", {"event": "APPROVE"}, 404),
        ("POST", f"{PULLS}/12/reviews", {}, 404),
        ("POST", "/repos/octo-org/handbook/pulls/5/reviews", {"event": "APPROVE"}, 200),
    ],
)
def test_what_cannot_be_written_is_refused(
    method: str, path: str, body: dict[str, Any], status: int, github: TestClient
) -> None:
    assert status == github.request(method, path, json=body).status_code


def test_only_their_own_comments_are_changed_without_push_access(github: TestClient) -> None:
    path = "/repos/octo-org/handbook/pulls/5"
    (head,) = github.request("GET", f"{path}/commits").json()
    sent = {"path": "README.md", "line": 1, "body": "x", "commit_id": head["sha"]}

    created = github.request("POST", f"{path}/comments", json=sent).json()

    changed = f"/repos/octo-org/handbook/pulls/comments/{created['id']}"
    assert 200 == github.request("PATCH", changed, json={"body": "y"}).status_code
    refused = f"{path}/reviews/{created['pull_request_review_id']}/dismissals"
    assert 403 == github.request("PUT", refused, json={"message": "x"}).status_code


def test_a_comment_has_each_reaction_of_a_person_once(github: TestClient) -> None:
    path = f"{PULLS}/comments/21500001/reactions"

    statuses = [
        github.request("POST", path, json={"content": "heart"}).status_code for _ in range(2)
    ]

    (comment, *_) = github.request("GET", f"{P11}/comments").json()
    assert [201, 200] == statuses
    assert (1, 1) == (comment["reactions"]["heart"], comment["reactions"]["total_count"])
