"""What the commands about connected accounts share."""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from aegis_cli.errors import Code, UsageError

if TYPE_CHECKING:
    from aegis_cli.oauth.connected_accounts import Account
    from aegis_cli.settings.settings import Settings

PROVIDER = "github"

ProviderArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar=f"[{PROVIDER}]", help="Where the account is.", show_default=False)
]


def connection_of(provider: str, settings: "Settings") -> str:
    """Return the Auth0 connection of a provider; its own name is as good.

    NOTE: nothing but the connection of the settings; no other may be named from outside.
    """
    connection = settings.values["connection"]
    if provider in {PROVIDER, connection}:
        return connection
    raise UsageError(
        f"There is no provider {provider!r}.",
        code=Code.BAD_USAGE,
        hint="GitHub is the only one: `aegis connect github`.",
    )


def described(account: "Account") -> dict[str, Any]:
    """Write an account for the JSON document."""
    return {
        "id": account.id,
        "connection": account.connection,
        "scopes": list(account.scopes),
        "created_at": account.created_at,
        "expires_at": account.expires_at,
    }
