"""`aegis setup auth0`: shows what an Auth0 tenant lacks, and repairs it after an approval."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from aegis_cli.cli.lazy import examples, sub_app
from aegis_cli.cli.options import OUTPUT, Parameters, flag, option, with_parameters

app = sub_app()


class Level(StrEnum):
    """What a person may do with aegis; each may what the ones before it may."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


@app.callback()
def setup() -> None:
    """Set up the services that aegis needs."""


_Domain = Annotated[str, typer.Argument(metavar="[DOMAIN]", help="The tenant's domain.")]
_PARAMETERS: Parameters = {
    "domain": (_Domain, ""),
    "token_stdin": flag("--token-stdin", says="Read the token from standard input."),
    "audience": option(str, "", "--audience", metavar="URL", help="The identifier of the API."),
    "person": option(
        str, "", "--person", metavar="LOGIN", help="Give this person permissions, too."
    ),
    "may": option(Level | None, None, "--may", help="What the person may; write if not given."),
    "check": flag("--check", says="Change nothing; fail if something is off."),
    "prints": flag("--print", says="Change nothing; write commands to read and run."),
    "yes": flag("--yes", "-y", says="Send the changes without a question."),
    "show_secret": flag(
        "--show-secret",
        says="Write the secret of the Custom API Client, which gets GitHub tokens, too.",
    ),
    "output": OUTPUT,
}


@app.command(epilog=examples("setup"))
@with_parameters(_PARAMETERS)
def auth0(ctx: typer.Context, *, domain: str, audience: str, **options: Any) -> None:
    """Set up an Auth0 tenant, with a token for its Management API.

    It shows what is there and what is missing, and after a yes creates or mends it. What else the
    tenant has is left alone. The token is asked for, or read from standard input; it is not kept.
    --print needs none.
    """
    from aegis_cli.cli.tenant import SetupOptions, set_up  # noqa: PLC0415  # not for --help

    raise typer.Exit(set_up(ctx.obj, domain, audience, SetupOptions(**options)))
