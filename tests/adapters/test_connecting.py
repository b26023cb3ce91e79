"""What a Ctrl-C says while Auth0 changes something: that nobody knows."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import NoReturn, cast

import httpx
import pytest
import respx

from aegis_cli.adapters.connecting import Connecting
from aegis_cli.adapters.round_trip import RoundTrip
from aegis_cli.adapters.sign_in import DeviceSignIn
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code

ACCOUNTS = "https://tenant.example/me/v1/connected-accounts/accounts"
FOUND = {"accounts": [{"id": f"cac_{at}", "connection": "github"} for at in (1, 2)]}


@pytest.fixture
def connecting() -> Iterator[Connecting]:
    """Sign in without a person; no browser is needed."""
    sign_in = SimpleNamespace(
        provider=lambda: SimpleNamespace(issuer="https://tenant.example/"),
        session=lambda _scope: SimpleNamespace(access_token=Secret("my-account-token")),
    )
    made = Connecting(
        cast("DeviceSignIn", sign_in), cast("RoundTrip", None), waiting=lambda _reason: None
    )
    yield made
    made.close()


def stop(_request: object) -> NoReturn:
    raise KeyboardInterrupt


@respx.mock
def test_a_ctrl_c_while_an_account_is_deleted_leaves_it_unknown(connecting: Connecting) -> None:
    respx.get(ACCOUNTS).respond(json=FOUND)
    respx.delete(f"{ACCOUNTS}/cac_1").respond(204)
    respx.delete(f"{ACCOUNTS}/cac_2").mock(side_effect=stop)

    with pytest.raises(AegisError) as caught:
        connecting.disconnect("github", lambda _found: None)

    assert Code.OUTCOME_UNKNOWN is caught.value.code
    assert "aegis accounts" in (caught.value.hint or "")


@respx.mock
def test_a_ctrl_c_at_the_question_has_deleted_nothing(connecting: Connecting) -> None:
    respx.get(ACCOUNTS).respond(json=FOUND)

    with pytest.raises(KeyboardInterrupt):
        connecting.disconnect("github", stop)

    assert ["GET"] == [call.request.method for call in respx.calls]


@respx.mock
def test_what_is_connected_is_listed(connecting: Connecting) -> None:
    respx.get(ACCOUNTS).mock(return_value=httpx.Response(200, json=FOUND))

    assert ["cac_1", "cac_2"] == [account.id for account in connecting.accounts()]
