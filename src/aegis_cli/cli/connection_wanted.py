"""What the connection to a provider beside the usual one is to be, by the settings."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aegis_cli.actions.provider.provider import Provider
from aegis_cli.settings.known import CONNECTION, provider_setting
from aegis_cli.setup.desired import CONNECTED_ONLY, Wanted


def wanted_at(provider: Provider[Any], wanted: Wanted, values: Mapping[str, str]) -> Wanted:
    """Return what the connection to a provider is to be, in a tenant."""
    assert provider.connection_setup is not None
    return replace(
        wanted,
        connection=values.get(provider_setting(provider.name, CONNECTION), provider.connection),
        maker=provider.name,
        connection_fields=CONNECTED_ONLY,
        connection_options=provider.connection_setup().required,
    )
