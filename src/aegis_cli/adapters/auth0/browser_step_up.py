"""Steps up in the browser: an authorization code with PKCE over loopback, and a new login.

The device flow signs in for everything else.
"""

import time
from dataclasses import dataclass, replace
from functools import partial

from aegis_cli.adapters.auth0.identity import verified_login
from aegis_cli.adapters.auth0.issuer_client import Prompter
from aegis_cli.adapters.auth0.loopback import Loopback
from aegis_cli.adapters.auth0.round_trip import RoundTrip
from aegis_cli.adapters.auth0.sign_in import WHY, DeviceSignIn, KeptSession, now
from aegis_cli.errors import Code, UsageError
from aegis_cli.oauth.authorization import CODE, authorize, logged_in_at, redeem
from aegis_cli.oauth.pkce import begin


@dataclass(frozen=True, slots=True)
class BrowserStepUp:
    """Steps up in the browser, for a sign-in by code."""

    trip: RoundTrip
    person: Prompter
    patience: float
    """The longest wait for the browser, in seconds."""

    def __call__(self, sign_in: DeviceSignIn, scope: tuple[str, ...]) -> KeptSession:
        """Have the person log in again, for this scope.

        Raises what `oauth.pkce.code_from`, `oauth.authorization` and `adapters.auth0.identity`
        raise, and `UsageError` if there is no terminal.
        """
        if not self.person.can_ask():
            raise UsageError(
                "To sign in again in the browser, a person at a terminal is needed, and there "
                "is none; nothing was sent.",
                code=Code.NO_TERMINAL,
                hint="Use `--step-up device`, whose code can be confirmed elsewhere.",
            )
        issuer = sign_in.issuer
        provider, client = issuer.provider(), issuer.client()
        with Loopback() as loopback:
            began, started = now(), time.monotonic()
            flow = begin(loopback.redirect_uri, now=started)
            flow = replace(flow, ends=min(flow.ends, started + self.patience))
            request = authorize(provider, client, scope, flow)
            self.person.note(WHY)
            code = self.trip.code(request.url, flow, loopback, name=CODE)
        tokens = issuer.drive(redeem(provider, client, request, code))
        # NOTE: it limits how old the login may be, so it is measured before any other wait, with a
        # clock that counts sleep as the issuer's does.
        elapsed = now() - began
        check = partial(logged_in_at, request=request, elapsed=elapsed)
        names = {"issuer": provider.issuer, "client_id": client.client_id}
        return sign_in.identify(
            tokens, lambda new: verified_login(new, issuer.jwks(), check, **names)
        )
