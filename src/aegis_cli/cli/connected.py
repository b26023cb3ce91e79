"""The parts that the commands about connected accounts share."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from aegis_cli.actions import catalog
from aegis_cli.cli import completion
from aegis_cli.cli.options import Parameter
from aegis_cli.errors import Code, UsageError
from aegis_cli.providers.default import DEFAULT

if TYPE_CHECKING:
    from aegis_cli.actions.provider.provider import Provider
    from aegis_cli.oauth.connected_accounts import Account
    from aegis_cli.wiring.app import App


PROVIDER: Parameter = (
    Annotated[
        str,
        typer.Argument(
            metavar="[PROVIDER]",
            help=f"Where the account is: at {DEFAULT.title}, if nothing is said.",
            show_default=False,
            autocompletion=completion.providers,
        ),
    ],
    DEFAULT.name,
)


def connection_of(said: str, aegis: "App") -> tuple["Provider[Any]", str]:
    """Return a provider and its Auth0 connection, which may also be what is said.

    NOTE: it is always the connection of the settings; a person can name no other.
    """
    aegis.environment.learn_from_broker()
    connections = aegis.environment.settings.connection_names
    by_connection = {connection: name for name, connection in connections.items()}
    name = said if said in connections else by_connection.get(said)
    if name is not None:
        return catalog.provider_named(name), connections[name]
    if catalog.not_configured(said) is not None:
        raise catalog.unknown_provider(said)
    names = " or ".join(f"`aegis connect {name}`" for name in catalog.providers())
    only = f"{DEFAULT.title} is the only one: " if len(catalog.providers()) == 1 else "Type "
    raise UsageError(
        f"There is no provider {said[:80]!r}.", code=Code.BAD_USAGE, hint=f"{only}{names}."
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
