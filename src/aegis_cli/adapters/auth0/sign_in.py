"""Signs a person in with the device flow, renews their session, and has them prove who they are.

It keeps nothing; `session_cache` does.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from aegis_cli.adapters.auth0.issuer_client import IssuerClient
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.refresh import CannotRenew, refresh
from aegis_cli.oauth.session_lifetime import (
    MARGIN,
    OFFLINE,
    Validity,
    expires_at,
    lasts,
    scope_to_request,
)
from aegis_cli.oauth.sign_in_tokens import Tokens
from aegis_cli.request.ports import Session

WHY = "This cannot be undone, so it needs a new sign-in."
"""What aegis tells the person before a step-up."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in, according to a verified ID token."""

    subject: str
    name: str
    logged_in_at: float | None = None
    """When they logged in, in Unix seconds; `None` if no new login was requested."""


Identify = Callable[[Tokens], Identity]
"""Returns whose tokens they are; raises `Failed` if the ID token is not valid."""


Verify = Callable[[Secret, dict[str, Any], str, str], Identity]
"""Returns whom an ID token names, by the keys, the issuer and the client id that it must have.

Raises `Failed` if it is not valid.
"""


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A session, and what it is good for."""

    session: Session
    validity: Validity
    expires: float
    """When its access token expires, by the clock of `now`; it is used no more before that."""


def now() -> float:
    """Return the seconds of a monotonic clock that counts sleep, since tokens expire then too."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(eq=False, repr=False)
class DeviceSignIn:
    """Gets new sessions by a code that the person confirms, and steps up as they chose."""

    issuer: IssuerClient
    verify: Verify
    step_up_by: "Callable[[DeviceSignIn, tuple[str, ...]], KeptSession] | None" = None
    """Steps up in another way than by a code."""
    clock: Callable[[], float] = now
    _has_noted: bool = field(default=False, init=False)

    def signed_in(self, scope: tuple[str, ...]) -> KeptSession:
        """Have the person confirm a code; the session can be renewed only if it may last."""
        may_renew = lasts(scope) and self.issuer.settings().refresh
        tokens = self.issuer.device_flow(scope_to_request(scope, renewable=may_renew))
        # NOTE: an issuer may grant more than was asked for, and that must not be kept for hours.
        renewable = may_renew and lasts(tuple(tokens.scope or ()))
        kept = self.identify(tokens, self._identity_in, renewable=renewable)
        if renewable and tokens.refresh_token is None and not self._has_noted:
            self.issuer.prompter.note(
                "This session cannot be renewed, so you will be asked to sign in again when it "
                "ends: the API at Auth0 does not allow offline access."
            )
            self._has_noted = True
        return kept

    def stepped_up(self, scope: tuple[str, ...]) -> KeptSession:
        """Have the person prove that they are there, for this scope; it cannot be renewed."""
        if self.step_up_by is not None:
            return self.step_up_by(self, scope)
        self.issuer.prompter.note(WHY)
        tokens = self.issuer.device_flow(scope)
        return self.identify(tokens, self._identity_in)

    def renew(self, kept: KeptSession) -> KeptSession | None:
        """Renew a session; return `None` if the person must sign in anew.

        Its refresh token is spent or revoked then; the caller uses it no more, whatever happens.
        """
        token = kept.validity.refresh_token
        if token is None:
            return None
        started, granted = self.clock(), kept.session.scope
        flow = refresh(self.issuer.provider(), self.issuer.client(), token, granted | {OFFLINE})
        try:
            tokens = self.issuer.drive(flow)
        except BaseException as problem:
            # NOTE: nobody can tell whether it was used; after a revocation it is useless anyway.
            self.issuer.revoke(token)
            if isinstance(problem, CannotRenew):
                self.issuer.revoke(problem.rotated)
                return None
            raise
        session = replace(
            kept.session,
            access_token=tokens.access_token,
            scope=granted if tokens.scope is None else tokens.scope,
            expires_in=tokens.expires_in,
        )
        tokens = replace(tokens, refresh_token=tokens.refresh_token or token)
        return _kept_session(session, tokens, started)

    def identify(
        self, tokens: Tokens, identify: Identify, *, renewable: bool = False
    ) -> KeptSession:
        """Make a session of new tokens, after its ID token is checked."""
        started = self.clock()  # the token's lifetime begins here, not with the sign-in
        if not renewable:
            self.issuer.revoke(tokens.refresh_token)  # it was not requested
            tokens = replace(tokens, refresh_token=None)
        try:
            identity = identify(tokens)
        except BaseException:
            self.issuer.revoke(tokens.refresh_token)
            raise
        session = Session(
            access_token=tokens.access_token,
            scope=tokens.scope or frozenset(),
            identity=identity.name,
            subject=identity.subject,
            expires_in=tokens.expires_in,
            granted_at=time.time(),
            logged_in_at=identity.logged_in_at,
        )
        return _kept_session(session, tokens, started)

    def _identity_in(self, tokens: Tokens) -> Identity:
        if tokens.id_token is None:
            return Identity("", "a person without a name")
        issuer = self.issuer
        client_id = issuer.settings().client_id
        return self.verify(tokens.id_token, issuer.jwks(), issuer.provider().issuer, client_id)


def _kept_session(session: Session, tokens: Tokens, started: float) -> KeptSession:
    expires = expires_at(started, tokens.expires_in)
    validity = Validity(session.scope, expires - MARGIN, tokens.refresh_token)
    return KeptSession(session, validity, expires)
