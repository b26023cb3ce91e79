"""`aegis config`: shows every setting and where it comes from; edits the file; checks it."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from aegis_cli.cli.lazy import examples, sub_app
from aegis_cli.cli.options import OUTPUT, Output, with_parameters
from aegis_cli.cli.streams import device, write_json, write_local, write_out
from aegis_cli.errors import Code, UsageError
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.settings.known import SEE

if TYPE_CHECKING:
    from aegis_cli.settings.described import SettingRow
    from aegis_cli.settings.faults import SettingFault

app = sub_app(
    help="Show every setting, with its value and where it comes from. Secrets are never shown.",
    epilog=examples("config"),
    invoke_without_command=True,
)

_COLUMNS = (("SETTING", "{name}"), ("VALUE", "{value}"), ("FROM", "{source}"))


@app.callback()
@with_parameters({"output": OUTPUT})
def config(ctx: typer.Context, *, output: Output) -> None:
    """Show every setting."""
    if ctx.invoked_subcommand is not None:
        return
    from aegis_cli.settings.described import describe
    from aegis_cli.settings.loading import load

    path, text = _file(ctx.obj)
    rows = describe(load(os.environ, text, path=path))
    if output is Output.JSON:
        data = {"file": path, "exists": text is not None, "settings": [*map(_told_of, rows)]}
        write_local("config", "config", data)
    else:
        write_out(_table([_cells(row) for row in rows]) + "\n")


@app.command(epilog=examples("config-check"))
@with_parameters({"output": OUTPUT})
def check(ctx: typer.Context, *, output: Output) -> None:
    """Name every fault of the file and of the variables."""
    raise typer.Exit(_check(ctx.obj, output))


@app.command()
def edit(ctx: typer.Context) -> None:
    """Edit the file, and check it afterwards.

    It is opened in the editor that VISUAL or EDITOR names, which alone writes it.
    """
    from aegis_cli.adapters import configuration

    configuration.edit(ctx.obj.config, os.environ)
    raise typer.Exit(_check(ctx.obj, Output.TEXT))


def _check(options: CliOptions, output: Output) -> int:
    """Write every fault, and return the exit code; in text, raise the error if there is one."""
    from aegis_cli.request.result import local_json
    from aegis_cli.settings.faults import faults

    path, text = _file(options)
    found = faults(os.environ, text)
    error = _error(found)
    if output is Output.JSON:
        data = {"file": path, "exists": text is not None, "faults": [*map(asdict, found)]}
        write_json(local_json("config check", "config check", data, error))
        return error.status.exit_code if error else 0
    write_out("".join(f"{_fault_text(fault, path)}\n" for fault in found) or _good(path, text))
    if error is not None:
        raise error
    return 0


def _file(options: CliOptions) -> tuple[str, str | None]:
    """Return the file's path and text; raise `UsageError` where it does not count."""
    from aegis_cli.adapters import configuration

    if options.sandbox:
        raise UsageError(
            "A sandbox brings its own settings, which end with it.",
            code=Code.BAD_USAGE,
            hint="`aegis sandbox` shows them; leave --sandbox out to see yours.",
        )
    return configuration.read(options.config)


def _error(found: "Sequence[SettingFault]") -> UsageError | None:
    if not found:
        return None
    many = "One setting is wrong" if len(found) == 1 else f"{len(found)} settings are wrong"
    return UsageError(f"{many}.", code=Code.BAD_SETTINGS, hint=SEE)


def _fault_text(fault: "SettingFault", path: str) -> str:
    """Write a fault as compilers do, with the way out of it below."""
    from aegis_cli.core.text import one_line

    place = f"{path}:{fault.line}: " if fault.line is not None else ""
    key = f"{fault.key}: " if fault.key else ""
    told = one_line(f"{place}{key}{fault.message}")
    # The usual hint stands once, at the end.
    return told if fault.hint in {None, SEE} else f"{told}\n  {one_line(fault.hint or '')}"


def _good(path: str, text: str | None) -> str:
    about = "there is no such file, which is no fault" if text is None else "nothing is wrong in it"
    return f"{path}: {about}. Nothing is wrong with the variables.\n"


def _told_of(row: "SettingRow") -> dict[str, Any]:
    return asdict(row) | {"is_set": row.is_set}


def _cells(row: "SettingRow") -> dict[str, str]:
    """Return the cells of a row; of a secret, only whether it is set."""
    value = _HIDDEN if row.is_secret and row.is_set else row.value or ""
    return {"name": row.name, "value": value, "source": row.where or _SOURCES.get(row.source, "")}


_HIDDEN = "(set, not shown)"
_SOURCES = {
    "default": "default",
    "broker": "the broker says it",
    "none": "not set",
}
"""What stands in place of a variable or a path."""


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write a line for each: aligned with headings on a terminal, tab-separated in a pipe."""
    from aegis_cli.actions.results.views import Column, Table
    from aegis_cli.adapters.render.page import Page
    from aegis_cli.adapters.render.step import render_step

    columns = tuple(Column(heading, template) for heading, template in _COLUMNS)
    piped = tuple(template for _, template in _COLUMNS)
    view = Table("{count:setting|settings}", columns, piped, empty="")
    return render_step(view, rows, Page(device(sys.stdout), {}))
