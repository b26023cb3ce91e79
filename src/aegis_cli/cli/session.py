"""`aegis session`: one sign-in for a working day, which the commands of a session share."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

from aegis_cli.cli import lazy
from aegis_cli.cli.options import (
    NO_BROWSER,
    Parameters,
    flag,
    opened,
    option,
    several,
    with_parameters,
)
from aegis_cli.cli.streams import write_err
from aegis_cli.errors import Code, UsageError
from aegis_cli.session.address import VARIABLE

if TYPE_CHECKING:
    from aegis_cli.session.grants import Grants
    from aegis_cli.wiring.app import App

_COMMAND = "command of the session"
"""Where the words behind `--` are kept."""


class Session(lazy.LazyGroup):
    """The commands about a session; the words behind `--` are a command to run in one."""

    table = {  # noqa: RUF012  # a ClassVar of the base
        "status": ("aegis_cli.cli.session_control", "Show what the session does."),
        "log": ("aegis_cli.cli.session_control", "Show what happened in the session."),
        "lock": ("aegis_cli.cli.session_control", "Drop every token, until you sign in again."),
        "unlock": ("aegis_cli.cli.session_control", "Sign in again, at the session's terminal."),
        "end": ("aegis_cli.cli.session_control", "End the session."),
        "panic": ("aegis_cli.cli.session_control", "End everything, and revoke what can be."),
    }

    def parse_args(self, ctx: lazy.Context, args: list[str]) -> list[str]:
        """Take the words behind `--` for the command."""
        if "--" in args:
            at = args.index("--")
            ctx.meta[_COMMAND] = args[at + 1 :]
            args = args[:at]
        return super().parse_args(ctx, args)


app = lazy.sub_app(cls=Session, invoke_without_command=True, epilog=lazy.examples("session"))

_PARAMETERS: Parameters = {
    "grant": several("--grant", "ACTION@REPO", "Writes that need no question, as typed here."),
    "grant_writes": option(
        int, 1, "--grant-writes", metavar="N", min=1, max=100, help="How many writes are granted."
    ),
    "read_only": flag("--read-only", says="Deny everything that is not a read."),
    "allow": several("--allow", "ACTIONS", "Allow only these, as in issues.*,repos.get."),
    "deny": several("--deny", "ACTIONS", "Deny these; wins over all else."),
    "repos": several("--repos", "PATTERNS", "Allow only these, as in acme/*,mona/web."),
    "no_browser": NO_BROWSER,
}


@app.callback()
@with_parameters(_PARAMETERS)
def session(ctx: typer.Context, *, grant: list[str], grant_writes: int, **values: Any) -> None:
    """Hold one sign-in for a working day, and run a command that uses it.

    Reads run without a question. Each write is asked about here, at this terminal, and nowhere
    else; a program of the session gets results and never a token. Without a command behind `--`,
    this terminal is where the questions of other terminals stand.
    """
    if ctx.invoked_subcommand is not None:
        return
    from aegis_cli.session.grants import Grants, grant_of  # noqa: PLC0415  # not for --help

    grants = Grants(tuple(map(grant_of, grant)), grant_writes if grant else 0)
    command: Sequence[str] = ctx.meta.get(_COMMAND, ())
    with opened(ctx, lasts=True, **values) as aegis:
        code = _hold(aegis, grants, command)
    raise typer.Exit(code)


def _hold(aegis: "App", grants: "Grants", command: Sequence[str]) -> int:
    if not sys.stderr.isatty() or not aegis.environment.person.can_ask():
        raise UsageError(
            "A session asks its questions at a terminal, and there is none.",
            code=Code.NO_TERMINAL,
            hint="Run it in a terminal; docs/pipelines.md says what is possible without one.",
        )
    if os.environ.get("AEGIS_SESSION"):
        raise UsageError(
            "This terminal is in a session already.",
            code=Code.BAD_USAGE,
            hint="`aegis session status` describes it.",
        )
    from aegis_cli.session.start import OwnTerminal, begun, serve  # noqa: PLC0415  # as above

    agent = begun(aegis, grants, OwnTerminal(), lambda line: write_err(f"{line}\n"))
    write_err(f"In another terminal:\n\n  export {VARIABLE}={agent.address}\n\n")
    serve(agent)
    return 0
