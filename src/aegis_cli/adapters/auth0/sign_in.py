"""Signs a person in through the browser, and keeps the session in this process only.

A session for reading lasts; a stronger one is kept for one request. `oauth.session` decides.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import urlsplit

from aegis_cli.adapters.process.termination import Terminated
from aegis_cli.adapters.sender import Sender
from aegis_cli.core.flow import Flow, T, Wait, drive
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.answers import Tokens
from aegis_cli.oauth.device import Client, CodeExpired, DeviceCode, sign_in
from aegis_cli.oauth.discovery import ServerMetadata, discover, fetch_json
from aegis_cli.oauth.grant import (
    OFFLINE,
    GrantUse,
    Lease,
    api_scope,
    lasts,
    next_step,
    scope_to_ask,
)
from aegis_cli.oauth.refresh import CannotRenew, refresh
from aegis_cli.oauth.revocation import revoke
from aegis_cli.request.ports import Session
from aegis_cli.settings.settings import SignInSettings

_GIVING_BACK = 2.0
"""Seconds that giving a refresh token back may take; whoever leaves does not wait for a network."""

WHY = "This cannot be undone, so it needs a sign-in of this very moment."
"""What a person is told before a step-up."""

_LIFE = 300.0
"""Seconds that an access token is used for where nobody says how long it lives."""


class Greeter(Protocol):
    """Whoever shows the person the code, and waits with them."""

    def show_code(self, code: DeviceCode, host: str) -> None:
        """Show code and URL, and open a browser where that helps."""
        ...

    def waiting(self, reason: str) -> None:
        """Say what is being waited for."""
        ...

    def wants_new_code(self) -> bool:
        """Ask whether to go on with a new code, after one has expired."""
        ...

    def note(self, text: str) -> None:
        """Tell something that is good to know, and not wait."""
        ...


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in, as a verified ID token says."""

    subject: str
    name: str
    logged_in_at: float | None = None
    """When they logged in, in Unix seconds; `None` where that was not asked for."""


Identify = Callable[[Tokens], Identity]
"""Returns who is behind tokens; raises `Failed` where the ID token does not hold."""


class Verify(Protocol):
    """Checks an ID token."""

    def __call__(
        self, id_token: Secret, jwks: dict[str, Any], *, issuer: str, client_id: str
    ) -> Identity:
        """Return who it is about; raise `Failed` if it does not hold."""
        ...


@dataclass(frozen=True, slots=True)
class _Kept:
    session: Session
    lease: Lease


class DeviceSignIn:
    """The device flow, with a session that is used again while it lasts and suffices."""

    def __init__(
        self,
        settings: Callable[[], SignInSettings],
        greeter: Greeter,
        *,
        verify: Verify,
        patience: float,
        observe: Callable[[str], None] | None = None,
    ) -> None:
        self._settings = settings
        self._greeter = greeter
        self._verify = verify
        self._patience = patience
        self._observe = observe
        self._sender = Sender(largest=1024 * 1024, observe=observe)
        self._provider: ServerMetadata | None = None
        self._lasting: _Kept | None = None
        self._elevated: _Kept | None = None
        self._has_noted = False

    def provider(self) -> ServerMetadata:
        """Return where the issuer's endpoints are; asked once."""
        if self._provider is None:
            self._provider = self.drive(discover(self._settings().issuer))
        return self._provider

    def session(self, scope: tuple[str, ...]) -> Session:
        """Return the session if it suffices, renew it, or sign in for one that does."""
        for kept in (self._elevated, self._lasting):
            step = next_step(kept.lease if kept else None, scope, now())
            if kept is not None and step is GrantUse.USE:
                return kept.session
            if step is GrantUse.RENEW and (renewed := self._renewed(scope)) is not None:
                return renewed
        return self._signed_in(scope, lasting=lasts(scope))

    def step_up(self, scope: tuple[str, ...]) -> Session:
        """Sign in anew, whatever session there is; it is kept for this request only."""
        self._greeter.note(WHY)
        return self._signed_in(scope, lasting=False)

    def elevate(self, tokens: Tokens, identify: Identify) -> Session:
        """Keep what another way of signing in brought just now, for this request only."""
        started = now()
        self._give_back(tokens.refresh_token)  # nobody asked for one
        tokens = replace(tokens, refresh_token=None)
        return self._held(tokens, identify, started=started, lasting=False)

    def end_request(self) -> None:
        """Drop what is stronger than the session that lasts."""
        self._elevated = None

    def forget(self) -> None:
        """Drop every session, and give back what could make another."""
        self.end_request()
        kept, self._lasting = self._lasting, None
        if kept is not None:
            self._give_back(kept.lease.refresh_token)

    def close(self) -> None:
        """Drop every session and close the connections."""
        try:
            self.forget()
        finally:
            self._sender.close()

    def jwks(self) -> dict[str, Any]:
        """Read the issuer's keys as they are now."""
        url = urlsplit(self.provider().jwks_uri)
        path = url.path + (f"?{url.query}" if url.query else "")
        return self.drive(fetch_json(f"{url.scheme}://{url.netloc}", path))

    def _signed_in(self, scope: tuple[str, ...], *, lasting: bool) -> Session:
        refreshes = self._settings().refresh
        tokens = self._granted(scope_to_ask(scope, renewable=lasting and refreshes))
        started = now()  # the person may have taken longer than the token lives
        # NOTE: an issuer may grant more than was asked for, and that must not lie open for hours.
        lasting = lasting and lasts(tuple(tokens.scope or ()))
        renewable = lasting and refreshes
        if tokens.refresh_token is not None and not renewable:
            self._give_back(tokens.refresh_token)  # nobody asked for one
            tokens = replace(tokens, refresh_token=None)
        session = self._held(tokens, self._identified, started=started, lasting=lasting)
        if renewable and tokens.refresh_token is None:
            self._note_once()
        return session

    def _held(
        self, tokens: Tokens, identify: Identify, *, started: float, lasting: bool
    ) -> Session:
        """Make a session of tokens and keep it, once it is known whose it is."""
        try:
            session = _session_of(tokens, identify(tokens))
        except BaseException:
            self._give_back(tokens.refresh_token)
            raise
        kept = _Kept(session, _lease(tokens, session.scope, started))
        if lasting:
            self._keep(kept)
        else:
            self._elevated = kept
        return session

    def _granted(self, scope: tuple[str, ...]) -> Tokens:
        provider, client = self.provider(), self.client()
        while True:
            flow = sign_in(provider, client, scope, now=time.monotonic, patience=self._patience)
            try:
                return self.drive(flow)
            except CodeExpired:
                if not self._greeter.wants_new_code():
                    raise

    def _identified(self, tokens: Tokens) -> Identity:
        if tokens.id_token is None:
            return Identity("", "somebody without a name")
        return self._verify(
            tokens.id_token,
            self.jwks(),
            issuer=self.provider().issuer,
            client_id=self._settings().client_id,
        )

    def _renewed(self, scope: tuple[str, ...]) -> Session | None:
        """Renew the session that lasts; `None` where a new sign-in is needed."""
        kept, self._lasting = self._lasting, None
        if kept is None or (token := kept.lease.refresh_token) is None:
            return None
        started, granted = now(), kept.session.scope
        flow = refresh(self.provider(), self.client(), token, granted | {OFFLINE})
        try:
            tokens = self.drive(flow)
        except BaseException as problem:
            # NOTE: it may have been spent or not; given back, it is worth nothing in either case.
            self._give_back(token)
            if isinstance(problem, CannotRenew):
                self._give_back(problem.rotated)
                return None
            raise
        tokens = replace(tokens, refresh_token=tokens.refresh_token or token)
        session = replace(
            kept.session,
            access_token=tokens.access_token,
            scope=granted if tokens.scope is None else tokens.scope,
            expires_in=tokens.expires_in,
        )
        self._keep(_Kept(session, _lease(tokens, session.scope, started)))
        return session if api_scope(scope) <= session.scope else None

    def _keep(self, kept: _Kept) -> None:
        """Keep a session beyond this request, in place of the one before."""
        before, self._lasting = self._lasting, kept
        if before is not None:
            self._give_back(before.lease.refresh_token)

    def _give_back(self, token: Secret | None) -> None:
        """Have the issuer revoke a refresh token; best effort, soon over, and never an error."""
        provider = self._provider
        if token is None or provider is None:
            return
        flow = revoke(provider, self.client(), token)

        def ask() -> None:
            with Sender(largest=1024, longest=_GIVING_BACK, observe=self._observe) as sender:
                drive(flow, sender, wait=lambda _wait: None)

        # In a thread, because looking up a name and connecting have longer limits of their own.
        asking = threading.Thread(target=ask, daemon=True)
        ends = time.monotonic() + _GIVING_BACK
        asking.start()
        told: Terminated | None = None
        # NOTE: neither an impatient second Ctrl-C nor a SIGTERM may leave the token valid.
        while asking.is_alive() and (left := ends - time.monotonic()) > 0:
            try:
                asking.join(left)
            except KeyboardInterrupt:
                continue
            except Terminated as problem:
                told = problem
        if told is not None:
            raise told

    def client(self) -> Client:
        """Return the application, and the API that it asks for."""
        settings = self._settings()
        return Client(settings.client_id, settings.audience)

    def _note_once(self) -> None:
        if not self._has_noted:
            self._greeter.note(
                "This session cannot be renewed, so you will be asked to sign in again when it "
                "ends: the API at Auth0 does not allow offline access."
            )
        self._has_noted = True

    def drive(self, flow: Flow[T]) -> T:
        """Run a flow at the issuer to its end."""
        return drive(flow, self._sender, wait=self._wait, show=self._show)

    def _wait(self, wait: Wait) -> None:
        self._greeter.waiting(wait.reason)
        time.sleep(wait.seconds)

    def _show(self, event: object) -> None:
        if isinstance(event, DeviceCode):
            host = urlsplit(self._settings().issuer).netloc
            self._greeter.show_code(event, host)


def now() -> float:
    """Return seconds that only grow, and grow while the machine sleeps: tokens end then too."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _session_of(tokens: Tokens, who: Identity) -> Session:
    return Session(
        access_token=tokens.access_token,
        scope=tokens.scope or frozenset(),
        identity=who.name,
        subject=who.subject,
        expires_in=tokens.expires_in,
        granted_at=time.time(),
        logged_in_at=who.logged_in_at,
    )


def _lease(tokens: Tokens, scope: frozenset[str], started: float) -> Lease:
    life = _LIFE if tokens.expires_in is None else tokens.expires_in
    return Lease(scope, started + life, tokens.refresh_token)
