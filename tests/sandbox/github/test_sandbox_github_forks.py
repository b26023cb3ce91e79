"""How forks keep up with what they are forks of, and where repositories go and come from."""

import pytest
from starlette.testclient import TestClient

FORK, PARENT, MINE = "/repos/mona/handbook", "/repos/octo-org/handbook", "/repos/mona/dotfiles"


def tip(github: TestClient, repo: str) -> str:
    sha: str = github.get(f"{repo}/branches/main").json()["commit"]["sha"]
    return sha


def sync(github: TestClient) -> str:
    kind: str = github.post(f"{FORK}/merge-upstream", json={"branch": "main"}).json()["merge_type"]
    return kind


def test_a_fork_goes_forward_to_where_its_parent_is(github: TestClient) -> None:
    assert tip(github, FORK) != tip(github, PARENT)

    assert "fast-forward" == sync(github)

    assert tip(github, FORK) == tip(github, PARENT)
    assert "none" == sync(github)


def test_a_fork_with_commits_of_its_own_gets_a_merge(github: TestClient) -> None:
    own = {"message": "Mine", "content": "TQ=="}
    github.put(f"{FORK}/contents/mine.md", json=own)
    before = tip(github, FORK)

    assert "merge" == sync(github)

    parents = github.get(f"{FORK}/commits/main").json()["parents"]
    assert [before, tip(github, PARENT)] == [each["sha"] for each in parents]
    assert "none" == sync(github)


def test_what_is_no_fork_is_not_brought_up_to_date(github: TestClient) -> None:
    assert 422 == github.post(f"{MINE}/merge-upstream", json={"branch": "main"}).status_code


def test_a_renamed_repository_is_found_by_both_names(github: TestClient) -> None:
    assert "mona/rules" == github.patch(MINE, json={"name": "rules"}).json()["full_name"]

    assert 200 == github.get("/repos/mona/rules").status_code
    assert 301 == github.get(MINE, follow_redirects=False).status_code


@pytest.mark.parametrize("name", ["scratch", "Scratch"])
def test_no_repository_takes_the_name_of_another(github: TestClient, name: str) -> None:
    assert 422 == github.patch(MINE, json={"name": name}).status_code
    assert 200 == github.get(MINE).status_code


def test_an_organization_has_a_transferred_repository_at_once(github: TestClient) -> None:
    reply = github.post(f"{MINE}/transfer", json={"new_owner": "acme", "new_name": "rules"})

    assert (202, "mona/dotfiles") == (reply.status_code, reply.json()["full_name"])
    assert 200 == github.get("/repos/acme/rules").status_code
    assert 301 == github.get(MINE, follow_redirects=False).status_code


def test_a_person_has_to_accept_a_transferred_repository(github: TestClient) -> None:
    assert 202 == github.post(f"{MINE}/transfer", json={"new_owner": "alice"}).status_code

    assert "mona/dotfiles" == github.get(MINE).json()["full_name"]


@pytest.mark.parametrize(
    ("owner", "name", "status"),
    [("mona", None, 422), ("nobody", None, 422), ("acme", "web", 422), ("acme", "rules", 202)],
)
def test_a_transfer_needs_another_owner_and_a_name_that_is_free(
    github: TestClient, owner: str, name: str | None, status: int
) -> None:
    body = {"new_owner": owner, **({"new_name": name} if name else {})}

    assert status == github.post(f"{MINE}/transfer", json=body).status_code


def test_a_member_makes_a_repository_in_an_organization(github: TestClient) -> None:
    made = github.post("/orgs/acme/repos", json={"name": "notes", "private": True})

    assert (201, "acme/notes") == (made.status_code, made.json()["full_name"])
    names = [each["full_name"] for each in github.get("/orgs/acme/repos").json()]
    assert "acme/notes" in names
    assert 404 == github.post("/orgs/octo-org/repos", json={"name": "notes"}).status_code


def test_a_template_gives_its_files_in_one_commit(github: TestClient) -> None:
    body = {"name": "site", "owner": "acme"}

    made = github.post("/repos/acme/website/generate", json=body).json()

    assert "acme/site" == made["full_name"]
    assert 200 == github.get("/repos/acme/site/contents/README.md").status_code
    assert 1 == len(github.get("/repos/acme/site/commits").json())
    assert ["main"] == [each["name"] for each in github.get("/repos/acme/site/branches").json()]


@pytest.mark.parametrize(
    ("template", "owner", "status"),
    [
        ("acme/web", "mona", 422),
        ("octo-org/secret-plans", "mona", 404),
        ("acme/website", "octo-org", 403),
    ],
)
def test_what_is_no_template_or_not_ones_own_place_is_refused(
    github: TestClient, template: str, owner: str, status: int
) -> None:
    body = {"name": "site", "owner": owner}

    assert status == github.post(f"/repos/{template}/generate", json=body).status_code
