"""`aegis accounts`: lists what is connected at Auth0."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aegis_cli.cli import completion
from aegis_cli.cli.connected import connection_of, describe
from aegis_cli.cli.lazy import examples, sub_app
from aegis_cli.cli.options import OUTPUT, SIGN_IN, Output, Parameter, open_app, with_parameters
from aegis_cli.cli.streams import device, write_err, write_local, write_out

if TYPE_CHECKING:
    from aegis_cli.adapters.render.capabilities import Device
    from aegis_cli.oauth.connected_accounts import Account

app = sub_app()

_PROVIDER: Parameter = (
    Annotated[
        str,
        typer.Argument(
            metavar="[PROVIDER]",
            help="Only those at this one.",
            show_default=False,
            autocompletion=completion.providers,
        ),
    ],
    "",
)
_COLUMNS = (
    ("CONNECTION", "{connection}"),
    ("ID", "{id}"),
    ("CONNECTED", "{created_at}"),
    ("ENDS", "{expires_at}"),
)


@app.command(epilog=examples("accounts"))
@with_parameters({"provider": _PROVIDER, "output": OUTPUT, **SIGN_IN})
def accounts(ctx: typer.Context, *, provider: str, output: Output, **options: Any) -> None:
    """List the accounts that are connected for you at Auth0."""
    with open_app(ctx, **options) as aegis:
        wanted = connection_of(provider, aegis)[1] if provider else ""
        connected = aegis.sign_ins.connecting.accounts(wanted)
        aegis.screen.progress.clear()
    if output is Output.JSON:
        write_local("accounts", "accounts", [describe(account) for account in connected])
    elif connected:
        write_out(table(connected, device(sys.stdout)) + "\n")
    else:
        write_err("No account is connected; `aegis connect` connects one.\n")


def table(connected: Sequence["Account"], device: "Device") -> str:
    """Write a line for each: aligned with headings on a terminal, tab-separated in a pipe."""
    from aegis_cli.actions.results.views import Column, Table
    from aegis_cli.adapters.render.page import Page
    from aegis_cli.adapters.render.step import render_step

    columns = tuple(Column(heading, template) for heading, template in _COLUMNS)
    piped = tuple(template for _, template in _COLUMNS)
    view = Table("Showing {count:account|accounts}", columns, piped, empty="")
    return render_step(view, [describe(account) for account in connected], Page(device, {}))
