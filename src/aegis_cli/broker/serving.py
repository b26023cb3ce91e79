"""Runs a worker: puts the broker together, and serves it with uvicorn until a signal comes."""

import asyncio
import contextlib
import gc
import signal
import socket
import sys
import time
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import uvicorn

from aegis_cli.broker.admission import Admission
from aegis_cli.broker.audit import Audit
from aegis_cli.broker.authorization.permit import OwnRules
from aegis_cli.broker.authorization.store import Evaluator
from aegis_cli.broker.gemini.model_request import LARGEST
from aegis_cli.broker.gemini.relay import ModelRelay
from aegis_cli.broker.gemini.upstream import Upstream
from aegis_cli.broker.http.access_token import Rules
from aegis_cli.broker.http.callers import Callers, Issuer
from aegis_cli.broker.http.connection import Connection
from aegis_cli.broker.http.gate import Gate
from aegis_cli.broker.http.limits import Capacity, Limits, RateLimiter
from aegis_cli.broker.metrics import Metrics, SharedFolder
from aegis_cli.broker.plans import Plans
from aegis_cli.broker.pools import Pools
from aegis_cli.broker.routes import application
from aegis_cli.broker.whitelist import Whitelist
from aegis_cli.broker.workers.executing import Executing
from aegis_cli.broker.workers.forks import Forks
from aegis_cli.oauth.protected_resource import ProtectedResource

GRACE = 10
"""Seconds beyond the longest plan that a shutdown, or the kernel's alarm, waits."""

_KEEP_ALIVE = 30


@dataclass(frozen=True, slots=True)
class Configuration:
    """How a broker is set up."""

    resource: ProtectedResource
    bases: Mapping[str, str]
    """The roots of the APIs that the settings name, by the provider's name."""
    clients: frozenset[str]
    auth_time_claim: str
    whitelist: Whitelist
    limits: Limits
    metrics: bool
    upstream: Upstream | None
    """The model that plans; `None` if the broker does not plan."""
    model_per_minute: int
    """Turns of planning of one subject; a third of them may come at once."""
    evaluator: Evaluator | None = None
    """The store with the organisation's rules; `None` where the policy file alone decides."""
    shared: SharedFolder | None = None
    """Where one of several workers keeps its counters; `None` for a single worker."""


def serve(
    listener: socket.socket,
    configuration: Configuration,
    issuer: Issuer,
    environment: Mapping[str, str],
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until SIGTERM or SIGINT, and finish what runs; at a second signal, stop at once."""
    limits, resource = configuration.limits, configuration.resource
    # What start-up made stays. From now on garbage is collected as often as in any long-lived
    # process, and not as rarely as in a short command (`aegis_cli/__main__.py`).
    gc.freeze()
    gc.set_threshold(700, 10, 10)
    forks = Forks(environment, longest=int(limits.seconds) + GRACE)
    # NOTE: before this process has threads, because it is forked to start the fork server.
    forks.start()
    audit = Audit(sys.stdout.buffer)
    pools = Pools(plans=ThreadPoolExecutor(limits.concurrent, "plans"))
    try:
        admission = Admission(
            gate=Gate(Callers(issuer, lambda name: _rules(name, configuration), pools)),
            limits=limits,
            rate_limiter=RateLimiter(limits.per_minute, clock=time.monotonic),
            capacity=Capacity(limits.concurrent),
            audit=audit,
            metrics=Metrics(configuration.shared),
        )
        authorization = _authorization(configuration, pools)
        executing = Executing(
            forks,
            configuration.bases,
            limits.seconds,
            pools.plans,
            in_place=authorization is not None,
            sites={name: each.site for name, each in resource.others.items()},
        )
        app = application(
            Plans(admission, configuration.whitelist, executing, authorization),
            resource,
            relay=_relay(admission, configuration),
            metrics=configuration.metrics,
        )
        asyncio.run(_Server(_config(app, limits), ready).serve(sockets=[listener]))
    finally:
        forks.close()
        pools.close()
        audit.close()


def _rules(issuer: str, configuration: Configuration) -> Rules:
    return Rules(
        issuer=issuer,
        audience=configuration.resource.audience,
        clients=configuration.clients,
        auth_time_claim=configuration.auth_time_claim,
        roles_claim=configuration.whitelist.roles_claim,
    )


def _authorization(configuration: Configuration, pools: Pools) -> OwnRules | None:
    evaluator = configuration.evaluator
    return None if evaluator is None else OwnRules(replace(evaluator, pool=pools.rules))


def _relay(admission: Admission, configuration: Configuration) -> ModelRelay | None:
    """Make the planning beside the plans, with limits and a capacity of its own."""
    if configuration.upstream is None:
        return None
    limits = configuration.limits
    own = replace(
        admission,
        limits=replace(limits, body=LARGEST),
        rate_limiter=RateLimiter(configuration.model_per_minute, clock=time.monotonic),
        capacity=Capacity(limits.concurrent),
    )
    return ModelRelay(own, configuration.upstream, configuration.resource.models)


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
    """A server that ends without raising its signal again, and reports when it is listening."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Finish at the first signal, and stop at once at the second."""
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
        """Start, and then report it."""
        await super().startup(sockets)
        self._ready()


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; raise `OSError` if the port cannot be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # NOTE: asyncio switches off Nagle's algorithm, which costs 40 ms, only if TCP is named here.
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
