"""`aegis setup auth0`: shows what an Auth0 tenant lacks, and repairs it after an approval."""

from typing import Annotated

import typer

from aegis_cli.cli.lazy import examples, sub_app
from aegis_cli.cli.options import Output, OutputOption
from aegis_cli.settings.cli_options import CliOptions

app = sub_app()


@app.callback()
def setup() -> None:
    """Set up the services that aegis needs."""


@app.command(epilog=examples("setup"))
def auth0(  # noqa: PLR0913  # each is an option of its own
    ctx: typer.Context,
    domain: Annotated[str, typer.Argument(metavar="[DOMAIN]", help="The tenant's domain.")] = "",
    *,
    token_stdin: Annotated[
        bool, typer.Option("--token-stdin", help="Read the token from standard input.")
    ] = False,
    audience: Annotated[
        str, typer.Option("--audience", metavar="URL", help="The identifier of the API.")
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail if something is off.")
    ] = False,
    prints: Annotated[
        bool, typer.Option("--print", help="Change nothing; write the commands that would.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Send the changes without a question.")
    ] = False,
    show_secret: Annotated[
        bool, typer.Option("--show-secret", help="Write the Custom API Client's secret, too.")
    ] = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Set up an Auth0 tenant, with a token for its Management API.

    It shows what is there and what is missing, and after a yes creates or mends it. What else the
    tenant has is left alone. The token is asked for, or read from standard input; it is not kept.
    """
    from aegis_cli.cli.tenant import SetupOptions, set_up  # noqa: PLC0415  # not for --help

    base: CliOptions = ctx.obj
    options = SetupOptions(token_stdin, check, prints, yes, show_secret, output)
    raise typer.Exit(set_up(base, domain, audience, options))
