"""Jira, as the rest of aegis reaches it; its parts are imported when they are first asked for."""

from typing import Any

from aegis_cli.actions.provider.provider import Provider, parts_of
from aegis_cli.providers.jira.projects import PROJECT

_part = parts_of("aegis_cli.providers.jira")

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
    token_side=parts_of("aegis_cli.providers.jira", "token_side")("token_side"),
    me="accountId",
    own_names=r"(?!(?:UTF|SHA|ISO|RFC|CVE|HTTP)-)[A-Z][A-Z0-9]{1,9}-[0-9]{1,7}",
    own_nouns=frozenset({"ticket", "tickets"}),
    known_as="displayName",
    acts_as="{displayName}",
    paging=("maxResults", 50),
    show_place=_part("show_place"),
    site_check=_part("site_check"),
    scopes=_part("scopes"),
    connection_setup=_part("connection_setup"),
)

PROVIDER = JIRA
"""What the catalogue finds here, as in the package of every provider."""
