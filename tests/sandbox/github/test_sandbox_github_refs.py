"""Branches, tags and commits: what is made is there, what is renamed is followed, what is compared."""

from base64 import b64encode
from typing import Any

import pytest
from starlette.testclient import TestClient

OWN, SITE, WEB = "/repos/mona/dotfiles", "/repos/acme/website", "/repos/acme/web"


def tip(github: TestClient, ref: str, repo: str = OWN) -> str:
    sha: str = github.get(f"{repo}/commits/{ref}").json()["sha"]
    return sha


def put(github: TestClient, path: str, branch: str) -> dict[str, Any]:
    body = {"message": f"Write {path}", "content": b64encode(b"x\n").decode(), "branch": branch}
    data: dict[str, Any] = github.put(f"{OWN}/contents/{path}", json=body).json()
    return data


def messages(github: TestClient, **query: str) -> list[str]:
    commits = github.get(f"{OWN}/commits", params=query).json()
    return [each["commit"]["message"] for each in commits]


@pytest.mark.parametrize(
    ("ref", "sha", "message"),
    [
        ("refs/heads/main", None, "Reference already exists"),
        ("refs/tags/v1.0", None, "Reference already exists"),
        ("refs/heads/a..b", None, "refs/heads/a..b is not a valid ref name."),
        ("heads/a", None, "heads/a is not a valid ref name."),
        ("refs/heads/a", "0" * 40, "Object does not exist"),
        ("refs/heads/a", "main", "Object does not exist"),
    ],
)
def test_a_reference_that_cannot_be_is_not_made(
    github: TestClient, ref: str, sha: str | None, message: str
) -> None:
    answer = github.post(f"{OWN}/git/refs", json={"ref": ref, "sha": sha or tip(github, "main")})

    assert (422, message) == (answer.status_code, answer.json()["message"])


@pytest.mark.parametrize(("kind", "list_of"), [("heads", "branches"), ("tags", "tags")])
def test_a_reference_that_is_made_is_listed_until_it_is_deleted(
    github: TestClient, kind: str, list_of: str
) -> None:
    sha, place = tip(github, "release/1.x"), f"{kind}/new/one"

    made = github.post(f"{OWN}/git/refs", json={"ref": f"refs/{place}", "sha": sha})

    assert (201, sha) == (made.status_code, made.json()["object"]["sha"])
    assert sha == github.get(f"{OWN}/git/ref/{place}").json()["object"]["sha"]
    assert sha == tip(github, "new/one")
    listed = {each["name"]: each["commit"]["sha"] for each in github.get(f"{OWN}/{list_of}").json()}
    assert sha == listed["new/one"]
    assert 204 == github.delete(f"{OWN}/git/refs/{place}").status_code
    assert 404 == github.get(f"{OWN}/git/ref/{place}").status_code


def test_a_branch_that_is_renamed_is_followed(github: TestClient) -> None:
    body = {"new_name": "logo"}
    answer = github.post(f"{SITE}/branches/new-logo/rename", json=body)
    whole = github.post(f"{SITE}/branches/main/rename", json={"new_name": "trunk"})

    assert (201, "logo") == (answer.status_code, answer.json()["name"])
    pull = github.get(f"{SITE}/pulls/4").json()
    assert ("logo", "trunk") == (pull["head"]["ref"], pull["base"]["ref"])
    assert 404 == github.get(f"{SITE}/branches/new-logo").status_code
    assert "trunk" == whole.json()["name"] == github.get(SITE).json()["default_branch"]
    assert 200 == github.get(f"{SITE}/contents/README.md").status_code


@pytest.mark.parametrize(
    ("repo", "branch", "name", "status"),
    [
        (SITE, "main", "release/1.x", 422),
        (SITE, "none", "x", 404),
        (WEB, "main", "trunk", 403),
        (WEB, "checkout", "pay", 201),
    ],
)
def test_the_default_branch_is_renamed_by_an_administrator(
    github: TestClient, repo: str, branch: str, name: str, status: int
) -> None:
    answer = github.post(f"{repo}/branches/{branch}/rename", json={"new_name": name})

    assert status == answer.status_code


def test_a_protection_is_deleted_once(github: TestClient) -> None:
    place = f"{SITE}/branches/release%2F1.x/protection"

    assert 204 == github.delete(place).status_code

    assert 404 == github.delete(place).status_code == github.get(place).status_code
    assert not github.get(f"{SITE}/branches/release%2F1.x").json()["protected"]


def test_what_is_written_is_a_commit(github: TestClient) -> None:
    before = messages(github)

    written = put(github, "docs/a.md", "main")

    assert ["Write docs/a.md", *before] == messages(github)
    shown = github.get(f"{OWN}/commits/{written['commit']['sha']}").json()
    (file,) = shown["files"]
    assert ("docs/a.md", "added", 1) == (file["filename"], file["status"], file["additions"])
    assert {"additions": 1, "deletions": 0, "total": 1} == shown["stats"]


def test_commits_are_listed_by_what_they_are(github: TestClient) -> None:
    put(github, "docs/a.md", "main")
    last = github.get(f"{OWN}/commits").json()[0]["commit"]["author"]["date"]

    assert ["Write docs/a.md"] == messages(github, path="docs")
    assert ["Write docs/a.md"] == messages(github, since=last)
    assert "Write docs/a.md" not in messages(github, until="2000-01-01T00:00:00Z")
    assert [] == messages(github, author="nobody")
    assert messages(github) == messages(github, author="mona", sha="main")
    assert ["Add a file for the version", "First commit"] == messages(github, sha="v1.0")


def test_two_commits_are_compared_by_what_each_has(github: TestClient) -> None:
    def told(basehead: str) -> tuple[str, int, int]:
        data = github.get(f"{OWN}/compare/{basehead}").json()
        assert data["ahead_by"] == data["total_commits"] == len(data["commits"])
        return data["status"], data["ahead_by"], data["behind_by"]

    assert ("ahead", 2, 0) == told("v1.0...v1.1")
    assert ("behind", 0, 2) == told("v1.1...v1.0")
    assert ("identical", 0, 0) == told("main...main")
    assert ("diverged", 1, 2) == told("main...release%2F1.x")


def test_a_merge_brings_its_commits_to_the_branch(github: TestClient) -> None:
    before = github.get(f"{WEB}/compare/main...session-sleep").json()
    head = github.get(f"{WEB}/pulls/11").json()["head"]["sha"]

    merged = github.put(f"{WEB}/pulls/11/merge", json={"sha": head})

    assert (200, 1) == (merged.status_code, before["ahead_by"])
    assert {head, merged.json()["sha"]} <= {
        each["sha"] for each in github.get(f"{WEB}/commits").json()
    }
