"""Runs a worker: puts the broker together, and serves it with uvicorn until a signal comes."""

import asyncio
import contextlib
import gc
import signal
import socket
import sys
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import uvicorn

from aegis_cli.broker.audit import Audit
from aegis_cli.broker.gemini.model_request import LARGEST
from aegis_cli.broker.gemini.relay import Asking
from aegis_cli.broker.gemini.upstream import Upstream
from aegis_cli.broker.http.access_token import Rules
from aegis_cli.broker.http.callers import Callers, Issuer
from aegis_cli.broker.http.connection import Connection
from aegis_cli.broker.http.gate import Gate
from aegis_cli.broker.http.limits import Capacity, Limits, Subjects
from aegis_cli.broker.http.plans import Plans
from aegis_cli.broker.http.routes import Described, application
from aegis_cli.broker.metrics import Metrics
from aegis_cli.broker.whitelist import Whitelist
from aegis_cli.broker.workers.board import Place
from aegis_cli.broker.workers.executing import Executing
from aegis_cli.broker.workers.forks import Forks
from aegis_cli.broker.workers.pools import Pools
from aegis_cli.core.secret import Secret

GRACE = 10
"""Seconds beyond the longest plan that a shutdown, or the kernel's alarm, waits."""

_KEEP_ALIVE = 30


@dataclass(frozen=True, slots=True)
class Planning:
    """With what a broker plans; which models, it says of itself."""

    key: Secret
    url: str
    api_version: str
    per_minute: int
    """Turns of one subject; a third of it may come at once."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """How a broker is set up."""

    described: Described
    clients: frozenset[str]
    auth_time_claim: str
    whitelist: Whitelist
    limits: Limits
    metrics: bool
    planning: Planning | None = None
    """`None` where the broker does not plan."""
    place: Place | None = None
    """Where a worker shares what it counts with the others; `None` where it is the only one."""


def serve(
    listener: socket.socket,
    configuration: Configuration,
    issuer: Issuer,
    environment: Mapping[str, str],
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve on a socket until SIGTERM or SIGINT, and finish what runs; a second one ends it."""
    limits = configuration.limits
    # What start-up made stays; from now on garbage is looked for as in any long-lived process,
    # and not as rarely as a short command can afford (`aegis_cli/__main__.py`).
    gc.freeze()
    gc.set_threshold(700, 10, 10)
    forks = Forks(environment, longest=int(limits.seconds) + GRACE)
    # NOTE: before any thread; the template's own forks need none of ours.
    forks.start()
    audit, pools = Audit(sys.stdout.buffer), Pools()
    try:
        executing = Executing(
            forks, configuration.described.github_api, limits.seconds, pools.executions
        )
        plans = Plans(
            gate=Gate(Callers(issuer, lambda name: _rules(name, configuration), pools)),
            whitelist=configuration.whitelist,
            executing=executing,
            limits=limits,
            subjects=Subjects(limits.per_minute),
            capacity=Capacity(limits.concurrent),
            audit=audit,
            metrics=Metrics(),
        )
        app = application(
            plans,
            configuration.described,
            asking=_asking(plans, configuration),
            metrics=configuration.metrics,
            place=configuration.place,
        )
        server = _Server(_config(app, limits), ready)
        asyncio.run(server.serve(sockets=[listener]))
    finally:
        forks.close()
        pools.close()
        audit.close()


def _rules(issuer: str, configuration: Configuration) -> Rules:
    return Rules(
        issuer=issuer,
        audience=configuration.described.audience,
        clients=configuration.clients,
        auth_time_claim=configuration.auth_time_claim,
        roles_claim=configuration.whitelist.roles_claim,
    )


def _asking(plans: Plans, configuration: Configuration) -> Asking | None:
    """Put planning together beside the plans, with a count and a room of its own."""
    planning, limits = configuration.planning, configuration.limits
    if planning is None:
        return None
    return Asking(
        gate=plans.gate,
        upstream=Upstream(planning.key, url=planning.url, api_version=planning.api_version),
        models=configuration.described.models,
        limits=replace(limits, body=LARGEST),
        subjects=Subjects(planning.per_minute),
        capacity=Capacity(limits.concurrent),
        audit=plans.audit,
        metrics=plans.metrics,
    )


def _config(app: object, limits: Limits) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # any ASGI application
        http=partial(Connection, limits=limits),  # type: ignore[arg-type]  # makes the protocol
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=int(limits.seconds) + GRACE,
    )


class _Server(uvicorn.Server):
    """A server that ends without raising its signal again, and says when it is listening."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Stop at the first signal, and at once at the second."""
        loop = asyncio.get_running_loop()
        numbers = (signal.SIGINT, signal.SIGTERM)
        for number in numbers:
            loop.add_signal_handler(number, self._stop)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)

    def _stop(self) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._ready()


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; raise `OSError` where the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # NOTE: only where the protocol is named does asyncio switch off Nagle, which costs 40 ms here.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
        listener.set_inheritable(False)
    except OSError:
        listener.close()
        raise
    return listener
