"""`aegis whoami`: signs in, shows what that gave, and forgets it."""

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import typer

from aegis_cli.actions import catalog
from aegis_cli.cli import completion
from aegis_cli.cli.connected import connection_of
from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import (
    OUTPUT,
    SIGN_IN,
    Output,
    Parameters,
    flag,
    open_app,
    several,
    with_parameters,
)
from aegis_cli.cli.streams import write_local, write_out
from aegis_cli.core.text import one_line
from aegis_cli.providers.default import DEFAULT

if TYPE_CHECKING:
    from aegis_cli.actions.provider.provider import Provider

app = sub_app()

_ACCOUNTS: Parameters = {
    "account": flag(
        f"--{DEFAULT.name}", says=f"Also get a {DEFAULT.title} token, and tell about it."
    ),
    "provider": several(
        "--provider",
        metavar="NAME",
        says="Also get a token of this provider, and tell about it.",
        autocompletion=completion.providers,
    ),
}
_HOURS_FROM = 120
"""The minutes above which a time is said in hours."""


@app.command()
@with_parameters({"output": OUTPUT, **_ACCOUNTS, **SIGN_IN})
def whoami(
    ctx: typer.Context, *, output: Output, account: bool, provider: list[str], **options: Any
) -> None:
    """Sign in for reading, show who you are and what was granted, and forget it."""
    with open_app(ctx, **options) as aegis:
        said = [DEFAULT.name, *provider] if account else provider
        wanted = {connection_of(each, aegis)[0].name for each in said}
        identity = aegis.identities.whoami()
        for name in sorted(wanted):
            identity[name] = aegis.identities.inspect(catalog.provider_named(name))
        aegis.screen.progress.clear()
    if output is Output.JSON:
        write_local("whoami", "whoami", identity)
    else:
        is_held = ctx.obj.opens is not None
        called = aegis.environment.name_of
        write_out(report(identity, called, is_read=sys.stdout.isatty(), is_held=is_held))


def report(
    identity: Mapping[str, Any], called: Callable[[str], str], *, is_read: bool, is_held: bool
) -> str:
    """Write who is signed in, for a person who reads or for a program.

    `called` returns what a service is called. `is_held` says that `aegis session` holds the
    session, so that it outlives this command.
    """
    lines = list(_session(identity, is_held=is_held))
    for name in catalog.providers():
        if name in identity:
            lines += _account(catalog.provider_named(name), identity[name], called)
    if is_read:
        lines[0] = f"you are {lines[0]}"  # the account's owner may have chosen any name
    return "".join(f"{one_line(line)}\n" for line in lines)


def _session(identity: Mapping[str, Any], *, is_held: bool) -> Iterator[str]:
    yield f"{identity['name']} ({identity['subject'] or 'no subject'})"
    yield f"signed in at {identity['issuer']}"
    yield f"granted: {' '.join(identity['scope'])}"
    if is_held:
        yield "`aegis session` holds the session; `aegis session status` says until when"
    else:
        expires = _expires(identity["expires_in"])
        yield f"the session is forgotten now; its token, which nobody holds any more, {expires}"


def _expires(life: float | None) -> str:
    """Say when a token expires that was just granted for so many seconds."""
    if life is None:
        return "does not say when it expires"
    minutes = round(life / 60)
    if minutes > _HOURS_FROM:
        return f"expires in about {round(minutes / 60)} hours"
    return f"expires in {minutes} minutes" if minutes > 1 else "expires within a minute"


def _account(
    provider: "Provider[Any]", account: Mapping[str, Any], called: Callable[[str], str]
) -> Iterator[str]:
    yield f"at {called(provider.title)}: {account['login']}"
    expires = _expires(account["expires_in"])
    yield f"the token is of the kind {account['token']}, {expires}, and is forgotten now"
    if account["can_be_narrowed"]:
        yield "each plan gets a token of its own, for its repositories and permissions only"
    else:
        yield f"plans act with this token itself: {account['hindrance'] or 'nothing more is known'}"
    if provider.token_side().inspect is None:
        return
    count, title = account["installations"], provider.title
    if count:
        yield f"installations of the {title} App that you can reach: {count}"
    elif count == 0:
        install = f"open {provider.install} with its name."
        yield f"The {title} App is installed nowhere that you can reach: {install}"
    else:
        yield f"{title} did not say where the {title} App is installed"
