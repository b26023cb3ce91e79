"""Jira, as the rest of aegis reaches it; its parts are imported when they are first asked for."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from aegis_cli.actions.connection_setup import ConnectionSetup
from aegis_cli.actions.provider import Provider
from aegis_cli.providers.jira.projects import PROJECT


def _part(name: str) -> Callable[..., Any]:
    """Return a function of `parts`, which knows every module of the room that needs this one."""

    def part(*arguments: Any) -> Any:
        return getattr(import_module("aegis_cli.providers.jira.parts"), name)(*arguments)

    return part


def _connection_setup() -> ConnectionSetup:
    setup: ConnectionSetup = import_module("aegis_cli.providers.jira.jira_connection").SETUP
    return setup


JIRA: Provider[Any] = Provider(
    name="jira",
    title="Jira",
    connection="jira",
    base="https://api.atlassian.com/ex/jira/{cloud_id}",
    install="https://developer.atlassian.com/console/myapps/",
    renewal="add offline_access to the scopes of the connection at Auth0",
    renewal_steps="",
    revoke="https://id.atlassian.com/manage-profile/apps",
    places=PROJECT,
    web_host=lambda _base: "",
    page=lambda _action, _base: None,
    client=_part("client"),
    bind_me=_part("bind_me"),
    narrowing=_part("narrowing"),
    me="accountId",
    own_nouns=frozenset({"ticket", "tickets"}),
    known_as="displayName",
    paging=("maxResults", 50),
    show_place=_part("show_place"),
    site_check=_part("site_check"),
    scopes=_part("scopes"),
    connection_setup=_connection_setup,
)

PROVIDER = JIRA
"""What the catalogue finds here, as in the package of every provider."""
