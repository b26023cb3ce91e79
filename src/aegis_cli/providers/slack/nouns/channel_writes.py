"""Writes on a channel itself."""

from typing import Annotated, Any

from pydantic import AfterValidator

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.fields.marks import At, Doc, OfTarget, ResolvedId, SentAs
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made, Target
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.providers.slack.nouns.channel_reads import (
    CHANNEL_TARGET,
    ChannelAction,
    ListChannels,
)
from aegis_cli.providers.slack.nouns.people import GetPerson, ListPeople, Who, person_of
from aegis_cli.providers.slack.slack_action import SlackAction
from aegis_cli.providers.slack.slack_resources import SlackChannel
from aegis_cli.providers.slack.slack_types import ChannelName, ChannelTopic, UserId


class ChannelWrite(ChannelAction[R]):
    """A write on one channel."""

    target = CHANNEL_TARGET


def _without_mark(name: str) -> str:
    return name.removeprefix("#")


def _with_name(place: str) -> str:
    """Return the name of a channel; raise `ValueError` for a direct message, which has none."""
    if not place.startswith("#"):
        raise ValueError("a channel is written #NAME, as in #releases")
    return place


class CreateChannel(
    SlackAction[SlackChannel],
    method="conversations.create",
    envelope="channel",
    action="slack.channels.create",
    effect=Effect.WRITE,
    undo=Undo(action="slack.channels.archive"),
    target=Made(read=ListChannels),
    says="Create the channel {channel}",
    view=Line("Created the channel {place}", piped="{place}"),
    utterances=("create|make|open|start|add the? [{is_private}] slack? channel {channel}",),
):
    """Create a channel."""

    channel: Annotated[ChannelName, At("name"), SentAs(_without_mark), AfterValidator(_with_name)]
    """Its name, as #NAME."""
    is_private: Annotated[
        bool | None,
        Synonyms(true=("private",), false=("public",)),
        Doc("Whether only members see it."),
    ] = None

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether it is the channel that was asked for."""
        return f"#{item.get('name')}" == self.channel


class SetTopic(
    ChannelWrite[SlackChannel],
    method="conversations.setTopic",
    envelope="channel",
    action="slack.channels.topic",
    effect=Effect.WRITE,
    says="Set the topic of {channel}",
    view=Line("Set the topic of {@channel}", already="The topic of {@channel} is so already"),
    utterances=("CHANGE the? topic of|in|for {channel} to {topic}",),
):
    """Set the topic of a channel."""

    topic: Annotated[ChannelTopic, OfTarget("topic.value")]
    """What it is from now on."""


class JoinChannel(
    ChannelWrite[SlackChannel],
    method="conversations.join",
    envelope="channel",
    already=("already_in_channel",),
    action="slack.channels.join",
    effect=Effect.WRITE,
    undo=Lasting("No action leaves a channel."),
    target=Target(
        read=ListChannels,
        by={"limit": ""},
        found="channel_id",
        kinds=("channel",),
        leaves=(("member", "is_member", True),),
    ),
    says="Join {channel}",
    view=Line("Joined {@channel}", already="You are in {@channel} already"),
    utterances=("join|enter the? slack? channel? {channel}",),
):
    """Join a channel."""


class InviteToChannel(
    ChannelWrite[None],
    method="conversations.invite",
    already=("already_in_channel",),
    action="slack.channels.invite",
    effect=Effect.ASKED,
    because="people get to read all that was written there",
    undo=Lasting("No action removes a person from a channel."),
    says="Invite {person} to {channel}",
    view=Line("Invited {@person} to {@channel}", already="{@person} is in {@channel} already"),
    confirmation=Confirmation(
        phrase="invite {person} to {channel}",
        heading="Who is invited could read all that was said there:",
    ),
    utterances=("invite {person} to|into {channel}", "add {person} to|into the? channel {channel}"),
):
    """Invite a person to a channel, where they can read all that was said."""

    person: Who
    person_id: Annotated[
        UserId | None,
        At("users"),
        ResolvedId(
            read=ListPeople,
            path="id",
            by={"limit": ""},
            verify=GetPerson,
            itself=person_of,
        ),
    ] = None
    """The person's id."""


class ArchiveChannel(
    ChannelWrite[None],
    method="conversations.archive",
    already=("already_archived",),
    action="slack.channels.archive",
    effect=Effect.DESTRUCTIVE,
    because="nobody can write there until somebody opens it again",
    target=Target(
        read=ListChannels,
        by={"limit": ""},
        found="channel_id",
        kinds=("channel",),
        pins=("id", "is_archived"),
        leaves=(("archived", "is_archived", True),),
    ),
    says="Archive {channel}",
    view=Line("Archived {@channel}", already="{@channel} is archived already"),
    confirmation=Confirmation(
        phrase="archive {channel}",
        same="archive {called}",
        heading="Nobody could post there any more:",
    ),
    utterances=("archive the? slack? channel? {channel}",),
):
    """Archive a channel: it is closed for all, and its messages stay."""
