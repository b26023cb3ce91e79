"""Command groups that import a command only when it runs: `--help` imports no command.

Only this module and `do.py` use Typer's internals.
"""

import importlib
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import typer
from typer._click import Command, Context, HelpFormatter
from typer._click.exceptions import BadOptionUsage, NoSuchOption
from typer._click.exceptions import UsageError as ClickUsageError
from typer.core import TyperCommand, TyperGroup

_EXTRA = re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", re.DOTALL)


class LazyGroup(TyperGroup):
    """A group whose commands are named in a table: name → (module, help)."""

    table: ClassVar[Mapping[str, tuple[str, str]]] = {}
    unlisted: ClassVar[Mapping[str, str]] = {}
    """Commands that only programs of ours run: name → module."""
    how: ClassVar[str] = ""
    """The hint where no command, or an unknown one, was named; "" for that of its help."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Name the commands in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Import one command; `None` if there is no such name."""
        if cmd_name in self.unlisted:
            return _build(self.unlisted[cmd_name], cmd_name)
        if cmd_name in self.table:
            return _build(self.table[cmd_name][0], cmd_name)
        return None

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Find a command; for an unknown name, suggest the similar ones."""
        name, names = args[0], [*self.list_commands(ctx), *self.unlisted]
        if name not in names and not ctx.resilient_parsing:
            # NOTE: for a name that exists, the search would take 6 ms among 300 actions.
            similar = self.similar(name)
            meant = f" Did you mean {' or '.join(similar)}?" if similar else ""
            ctx.fail(f"There is no {name!r}.{meant}")
        return super().resolve_command(ctx, args)

    def similar(self, name: str) -> Iterable[str]:
        """Return the commands that may be meant by a name that there is not."""
        return nearest(name, self.table)

    def invoke(self, ctx: Context) -> Any:
        """Run a command. Typer alone would end at Ctrl-C with an exit code and no message."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Abort from None

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """List the commands from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.table.items()])


class SelectingCommand(TyperCommand):
    """A command whose option `--json` lists the fields there are, where no value follows it."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse the options; a last `--json` gets the empty value."""
        try:
            return super().parse_args(ctx, [*args])
        except BadOptionUsage as problem:
            if problem.option_name != "--json":
                raise
        return super().parse_args(ctx, [*args, ""])


@cache
def _build(module: str, name: str) -> Command:
    """Build a command; once in a process, so that the forks of a session find it built."""
    command: Any = typer.main.get_command(importlib.import_module(module).app)
    command.name = name
    return command  # type: ignore[no-any-return]  # Typer vendors click without exporting it


def context_of(command: Command, name: str, parent: Context | None = None) -> Context:
    """Return the context in which a command is described, as if it had been typed."""
    return Context(command, parent=parent, info_name=name, **command.context_settings)


def nearest(name: str, names: Iterable[str], *, cutoff: float = 0.6) -> list[str]:
    """Return up to three names that look like a mistyped one, the likeliest first."""
    return get_close_matches(name, [*names], n=3, cutoff=cutoff)


def usage_message(problem: ClickUsageError) -> str:
    """Return what is wrong with a command line, as a sentence of ours."""
    if isinstance(problem, NoSuchOption):
        similar = f" Did you mean {problem.possibilities[0]}?" if problem.possibilities else ""
        name = problem.message.removeprefix("No such option: ")  # with no control character
        return f"There is no option {name}.{similar}"
    message = problem.format_message().replace("not a valid int range", "not a whole number")
    if extra := _EXTRA.fullmatch(message):
        return f"{extra[1]!r} is not expected here: a value stands behind its option."
    return message


def sub_app(*, add_completion: bool = False, **options: Any) -> typer.Typer:
    """Make a Typer app for a command or a group: plain help, and no pretty tracebacks."""
    return typer.Typer(
        add_completion=add_completion,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
        **options,
    )


def examples(name: str, **values: Any) -> str:
    """Return the examples of a command, as its help shows them; `values` fill their holes."""
    text = Path(__file__).with_name("examples").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return f"Examples:\n\n\b\n{text.format_map(values)}"


__all__ = ["ClickUsageError", "Command", "Context", "HelpFormatter", "TyperGroup"]
