"""A connection of a provider at Auth0, and the API that aegis reaches with its tokens."""

from dataclasses import dataclass

from aegis_cli.core.provider_app import ProviderApp


@dataclass(frozen=True, slots=True)
class VaultConnection:
    """How aegis gets to one provider: by which connection, where, and with which App."""

    name: str
    """Its name at Auth0."""
    base: str
    """The root of the provider's API, without a trailing slash."""
    app: ProviderApp | None = None
    """The provider's App behind the connection; with it, each plan gets its own token."""
    title: str = "provider"
    """The provider's title, for messages."""
    argument: str = ""
    """What follows `aegis connect` to mean it, such as " slack"; for messages, too."""
    uploads: str = ""
    """The root that a request with a file goes to; "" for none."""
    site: str = ""
    """The host of the web pages, where the settings say it: the API's own says nothing of it."""
    renewal: str = "its App must issue one"
    """What makes the provider issue refresh tokens, as a clause."""
