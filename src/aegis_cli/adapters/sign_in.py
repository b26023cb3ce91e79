"""Signs a person in through the browser, and keeps the session in this process only."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from aegis_cli.adapters.sender import Sender
from aegis_cli.core.flow import Flow, T, Wait, drive
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.device import Client, CodeExpired, DeviceCode, Tokens, sign_in
from aegis_cli.oauth.provider import Provider, discover, fetch_json
from aegis_cli.ports import Session
from aegis_cli.settings import SignInSettings

_MARGIN = 30.0
"""Seconds before its end from which a session is no longer used."""


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


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in, as a verified ID token says."""

    subject: str
    name: str


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
    ends: float


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
        self._sender = Sender(largest=1024 * 1024, observe=observe)
        self._provider: Provider | None = None
        self._kept: _Kept | None = None

    def provider(self) -> Provider:
        """Return where the issuer's endpoints are; asked once."""
        if self._provider is None:
            self._provider = self._drive(discover(self._settings().issuer))
        return self._provider

    def session(self, scope: tuple[str, ...]) -> Session:
        """Return the session if it suffices, or sign in for one that does."""
        kept = self._kept
        needed = {word for word in scope if ":" in word}
        if kept and kept.ends > time.monotonic() and needed <= kept.session.scope:
            return kept.session
        self.forget()
        started = time.monotonic()
        tokens = self._signed_in(scope)
        session = self._identified(tokens)
        life = tokens.expires_in if tokens.expires_in is not None else 300.0
        self._kept = _Kept(session, started + life - _MARGIN)
        return session

    def forget(self) -> None:
        """Drop the session."""
        self._kept = None

    def close(self) -> None:
        """Drop the session and close the connections."""
        self.forget()
        self._sender.close()

    def _signed_in(self, scope: tuple[str, ...]) -> Tokens:
        provider, settings = self.provider(), self._settings()
        client = Client(settings.client_id, settings.audience)
        while True:
            flow = sign_in(provider, client, scope, now=time.monotonic, patience=self._patience)
            try:
                return self._drive(flow)
            except CodeExpired:
                if not self._greeter.wants_new_code():
                    raise

    def _identified(self, tokens: Tokens) -> Session:
        who = Identity("", "somebody without a name")
        if tokens.id_token is not None:
            provider = self.provider()
            url = urlsplit(provider.jwks_uri)
            jwks = self._drive(
                fetch_json(
                    f"{url.scheme}://{url.netloc}",
                    url.path + (f"?{url.query}" if url.query else ""),
                )
            )
            who = self._verify(
                tokens.id_token, jwks, issuer=provider.issuer, client_id=self._settings().client_id
            )
        return Session(
            access_token=tokens.access_token,
            scope=tokens.scope or frozenset(),
            identity=who.name,
            subject=who.subject,
            expires_in=tokens.expires_in,
        )

    def _drive(self, flow: Flow[T]) -> T:
        return drive(flow, self._sender, wait=self._wait, show=self._show)

    def _wait(self, wait: Wait) -> None:
        self._greeter.waiting(wait.reason)
        time.sleep(wait.seconds)

    def _show(self, event: object) -> None:
        if isinstance(event, DeviceCode):
            host = urlsplit(self._settings().issuer).netloc
            self._greeter.show_code(event, host)
