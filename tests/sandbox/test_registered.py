"""What the Management API registers signs people in and exchanges, as far as it was set up."""

import asyncio
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from aegis_cli.oauth.authorization import GRANT as CODE_GRANT
from aegis_cli.oauth.device import GRANT as DEVICE_GRANT
from aegis_cli.oauth.exchange import GRANT as VAULT_GRANT
from aegis_cli.oauth.refresh import GRANT as REFRESH_GRANT
from aegis_cli.sandbox.auth0.service import auth0
from aegis_cli.sandbox.auth0.tenant import Auth0Config
from aegis_cli.sandbox.github.world.registered_apps import App
from aegis_cli.sandbox.state import Confirm, State
from aegis_cli.setup.desired import text_of
from tests.helpers.direct import DirectClient
from tests.helpers.rows import for_each
from tests.sandbox.tenant_keys import KEYS

BASE = "http://127.0.0.1:8484"
CONFIG = Auth0Config(f"{BASE}/", "cli", "https://api.example", "vault", "s3cret")
AUDIENCE = "https://aegis.acme.example"
ME = f"{BASE}/me/"
BACK = f"{BASE}/login/callback"
CALLBACK = "http://127.0.0.1:18484/callback"
SCOPES = ("aegis:read", "aegis:write")
API = {
    "identifier": AUDIENCE,
    "enforce_policies": True,
    "allow_offline_access": True,
    "token_lifetime": 300,
    "token_lifetime_for_web": 300,
    "scopes": [{"value": scope} for scope in SCOPES],
}
NATIVE = {
    "name": "aegis",
    "app_type": "native",
    "token_endpoint_auth_method": "none",
    "grant_types": [DEVICE_GRANT, CODE_GRANT, REFRESH_GRANT],
    "callbacks": [CALLBACK],
}
VAULT = {
    "name": "vault",
    "app_type": "resource_server",
    "resource_server_identifier": AUDIENCE,
    "grant_types": [VAULT_GRANT],
}


class Registered:
    """A tenant in which everything was set up by the Management API, and one person signed in."""

    def __init__(self) -> None:
        self.state = State(now=lambda: 1_790_000_000.0)
        self.state.confirm = Confirm.AUTO
        self.http = DirectClient(
            auth0(self.state, config=CONFIG, keys=KEYS), base_url=BASE, run=asyncio.run
        )
        self.api = self.made("/resource-servers", API)
        self.native = self.made("/clients", NATIVE)["client_id"]
        self.vault = self.made("/clients", VAULT)
        mine = {"client_id": self.native, "subject_type": "user"}
        self.grant = self.made("/client-grants", mine | {"audience": AUDIENCE, "scope": [*SCOPES]})
        connect = ["create:me:connected_accounts"]
        self.made("/client-grants", mine | {"audience": ME, "scope": connect})
        self.connection = self.manage("GET", "/connections")[0]["id"]
        self.manage(
            "PATCH", f"/connections/{self.connection}", {"connected_accounts": {"active": True}}
        )
        self.enable(status=True)
        self.app = App("Iv1.made", "made-s3cret", slug="made", callback_urls=(BACK,))
        self.state.register(self.app)

    def behind(self, **options: str) -> None:
        """Put an App behind the connection."""
        self.manage("PATCH", f"/connections/{self.connection}", {"options": options})

    def manage(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"authorization": "Bearer sandbox-management"}
        answer = self.http.request(method, f"/api/v2{path}", json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def made(self, path: str, body: Any) -> Any:
        return self.manage("POST", path, body)

    def enable(self, *, status: bool) -> None:
        clients = [{"client_id": self.native, "status": status}]
        self.manage("PATCH", f"/connections/{self.connection}/clients", clients)

    def give(self, *names: str) -> None:
        """Give the person permissions, whom their first sign-in has made."""
        self.sign_in()
        given = [{"resource_server_identifier": AUDIENCE, "permission_name": n} for n in names]
        self.manage("POST", "/users/github|583231/permissions", {"permissions": given})

    def device(self, **changes: str) -> Any:
        form = {
            "client_id": self.native,
            "audience": AUDIENCE,
            "scope": "openid " + " ".join(SCOPES),
        }
        return self.http.post("/oauth/device/code", data=form | changes)

    def poll(self, code: str, **changes: str) -> Any:
        form = {"grant_type": DEVICE_GRANT, "device_code": code, "client_id": self.native}
        return self.http.post("/oauth/token", data=form | changes)

    def sign_in(self, **changes: str) -> Any:
        return self.poll(self.device(**changes).json()["device_code"]).json()

    def exchange(self, **changes: str) -> Any:
        form = {
            "grant_type": VAULT_GRANT,
            "client_id": self.vault["client_id"],
            "client_secret": self.vault["client_secret"],
            "subject_token": self.sign_in()["access_token"],
            "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "requested_token_type": "http://auth0.com/oauth/token-type/federated-connection-access-token",
            "connection": "github",
        }
        return self.http.post("/oauth/token", data=form | changes)

    def connect(self) -> int:
        return int(self.ticket().status_code)

    def ticket(self) -> Any:
        token = self.sign_in(audience=ME, scope="create:me:connected_accounts")["access_token"]
        body = {
            "connection": "github",
            "redirect_uri": CALLBACK,
            "state": "x",
            "code_challenge": "c" * 43,
            "code_challenge_method": "S256",
        }
        headers = {"authorization": f"Bearer {token}"}
        self.state.confirm = Confirm.PAGE
        path = "/me/v1/connected-accounts/connect"
        answer = self.http.post(path, json=body, headers=headers)
        self.state.confirm = Confirm.AUTO
        return answer

    def at_github(self) -> Any:
        """Press Connect on the page, and return what the browser then sees."""
        ticket = self.ticket().json()["connect_params"]["ticket"]
        form = {"ticket": ticket, "action": "connect"}
        return self.http.post("/connected-accounts/connect", data=form, follow_redirects=False)


@pytest.fixture
def tenant() -> Registered:
    return Registered()


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_what_is_set_up_signs_in_exchanges_and_connects(tenant: Registered) -> None:
    tenant.give("aegis:read")

    granted = tenant.sign_in(scope="openid offline_access aegis:read aegis:write")
    form = {"grant_type": REFRESH_GRANT, "client_id": tenant.native}
    renewed = tenant.http.post(
        "/oauth/token", data=form | {"refresh_token": granted["refresh_token"]}
    )

    assert ("openid offline_access aegis:read", 300) == (granted["scope"], granted["expires_in"])
    assert 200 == renewed.status_code
    assert 200 == tenant.exchange().status_code
    assert 201 == tenant.connect()


def test_a_person_exists_from_the_first_sign_in_on_and_has_no_permission(
    tenant: Registered,
) -> None:
    before = tenant.manage("GET", "/users")
    granted = tenant.sign_in()
    (user,) = tenant.manage("GET", "/users-by-email?email=mona@example.com")

    assert ([], "openid") == (before, granted["scope"])
    assert ("github|583231", "github") == (user["user_id"], user["identities"][0]["connection"])


def test_without_rbac_everything_that_is_asked_for_is_granted(tenant: Registered) -> None:
    tenant.manage("PATCH", f"/resource-servers/{tenant.api['id']}", {"enforce_policies": False})

    assert "openid aegis:read aegis:write" == tenant.sign_in()["scope"]


def test_without_a_client_grant_nobody_signs_in(tenant: Registered) -> None:
    tenant.manage("DELETE", f"/client-grants/{tenant.grant['id']}")

    assert (403, "access_denied") == refusal(tenant.device())


@pytest.mark.parametrize(
    "change",
    [{"grant_types": [CODE_GRANT]}, {"token_endpoint_auth_method": "client_secret_post"}],
    ids=str,
)
def test_an_application_that_is_not_for_the_device_flow_is_refused(
    tenant: Registered, change: dict[str, Any]
) -> None:
    tenant.manage("PATCH", f"/clients/{tenant.native}", change)

    assert (403, "unauthorized_client") == refusal(tenant.device())


def test_a_code_and_a_refresh_token_are_of_the_application_that_got_them(
    tenant: Registered,
) -> None:
    code = tenant.device().json()["device_code"]
    token = tenant.sign_in(scope="openid offline_access")["refresh_token"]
    form = {"grant_type": REFRESH_GRANT, "client_id": "cli", "refresh_token": token}

    assert (403, "invalid_grant") == refusal(tenant.poll(code, client_id="cli"))
    assert (403, "invalid_grant") == refusal(tenant.http.post("/oauth/token", data=form))


def test_the_exchange_takes_only_the_linked_client_and_its_api(tenant: Registered) -> None:
    foreign = tenant.poll(
        tenant.device(client_id="cli", audience=CONFIG.audience).json()["device_code"],
        client_id="cli",
    ).json()["access_token"]

    assert (401, "invalid_client") == refusal(tenant.exchange(client_secret="wrong"))
    assert (403, "unauthorized_client") == refusal(tenant.exchange(client_id=tenant.native))
    assert (403, "unauthorized_client") == refusal(tenant.exchange(subject_token=foreign))
    assert (400, "invalid_request") == refusal(tenant.exchange(connection="gitlab"))


def test_a_connection_that_is_off_or_of_another_purpose_connects_nobody(
    tenant: Registered,
) -> None:
    tenant.enable(status=False)
    off = tenant.connect()
    tenant.enable(status=True)
    path = f"/connections/{tenant.connection}"
    tenant.manage("PATCH", path, {"connected_accounts": {"active": False}})

    assert (404, 404) == (off, tenant.connect())
    assert (400, "invalid_request") == refusal(tenant.exchange())


def test_the_code_flow_goes_to_a_callback_of_the_application_only(tenant: Registered) -> None:
    query = {
        "response_type": "code",
        "client_id": tenant.native,
        "redirect_uri": CALLBACK,
        "code_challenge": "c" * 43,
        "code_challenge_method": "S256",
        "scope": "openid",
        "audience": AUDIENCE,
    }
    right = tenant.http.get("/authorize", params=query, follow_redirects=False)
    other = query | {"redirect_uri": "http://127.0.0.1:18486/callback"}
    wrong = tenant.http.get("/authorize", params=other, follow_redirects=False)

    assert right.headers["location"].startswith(f"{CALLBACK}?code=")
    assert 403 == wrong.status_code


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/users/nobody", None, 404),
        ("GET", "/users/nobody/permissions", None, 404),
        ("GET", "/users-by-email", None, 400),
        ("GET", "/users?q=mona", None, 400),
        ("POST", "/users/github|583231/permissions", {"permissions": []}, 400),
        (
            "POST",
            "/users/github|583231/permissions",
            {
                "permissions": [
                    {"resource_server_identifier": AUDIENCE, "permission_name": "aegis:fly"}
                ]
            },
            400,
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_people_and_permissions_that_do_not_exist_are_refused(
    tenant: Registered, method: str, path: str, body: Any, status: int
) -> None:
    tenant.sign_in()
    headers = {"authorization": "Bearer sandbox-management"}

    assert (
        status
        == tenant.http.request(method, f"/api/v2{path}", json=body, headers=headers).status_code
    )


# The Actions that ask for a second factor

ASKS = 'api.authentication.enrollWithAny([{ type: "otp" }, { type: "phone" }])'


class WithActions(Registered):
    """The same, with an Action that asks, and a person who may destroy."""

    def __init__(self, code: str = ASKS) -> None:
        super().__init__()
        scopes = [*SCOPES, "aegis:admin"]
        server = {"scopes": [{"value": scope} for scope in scopes]}
        self.manage("PATCH", f"/resource-servers/{self.api['id']}", server)
        self.manage("PATCH", f"/client-grants/{self.grant['id']}", {"scope": scopes})
        trigger = [{"id": "post-login", "version": "v3"}]
        made = self.made(
            "/actions/actions", {"name": "x", "supported_triggers": trigger, "code": code}
        )
        self.manage("GET", f"/actions/actions/{made['id']}")
        self.made(f"/actions/actions/{made['id']}/deploy", None)
        ref = {"ref": {"type": "action_id", "value": made["id"]}, "display_name": "x"}
        self.manage("PATCH", "/actions/triggers/post-login/bindings", {"bindings": [ref]})
        self.give("aegis:read", "aegis:admin")

    def lets_actions_choose(self) -> None:
        chosen = {"customize_mfa_in_postlogin_action": True}
        self.manage("PATCH", "/tenants/settings", chosen)

    def switch(self, name: str, *, enabled: bool) -> None:
        self.manage("PUT", f"/guardian/factors/{name}", {"enabled": enabled})

    def admin(self) -> Any:
        code = self.device(scope="openid aegis:admin").json()["device_code"]
        return self.poll(code)


def test_an_action_that_asks_ends_the_sign_in_until_the_tenant_lets_it() -> None:
    tenant = WithActions()

    before, reads = tenant.admin(), tenant.sign_in(scope="openid aegis:read")
    tenant.lets_actions_choose()
    after = tenant.admin()

    assert (400, "invalid_request") == refusal(before)
    assert "feature is not enabled" in before.json()["error_description"]
    assert ("openid aegis:read", 200) == (reads["scope"], after.status_code)


@pytest.mark.parametrize(
    ("factor", "status"), [("sms", 200), ("email", 400), ("webauthn-platform", 400)]
)
def test_a_factor_that_the_action_does_not_name_helps_nobody(factor: str, status: int) -> None:
    tenant = WithActions()
    tenant.lets_actions_choose()
    tenant.switch("otp", enabled=False)
    tenant.switch(factor, enabled=True)

    assert status == tenant.admin().status_code


@pytest.mark.parametrize("factor", ["otp", "sms", "push-notification", "webauthn-platform"])
def test_one_factor_of_any_kind_is_enough_for_the_action_of_aegis(factor: str) -> None:
    tenant = WithActions(text_of("post_login.js"))
    tenant.lets_actions_choose()
    tenant.switch("otp", enabled=False)
    tenant.switch(factor, enabled=True)

    assert 200 == tenant.admin().status_code


def test_no_action_may_have_a_person_enrol_by_e_mail() -> None:
    tenant = WithActions(ASKS.replace("phone", "email"))
    tenant.lets_actions_choose()

    assert (400, "invalid_request") == refusal(tenant.admin())


def test_in_the_browser_the_refusal_of_an_action_leads_back_with_its_words() -> None:
    tenant = WithActions()
    query = {
        "response_type": "code",
        "client_id": tenant.native,
        "redirect_uri": CALLBACK,
        "code_challenge": "c" * 43,
        "code_challenge_method": "S256",
        "scope": "openid aegis:admin",
        "audience": AUDIENCE,
    }
    answer = tenant.http.get("/authorize", params=query, follow_redirects=False)

    assert "error=invalid_request&error_description=MFA+customized" in answer.headers["location"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/tenants/settings", {"friendly": True}),
        ("PATCH", "/tenants/settings", {"customize_mfa_in_postlogin_action": "yes"}),
        ("PATCH", "/tenants/settings", []),
        ("PUT", "/guardian/factors/mail", {"enabled": True}),
        ("PUT", "/guardian/factors/otp", {}),
    ],
)
def test_settings_and_factors_that_do_not_exist_are_refused(
    tenant: Registered, method: str, path: str, body: Any
) -> None:
    headers = {"authorization": "Bearer sandbox-management"}
    answer = tenant.http.request(method, f"/api/v2{path}", json=body, headers=headers)

    assert 400 == answer.status_code


# The GitHub App behind the connection


def test_the_token_is_of_the_app_that_the_connection_names(tenant: Registered) -> None:
    own = tenant.exchange().json()["access_token"]
    tenant.behind(client_id="Iv1.made", client_secret="made-s3cret")
    made = tenant.exchange().json()["access_token"]

    found = [tenant.state.app_of(token) for token in (own, made)]
    assert [tenant.state.own_app, tenant.app] == found
    assert 303 == tenant.at_github().status_code


@pytest.mark.parametrize(
    ("options", "callbacks", "said"),
    [
        ({"client_id": "Iv1.gone", "client_secret": "x"}, (BACK,), "404"),
        ({"client_id": "Iv1.made", "client_secret": "made-s3cret"}, (), "redirect_uri"),
    ],
)
def test_what_github_does_not_know_ends_on_a_page_of_github(
    options: dict[str, str], callbacks: tuple[str, ...], said: str, tenant: Registered
) -> None:
    tenant.behind(**options)
    tenant.state.register(replace(tenant.app, callback_urls=callbacks))

    answer = tenant.at_github()

    assert answer.status_code in {400, 404}
    assert said in answer.text


def test_with_a_wrong_secret_auth0_sends_the_browser_back_with_an_error(
    tenant: Registered,
) -> None:
    tenant.behind(client_id="Iv1.made", client_secret="other")

    assert "error=" in tenant.at_github().headers["location"]
    assert (401, "federated_connection_refresh_token_flow_failed") == refusal(tenant.exchange())


def test_the_developer_keys_of_auth0_give_the_vault_nothing_to_keep(tenant: Registered) -> None:
    tenant.behind()

    assert (401, "federated_connection_refresh_token_not_found") == refusal(tenant.exchange())


# A connection that was made for a service beside GitHub

SCOPED = "offline_access read:jira-work read:me"
ATLASSIAN = {
    "client_id": "an-id",
    "client_secret": "x",
    "scope": SCOPED,
    "useOauthSpecScope": True,
    "scripts": {"fetchUserProfile": 'request.get({ url: "https://api.atlassian.com/me" })'},
}


class WithJira(Registered):
    """The same, with a connection to Jira of these options."""

    def __init__(self, **options: Any) -> None:
        super().__init__()
        self.state.others = {"jira": "jira"}
        body = {
            "name": "jira",
            "strategy": "oauth2",
            "options": {name: value for name, value in (ATLASSIAN | options).items() if value},
            "connected_accounts": {"active": True},
        }
        self.connection = self.made("/connections", body)["id"]
        self.enable(status=True)

    def error(self, *scopes: str) -> str:
        """Press Connect, and return the error that the browser brings back; "" for none."""
        token = self.sign_in(audience=ME, scope="create:me:connected_accounts")["access_token"]
        body = {
            "connection": "jira",
            "redirect_uri": CALLBACK,
            "state": "x",
            "code_challenge": "c" * 43,
            "code_challenge_method": "S256",
        } | ({"scopes": [*scopes]} if scopes else {})
        headers = {"authorization": f"Bearer {token}"}
        self.state.confirm = Confirm.PAGE
        begun = self.http.post("/me/v1/connected-accounts/connect", json=body, headers=headers)
        self.state.confirm = Confirm.AUTO
        form = {"ticket": begun.json()["connect_params"]["ticket"], "action": "connect"}
        back = self.http.post("/connected-accounts/connect", data=form, follow_redirects=False)
        query = parse_qs(urlsplit(back.headers["location"]).query)
        return " ".join(query.get("error_description", []))


@for_each(
    ("options", "scopes", "said"),
    [
        ({}, SCOPED.split(), ""),
        ({}, (), ""),
        ({"useOauthSpecScope": False}, SCOPED.split(), "offline_access,read:jira-work"),
        ({"useOauthSpecScope": False}, ["read:me"], ""),
        ({}, ["offline_access", "read:jira-work"], "scope does not match"),
        ({"scope": "read:jira-work"}, (), "scope does not match"),
        ({"scripts": None}, ["read:jira-work"], ""),
    ],
)
def test_a_connection_to_jira_connects_with_its_scopes_by_spaces_and_that_of_the_profile(
    options: dict[str, Any], scopes: Any, said: str
) -> None:
    error = WithJira(**options).error(*scopes)

    assert bool(said) == bool(error)
    assert said in error


def test_a_scope_that_the_application_has_not_enabled_refuses_all_others() -> None:
    tenant = WithJira()
    tenant.state.enabled_scopes = {"jira": ("read:jira-work", "read:me")}

    assert "" == tenant.error(*SCOPED.split())
    assert "not enabled" in tenant.error(*SCOPED.split(), "read:sprint:jira-software")


def test_auth0_knows_no_strategy_of_slack(tenant: Registered) -> None:
    headers = {"authorization": "Bearer sandbox-management"}
    body = {"name": "sign-in-with-slack", "strategy": "slack"}

    answer = tenant.http.post("/api/v2/connections", json=body, headers=headers)

    assert (400, "invalid_body") == (answer.status_code, answer.json()["errorCode"])
