"""The sandbox's Management API refuses what Auth0 refuses, in Auth0's shape."""

from typing import Any

import pytest

from aegis_cli.sandbox.auth0.management.service import (
    EXPIRED,
    QUIRK,
    READER,
    TOKEN,
    management,
    token_with,
)
from aegis_cli.sandbox.auth0.management.tenant_settings import TenantSettings
from tests.helpers.direct import DirectClient
from tests.helpers.rows import for_each

API = {"identifier": "https://api.example", "name": "api"}
VAULT = {
    "name": "vault",
    "app_type": "resource_server",
    "resource_server_identifier": API["identifier"],
}


class Management:
    """The API, and a token."""

    def __init__(self) -> None:
        self.settings = TenantSettings("https://acme.auth0.com/")
        self.http = DirectClient(management(self.settings), base_url="https://acme.auth0.com")

    def __call__(
        self, method: str, path: str, body: Any = None, token: str = TOKEN
    ) -> tuple[int, Any]:
        headers = {"authorization": f"Bearer {token}"}
        answer = self.http.request(method, path, json=body, headers=headers)
        return answer.status_code, answer.json() if answer.content else None

    def made(self, path: str, body: Any, token: str = TOKEN) -> Any:
        status, answer = self("POST", path, body, token)
        assert 201 == status, answer
        return answer


@pytest.fixture
def door() -> Management:
    return Management()


def test_it_starts_with_what_only_a_person_can_make(door: Management) -> None:
    _, servers = door("GET", "/resource-servers")
    _, connections = door("GET", "/connections?name=github&include_totals=true")
    _, clients = door("GET", "/clients")

    assert ["https://acme.auth0.com/me/"] == [server["identifier"] for server in servers]
    assert (1, "github") == (connections["total"], connections["connections"][0]["name"])
    assert [] == clients


@pytest.mark.parametrize(
    ("line", "token", "status", "excerpt"),
    [
        ("GET /clients", "guess", 401, "Invalid token"),
        ("GET /clients", EXPIRED, 401, "Expired token received for JSON Web Token validation"),
        ("POST /clients", READER, 403, "Insufficient scope, expected any of: create:clients"),
        ("DELETE /client-grants/1", READER, 403, "delete:client_grants"),
        ("GET /clients/nobody", TOKEN, 404, "no such thing"),
        ("POST /actions/actions/none/deploy", TOKEN, 404, "no such thing"),
        ("GET /clients?per_page=1000", TOKEN, 400, "per_page"),
        ("GET /clients?page=x", TOKEN, 400, "page"),
        ("GET /actions/actions?include_totals=true", TOKEN, 400, "include_totals"),
        ("GET /roles", TOKEN, 501, "no GET"),
        ("PUT /clients", TOKEN, 501, "no PUT"),
    ],
)
def test_it_refuses(door: Management, line: str, token: str, status: int, excerpt: str) -> None:
    method, _, path = line.partition(" ")

    got, answer = door(method, path, {} if method == "POST" else None, token)

    assert status == got == answer["statusCode"]
    assert excerpt in answer["message"]


GRANT = {"client_id": "nobody", "audience": "https://api.example", "subject_type": "user"}


@for_each(
    ("path", "body", "status"),
    [
        ("/resource-servers", {"name": "no identifier"}, 400),
        ("/resource-servers", API | {"colour": "red"}, 400),
        ("/resource-servers", API | {"signing_alg": "none"}, 400),
        ("/resource-servers", API | {"token_lifetime": True}, 400),
        ("/resource-servers", API | {"token_lifetime": -1}, 400),
        ("/resource-servers", API | {"token_lifetime": 2_592_001}, 400),
        ("/resource-servers", API | {"name": ""}, 400),
        ("/resource-servers", API | {"scopes": [{"value": "x", "other": 1}]}, 400),
        ("/resource-servers", API | {"subject_type_authorization": {"user": {}}}, 400),
        ("/resource-servers", {"identifier": "https://acme.auth0.com/me/"}, 409),
        ("/clients", {"name": "x", "app_type": "resource_server"}, 400),
        ("/clients", {"name": "x", "resource_server_identifier": "y"}, 400),
        ("/clients", VAULT, 404),
        ("/clients", [], 400),
        ("/client-grants", GRANT, 404),
        ("/client-grants", GRANT | {"subject_type": "machine"}, 400),
        ("/connections", {"name": "github", "strategy": "github"}, 409),
        ("/connections", {"name": "x", "strategy": "y", "connected_accounts": True}, 400),
        ("/actions/actions", {"name": "x", "supported_triggers": [], "runtime": "node4"}, 400),
    ],
)
def test_it_creates_nothing_from_a_wrong_body(
    door: Management, path: str, body: Any, status: int
) -> None:
    assert status == door("POST", path, body)[0]


def test_it_takes_json_only(door: Management) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}

    answers = [
        door.http.post("/clients", content=content, headers=headers)
        for content in (b"{", b"[" * 300_000, b"")
    ]

    assert [400, 400, 400] == [answer.status_code for answer in answers]


def test_a_grant_is_made_once_for_each_kind_and_for_what_there_is(door: Management) -> None:
    door.made("/resource-servers", API)
    client = door.made("/clients", {"name": "cli", "app_type": "native"})
    body = GRANT | {"client_id": client["client_id"]}

    first = door.made("/client-grants", body)
    again = door("POST", "/client-grants", body)
    nowhere = door("POST", "/client-grants", body | {"audience": "https://other.example"})
    kind = door("PATCH", f"/client-grants/{first['id']}", {"subject_type": "client"})

    assert "user" == first["subject_type"]
    assert (409, 404, 400) == (again[0], nowhere[0], kind[0])
    assert (204, None) == door("DELETE", f"/client-grants/{first['id']}")


def test_the_quirk_stores_the_first_grant_as_another_kind(door: Management) -> None:
    door.made("/resource-servers", API)
    client = door.made("/clients", {"name": "cli"})
    body = GRANT | {"client_id": client["client_id"]}

    stored = [door.made("/client-grants", body, QUIRK)["subject_type"] for _ in range(2)]

    assert ["client", "user"] == stored


def test_a_custom_api_client_has_a_secret_that_only_asking_for_it_shows(door: Management) -> None:
    door.made("/resource-servers", API)

    client = door.made("/clients", VAULT)
    _, shown = door("GET", f"/clients/{client['client_id']}?fields=client_id,name")

    assert client["client_secret"]
    assert {"client_id": client["client_id"], "name": "vault"} == shown
    link = {"resource_server_identifier": "https://other.example"}
    assert 400 == door("PATCH", f"/clients/{client['client_id']}", link)[0]


def test_a_connection_is_switched_on_and_off_for_clients(door: Management) -> None:
    ids = [door.made("/clients", {"name": f"c{at}"})["client_id"] for at in range(3)]
    (connection,) = door.settings.connections
    path = f"/connections/{connection}/clients"

    on = door("PATCH", path, [{"client_id": one, "status": True} for one in ids])
    door("PATCH", path, [{"client_id": ids[0], "status": False}])
    _, first = door("GET", f"{path}?take=1")
    _, second = door("GET", f"{path}?take=1&from={first['next']}")

    assert (204, None) == on
    assert ids[1:] == [page["clients"][0]["client_id"] for page in (first, second)]
    assert "next" not in second
    assert 404 == door("PATCH", path, [{"client_id": "nobody", "status": True}])[0]
    assert 400 == door("PATCH", path, [])[0]


def test_an_action_is_bound_only_once_it_is_deployed(door: Management) -> None:
    action = {"name": "a", "supported_triggers": [{"id": "post-login", "version": "v3"}]}
    action_id = door.made("/actions/actions", action)["id"]
    path = "/actions/triggers/post-login/bindings"
    ref = {"type": "action_id", "value": action_id}
    body = {"bindings": [{"ref": ref, "display_name": "A"}]}

    early = door("PATCH", path, body)
    unbuilt = door("POST", f"/actions/actions/{action_id}/deploy")
    seen = [door("GET", f"/actions/actions/{action_id}")[1]["status"] for _ in range(2)]
    deployed = door("POST", f"/actions/actions/{action_id}/deploy")
    bound = door("PATCH", path, body)
    changed = door("PATCH", f"/actions/actions/{action_id}", {"code": "x"})

    assert ["building", "built"] == seen
    assert (400, 400, 202, 200) == (early[0], unbuilt[0], deployed[0], bound[0])
    assert "a" == bound[1]["bindings"][0]["action"]["name"]
    assert changed[1]["all_changes_deployed"] is False
    assert 409 == door("POST", "/actions/actions", action)[0]


@pytest.mark.parametrize("body", [None, {}, {"bindings": [1]}, {"bindings": [{"ref": 1}]}])
def test_a_binding_of_another_shape_is_refused(door: Management, body: Any) -> None:
    assert 400 == door("PATCH", "/actions/triggers/post-login/bindings", body)[0]


def test_a_connection_to_github_is_made_with_an_app_behind_it(door: Management) -> None:
    made = door.made(
        "/connections",
        {
            "name": "other",
            "strategy": "github",
            "options": {"client_id": "Iv1.x", "client_secret": "s", "scope": ["user:email"]},
            "connected_accounts": {"active": True},
            "authentication": {"active": True},
        },
    )

    assert {"client_id": "Iv1.x", "client_secret": "s", "scope": ["user:email"]} == made["options"]
    assert {"active": True} == made["connected_accounts"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"name": "github"}, 409),
        ({"name": "under_score"}, 400),
        ({"strategy": "no-such"}, 400),
        ({"strategy": None}, 400),
        ({"options": {"offline_access": True}}, 400),
        ({"options": {"client_id": 4}}, 400),
        ({"connected_accounts": {"active": "yes"}}, 400),
        ({"purpose": "both"}, 400),
    ],
)
def test_what_auth0_does_not_know_of_a_connection_is_refused(
    change: dict[str, Any], status: int, door: Management
) -> None:
    body = {"name": "other", "strategy": "github", **change}
    sent = {name: value for name, value in body.items() if value is not None}

    assert status == door("POST", "/connections", sent)[0]


def test_a_token_with_scopes_of_its_own_can_do_no_more(door: Management) -> None:
    reads = token_with("read:connections", "create:clients")
    body = {"name": "other", "strategy": "github"}

    assert 200 == door("GET", "/connections", token=reads)[0]
    status, told = door("POST", "/connections", body, reads)
    assert (403, "Insufficient scope, expected any of: create:connections") == (
        status,
        told["message"],
    )
