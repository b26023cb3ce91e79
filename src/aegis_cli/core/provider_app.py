"""The application of ours that a provider knows, with which tokens for one plan are derived."""

from dataclasses import dataclass

from aegis_cli.core.secret import Secret


@dataclass(frozen=True, slots=True)
class ProviderApp:
    """The application at the provider behind the connection, such as a GitHub App."""

    client_id: str
    client_secret: Secret
