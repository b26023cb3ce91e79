"""Labels and milestones: what a write did, the next read shows, and what refers to them follows."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.sandbox.github.conftest import BASE

WEB = "/repos/acme/web"
LIMITED = "/repos/octo-org/handbook"


def labels_of_issue(github: TestClient, number: int) -> list[str]:
    return [label["name"] for label in github.get(f"{WEB}/issues/{number}").json()["labels"]]


def test_a_label_is_there_from_its_creation_to_its_deletion(github: TestClient) -> None:
    body = {"name": "Flaky", "color": "BFD4F2", "description": "Fails now and then"}

    created = github.request("POST", f"{WEB}/labels", json=body)

    assert body == {key: created.json()[key] for key in body}
    assert f"{BASE}{WEB}/labels/Flaky" == created.headers["Location"] == created.json()["url"]
    assert created.json() == github.request("GET", f"{WEB}/labels/flaky").json()
    assert created.json() in github.request("GET", f"{WEB}/labels").json()
    assert b"" == github.request("DELETE", f"{WEB}/labels/FLAKY").content
    assert 404 == github.request("GET", f"{WEB}/labels/flaky").status_code


def test_a_label_that_nobody_colored_is_gray(github: TestClient) -> None:
    created = github.request("POST", f"{WEB}/labels", json={"name": "x"}).json()

    assert ("ededed", None, False) == tuple(
        created[key] for key in ("color", "description", "default")
    )


def test_a_renamed_label_keeps_its_issues_and_a_deleted_one_leaves_them(github: TestClient) -> None:
    (label, *others) = labels_of_issue(github, 12)

    renamed = github.request("PATCH", f"{WEB}/labels/{label}", json={"new_name": "defect"})

    assert "defect" == renamed.json()["name"]
    assert ["defect", *others] == labels_of_issue(github, 12)
    assert 404 == github.request("GET", f"{WEB}/labels/{label}").status_code
    github.request("DELETE", f"{WEB}/labels/defect")
    assert others == labels_of_issue(github, 12)
    listed = github.request("GET", f"{WEB}/issues/12/labels").json()
    assert others == [each["name"] for each in listed]


def test_a_label_may_change_its_case_and_its_color(github: TestClient) -> None:
    changed = github.request(
        "PATCH", f"{WEB}/labels/bug", json={"new_name": "Bug", "color": "000000"}
    )

    assert ("Bug", "000000") == (changed.json()["name"], changed.json()["color"])


@pytest.mark.parametrize(
    ("method", "path", "body", "error"),
    [
        ("POST", "labels", {"name": "BUG"}, ("Label", "name", "already_exists")),
        ("PATCH", "labels/bug", {"new_name": "wontfix"}, ("Label", "name", "already_exists")),
        ("POST", "labels", {"name": " "}, ("Label", "name", "missing_field")),
        ("POST", "labels", {"name": "x" * 51}, ("Label", "name", "custom")),
        ("POST", "labels", {"name": "x", "color": "red"}, ("Label", "color", "invalid")),
        ("POST", "labels", {"name": "x", "color": "#ff0000"}, ("Label", "color", "invalid")),
        (
            "PATCH",
            "labels/bug",
            {"description": "x" * 101},
            ("Label", "description", "custom"),
        ),
        ("POST", "milestones", {"title": " "}, ("Milestone", "title", "missing_field")),
        ("POST", "milestones", {"title": "CHECKOUT 2.0"}, ("Milestone", "title", "already_exists")),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    method: str, path: str, body: dict[str, str], error: tuple[str, str, str], github: TestClient
) -> None:
    if path == "milestones":
        github.request("POST", f"{WEB}/milestones", json={"title": "Checkout 2.0"})

    answer = github.request(method, f"{WEB}/{path}", json=body)

    (told,) = answer.json()["errors"]
    assert 422 == answer.status_code
    assert error == (told["resource"], told["field"], told["code"])


def test_a_milestone_is_there_from_its_creation_to_its_deletion(
    github: TestClient, clock: Any
) -> None:
    body = {"title": "2.0", "description": "Soon", "due_on": "2026-12-24T08:00:00Z"}

    created = github.request("POST", f"{WEB}/milestones", json=body).json()

    path = f"{WEB}/milestones/{created['number']}"
    assert body == {key: created[key] for key in body}
    assert ("open", None, "mona") == (
        created["state"],
        created["closed_at"],
        created["creator"]["login"],
    )
    github.patch(f"{WEB}/issues/12", json={"milestone": created["number"]})
    assert 1 == github.request("GET", path).json()["open_issues"]
    clock.at += 60
    closed = github.request("PATCH", path, json={"state": "closed"}).json()
    assert ("closed", "2026-11-24T10:31:00Z") == (closed["state"], closed["closed_at"])
    assert closed["updated_at"] == closed["closed_at"] > closed["created_at"]
    assert "closed" == github.get(f"{WEB}/issues/12").json()["milestone"]["state"]
    assert github.request("PATCH", path, json={"state": "open"}).json()["closed_at"] is None
    github.request("DELETE", path)
    assert 404 == github.request("GET", path).status_code
    assert github.get(f"{WEB}/issues/12").json()["milestone"] is None


def test_milestones_are_listed_by_state_due_date_and_completeness(github: TestClient) -> None:
    path = "/repos/acme/website/milestones"
    for milestone in github.request("GET", path, params={"state": "all"}).json():
        github.request("DELETE", f"{path}/{milestone['number']}")
    github.request("POST", path, json={"title": "someday"})
    github.request("POST", path, json={"title": "late", "due_on": "2027-01-01T00:00:00"})
    github.request("POST", path, json={"title": "soon", "due_on": "2026-12-01T00:00:00Z"})
    github.request("POST", path, json={"title": "done", "state": "closed"})
    number = github.request("GET", path).json()[0]["number"]
    issue = github.post("/repos/acme/website/issues", json={"title": "x", "milestone": number})
    github.patch(f"/repos/acme/website/issues/{issue.json()['number']}", json={"state": "closed"})

    def titles(**query: str) -> list[str]:
        return [each["title"] for each in github.request("GET", path, params=query).json()]

    assert ["soon", "late", "someday"] == titles()
    assert ["done"] == titles(state="closed")
    assert {"soon", "late", "someday", "done"} == set(titles(state="all"))
    assert "soon" == titles(sort="completeness", direction="desc")[0]
    assert 422 == github.request("GET", path, params={"sort": "title"}).status_code


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "labels"),
        ("PATCH", "labels/bug"),
        ("DELETE", "labels/bug"),
        ("POST", "milestones"),
    ],
)
def test_a_write_needs_push_access_and_a_token(
    method: str, path: str, github: TestClient, anonymous: TestClient
) -> None:
    assert 403 == github.request(method, f"{LIMITED}/{path}", json={}).status_code
    assert 401 == anonymous.request(method, f"{LIMITED}/{path}", json={}).status_code


@pytest.mark.parametrize("path", ["labels/none", "milestones/99"])
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_what_does_not_exist_is_404(method: str, path: str, github: TestClient) -> None:
    assert 404 == github.request(method, f"{WEB}/{path}").status_code
