"""Pull requests of a repository."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.helpers.rows import for_each

PULLS = "/repos/acme/web/pulls"


@for_each(
    ("query", "expected"),
    [
        ({}, [17, 15, 11]),
        ({"direction": "asc"}, [11, 15, 17]),
        ({"state": "closed"}, [4, 2]),
        ({"state": "all", "per_page": "2"}, [17, 15]),
        ({"sort": "updated"}, [11, 15, 17]),
        ({"sort": "popularity", "direction": "desc", "per_page": "1"}, [11]),
        ({"sort": "long-running", "direction": "desc"}, [11, 15, 17]),
        ({"head": "acme:checkout"}, [15]),
        ({"head": "bob:checkout"}, []),
        ({"head": "checkout"}, [17, 15, 11]),
        ({"base": "main"}, [17, 15, 11]),
        ({"base": "release"}, []),
    ],
)
def test_a_listing_holds_what_the_query_asks_for(
    github: TestClient, query: dict[str, str], expected: list[int]
) -> None:
    pulls = github.get(PULLS, params=query).json()

    assert [pull["number"] for pull in pulls] == expected


@pytest.mark.parametrize("query", [{"state": "merged"}, {"sort": "votes"}, {"direction": "up"}])
def test_values_that_do_not_exist_are_refused(github: TestClient, query: dict[str, str]) -> None:
    answer = github.get(PULLS, params=query)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["resource"] == "PullRequest"


def test_drafts_and_merges_are_marked(github: TestClient) -> None:
    pulls = {pull["number"]: pull for pull in github.get(PULLS, params={"state": "all"}).json()}

    assert (pulls[15]["draft"], pulls[11]["draft"]) == (True, False)
    assert pulls[4]["merged_at"] == pulls[4]["closed_at"] is not None
    assert pulls[11]["merged_at"] is None
    assert pulls[11]["requested_reviewers"][0]["login"] == "mona"
    assert pulls[17]["user"]["type"] == "Bot"


def test_a_pull_request_that_was_closed_is_no_longer_open(github: TestClient) -> None:
    github.patch("/repos/acme/web/issues/17", json={"state": "closed"})

    assert [pull["number"] for pull in github.get(PULLS).json()] == [15, 11]


NEW = {"title": "Fix the crash", "head": "fix", "base": "main", "body": "Closes #12"}


def test_a_pull_request_is_opened_changed_and_merged(github: TestClient, clock: Any) -> None:
    opened = github.request("POST", PULLS, json=NEW | {"head": "acme:fix"}).json()

    path = f"{PULLS}/{opened['number']}"
    assert ("Fix the crash", "fix", "main", "mona", False) == (
        opened["title"],
        opened["head"]["ref"],
        opened["base"]["ref"],
        opened["user"]["login"],
        opened["draft"],
    )
    assert opened == github.request("GET", path).json()
    assert opened["number"] == github.request("GET", PULLS).json()[0]["number"]
    changed = github.request("PATCH", path, json={"title": "Fix it", "base": "release"}).json()
    assert ("Fix it", "release") == (changed["title"], changed["base"]["ref"])
    clock.at += 60
    merged = github.request("PUT", f"{path}/merge", json={"sha": opened["head"]["sha"]}).json()
    shown = github.request("GET", path).json()
    assert (True, "Pull Request successfully merged") == (merged["merged"], merged["message"])
    assert ("closed", True, "mona", "2026-11-24T10:31:00Z", merged["sha"]) == (
        shown["state"],
        shown["merged"],
        shown["merged_by"]["login"],
        shown["merged_at"],
        shown["merge_commit_sha"],
    )
    assert "closed" == github.get(f"/repos/acme/web/issues/{opened['number']}").json()["state"]


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (NEW | {"title": " "}, 422, "'resource': 'PullRequest', 'code': 'missing_field'"),
        ({"title": "x", "head": "fix"}, 422, '"base" wasn\'t supplied.'),
        (NEW | {"head": "bob:fix"}, 422, "invalid"),
        (NEW | {"head": "main"}, 422, "No commits between main and main"),
        (NEW | {"head": "checkout"}, 422, "A pull request already exists for acme:checkout."),
    ],
)
def test_what_cannot_be_opened_is_refused(
    body: dict[str, Any], status: int, told: str, github: TestClient
) -> None:
    answer = github.request("POST", PULLS, json=body)

    assert status == answer.status_code
    assert told in answer.json()["message"] + str(answer.json().get("errors"))


@pytest.mark.parametrize(
    ("number", "body", "status"),
    [
        (11, {"sha": "0" * 40}, 409),
        (2, {}, 405),
        (11, {"merge_method": "octopus"}, 422),
        (12, {}, 404),
        (99, {}, 404),
    ],
)
def test_what_cannot_be_merged_stays(
    number: int, body: dict[str, str], status: int, github: TestClient
) -> None:
    assert status == github.request("PUT", f"{PULLS}/{number}/merge", json=body).status_code


def test_a_draft_is_not_merged(github: TestClient) -> None:
    draft = github.request("POST", PULLS, json=NEW | {"draft": True}).json()

    assert ("draft", 405) == (
        draft["mergeable_state"],
        github.request("PUT", f"{PULLS}/{draft['number']}/merge").status_code,
    )


def test_only_their_own_pull_requests_are_changed_without_push_access(github: TestClient) -> None:
    limited = "/repos/octo-org/handbook/pulls"

    assert 403 == github.post(limited, json=NEW).status_code
    assert 403 == github.patch(f"{limited}/5", json={}).status_code


def test_notes_of_a_release_are_a_read_by_post(github: TestClient) -> None:
    path = "/repos/acme/web/releases/generate-notes"

    assert {"name", "body"} == github.request("POST", path, json={"tag_name": "v1"}).json().keys()
    assert 422 == github.request("POST", path, json={}).status_code
