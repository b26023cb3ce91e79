"""Signs a person in with the device flow, and keeps the session in this process only.

A session for reading lasts; a stronger one is kept for one request. `oauth.grant` decides.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import urlsplit

from aegis_cli.adapters.process.termination import Terminated
from aegis_cli.adapters.sender import USUAL, Patience, Sender
from aegis_cli.core.flow import Flow, T, Wait, drive
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.answers import Tokens
from aegis_cli.oauth.device import Client, CodeExpired, DeviceCode, sign_in
from aegis_cli.oauth.discovery import ServerMetadata, discover, fetch_json
from aegis_cli.oauth.grant import OFFLINE, GrantUse, Lease, api_scope, lasts, next_step, requested
from aegis_cli.oauth.refresh import CannotRenew, refresh, revoke
from aegis_cli.request.ports import Session
from aegis_cli.settings.settings import SignInSettings

_REVOCATION = 2.0
"""Seconds that a revocation may take; a person who leaves does not wait for a network."""

WHY = "This cannot be undone, so it needs a new sign-in."
"""What aegis tells the person before a step-up."""

_LIFE = 300.0
"""Seconds that an access token is used if the issuer does not say when it expires."""


class Prompter(Protocol):
    """Shows the person what a sign-in needs, and asks."""

    def can_ask(self) -> bool:
        """Tell whether a question would reach a person."""
        ...

    def show_code(self, code: DeviceCode, host: str) -> None:
        """Show code and URL, and open a browser if there is one."""
        ...

    def waiting(self, reason: str) -> None:
        """Show the reason of a wait."""
        ...

    def wants_new_code(self) -> bool:
        """Ask whether to go on with a new code, after the code has expired."""
        ...

    def note(self, text: str, *, page: str = "") -> None:
        """Show information, with the address of a page to open."""
        ...


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
class _Kept:
    session: Session
    lease: Lease


@dataclass(eq=False, repr=False)
class DeviceSignIn:
    """The device flow; its session is used again while it is valid and has the scope."""

    settings: Callable[[], SignInSettings]
    prompter: Prompter
    verify: Verify
    patience: float
    """The longest wait for the person, in seconds."""
    observe: Callable[[str], None] | None = None
    server_patience: Patience = USUAL
    """How long the issuer may say nothing."""
    step_up_by: "Callable[[DeviceSignIn, tuple[str, ...]], Session] | None" = None
    """Steps up in another way than by a code."""
    _provider: ServerMetadata | None = field(default=None, init=False)
    _lasting: _Kept | None = field(default=None, init=False)
    _elevated: _Kept | None = field(default=None, init=False)
    _has_noted: bool = field(default=False, init=False)

    @cached_property
    def _sender(self) -> Sender:
        return Sender(largest=1024 * 1024, observe=self.observe, patience=self.server_patience)

    def provider(self) -> ServerMetadata:
        """Return the issuer's endpoints, which are read once."""
        if self._provider is None:
            self._provider = self.drive(discover(self.settings().issuer))
        return self._provider

    def session(self, scope: tuple[str, ...]) -> Session:
        """Return a session of this scope: the kept one, a renewed one, or a new one."""
        for kept in (self._elevated, self._lasting):
            step = next_step(kept.lease if kept else None, scope, now())
            if kept is not None and step is GrantUse.USE:
                return kept.session
            if step is GrantUse.RENEW and (renewed := self._renewed(scope)) is not None:
                return renewed
        return self._signed_in(scope, lasting=lasts(scope))

    def step_up(self, scope: tuple[str, ...]) -> Session:
        """Sign in anew, whatever session there is; it is kept for this request only."""
        if self.step_up_by is not None:
            return self.step_up_by(self, scope)
        self.prompter.note(WHY)
        return self._signed_in(scope, lasting=False)

    def elevate(self, tokens: Tokens, identify: Identify) -> Session:
        """Keep a session of tokens that another flow has just brought, for this request only."""
        return self._new_session(tokens, identify, lasting=False, renewable=False)

    def end_request(self) -> None:
        """Drop a session that is stronger than the lasting one."""
        self._elevated = None

    def forget(self) -> None:
        """Drop every session, and revoke the refresh token."""
        self.end_request()
        kept, self._lasting = self._lasting, None
        if kept is not None:
            self._revoke(kept.lease.refresh_token)

    def close(self) -> None:
        """Drop every session and close the connections."""
        try:
            self.forget()
        finally:
            self._sender.close()

    def jwks(self) -> dict[str, Any]:
        """Read the issuer's current keys."""
        url = urlsplit(self.provider().jwks_uri)
        path = url.path + (f"?{url.query}" if url.query else "")
        return self.drive(fetch_json(f"{url.scheme}://{url.netloc}", path))

    def _signed_in(self, scope: tuple[str, ...], *, lasting: bool) -> Session:
        refreshes = self.settings().refresh
        tokens = self._device_flow(requested(scope, renewable=lasting and refreshes))
        # NOTE: an issuer may grant more than was asked for, and that must not be kept for hours.
        lasting = lasting and lasts(tuple(tokens.scope or ()))
        renewable = lasting and refreshes
        session = self._new_session(tokens, self._identified, lasting=lasting, renewable=renewable)
        if renewable and tokens.refresh_token is None and not self._has_noted:
            self.prompter.note(
                "This session cannot be renewed, so you will be asked to sign in again when it "
                "ends: the API at Auth0 does not allow offline access."
            )
            self._has_noted = True
        return session

    def _new_session(
        self, tokens: Tokens, identify: Identify, *, lasting: bool, renewable: bool
    ) -> Session:
        """Make a session of new tokens and keep it, after its ID token is checked."""
        started = now()  # the token's lifetime begins here, not with the sign-in
        if not renewable:
            self._revoke(tokens.refresh_token)  # it was not requested
            tokens = replace(tokens, refresh_token=None)
        try:
            identity = identify(tokens)
        except BaseException:
            self._revoke(tokens.refresh_token)
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
        kept = _Kept(session, _lease(tokens, session.scope, started))
        if lasting:
            self._keep(kept)
        else:
            self._elevated = kept
        return session

    def _device_flow(self, scope: tuple[str, ...]) -> Tokens:
        provider, client = self.provider(), self.client()
        while True:
            flow = sign_in(provider, client, scope, now=time.monotonic, patience=self.patience)
            try:
                return self.drive(flow)
            except CodeExpired:
                if not self.prompter.wants_new_code():
                    raise

    def _identified(self, tokens: Tokens) -> Identity:
        if tokens.id_token is None:
            return Identity("", "a person without a name")
        issuer, client_id = self.provider().issuer, self.settings().client_id
        return self.verify(tokens.id_token, self.jwks(), issuer, client_id)

    def _renewed(self, scope: tuple[str, ...]) -> Session | None:
        """Renew the lasting session; return `None` if the person must sign in anew."""
        kept, self._lasting = self._lasting, None
        if kept is None or (token := kept.lease.refresh_token) is None:
            return None
        started, granted = now(), kept.session.scope
        flow = refresh(self.provider(), self.client(), token, granted | {OFFLINE})
        try:
            tokens = self.drive(flow)
        except BaseException as problem:
            # NOTE: nobody can tell whether it was used; after a revocation it is useless anyway.
            self._revoke(token)
            if isinstance(problem, CannotRenew):
                self._revoke(problem.rotated)
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
            self._revoke(before.lease.refresh_token)

    def _revoke(self, token: Secret | None) -> None:
        """Try to have the issuer revoke a refresh token, within a time limit and without errors."""
        provider = self._provider
        if token is None or provider is None:
            return
        flow = revoke(provider, self.client(), token)

        def ask() -> None:
            with Sender(largest=1024, longest=_REVOCATION, observe=self.observe) as sender:
                drive(flow, sender, wait=lambda _wait: None)

        # In a thread, because the DNS lookup and the connection have longer time limits.
        asking = threading.Thread(target=ask, daemon=True)
        ends = time.monotonic() + _REVOCATION
        asking.start()
        terminated: Terminated | None = None
        # NOTE: neither a second Ctrl-C nor a SIGTERM may leave the token valid.
        while asking.is_alive() and (left := ends - time.monotonic()) > 0:
            try:
                asking.join(left)
            except KeyboardInterrupt:
                continue
            except Terminated as problem:
                terminated = problem
        if terminated is not None:
            raise terminated

    def client(self) -> Client:
        """Return the application, and the API that its tokens are for."""
        settings = self.settings()
        return Client(settings.client_id, settings.audience)

    def drive(self, flow: Flow[T]) -> T:
        """Run a flow at the issuer, with its requests and its waits."""
        return drive(flow, self._sender, wait=self._wait, show=self._show)

    def _wait(self, wait: Wait) -> None:
        self.prompter.waiting(wait.reason)
        time.sleep(wait.seconds)

    def _show(self, event: object) -> None:
        if isinstance(event, DeviceCode):
            host = urlsplit(self.settings().issuer).netloc
            self.prompter.show_code(event, host)


def now() -> float:
    """Return the seconds of a monotonic clock that counts sleep, since tokens expire then too."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _lease(tokens: Tokens, scope: frozenset[str], started: float) -> Lease:
    life = _LIFE if tokens.expires_in is None else tokens.expires_in
    return Lease(scope, started + life, tokens.refresh_token)
