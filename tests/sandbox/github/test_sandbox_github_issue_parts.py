"""Comments, labels and assignees of an issue."""

from typing import Any

import pytest
from starlette.testclient import TestClient

ISSUE = "/repos/acme/web/issues/12"
OTHERS = "/repos/octo-org/handbook/issues"


def label_names(labels: list[dict[str, Any]]) -> list[str]:
    return [label["name"] for label in labels]


def test_a_comment_is_counted_and_listed_last(github: TestClient) -> None:
    created = github.post(f"{ISSUE}/comments", json={"body": "Me too."})

    assert created.status_code == 201
    assert created.headers["Location"] == created.json()["url"]
    assert github.get(f"{ISSUE}/comments").json()[-1] == created.json()
    assert github.get(ISSUE).json()["comments"] == 4
    assert github.get(ISSUE).json()["updated_at"] == "2026-11-24T10:30:00Z"


def test_comments_come_in_pages(github: TestClient) -> None:
    first = github.get(f"{ISSUE}/comments", params={"per_page": "2"})

    assert [comment["user"]["login"] for comment in first.json()] == ["alice", "bob"]
    assert "/issues/12/comments?per_page=2&page=2" in first.links["next"]["url"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (" \n", "Body cannot be blank"),
        ("x" * 65_537, "Body is too long (maximum is 65536 characters)"),
    ],
)
def test_a_comment_needs_a_body_that_fits(github: TestClient, body: str, message: str) -> None:
    answer = github.post(f"{ISSUE}/comments", json={"body": body})

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "message": message,
            "resource": "IssueComment",
            "code": "unprocessable",
            "field": "data",
        }
    ]


def test_a_comment_without_a_body_is_an_invalid_request(github: TestClient) -> None:
    answer = github.post(f"{ISSUE}/comments", json={})

    assert answer.json()["message"] == 'Invalid request.\n\n"body" wasn\'t supplied.'


def test_everybody_who_reads_may_comment_unless_it_is_locked(github: TestClient) -> None:
    comment = {"body": "Hello."}

    answers = [github.post(f"{OTHERS}/{number}/comments", json=comment) for number in (1, 3)]

    assert [answer.status_code for answer in answers] == [201, 403]
    assert answers[1].json()["message"] == "Unable to create comment because issue is locked."


def test_labels_are_added_to_those_there_are(github: TestClient) -> None:
    answer = github.post(f"{ISSUE}/labels", json={"labels": ["priority", "Bug"]})

    assert answer.status_code == 200
    assert label_names(answer.json()) == ["bug", "needs-triage", "priority"]
    assert label_names(github.get(ISSUE).json()["labels"]) == label_names(answer.json())


def test_an_unknown_label_is_made(github: TestClient) -> None:
    (*_, made) = github.post(f"{ISSUE}/labels", json={"labels": ["area: login"]}).json()

    assert (made["name"], made["color"], made["description"]) == ("area: login", "ededed", None)
    assert "area: login" in label_names(github.get("/repos/acme/web/labels").json())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"labels": "bug"}, 422),
        ({"labels": [" "]}, 422),
        ({"labels": ["new", "x" * 51]}, 422),
        ("bug", 400),
    ],
)
def test_invalid_labels_are_refused_and_none_is_created(
    github: TestClient, body: Any, status: int
) -> None:
    before = github.get("/repos/acme/web/labels").json()

    answer = github.post(f"{ISSUE}/labels", json=body)

    assert answer.status_code == status
    assert github.get("/repos/acme/web/labels").json() == before


@pytest.mark.parametrize("name", ["needs-triage", "NEEDS-TRIAGE"])
def test_removing_a_label_answers_what_is_left(github: TestClient, name: str) -> None:
    answer = github.delete(f"{ISSUE}/labels/{name}")

    assert (answer.status_code, label_names(answer.json())) == (200, ["bug"])


def test_a_label_with_a_slash_and_a_space_can_be_removed(github: TestClient) -> None:
    github.post(f"{ISSUE}/labels", json={"labels": ["area/log in"]})

    answer = github.delete(f"{ISSUE}/labels/area%2Flog%20in")

    assert label_names(answer.json()) == ["bug", "needs-triage"]


def test_a_label_that_the_issue_lacks_does_not_exist(github: TestClient) -> None:
    answer = github.delete(f"{ISSUE}/labels/priority")

    assert answer.status_code == 404
    assert answer.json() == {
        "message": "Label does not exist",
        "documentation_url": (
            "https://docs.github.com/rest/issues/labels#remove-a-label-from-an-issue"
        ),
        "status": "404",
    }


@pytest.mark.parametrize(("method", "path"), [("POST", "labels"), ("DELETE", "labels/bug")])
def test_labels_need_triage_access(github: TestClient, method: str, path: str) -> None:
    answer = github.request(method, f"{OTHERS}/2/{path}", json={"labels": ["bug"]})

    assert answer.status_code == 403


def test_labels_of_a_repository_are_listed_by_name(github: TestClient) -> None:
    labels = label_names(github.get("/repos/acme/web/labels").json())

    assert labels == sorted(labels)
    assert {"bug", "enhancement", "good first issue", "needs-triage"} <= set(labels)


def test_assignees_who_cannot_be_assigned_are_ignored(github: TestClient) -> None:
    body = {"assignees": ["bob", "Mona", "carol", "nobody-here"]}

    answer = github.post(f"{ISSUE}/assignees", json=body)

    assert answer.status_code == 201
    assert [person["login"] for person in answer.json()["assignees"]] == ["alice", "bob", "mona"]
    assert github.get(ISSUE).json() == answer.json()


def test_without_push_access_nobody_is_assigned(github: TestClient) -> None:
    answer = github.post(f"{OTHERS}/2/assignees", json={"assignees": ["carol"]})

    assert (answer.status_code, answer.json()["assignees"]) == (201, [])


def test_a_comment_is_changed_and_deleted(github: TestClient, clock: Any) -> None:
    number = github.request("GET", f"{ISSUE}/comments").json()[0]["id"]
    path = f"/repos/acme/web/issues/comments/{number}"
    clock.at += 60

    changed = github.request("PATCH", path, json={"body": "Better"}).json()

    assert ("Better", "2026-11-24T10:31:00Z") == (changed["body"], changed["updated_at"])
    assert changed == github.request("GET", f"{ISSUE}/comments").json()[0]
    assert 422 == github.request("PATCH", path, json={"body": " "}).status_code
    assert 204 == github.request("DELETE", path).status_code
    assert number not in [each["id"] for each in github.request("GET", f"{ISSUE}/comments").json()]
    assert 404 == github.request("DELETE", path).status_code


def test_the_comments_of_others_need_push_access(github: TestClient) -> None:
    limited = "/repos/octo-org/handbook/issues"
    theirs = github.get(f"{limited}/3/comments").json()[0]["id"]
    own = github.post(f"{limited}/1/comments", json={"body": "x"}).json()["id"]

    assert 403 == github.delete(f"{limited}/comments/{theirs}").status_code
    assert 204 == github.delete(f"{limited}/comments/{own}").status_code


def test_a_conversation_is_locked_with_a_reason_and_unlocked(github: TestClient) -> None:
    assert 422 == github.request("PUT", f"{ISSUE}/lock", json={"lock_reason": "boring"}).status_code
    github.request("PUT", f"{ISSUE}/lock", json={"lock_reason": "spam"})
    locked = github.request("GET", ISSUE).json()
    github.request("DELETE", f"{ISSUE}/lock")
    unlocked = github.request("GET", ISSUE).json()

    assert (True, "spam") == (locked["locked"], locked["active_lock_reason"])
    assert (False, None) == (unlocked["locked"], unlocked["active_lock_reason"])


def test_labels_are_replaced_whole(github: TestClient) -> None:
    answer = github.request("PUT", f"{ISSUE}/labels", json={"labels": ["bug", "new"]})

    assert ["bug", "new"] == [label["name"] for label in answer.json()]
    assert answer.json() == github.request("GET", f"{ISSUE}/labels").json()


def test_no_labels_are_no_replacement(github: TestClient) -> None:
    assert 422 == github.request("PUT", f"{ISSUE}/labels", json={}).status_code
    assert 422 == github.request("PUT", f"{ISSUE}/labels", json={"labels": [1]}).status_code


def test_people_are_taken_off_an_issue(github: TestClient) -> None:
    taken = github.request("DELETE", f"{ISSUE}/assignees", json={"assignees": ["ALICE", "mona"]})

    assert [] == taken.json()["assignees"] == github.request("GET", ISSUE).json()["assignees"]


def test_who_can_be_assigned_is_listed(github: TestClient) -> None:
    people = github.request("GET", "/repos/acme/web/assignees").json()

    assert ["alice", "bob", "hubot", "mona"] == [person["login"] for person in people]
