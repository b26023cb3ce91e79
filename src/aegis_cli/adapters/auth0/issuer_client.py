"""Runs flows against the issuer: its endpoints and keys, device codes, renewals, revocations.

Threads may share it: one request at a time uses the connections, and no wait holds them.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import urlsplit

from aegis_cli.adapters.process.termination import Terminated
from aegis_cli.adapters.sender import USUAL, Patience, Sender
from aegis_cli.core.flow import Flow, T, Wait, drive
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.oauth.device import Client, CodeExpired, DeviceCode, sign_in
from aegis_cli.oauth.discovery import ServerMetadata, discover, fetch_json
from aegis_cli.oauth.refresh import revoke
from aegis_cli.oauth.sign_in_tokens import Tokens
from aegis_cli.settings.settings import SignInSettings

_REVOCATION = 2.0
"""Seconds that a revocation may take; a person who leaves does not wait for a network."""


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


@dataclass(eq=False, repr=False)
class IssuerClient:
    """The issuer, as one public application of it sees it."""

    settings: Callable[[], SignInSettings]
    prompter: Prompter
    patience: float
    """The longest wait for the person, in seconds."""
    observe: Callable[[str], None] | None = None
    server_patience: Patience = USUAL
    """How long the issuer may say nothing."""
    meanwhile: Callable[[], object] = lambda: None
    """What may be done while the person confirms a code; each wait does it again."""
    _provider: ServerMetadata | None = field(default=None, init=False)
    _sending: threading.Lock = field(default_factory=threading.Lock, init=False)

    @cached_property
    def _sender(self) -> Sender:
        return Sender(largest=1024 * 1024, observe=self.observe, patience=self.server_patience)

    def provider(self) -> ServerMetadata:
        """Return the issuer's endpoints, which are read once."""
        if self._provider is None:
            self._provider = self.drive(discover(self.settings().issuer))
        return self._provider

    def client(self) -> Client:
        """Return the application, and the API that its tokens are for."""
        settings = self.settings()
        return Client(settings.client_id, settings.audience)

    def jwks(self) -> dict[str, Any]:
        """Read the issuer's current keys."""
        url = urlsplit(self.provider().jwks_uri)
        path = url.path + (f"?{url.query}" if url.query else "")
        return self.drive(fetch_json(f"{url.scheme}://{url.netloc}", path))

    def device_flow(self, scope: tuple[str, ...]) -> Tokens:
        """Show the person a code, and wait until they confirm it; after its end, another one."""
        provider, client = self.provider(), self.client()
        while True:
            flow = sign_in(provider, client, scope, now=time.monotonic, patience=self.patience)
            try:
                return self.drive(flow)
            except CodeExpired:
                if not self.prompter.wants_new_code():
                    raise

    def revoke(self, token: Secret | None) -> None:
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

    def drive(self, flow: Flow[T]) -> T:
        """Run a flow at the issuer, with its requests and its waits."""
        return drive(flow, self._send, wait=self._wait, show=self._show)

    def close(self) -> None:
        """Close the connections."""
        self._sender.close()

    def _send(self, request: Request) -> Response | Unreachable:
        # NOTE: a sender has one time limit for all its connections, so it serves one at a time.
        with self._sending:
            return self._sender(request)

    def _wait(self, wait: Wait) -> None:
        ends = time.monotonic() + wait.seconds
        self.prompter.waiting(wait.reason)
        self.meanwhile()
        time.sleep(max(ends - time.monotonic(), 0.0))

    def _show(self, event: object) -> None:
        if isinstance(event, DeviceCode):
            host = urlsplit(self.settings().issuer).netloc
            self.prompter.show_code(event, host)
