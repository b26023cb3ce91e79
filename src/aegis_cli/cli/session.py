"""`aegis session`: one sign-in for a working day, which the commands of a session share."""

import inspect
import os
import shutil
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import typer

from aegis_cli.cli import lazy
from aegis_cli.cli.options import (
    APPROVAL,
    NO_BROWSER,
    POLICY,
    Parameters,
    flag,
    open_app,
    option,
    several,
    with_parameters,
)
from aegis_cli.cli.streams import write_err
from aegis_cli.errors import Code, UsageError
from aegis_cli.session.line.address import VARIABLE

if TYPE_CHECKING:
    from aegis_cli.wiring.app import App

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
        "panic": ("aegis_cli.cli.session_control", "End everything, and revoke what can be."),
    }

    def parse_args(self, ctx: lazy.Context, args: list[str]) -> list[str]:
        """Take the words behind `--` for the command; without any, it is the person's shell."""
        if "--" in args:
            at = args.index("--")
            ctx.meta[_COMMAND] = args[at + 1 :] or [os.environ.get("SHELL") or "/bin/sh"]
            args = args[:at]
        return super().parse_args(ctx, args)

    def get_command(self, ctx: lazy.Context, cmd_name: str) -> lazy.Command | None:
        """Return a command, with a help text of its own."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            from aegis_cli.cli.session_control import EXPLAINED

            command.help = inspect.cleandoc(EXPLAINED[cmd_name])
            command.short_help = self.table[cmd_name][1]
        return command

    def resolve_command(
        self, ctx: lazy.Context, args: list[str]
    ) -> tuple[str | None, lazy.Command | None, list[str]]:
        """Find a command; a program that stands there without `--` is told how to be run."""
        if args[0] not in self.table and shutil.which(args[0]) and not ctx.resilient_parsing:
            ctx.fail(f"To run {args[0]} in a session, write: aegis session -- {' '.join(args)}")
        return super().resolve_command(ctx, args)


app = lazy.sub_app(
    cls=SessionCommands, invoke_without_command=True, epilog=lazy.examples("session")
)

_PARAMETERS: Parameters = {
    "grant": several(
        "--grant",
        metavar="ACTION@REPO",
        says="Approve these writes now, such as issues.create@acme/web.",
    ),
    "grant_writes": option(
        int,
        1,
        "--grant-writes",
        metavar="N",
        min=1,
        max=100,
        help="How many writes --grant approves.",
    ),
    "pin": flag("--pin", says="Choose a code that each approval takes."),
    "git": flag("--git", says="Let git clone, fetch and push through the session, without a key."),
    "gh": flag("--gh", says="Let gh read through the session, without a key."),
    "isolate": flag("--isolate", says="Run the command where it reaches files and aegis alone."),
    "kept": several(
        "--pass",
        metavar="NAME",
        says="Give the command this variable, though it may hold a secret.",
    ),
    **{name: APPROVAL[name] for name in POLICY},
    "no_browser": NO_BROWSER,
}


@app.callback()
@with_parameters(_PARAMETERS)
def session(ctx: typer.Context, **values: Any) -> None:
    """Hold one sign-in for a working day, and run a command that uses it.

    Behind `--` stands the command, or nothing for your shell. What it starts can use `aegis`:
    reads run at once, and before each write you are asked at this terminal, and nowhere else. It
    gets results, and never a token. Without `--`, this terminal asks for what other terminals do.

    Press Ctrl-] and then w for the session's own keys. docs/session.md tells all of it.
    """
    if ctx.invoked_subcommand is not None:
        return
    from aegis_cli.session.holding import hold
    from aegis_cli.session.requests.grants import from_texts
    from aegis_cli.session.start import Beginning
    from aegis_cli.wiring.planners import WITHOUT_KEY

    beginning = Beginning(
        command=tuple(ctx.meta.get(_COMMAND, ())),
        grants=from_texts(values.pop("grant"), values.pop("grant_writes")),
        asks_pin=values.pop("pin"),
        has_git=values.pop("git"),
        has_gh=values.pop("gh"),
        is_isolated=values.pop("isolate"),
        kept=tuple(values.pop("kept")),
    )
    if beginning.grants.grants and values["read_only"]:
        raise UsageError(
            "A session with --read-only sends no write, so there is none that --grant approves.",
            code=Code.BAD_USAGE,
            hint="Leave one of them out: --grant to only read, --read-only to grant.",
        )
    _require_terminal()
    with open_app(ctx, lasts=True, **values) as aegis:
        say = said_on(aegis)
        for line in aegis.requests.providers_without_rules():
            say(line)
        if aegis.planners.reads_offline:
            say(WITHOUT_KEY)
        code = hold(aegis, beginning, say)
    raise typer.Exit(code)


def said_on(app: "App") -> Callable[[str], None]:
    """Return what says a line to the person at the terminal."""

    def say(line: str) -> None:
        app.screen.progress.clear()
        write_err(f"{line}\n")

    return say


def _require_terminal() -> None:
    from aegis_cli.adapters.terminal.tty import Tty

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
