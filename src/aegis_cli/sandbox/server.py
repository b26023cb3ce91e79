"""Run one sandbox: a loopback port for each service, in one event loop, all closed at the end."""

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from aegis_cli.sandbox.auth0.service import auth0
from aegis_cli.sandbox.auth0.tenant import Auth0Config
from aegis_cli.sandbox.control import control
from aegis_cli.sandbox.fga.door import fga
from aegis_cli.sandbox.gemini.service import Brain, gemini
from aegis_cli.sandbox.github.service import github
from aegis_cli.sandbox.jira.seeds import site
from aegis_cli.sandbox.jira.service import jira
from aegis_cli.sandbox.observed import DROP, Observed
from aegis_cli.sandbox.slack.service import slack
from aegis_cli.sandbox.state import SandboxService, State
from aegis_cli.sandbox.storage import storage

LOOPBACK = "127.0.0.1"
PORTS = 7
"""Those of Auth0, GitHub, Gemini, control, storage, Slack and Jira, in this order."""

_STDIN = 0
_FGA = "/fga"
"""Where the store is, on the port of Auth0: it has a host of its own there, `api.us1.fga.dev`."""


class PortUnavailable(OSError):
    """A port that the sandbox needs cannot be bound."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The addresses and credentials of a running sandbox."""

    variables: dict[str, str] = field(repr=False)
    """The environment variables that make aegis use it, with the secrets of this run."""
    control: str
    """The address of the control door."""


def serve(
    *, port: int, state: State, until_eof: bool, ready: Callable[[Environment], None], brain: Brain
) -> None:
    """Run a sandbox until a signal, `state.closing` or, with `until_eof`, the end of its input."""
    with contextlib.ExitStack() as listening:
        sockets = [listening.enter_context(listener) for listener in bind(port)]
        bases = [f"http://{LOOPBACK}:{listener.getsockname()[1]}" for listener in sockets]
        environment = _environment(bases, state)
        servers = [_Server(app) for app in _doors(environment, state, brain)]
        asyncio.run(
            _run(
                servers,
                sockets,
                closing=state.closing,
                until_eof=until_eof,
                ready=lambda: ready(environment),
            )
        )


def bind(port: int) -> list[socket.socket]:
    """Bind the ports from `port` up, or any free ones if it is 0."""
    with contextlib.ExitStack() as bound:
        ports = [port + offset if port else 0 for offset in range(PORTS)]
        sockets = [bound.enter_context(_listener(each)) for each in ports]
        bound.pop_all()  # if one port cannot be bound, those before it are closed
        return sockets


def _listener(port: int) -> socket.socket:
    try:
        # A port with connections in TIME_WAIT may be bound again.
        listener = socket.create_server((LOOPBACK, port))
    except OSError as exc:
        reason = os.strerror(exc.errno) if exc.errno else str(exc)
        message = f"Port {port} on {LOOPBACK} cannot be used: {reason}. Choose another with --port."
        raise PortUnavailable(message) from exc
    # For asyncio: it lets what is written go at once only where a socket says that it is of TCP.
    # Without that, each answer but the first of a connection takes 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _environment(bases: Sequence[str], state: State) -> Environment:
    auth0_base, github_base, gemini_base, control_base, state.storage, *others = bases
    app, store = state.own_app, state.fga
    app_variables = {
        "AEGIS_GITHUB_APP_CLIENT_ID": app.client_id,
        "AEGIS_GITHUB_APP_CLIENT_SECRET": app.client_secret,
    }
    fga_base = f"{auth0_base}{_FGA}"
    fga_variables = {
        "AEGIS_FGA_URL": fga_base,
        "AEGIS_FGA_STORE": store.id,
        "AEGIS_FGA_ISSUER": fga_base,
        "AEGIS_FGA_CLIENT_ID": store.client_id,
        "AEGIS_FGA_CLIENT_SECRET": store.client_secret,
    }
    return Environment(
        variables={
            "AEGIS_ISSUER": f"{auth0_base}/",
            "AEGIS_CLIENT_ID": "aegis-sandbox-cli",
            "AEGIS_AUDIENCE": "https://sandbox.aegis.example",
            "AEGIS_VAULT_CLIENT_ID": "aegis-sandbox-vault",
            "AEGIS_VAULT_CLIENT_SECRET": secrets.token_urlsafe(32),
            "AEGIS_CONNECTION": "github",
            "AEGIS_GITHUB_API": github_base,
            "GEMINI_API_KEY": f"sandbox-{secrets.token_urlsafe(24)}",
            "AEGIS_GEMINI_URL": gemini_base,
            **_provider_variables(state.names_providers, *others),
            **(app_variables if state.names_app else {}),
            **(fga_variables if state.names_fga else {}),
        },
        control=control_base,
    )


def _provider_variables(named: Sequence[str], slack_base: str, jira_base: str) -> dict[str, str]:
    """Return the variables with which the providers beside GitHub exist."""
    cloud_id, host = site()
    variables = {
        "slack": {"AEGIS_SLACK_API": f"{slack_base}/api"},
        "jira": {
            "AEGIS_JIRA_API": f"{jira_base}/ex/jira/{cloud_id}",
            "AEGIS_JIRA_CLOUD_ID": cloud_id,
            "AEGIS_JIRA_SITE": host,
        },
    }
    return {name: value for each in named for name, value in variables[each].items()}


def _doors(environment: Environment, state: State, brain: Brain) -> list[ASGIApp]:
    variables = environment.variables
    config = Auth0Config(
        issuer=variables["AEGIS_ISSUER"],
        cli_client_id=variables["AEGIS_CLIENT_ID"],
        audience=variables["AEGIS_AUDIENCE"],
        vault_client_id=variables["AEGIS_VAULT_CLIENT_ID"],
        vault_client_secret=variables["AEGIS_VAULT_CLIENT_SECRET"],
        connection=variables["AEGIS_CONNECTION"],
    )
    tenant = Mount("/", auth0(state, config=config))
    with_store = Starlette(routes=[Mount(_FGA, fga(state.fga)), tenant])
    return [
        Observed(with_store, SandboxService.AUTH0, state),
        Observed(github(state, base=variables["AEGIS_GITHUB_API"]), SandboxService.GITHUB, state),
        Observed(
            gemini(state, key=variables["GEMINI_API_KEY"], brain=brain),
            SandboxService.GEMINI,
            state,
        ),
        control(state),
        Observed(storage(state), SandboxService.STORAGE, state),
        Observed(slack(state), SandboxService.SLACK, state),
        Observed(jira(state), SandboxService.JIRA, state),
    ]


class _Connection(H11Protocol):
    """One connection to a door, which a fault can close without an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Give the app a function that closes this connection."""
        super().connection_made(transport)
        app = self.app

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            scope["extensions"] = {DROP: transport.close}
            await app(scope, receive, send)

        self.app = serve


class _Server(uvicorn.Server):
    """A server that leaves signals to the sandbox, and sets an event when it is listening."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=_Connection,
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                # A person may think about an approval while the client keeps its connection.
                timeout_keep_alive=60,
                timeout_graceful_shutdown=1,
            )
        )
        self.listening = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Install no signal handlers, because several servers share one process."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then set `listening`."""
        await super().startup(sockets)
        self.listening.set()


async def _run(
    servers: Sequence[_Server],
    sockets: Sequence[socket.socket],
    *,
    closing: asyncio.Event,
    until_eof: bool,
    ready: Callable[[], None],
) -> None:
    _close_on_signals(closing)
    if until_eof:
        _close_on_eof(closing)
    async with asyncio.TaskGroup() as group:
        for server, listener in zip(servers, sockets, strict=True):
            group.create_task(server.serve(sockets=[listener]))
        for server in servers:
            await server.listening.wait()
        ready()
        await closing.wait()
        for server in servers:
            server.should_exit = True


def _close_on_signals(closing: asyncio.Event) -> None:
    if threading.current_thread() is threading.main_thread():
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, closing.set)


def _close_on_eof(closing: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def wait_for_eof() -> None:
        # A closed or unreadable standard input counts as ended.
        with contextlib.suppress(OSError):
            while os.read(_STDIN, 4096):
                pass
        # The loop may have ended already.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(closing.set)

    # A thread, because an event loop cannot watch /dev/null or a file; it reads the descriptor
    # itself, since a thread inside `sys.stdin` would hold up the end of the interpreter.
    threading.Thread(target=wait_for_eof, name="until-eof", daemon=True).start()
