"""What goes to Auth0: signing in, stepping up, the connected accounts, the Management API.

Another way to sign in, or to step up, is made here.
"""

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aegis_cli.adapters.process.termination import becomes_an_exception
from aegis_cli.wiring.environment import Environment

if TYPE_CHECKING:
    from aegis_cli.adapters.auth0.connecting import Connecting
    from aegis_cli.adapters.auth0.round_trip import RoundTrip
    from aegis_cli.adapters.auth0.sign_in import DeviceSignIn, Identity
    from aegis_cli.adapters.auth0.tenant_client import Management
    from aegis_cli.core.secret import Secret
    from aegis_cli.request.ports import SignIn
    from aegis_cli.settings.settings import SignInSettings

_WITHOUT_TERMINAL = 900.0
"""The longest wait in seconds for a sign-in, unless an option says otherwise: Auth0's code life."""


class SignIns:
    """The sign-ins of one process, each with its session in memory."""

    def __init__(self, around: Environment) -> None:
        self._around = around

    @cached_property
    def device(self) -> "DeviceSignIn":
        """The device flow, with the session of this process."""
        from aegis_cli.adapters.auth0.sign_in import DeviceSignIn

        if self._refreshes:
            becomes_an_exception()
        sign_in = DeviceSignIn(
            self._settings,
            self._around.person,
            verify=_verify,
            patience=self._patience,
            observe=self._around.progress.observe,
        )
        self._around.closing.callback(sign_in.close)
        return sign_in

    def stepping_up(self) -> "SignIn":
        """Return what signs in, with the way of stepping up that the person wants."""
        if self._around.settings.step_up == "device":
            return self.device
        from aegis_cli.adapters.auth0.browser_step_up import BrowserStepUp

        return BrowserStepUp(
            self.device, self._round_trip(), self._around.person, patience=self._patience
        )

    @cached_property
    def connecting(self) -> "Connecting":
        """The connected accounts at Auth0, with a sign-in of their own."""
        from aegis_cli.adapters.auth0.connecting import Connecting, for_my_account
        from aegis_cli.adapters.auth0.sign_in import DeviceSignIn

        around = self._around
        around.learn_from_broker()
        sign_in = DeviceSignIn(
            lambda: for_my_account(around.settings.sign_in()),
            around.person,
            verify=_verify,
            patience=self._patience,
            observe=around.progress.observe,
        )
        around.closing.callback(sign_in.close)
        return Connecting(sign_in, self._round_trip())

    def offer_to_connect(self) -> bool:
        """Offer to connect an account, in the middle of a request that needs one."""
        person = self._around.person
        if not person.wants_to_connect():
            return False
        self.connecting.connect(self._around.settings.values["connection"])
        person.note("Connected. Going on with what you asked for.")
        return True

    def management(self, base: str, token: "Secret") -> "Management":
        """Return a connection to a tenant's Management API."""
        from aegis_cli.adapters.auth0.tenant_client import Management

        progress = self._around.progress
        found = Management(base, token, progress=progress.say, observe=progress.observe)
        self._around.closing.callback(found.close)
        return found

    def _round_trip(self) -> "RoundTrip":
        from aegis_cli.adapters.auth0.round_trip import RoundTrip
        from aegis_cli.adapters.terminal import browser

        around = self._around
        may_open = around.screen.has_terminal and not around.choices.no_browser
        return RoundTrip(
            around.person, opens_browser=lambda: may_open and browser.is_there(around.environment)
        )

    @property
    def _patience(self) -> float:
        return self._around.choices.sign_in_timeout or _WITHOUT_TERMINAL

    def _settings(self) -> "SignInSettings":
        return replace(self._around.settings.sign_in(), refresh=self._refreshes)

    @property
    def _refreshes(self) -> bool:
        """Whether the session is renewed: as was said, or where it lasts."""
        said = self._around.settings.refresh
        return self._around.choices.lasts if said is None else said


def _verify(id_token: "Secret", jwks: dict[str, Any], *, issuer: str, client_id: str) -> "Identity":
    from aegis_cli.adapters.auth0.identity import verified

    return verified(id_token, jwks, issuer=issuer, client_id=client_id)
