"""Repositories: list, get, create, delete, and redirect after a rename."""

import pytest
from starlette.testclient import TestClient

from tests.helpers.rows import for_each

MINE = [
    "acme/api",
    "acme/infra",
    "acme/legacy",
    "acme/web",
    "acme/website",
    "alice/recipes",
    "mona/dotfiles",
    "mona/empty",
    "mona/handbook",
    "mona/scratch",
]


def names(github: TestClient, **query: str) -> list[str]:
    return [repo["full_name"] for repo in github.get("/user/repos", params=query).json()]


@for_each(
    ("query", "expected"),
    [
        ({}, MINE),
        ({"visibility": "private"}, ["acme/api", "acme/infra", "mona/scratch"]),
        ({"sort": "full_name", "direction": "desc"}, MINE[::-1]),
        ({"sort": "pushed", "per_page": "2"}, ["acme/api", "acme/web"]),
        ({"sort": "created", "per_page": "1"}, ["mona/empty"]),
    ],
)
def test_my_repositories_are_those_i_own_or_share(
    github: TestClient, query: dict[str, str], expected: list[str]
) -> None:
    assert names(github, **query) == expected


@pytest.mark.parametrize("query", [{"sort": "stars"}, {"visibility": "secret"}])
def test_values_that_do_not_exist_are_refused(github: TestClient, query: dict[str, str]) -> None:
    answer = github.get("/user/repos", params=query)

    ((field, value),) = query.items()
    error = {"value": value, "resource": "Repository", "code": "invalid", "field": field}
    assert (answer.status_code, answer.json()["errors"]) == (422, [error])


def test_pages_of_my_repositories_are_linked_without_a_number(github: TestClient) -> None:
    link = github.get("/user/repos", params={"per_page": "3", "page": "2"}).links

    assert link["next"]["url"] == "http://127.0.0.1:8123/user/repos?per_page=3&page=3"
    assert set(link) == {"prev", "next", "last", "first"}


def test_owner_and_name_ignore_case(github: TestClient) -> None:
    assert github.get("/repos/ACME/Web").json()["full_name"] == "acme/web"


def test_a_repository_is_also_found_by_its_number(github: TestClient) -> None:
    repo = github.get("/repos/acme/web").json()

    assert github.get(f"/repositories/{repo['id']}").json() == repo


@pytest.mark.parametrize(
    ("name", "permissions"),
    [
        ("mona/scratch", {"admin", "maintain", "push", "triage", "pull"}),
        ("acme/web", {"push", "triage", "pull"}),
        ("octo-org/handbook", {"pull"}),
    ],
)
def test_permissions_say_what_i_may_do(
    github: TestClient, name: str, permissions: set[str]
) -> None:
    granted = github.get(f"/repos/{name}").json()["permissions"]

    assert {role for role, has in granted.items() if has} == permissions


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/issues"),
        ("GET", "/issues/1"),
        ("POST", "/issues"),
        ("GET", "/stats/contributors"),
        ("DELETE", ""),
    ],
)
def test_a_private_repository_without_access_looks_as_if_it_did_not_exist(
    github: TestClient, method: str, path: str
) -> None:
    hidden = github.request(method, f"/repos/octo-org/secret-plans{path}")
    absent = github.request(method, f"/repos/octo-org/no-such-repo{path}")

    assert hidden.status_code == 404
    assert hidden.json()["message"] == "Not Found"
    assert hidden.json() == absent.json()


def test_private_repositories_are_hidden_from_the_public(anonymous: TestClient) -> None:
    assert anonymous.get("/repos/acme/api").status_code == 404
    assert anonymous.post("/repos/acme/api/issues", json={"title": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("method", "status", "rest"),
    [
        ("GET", 301, ""),
        ("GET", 301, "/issues?labels=good+first+issue&page=2"),
        ("PATCH", 307, "/issues/1"),
        ("POST", 307, "/issues"),
        ("DELETE", 307, "/issues/1/labels/good%20first%20issue"),
        ("DELETE", 307, ""),
    ],
)
def test_the_old_name_of_a_repository_points_to_its_number(
    github: TestClient, method: str, status: int, rest: str
) -> None:
    number = github.get("/repos/acme/website").json()["id"]

    answer = github.request(method, f"/repos/Acme/Site{rest}")

    url = f"http://127.0.0.1:8123/repositories/{number}{rest}"
    assert (answer.status_code, answer.headers["Location"]) == (status, url)
    assert answer.json() == {
        "message": "Moved Permanently",
        "url": url,
        "documentation_url": "https://docs.github.com/v3/#http-redirects",
    }


def test_following_the_redirect_of_a_write_performs_it(github: TestClient) -> None:
    answer = github.post(
        "/repos/acme/site/issues", json={"title": "Found it"}, follow_redirects=True
    )

    assert answer.status_code == 201
    assert answer.json()["html_url"] == "https://github.com/acme/website/issues/6"


def test_a_deleted_repository_is_gone_and_its_name_gets_a_new_number(github: TestClient) -> None:
    before = github.get("/repos/mona/scratch").json()["id"]

    deleted = github.delete("/repos/mona/scratch")
    gone = github.get("/repos/mona/scratch").status_code
    after = github.post("/user/repos", json={"name": "scratch"}).json()["id"]

    assert (deleted.status_code, deleted.content, gone) == (204, b"", 404)
    assert after != before


@pytest.mark.parametrize("name", ["acme/web", "octo-org/handbook"])
def test_only_an_administrator_may_delete(github: TestClient, name: str) -> None:
    answer = github.delete(f"/repos/{name}")

    assert answer.status_code == 403
    assert answer.json()["message"] == "Must have admin rights to Repository."


def test_a_repository_that_was_created_is_listed(github: TestClient) -> None:
    created = github.post("/user/repos", json={"name": "notes", "private": True})

    repo = created.json()
    assert created.status_code == 201
    assert created.headers["Location"] == repo["url"] == "http://127.0.0.1:8123/repos/mona/notes"
    assert (repo["private"], repo["has_issues"]) == (True, True)
    assert "mona/notes" in names(github)
    assert github.get("/repos/mona/notes/stats/contributors").status_code == 204
    assert len(github.get("/repos/mona/notes/labels").json()) == 9


def test_an_initialized_repository_has_one_commit(github: TestClient) -> None:
    github.post("/user/repos", json={"name": "notes", "auto_init": True})

    github.get("/repos/mona/notes/stats/participation")
    weeks = github.get("/repos/mona/notes/stats/participation").json()

    assert weeks == {"all": [0] * 51 + [1], "owner": [0] * 51 + [1]}


def test_github_replaces_invalid_characters_of_a_name_by_a_dash(github: TestClient) -> None:
    created = github.post("/user/repos", json={"name": "my first repo!"}).json()

    assert created["full_name"] == "mona/my-first-repo-"


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"name": "Dotfiles"}, "name", "name already exists on this account"),
        ({"name": "x" * 101}, "name", "name is too long (maximum is 100 characters)"),
        ({"name": ".."}, "name", "name is reserved"),
        (
            {"name": "x", "description": "a\nb"},
            "description",
            "description control characters are not allowed",
        ),
        (
            {"name": "x", "description": "d" * 351},
            "description",
            "description cannot be more than 350 characters",
        ),
    ],
)
def test_an_invalid_repository_is_refused(
    github: TestClient, body: dict[str, str], field: str, message: str
) -> None:
    answer = github.post("/user/repos", json=body)

    error = {"message": message, "resource": "Repository", "code": "custom", "field": field}
    assert answer.status_code == 422
    assert answer.json()["message"] == "Repository creation failed."
    assert answer.json()["errors"] == [error]
    assert names(github) == MINE


def test_a_blank_name_is_missing_and_too_short(github: TestClient) -> None:
    errors = github.post("/user/repos", json={"name": " "}).json()["errors"]

    assert [error["code"] for error in errors] == ["missing_field", "custom"]


def test_a_name_is_required_and_switches_are_booleans(github: TestClient) -> None:
    answer = github.post("/user/repos", json={"private": "yes"})

    assert answer.status_code == 422
    assert answer.json()["message"] == (
        'Invalid request.\n\n"name" wasn\'t supplied.\n'
        "For 'properties/private', \"yes\" is not a boolean."
    )


def test_languages_come_with_the_largest_first(github: TestClient) -> None:
    languages = github.get("/repos/acme/web/languages").json()

    assert list(languages) == ["TypeScript", "CSS", "HTML", "JavaScript", "Shell"]
    assert github.get("/repos/acme/web").json()["language"] == "TypeScript"
    assert github.get("/repos/mona/empty/languages").json() == {}
