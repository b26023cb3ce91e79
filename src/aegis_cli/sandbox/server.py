"""One sandbox, running: four loopback ports, one event loop, and an end that leaves nothing behind."""

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from aegis_cli.sandbox.auth0.door import auth0
from aegis_cli.sandbox.auth0.tenant import Auth0Config
from aegis_cli.sandbox.connection import Connection
from aegis_cli.sandbox.control import control
from aegis_cli.sandbox.gemini import Brain, gemini
from aegis_cli.sandbox.github.door import github
from aegis_cli.sandbox.observed import Observed
from aegis_cli.sandbox.state import Door, State

LOOPBACK = "127.0.0.1"
PORTS = 4
"""How many ports a sandbox takes, from the chosen one up: Auth0, GitHub, Gemini, control."""

_STDIN = 0


class PortUnavailable(OSError):
    """A port of the sandbox cannot be had."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a running sandbox is found."""

    variables: dict[str, str] = field(repr=False)
    """The environment variables that point aegis at it; secrets of this run are among them."""
    control: str
    """The address of the control door."""


def serve(
    *,
    port: int,
    state: State,
    until_eof: bool,
    ready: Callable[[Environment], None],
    brain: Brain,
) -> None:
    """Run a sandbox until a signal, `state.closing` or, with `until_eof`, the end of its input."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(listener) for listener in bind(port)]
        ports = [listener.getsockname()[1] for listener in sockets]
        environment = _environment(ports)
        servers = [_Server(app) for app in _doors(environment, state, brain)]
        asyncio.run(
            _run(list(zip(servers, sockets, strict=True)), state.closing, until_eof, ready)
        )
