"""The session for the My Account API lasts for one command, also where the process goes on."""

from collections.abc import Callable, Iterator

import pytest

from aegis_cli.adapters.connecting import Connecting, for_my_account
from aegis_cli.adapters.identity import verified
from aegis_cli.adapters.round_trip import RoundTrip
from aegis_cli.adapters.sign_in import DeviceSignIn
from aegis_cli.errors import AegisError, Code, NotApproved
from aegis_cli.oauth.connected_accounts import Account
from aegis_cli.oauth.device import DeviceCode
from aegis_cli.settings import SignInSettings
from tests.adapters.callback import callback_ports
from tests.support import Sandbox, sandbox

pytestmark = pytest.mark.enable_socket


class Person:
    """Whoever is told what goes on; the sandbox confirms for them."""

    def note(self, text: str) -> None:
        pass

    def waiting(self, reason: str) -> None:
        pass

    def show_code(self, code: DeviceCode, host: str) -> None:
        pass

    def wants_new_code(self) -> bool:
        return False


@pytest.fixture(scope="module")
def tenant() -> Iterator[Sandbox]:
    with sandbox() as started:
        yield started


@pytest.fixture
def connecting(tenant: Sandbox) -> Iterator[Connecting]:
    tenant.reset()
    named = (tenant.environment[f"AEGIS_{n}"] for n in ("ISSUER", "CLIENT_ID", "AUDIENCE"))
    settings = for_my_account(SignInSettings(*named))
    person = Person()
    sign_in = DeviceSignIn(lambda: settings, person, verify=verified, patience=60.0)
    trip = RoundTrip(person, opens_browser=lambda: False)
    found = Connecting(sign_in, trip, waiting=person.waiting)
    yield found
    found.close()
    sign_in.close()


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


@pytest.mark.parametrize("does", [connects, lists, declines])
def test_each_command_signs_in_for_itself(
    tenant: Sandbox, connecting: Connecting, does: Callable[[Connecting], None]
) -> None:
    does(connecting)
    does(connecting)

    assert 2 == tenant.lines("auth0").count("POST /oauth/device/code")
