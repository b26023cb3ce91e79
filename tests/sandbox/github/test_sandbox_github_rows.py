"""A new collection is one row: the rows here are the test's own, and stand before all others."""

from dataclasses import make_dataclass, replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from aegis_cli.sandbox.github.api.collection import Collection
from aegis_cli.sandbox.github.description.objects import as_object
from aegis_cli.sandbox.github.rows import ROWS
from aegis_cli.sandbox.github.world.registered_apps import App
from tests.sandbox.github.conftest import BASE, Clock

REPO = "/repos/{owner}/{repo}"
OWN = (
    Collection(path=f"{REPO}/actions/variables", unique="name"),
    Collection(path=f"{REPO}/actions/secrets"),
    Collection(path=f"{REPO}/keys"),
    Collection(path=f"{REPO}/environments", starts=({"name": "production"},)),
    Collection(path=f"{REPO}/hooks"),
    Collection(path="/gists"),
    Collection(path="/orgs/{org}/teams"),
)
NEEDED = (
    *("actions", "actions_variables", "secrets", "administration", "repository_hooks"),
    *("gists", "members", "metadata"),
)
WEB, SITE = "/repos/acme/web", "/repos/acme/website"
LIMITED = "/repos/octo-org/handbook"
VARIABLES = f"{WEB}/actions/variables"
A_KEY = {"title": "deploy", "key": "ssh-ed25519 AAAA", "read_only": True}


@pytest.fixture
def beside() -> dict[str, Any]:
    app = App(permissions=dict.fromkeys(NEEDED, "write")).installed_on("mona", "acme", "octo-org")
    return {"app": app, "rows": (*OWN, *ROWS)}


def test_what_is_made_is_listed_changed_and_deleted(github: TestClient, clock: Clock) -> None:
    made = github.post(VARIABLES, json={"name": "REGION", "value": "eu"})

    assert (201, {}) == (made.status_code, made.json())
    (shown,) = github.get(VARIABLES).json()["variables"]
    assert ("REGION", "eu", "2026-11-24T10:30:00Z") == (
        shown["name"],
        shown["value"],
        shown["created_at"],
    )
    clock.at += 60
    assert 204 == github.patch(f"{VARIABLES}/region", json={"value": "us"}).status_code
    (changed,) = github.get(VARIABLES).json()["variables"]
    assert shown | {"value": "us", "updated_at": "2026-11-24T10:31:00Z"} == changed
    assert 204 == github.delete(f"{VARIABLES}/REGION").status_code
    assert {"total_count": 0, "variables": []} == github.get(VARIABLES).json()
    assert 404 == github.delete(f"{VARIABLES}/REGION").status_code


def test_what_a_row_begins_with_is_in_each_place_until_it_is_deleted_there(
    github: TestClient,
) -> None:
    def names(repo: str) -> list[str]:
        return [each["name"] for each in github.get(f"{repo}/environments").json()["environments"]]

    assert ["production"] == names(WEB) == names(SITE)
    assert 204 == github.delete(f"{SITE}/environments/production").status_code
    assert (["production"], []) == (names(WEB), names(SITE))


def test_a_row_whose_parameter_is_no_field_says_what_to_write() -> None:
    row = Collection(path=f"{REPO}/rulesets", item=f"{REPO}/rulesets/{{slug}}")
    nameless = replace(row, kind=make_dataclass("Nameless", ["id"]))

    with pytest.raises(TypeError, match="have no field 'slug' and no name: write in the row"):
        _ = nameless._key  # the first read of one asks for it
    assert "id" == replace(nameless, key="id")._key  # as above


def test_a_thing_that_needs_an_object_without_needs_is_written() -> None:
    assert {} == as_object("hook", url="https://x.example")["config"]


def test_a_list_has_pages(github: TestClient) -> None:
    for number in range(5):
        github.post(VARIABLES, json={"name": f"V{number}", "value": "x"})

    page = github.get(VARIABLES, params={"per_page": "2", "page": "2"})

    assert (5, ["V2", "V3"]) == (
        page.json()["total_count"],
        [each["name"] for each in page.json()["variables"]],
    )
    assert {"prev", "next", "last", "first"} == page.links.keys()


def test_a_thing_has_an_id_and_where_it_is(github: TestClient) -> None:
    made = github.post(f"{SITE}/keys", json=A_KEY)

    key = made.json()
    assert f"{BASE}{SITE}/keys/{key['id']}" == key["url"] == made.headers["Location"]
    assert [key] == github.get(f"{SITE}/keys").json()


def test_what_nobody_sends_is_as_documented(github: TestClient) -> None:
    hook = github.post(f"{WEB}/hooks", json={"config": {"url": "https://ci.example"}}).json()

    assert (True, ["push"]) == (hook["active"], hook["events"])


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", f"{SITE}/keys", {"title": "no key"}, 422),
        ("POST", f"{SITE}/keys", {"key": 7}, 422),
        ("POST", f"{SITE}/keys", [], 400),
        ("POST", f"{WEB}/keys", A_KEY, 403),
        ("POST", VARIABLES, {"name": "taken", "value": "2"}, 422),
        ("PATCH", f"{VARIABLES}/none", {"value": "2"}, 404),
        ("POST", f"{LIMITED}/keys", A_KEY, 403),
        ("POST", "/repos/acme/nothing/keys", A_KEY, 404),
        ("GET", "/repos/acme/nothing/keys", None, 404),
        ("POST", "/repos/acme/legacy/keys", A_KEY, 403),
        ("POST", "/orgs/octo-org/teams", {}, 404),
    ],
)
def test_what_cannot_be_is_refused(
    method: str, path: str, body: Any, status: int, github: TestClient
) -> None:
    github.post(VARIABLES, json={"name": "TAKEN", "value": "1"})

    assert status == github.request(method, path, json=body).status_code


def test_a_write_needs_a_token(anonymous: TestClient) -> None:
    assert 401 == anonymous.post(f"{LIMITED}/keys", json=A_KEY).status_code
    assert 401 == anonymous.post("/gists", json={}).status_code


def test_what_is_not_in_a_repository_is_of_a_person_or_of_an_organization(
    github: TestClient,
) -> None:
    gist = github.post("/gists", json={"description": "x", "files": {"a": {"content": "b"}}})
    team = github.post("/orgs/acme/teams", json={"name": "Docs"})

    assert (201, "mona") == (gist.status_code, gist.json()["owner"]["login"])
    assert gist.json()["id"] in [each["id"] for each in github.get("/gists").json()]
    assert f"{BASE}/orgs/acme/teams/docs" == team.json()["url"]
