"""The root of the command line."""

import os
import re
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from aegis_cli import __version__
from aegis_cli.cli.command_table import COMMANDS
from aegis_cli.cli.endings import BEHIND, code_of, say_notice
from aegis_cli.cli.import_path import unsafe_entry
from aegis_cli.cli.lazy import Command, Context, LazyGroup, examples, nearest, sub_app
from aegis_cli.cli.options import (
    APPROVAL,
    PLANNER,
    POLICY,
    STEP_UP,
    Parameters,
    flag,
    given_options,
    option,
    with_parameters,
)
from aegis_cli.cli.streams import prepare, write_out
from aegis_cli.errors import Code, UsageError
from aegis_cli.settings.cli_options import CliOptions

if TYPE_CHECKING:
    pass

_A_SLIP = 0.8
"""How much alike a command and a mistyped one are; `set` and `setup` are less so."""


class Root(LazyGroup):
    """The commands of aegis."""

    table = COMMANDS
    how = 'Say what you want, as in `aegis "list my repositories"`, or look at `aegis help`.'
    unlisted = {  # noqa: RUF012  # a ClassVar of the base
        "mcp-call": "aegis_cli.cli.mcp_call",
        "git-door": "aegis_cli.cli.git_door",
        "gh-door": "aegis_cli.cli.gh_door",
    }

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse the global options, which say whose names there are, for a completion as well."""
        if len(args) > 1 and args[0] == "--show-completion":
            _show_completion(args[1])
        rest = super().parse_args(ctx, args)
        if ctx.obj is None or ctx.obj.opens is None:  # in a session the agent's settings say it
            _enable_providers(ctx.params)
        return rest

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Find a command; a sentence in its place is what `ask` gets."""
        if self._is_sentence(args):
            return "ask", self.get_command(ctx, "ask"), args
        return super().resolve_command(ctx, args)

    def _is_sentence(self, args: list[str]) -> bool:
        """Tell whether words are a sentence: one with a space or a slash in it, or several.

        Where the first is nearly a command, as in `aegis asks "…"`, that was meant.
        """
        words = [*takewhile(lambda word: not word.startswith("-"), args)]
        if not words or words[0] in {*self.table, *self.unlisted}:
            return False
        if not words[0].strip() or re.search(r"[\s/]", words[0].strip()):
            return True  # `ask` refuses an empty one
        return len(words) > 1 and not nearest(words[0], self.table, cutoff=_A_SLIP)


app = sub_app(
    cls=Root,
    name="aegis",
    help="Act on GitHub in plain language, and leave no token behind.",
    epilog=examples("aegis"),
    invoke_without_command=True,
    add_completion=True,
)


def _show_completion(shell: str) -> None:
    """Print the completion of the shell that is named; Typer shows that of the current one."""
    from typer._completion_shared import get_completion_script

    if shell in _SHELLS:
        names = {"prog_name": "aegis", "complete_var": "_AEGIS_COMPLETE"}
        typer.echo(get_completion_script(**names, shell=shell))
        raise typer.Exit


_SHELLS = frozenset({"bash", "zsh", "fish"})


def _version(value: bool) -> None:  # noqa: FBT001  # Typer's callback
    if value:
        typer.echo(f"aegis {__version__}")
        raise typer.Exit


def _plain(value: bool) -> None:  # noqa: FBT001  # as above
    if value:
        os.environ["AEGIS_PLAIN"] = "1"  # as the setting has it, also for what this process starts


def _crash_file_named(value: Path | None) -> None:
    if value is not None:
        os.environ["AEGIS_CRASH_FILE"] = str(value.absolute())  # as the setting has it


_GLOBAL: Parameters = {
    "sandbox": flag(
        "--sandbox", says="Use Auth0, GitHub and Gemini look-alikes; no account needed."
    ),
    "config": option(
        Path | None, None, "--config", metavar="FILE", help="Read this configuration file."
    ),
    "step_up": STEP_UP,
    **PLANNER,
    **{name: APPROVAL[name] for name in POLICY},
    "plain": flag(
        "--plain",
        says="Write each line once and redraw nothing, as for a screen reader.",
        callback=_plain,
        is_eager=True,
    ),
    "debug": flag("--debug", says="Show requests and tracebacks, without secrets."),
    "crash_file": option(
        Path | None,
        None,
        "--crash-file",
        metavar="FILE",
        callback=_crash_file_named,
        is_eager=True,
        help="If aegis makes a mistake, write a report there, with no value of yours.",
    ),
    "version": flag("--version", says="Show the version.", callback=_version, is_eager=True),
}


@app.callback()
@with_parameters(_GLOBAL)
def root(ctx: typer.Context, **options: Any) -> None:
    """Keep the global options; without a command, open the prompt."""
    if ctx.invoked_subcommand is not None:
        _refuse({name: options[name] for name in POLICY})
    del options["version"], options["plain"], options["crash_file"]  # their callbacks handled them
    ctx.obj = replace(ctx.obj or CliOptions(), **given_options(options))
    if ctx.invoked_subcommand is None:
        _prompt(ctx)


def _enable_providers(options: Mapping[str, Any]) -> None:
    """Let the providers of the configuration exist, before an action of theirs is looked for."""
    from aegis_cli.actions import catalog

    if options.get("sandbox"):
        from aegis_cli.providers import IN_SANDBOX

        catalog.enable_providers(IN_SANDBOX)
        return
    from aegis_cli.adapters import configuration

    config, text = options.get("config"), None
    with suppress(UsageError):
        _, text = configuration.read(None if config is None else Path(config))
    starts = tuple(f"AEGIS_{name.upper()}" for name in ("broker", *catalog.known_providers()))
    if text is None and not any(name.startswith(starts) for name in os.environ):
        catalog.enable_providers(())
        return
    from aegis_cli.settings.file_table import providers_in

    catalog.enable_providers(providers_in(os.environ, text))


def _refuse(rules: Mapping[str, Any]) -> None:
    """Refuse a rule of the policy before a command, which has an option of its own for it.

    NOTE: a list of the command's would take its place, and nothing would say what was lost.
    """
    for name, value in rules.items():
        if value:
            option = f"--{name.replace('_', '-')}"
            raise UsageError(
                f"{option} before a command is for the prompt alone.",
                code=Code.BAD_USAGE,
                hint=BEHIND.format(option=option),
            )


def _prompt(ctx: typer.Context) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        typer.echo(ctx.get_usage(), err=True)
        raise UsageError(
            "Without a command, aegis is a prompt, and that needs a terminal.",
            code=Code.NO_TERMINAL,
            hint='Say what you want, as in `aegis "…"`; `aegis help` lists the commands.',
        )
    from aegis_cli.cli.repl import repl

    raise typer.Exit(repl(ctx.obj))


def run(argv: list[str], options: CliOptions | None = None, *, notice: str = "") -> int:
    """Run a command line and return its exit code; `code_of` handles every error.

    `options` are those that it has from the beginning, in a session; `notice` is said before all.
    """

    def run_command() -> int:
        prepare()
        say_notice(notice)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        return _command(argv, options)

    return code_of(run_command, argv)


def _command(argv: list[str], options: CliOptions | None) -> int:
    if entry := unsafe_entry():
        raise UsageError(
            f"PYTHONPATH has {entry}: any file there could run in place of a part of aegis.",
            code=Code.BAD_SETTINGS,
            hint="Type `unset PYTHONPATH`, or put full paths of other folders into it.",
        )
    if sys.flags.optimize > 1:
        raise UsageError(
            "Python was told to drop docstrings, and aegis describes its actions by them.",
            code=Code.BAD_SETTINGS,
            hint="Leave out -OO, or `unset PYTHONOPTIMIZE`.",
        )
    try:
        code = root_command().main(args=argv, prog_name="aegis", standalone_mode=False, obj=options)
    except SystemExit as problem:
        if problem.code != 1:
            raise  # from a signal; Typer's own has code 1, when nobody reads its help text
        return 0
    write_out("")
    return code if isinstance(code, int) else 0


@cache
def root_command() -> Any:
    """Build the root of the command line; once in a process, as in lazy.py."""
    return typer.main.get_command(app)
