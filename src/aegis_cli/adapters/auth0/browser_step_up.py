"""Steps up in the browser: code and PKCE over loopback, with a login of this very moment.

It stands before the device flow, which signs in for everything else, and which keeps what the
browser brought for the one request that asked for it.
"""

import time
from dataclasses import replace
from functools import partial
from typing import Protocol

from aegis_cli.adapters.auth0.identity import proved
from aegis_cli.adapters.auth0.loopback import Loopback
from aegis_cli.adapters.auth0.round_trip import RoundTrip
from aegis_cli.adapters.auth0.sign_in import WHY, DeviceSignIn, now
from aegis_cli.errors import Code, UsageError
from aegis_cli.oauth.authorization import CODE, authorize, logged_in_at, redeem
from aegis_cli.oauth.pkce import begin
from aegis_cli.request.ports import Session


class Present(Protocol):
    """Whoever is to prove that they are there."""

    def can_ask(self) -> bool:
        """Tell whether a question would reach a person."""
        ...

    def note(self, text: str) -> None:
        """Tell something that is good to know."""
        ...


class BrowserStepUp:
    """Signs in as the device flow does, and steps up in the browser."""

    def __init__(
        self, inner: DeviceSignIn, trip: RoundTrip, person: Present, *, patience: float
    ) -> None:
        """Take whoever signs in, the way through the browser, and the longest wait in seconds."""
        self._inner = inner
        self._trip = trip
        self._person = person
        self._patience = patience

    def session(self, scope: tuple[str, ...]) -> Session:
        """Return a session that holds at least this scope."""
        return self._inner.session(scope)

    def step_up(self, scope: tuple[str, ...]) -> Session:
        """Have the person log in anew; what that brings is kept for this request only.

        Raises what `oauth.pkce.code_from`, `oauth.authorization` and `adapters.identity` raise,
        and `UsageError` where no person is there.
        """
        if not self._person.can_ask():
            raise UsageError(
                "A step-up in the browser needs a person at a terminal, and there is none; "
                "nothing was sent.",
                code=Code.NO_TERMINAL,
                hint="Use `--step-up device`, whose code can be confirmed elsewhere.",
            )
        provider, client = self._inner.provider(), self._inner.client()
        with Loopback() as back:
            began, here = now(), time.monotonic()
            flow = begin(back.redirect_uri, now=here)
            flow = replace(flow, ends=min(flow.ends, here + self._patience))
            asked = authorize(provider, client, scope, flow)
            self._person.note(WHY)
            code = self._trip.code(asked.url, flow, back, name=CODE)
        tokens = self._inner.drive(redeem(provider, client, asked, code))
        # NOTE: measured before anything else is waited for; it bounds how old the login may be. The
        # issuer's clock goes on while this machine sleeps, so this one must, too.
        elapsed = now() - began
        check = partial(logged_in_at, request=asked, elapsed=elapsed)
        return self._inner.elevate(
            tokens,
            lambda found: proved(
                found,
                self._inner.jwks(),
                check,
                issuer=provider.issuer,
                client_id=client.client_id,
            ),
        )

    def end_request(self) -> None:
        """Drop what is stronger than the session that lasts."""
        self._inner.end_request()
