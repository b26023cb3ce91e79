"""`aegis session`: one sign-in for a working day, which the commands of a session share."""

import os
import sys
from typing import Any

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

_COMMAND = "command of the session"
"""Where the words behind `--` are kept."""


class SessionCommands(lazy.LazyGroup):
    """The commands about a session; the words behind `--` are a command to run in one."""

    table = {  # noqa: RUF012  # a ClassVar of the base
        "status": ("aegis_cli.cli.session_control", "Show what the session does."),
        "log": ("aegis_cli.cli.session_control", "Show what happened in the session."),
        "lock": ("aegis_cli.cli.session_control", "Drop every token, until you sign in again."),
        "unlock": ("aegis_cli.cli.session_control", "Sign in again, at the session's terminal."),
        "end": ("aegis_cli.cli.session_control", "End the session."),
        "panic": (
            "aegis_cli.cli.session_control",
            "End everything, and revoke what can be revoked.",
        ),
    }

    def get_command(self, ctx: lazy.Context, cmd_name: str) -> lazy.Command | None:
        """Import the command that all names share, with what this one does as its help."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            command.help = self.table[cmd_name][1]
        return command

    def parse_args(self, ctx: lazy.Context, args: list[str]) -> list[str]:
        """Take the words behind `--` for the command."""
        if "--" in args:
            at = args.index("--")
            ctx.meta[_COMMAND] = args[at + 1 :]
            args = args[:at]
        return super().parse_args(ctx, args)


app = lazy.sub_app(
    cls=SessionCommands, invoke_without_command=True, epilog=lazy.examples("session")
)

_PARAMETERS: Parameters = {
    "grant": several("--grant", "ACTION@REPO", "Writes that need no question, as typed here."),
    "grant_writes": option(
        int, 1, "--grant-writes", metavar="N", min=1, max=100, help="How many writes are granted."
    ),
    "pin": flag("--pin", says="Ask for a short code of yours at each approval."),
    "isolate": flag("--isolate", says="Run the command where it can reach nothing but files."),
    "kept": several("--pass", "NAME", "Hand this environment variable in, though it is held back."),
    "read_only": flag("--read-only", says="Deny everything that is not a read."),
    "allow": several("--allow", "ACTIONS", "Allow only these, as in issues.*,repos.get."),
    "deny": several("--deny", "ACTIONS", "Deny these; wins over all else."),
    "repos": several("--repos", "PATTERNS", "Allow only these, as in acme/*,mona/web."),
    "no_browser": NO_BROWSER,
}


@app.callback()
@with_parameters(_PARAMETERS)
def session(ctx: typer.Context, **values: Any) -> None:
    """Hold one sign-in for a working day, and run a command that uses it.

    Reads run without a question. Each write is asked about here, at this terminal, and nowhere
    else; a program of the session gets results and never a token. Without a command behind `--`,
    this terminal is where the questions of other terminals stand.
    """
    if ctx.invoked_subcommand is not None:
        return
    from aegis_cli.session.grants import granted  # noqa: PLC0415  # as above
    from aegis_cli.session.holding import hold  # noqa: PLC0415  # not for --help
    from aegis_cli.session.start import Beginning  # noqa: PLC0415  # as above

    beginning = Beginning(
        command=tuple(ctx.meta.get(_COMMAND, ())),
        grants=granted(values.pop("grant"), values.pop("grant_writes")),
        asks_pin=values.pop("pin"),
        is_isolated=values.pop("isolate"),
        kept=tuple(values.pop("kept")),
    )
    _require_terminal()
    with opened(ctx, lasts=True, **values) as aegis:
        code = hold(aegis, beginning, lambda line: write_err(f"{line}\n"))
    raise typer.Exit(code)


def _require_terminal() -> None:
    from aegis_cli.adapters.terminal.tty import Tty  # noqa: PLC0415  # not for --help

    if not sys.stderr.isatty() or not Tty().is_there():
        raise UsageError(
            "A session asks its questions at a terminal, and there is none.",
            code=Code.NO_TERMINAL,
            hint="Run it in a terminal; docs/pipelines.md says what is possible without one.",
        )
    if os.environ.get(VARIABLE):
        raise UsageError(
            "This terminal is in a session already.",
            code=Code.BAD_USAGE,
            hint="`aegis session status` describes it.",
        )
