"""Slack, as the rest of aegis reaches it; its parts are imported when they are first asked for."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from aegis_cli.actions.connection_setup import ConnectionSetup
from aegis_cli.actions.provider import Provider
from aegis_cli.providers.slack.channels import CHANNEL


def _part(name: str) -> Callable[..., Any]:
    """Return a function of `parts`, which knows every module of the room that needs this one."""

    def part(*arguments: Any) -> Any:
        return getattr(import_module("aegis_cli.providers.slack.parts"), name)(*arguments)

    return part


def _connection_setup() -> ConnectionSetup:
    setup: ConnectionSetup = import_module("aegis_cli.providers.slack.slack_connection").SETUP
    return setup


SLACK: Provider[Any] = Provider(
    name="slack",
    title="Slack",
    connection="sign-in-with-slack",
    base="https://slack.com/api",
    install="https://api.slack.com/apps",
    renewal="turn on token rotation in its Slack app",
    renewal_steps=", under OAuth & Permissions; it cannot be turned off again",
    revoke="https://slack.com/apps/manage",
    places=CHANNEL,
    web_host=lambda _base: "slack.com",
    page=lambda _action, _base: None,
    client=_part("client"),
    bind_me=_part("bind_me"),
    narrowing=_part("narrowing"),
    me="user_id",
    known_as="user",
    paging=("limit", 200),
    show_place=_part("show_place"),
    scopes=_part("scopes"),
    connection_setup=_connection_setup,
)

PROVIDER = SLACK
"""What the catalogue finds here, as in the package of every provider."""
