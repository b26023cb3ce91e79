"""Files, commits, checks and reviewers of a pull request, and what they say of merging it."""

from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

WEB = "/repos/acme/web"
PULLS = f"{WEB}/pulls"
P11 = f"{PULLS}/11"
HEAD = "982e9afe225210d3e0699f91c3419dd06c7695bb"


def test_files_have_their_patches_and_add_up(github: TestClient) -> None:
    files = github.request("GET", f"{P11}/files").json()
    pull = github.request("GET", P11).json()

    assert [("src/session.ts", "modified", 4, 1), ("src/session.test.ts", "added", 3, 0)] == [
        (each["filename"], each["status"], each["additions"], each["deletions"]) for each in files
    ]
    assert (7, 1, 2) == (pull["additions"], pull["deletions"], pull["changed_files"])
    assert all(each["patch"].startswith("@@ -") for each in files)


def test_the_diff_of_a_pull_request_is_a_text(github: TestClient) -> None:
    answer = github.request("GET", P11, headers={"Accept": "application/vnd.github.diff"})

    assert "application/vnd.github.diff; charset=utf-8" == answer.headers["Content-Type"]
    assert answer.text.startswith("diff --git a/src/session.ts b/src/session.ts\n--- a/src")
    assert "\n--- /dev/null\n+++ b/src/session.test.ts\n@@ -0,0 +1,3 @@\n" in answer.text


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("acme/web/pulls/11", ({"success"}, "clean", 200)),
        ("acme/web/pulls/17", ({None}, "blocked", 405)),
        ("acme/web/pulls/15", ({"failure"}, "draft", 405)),
        ("acme/api/pulls/46", ({"failure"}, "unstable", 200)),
        ("acme/website/pulls/4", (set(), "dirty", 405)),
    ],
)
def test_checks_say_whether_a_pull_request_can_be_merged(
    path: str, expected: tuple[set[str | None], str, int], github: TestClient
) -> None:
    runs, mergeable, merge = expected
    pull = github.request("GET", f"/repos/{path}").json()
    root = f"/repos/{pull['base']['repo']['full_name']}/commits"
    branch = quote(pull["head"]["ref"], safe="")

    for ref in (pull["head"]["sha"], branch, f"heads%2F{branch}"):
        listed = github.request("GET", f"{root}/{ref}/check-runs").json()
        assert runs == {run["conclusion"] for run in listed["check_runs"]}
    assert mergeable == pull["mergeable_state"]
    assert (mergeable != "dirty") == pull["mergeable"]
    assert merge == github.request("PUT", f"/repos/{path}/merge").status_code


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["test", "lint"]),
        ({"status": "completed"}, ["test", "lint"]),
        ({"status": "in_progress"}, []),
        ({"per_page": "1"}, ["test"]),
    ],
)
def test_check_runs_are_selected(
    query: dict[str, str], names: list[str], github: TestClient
) -> None:
    found = github.request("GET", f"{WEB}/commits/{HEAD}/check-runs", params=query).json()

    assert names == [run["name"] for run in found["check_runs"]]


def test_a_branch_is_brought_up_to_date_once(github: TestClient) -> None:
    body = {"expected_head_sha": HEAD}

    answer = github.request("PUT", f"{P11}/update-branch", json=body)

    pull = github.request("GET", P11).json()
    commits = github.request("GET", f"{P11}/commits").json()
    assert (202, 2) == (answer.status_code, pull["commits"])
    assert [HEAD, pull["head"]["sha"]] == [each["sha"] for each in commits]
    assert "Merge branch 'main'" == commits[1]["commit"]["message"]
    messages = [
        github.request("PUT", f"{P11}/update-branch", json=sent).json()["message"]
        for sent in (body, {})
    ]
    assert [
        "expected head sha didn't match current head ref.",
        "There are no new commits on the base branch.",
    ] == messages
    assert 409 == github.request("PUT", f"{P11}/merge", json={"sha": HEAD}).status_code


@pytest.mark.parametrize("path", ["/repos/acme/website/pulls/4", f"{PULLS}/4"])
def test_a_branch_with_conflicts_or_merged_stays(path: str, github: TestClient) -> None:
    answer = github.request("PUT", f"{path}/update-branch")

    assert (422, "merge conflict between base and head") == (
        answer.status_code,
        answer.json()["message"],
    )


def requested(github: TestClient) -> tuple[list[str], list[str]]:
    asked = github.request("GET", f"{P11}/requested_reviewers").json()
    shown = github.request("GET", P11).json()
    assert asked["users"] == shown["requested_reviewers"]
    return [each["login"] for each in asked["users"]], [each["slug"] for each in asked["teams"]]


def test_reviewers_are_asked_and_asked_no_longer(github: TestClient) -> None:
    path = f"{P11}/requested_reviewers"
    body = {"reviewers": ["bob", "Mona"], "team_reviewers": ["core"]}

    asked = github.request("POST", path, json=body)

    assert (201, (["mona", "bob"], ["core"])) == (asked.status_code, requested(github))
    github.request("DELETE", path, json={"reviewers": ["mona"], "team_reviewers": ["core"]})
    assert (["bob"], []) == requested(github)


@pytest.mark.parametrize(
    ("number", "body", "told"),
    [
        (11, {"reviewers": ["alice"]}, "pull request author"),
        (11, {"reviewers": ["bob", "carol"]}, "not a collaborator of the acme/web"),
        (11, {"reviewers": ["nobody"]}, "not a collaborator of the acme/web"),
        (11, {"team_reviewers": ["support"]}, "not a collaborator of the acme/web"),
    ],
)
def test_who_cannot_review_is_not_asked(
    number: int, body: dict[str, Any], told: str, github: TestClient
) -> None:
    answer = github.request("POST", f"{PULLS}/{number}/requested_reviewers", json=body)

    assert 422 == answer.status_code
    assert told in answer.json()["message"]
    assert (["mona"], []) == requested(github)
