"""`aegis accounts`: lists what is connected at Auth0."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from aegis_cli.choices import Choices
from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import NoBrowserOption, Output, OutputOption, TimeoutOption
from aegis_cli.cli.streams import write_json, write_out

if TYPE_CHECKING:
    from aegis_cli.oauth.connected_accounts import Account

app = sub_app()

_EPILOG = """\
Examples:

\b
  aegis accounts
  aegis accounts --output json | jq -r '.results[0].data[].id'
"""

_HEADINGS = ("CONNECTION", "ID", "CONNECTED", "ENDS")


@app.command(epilog=_EPILOG)
def accounts(
    ctx: typer.Context,
    output: OutputOption = Output.TEXT,
    *,
    no_browser: NoBrowserOption = False,
    sign_in_timeout: TimeoutOption = None,
) -> None:
    """List the accounts that are connected for you at Auth0."""
    from aegis_cli.cli.connected import described  # noqa: PLC0415  # not for --help
    from aegis_cli.result import local_json  # noqa: PLC0415  # not for --help
    from aegis_cli.wiring.app import App  # noqa: PLC0415  # not for --help

    base: Choices = ctx.obj
    with App(replace(base, no_browser=no_browser, sign_in_timeout=sign_in_timeout)) as app_:
        found = app_.connecting.accounts()
        app_.progress.clear()
    if output is Output.JSON:
        write_json(local_json("accounts", "accounts", [described(each) for each in found]))
        return
    write_out(_table(found))
    if not found:
        sys.stderr.write("No account is connected; `aegis connect` connects one.\n")


def _table(found: Sequence["Account"]) -> str:
    """Write a line for each: aligned with headings on a terminal, tab-separated in a pipe."""
    from aegis_cli.core.text import one_line  # noqa: PLC0415  # not for --help

    rows = [
        tuple(map(one_line, (each.connection, each.id, each.created_at, each.expires_at or "")))
        for each in found
    ]
    if not sys.stdout.isatty():
        return "".join("\t".join(row) + "\n" for row in rows)
    lines = [_HEADINGS, *rows] if rows else []
    widths = [max((len(line[at]) for line in lines), default=0) for at in range(len(_HEADINGS))]
    shown = ("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
    return "".join(f"{line}\n" for line in shown)
