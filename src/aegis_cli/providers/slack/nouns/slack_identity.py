"""Who is signed in at Slack, and in which workspace."""

from typing import Any

from aegis_cli.actions.results.views import Card, Line
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.slack.slack_action import SlackAction
from aegis_cli.providers.slack.slack_refusals import refusal_for
from aegis_cli.providers.slack.slack_resources import SlackResource


class SlackIdentity(SlackResource):
    """Whose token it is."""

    url: str = ""
    team: str = ""
    user: str
    team_id: str = ""
    user_id: str


class WhoAmIAtSlack(
    SlackAction[SlackIdentity],
    method="auth.test",
    action="slack.auth.whoami",
    of_service=True,
    because="Slack documents it by POST",
    says="Ask who it is",
    view=Line("You are {user} ({user_id}) in {team}", piped="{user_id}"),
    verbs=("show", "get"),
    utterances=(
        Form(("who_am_i at|on|in slack",), example="who am i at slack"),
        "SHOW my slack account|identity|user",
    ),
):
    """Show who is signed in at Slack."""

    def shape(self, item: Any) -> Any:
        """Refuse the token of a bot, which could not act as the person."""
        if item.get("bot_id"):
            raise refusal_for("not_allowed_token_type", error="bot_id")
        return item


class SlackWorkspace(SlackResource):
    """A workspace of Slack."""

    id: str
    name: str
    domain: str = ""
    email_domain: str = ""


class GetWorkspace(
    SlackAction[SlackWorkspace],
    method="team.info",
    envelope="team",
    action="slack.team.get",
    of_service=True,
    says="Show the workspace",
    view=Card(
        heading="Workspace {name}",
        reference="{id}",
        facts=(("Address", "https://{domain}.slack.com"), ("E-mail domain", "{email_domain}")),
        piped=(("id", "{id}"), ("name", "{name}"), ("domain", "{domain}")),
    ),
    utterances=("SHOW my? slack? workspace", "SHOW my? slack team"),
):
    """Show the workspace."""
