"""`python -m aegis_cli.sandbox`: run one sandbox, and write its addresses to standard output."""

import argparse
import contextlib
import json
import math
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from aegis_cli.sandbox.gemini.brain import answer, know
from aegis_cli.sandbox.jira.seeds import site
from aegis_cli.sandbox.server import PORTS, Environment, PortUnavailable, serve
from aegis_cli.sandbox.state import Confirm, SandboxService, State

_STDOUT = 1
_LAST_PORT = 65535
CONNECTIONS = {"slack": "sign-in-with-slack", "jira": "jira"}
"""The connections at Auth0 of the providers beside GitHub."""
_SERVICES = {
    "exchange": SandboxService.AUTH0,
    "github": SandboxService.GITHUB,
    "gemini": SandboxService.GEMINI,
    "slack": SandboxService.SLACK,
    "jira": SandboxService.JIRA,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a sandbox until it has to end, and return the exit code."""
    options = _parser().parse_args(argv)
    state = State(
        others={CONNECTIONS[name]: name for name in options.provider},
        confirm=options.confirm,
        confirm_after=options.confirm_after,
        latency=dict(options.latency),
        names_app=options.github_app,
        names_fga=options.fga,
        names_providers=tuple(options.provider),
    )

    def announce(environment: Environment) -> None:
        document = {"environment": environment.variables, "control": environment.control}
        try:
            # Not through Python's buffer, which would raise again at exit if the reader is gone.
            os.write(_STDOUT, json.dumps(document).encode() + b"\n")
        except OSError:
            state.closing.set()

    know(options.provider, {"jira": site()[1]})
    try:
        serve(
            port=options.port,
            state=state,
            until_eof=options.until_eof,
            ready=announce,
            brain=lambda request: answer(request, datetime.now(UTC).astimezone().date()),
        )
    except PortUnavailable as exc:
        sys.stderr.write(f"{exc}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m aegis_cli.sandbox",
        description="Auth0, GitHub and Gemini look-alikes on loopback.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=0,
        metavar="N",
        help=f"take the {PORTS} ports from N up (default: any that are free)",
    )
    parser.add_argument(
        "--confirm",
        type=Confirm,
        choices=list(Confirm),
        default=Confirm.PAGE,
        help="who confirms a sign-in: a person on the page (default), or the sandbox itself",
    )
    parser.add_argument(
        "--confirm-after",
        type=_seconds,
        default=0.0,
        metavar="SECONDS",
        help="with --confirm auto, leave a person this long to press",
    )
    parser.add_argument(
        "--latency",
        type=_latency,
        action="append",
        default=[],
        metavar="SERVICE=MS",
        help=f"answer later; a service is one of {', '.join(_SERVICES)}; may be repeated",
    )
    parser.add_argument(
        "--github-app",
        action="store_true",
        help="name the GitHub App's client id and secret too, so that tokens can be narrowed",
    )
    parser.add_argument(
        "--provider",
        choices=list(CONNECTIONS),
        action="append",
        default=[],
        help="lead aegis to this provider too; may be repeated",
    )
    parser.add_argument(
        "--fga",
        action="store_true",
        help="name an empty OpenFGA store too, for a broker's own rules",
    )
    parser.add_argument("--until-eof", action="store_true", help="end when standard input ends")
    return parser


def _port(text: str) -> int:
    last = _LAST_PORT - PORTS + 1
    with contextlib.suppress(ValueError):
        if 0 <= (port := int(text)) <= last:
            return port
    raise argparse.ArgumentTypeError(f"a port from 1 to {last} is needed, or 0")


def _seconds(text: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 <= (seconds := float(text)) < math.inf:
            return seconds
    raise argparse.ArgumentTypeError("a number of seconds is needed")


def _latency(text: str) -> tuple[SandboxService, float]:
    service, _, milliseconds = text.partition("=")
    if service not in _SERVICES:
        raise argparse.ArgumentTypeError(f"a service is one of {', '.join(_SERVICES)}")
    try:
        return _SERVICES[service], _seconds(milliseconds) / 1000
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError("a number of milliseconds is needed") from None


if __name__ == "__main__":
    sys.exit(main())
