"""`aegis setup`: the Auth0 tenant, the App at the provider, or all; asks before each step."""

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aegis_cli.actions import catalog
from aegis_cli.cli.lazy import TyperGroup, examples, sub_app
from aegis_cli.cli.options import (
    NO_BROWSER,
    OUTPUT,
    Output,
    Parameters,
    flag,
    option,
    with_parameters,
)
from aegis_cli.errors import Code, UsageError
from aegis_cli.providers import SET_UP_BY_HAND
from aegis_cli.providers.default import DEFAULT

if TYPE_CHECKING:
    from aegis_cli.cli.lazy import Command, Context


class SetupGroup(TyperGroup):
    """The parts of the set-up, and why there is none for a provider at which aegis makes no App."""

    def get_command(self, ctx: "Context", cmd_name: str) -> "Command | None":
        """Find a part; raise `UsageError` for a provider that is connected by hand."""
        is_one = cmd_name not in self.commands and cmd_name in catalog.providers()
        if is_one and not ctx.resilient_parsing:
            provider = catalog.provider_named(cmd_name)
            raise UsageError(
                f"aegis makes no App at {provider.title}.",
                code=Code.BAD_USAGE,
                hint=f"Make one by hand, and with it a connection {provider.connection!r} at Auth0 "
                f"(docs/auth0.md). Then: aegis connect {provider.name}",
            )
        return super().get_command(ctx, cmd_name)


app = sub_app(cls=SetupGroup)


class Level(StrEnum):
    """What a person may do with aegis; each may what the ones before it may."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


_OF_APP: Parameters = {
    "owner": option(
        str, "", "--owner", metavar="LOGIN", help="Who owns the App: you, or an organization."
    ),
    "profile": option(
        str,
        "",
        "--profile",
        metavar="PROFILE",
        help="What the App is for: read-only, issues, maintainer (if not given) or everything.",
    ),
    "name": option(str, "", "--name", metavar="NAME", help="What the App is called."),
    "public": flag("--public", says="Let other accounts than the owner install it, too."),
}
_WALK_PARAMETERS: Parameters = {
    "domain": option(str, "", "--domain", metavar="DOMAIN", help="The tenant's domain."),
    **_OF_APP,
    "token_stdin": flag("--token-stdin", says="Read the token from standard input."),
    "no_browser": NO_BROWSER,
}


@app.callback(invoke_without_command=True, epilog=examples("setup-walk"))
@with_parameters(_WALK_PARAMETERS)
def setup(ctx: typer.Context, *, domain: str, no_browser: bool, **options: Any) -> None:
    """Set up all that aegis needs, from an empty tenant to the first write.

    Each step is shown and asked about, and what is there already is left alone; so a run that
    stopped is begun again with the same command. The commands below take one step each.
    """
    if ctx.invoked_subcommand is not None:
        if domain or no_browser or any(options.values()):
            raise UsageError(
                f"These options are for the whole set-up, and not for {ctx.invoked_subcommand}.",
                code=Code.BAD_USAGE,
                hint=f"Options stand behind the command: `aegis setup {ctx.invoked_subcommand} …`.",
            )
        return
    from aegis_cli.cli.app_setup import AppOptions
    from aegis_cli.cli.setup_walk import walk

    base = replace(ctx.obj, no_browser=no_browser)
    asked = AppOptions(prints=False, output=Output.TEXT, **options)
    raise typer.Exit(walk(base, domain, asked))


_Domain = Annotated[str, typer.Argument(metavar="[DOMAIN]", help="The tenant's domain.")]
_AUDIENCE = option(str, "", "--audience", metavar="URL", help="The identifier of the API.")
_PARAMETERS: Parameters = {
    "domain": (_Domain, ""),
    "token_stdin": flag("--token-stdin", says="Read the token from standard input."),
    "audience": _AUDIENCE,
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
    from aegis_cli.cli.tenant import SetupOptions, set_up

    raise typer.Exit(set_up(ctx.obj, domain, audience, SetupOptions(**options)))


_APP_PARAMETERS: Parameters = {
    "domain": (_Domain, ""),
    "audience": _AUDIENCE,
    **_OF_APP,
    "token_stdin": flag("--token-stdin", says="Read the token from standard input."),
    "prints": flag("--print", says="Make nothing; write permissions and manifest."),
    "no_browser": NO_BROWSER,
    "output": OUTPUT,
}


_FGA_PARAMETERS: Parameters = {
    "check": flag("--check", says="Change nothing; fail if the store has another model."),
    "prints": flag("--print", says="Change nothing; write the model."),
    "yes": flag("--yes", "-y", says="Write it without a question."),
    "output": OUTPUT,
}


@app.command(epilog=examples("setup-fga"))
@with_parameters(_FGA_PARAMETERS)
def fga(ctx: typer.Context, **options: Any) -> None:
    """Write the model of aegis into the store with your rules, if it has another one.

    A broker asks Auth0 FGA or OpenFGA by this model who may do what, and where (docs/fga.md).
    """
    from aegis_cli.cli.fga_setup import FgaOptions, set_fga_up

    raise typer.Exit(set_fga_up(ctx.obj, FgaOptions(**options)))


_CONNECTION_PARAMETERS: Parameters = {
    "domain": (_Domain, ""),
    "audience": _AUDIENCE,
    "token_stdin": flag("--token-stdin", says="Read the token from standard input."),
    "prints": flag("--print", says="Make nothing; write what to do."),
}


_SET_UP_BY_HAND = """Say how the application of aegis is made at {title}, and connect it at Auth0.

You make it in your browser. Its id and its secret are asked for once, Auth0 gets them with the
connection that is made after a yes, and aegis forgets them. --print needs nothing of that.
"""


def _add_setup_of(name: str) -> None:
    """Add the command for a provider at which a person makes the application."""

    @app.command(
        name,
        epilog=examples(f"setup-{name}"),
        help=_SET_UP_BY_HAND.format(title=name.capitalize()),
    )
    @with_parameters(_CONNECTION_PARAMETERS)
    def set_up(ctx: typer.Context, *, domain: str, audience: str, **options: Any) -> None:
        from aegis_cli.cli.provider_setup import (
            ConnectionOptions,
            set_connection_up,
        )

        asked = ConnectionOptions(**options)
        raise typer.Exit(set_connection_up(ctx.obj, name, domain, audience, asked))


@app.command(DEFAULT.name, epilog=examples("setup-app", provider=DEFAULT))
@with_parameters(_APP_PARAMETERS)
def provider_app(
    ctx: typer.Context, *, domain: str, audience: str, no_browser: bool, **options: Any
) -> None:
    """Have GitHub make the App of aegis, and connect it at Auth0.

    You press Create at GitHub, in your browser. What came of it is compared with what was asked
    for, shown, and asked about before Auth0 gets its secret; its private key is forgotten.
    --print makes nothing.
    """
    from aegis_cli.cli.app_setup import AppOptions, set_app_up

    base = replace(ctx.obj, no_browser=no_browser)
    raise typer.Exit(set_app_up(base, domain, audience, AppOptions(**options)))


for _name in SET_UP_BY_HAND:
    _add_setup_of(_name)


_UNDO_PARAMETERS: Parameters = {
    "domain": (_Domain, ""),
    "audience": _AUDIENCE,
    "token_stdin": flag("--token-stdin", says="Read the token from standard input."),
    "check": flag("--check", says="Change nothing; only list what would be taken away."),
    "yes": flag("--yes", "-y", says="Take it away without a question."),
}


@app.command(epilog=examples("setup-undo"))
@with_parameters(_UNDO_PARAMETERS)
def undo(ctx: typer.Context, *, domain: str, audience: str, **options: Any) -> None:
    """Take away from an Auth0 tenant what aegis made there, and say what stays.

    What bears another name than aegis gives it is left alone, and so is what serves another program
    too. The token of the Management API is asked for, or read from standard input; it is not kept.
    """
    from aegis_cli.cli.setup_undo import UndoOptions, undo_setup

    raise typer.Exit(undo_setup(ctx.obj, domain, audience, UndoOptions(**options)))
