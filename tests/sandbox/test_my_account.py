"""The My Account API and its page answer as Auth0 does (`auth0.md`, sections 4 and 11.15)."""

import asyncio
import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from aegis_cli.sandbox.auth0.service import auth0
from aegis_cli.sandbox.auth0.tenant import Auth0Config
from aegis_cli.sandbox.state import Confirm, State
from tests.helpers.direct import DirectClient
from tests.helpers.rows import for_each
from tests.sandbox.tenant_keys import KEYS

BASE = "http://127.0.0.1:8484"
CONFIG = Auth0Config(
    issuer=f"{BASE}/",
    cli_client_id="cli",
    audience="https://api.example",
    vault_client_id="vault",
    vault_client_secret="s3cret",
)
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
VAULT_GRANT = "urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token"
SCOPE = " ".join(f"{verb}:me:connected_accounts" for verb in ("create", "read", "delete"))
CALLBACK = "http://127.0.0.1:18485/callback"
ROOT = "/me/v1/connected-accounts"
PAGE = "/connected-accounts/connect"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()[:43]


class Tenant:
    """A tenant, its clock, and a person who signs in and confirms."""

    def __init__(self) -> None:
        self.time = 1_790_000_000.0
        self.state = State(now=lambda: self.time)
        app = auth0(self.state, config=CONFIG, keys=KEYS)
        self.http = DirectClient(app, base_url=BASE, follow_redirects=False, run=asyncio.run)

    def token(self, audience: str = f"{BASE}/me/", scope: str = SCOPE) -> str:
        form = {"client_id": "cli", "audience": audience, "scope": scope}
        code = self.http.post("/oauth/device/code", data=form).json()
        press = {"user_code": code["user_code"], "action": "confirm"}
        self.http.post("/activate", data=press)
        form = {"grant_type": DEVICE_GRANT, "client_id": "cli", "device_code": code["device_code"]}
        granted: str = self.http.post("/oauth/token", data=form).json()["access_token"]
        return granted

    def call(self, method: str, path: str, token: str, sent: Any = None) -> Any:
        headers = {"authorization": f"Bearer {token}"}
        return self.http.request(method, ROOT + path, headers=headers, json=sent)

    def begin(self, token: str, **changes: Any) -> Any:
        sent = {
            "connection": "github",
            "redirect_uri": CALLBACK,
            "state": "the-state",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        } | changes
        return self.call("POST", "/connect", token, {k: v for k, v in sent.items() if v != "OMIT"})

    def press(self, begun: Any, action: str = "connect", **headers: str) -> Any:
        form = {"ticket": begun["connect_params"]["ticket"], "action": action}
        return self.http.post(PAGE, data=form, headers=headers)

    def complete(self, token: str, begun: Any, code: str, **changes: str) -> Any:
        sent = {
            "auth_session": begun["auth_session"],
            "connect_code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        } | changes
        return self.call("POST", "/complete", token, sent)

    def connected(self) -> Any:
        """Run the whole flow, and return the answer to `complete`."""
        token = self.token()
        begun = self.begin(token).json()
        return self.complete(token, begun, code_of(self.press(begun)))

    def listed(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call("GET", "/accounts", self.token()).json()["accounts"]
        return found

    def exchange(self, subject_token: str = "") -> Any:
        form = {
            "grant_type": VAULT_GRANT,
            "client_id": "vault",
            "client_secret": "s3cret",
            "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "subject_token": subject_token or self.token(CONFIG.audience, "aegis:read"),
            "requested_token_type": "http://auth0.com/oauth/token-type/federated-connection-access-token",
            "connection": "github",
        }
        return self.http.post("/oauth/token", data=form)


@pytest.fixture
def tenant() -> Tenant:
    return Tenant()


def code_of(answer: Any) -> str:
    location: str = answer.headers["location"]
    (code,) = parse_qs(urlsplit(location).query)["connect_code"]
    return code


def refusal(answer: Any) -> int:
    """Return the status of a problem document, which it repeats."""
    problem = answer.json()
    assert {"type", "status", "title", "detail"} == problem.keys()
    assert "application/problem+json" == answer.headers["content-type"]
    assert answer.status_code == problem["status"]
    return int(answer.status_code)


def test_the_device_flow_grants_the_three_scopes_for_the_audience_me_only(tenant: Tenant) -> None:
    me = KEYS.verify(tenant.token(scope=f"{SCOPE} aegis:read"), typ="at+jwt")
    api = KEYS.verify(tenant.token(CONFIG.audience, f"{SCOPE} aegis:read"), typ="at+jwt")

    assert me is not None
    assert api is not None
    assert (f"{BASE}/me/", SCOPE) == (me["aud"], me["scope"])
    assert "aegis:read" == api["scope"]


def test_a_connection_is_made_from_ticket_to_account(tenant: Tenant) -> None:
    token = tenant.token()

    begun = tenant.begin(token)
    back = tenant.press(begun.json())
    done = tenant.complete(token, begun.json(), code_of(back))

    assert (201, 303, 201) == (begun.status_code, back.status_code, done.status_code)
    assert {"auth_session", "connect_uri", "connect_params", "expires_in"} == begun.json().keys()
    assert f"{BASE}{PAGE}" == begun.json()["connect_uri"]
    assert 300 == begun.json()["expires_in"]
    assert back.headers["location"].startswith(f"{CALLBACK}?connect_code=")
    assert back.headers["location"].endswith("&state=the-state")
    assert ("github", "offline", []) == tuple(
        done.json()[name] for name in ("connection", "access_type", "scopes")
    )
    assert [done.json()] == tenant.listed()


@for_each(
    ("status", "changes"),
    [
        (404, {"connection": "slack"}),
        (400, {"connection": "OMIT"}),
        (400, {"code_challenge_method": "plain"}),
        (400, {"code_challenge": VERIFIER}),
        (400, {"code_challenge": "OMIT"}),
        (400, {"state": "OMIT"}),
        (400, {"state": 7}),
        (400, {"redirect_uri": "http://127.0.0.1:18490/callback"}),
        (400, {"redirect_uri": "http://127.0.0.1/callback"}),
        (400, {"redirect_uri": "http://localhost:18485/callback"}),
        (400, {"redirect_uri": f"{CALLBACK}/"}),
    ],
)
def test_a_wrong_connect_request_is_refused(
    tenant: Tenant, status: int, changes: dict[str, Any]
) -> None:
    assert status == refusal(tenant.begin(tenant.token(), **changes))
    assert {} == tenant.state.connects


@pytest.mark.parametrize(
    "changes",
    [
        {"connect_code": "another"},
        {"code_verifier": "w" * 64},
        {"redirect_uri": CALLBACK.replace("18485", "18484")},
        {"auth_session": "another"},
    ],
)
def test_a_wrong_completion_is_refused_and_uses_up_the_code(
    tenant: Tenant, changes: dict[str, str]
) -> None:
    tenant.state.connected = False
    token = tenant.token()
    begun = tenant.begin(token).json()
    code = code_of(tenant.press(begun))

    assert 400 == refusal(tenant.complete(token, begun, code, **changes))
    if "auth_session" not in changes:
        assert 400 == refusal(tenant.complete(token, begun, code))
    assert not tenant.state.connected


def test_a_code_is_taken_once(tenant: Tenant) -> None:
    token = tenant.token()
    begun = tenant.begin(token).json()
    code = code_of(tenant.press(begun))

    assert 201 == tenant.complete(token, begun, code).status_code
    assert 400 == refusal(tenant.complete(token, begun, code))


def test_no_code_completes_a_connection_that_nobody_confirmed(tenant: Tenant) -> None:
    token = tenant.token()
    begun = tenant.begin(token).json()

    assert 400 == refusal(tenant.complete(token, begun, "x"))


def test_another_token_does_not_complete_it(tenant: Tenant) -> None:
    begun = tenant.begin(tenant.token()).json()
    code = code_of(tenant.press(begun))

    assert 403 == refusal(tenant.complete(tenant.token(), begun, code))


def test_after_five_minutes_neither_ticket_nor_code_is_good(tenant: Tenant) -> None:
    token = tenant.token()
    late, later = tenant.begin(token).json(), tenant.begin(token).json()
    code = code_of(tenant.press(late))
    tenant.time += 300

    assert 400 == refusal(tenant.complete(token, late, code))
    assert 410 == tenant.press(later).status_code


# The page


def test_the_page_shows_what_is_asked_and_lets_the_form_lead_back(tenant: Tenant) -> None:
    begun = tenant.begin(tenant.token()).json()

    page = tenant.http.get(PAGE, params=begun["connect_params"])

    policy = page.headers["content-security-policy"]
    assert 200 == page.status_code
    assert "Connect github?" in page.text
    assert "form-action 'self' http://127.0.0.1:18485;" in policy
    assert "default-src 'none'" in policy
    assert "no-store" == page.headers["cache-control"]


def test_cancel_leads_back_with_an_error_and_the_state(tenant: Tenant) -> None:
    begun = tenant.begin(tenant.token()).json()

    back = tenant.press(begun, "cancel")

    found = parse_qs(urlsplit(back.headers["location"]).query)
    assert (["access_denied"], ["the-state"]) == (found["error"], found["state"])
    assert "connect_code" not in found


def test_a_ticket_is_answered_once(tenant: Tenant) -> None:
    begun = tenant.begin(tenant.token()).json()
    tenant.press(begun, "cancel")

    assert 410 == tenant.press(begun).status_code
    assert 410 == tenant.http.get(PAGE, params=begun["connect_params"]).status_code


@pytest.mark.parametrize(
    ("status", "form", "headers"),
    [
        (410, {"ticket": "x", "action": "connect"}, {}),
        (410, {"action": "connect"}, {}),
        (400, {"ticket": "x", "action": "maybe"}, {}),
        (400, {"ticket": "x"}, {}),
        (403, {"ticket": "x", "action": "connect"}, {"origin": "https://evil.example"}),
    ],
)
def test_a_wrong_answer_redirects_nowhere(
    tenant: Tenant, status: int, form: dict[str, str], headers: dict[str, str]
) -> None:
    answer = tenant.http.post(PAGE, data=form, headers=headers)

    assert status == answer.status_code
    assert "location" not in answer.headers


def test_an_answer_that_is_no_form_is_refused(tenant: Tenant) -> None:
    assert 400 == tenant.http.post(PAGE, json={"action": "connect"}).status_code


# List, delete, and the exchange that follows


def test_connected_from_the_start_is_one_account_that_stays_the_same(tenant: Tenant) -> None:
    first = tenant.listed()

    assert 1 == len(first)
    assert first == tenant.listed()


def test_the_setting_connected_takes_the_account_away_and_brings_one(tenant: Tenant) -> None:
    (first,) = tenant.listed()

    tenant.state.connected = False
    assert [] == tenant.listed()
    tenant.state.connected = True
    assert first["id"] != tenant.listed()[0]["id"]


@pytest.mark.parametrize("take", ["0", "21", "x", "-1", "²"])
def test_a_page_has_at_most_twenty(tenant: Tenant, take: str) -> None:
    assert 400 == refusal(tenant.call("GET", f"/accounts?take={take}", tenant.token()))


def test_another_connection_has_no_account(tenant: Tenant) -> None:
    listed = tenant.call("GET", "/accounts?connection=slack&take=20", tenant.token())

    assert {"accounts": []} == listed.json()


def test_after_a_delete_the_exchange_says_not_connected_and_after_a_connect_it_works(
    tenant: Tenant,
) -> None:
    (account,) = tenant.listed()

    deleted = tenant.call("DELETE", f"/accounts/{account['id']}", tenant.token())
    refused = tenant.exchange()
    again = tenant.call("DELETE", f"/accounts/{account['id']}", tenant.token())
    tenant.connected()

    assert (204, b"") == (deleted.status_code, deleted.content)
    assert "federated_connection_refresh_token_not_found" == refused.json()["error"]
    assert 404 == refusal(again)
    assert 200 == tenant.exchange().status_code


def test_a_provider_without_expiring_tokens_connects_and_cannot_be_exchanged(
    tenant: Tenant,
) -> None:
    tenant.state.expiring_tokens = False

    account = tenant.connected()

    assert 201 == account.status_code
    assert [account.json()] == tenant.listed()
    assert "federated_connection_refresh_token_not_found" == tenant.exchange().json()["error"]


# Authorization


def test_a_token_for_something_else_is_not_accepted(tenant: Tenant) -> None:
    for token in (tenant.token(CONFIG.audience, "aegis:read"), "nonsense"):
        assert 401 == refusal(tenant.call("GET", "/accounts", token))
    assert 401 == refusal(tenant.http.get(f"{ROOT}/accounts"))


def test_a_token_for_my_account_is_not_exchanged(tenant: Tenant) -> None:
    refused = tenant.exchange(tenant.token())

    assert (403, "unauthorized_client") == (refused.status_code, refused.json()["error"])


@pytest.mark.parametrize(
    ("verb", "method", "path"),
    [
        ("create", "POST", "/connect"),
        ("create", "POST", "/complete"),
        ("read", "GET", "/accounts"),
        ("delete", "DELETE", "/accounts/cac_1"),
    ],
)
def test_each_route_needs_its_own_scope(tenant: Tenant, verb: str, method: str, path: str) -> None:
    others = " ".join(word for word in SCOPE.split() if not word.startswith(verb))

    assert 403 == refusal(tenant.call(method, path, tenant.token(scope=others), {}))


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (415, b"{}", "text/plain"),
        (415, b"connection=github", "application/x-www-form-urlencoded"),
        (400, b"{", "application/json"),
        (400, b"[]", "application/json"),
        (413, b" " * 70_000, "application/json"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(
    tenant: Tenant, status: int, body: bytes, kind: str
) -> None:
    headers = {"authorization": f"Bearer {tenant.token()}", "content-type": kind}

    assert status == refusal(tenant.http.post(f"{ROOT}/connect", content=body, headers=headers))


def test_with_auto_confirm_a_ticket_is_answered_even_if_nothing_listens(
    tenant: Tenant,
) -> None:
    token = tenant.token()
    tenant.state.confirm = Confirm.AUTO

    with tenant.http:
        begun = tenant.begin(token).json()
        tenant.http.get("/.well-known/jwks.json")

    assert 201 == tenant.begin(token).status_code
    assert 300 == begun["expires_in"]
