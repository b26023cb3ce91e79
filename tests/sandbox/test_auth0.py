"""The Auth0 tenant answers as Auth0 does (`auth0.md`, sections 1.2, 3.1, 3.3 and 11.15)."""

import asyncio
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from aegis_cli.sandbox.auth0.keys import Keys
from aegis_cli.sandbox.auth0.service import auth0
from aegis_cli.sandbox.auth0.tenant import Auth0Config
from aegis_cli.sandbox.state import Confirm, SandboxService, State
from tests.helpers.direct import DirectClient
from tests.helpers.rows import for_each
from tests.sandbox.tenant_keys import KEYS

BASE = "http://127.0.0.1:8484"
CONFIG = Auth0Config(
    issuer=f"{BASE}/",
    cli_client_id="cli",
    audience="https://api.example",
    vault_client_id="vault",
    vault_client_secret="s3cret/+:",
)
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
VAULT_GRANT = "urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token"
FEDERATED = "http://auth0.com/oauth/token-type/federated-connection-access-token"
EVERYTHING = "openid profile email aegis:read aegis:write aegis:admin"


class Tenant:
    """A tenant, its clock, and the requests that its clients make."""

    def __init__(self) -> None:
        self.time = 1_790_000_000.0
        self.state = State(now=lambda: self.time)
        self.http = DirectClient(
            auth0(self.state, config=CONFIG, keys=KEYS), base_url=BASE, run=asyncio.run
        )

    def device(self, **changes: str) -> Any:
        form = {"client_id": "cli", "audience": CONFIG.audience, "scope": EVERYTHING} | changes
        return self.http.post("/oauth/device/code", data=form)

    def poll(self, device_code: str, /, **changes: str) -> Any:
        form = {"grant_type": DEVICE_GRANT, "device_code": device_code, "client_id": "cli"}
        return self.http.post("/oauth/token", data=form | changes)

    def press(self, user_code: str, action: str, **headers: str) -> Any:
        form = {"user_code": user_code, "action": action}
        return self.http.post("/activate", data=form, headers=headers)

    def sign_in(self, **changes: str) -> dict[str, Any]:
        self.state.confirm = Confirm.AUTO
        granted: dict[str, Any] = self.poll(self.device(**changes).json()["device_code"]).json()
        return granted

    def exchange_form(self, **changes: str) -> dict[str, str]:
        form = {
            "grant_type": VAULT_GRANT,
            "client_id": "vault",
            "client_secret": CONFIG.vault_client_secret,
            "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "requested_token_type": FEDERATED,
            "connection": "github",
        }
        if "subject_token" not in changes:
            form["subject_token"] = self.sign_in()["access_token"]
        return {name: value for name, value in (form | changes).items() if value != "OMIT"}

    def exchange(self, **changes: str) -> Any:
        return self.http.post("/oauth/token", data=self.exchange_form(**changes))

    def claims(self, token: str) -> jwt.Token:
        keys = KeySet.import_key_set(self.http.get("/.well-known/jwks.json").json())
        return jwt.decode(token, keys, algorithms=["RS256"])


@pytest.fixture
def tenant() -> Tenant:
    return Tenant()


def refusal(answer: Any) -> tuple[int, str]:
    """Return how an endpoint refused: the status, and the `error` that a client switches on."""
    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.json()) == {"error", "error_description"}
    return answer.status_code, answer.json()["error"]


# Discovery and keys


def test_discovery_names_the_issuer_with_its_slash_and_every_endpoint(tenant: Tenant) -> None:
    document = tenant.http.get("/.well-known/openid-configuration").json()

    assert document["issuer"] == f"{BASE}/"
    assert document["device_authorization_endpoint"] == f"{BASE}/oauth/device/code"
    assert document["token_endpoint"] == f"{BASE}/oauth/token"
    assert document["jwks_uri"] == f"{BASE}/.well-known/jwks.json"


def test_the_jwks_holds_two_public_keys_and_no_private_part(tenant: Tenant) -> None:
    keys = tenant.http.get("/.well-known/jwks.json").json()["keys"]

    assert len({key["kid"] for key in keys}) == 2
    assert all(set(key) == {"kty", "use", "n", "e", "kid", "alg"} for key in keys)


# POST /oauth/device/code


def test_a_device_code_answer_has_auth0s_shape(tenant: Tenant) -> None:
    answer = tenant.device()
    body = answer.json()

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert re.fullmatch("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", body["user_code"])
    assert body["verification_uri"] == f"{BASE}/activate"
    assert body["verification_uri_complete"] == f"{BASE}/activate?user_code={body['user_code']}"
    assert (body["expires_in"], body["interval"]) == (900, 1)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"client_id": "who"}, (401, "unauthorized_client")),
        ({"client_id": ""}, (400, "invalid_request")),
        ({"client_id": "vault"}, (403, "unauthorized_client")),
        ({"client_secret": "x"}, (403, "unauthorized_client")),
        ({"audience": "https://other.example"}, (403, "access_denied")),
    ],
)
def test_a_wrong_device_request_is_refused(
    tenant: Tenant, changes: dict[str, str], expected: tuple[int, str]
) -> None:
    assert refusal(tenant.device(**changes)) == expected


def test_a_wrong_audience_is_named(tenant: Tenant) -> None:
    answer = tenant.device(audience="https://other.example")

    assert answer.json()["error_description"] == "Service not found: https://other.example"


@pytest.mark.parametrize(
    ("media_type", "body", "status"),
    [
        ("application/json", '{"client_id": "cli"}', 400),
        ("text/plain", "client_id=cli", 400),
        ("application/x-www-form-urlencoded", "client_id=cli&client_id=cli", 400),
        ("application/x-www-form-urlencoded", "client_id=%ff", 400),
        ("application/x-www-form-urlencoded", "scope=" + "x" * 70_000, 413),
    ],
)
def test_a_malformed_device_request_is_refused(
    tenant: Tenant, media_type: str, body: str, status: int
) -> None:
    headers = {"content-type": media_type}
    answer = tenant.http.post("/oauth/device/code", content=body, headers=headers)

    assert refusal(answer) == (status, "invalid_request")


# Polling


def test_a_poll_before_the_person_answers_is_pending_with_403(tenant: Tenant) -> None:
    assert refusal(tenant.poll(tenant.device().json()["device_code"])) == (
        403,
        "authorization_pending",
    )


@pytest.mark.parametrize(
    ("waited", "expected"),
    [(0.5, (429, "slow_down")), (0.95, (403, "authorization_pending"))],
)
def test_polling_faster_than_the_interval_is_told_to_slow_down_with_429(
    tenant: Tenant, waited: float, expected: tuple[int, str]
) -> None:
    code = tenant.device().json()["device_code"]
    tenant.poll(code)

    tenant.time += waited

    assert refusal(tenant.poll(code)) == expected


def test_an_expired_code_says_so_exactly_once(tenant: Tenant) -> None:
    code = tenant.device().json()["device_code"]
    tenant.time += 900

    answers = [refusal(tenant.poll(code)) for _ in range(3)]

    assert answers == [(403, "expired_token"), (403, "invalid_grant"), (403, "invalid_grant")]


def test_a_denied_code_is_access_denied_in_auth0s_words(tenant: Tenant) -> None:
    code = tenant.device().json()
    tenant.press(code["user_code"], "deny")

    answer = tenant.poll(code["device_code"])

    assert refusal(answer) == (403, "access_denied")
    assert answer.json()["error_description"] == "User cancelled the confirmation prompt."


def test_a_device_code_can_be_redeemed_once(tenant: Tenant) -> None:
    code = tenant.device().json()
    tenant.press(code["user_code"], "confirm")

    assert tenant.poll(code["device_code"]).status_code == 200
    assert refusal(tenant.poll(code["device_code"])) == (403, "invalid_grant")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"client_id": "who"}, (401, "unauthorized_client")),
        ({"client_id": "vault"}, (403, "unauthorized_client")),
        ({"device_code": "made-up"}, (403, "invalid_grant")),
        ({"device_code": ""}, (400, "invalid_request")),
        ({"grant_type": ""}, (400, "invalid_request")),
        ({"grant_type": "password"}, (400, "unsupported_grant_type")),
    ],
)
def test_a_wrong_poll_is_refused(
    tenant: Tenant, changes: dict[str, str], expected: tuple[int, str]
) -> None:
    code = tenant.device().json()["device_code"]

    assert refusal(tenant.poll(code, **changes)) == expected


def test_codes_that_expired_long_ago_are_deleted(tenant: Tenant) -> None:
    tenant.device()
    tenant.device()
    assert len(tenant.state.device_codes) == 2
    tenant.time += 900 + 3601

    tenant.device()

    assert len(tenant.state.device_codes) == 1


# Who confirms


def test_auto_confirms_at_once(tenant: Tenant) -> None:
    tenant.state.confirm = Confirm.AUTO

    assert tenant.poll(tenant.device().json()["device_code"]).status_code == 200


def test_auto_with_a_delay_waits_for_a_person_first(tenant: Tenant) -> None:
    tenant.state.confirm, tenant.state.confirm_after = Confirm.AUTO, 5.0
    code = tenant.device().json()["device_code"]

    early = refusal(tenant.poll(code))
    tenant.time += 5
    late = tenant.poll(code)

    assert early == (403, "authorization_pending")
    assert late.status_code == 200


def test_a_person_who_denied_wins_over_auto(tenant: Tenant) -> None:
    tenant.state.confirm, tenant.state.confirm_after = Confirm.AUTO, 5.0
    code = tenant.device().json()
    tenant.press(code["user_code"], "deny")

    tenant.time += 60

    assert refusal(tenant.poll(code["device_code"])) == (403, "access_denied")


# Tokens


def test_an_access_token_follows_rfc_9068_with_auth0s_claims(tenant: Tenant) -> None:
    token = tenant.claims(tenant.sign_in()["access_token"])

    assert token.header["typ"] == "at+jwt"
    assert token.header["alg"] == "RS256"
    assert token.claims.pop("jti")
    assert token.claims == {
        "iss": f"{BASE}/",
        "sub": "github|583231",
        "aud": [CONFIG.audience, f"{BASE}/userinfo"],
        "iat": 1_790_000_000,
        "exp": 1_790_000_600,
        "scope": EVERYTHING,
        "azp": "cli",
        "client_id": "cli",
        "permissions": ["aegis:read", "aegis:write", "aegis:admin"],
        "auth_time": int(tenant.time),
    }


def test_without_openid_the_audience_is_one_string_and_there_is_no_id_token(
    tenant: Tenant,
) -> None:
    granted = tenant.sign_in(scope="aegis:read")

    assert "id_token" not in granted
    assert tenant.claims(granted["access_token"]).claims["aud"] == CONFIG.audience


def test_without_offline_access_at_the_api_there_is_no_refresh_token(tenant: Tenant) -> None:
    tenant.state.offline_access = False

    granted = tenant.sign_in(scope="openid offline_access aegis:read")

    assert set(granted) == {"access_token", "id_token", "scope", "expires_in", "token_type"}
    assert (granted["token_type"], granted["expires_in"]) == ("Bearer", 600)


@pytest.mark.parametrize(
    ("requested", "granted"),
    [
        ("openid repo aegis:read aegis:root", "openid aegis:read"),
        ("aegis:write openid aegis:write", "aegis:write openid"),
        ("openid offline_access", "openid offline_access"),
        ("", ""),
    ],
)
def test_unknown_scopes_are_dropped(tenant: Tenant, requested: str, granted: str) -> None:
    assert tenant.sign_in(scope=requested)["scope"] == granted


def test_the_scope_is_what_was_asked_for_and_the_person_may_have(tenant: Tenant) -> None:
    tenant.state.permissions = ("aegis:read",)

    granted = tenant.sign_in()

    assert granted["scope"] == "openid profile email aegis:read"
    assert tenant.claims(granted["access_token"]).claims["permissions"] == ["aegis:read"]


def test_the_id_token_is_for_the_client_and_names_the_person(tenant: Tenant) -> None:
    claims = tenant.claims(tenant.sign_in()["id_token"]).claims

    assert (claims["iss"], claims["aud"]) == (f"{BASE}/", "cli")
    assert (claims["sub"], claims["name"], claims["nickname"]) == (
        "github|583231",
        "Mona Lisa",
        "mona",
    )
    assert claims["picture"].startswith("https://")


def test_without_profile_the_id_token_names_nobody(tenant: Tenant) -> None:
    claims = tenant.claims(tenant.sign_in(scope="openid aegis:read")["id_token"]).claims

    assert not claims.keys() & {"name", "nickname", "picture", "email"}


def test_a_token_is_of_an_audience(tenant: Tenant) -> None:
    assert refusal(tenant.device(audience="")) == (403, "access_denied")


def test_revoking_anything_succeeds(tenant: Tenant) -> None:
    answer = tenant.http.post("/oauth/revoke", data={"client_id": "cli", "token": "x"})

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"client_id": "cli"}, (400, "invalid_request")),
        ({"client_id": "who", "token": "x"}, (401, "invalid_client")),
    ],
)
def test_a_wrong_revocation_is_refused(
    tenant: Tenant, form: dict[str, str], expected: tuple[int, str]
) -> None:
    assert refusal(tenant.http.post("/oauth/revoke", data=form)) == expected


# Token Vault


def test_an_exchange_returns_a_github_token_with_an_empty_scope(tenant: Tenant) -> None:
    answer = tenant.exchange()
    body = answer.json()

    assert answer.headers["cache-control"] == "no-store"
    assert re.fullmatch("ghu_[A-Za-z0-9]{36}", body["access_token"])
    assert tenant.state.provider_tokens == {body.pop("access_token"): tenant.time + 28800}
    assert body == {
        "scope": "",
        "expires_in": 28800,
        "issued_token_type": FEDERATED,
        "token_type": "Bearer",
    }


@for_each(
    ("changes", "expected"),
    [
        ({"client_secret": "wrong"}, (401, "invalid_client")),
        ({"client_secret": "OMIT"}, (401, "invalid_client")),
        ({"client_id": "who"}, (401, "invalid_client")),
        ({"client_id": "cli"}, (403, "unauthorized_client")),
        ({"audience": CONFIG.audience}, (400, "invalid_request")),
        ({"scope": "repo"}, (400, "invalid_request")),
        ({"resource": CONFIG.audience}, (400, "invalid_request")),
        ({"requested_token_type": FEDERATED.replace("http", "https")}, (400, "invalid_request")),
        ({"requested_token_type": "OMIT"}, (400, "invalid_request")),
        (
            {"subject_token_type": "urn:ietf:params:oauth:token-type:refresh_token"},
            (400, "invalid_request"),
        ),
        ({"connection": "google-oauth2"}, (400, "invalid_request")),
        ({"connection": "OMIT"}, (400, "invalid_request")),
        ({"subject_token": "OMIT"}, (400, "invalid_request")),
        ({"subject_token": "not-a-token"}, (401, "invalid_grant")),
    ],
)
def test_a_wrong_exchange_is_refused(
    tenant: Tenant, changes: dict[str, str], expected: tuple[int, str]
) -> None:
    assert refusal(tenant.exchange(**changes)) == expected
    assert tenant.state.provider_tokens == {}


def signed(**changes: Any) -> str:
    """Sign an access token like the tenant's, with the tenant's key, that differs in one thing."""
    typ = changes.pop("typ", "at+jwt")
    claims = {
        "iss": f"{BASE}/",
        "sub": "github|583231",
        "aud": [CONFIG.audience],
        "exp": 1_790_000_600,
        "scope": "aegis:read",
    }
    return KEYS.sign(claims | changes, typ=typ)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: signed(exp=1_790_000_000), (401, "invalid_grant")),
        (lambda: signed(iss=BASE), (401, "invalid_grant")),
        (lambda: signed(sub="github|1"), (401, "invalid_grant")),
        (lambda: signed(typ="JWT"), (401, "invalid_grant")),
        (lambda: signed()[:-8] + "AAAAAAAA", (401, "invalid_grant")),
        (lambda: Keys.generate().sign({}, typ="at+jwt"), (401, "invalid_grant")),
        (lambda: signed(aud="https://other.example"), (403, "unauthorized_client")),
    ],
)
def test_the_subject_token_is_verified(
    tenant: Tenant, make: Callable[[], str], expected: tuple[int, str]
) -> None:
    assert refusal(tenant.exchange(subject_token=make())) == expected


def test_an_account_that_is_not_connected_gets_auth0s_words(tenant: Tenant) -> None:
    tenant.state.connected = False

    answer = tenant.exchange()

    assert refusal(answer) == (401, "federated_connection_refresh_token_not_found")
    assert answer.json()["error_description"] == "Federated connection Refresh Token not found."


def test_a_connection_to_another_service_gives_its_token_which_github_does_not_know(
    tenant: Tenant,
) -> None:
    tenant.state.others = {"notice-board": "board"}

    answer = tenant.exchange(connection="notice-board").json()
    other = tenant.exchange(connection="pigeon-post")

    token = answer["access_token"]
    assert (True, 28800) == (token.startswith("board-"), answer["expires_in"])
    assert {} == tenant.state.provider_tokens
    assert [token] == tenant.state.issued["board"]
    assert (400, "invalid_request") == refusal(other)


def test_each_exchange_mints_a_token_so_that_commands_can_be_told_apart(tenant: Tenant) -> None:
    first, second = (tenant.exchange().json()["access_token"] for _ in range(2))

    assert first != second
    assert set(tenant.state.provider_tokens) == {first, second}


def test_without_fresh_tokens_the_same_token_is_returned_until_it_ends(tenant: Tenant) -> None:
    tenant.state.fresh_tokens = False
    first = tenant.exchange().json()
    tenant.time += 28000
    second = tenant.exchange().json()
    tenant.time += 800
    third = tenant.exchange().json()

    assert second["access_token"] == first["access_token"]
    assert second["expires_in"] == 800
    assert third["access_token"] != first["access_token"]


def test_latency_is_added_to_the_exchange_only(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("asyncio.sleep", sleep)
    tenant.state.latency[SandboxService.AUTH0] = 0.15
    token = tenant.sign_in()["access_token"]
    before = list(slept)
    tenant.exchange(subject_token=token)

    assert before == []
    assert slept == [0.15]


# Everything else


@pytest.mark.parametrize(("method", "path"), [("GET", "/oauth/token"), ("POST", "/me/v1/x")])
def test_a_route_that_is_not_implemented_answers_501(
    tenant: Tenant, method: str, path: str
) -> None:
    answer = tenant.http.request(method, path)

    assert answer.status_code == 501
    assert answer.json()["error_description"] == f"The sandbox's Auth0 has no {method} {path}."


# The verification page


def test_the_page_without_a_code_asks_for_it(tenant: Tenant) -> None:
    answer = tenant.http.get("/activate")

    assert answer.status_code == 200
    assert '<input id="user_code" name="user_code"' in answer.text


def test_the_page_shows_the_code_the_app_and_the_scopes_in_plain_words(tenant: Tenant) -> None:
    code = tenant.device(scope="openid profile aegis:read aegis:write").json()

    page = tenant.http.get(code["verification_uri_complete"])

    assert page.status_code == 200
    assert f'<strong class="code">{code["user_code"]}</strong>' in page.text
    assert (
        "<strong>Aegis</strong> wants to sign in as <strong>Mona Lisa (mona)</strong>" in page.text
    )
    assert "Change things on GitHub for you" in page.text
    assert "Delete things" not in page.text
    assert page.text.count('<button class="main" type="submit" name="action" value="confirm">') == 1


def test_the_page_runs_no_script_and_loads_nothing(tenant: Tenant) -> None:
    page = tenant.http.get("/activate")

    (style,) = re.findall("<style>(.*)</style>", page.text, re.DOTALL)
    allowed = b64encode(sha256(style.encode()).digest()).decode()

    assert page.headers["content-security-policy"].startswith(
        f"default-src 'none'; style-src 'sha256-{allowed}'; form-action 'self'"
    )
    assert page.headers["cache-control"] == "no-store"
    assert "<script" not in page.text
    assert "src=" not in page.text


@pytest.mark.parametrize("change", [str.lower, lambda code: f" {code.replace('-', ' ')} "])
def test_a_code_may_be_typed_in_any_case_and_spacing(
    tenant: Tenant, change: Callable[[str], str]
) -> None:
    code = tenant.device().json()

    tenant.press(change(code["user_code"]), "confirm")

    assert tenant.poll(code["device_code"]).status_code == 200


@pytest.mark.parametrize(("action", "title"), [("confirm", "Signed in"), ("deny", "Denied")])
def test_pressing_shows_the_result(tenant: Tenant, action: str, title: str) -> None:
    page = tenant.press(tenant.device().json()["user_code"], action, origin=BASE)

    assert page.status_code == 200
    assert f"<h1>{title}</h1>" in page.text


@pytest.mark.parametrize("typed", ["BBBB-BBBB", "<script>alert(1)</script>", "..."])
def test_a_wrong_code_is_a_404_page_that_repeats_nothing(tenant: Tenant, typed: str) -> None:
    page = tenant.http.get("/activate", params={"user_code": typed})

    assert page.status_code == 404
    assert typed not in page.text


def test_an_expired_code_is_a_410_page(tenant: Tenant) -> None:
    code = tenant.device().json()
    tenant.time += 900

    assert tenant.press(code["user_code"], "confirm").status_code == 410
    assert refusal(tenant.poll(code["device_code"])) == (403, "expired_token")


def test_a_code_is_answered_once(tenant: Tenant) -> None:
    code = tenant.device().json()
    tenant.press(code["user_code"], "deny")

    assert tenant.press(code["user_code"], "confirm").status_code == 410
    assert refusal(tenant.poll(code["device_code"])) == (403, "access_denied")


@pytest.mark.parametrize(
    ("action", "headers", "status"),
    [
        ("maybe", {}, 400),
        ("confirm", {"origin": "https://evil.example"}, 403),
        ("confirm", {"origin": "null"}, 403),
        ("confirm", {"content-type": "text/plain"}, 400),
    ],
)
def test_an_answer_that_is_not_the_pages_own_changes_nothing(
    tenant: Tenant, action: str, headers: dict[str, str], status: int
) -> None:
    code = tenant.device().json()

    page = tenant.press(code["user_code"], action, **headers)

    assert page.status_code == status
    assert refusal(tenant.poll(code["device_code"])) == (403, "authorization_pending")
