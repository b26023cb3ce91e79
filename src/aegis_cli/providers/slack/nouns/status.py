"""What a person's status says."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.actions.fields.marks import At, SentAs
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.slack.slack_action import SlackAction
from aegis_cli.providers.slack.slack_resources import SlackResource
from aegis_cli.providers.slack.slack_text import escape
from aegis_cli.providers.slack.slack_types import EmojiName, check_text


class SlackStatus(SlackResource):
    """A person's status."""

    status_text: str = ""
    status_emoji: str = ""


class SetStatus(
    SlackAction[SlackStatus],
    method="users.profile.set",
    envelope="profile",
    action="slack.status.set",
    effect=Effect.WRITE,
    undo=Lasting("The status before is not known."),
    target=Made(),
    says="Set the status to {text!r}",
    view=Line("Your status is {@text!r}"),
    utterances=(
        "CHANGE my? slack status to {text} [with {emoji}]",
        "CHANGE my? status on|at|in slack to {text} [with {emoji}]",
    ),
):
    """Set your status."""

    text: Annotated[
        str,
        At("profile.status_text"),
        SentAs(escape),
        Kind(
            role=Role.PAYLOAD,
            reads="text",
            noun="status",
            question="Give the status in quotation marks, as in 'on call'.",
            example="on call",
        ),
        StringConstraints(min_length=1, max_length=100),
        AfterValidator(check_text),
    ]
    """What it says."""
    emoji: Annotated[
        EmojiName | None, At("profile.status_emoji"), SentAs(lambda name: f":{name}:")
    ] = None
