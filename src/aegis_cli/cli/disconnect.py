"""`aegis disconnect`: deletes what Auth0 holds of the person's GitHub account."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

from aegis_cli.cli.connected import PROVIDER, connection_of, describe
from aegis_cli.cli.lazy import examples, sub_app
from aegis_cli.cli.options import (
    OUTPUT,
    SIGN_IN,
    Output,
    Parameters,
    flag,
    open_app,
    with_parameters,
)
from aegis_cli.cli.streams import write_err, write_local, write_out
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, NotApproved
from aegis_cli.providers.default import DEFAULT

if TYPE_CHECKING:
    from aegis_cli.oauth.connected_accounts import Account

app = sub_app()

_PARAMETERS: Parameters = {
    "provider": PROVIDER,
    "output": OUTPUT,
    "yes": flag("--yes", "-y", says="Do not ask."),
    **SIGN_IN,
}


@app.command(epilog=examples("disconnect", provider=DEFAULT))
@with_parameters(_PARAMETERS)
def disconnect(
    ctx: typer.Context, *, provider: str, output: Output, yes: bool, **options: Any
) -> None:
    """Delete what Auth0 holds of your GitHub account; GitHub itself is not told."""
    from aegis_cli.adapters.terminal.tty import Tty

    with open_app(ctx, **options) as aegis:
        at, connection = connection_of(provider, aegis)
        if not yes and not Tty().is_there():
            raise NotApproved(
                "Nobody could be asked whether to disconnect the account.",
                code=Code.NEEDS_APPROVAL,
                hint="Give --yes.",
            )

        def approve(accounts: Sequence["Account"]) -> None:
            aegis.screen.progress.clear()
            holder = aegis.environment.name_of("Auth0")
            if not yes and not Tty().agrees(question(accounts, holder)):
                raise NotApproved("Nothing was disconnected.", code=Code.DECLINED)

        disconnected = aegis.sign_ins.connecting.disconnect(connection, approve)
        aegis.screen.progress.clear()
    if output is Output.JSON:
        data = [describe(account) for account in disconnected]
        write_local(f"disconnect {provider}", "disconnect", data)
    else:
        write_out(report(disconnected))
    is_sandbox, where = aegis.environment.options.sandbox, aegis.environment.name_of(at.title)
    still_there = f"This does not revoke at {where} what you allowed there" + (
        ", which ends with it.\n" if is_sandbox else f"; do that at\n  {at.revoke}\n"
    )
    write_err(still_there if disconnected else "No account was connected.\n")


def question(accounts: Sequence["Account"], holder: str) -> str:
    """Ask whether to disconnect accounts, of which `holder` holds something."""
    names = ", ".join(map(_name, accounts))
    return f"This deletes what {holder} holds of {names}.\nDisconnect {names}? [y/n] "


def report(accounts: Sequence["Account"]) -> str:
    """Say which accounts were disconnected."""
    return "".join(f"disconnected: {_name(account)}\n" for account in accounts)


def _name(account: "Account") -> str:
    return f"{one_line(account.connection)} ({one_line(account.id)})"
