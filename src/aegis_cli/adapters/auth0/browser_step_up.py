"""Steps up in the browser: an authorization code with PKCE over loopback, and a new login.

It wraps the device flow, which signs in for everything else, and which keeps the new session for
the request that asked for it.
"""

import time
from dataclasses import replace
from functools import partial

from aegis_cli.adapters.auth0.identity import verified_login
from aegis_cli.adapters.auth0.loopback import Loopback
from aegis_cli.adapters.auth0.round_trip import RoundTrip
from aegis_cli.adapters.auth0.sign_in import WHY, DeviceSignIn, Prompter, now
from aegis_cli.errors import Code, UsageError
from aegis_cli.oauth.authorization import CODE, authorize, logged_in_at, redeem
from aegis_cli.oauth.pkce import begin
from aegis_cli.request.ports import Session


class BrowserStepUp:
    """Signs in with the device flow, and steps up in the browser."""

    def __init__(
        self, inner: DeviceSignIn, trip: RoundTrip, person: Prompter, *, patience: float
    ) -> None:
        """Take the device flow to wrap, and the longest wait for the browser in seconds."""
        self._inner = inner
        self._trip = trip
        self._person = person
        self._patience = patience

    def session(self, scope: tuple[str, ...]) -> Session:
        """Return a session that holds at least this scope."""
        return self._inner.session(scope)

    def step_up(self, scope: tuple[str, ...]) -> Session:
        """Have the person log in again; the new session is kept for this request only.

        Raises what `oauth.pkce.code_from`, `oauth.authorization` and `adapters.auth0.identity`
        raise, and `UsageError` if there is no terminal.
        """
        if not self._person.can_ask():
            raise UsageError(
                "A step-up in the browser needs a person at a terminal, and there is none; "
                "nothing was sent.",
                code=Code.NO_TERMINAL,
                hint="Use `--step-up device`, whose code can be confirmed elsewhere.",
            )
        provider, client = self._inner.provider(), self._inner.client()
        with Loopback() as loopback:
            began, started = now(), time.monotonic()
            flow = begin(loopback.redirect_uri, now=started)
            flow = replace(flow, ends=min(flow.ends, started + self._patience))
            request = authorize(provider, client, scope, flow)
            self._person.note(WHY)
            code = self._trip.code(request.url, flow, loopback, name=CODE)
        tokens = self._inner.drive(redeem(provider, client, request, code))
        # NOTE: it limits how old the login may be, so it is measured before any other wait, with a
        # clock that counts sleep as the issuer's does.
        elapsed = now() - began
        check = partial(logged_in_at, request=request, elapsed=elapsed)
        names = {"issuer": provider.issuer, "client_id": client.client_id}
        return self._inner.elevate(
            tokens, lambda new: verified_login(new, self._inner.jwks(), check, **names)
        )

    def end_request(self) -> None:
        """Drop a session that is stronger than the lasting one."""
        self._inner.end_request()
