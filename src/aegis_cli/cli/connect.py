"""`aegis connect`: connects the person's account at a provider to Auth0, and tries it."""

from typing import TYPE_CHECKING, Any

import typer

from aegis_cli.actions.provider.names import argument_of
from aegis_cli.cli.connected import PROVIDER, connection_of, describe
from aegis_cli.cli.lazy import examples, sub_app
from aegis_cli.cli.options import OUTPUT, SIGN_IN, Output, open_app, with_parameters
from aegis_cli.cli.streams import write_err, write_local, write_out
from aegis_cli.core.text import one_line
from aegis_cli.errors import AegisError, Code, NotSignedIn
from aegis_cli.providers.default import DEFAULT

if TYPE_CHECKING:
    from aegis_cli.actions.provider.provider import Provider
    from aegis_cli.wiring.app import App

app = sub_app()

_PERHAPS_A_SCOPE = frozenset({Code.SIGN_IN_EXPIRED, Code.SIGN_IN_FAILED, Code.MISCONFIGURED})
_ABOUT_SCOPES = (
    "If the page of {0} refused a scope: one that its application has not enabled refuses all; "
    "`aegis setup {1} --print` lists them, and docs/{1}.md says which can be left out."
)
"""What may be behind a connection that nobody came back from: a page of the provider says more."""


@app.command(epilog=examples("connect", provider=DEFAULT))
@with_parameters({"provider": PROVIDER, "output": OUTPUT, **SIGN_IN})
def connect(ctx: typer.Context, *, provider: str, output: Output, **options: Any) -> None:
    """Connect your account at GitHub, Slack or Jira to Auth0, and try whether it can be used."""
    with open_app(ctx, **options) as aegis:
        (at, connection), person = connection_of(provider, aegis), aegis.environment.person
        person.note("First a sign-in that may connect an account for you.")
        scopes = aegis.environment.settings.scopes_of(at)
        try:
            account = aegis.sign_ins.connecting.connect(connection, scopes)
        except AegisError as problem:
            if scopes and problem.code in _PERHAPS_A_SCOPE:
                problem.hint = f"{problem.hint} {_ABOUT_SCOPES.format(at.title, at.name)}"
            raise
        person.note("Connected. Now a sign-in that may read, to try it.")
        login = _try(aegis, at, connection)
        aegis.screen.progress.clear()
    if output is Output.JSON:
        write_local(f"connect {provider}", "connect", describe(account) | {"login": login})
        return
    where = f"{aegis.environment.name_of(at.title)} (Auth0 connection: {one_line(connection)})"
    write_out(f"connected: {one_line(login)} at {where}\n")
    ends = f"aegis disconnect{argument_of(at.name)}"
    write_err(f"`aegis accounts` lists what is connected; `{ends}` ends it.\n")


def _try(aegis: "App", provider: "Provider[Any]", connection: str) -> str:
    """Exchange once and return the login; explain the one fault that connecting does not show."""
    from aegis_cli.oauth.service_refusals import refusal

    try:
        return aegis.identities.login(provider)
    except NotSignedIn as problem:
        if problem.code is not Code.NOT_CONNECTED:
            raise
    raise refusal(
        "connecting",
        connection=connection,
        name=provider.name,
        provider=provider.title,
        renewal=provider.renewal,
        steps=provider.renewal_steps,
    )
