"""`aegis broker`: the executor as a service, for people whose machines hold no GitHub token."""

import importlib.util
import os
from collections.abc import Callable, Mapping
from contextlib import nullcontext
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
    from tempfile import TemporaryDirectory

    from aegis_cli.broker.gemini.upstream import Upstream
    from aegis_cli.broker.http.limits import Limits
    from aegis_cli.broker.whitelist import Whitelist
    from aegis_cli.broker.workers.serving import Configuration
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


def _number(name: str, most: int, text: str) -> Any:
    return typer.Option(name, metavar="N", min=1, max=most, help=text)


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
    workers: Annotated[int, _number("--workers", 64, "Processes that serve.")] = 1,
    max_concurrent: Annotated[
        int, _number("--max-concurrent", 1000, "Plans at once, per worker.")
    ] = 32,
    per_minute: Annotated[
        int, _number("--per-minute", 100_000, "Requests of one person, per worker.")
    ] = 120,
    model_per_minute: Annotated[
        int, _number("--model-per-minute", 100_000, "Model turns of one person, per worker.")
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
    _require_extra()
    from aegis_cli.broker.http.limits import Limits  # noqa: PLC0415  # needs the extra
    from aegis_cli.wiring.app import App  # noqa: PLC0415  # not for --help

    options: CliOptions = ctx.obj
    limits = Limits(concurrent=max_concurrent, per_minute=per_minute, seconds=seconds)
    if workers > 1 and options.sandbox:
        raise UsageError(
            "Several workers cannot share a sandbox that one of them made.",
            code=Code.BAD_USAGE,
            hint="Keep one running with `aegis sandbox`, or leave --workers out.",
        )
    with App(options) as application, _listener(host, port) as listener:
        settings = application.environment.settings
        settings = _that_plans(settings) if options.sandbox else settings
        configuration = _configuration(
            settings,
            _whitelist(policy),
            limits,
            metrics=metrics,
            model_per_minute=model_per_minute,
        )
        announce = partial(_announce, listener, sandbox=options.sandbox)
        _serve(listener, configuration, _Issuer(application), workers, announce)


def _serve(
    listener: "socket.socket",
    configuration: "Configuration",
    issuer: "_Issuer",
    workers: int,
    announce: Callable[[], None],
) -> None:
    """Serve in this process, or in several forks of it."""
    from aegis_cli.broker.metrics import SharedFolder  # noqa: PLC0415  # needs the extra
    from aegis_cli.broker.workers.serving import serve  # noqa: PLC0415  # needs the extra
    from aegis_cli.broker.workers.supervisor import supervise  # noqa: PLC0415  # not for --help

    if workers == 1:
        serve(listener, configuration, issuer, os.environ, ready=announce)
        return
    with _metrics_folder() if configuration.metrics else nullcontext() as folder:

        def work(worker: int) -> None:
            shared = SharedFolder(folder, worker) if folder else None
            serve(listener, replace(configuration, shared=shared), issuer, os.environ)

        supervise(work, count=workers, ready=announce)


def _metrics_folder() -> "TemporaryDirectory[str]":
    from aegis_cli.broker.metrics import temporary_folder  # noqa: PLC0415  # needs the extra

    try:
        return temporary_folder()
    except OSError as problem:
        reason = problem.strerror or "there is no such folder"
    raise UsageError(
        f"The workers need a folder for the counters of --metrics: {reason}.",
        code=Code.BAD_SETTINGS,
        hint="Name one that can be written to in TMPDIR, or leave --metrics out.",
    )


def _that_plans(settings: "Settings") -> "Settings":
    """Return a sandbox's settings with its key for Gemini as the broker's own."""
    key = settings.gemini_key
    if not key:
        return settings
    return replace(settings, secrets={**settings.secrets, "broker_gemini_key": key})


class _Issuer:
    """The issuer, asked by the parts with which the command line signs in."""

    def __init__(self, application: "App") -> None:
        self._app = application

    def name(self) -> str:
        return self._app.sign_ins.device.provider().issuer

    def jwks(self) -> Mapping[str, Any]:
        return self._app.sign_ins.device.jwks()

    def vault(self) -> "Vault":
        return self._app.executors.vault()


def _require_extra() -> None:
    for module, name in (("fastapi", "FastAPI"), ("prometheus_client", "prometheus_client")):
        if importlib.util.find_spec(module) is None:
            raise UsageError(
                f"The broker needs {name}, which is not installed.",
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
    settings: "Settings",
    whitelist: "Whitelist",
    limits: "Limits",
    *,
    metrics: bool,
    model_per_minute: int,
) -> "Configuration":
    from aegis_cli.broker.workers.serving import Configuration  # noqa: PLC0415  # needs the extra
    from aegis_cli.oauth.protected_resource import ProtectedResource  # noqa: PLC0415  # with it

    needed = settings.sign_in()
    settings.vault()
    settings.provider_app()
    clients = {name.strip() for name in os.environ.get(_CLIENTS, "").split(",")} - {""}
    return Configuration(
        resource=ProtectedResource(
            audience=needed.audience,
            issuer=needed.issuer,
            client_id=needed.client_id,
            base=settings.base,
            connection=settings.values["connection"],
            models=settings.broker_models,
        ),
        bases=settings.bases,
        clients=frozenset(clients or {needed.client_id}),
        auth_time_claim=settings.auth_time_claim,
        whitelist=whitelist,
        limits=limits,
        metrics=metrics,
        upstream=_upstream(settings),
        model_per_minute=model_per_minute,
    )


def _upstream(settings: "Settings") -> "Upstream | None":
    from aegis_cli.broker.gemini.upstream import Upstream  # noqa: PLC0415  # needs httpx

    key, values = settings.broker_gemini_key, settings.values
    if key is None:
        return None
    return Upstream(key, url=values["gemini_url"], api_version=values["gemini_api_version"])


def _announce(listener: "socket.socket", *, sandbox: bool) -> None:
    host, port = listener.getsockname()[:2]
    origin = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    write_err(f"The broker listens on {origin}; Ctrl-C ends it.\n")
    if sandbox:
        write_err(f"In another shell: export AEGIS_BROKER={origin}\n")
