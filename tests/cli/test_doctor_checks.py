"""Each single fault of a tenant, and each refusal that a person meets, is found by the doctor."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from aegis_cli.actions.facts import Effect
from aegis_cli.cli.doctor_checks import RequestChecks
from aegis_cli.core.http import Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.doctor.checks import examine
from aegis_cli.errors import Code
from aegis_cli.oauth.device import Client, sign_in
from aegis_cli.oauth.discovery import ServerMetadata
from aegis_cli.oauth.exchange import Vault, exchange
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.ports import Session
from aegis_cli.request.scopes import SCOPES
from aegis_cli.sandbox.auth0.management.tenant_settings import TenantSettings
from aegis_cli.settings.loading import load
from aegis_cli.settings.settings import Settings
from aegis_cli.setup.finding import Finding, State
from aegis_cli.wiring.app import App
from tests.helpers.canned import answer
from tests.helpers.flows import Player
from tests.helpers.rows import for_each
from tests.helpers.support import session
from tests.setup.tenants import AUDIENCE, BASE, Sandboxed
from tests.setup.test_repair import BY_HAND, ROWS

ENVIRONMENT = {
    "AEGIS_ISSUER": f"{BASE}/",
    "AEGIS_CLIENT_ID": "native",
    "AEGIS_AUDIENCE": AUDIENCE,
    "AEGIS_VAULT_CLIENT_ID": "vault",
    "AEGIS_VAULT_CLIENT_SECRET": "s3cret",
}
PROVIDER = ServerMetadata(
    issuer=f"{BASE}/",
    device_authorization_endpoint=f"{BASE}/oauth/device/code",
    token_endpoint=f"{BASE}/oauth/token",
    jwks_uri=f"{BASE}/.well-known/jwks.json",
)
CODE = answer(
    {
        "device_code": "device-code",
        "user_code": "QTZL-MCBW",
        "verification_uri": f"{BASE}/activate",
        "expires_in": 900,
        "interval": 5,
    }
)
GRANTED = answer(
    {"access_token": "session", "token_type": "Bearer", "scope": "openid profile aegis:read"}
)


@dataclass
class Wired:
    """What the checks use of the wiring: flows against prepared answers, without a network."""

    answers: tuple[Response | Unreachable, ...] = ()
    refusal: Response | Unreachable | None = None
    """What the exchange is answered."""
    tenant: Any = None
    settings: Settings = field(default_factory=lambda: load(ENVIRONMENT, None, path="none"))
    life: float | None = 600.0
    """The seconds for which a token is valid; `None` if the issuer does not say."""

    @property
    def part(self) -> "Wired":
        return self

    environment = sign_ins = executors = chosen = part
    options = SimpleNamespace(sandbox=False)

    def name_of(self, service: str) -> str:
        return service

    def for_reading(self) -> Session:
        player = Player(*self.answers or (CODE, GRANTED))
        client = Client("native", AUDIENCE)
        scope = SCOPES[Effect.READ]
        player.run(sign_in(PROVIDER, client, scope, now=player.clock, patience=60.0))
        return replace(session("session", "aegis:read"), expires_in=self.life)

    @contextmanager
    def open(self, found: Session) -> Iterator["Wired"]:
        vault = Vault(PROVIDER.token_endpoint, "vault", Secret("s3cret"), {})
        player = Player(forever=self.refusal or OPENED)
        player.run(exchange(vault, VaultConnection("github", BASE), found.access_token))
        yield self

    def read(self, calls: tuple[Any, ...], *, anew: bool = False) -> tuple[Outcome, ...]:
        return tuple(Outcome(call.id, StepStatus.DONE, data={"login": "mona"}) for call in calls)

    def management(self, _base: str, _token: Secret) -> Any:
        return self.tenant


OPENED = answer({"access_token": "ghu_token"})


def findings(wired: Wired, *names: str, has_token: bool = False) -> list[Finding]:
    token = (lambda _base: Secret("token")) if has_token else None
    checks = RequestChecks(cast("App", wired), token).all()
    return [*examine(check for check in checks if check.name in names)]


# With a token: each piece of the tenant


@pytest.fixture(scope="module")
def ready() -> TenantSettings:
    """What a tenant holds once it is set up."""
    tenant = Sandboxed()
    tenant.repaired()
    return tenant.settings


def test_a_tenant_that_is_set_up_is_well_and_nothing_is_changed(ready: TenantSettings) -> None:
    tenant = Sandboxed(ready)

    (found,) = findings(Wired(tenant=tenant), "tenant", has_token=True)

    assert (State.OK, "all 14 pieces are as they should be") == (found.state, found.message)
    assert [] == tenant.writes


@pytest.mark.parametrize("row", [*ROWS, *BY_HAND])
def test_each_single_fault_is_found_with_what_to_do(ready: TenantSettings, row: str) -> None:
    break_it, pieces = (ROWS | BY_HAND)[row]
    tenant = Sandboxed(deepcopy(ready))
    break_it(tenant.settings)

    found = findings(Wired(tenant=tenant), "tenant", has_token=True)

    assert [f"tenant: {piece}" for piece in pieces] == [one.name for one in found]
    assert {(State.FAILED, Code.MISCONFIGURED)} == {(one.state, one.code) for one in found}
    if row in ROWS:
        assert all("`aegis setup auth0`" in (one.hint or "") for one in found)
    assert all(one.hint for one in found)
    assert [] == tenant.writes


def test_a_management_token_does_not_go_to_a_tenant_that_only_a_broker_names(
    ready: TenantSettings,
) -> None:
    own = {"AEGIS_BROKER": "https://aegis.acme.example"}
    named = load(own, None, path="none").with_values({"issuer": f"{BASE}/"})
    known = load(ENVIRONMENT | own, None, path="none")
    tenant = Sandboxed(ready)

    (refused,) = findings(Wired(tenant=None, settings=named), "tenant", has_token=True)
    (seen,) = findings(Wired(tenant=tenant, settings=known), "tenant", has_token=True)

    assert (State.SKIPPED, Code.UNSEEN) == (refused.state, refused.code)
    assert "AEGIS_ISSUER" in (refused.hint or "")
    assert State.OK is seen.state


@pytest.mark.parametrize("check", ["exchange", "rate limit"])
def test_a_read_without_data_is_a_failure(check: str) -> None:
    @dataclass
    class Empty(Wired):
        def read(self, calls: tuple[Any, ...], *, anew: bool = False) -> tuple[Outcome, ...]:
            whole = {"login": "mona"} if check == "rate limit" else None
            return tuple(
                Outcome(call.id, StepStatus.DONE, whole if at == 0 else None)
                for at, call in enumerate(calls)
            )

    found = findings(Empty(), "sign-in", "exchange", "rate limit")

    (failed,) = (one for one in found if one.state is State.FAILED)
    assert (check, Code.PROTOCOL) == (failed.name, failed.code)


def test_without_a_token_it_says_that_the_tenant_was_not_looked_at_and_how_it_is() -> None:
    (found,) = findings(Wired(), "tenant")

    assert (State.SKIPPED, None) == (found.state, found.code)
    assert "not looked at" in found.message
    assert "aegis doctor --tenant" in (found.hint or "")


def test_without_an_issuer_there_is_no_tenant_to_look_at() -> None:
    wired = Wired(settings=load({}, None, path="none"))

    (found,) = findings(wired, "tenant", has_token=True)

    assert (State.SKIPPED, "no tenant is set") == (found.state, found.message)


def test_a_token_that_the_tenant_refuses_is_a_fault_of_its_own() -> None:
    (found,) = findings(Wired(tenant=Sandboxed(token="wrong")), "tenant", has_token=True)

    assert (State.FAILED, Code.ACCESS_DENIED) == (found.state, found.code)


# Without one: what a person meets


def no(error: str, status: int = 403, description: str = "") -> Response:
    return answer({"error": error, "error_description": description}, status)


SIGN_IN = {
    "the Device Code grant is off": ((no("unauthorized_client"),), Code.MISCONFIGURED),
    "the application has a secret": ((no("invalid_client", 401),), Code.MISCONFIGURED),
    "the audience is wrong": (
        (no("access_denied", description="Service not found: x"),),
        Code.MISCONFIGURED,
    ),
    "the API lacks the permissions": ((no("invalid_scope", 400),), Code.MISCONFIGURED),
    "a parameter is missing": ((no("invalid_request", 400),), Code.MISCONFIGURED),
    "the scopes are not granted": (
        (CODE, answer({"access_token": "s", "token_type": "Bearer", "scope": "openid"})),
        Code.SCOPE,
    ),
    "it was denied in the browser": ((CODE, no("access_denied")), Code.SIGN_IN_DENIED),
    "the code expired": ((CODE, no("expired_token")), Code.SIGN_IN_EXPIRED),
    "the issuer does something new": ((no("new_error"),), Code.SIGN_IN_FAILED),
}
EXCHANGE = {
    "no account is connected": (
        no("federated_connection_refresh_token_not_found", 401),
        Code.NOT_CONNECTED,
    ),
    "GitHub refuses the refresh token": (
        no("federated_connection_refresh_token_flow_failed", 401),
        Code.RECONNECT,
    ),
    "the connection lacks the purpose": (
        no("invalid_request", 400, "Token Vault is not enabled for the provided connection."),
        Code.MISCONFIGURED,
    ),
    "the vault's credentials are wrong": (no("invalid_client", 401), Code.MISCONFIGURED),
    "the Token Vault grant or the link is missing": (
        no("unauthorized_client"),
        Code.MISCONFIGURED,
    ),
    "the session is over": (no("invalid_grant", 401), Code.SESSION_EXPIRED),
    "an Action or a block denies it": (no("access_denied"), Code.ACCESS_DENIED),
    "a second factor is wanted": (no("mfa_required", 401), Code.MFA_REQUIRED),
    "the tenant has no Token Vault": (no("unsupported_grant_type", 400), Code.EXCHANGE_FAILED),
    "there are too many requests": (no("too_many_requests", 400), Code.EXCHANGE_FAILED),
    "the tenant does something new": (no("new_error"), Code.EXCHANGE_FAILED),
}


@for_each("row", SIGN_IN)
def test_each_reason_why_a_sign_in_fails_is_found(row: str) -> None:
    answers, code = SIGN_IN[row]

    signed, scopes, exchanged = findings(Wired(answers), "sign-in", "scopes", "exchange")

    assert (State.FAILED, code) == (signed.state, signed.code)
    assert signed.hint
    assert [State.SKIPPED] * 2 == [scopes.state, exchanged.state]


@for_each("row", EXCHANGE)
def test_each_reason_why_an_exchange_fails_is_found(row: str) -> None:
    refusal, code = EXCHANGE[row]

    signed, scopes, exchanged = findings(Wired(refusal=refusal), "sign-in", "scopes", "exchange")

    assert [State.OK, State.OK] == [signed.state, scopes.state]
    assert (State.FAILED, code) == (exchanged.state, exchanged.code)
    assert exchanged.hint


def test_no_two_faults_have_the_same_advice() -> None:
    found = [findings(Wired(answers), "sign-in")[0] for answers, _ in SIGN_IN.values()]
    found += [
        findings(Wired(refusal=refusal), "sign-in", "exchange")[1]
        for refusal, _ in EXCHANGE.values()
    ]

    assert len(found) == len({one.hint for one in found})


def test_without_a_fault_every_check_is_ok() -> None:
    found = findings(Wired(), "sign-in", "scopes", "exchange")

    assert [State.OK] * 3 == [one.state for one in found]
    assert "knows it as mona" in found[2].message


@pytest.mark.parametrize(
    ("minutes", "life", "state"),
    [
        ("10", 600.0, State.OK),
        ("11", 600.0, State.WARNING),
        ("10", 300.0, State.WARNING),
        ("60", None, State.OK),
        ("0", 60.0, State.OK),
    ],
)
def test_a_window_that_is_longer_than_its_token_deserves_a_look(
    minutes: str, life: float | None, state: State
) -> None:
    settings = load(ENVIRONMENT | {"AEGIS_SESSION_WRITE_MINUTES": minutes}, None, path="none")

    signed, scopes = findings(Wired(settings=settings, life=life), "sign-in", "scopes")

    assert (state, State.OK) == (signed.state, scopes.state)
    assert (state is State.WARNING) is ("session.write_minutes" in signed.message)
    assert (state is State.WARNING) is bool(signed.hint)


def test_a_file_name_in_capitals_is_not_taken_for_a_variable() -> None:
    text = 'connection = "github"\n'
    wired = Wired(settings=load(ENVIRONMENT, text, path="/ETC/AEGIS.TOML"))

    (found,) = findings(wired, "settings")

    assert "connection from /ETC/AEGIS.TOML" in found.message
    assert "AEGIS_ISSUER" in found.message.partition(" from the environment")[0]
