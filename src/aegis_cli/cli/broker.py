"""`aegis broker`: the executor as a service, for people whose machines hold no GitHub token."""

import importlib.util
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aegis_cli.cli.installation import how_to_add, record
from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.streams import write_err
from aegis_cli.errors import Code, UsageError
from aegis_cli.settings.cli_options import CliOptions

if TYPE_CHECKING:
    import socket

    from aegis_cli.broker.http.limits import Limits
    from aegis_cli.broker.whitelist import Whitelist
    from aegis_cli.broker.workers.serving import Configuration, Planning
    from aegis_cli.oauth.exchange import Vault
    from aegis_cli.settings.settings import Settings
    from aegis_cli.wiring.app import App

app = sub_app()

_CLIENTS = "AEGIS_ALLOWED_CLIENTS"

_EPILOG = """\
Examples:

\b
  aegis broker --policy policy.toml      behind a proxy that ends TLS
  aegis --sandbox broker                 with a sandbox of its own; plans too
"""


@app.command(epilog=_EPILOG)
def broker(  # noqa: PLR0913  # one option each
    ctx: typer.Context,
    *,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65_535, help="Port; 0 takes any.")
    ] = 8400,
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="FILE", help="What callers may have done.")
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", min=1, max=64, help="Processes that serve.")
    ] = 1,
    max_concurrent: Annotated[
        int,
        typer.Option(
            "--max-concurrent", metavar="N", min=1, max=1000, help="Plans at once, per worker."
        ),
    ] = 32,
    per_minute: Annotated[
        int,
        typer.Option(
            "--per-minute",
            metavar="N",
            min=1,
            max=100_000,
            help="Requests of one person, per worker.",
        ),
    ] = 120,
    model_per_minute: Annotated[
        int,
        typer.Option(
            "--model-per-minute",
            metavar="N",
            min=1,
            max=100_000,
            help="Model turns of one person, per worker.",
        ),
    ] = 30,
    seconds: Annotated[
        int,
        typer.Option(
            "--seconds", metavar="SECONDS", min=1, max=170, help="The longest that a plan may take."
        ),
    ] = 120,
    metrics: Annotated[
        bool, typer.Option("--metrics", help="Serve /metrics, in Prometheus' format.")
    ] = False,
) -> None:
    """Carry out plans for people who sign in at your tenant; writes its audit to standard output.

    It reads the same settings as `aegis ask`, and AEGIS_ALLOWED_CLIENTS.
    With AEGIS_BROKER_GEMINI_KEY it plans for them too, so that they need no key of their own.
    """
    _require_fastapi()
    from aegis_cli.broker.http.limits import Limits  # noqa: PLC0415  # needs the extra
    from aegis_cli.wiring.app import App  # noqa: PLC0415  # not for --help

    choices: CliOptions = ctx.obj
    limits = Limits(concurrent=max_concurrent, per_minute=per_minute, seconds=seconds)
    if workers > 1 and choices.sandbox:
        raise UsageError(
            "Several workers cannot share a sandbox that one of them made.",
            code=Code.BAD_USAGE,
            hint="Keep one running with `aegis sandbox`, or leave --workers out.",
        )
    with App(choices) as made, _listener(host, port) as listener:
        settings = made.environment.settings
        settings = _that_plans(settings) if choices.sandbox else settings
        found = replace(
            _configuration(settings, _whitelist(policy), limits, metrics=metrics),
            planning=_planning(settings, model_per_minute),
        )
        announce = partial(_announce, listener, sandbox=choices.sandbox)
        _serve(listener, found, _Issuer(made), workers, announce)


def _serve(
    listener: "socket.socket",
    configuration: "Configuration",
    issuer: "_Issuer",
    workers: int,
    announce: Callable[[], None],
) -> None:
    """Serve in this process, or in so many forks of it."""
    from aegis_cli.broker.workers.board import Board  # noqa: PLC0415  # not for --help
    from aegis_cli.broker.workers.serving import serve  # noqa: PLC0415  # needs the extra
    from aegis_cli.broker.workers.supervisor import supervise  # noqa: PLC0415  # not for --help

    if workers == 1:
        serve(listener, configuration, issuer, os.environ, ready=announce)
        return
    board = Board(workers)

    def work(place: int) -> None:
        found = replace(configuration, place=board.place(place))
        serve(listener, found, issuer, os.environ)

    supervise(work, count=workers, ready=announce)


def _that_plans(settings: "Settings") -> "Settings":
    """Return a sandbox's settings with its key for Gemini as the broker's own."""
    key = settings.gemini_key
    return (
        replace(settings, secrets={**settings.secrets, "broker_gemini_key": key})
        if key
        else settings
    )


class _Issuer:
    """The issuer, asked by the parts that sign in with it otherwise."""

    def __init__(self, made: "App") -> None:
        self._made = made

    def name(self) -> str:
        return self._made.sign_ins.device.provider().issuer

    def jwks(self) -> Mapping[str, Any]:
        return self._made.sign_ins.device.jwks()

    def vault(self) -> "Vault":
        return self._made.executors.vault()


def _require_fastapi() -> None:
    if importlib.util.find_spec("fastapi") is None:
        raise UsageError(
            "The broker needs FastAPI, which is not installed.",
            code=Code.BAD_SETTINGS,
            hint=how_to_add("broker", record()),
        )


def _listener(host: str, port: int) -> "socket.socket":
    from aegis_cli.broker.workers.serving import listen  # noqa: PLC0415  # needs the extra

    try:
        return listen(host, port)
    except OSError as problem:
        reason = problem.strerror or "the address cannot be used"
    raise UsageError(
        f"Port {port} on {host} cannot be used: {reason}.",
        code=Code.BAD_USAGE,
        hint="Choose another with --port, or another address with --host.",
    )


def _whitelist(path: Path | None) -> "Whitelist":
    from aegis_cli.broker.whitelist import Whitelist  # noqa: PLC0415  # needs joserfc

    if path is None:
        return Whitelist()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8"
    else:
        return Whitelist.load(text, str(path))
    raise UsageError(f"{path} cannot be read: {reason}.", code=Code.BAD_SETTINGS)


def _configuration(
    settings: "Settings", whitelist: "Whitelist", limits: "Limits", *, metrics: bool
) -> "Configuration":
    from aegis_cli.broker.http.routes import Described  # noqa: PLC0415  # needs the extra
    from aegis_cli.broker.workers.serving import Configuration  # noqa: PLC0415  # needs the extra

    needed = settings.sign_in()
    settings.vault()
    settings.github_app()
    named = (name.strip() for name in os.environ.get(_CLIENTS, "").split(","))
    described = Described(
        audience=needed.audience,
        issuer=needed.issuer,
        client_id=needed.client_id,
        github_api=settings.github_api,
        connection=settings.values["connection"],
        models=settings.broker_models,
    )
    return Configuration(
        described=described,
        clients=frozenset(name for name in named if name) or frozenset({needed.client_id}),
        auth_time_claim=settings.auth_time_claim,
        whitelist=whitelist,
        limits=limits,
        metrics=metrics,
    )


def _planning(settings: "Settings", per_minute: int) -> "Planning | None":
    from aegis_cli.broker.workers.serving import Planning  # noqa: PLC0415  # needs the extra

    key, values = settings.broker_gemini_key, settings.values
    if key is None:
        return None
    return Planning(key, values["gemini_url"], values["gemini_api_version"], per_minute)


def _announce(listener: "socket.socket", *, sandbox: bool) -> None:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    write_err(f"The broker listens on http://{shown}:{port}; Ctrl-C ends it.\n")
    if sandbox:
        write_err(f"In another shell: export AEGIS_BROKER=http://{shown}:{port}\n")
