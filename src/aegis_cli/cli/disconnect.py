"""`aegis disconnect`: deletes what Auth0 holds of the person's GitHub account."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from aegis_cli.cli.connected import PROVIDER, ProviderArgument
from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import NoBrowserOption, Output, OutputOption, TimeoutOption
from aegis_cli.cli.streams import write_err, write_json, write_out
from aegis_cli.settings.cli_options import CliOptions

if TYPE_CHECKING:
    from aegis_cli.oauth.connected_accounts import Account

app = sub_app()

_EPILOG = """\
Examples:

\b
  aegis disconnect
  aegis disconnect github --yes --output json

Auth0 forgets the account. GitHub does not: what you allowed there stays until
you revoke it at https://github.com/settings/apps/authorizations.
"""

_STILL_THERE = (
    "This does not revoke at GitHub what you allowed there; do that at\n"
    "  https://github.com/settings/apps/authorizations\n"
)
_YES = frozenset({"y", "yes"})


@app.command(epilog=_EPILOG)
def disconnect(  # noqa: PLR0913  # each is an option
    ctx: typer.Context,
    provider: ProviderArgument = PROVIDER,
    output: OutputOption = Output.TEXT,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    no_browser: NoBrowserOption = False,
    sign_in_timeout: TimeoutOption = None,
) -> None:
    """Delete what Auth0 holds of your GitHub account; GitHub itself is not told."""
    from aegis_cli.cli.connected import connection_of, described  # noqa: PLC0415  # not for --help
    from aegis_cli.request.result import local_json  # noqa: PLC0415  # not for --help
    from aegis_cli.wiring.app import App  # noqa: PLC0415  # not for --help

    base: CliOptions = ctx.obj
    with App(replace(base, no_browser=no_browser, sign_in_timeout=sign_in_timeout)) as app_:
        connection = connection_of(provider, app_.settings)
        if not yes:
            _can_ask()

        def approve(found: Sequence["Account"]) -> None:
            app_.progress.clear()
            if not yes:
                _ask(found)

        found = app_.connecting.disconnect(connection, approve)
        app_.progress.clear()
    if output is Output.JSON:
        data = [described(each) for each in found]
        write_json(local_json(f"disconnect {provider}", "disconnect", data))
    else:
        write_out(told(found))
    write_err(_STILL_THERE if found else "No account was connected.\n")


def _can_ask() -> None:
    """Refuse before anybody signs in, where nobody could be asked."""
    from aegis_cli.adapters.terminal import tty  # noqa: PLC0415  # not for --help
    from aegis_cli.errors import Code, NotApproved  # noqa: PLC0415  # not for --help

    if not tty.is_there():
        raise NotApproved(
            "Nobody could be asked whether to disconnect the account.",
            code=Code.NEEDS_APPROVAL,
            hint="Give --yes.",
        )


def _ask(found: Sequence["Account"]) -> None:
    """Ask on the terminal; whatever is not a clear yes is a no."""
    from aegis_cli.adapters.terminal import tty  # noqa: PLC0415  # not for --help
    from aegis_cli.errors import Code, NotApproved  # noqa: PLC0415  # not for --help

    if tty.ask(asked(found)).lower() not in _YES:
        raise NotApproved("Nothing was disconnected.", code=Code.DECLINED)


def asked(found: Sequence["Account"]) -> str:
    """Ask whether to disconnect accounts."""
    return f"Disconnect {', '.join(map(_name, found))}? [y/N] "


def told(found: Sequence["Account"]) -> str:
    """Say which accounts were disconnected."""
    return "".join(f"disconnected: {_name(each)}\n" for each in found)


def _name(account: "Account") -> str:
    from aegis_cli.core.text import one_line  # noqa: PLC0415  # not for --help

    return f"{one_line(account.connection)} ({one_line(account.id)})"
