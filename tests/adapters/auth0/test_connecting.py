"""Connecting: what a Ctrl-C says while Auth0 changes something, and how long a session lasts."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from types import SimpleNamespace
from typing import NoReturn, cast

import httpx
import pytest
import respx

from aegis_cli.adapters.auth0.connecting import Connecting, for_my_account
from aegis_cli.adapters.auth0.identity import verify_token
from aegis_cli.adapters.auth0.issuer_client import IssuerClient
from aegis_cli.adapters.auth0.round_trip import RoundTrip
from aegis_cli.adapters.auth0.session_cache import SessionCache
from aegis_cli.adapters.auth0.sign_in import DeviceSignIn
from aegis_cli.adapters.sender import Sender
from aegis_cli.core.flow import drive
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, NotApproved
from aegis_cli.oauth.connected_accounts import Account
from aegis_cli.oauth.device import DeviceCode
from aegis_cli.request.ports import SignIn
from aegis_cli.settings.settings import SignInSettings
from tests.adapters.auth0.callback import callback_ports
from tests.helpers.patience import PATIENCE
from tests.helpers.support import Sandbox, sandbox

ACCOUNTS = "https://tenant.example/me/v1/connected-accounts/accounts"
RESOLVED = {"accounts": [{"id": f"cac_{at}", "connection": "github"} for at in (1, 2)]}


@pytest.fixture
def alone() -> Iterator[Connecting]:
    """Sign in without a person; no browser is needed."""
    sessions = SimpleNamespace(
        session=lambda _scope: SimpleNamespace(access_token=Secret("my-account-token"))
    )
    sign_in = SimpleNamespace(request=lambda: nullcontext(sessions))
    with Sender() as sender:
        issuer = SimpleNamespace(
            provider=lambda: SimpleNamespace(issuer="https://tenant.example/"),
            drive=lambda flow: drive(flow, sender, wait=lambda _wait: None),
        )
        yield Connecting(
            cast("IssuerClient", issuer), cast("SignIn", sign_in), cast("RoundTrip", None)
        )


def stop(_request: object) -> NoReturn:
    raise KeyboardInterrupt


@respx.mock
def test_a_ctrl_c_while_an_account_is_deleted_leaves_it_unknown(alone: Connecting) -> None:
    respx.get(ACCOUNTS).respond(json=RESOLVED)
    respx.delete(f"{ACCOUNTS}/cac_1").respond(204)
    respx.delete(f"{ACCOUNTS}/cac_2").mock(side_effect=stop)

    with pytest.raises(AegisError) as caught:
        alone.disconnect("github", lambda _found: None)

    assert Code.OUTCOME_UNKNOWN is caught.value.code
    assert "aegis accounts" in (caught.value.hint or "")


@respx.mock
def test_a_ctrl_c_at_the_question_has_deleted_nothing(alone: Connecting) -> None:
    respx.get(ACCOUNTS).respond(json=RESOLVED)

    with pytest.raises(KeyboardInterrupt):
        alone.disconnect("github", stop)

    assert ["GET"] == [call.request.method for call in respx.calls]


@respx.mock
def test_what_is_connected_is_listed(alone: Connecting) -> None:
    respx.get(ACCOUNTS).mock(return_value=httpx.Response(200, json=RESOLVED))

    assert ["cac_1", "cac_2"] == [account.id for account in alone.accounts()]


class Person:
    """Whoever is told what goes on; the sandbox confirms for them."""

    def note(self, text: str, *, page: str = "") -> None:
        pass

    def waiting(self, reason: str) -> None:
        pass

    def show_code(self, code: DeviceCode, host: str) -> None:
        pass

    def wants_new_code(self) -> bool:
        return False

    def can_ask(self) -> bool:
        return False


@pytest.fixture(scope="module")
def tenant() -> Iterator[Sandbox]:
    with sandbox() as started:
        yield started


@pytest.fixture
def connecting(tenant: Sandbox) -> Iterator[Connecting]:
    tenant.reset()
    named = (tenant.environment[f"AEGIS_{n}"] for n in ("ISSUER", "CLIENT_ID", "AUDIENCE"))
    name, client_id, audience = named
    settings = for_my_account(SignInSettings(name, client_id, audience))
    person = Person()
    issuer = IssuerClient(lambda: settings, person, patience=PATIENCE)
    trip = RoundTrip(person, opens_browser=lambda: False)
    session_cache = SessionCache(DeviceSignIn(issuer, verify_token))
    yield Connecting(issuer, session_cache, trip)
    session_cache.drop_tokens()
    issuer.close()


def connects(connecting: Connecting) -> None:
    with callback_ports():
        connecting.connect("github")


def lists(connecting: Connecting) -> None:
    assert connecting.accounts()


def declines(connecting: Connecting) -> None:
    def no(_found: tuple[Account, ...]) -> None:
        raise NotApproved("No.", code=Code.DECLINED)

    with pytest.raises(AegisError):
        connecting.disconnect("github", no)


@pytest.mark.enable_socket
@pytest.mark.parametrize("does", [connects, lists, declines])
def test_each_command_signs_in_for_itself(
    tenant: Sandbox, connecting: Connecting, does: Callable[[Connecting], None]
) -> None:
    does(connecting)
    does(connecting)

    assert 2 == tenant.lines("auth0").count("POST /oauth/device/code")
