"""`aegis help`: shows the help of a command, or all of it as a manual page."""

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from aegis_cli.cli import completion
from aegis_cli.cli.lazy import (
    Command,
    Context,
    LazyGroup,
    TyperGroup,
    context_of,
    examples,
    nearest,
    sub_app,
)
from aegis_cli.cli.options import flag, with_parameters
from aegis_cli.cli.streams import write_out
from aegis_cli.errors import Code, UsageError

app = sub_app()

_Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[COMMAND]...", help="Whose help to show.", autocompletion=completion.commands
    ),
]
_PARAMETERS = {
    "names": (_Names, None),
    "man": flag("--man", says="Write the help of all commands as a manual page, for man(1)."),
}


@app.command(epilog=examples("help"))
@with_parameters(_PARAMETERS)
def help_(ctx: typer.Context, *, names: list[str] | None, man: bool) -> None:
    """Show the help of a command, as `--help` behind it does."""
    root: Any = ctx.parent
    if man:
        from aegis_cli.cli.manual import manual

        write_out(manual(root.command))
    else:
        write_out(_help_of(root.command, names or []) + "\n")


def _help_of(command: Command, names: list[str]) -> str:
    """Return the help of the command that the names lead to; raise `UsageError` for no such."""
    context = context_of(command, "aegis")
    for name in names:
        found = command.get_command(context, name) if isinstance(command, TyperGroup) else None
        if found is None:
            raise _unknown(command, context, name)
        command, context = found, context_of(found, name, context)
    return command.get_help(context)


def _unknown(command: Command, context: Context, name: str) -> UsageError:
    similar = " or ".join(_similar(command, context, name))
    return UsageError(
        f"{context.command_path} has no command {name!r}.",
        code=Code.BAD_USAGE,
        hint=f"Did you mean {similar}?" if similar else "`aegis help` lists the commands.",
    )


def _similar(command: Command, context: Context, name: str) -> Iterable[str]:
    if isinstance(command, LazyGroup):
        return command.similar(name)
    return nearest(name, command.list_commands(context) if isinstance(command, TyperGroup) else ())
