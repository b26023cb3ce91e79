"""Runs, branches, files and teams: what GitHub refuses there."""

from base64 import b64encode
from typing import Any

import pytest
from starlette.testclient import TestClient

WEB, OWN = "/repos/acme/web", "/repos/mona/dotfiles"
README = "/repos/mona/dotfiles/contents/README.md"
NULLS = {
    "required_status_checks": None,
    "enforce_admins": None,
    "required_pull_request_reviews": None,
    "restrictions": None,
}


def written(text: str, **more: Any) -> dict[str, Any]:
    return {"message": "Write", "content": b64encode(text.encode()).decode(), **more}


@pytest.mark.parametrize(
    ("path", "body", "status", "message"),
    [
        (README, written("x"), 422, 'Invalid request.\n\n"sha" wasn\'t supplied.'),
        (README, written("x", sha="0" * 40), 409, f"README.md does not match {'0' * 40}"),
        (f"{OWN}/contents/new", written("x", sha="0" * 40), 409, f"new does not match {'0' * 40}"),
        (f"{OWN}/contents/new", written("x", branch="no"), 404, "Branch no not found"),
        (f"{OWN}/contents/a/.git/b", written("x"), 422, "path contains a malformed path component"),
        (
            f"{OWN}/contents/new",
            {"message": "x", "content": "?"},
            422,
            "content is not valid Base64",
        ),
        (
            f"{WEB}/contents/new",
            written("x", branch="release/1.x"),
            409,
            "Could not update file: Changes must be made through a pull request.",
        ),
        ("/repos/acme/legacy/contents/new", written("x"), 403, None),
        ("/repos/octo-org/handbook/contents/new", written("x"), 403, None),
    ],
)
def test_a_file_is_written_by_who_knows_what_is_there(
    github: TestClient, path: str, body: dict[str, Any], status: int, message: str | None
) -> None:
    answer = github.put(path, json=body)

    assert status == answer.status_code
    assert message in {None, answer.json()["message"]}


def test_a_file_is_of_a_branch_and_moves_it_with_its_pull_request(github: TestClient) -> None:
    before = github.get(f"{WEB}/pulls/15").json()["head"]["sha"]

    github.put(f"{WEB}/contents/a", json=written("x", branch="checkout"))

    head = github.get(f"{WEB}/pulls/15").json()["head"]["sha"]
    assert before != head == github.get(f"{WEB}/branches/checkout").json()["commit"]["sha"]
    assert 404 == github.get(f"{WEB}/contents/a").status_code
    for ref in ("checkout", "refs/heads/checkout", head):
        assert "a" == github.get(f"{WEB}/contents/a", params={"ref": ref}).json()["path"]


def test_the_first_file_of_a_repository_makes_its_branch(github: TestClient) -> None:
    empty = "/repos/mona/empty"
    assert 404 == github.get(f"{empty}/branches/main").status_code

    assert 201 == github.put(f"{empty}/contents/a", json=written("x")).status_code

    assert "main" == github.get(f"{empty}/branches/main").json()["name"]


@pytest.mark.parametrize(
    ("ref", "status"), [("heads/main", 422), ("heads/none", 422), ("tags/v1", 422)]
)
def test_a_branch_that_must_stay_is_not_deleted(github: TestClient, ref: str, status: int) -> None:
    assert status == github.delete(f"{OWN}/git/refs/{ref}").status_code


def test_a_protected_branch_is_not_deleted(github: TestClient) -> None:
    github.put(f"{OWN}/branches/release%2F1.x/protection", json=NULLS)

    assert 422 == github.delete(f"{OWN}/git/refs/heads/release/1.x").status_code


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"{OWN}/branches/main/protection", {}, 422),
        (f"{OWN}/branches/none/protection", NULLS, 404),
        (f"{WEB}/branches/main/protection", NULLS, 403),
        (
            f"{OWN}/branches/main/protection",
            {**NULLS, "restrictions": {"users": ["nobody-at-all"], "teams": []}},
            422,
        ),
    ],
)
def test_protection_is_asked_for_in_full_by_an_administrator(
    github: TestClient, path: str, body: dict[str, Any], status: int
) -> None:
    assert status == github.put(path, json=body).status_code


def test_teams_and_checks_stand_in_a_protection(github: TestClient) -> None:
    website = "/repos/acme/website/branches/main/protection"
    checks = {"strict": False, "contexts": ["CI"]}
    body = {
        **NULLS,
        "required_status_checks": checks,
        "restrictions": {"users": ["alice"], "teams": ["core"]},
    }

    github.put(website, json=body)

    shown = github.get(website).json()
    assert ["CI"] == shown["required_status_checks"]["contexts"]
    assert ["core"] == [team["slug"] for team in shown["restrictions"]["teams"]]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, [5, 1, 2, 6, 3, 7, 8, 4, 9, 10]),
        ({"event": "push"}, [1, 8]),
        ({"actor": "mona"}, [8]),
        ({"status": "completed", "branch": "main"}, [1, 3, 4, 10]),
        ({"per_page": "1", "page": "2"}, [1]),
    ],
)
def test_runs_are_listed_by_what_they_are(
    github: TestClient, query: dict[str, str], numbers: list[int]
) -> None:
    runs = github.get(f"{WEB}/actions/runs", params=query).json()["workflow_runs"]

    assert numbers == [run["run_number"] for run in runs]


def test_only_a_run_that_is_there_is_run_again(github: TestClient) -> None:
    assert 404 == github.post(f"{WEB}/actions/runs/1/rerun").status_code


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("acme/teams/core/repos/acme/website", {}, 204),
        ("acme/teams/core/repos/acme/website", {"permission": "owner"}, 422),
        ("acme/teams/core/repos/mona/dotfiles", {}, 422),
        ("acme/teams/core/repos/acme/web", {}, 403),
        ("acme/teams/none/repos/acme/website", {}, 404),
        ("octo-org/teams/core/repos/acme/website", {}, 404),
        ("acme/teams/core/repos/octo-org/secret-plans", {}, 404),
    ],
)
def test_a_team_gets_a_repository_of_its_organization(
    github: TestClient, path: str, body: dict[str, Any], status: int
) -> None:
    assert status == github.put(f"/orgs/{path}", json=body).status_code


def test_notes_of_nothing_are_a_link(github: TestClient) -> None:
    notes = github.post(f"{OWN}/releases/generate-notes", json={"tag_name": "v1"}).json()

    link = "**Full Changelog**: https://github.com/mona/dotfiles/commits/v1"
    assert {"name": "v1", "body": link} == notes


def test_a_deleted_file_is_gone_and_its_history_has_it(github: TestClient) -> None:
    there = github.get(README).json()

    stale = github.request("DELETE", README, json={"message": "x", "sha": "0" * 40})
    gone = github.request("DELETE", README, json={"message": "Drop it", "sha": there["sha"]})

    assert (409, 200, None) == (stale.status_code, gone.status_code, gone.json()["content"])
    assert 404 == github.get(README).status_code
    made = github.get("/repos/mona/dotfiles/commits/main").json()
    assert ("Drop it", ["removed"]) == (
        made["commit"]["message"],
        [each["status"] for each in made["files"]],
    )
