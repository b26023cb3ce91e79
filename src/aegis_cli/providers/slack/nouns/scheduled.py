"""Messages that Slack posts later."""

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import StringConstraints, model_validator

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import named_kind
from aegis_cli.actions.fields.marks import At, Doc, ResolvedId, Unsent
from aegis_cli.actions.results.views import Column, Line, Listing
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.providers.slack.channels import CHANNEL, id_in
from aegis_cli.providers.slack.nouns.channel_reads import (
    CHANNEL_TARGET,
    ChannelAction,
    GetChannel,
    ListChannels,
    channel_of,
)
from aegis_cli.providers.slack.nouns.message_writes import Mentioning, TextAction
from aegis_cli.providers.slack.slack_action import SlackAction
from aegis_cli.providers.slack.slack_resources import SlackResource
from aegis_cli.providers.slack.slack_text import broadcast_to, plain_text, text_of
from aegis_cli.providers.slack.slack_types import ChannelId, ChannelName, PostAt

ScheduledId: TypeAlias = Annotated[
    str,
    named_kind("scheduled message", "Q1298393284", inside=CHANNEL),
    Doc("The scheduled message, by its id in the list, as in Q1298393284."),
    StringConstraints(pattern=r"^Q[A-Z0-9]{2,20}$"),
]


class SlackScheduled(SlackResource):
    """A message that Slack posts later."""

    headline: ClassVar = Headline(
        kind="scheduled message",
        name="{id}",
        title="{plain}",
        state="for {post_at:time}",
        identity=("id",),
    )
    listing: ClassVar = Listing(
        "scheduled message|scheduled messages",
        columns=(
            Column("ID", "{id}", style="bold"),
            Column("FOR", "{post_at:time}"),
            Column("CHANNEL", "{channel_id}", style="grey"),
            Column("TEXT", "{plain}", flexible=True),
        ),
        piped=("{id}", "{channel_id}", "{post_at}", "{plain}"),
    )

    id: str
    channel_id: str
    post_at: int
    text: str = ""
    plain: str = ""
    """The text as people read it."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        return {"plain": plain_text(text_of(data), {}), **data} if isinstance(data, dict) else data


class ListScheduled(
    SlackAction[list[SlackScheduled]],
    method="chat.scheduledMessages.list",
    envelope="scheduled_messages",
    action="slack.scheduled.list",
    everywhere=True,
    because="Slack documents it by POST",
    says="List the scheduled messages",
    utterances=("SHOW my? scheduled slack? messages [in {channel}]",),
    verbs=("list", "show"),
):
    """List the messages that aegis scheduled and that Slack has still to post."""

    channel: Annotated[ChannelName | None, Unsent()] = None
    """Only those for this channel, as #NAME."""
    channel_id: Annotated[
        ChannelId | None,
        At("channel"),
        ResolvedId(
            read=ListChannels,
            path="id",
            by={"limit": ""},
            when="channel",
            verify=GetChannel,
            itself=channel_of,
        ),
    ] = None
    """The channel's id."""
    scheduled_id: Annotated[ScheduledId | None, Unsent()] = None
    """Only the one with this id."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether it is in the channel, and the one, that are looked for, where they are."""
        wanted = self.channel_id or id_in(self.channel)
        is_there = not wanted or wanted == item.get("channel_id")
        return is_there and self.scheduled_id in {None, item.get("id")}


class Scheduled(SlackResource):
    """What Slack is to post, and when."""

    scheduled_message_id: str
    post_at: int
    channel: str


class ScheduleMessage(
    Mentioning[Scheduled],
    method="chat.scheduleMessage",
    action="slack.messages.schedule",
    effect=Effect.WRITE,
    also=("slack.messages.send",),
    undo=Undo(action="slack.scheduled.cancel", answered={"scheduled_id": "scheduled_message_id"}),
    target=CHANNEL_TARGET,
    says="Schedule a message to {channel} for {post_at}",
    view=Line(
        "Scheduled the message {scheduled_message_id} to {@channel} for {post_at:time}",
        piped="{scheduled_message_id}",
    ),
    utterances=("schedule the? slack? message? {text} for|at {post_at} [mentioning {mention}]",),
):
    """Schedule a message to a channel."""

    post_at: PostAt


class ScheduleBroadcast(
    TextAction[Scheduled],
    method="chat.scheduleMessage",
    action="slack.scheduled.broadcast",
    effect=Effect.ASKED,
    because="it rings everybody in the channel when its time comes",
    also=("slack.messages.schedule", "slack.messages.broadcast", "slack.messages.send"),
    undo=Undo(action="slack.scheduled.cancel", answered={"scheduled_id": "scheduled_message_id"}),
    target=CHANNEL_TARGET,
    says="Schedule a message to {channel} for {post_at} that notifies @{range}",
    view=Line(
        "Scheduled the message {scheduled_message_id} to {@channel}, which notifies @{@range}",
        piped="{scheduled_message_id}",
    ),
    confirmation=Confirmation(
        phrase="notify {range} of {channel}", heading="This notifies many people at once:"
    ),
    utterances=("schedule the? alert|notification {text} of|for {range} at {post_at}",),
):
    """Schedule a message to a channel that notifies everybody in it."""

    range: Annotated[Literal["here", "channel", "everyone"], Unsent()]
    """Whom: who is active, all of the channel, or all of the workspace."""
    post_at: PostAt

    def markup(self) -> str:
        """Return what notifies them."""
        return broadcast_to(self.range)


class CancelScheduled(
    ChannelAction[None],
    method="chat.deleteScheduledMessage",
    action="slack.scheduled.cancel",
    effect=Effect.ASKED,
    because="its text is gone, and nobody gets it",
    undo=Lasting("What is destroyed does not come back."),
    target=Target(
        read=ListScheduled, kinds=("scheduled message",), pins=("id", "post_at", "text.")
    ),
    says="Cancel the scheduled message {scheduled_id} to {channel}",
    view=Line("Cancelled the message {@scheduled_id} to {@channel}", piped="{@scheduled_id}"),
    confirmation=Confirmation(
        phrase="scheduled message {scheduled_id}",
        same="scheduled message {id}",
        heading="Slack would never post this:",
    ),
    utterances=(
        "cancel|delete|remove the? scheduled slack? message {scheduled_id}",
        "cancel|unschedule the? slack? message {scheduled_id}",
    ),
):
    """Cancel a scheduled message."""

    scheduled_id: Annotated[ScheduledId, At("scheduled_message_id")]
