"""Slack, as the rest of aegis reaches it; its parts are imported when they are first asked for."""

from typing import Any

from aegis_cli.actions.provider.provider import Provider, parts_of
from aegis_cli.providers.slack.channels import CHANNEL

_part = parts_of("aegis_cli.providers.slack")

SLACK: Provider[Any] = Provider(
    name="slack",
    title="Slack",
    connection="sign-in-with-slack",
    own_nouns=frozenset({"channel", "channels"}),
    own_names=r"#(?=.*[^\W\d])[\w-]{1,80}",
    base="https://slack.com/api",
    install="https://api.slack.com/apps",
    renewal="turn on token rotation in its Slack app",
    renewal_steps=", under OAuth & Permissions; it cannot be turned off again",
    revoke="https://slack.com/apps/manage",
    places=CHANNEL,
    web_host=lambda _base: "slack.com",
    is_page_host=lambda host, _site: host.endswith(".slack.com"),
    page=lambda _action, _base: None,
    client=_part("client"),
    bind_me=_part("bind_me"),
    token_side=parts_of("aegis_cli.providers.slack", "token_side")("token_side"),
    me="user_id",
    known_as="user",
    acts_as="@{user}",
    uploads=lambda base: base,
    paging=("limit", 200),
    show_place=_part("show_place"),
    scopes=_part("scopes"),
    connection_setup=_part("connection_setup"),
)

PROVIDER = SLACK
"""What the catalogue finds here, as in the package of every provider."""
