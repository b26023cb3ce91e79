"""`aegis connect`: connects the person's GitHub account at Auth0, and tries it."""

from typing import TYPE_CHECKING, Any

import typer

from aegis_cli.cli.connected import PROVIDER, connection_of, described
from aegis_cli.cli.lazy import examples, sub_app
from aegis_cli.cli.options import OUTPUT, SIGN_IN, Output, opened, with_parameters
from aegis_cli.cli.streams import write_err, write_local, write_out
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, NotSignedIn
from aegis_cli.providers.default import DEFAULT

if TYPE_CHECKING:
    from aegis_cli.wiring.app import App

app = sub_app()

_NOTHING_TO_EXCHANGE = (
    "The account is connected, but the provider issued no refresh token, so that the vault has "
    "nothing to exchange."
)
_USE_AN_APP = """\
The connection {connection!r} at Auth0 must be a GitHub App, not an OAuth App, with expiring user
tokens: in the App's settings at GitHub, under Optional features, opt in to "User-to-server token
expiration". Check that the Auth0 connection holds that App's client id and secret and has Offline
Access on. Then: aegis disconnect, and aegis connect again."""


@app.command(epilog=examples("connect", provider=DEFAULT))
@with_parameters({"provider": PROVIDER, "output": OUTPUT, **SIGN_IN})
def connect(ctx: typer.Context, *, provider: str, output: Output, **options: Any) -> None:
    """Connect your GitHub account at Auth0, and try whether it can be used."""
    with opened(ctx, **options) as aegis:
        connection, person = connection_of(provider, aegis), aegis.environment.person
        person.note("First a sign-in that may connect an account for you.")
        account = aegis.sign_ins.connecting.connect(connection)
        person.note("Connected. Now a sign-in that may read, to try it.")
        login = _tried(aegis, connection)
        aegis.screen.progress.clear()
    if output is Output.JSON:
        write_local(f"connect {provider}", "connect", described(account) | {"login": login})
        return
    write_out(f"connected: {one_line(login)} at {DEFAULT.title}, by {one_line(connection)}\n")
    write_err("`aegis accounts` lists what is connected; `aegis disconnect` ends it.\n")


def _tried(aegis: "App", connection: str) -> str:
    """Exchange once and return the login; explain the one fault that connecting does not show."""
    try:
        return aegis.identities.login()
    except NotSignedIn as problem:
        if problem.code is not Code.NOT_CONNECTED:
            raise
    hint = " ".join(_USE_AN_APP.format(connection=connection).split("\n"))
    raise NotSignedIn(_NOTHING_TO_EXCHANGE, code=Code.NOT_CONNECTED, hint=hint)
