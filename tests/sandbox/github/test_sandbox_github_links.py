"""Parts of issues, what waits for what, reactions, types and fields: what GitHub refuses there."""

from typing import Any

import pytest
from starlette.testclient import TestClient

WEB, TWELVE = "/repos/acme/web", "/repos/acme/web/issues/12"
LIMITED = "/repos/octo-org/handbook/issues/1"


def id_of(github: TestClient, path: str) -> int:
    number: int = github.get(path).json()["id"]
    return number


@pytest.mark.parametrize(
    ("whole", "part", "message"),
    [
        (12, f"{WEB}/issues/12", "Sub issue may not create a loop"),
        (10, f"{WEB}/issues/12", "Sub issue may not create a loop"),
        (12, f"{WEB}/issues/10", "Issue may not contain duplicate sub-issues"),
        (16, f"{WEB}/issues/10", "Sub issue may only have one parent"),
        (16, "/repos/mona/dotfiles/issues/1", "Sub issue must belong to the same owner"),
    ],
)
def test_a_part_has_one_whole_of_its_owner(
    github: TestClient, whole: int, part: str, message: str
) -> None:
    body = {"sub_issue_id": id_of(github, part)}

    answer = github.post(f"{WEB}/issues/{whole}/sub_issues", json=body)

    assert 422 == answer.status_code
    assert answer.json()["errors"][0]["message"].startswith(message)


@pytest.mark.parametrize(
    ("number", "blocker", "message"),
    [
        (12, 12, "Issue cannot be blocked by itself"),
        (18, 16, "Issue is already blocked by this issue"),
        (16, 18, "Issue dependencies may not create a loop"),
    ],
)
def test_what_waits_waits_once_and_for_another(
    github: TestClient, number: int, blocker: int, message: str
) -> None:
    body = {"issue_id": id_of(github, f"{WEB}/issues/{blocker}")}

    answer = github.post(f"{WEB}/issues/{number}/dependencies/blocked_by", json=body)

    assert 422 == answer.status_code
    assert message == answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "sub_issues", {"sub_issue_id": 12}),
        ("DELETE", "sub_issue", {"sub_issue_id": 12}),
        ("PATCH", "sub_issues/priority", {"sub_issue_id": 12, "after_id": 10}),
        ("POST", "dependencies/blocked_by", {"issue_id": 12}),
        ("DELETE", "dependencies/blocked_by/12", None),
        ("DELETE", "issue-field-values/42001", None),
    ],
)
def test_a_number_is_no_id(
    github: TestClient, method: str, path: str, body: dict[str, Any] | None
) -> None:
    assert 404 == github.request(method, f"{TWELVE}/{path}", json=body).status_code


def test_what_is_no_part_is_not_taken_away(github: TestClient) -> None:
    body = {"sub_issue_id": id_of(github, f"{WEB}/issues/16")}

    assert 404 == github.request("DELETE", f"{TWELVE}/sub_issue", json=body).status_code


@pytest.mark.parametrize("places", [{}, {"after_id": 1, "before_id": 2}])
def test_a_part_moves_to_one_place(github: TestClient, places: dict[str, int]) -> None:
    part = id_of(github, f"{WEB}/issues/10")

    answer = github.patch(f"{TWELVE}/sub_issues/priority", json={"sub_issue_id": part, **places})

    assert 422 == answer.status_code


def test_a_pull_request_is_no_part(github: TestClient) -> None:
    body = {"sub_issue_id": id_of(github, f"{WEB}/issues/15")}

    assert 404 == github.post(f"{TWELVE}/sub_issues", json=body).status_code


@pytest.mark.parametrize(
    "value",
    [
        {"field_id": 1, "value": "High"},
        {"field_id": 42001, "value": "Highest"},
        {"field_id": 42001, "value": 1},
        {"field_id": 42002, "value": "three"},
        {"field_id": 42003, "value": "tomorrow"},
    ],
)
def test_a_field_takes_its_own_values(github: TestClient, value: dict[str, Any]) -> None:
    answer = github.put(f"{TWELVE}/issue-field-values", json={"issue_field_values": [value]})

    assert 422 == answer.status_code
    assert "IssueFieldValue" == answer.json()["errors"][0]["resource"]


@pytest.mark.parametrize("path", ["issue-types", "issue-fields"])
@pytest.mark.parametrize("org", ["octo-org", "nobody"])
def test_an_organization_shows_them_to_its_members(github: TestClient, path: str, org: str) -> None:
    assert 404 == github.get(f"/orgs/{org}/{path}").status_code


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "sub_issues", {"sub_issue_id": 1}, 403),
        ("DELETE", "sub_issue", {"sub_issue_id": 1}, 403),
        ("POST", "dependencies/blocked_by", {"issue_id": 1}, 403),
        ("PUT", "issue-field-values", {"issue_field_values": []}, 403),
        ("POST", "reactions", {"content": "eyes"}, 201),
    ],
)
def test_who_may_read_may_react_and_no_more(
    github: TestClient, method: str, path: str, body: dict[str, Any], status: int
) -> None:
    assert status == github.request(method, f"{LIMITED}/{path}", json=body).status_code


def test_a_reaction_has_one_of_eight_contents(github: TestClient) -> None:
    answer = github.post(f"{TWELVE}/reactions", json={"content": "thumbs_up"})

    assert 422 == answer.status_code
    assert "is not a member of" in answer.json()["message"]


@pytest.mark.parametrize(
    ("change", "events"),
    [
        ({"state": "closed"}, ["closed"]),
        ({"title": "New", "assignees": ["bob"]}, ["renamed", "unassigned", "assigned"]),
        ({"labels": ["bug", "question"]}, ["unlabeled", "labeled"]),
        ({"milestone": 1}, ["milestoned"]),
        ({}, []),
    ],
)
def test_a_change_is_told_by_what_it_changed(
    github: TestClient, change: dict[str, Any], events: list[str]
) -> None:
    before = len(github.get(f"{TWELVE}/events").json())

    github.patch(TWELVE, json=change)

    told = github.get(f"{TWELVE}/events").json()[before:]
    assert events == [event["event"] for event in told]
    assert {"mona"} >= {event["actor"]["login"] for event in told}


def test_an_issue_of_a_new_world_has_a_history(github: TestClient) -> None:
    told = [event["event"] for event in github.get(f"{WEB}/issues/2/timeline").json()]

    assert ["merged", "closed"] == told
    assert "labeled" == github.get(f"{WEB}/issues/18/timeline").json()[1]["event"]
    last = github.get(f"{TWELVE}/timeline").json()[-1]
    assert ("commented", "actor" in last) == (last["event"], True)


@pytest.mark.parametrize(
    ("text", "base", "then"),
    [
        ("Fixes #12.", "main", "closed"),
        ("This RESOLVES: acme/web#12", "main", "closed"),
        ("closed #12", "release/1.x", "open"),
        ("Prefixes #12, closes 12 and closes octo-org/handbook#1", "main", "open"),
    ],
)
def test_a_merged_pull_request_closes_what_it_says_it_fixes(
    github: TestClient, text: str, base: str, then: str
) -> None:
    body = {"title": "x", "head": "checkout", "base": base, "body": text}
    github.patch(f"{WEB}/pulls/15", json={"state": "closed"})
    number = github.post(f"{WEB}/pulls", json=body).json()["number"]

    assert 200 == github.put(f"{WEB}/pulls/{number}/merge", json={}).status_code

    assert then == github.get(TWELVE).json()["state"]
    assert "open" == github.get(LIMITED).json()["state"]
