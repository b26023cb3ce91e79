"""Connects the person's account at Auth0, lists the connected accounts, and deletes them.

It has its own session: for the My Account API, for one command, never renewed.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from aegis_cli.adapters.auth0.issuer_client import IssuerClient
from aegis_cli.adapters.auth0.loopback import Loopback
from aegis_cli.adapters.auth0.round_trip import RoundTrip
from aegis_cli.core.flow import Flow, T
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.oauth import connected_accounts as api
from aegis_cli.oauth import pkce
from aegis_cli.oauth.connected_accounts import Account, MyAccount
from aegis_cli.request.ports import SignIn
from aegis_cli.settings.settings import SignInSettings

_IDENTITY = ("openid", "profile")
_HINT = (
    "In the Auth0 dashboard, activate the My Account API, and give the native application user "
    "access to it with the three scopes …:me:connected_accounts."
)


def for_my_account(settings: SignInSettings) -> SignInSettings:
    """Return the settings of a sign-in for the My Account API."""
    return replace(settings, audience=api.audience(settings.issuer), refresh=False)


class Connecting:
    """The connected accounts of the person who signs in."""

    def __init__(self, issuer: IssuerClient, sign_in: SignIn, trip: RoundTrip) -> None:
        """Take the issuer, and a sign-in there whose audience is the My Account API."""
        self._issuer = issuer
        self._sign_in = sign_in
        self._trip = trip

    def connect(self, connection: str, scopes: Sequence[str] = ()) -> Account:
        """Connect an account, through the browser; `scopes` are all that is asked for there."""
        with Loopback() as loopback, self._my_account(api.CREATE) as my:
            flow = pkce.begin(loopback.redirect_uri, now=time.monotonic())
            ticket = self._issuer.drive(api.connect(my, connection, flow, scopes))
            # The ticket may expire before the flow does; its code would be refused.
            flow = replace(flow, ends=min(flow.ends, time.monotonic() + ticket.expires_in))
            code = self._trip.code(ticket.url, flow, loopback, name=api.CODE)
            return self._change(api.complete(my, flow, ticket, code))

    def accounts(self, connection: str = "") -> tuple[Account, ...]:
        """List the connected accounts, of one connection or of all."""
        with self._my_account(api.READ) as my:
            return self._issuer.drive(api.accounts(my, connection))

    def disconnect(
        self, connection: str, approve: Callable[[tuple[Account, ...]], None]
    ) -> tuple[Account, ...]:
        """Delete the accounts of a connection, unless `approve` raises; return those accounts.

        `approve` is not called if there are none.
        """
        with self._my_account(api.READ, api.DELETE) as my:
            accounts = self._issuer.drive(api.accounts(my, connection))
            if accounts:
                approve(accounts)
            for account in accounts:
                self._change(api.delete(my, account.id))
        return accounts

    @contextmanager
    def _my_account(self, *scope: str) -> Iterator[MyAccount]:
        """Sign in for one command, and end that session with it: a REPL may run for hours."""
        issuer = self._issuer.provider().issuer
        with self._sign_in.request() as sessions:
            try:
                session = sessions.session((*_IDENTITY, *scope))
            except AegisError as problem:
                if problem.code not in {Code.MISCONFIGURED, Code.SCOPE}:
                    raise
                raise error_for(problem.code, problem.message, hint=_HINT) from None
            yield MyAccount(issuer, session.access_token)

    def _change(self, flow: Flow[T]) -> T:
        """Have Auth0 change something. NOTE: after a Ctrl-C the change may have happened."""
        try:
            return self._issuer.drive(flow)
        except KeyboardInterrupt:
            pass
        raise error_for(
            Code.OUTCOME_UNKNOWN,
            "Interrupted while Auth0 made the change, so it may have happened or not.",
            hint="`aegis accounts` shows what is connected.",
        )
