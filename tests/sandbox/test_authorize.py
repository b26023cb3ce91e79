"""The code flow answers as Auth0 does (`auth0.md`, section 2): pages, codes and their refusals."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from aegis_cli.sandbox.auth0.service import auth0
from aegis_cli.sandbox.auth0.tenant import Auth0Config
from aegis_cli.sandbox.state import Confirm, State
from tests.helpers.direct import DirectClient
from tests.sandbox.tenant_keys import KEYS

BASE = "http://127.0.0.1:8484"
CONFIG = Auth0Config(
    issuer=f"{BASE}/",
    cli_client_id="cli",
    audience="https://api.example",
    vault_client_id="vault",
    vault_client_secret="s3cret",
)
CALLBACK = "http://127.0.0.1:18485/callback"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()[:43]
PAGE = "/u/login"


class Tenant:
    """A tenant, its clock, and a person with a browser."""

    def __init__(self) -> None:
        self.time = 1_790_000_000.0
        self.state = State(now=lambda: self.time)
        app = auth0(self.state, config=CONFIG, keys=KEYS)
        self.http = DirectClient(app, base_url=BASE, follow_redirects=False)

    def ask(self, **changes: str) -> Any:
        query = {
            "response_type": "code",
            "client_id": "cli",
            "redirect_uri": CALLBACK,
            "scope": "openid profile aegis:read aegis:admin",
            "audience": CONFIG.audience,
            "state": "the-state",
            "nonce": "the-nonce",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            "max_age": "0",
        } | changes
        sent = {name: value for name, value in query.items() if value != "OMIT"}
        return self.http.get("/authorize", params=sent)

    def press(self, asked: Any, action: str = "confirm", **headers: str) -> Any:
        form = query_of(asked) | {"action": action}
        return self.http.post(PAGE, data=form, headers=headers)

    def code(self, **changes: str) -> str:
        return query_of(self.press(self.ask(**changes)))["code"]

    def redeem(self, code: str, /, **changes: str) -> Any:
        form = {
            "grant_type": "authorization_code",
            "client_id": "cli",
            "code": code,
            "code_verifier": VERIFIER,
            "redirect_uri": CALLBACK,
        } | changes
        sent = {name: value for name, value in form.items() if value != "OMIT"}
        return self.http.post("/oauth/token", data=sent)

    def id_claims(self, **changes: str) -> dict[str, Any]:
        granted = self.redeem(self.code(**changes)).json()
        claims = KEYS.verify(granted["id_token"], typ="JWT")
        assert claims is not None
        return claims


@pytest.fixture
def tenant() -> Tenant:
    return Tenant()


def query_of(answer: Any) -> dict[str, str]:
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: value for name, (value,) in query.items()}


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_a_person_confirms_and_the_code_brings_tokens_for_the_scope_that_was_asked(
    tenant: Tenant,
) -> None:
    asked = tenant.ask()
    page = tenant.http.get(asked.headers["location"])
    back = tenant.press(asked)
    granted = tenant.redeem(query_of(back)["code"]).json()

    assert (302, 200, 303) == (asked.status_code, page.status_code, back.status_code)
    assert "Log in again for Aegis?" in page.text
    assert CALLBACK in page.text
    assert "form-action 'self' http://127.0.0.1:18485;" in page.headers["content-security-policy"]
    assert "the-state" == query_of(back)["state"]
    assert back.headers["location"].startswith(f"{CALLBACK}?code=")
    assert "openid profile aegis:read aegis:admin" == granted["scope"]
    access = KEYS.verify(granted["access_token"], typ="at+jwt")
    assert access is not None
    assert (tenant.time, "aegis:admin") == (access["auth_time"], access["scope"].split()[-1])


def test_the_id_token_holds_the_nonce_and_the_time_of_the_login(tenant: Tenant) -> None:
    tenant.state.auth_age = 3600

    anew = tenant.id_claims()
    reused = tenant.id_claims(max_age="7200")
    plain = tenant.id_claims(max_age="OMIT", nonce="OMIT")

    assert ("the-nonce", tenant.time, "cli") == (anew["nonce"], anew["auth_time"], anew["aud"])
    assert tenant.time - 3600 == reused["auth_time"]
    assert not {"nonce", "auth_time"} & plain.keys()


def test_the_page_says_whether_a_login_is_asked_for(tenant: Tenant) -> None:
    asked = tenant.ask(max_age="60")

    assert "Go on for Aegis?" in tenant.http.get(asked.headers["location"]).text


def test_a_person_denies(tenant: Tenant) -> None:
    answer = query_of(tenant.press(tenant.ask(), "deny"))

    assert {"error", "error_description", "state"} == answer.keys()
    assert ("access_denied", "the-state") == (answer["error"], answer["state"])


def test_with_auto_confirm_the_code_comes_at_once(tenant: Tenant) -> None:
    tenant.state.confirm = Confirm.AUTO

    back = tenant.ask(state="OMIT")

    assert {"code"} == query_of(back).keys()
    assert 200 == tenant.redeem(query_of(back)["code"]).status_code


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "vault"},
        {"client_id": "OMIT"},
        {"redirect_uri": "http://localhost:18485/callback"},
        {"redirect_uri": "http://127.0.0.1:18487/callback"},
        {"redirect_uri": "http://127.0.0.1:18485/callback/"},
        {"redirect_uri": "OMIT"},
    ],
    ids=str,
)
def test_an_address_that_is_not_registered_is_never_redirected_to(
    tenant: Tenant, changes: dict[str, str]
) -> None:
    answer = tenant.ask(**changes)

    assert answer.status_code in {400, 403}
    assert "location" not in answer.headers


def test_a_repeated_parameter_is_refused(tenant: Tenant) -> None:
    twice = f"/authorize?client_id=cli&redirect_uri={CALLBACK}&redirect_uri={CALLBACK}"

    assert 400 == tenant.http.get(twice).status_code


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": "OMIT"}, "invalid_request"),
        ({"code_challenge": "OMIT"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"max_age": "now"}, "invalid_request"),
        ({"audience": "https://other.example"}, "access_denied"),
    ],
    ids=str,
)
def test_other_errors_are_sent_to_the_callback(
    tenant: Tenant, changes: dict[str, str], error: str
) -> None:
    answer = tenant.ask(**changes)

    assert (error, "the-state") == (query_of(answer)["error"], query_of(answer)["state"])
    assert {} == tenant.state.logins


def test_a_code_can_be_used_once_even_after_a_wrong_try(tenant: Tenant) -> None:
    used, wrong = tenant.code(), tenant.code()

    assert 200 == tenant.redeem(used).status_code
    assert (403, "invalid_grant") == refusal(tenant.redeem(used))
    assert (403, "invalid_grant") == refusal(tenant.redeem(wrong, code_verifier="w" * 64))
    assert (403, "invalid_grant") == refusal(tenant.redeem(wrong))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"code_verifier": "OMIT"}, (403, "invalid_grant")),
        ({"code_verifier": CHALLENGE}, (403, "invalid_grant")),
        ({"redirect_uri": "http://127.0.0.1:18484/callback"}, (403, "invalid_grant")),
        ({"redirect_uri": "OMIT"}, (403, "invalid_grant")),
        ({"code": "another"}, (403, "invalid_grant")),
        ({"code": "OMIT"}, (400, "invalid_request")),
        ({"client_id": "vault"}, (403, "unauthorized_client")),
        ({"client_id": "who"}, (401, "unauthorized_client")),
        ({"client_secret": "x"}, (403, "unauthorized_client")),
    ],
    ids=str,
)
def test_a_code_is_refused_with(
    tenant: Tenant, changes: dict[str, str], expected: tuple[int, str]
) -> None:
    assert expected == refusal(tenant.redeem(tenant.code(), **changes))


def test_page_and_code_expire(tenant: Tenant) -> None:
    asked, code = tenant.ask(), tenant.code()
    tenant.time += 600

    assert (403, "invalid_grant") == refusal(tenant.redeem(code))
    assert 410 == tenant.http.get(asked.headers["location"]).status_code
    assert 410 == tenant.press(asked).status_code
    tenant.ask()
    assert 1 == len(tenant.state.logins)


def test_the_page_is_answered_once_and_from_itself_only(tenant: Tenant) -> None:
    asked = tenant.ask()

    assert 403 == tenant.press(asked, origin="https://evil.example").status_code
    assert 400 == tenant.press(asked, "perhaps").status_code
    assert 400 == tenant.http.post(PAGE, content=b"{}").status_code
    assert 303 == tenant.press(asked, origin=BASE).status_code
    assert 410 == tenant.press(asked).status_code


def test_with_offline_access_there_is_a_refresh_token(tenant: Tenant) -> None:
    granted = tenant.redeem(tenant.code(scope="openid aegis:read offline_access")).json()

    assert granted["refresh_token"]
    assert "refresh_token" not in tenant.redeem(tenant.code()).json()
