"""The GitHub App of the sandbox: deriving, limiting and deleting tokens."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from aegis_cli.sandbox.github.service import github as github_service
from aegis_cli.sandbox.github.world.registered_apps import App
from aegis_cli.sandbox.state import State
from tests.helpers.direct import DirectClient

BASE = "http://127.0.0.1:8123"
WIDE = "ghu_test"
APP = App("Iv1.app", "app-secret")
SCOPED, TOKEN = "/applications/Iv1.app/token/scoped", "/applications/Iv1.app/token"
WEB: dict[str, Any] = {
    "access_token": WIDE,
    "target": "acme",
    "repositories": ["web"],
    "permissions": {"issues": "write", "metadata": "read"},
}


class Desk:
    """The App and the owners of its tokens, at one door."""

    def __init__(self, state: State) -> None:
        self._service = github_service(state, base=BASE, app=APP)

    def app(self, method: str, path: str, sent: Any, auth: Any = ("Iv1.app", "app-secret")) -> Any:
        client = DirectClient(self._service, base_url=BASE)
        return client.request(method, path, json=sent, auth=auth)

    def derived(self, **more: Any) -> str:
        token: str = self.app("POST", SCOPED, WEB | more).json()["token"]
        return token

    def holding(self, token: str) -> TestClient:
        return DirectClient(
            self._service, base_url=BASE, headers={"Authorization": f"Bearer {token}"}
        )


@pytest.fixture
def desk(state: State) -> Desk:
    return Desk(state)


def test_a_derived_token_is_described_as_github_does(desk: Desk) -> None:
    answer = desk.app("POST", SCOPED, WEB)

    told = answer.json()
    assert 200 == answer.status_code
    assert told["token"].startswith("ghu_")
    assert WIDE != told["token"]
    assert told["token"][-8:] == told["token_last_eight"]
    assert "2026-11-24T18:30:00Z" == told["expires_at"]
    assert {"issues": "write", "metadata": "read"} == told["installation"]["permissions"]
    assert ("selected", "acme", "mona") == (
        told["installation"]["repository_selection"],
        told["installation"]["account"]["login"],
        told["user"]["login"],
    )


@pytest.mark.parametrize(
    ("change", "status", "message"),
    [
        ({"access_token": "ghu_other"}, 404, "Not Found"),
        ({"target": None}, 422, "is not a string"),
        ({"target": "alice"}, 422, "Validation Failed"),
        ({"target": "nobody"}, 422, "Validation Failed"),
        ({"repositories": ["no-such"]}, 422, "There is at least one repository"),
        ({"permissions": {"gists": "write"}}, 422, "is not a permitted key"),
        ({"permissions": {"issues": "all"}}, 422, "is not a member of"),
        ({"permissions": {"metadata": "write"}}, 422, "not granted to this installation"),
        ({"permissions": {"packages": "read"}}, 422, "not granted to this installation"),
    ],
)
def test_what_cannot_be_derived_is_refused(
    change: dict[str, Any], status: int, message: str, desk: Desk
) -> None:
    answer = desk.app("POST", SCOPED, WEB | change)

    assert status == answer.status_code
    assert message in answer.json()["message"]


def test_a_target_has_to_be_named(desk: Desk) -> None:
    sent = {name: value for name, value in WEB.items() if name != "target"}

    assert 422 == desk.app("POST", SCOPED, sent).status_code
    assert 422 == desk.app("POST", SCOPED, {"target": "acme"}).status_code


def test_without_repositories_it_is_for_all_of_the_account(desk: Desk) -> None:
    answer = desk.app("POST", SCOPED, {"access_token": WIDE, "target": "acme"})

    assert "all" == answer.json()["installation"]["repository_selection"]
    assert 200 == desk.holding(answer.json()["token"]).get("/repos/acme/api").status_code


@pytest.mark.parametrize(
    ("auth", "path", "status"),
    [
        (None, SCOPED, 401),
        (("Iv1.app", "wrong"), SCOPED, 401),
        (("Iv1.other", "app-secret"), SCOPED, 401),
        (("Iv1.app", "app-secret"), "/applications/Iv1.other/token/scoped", 404),
    ],
)
def test_only_the_app_itself_is_served(auth: Any, path: str, status: int, desk: Desk) -> None:
    assert status == desk.app("POST", path, WEB, auth=auth).status_code


@pytest.mark.parametrize("shown", [f"Bearer {WIDE}", "Basic ???", "Basic"])
def test_no_other_credentials_are_accepted(shown: str, desk: Desk) -> None:
    client = desk.holding(WIDE)

    assert 401 == client.post(SCOPED, json=WEB, headers={"Authorization": shown}).status_code


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/repos/acme/web/issues", None, 200),
        ("POST", "/repos/acme/web/issues", {"title": "Crash"}, 201),
        ("PATCH", "/repos/acme/web/issues/12", {"title": "Crash"}, 200),
        ("GET", "/repos/acme/web", None, 200),
        ("GET", "/user", None, 200),
        ("GET", "/rate_limit", None, 200),
        ("GET", "/user/installations", None, 200),
        ("GET", "/repos/acme/web/pulls", None, 403),
        ("DELETE", "/repos/acme/web", None, 403),
        ("POST", "/user/repos", {"name": "new"}, 403),
        ("GET", "/repos/octo-org/nothing", None, 404),
    ],
)
def test_a_derived_token_is_limited_to_its_permissions(
    method: str, path: str, sent: Any, status: int, desk: Desk
) -> None:
    answer = desk.holding(desk.derived()).request(method, path, json=sent)

    assert status == answer.status_code
    if status == 403:
        assert "Resource not accessible by integration" == answer.json()["message"]


def test_other_repositories_are_out_of_its_reach(desk: Desk) -> None:
    wide, narrow = desk.holding(WIDE), desk.holding(desk.derived())
    mine = wide.get("/user/repos?per_page=100").json()
    others = {repo["full_name"]: repo for repo in mine if repo["full_name"] != "acme/web"}

    statuses = {
        (repo["private"], narrow.get(f"/repos/{name}").status_code) for name, repo in others.items()
    }

    assert {(True, 404), (False, 403)} == statuses
    assert ["acme/web"] == [repo["full_name"] for repo in narrow.get("/user/repos").json()]


def test_a_level_covers_those_below_it(desk: Desk) -> None:
    reads = desk.holding(desk.derived(permissions={"issues": "read", "metadata": "read"}))

    assert 200 == reads.get("/repos/acme/web/issues").status_code
    assert 403 == reads.post("/repos/acme/web/issues", json={"title": "x"}).status_code


def test_a_deleted_token_is_refused_and_its_parent_stays_valid(desk: Desk) -> None:
    derived = desk.derived()

    deleted = desk.app("DELETE", TOKEN, {"access_token": derived})

    assert (204, b"") == (deleted.status_code, deleted.content)
    assert 401 == desk.holding(derived).get("/user").status_code
    assert 422 == desk.app("DELETE", TOKEN, {"access_token": derived}).status_code
    assert 404 == desk.app("POST", TOKEN, {"access_token": derived}).status_code
    assert 200 == desk.holding(WIDE).get("/user").status_code
    assert 200 == desk.app("POST", TOKEN, {"access_token": WIDE}).status_code


def test_the_wide_token_can_be_deleted_too_as_at_github(desk: Desk) -> None:
    assert 204 == desk.app("DELETE", TOKEN, {"access_token": WIDE}).status_code
    assert 401 == desk.holding(WIDE).get("/user").status_code


def test_a_derived_token_expires_with_its_parent(desk: Desk, clock: Any) -> None:
    derived = desk.derived()
    clock.at += 28_800

    assert 401 == desk.holding(derived).get("/user").status_code
    assert 404 == desk.app("POST", SCOPED, WEB).status_code


def test_installations_are_listed_where_there_are_some(
    github: TestClient, anonymous: TestClient, state: State
) -> None:
    some = github.get("/user/installations").json()
    state.installations = ()
    none = github.get("/user/installations").json()

    assert (2, ["mona", "acme"]) == (
        some["total_count"],
        [each["account"]["login"] for each in some["installations"]],
    )
    assert {"total_count": 0, "installations": []} == none
    assert 401 == anonymous.get("/user/installations").status_code


def test_the_default_door_has_an_app_that_nobody_knows(connect: Callable[..., TestClient]) -> None:
    assert 401 == connect("Basic YTpi").post(SCOPED, json=WEB).status_code


# What an App may not do, its people's tokens may not either


NARROW = App("Iv1.app", "app-secret", permissions={"metadata": "read", "issues": "read"})


@pytest.fixture
def limited(state: State) -> Callable[[App], TestClient]:
    """Make a client with a wide token of an App."""

    def client(app: App) -> TestClient:
        door = github_service(state, base=BASE, app=app)
        return DirectClient(door, base_url=BASE, headers={"Authorization": f"Bearer {WIDE}"})

    return client


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/repos/acme/web/pulls", None, 200),  # public, and read
        ("POST", "/repos/acme/web/issues", {"title": "x"}, 403),
        ("PUT", "/repos/acme/web/pulls/11/merge", {}, 403),
        ("GET", "/repos/acme/api/issues", None, 200),  # private, and allowed
        ("GET", "/repos/acme/api/pulls", None, 403),
        ("GET", "/orgs/acme/teams", None, 403),
        ("GET", "/user", None, 200),
        ("GET", "/user/installations", None, 200),
    ],
)
def test_a_wide_token_is_limited_to_the_permissions_of_its_app(
    method: str, path: str, sent: Any, status: int, limited: Callable[[App], TestClient]
) -> None:
    answer = limited(NARROW.installed_on("acme")).request(method, path, json=sent)

    assert status == answer.status_code, answer.text
    if status == 403:
        assert "Resource not accessible by integration" == answer.json()["message"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/repos/acme/web/issues", 200),
        ("POST", "/repos/acme/web/issues", 403),
        ("GET", "/repos/acme/api/issues", 404),
        ("POST", "/repos/mona/dotfiles/issues", 201),
    ],
)
def test_where_an_app_is_not_installed_its_tokens_read_what_is_public(
    method: str, path: str, status: int, limited: Callable[[App], TestClient]
) -> None:
    client = limited(App("Iv1.app", "app-secret").installed_on("mona"))

    sent = {"title": "x"} if method == "POST" else None

    assert status == client.request(method, path, json=sent).status_code
    assert not [r for r in client.get("/user/repos").json() if r["full_name"] == "acme/api"]


def test_a_mutation_needs_the_permission_too(limited: Callable[[App], TestClient]) -> None:
    client = limited(NARROW.installed_on("acme"))
    node = client.get("/repos/acme/web/issues/12").json()["node_id"]
    text = "mutation($id: ID!) { closeIssue(input: {issueId: $id}) { issue { number } } }"

    answer = client.post("/graphql", json={"query": text, "variables": {"id": node}}).json()

    assert ["FORBIDDEN"] == [each["type"] for each in answer["errors"]]


def test_an_installation_has_the_permissions_that_were_accepted_there(
    limited: Callable[[App], TestClient],
) -> None:
    shown = limited(NARROW.installed_on("acme")).get("/user/installations").json()

    (only,) = shown["installations"]
    assert {"metadata": "read", "issues": "read"} == only["permissions"]
    assert "aegis-sandbox" == only["app_slug"]
