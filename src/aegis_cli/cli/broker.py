"""`aegis broker`: the executor as a service, for people whose machines hold no GitHub token."""

import os
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from aegis_cli.adapters.installation import require_extra
from aegis_cli.cli.lazy import examples, sub_app
from aegis_cli.cli.options import Parameters, flag, number, option, with_parameters
from aegis_cli.cli.streams import write_err
from aegis_cli.errors import Code, UsageError
from aegis_cli.settings.cli_options import CliOptions

if TYPE_CHECKING:
    import socket
    from tempfile import TemporaryDirectory

    from aegis_cli.broker.authorization.store import Evaluator
    from aegis_cli.broker.gemini.upstream import Upstream
    from aegis_cli.broker.http.callers import Issuer
    from aegis_cli.broker.http.limits import Limits
    from aegis_cli.broker.serving import Configuration
    from aegis_cli.broker.whitelist import Whitelist
    from aegis_cli.settings.settings import Settings
    from aegis_cli.wiring.app import App

app = sub_app()

_CLIENTS = "AEGIS_ALLOWED_CLIENTS"


_PARAMETERS: Parameters = {
    "host": option(str, "127.0.0.1", "--host", metavar="ADDRESS", help="Address to listen on."),
    "port": option(
        int, 8400, "--port", metavar="PORT", min=0, max=65_535, help="Port; 0 takes any."
    ),
    "policy": option(
        Path | None, None, "--policy", metavar="FILE", help="What callers may have done."
    ),
    "workers": number("--workers", 1, most=64, says="Processes that serve."),
    "concurrent": number("--max-concurrent", 32, most=1000, says="Plans at once, per worker."),
    "per_minute": number(
        "--per-minute", 120, most=100_000, says="Requests of one person, per worker."
    ),
    "model_per_minute": number(
        "--model-per-minute", 30, most=100_000, says="Model turns of one person, per worker."
    ),
    "seconds": option(
        int,
        120,
        "--seconds",
        metavar="SECONDS",
        min=1,
        max=170,
        help="The longest that a plan may take.",
    ),
    "metrics": flag("--metrics", says="Serve /metrics, in Prometheus' format."),
}


@app.command(epilog=examples("broker"))
@with_parameters(_PARAMETERS)
def broker(  # noqa: PLR0913  # the others are limits
    ctx: typer.Context,
    *,
    host: str,
    port: int,
    policy: Path | None,
    workers: int,
    model_per_minute: int,
    metrics: bool,
    **limits: int,
) -> None:
    """Carry out plans for people who sign in at your tenant; writes its audit to standard output.

    It reads the same settings as `aegis ask`, and AEGIS_ALLOWED_CLIENTS.
    With AEGIS_BROKER_GEMINI_KEY it plans for them too, so that they need no key of their own.
    """
    require_extra("broker", "The broker")
    from aegis_cli.broker.http.limits import Limits  # needs the extra
    from aegis_cli.wiring.app import App

    options: CliOptions = ctx.obj
    if workers > 1 and options.sandbox:
        raise UsageError(
            "Several workers cannot share a sandbox that one of them made.",
            code=Code.BAD_USAGE,
            hint="Keep one running with `aegis sandbox`, or leave --workers out.",
        )
    with App.of(options) as application, _listener(host, port) as listener:
        settings = application.environment.settings
        settings = _that_plans(settings) if options.sandbox else settings
        configuration = _configuration(
            settings,
            whitelist=_whitelist(policy),
            limits=Limits(**limits),
            metrics=metrics,
            model_per_minute=model_per_minute,
        )
        write_err(
            "".join(f"{line}\n" for line in configuration.whitelist.providers_without_rules())
        )
        announce = partial(_announce, listener, sandbox=options.sandbox)
        _serve(listener, configuration, _issuer(application), workers, announce)


def _serve(
    listener: "socket.socket",
    configuration: "Configuration",
    issuer: "Issuer",
    workers: int,
    announce: Callable[[], None],
) -> None:
    """Serve in this process, or in several forks of it."""
    from aegis_cli.broker.metrics import SharedFolder  # needs the extra
    from aegis_cli.broker.serving import serve  # needs the extra
    from aegis_cli.broker.workers.supervisor import supervise

    if workers == 1:
        serve(listener, configuration, issuer, os.environ, ready=announce)
        return
    with _metrics_folder() if configuration.metrics else nullcontext() as folder:

        def work(worker: int) -> None:
            shared = SharedFolder(folder, worker) if folder else None
            serve(listener, replace(configuration, shared=shared), issuer, os.environ)

        supervise(work, count=workers, ready=announce)


def _metrics_folder() -> "TemporaryDirectory[str]":
    from aegis_cli.broker.metrics import temporary_folder  # needs the extra

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


def _issuer(application: "App") -> "Issuer":
    """Return the issuer, asked by the parts with which the command line signs in."""
    from aegis_cli.broker.http.callers import Issuer  # needs the extra

    sign_ins = application.sign_ins
    return Issuer(
        name=lambda: sign_ins.issuer.provider().issuer,
        jwks=lambda: sign_ins.issuer.jwks(),  # noqa: PLW0108  # it is made in the worker
        vault=application.executors.vault,
    )


def _listener(host: str, port: int) -> "socket.socket":
    from aegis_cli.broker.serving import listen  # needs the extra

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
    from aegis_cli.broker.whitelist import Whitelist

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
    *,
    whitelist: "Whitelist",
    limits: "Limits",
    metrics: bool,
    model_per_minute: int,
) -> "Configuration":
    from aegis_cli.broker.serving import Configuration  # needs the extra
    from aegis_cli.oauth.protected_resource import ProtectedResource

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
            others={name: settings.connections()[name] for name in settings.providers},
        ),
        bases=settings.bases,
        clients=frozenset(clients or {needed.client_id}),
        auth_time_claim=settings.auth_time_claim,
        whitelist=whitelist,
        limits=limits,
        metrics=metrics,
        upstream=_upstream(settings),
        evaluator=_evaluator(settings),
        model_per_minute=model_per_minute,
    )


def _upstream(settings: "Settings") -> "Upstream | None":
    from aegis_cli.broker.gemini.upstream import Upstream

    key, values = settings.broker_gemini_key, settings.values
    if key is None:
        return None
    return Upstream(key, url=values["gemini_url"], api_version=values["gemini_api_version"])


def _evaluator(settings: "Settings") -> "Evaluator | None":
    from aegis_cli.broker.authorization.batch_check import Store
    from aegis_cli.broker.authorization.store import Evaluator
    from aegis_cli.cli.rules_store import access_of

    fga = settings.fga()
    if fga is None:
        return None
    if fga.model is None:
        raise UsageError(
            "The rules of your organisation have no model yet.",
            code=Code.BAD_SETTINGS,
            hint="`aegis setup fga` writes it, and says what AEGIS_FGA_MODEL is then.",
        )
    return Evaluator(Store(fga.url, fga.store, fga.model), access_of(fga))


def _announce(listener: "socket.socket", *, sandbox: bool) -> None:
    host, port = listener.getsockname()[:2]
    origin = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    write_err(f"The broker listens on {origin}; Ctrl-C ends it.\n")
    if sandbox:
        write_err(f"In another shell: export AEGIS_BROKER={origin}\n")
