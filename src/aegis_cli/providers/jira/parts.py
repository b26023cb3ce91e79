"""The functions of Jira's provider, above all other modules; each imports its own needs.

`provider` names these functions, and imports this module when one of them is called first.
"""

from collections.abc import Mapping
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.provider.connection_setup import ConnectionSetup
from aegis_cli.actions.provider.performed import ProviderClient
from aegis_cli.actions.provider.provider import SiteCheck


def client() -> ProviderClient:
    """Return what performs actions."""
    from aegis_cli.providers.jira.client import perform_action
    from aegis_cli.providers.jira.field_changes import changes, compare
    from aegis_cli.providers.jira.refusals import refuses_token

    return ProviderClient(perform_action, compare, changes, refuses_token=refuses_token)


def bind_me() -> Action[Any]:
    """Make the read that says who `@me` is."""
    from aegis_cli.providers.jira.nouns.users import GetMe

    return GetMe()


def show_place(name: str) -> Action[Any]:
    """Make the read that shows a project."""
    from aegis_cli.providers.jira.nouns.project_reads import GetProject

    return GetProject(project=name)


def site_check() -> SiteCheck:
    """Return how the configured site is compared."""
    from aegis_cli.providers.jira.nouns.sites import ListSites
    from aegis_cli.providers.jira.site_check import fault

    return SiteCheck(ListSites(), fault)


def scopes(own: Mapping[str, str]) -> tuple[str, ...]:
    """Return the scopes of all actions and of the connection, without those of boards if so set."""
    from aegis_cli.providers.jira.jira_action import all_scopes

    return all_scopes(boards=own.get("boards") != "false")


def connection_setup() -> ConnectionSetup:
    """Return how the application behind the connection is made."""
    from aegis_cli.providers.jira.jira_connection import SETUP

    return SETUP
