"""What changes a repository, its topics and its forks, and what the next read shows of it."""

from starlette.testclient import TestClient

MINE, WEB, LEGACY = "/repos/mona/dotfiles", "/repos/acme/web", "/repos/acme/legacy"


def test_a_change_is_there_at_the_next_read(github: TestClient) -> None:
    github.patch(MINE, json={"description": "Rules", "homepage": "https://mona.example"})

    shown = github.get(MINE).json()
    assert ("Rules", "https://mona.example") == (shown["description"], shown["homepage"])


def test_what_is_private_is_listed_for_its_owner_alone(
    github: TestClient, anonymous: TestClient
) -> None:
    assert "private" == github.patch(MINE, json={"visibility": "private"}).json()["visibility"]

    assert 404 == anonymous.get(MINE).status_code
    public = [each["full_name"] for each in github.get("/users/mona/repos").json()]
    assert "mona/dotfiles" not in public
    assert "mona/dotfiles" in [each["full_name"] for each in github.get("/user/repos").json()]


def test_an_archived_repository_is_changed_by_unarchiving_alone(github: TestClient) -> None:
    assert 403 == github.patch(LEGACY, json={"description": "x"}).status_code
    assert 403 == github.put(f"{LEGACY}/topics", json={"names": ["old"]}).status_code
    assert github.patch(LEGACY, json={"archived": False}).json()["archived"] is False
    assert 200 == github.patch(LEGACY, json={"description": "x"}).status_code


def test_only_an_admin_changes_a_repository(github: TestClient) -> None:
    assert 403 == github.patch(WEB, json={"description": "x"}).status_code
    assert 403 == github.put(f"{WEB}/topics", json={"names": ["x"]}).status_code


def test_topics_are_replaced_in_small_letters(github: TestClient) -> None:
    github.put(f"{MINE}/topics", json={"names": ["Shop", "react", "shop"]})

    assert {"names": ["shop", "react"]} == github.get(f"{MINE}/topics").json()
    assert ["shop", "react"] == github.get(MINE).json()["topics"]
    assert 422 == github.put(f"{MINE}/topics", json={"names": ["no spaces"]}).status_code


def test_a_fork_has_the_code_and_its_parent_and_is_made_once(github: TestClient) -> None:
    first, second = (github.post(f"{WEB}/forks", json={}).json() for _ in range(2))

    assert ("mona/web", True, "acme/web") == (
        first["full_name"],
        first["fork"],
        first["parent"]["full_name"],
    )
    assert first["id"] == second["id"]
    assert ["mona/web"] == [each["full_name"] for each in github.get(f"{WEB}/forks").json()]
    assert 200 == github.get("/repos/mona/web/contents/README.md").status_code


def test_a_fork_of_another_name_goes_into_an_organization_of_ones_own(
    github: TestClient,
) -> None:
    made = github.post(f"{MINE}/forks", json={"organization": "acme", "name": "rules"})

    assert "acme/rules" == made.json()["full_name"]
    assert 403 == github.post(f"{MINE}/forks", json={"organization": "octo-org"}).status_code
    sources = github.get("/orgs/acme/repos", params={"type": "sources"}).json()
    forks = github.get("/orgs/acme/repos", params={"type": "forks"}).json()
    assert ["acme/rules"] == [each["full_name"] for each in forks]
    assert "acme/web" in [each["full_name"] for each in sources]


def test_a_person_is_no_organization(github: TestClient) -> None:
    assert 404 == github.get("/orgs/mona/repos").status_code
