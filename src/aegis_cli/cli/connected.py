"""The parts that the commands about connected accounts share."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from aegis_cli.cli.options import Parameter
from aegis_cli.errors import Code, UsageError
from aegis_cli.providers.default import DEFAULT

if TYPE_CHECKING:
    from aegis_cli.oauth.connected_accounts import Account
    from aegis_cli.wiring.app import App


PROVIDER: Parameter = (
    Annotated[
        str,
        typer.Argument(
            metavar=f"[{DEFAULT.name}]", help="Where the account is.", show_default=False
        ),
    ],
    DEFAULT.name,
)


def connection_of(provider: str, aegis: "App") -> str:
    """Return the Auth0 connection of a provider, which may also be given by its own name.

    NOTE: it is always the connection of the settings; a person can name no other.
    """
    connection = aegis.environment.settings.values["connection"]
    if provider in {DEFAULT.name, connection}:
        return connection
    raise UsageError(
        f"There is no provider {provider!r}.",
        code=Code.BAD_USAGE,
        hint=f"{DEFAULT.title} is the only one: `aegis connect {DEFAULT.name}`.",
    )


def describe(account: "Account") -> dict[str, Any]:
    """Return an account for the JSON document."""
    return {
        "id": account.id,
        "connection": account.connection,
        "scopes": list(account.scopes),
        "created_at": account.created_at,
        "expires_at": account.expires_at,
    }
