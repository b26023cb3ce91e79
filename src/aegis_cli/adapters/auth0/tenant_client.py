"""Runs flows against Auth0's Management API, with real requests and real waits."""

import time
from collections.abc import Callable

from aegis_cli.adapters.sender import USUAL, Patience, Sender
from aegis_cli.core.flow import Flow, T, Wait, drive
from aegis_cli.core.secret import Secret
from aegis_cli.setup.finding import Change
from aegis_cli.setup.management import ManagementApi


class Management:
    """A connection to one tenant's Management API."""

    def __init__(
        self,
        base: str,
        token: Secret,
        *,
        progress: Callable[[str], None],
        observe: Callable[[str], None] | None = None,
        patience: Patience = USUAL,
    ) -> None:
        self.api = ManagementApi(base, token, time.time)
        self._progress = progress
        self._sender = Sender(observe=observe, patience=patience)

    def run(self, flow: Flow[T]) -> T:
        """Run a flow to its end."""
        return drive(flow, self._sender, wait=self._wait, show=self._show)

    def close(self) -> None:
        """Close the connections."""
        self._sender.close()

    def _wait(self, wait: Wait) -> None:
        self._progress(wait.reason)
        time.sleep(wait.seconds)

    def _show(self, event: object) -> None:
        if isinstance(event, Change):
            self._progress(f"sent {event.method} {event.path}")
