"""The functions of Slack's provider, above all other modules; each imports its own needs.

`provider` names these functions, and imports this module when one of them is called first.
"""

from collections.abc import Mapping
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.provider.connection_setup import ConnectionSetup
from aegis_cli.actions.provider.performed import ProviderClient


def client() -> ProviderClient:
    """Return what performs actions."""
    from aegis_cli.providers.slack.pauses import pause
    from aegis_cli.providers.slack.slack_changes import changes
    from aegis_cli.providers.slack.slack_client import compare, perform
    from aegis_cli.providers.slack.token_side import refuses_token

    return ProviderClient(perform, compare, changes, pause, refuses_token)


def bind_me() -> Action[Any]:
    """Make the read that says who `@me` is."""
    from aegis_cli.providers.slack.nouns.slack_identity import WhoAmIAtSlack

    return WhoAmIAtSlack()


def show_place(name: str) -> Action[Any]:
    """Make the read that shows a channel."""
    from aegis_cli.providers.slack.nouns.channel_reads import GetChannel

    return GetChannel(channel=name)


def scopes(_own: Mapping[str, str]) -> tuple[str, ...]:
    """Return the user scopes that all actions need together, sorted: what `connect` asks for."""
    from aegis_cli.providers.slack.slack_action import all_scopes

    return all_scopes()


def connection_setup() -> ConnectionSetup:
    """Return how the application behind the connection is made."""
    from aegis_cli.providers.slack.slack_connection import SETUP

    return SETUP
