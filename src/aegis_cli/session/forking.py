"""The agent's side of the template: starts it, and has it fork for requests and for plans."""

import socket
import threading
from collections.abc import Mapping
from typing import Any

from aegis_cli.adapters.process.isolated import start
from aegis_cli.adapters.process.json_lines import encode
from aegis_cli.errors import Bug, Code

REQUEST, PLAN = b"r", b"p"
"""What a fork is for; with it come a socket, and for a request the client's streams and folder."""

_MODULE = "aegis_cli.cli.session_fork"
_PATIENCE = 30.0
"""Seconds that the template may take to import everything."""
_DEADLINE = 5.0
"""Seconds in which a fork takes its order."""


class ForkTemplate:
    """A process that was started before there was any token, and forks on request."""

    def __init__(
        self,
        environment: Mapping[str, str],
        terms: dict[str, Any],
        loader: int | None = None,
    ) -> None:
        """Start it with what every request stands on, by a `hidden_loader` if there is one."""
        self._channel = start(_MODULE, environment=environment, stderr="drop", loader=loader)
        self._terms = terms
        self._opening = threading.Lock()
        self._is_ready = False

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._channel.process.pid

    def open(self) -> None:
        """Tell it its terms once it is hardened, and wait until it is ready; raise `Bug` if not.

        Any thread may do that; it is told once.
        """
        with self._opening:
            if not self._is_ready:
                self._open()
                self._is_ready = True

    def _open(self) -> None:
        self._channel.open()
        line = self._channel.line
        line.settimeout(_PATIENCE)
        try:
            line.sendall(encode(self._terms))
            is_ready = line.recv(1)
        except OSError:
            is_ready = b""
        if not is_ready:
            raise Bug("The template of the session did not start.", code=Code.INTERNAL)

    def request(self, order: dict[str, Any], streams: list[int]) -> socket.socket:
        """Have it fork for a client's request; return the channel to the fork.

        Raises `OSError` if that cannot be now.
        """
        ours = self._forked(REQUEST, streams)
        try:
            ours.settimeout(_DEADLINE)
            ours.sendall(encode(order))
        except OSError:
            ours.close()
            raise
        return ours

    def plan(self) -> int:
        """Have it fork for a plan; return the descriptor of the channel to the fork."""
        return self._forked(PLAN, []).detach()

    def _forked(self, kind: bytes, streams: list[int]) -> socket.socket:
        """Have it fork; return the channel to the fork. Raises `OSError` if that cannot be now."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._channel.line, [kind], [theirs.fileno(), *streams])
            except OSError:
                ours.close()
                raise
        return ours

    def close(self) -> None:
        """End it, which ends every fork."""
        self._channel.kill()
        self._channel.process.wait()
        self._channel.close()
