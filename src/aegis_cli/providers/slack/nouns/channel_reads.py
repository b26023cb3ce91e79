"""Reads of channels, and what finds one by its name."""

from typing import Annotated, Any, TypeAlias

from aegis_cli.actions.action import R
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.marks import At, Doc, ResolvedId, Unsent
from aegis_cli.actions.results.views import Card
from aegis_cli.actions.targets.target import Target
from aegis_cli.providers.slack.channels import id_in, place_of
from aegis_cli.providers.slack.slack_action import SlackAction
from aegis_cli.providers.slack.slack_resources import SlackChannel, SlackMember, kind_of_channel
from aegis_cli.providers.slack.slack_types import ChannelId, ChannelName

_LARGEST = "999"
"""The length of a page in which one channel is looked for."""
NamedChannel: TypeAlias = Annotated[
    ChannelName, Unsent(), Doc("Channel, as #NAME or by its id; a direct message by its id.")
]


def channel_of(action: Any) -> str:
    """Return the id that a call has in the place of a channel's name; "" if it has the name."""
    return id_in(action.channel)


class ListChannels(
    SlackAction[list[SlackChannel]],
    method="conversations.list",
    envelope="channels",
    people=("user",),
    action="slack.channels.list",
    fixed={"types": "public_channel,private_channel,mpim,im"},
    everywhere=True,
    says="List the channels",
    utterances=("SHOW my? slack? channels",),
    verbs=("list", "show"),
):
    """List the channels, private ones and direct messages among them."""

    channel: Annotated[ChannelName | None, Unsent()] = None
    """Only the one of this name."""
    limit: Limit = 100

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a channel has the name that is looked for."""
        return self.channel is None or self.channel == place_of(item)

    def shape(self, item: Any) -> Any:
        """Say of a channel of the shorter list that the person is in it, which that leaves out."""
        is_told = not isinstance(item, dict) or "is_member" in item or item.get("is_im")
        return item if is_told else {**item, "is_member": True}

    @property
    def nearer(self) -> str:
        """Look for one channel among those that the person is in first: no two have one name."""
        return "" if self.channel is None else "users.conversations"

    def _page_size(self) -> tuple[tuple[str, str], ...]:
        is_usual = self.channel is None and self.limit <= type(self).page[1]
        return super()._page_size() if is_usual else (("limit", _LARGEST),)


class GetChannel(
    SlackAction[SlackChannel],
    method="conversations.info",
    envelope="channel",
    people=("user",),
    action="slack.channels.get",
    fixed={"include_num_members": True},
    says="Show the channel {channel}",
    view=Card(
        heading="Channel {place}",
        reference="{id}",
        summary=((kind_of_channel, "yellow"), ("{num_members:member|members}", "grey")),
        facts=(("Topic", "{topic.plain}"), ("Purpose", "{purpose.plain}")),
        piped=(
            ("id", "{id}"),
            ("name", "{place}"),
            ("kind", kind_of_channel),
            ("members", "{num_members}"),
            ("topic", "{topic.plain}"),
            ("purpose", "{purpose.plain}"),
        ),
    ),
    utterances=(
        "SHOW the? slack? channel? {channel:itself}",
        "SHOW the topic|purpose of|in {channel}",
    ),
):
    """Show a channel: topic, purpose, how many are in it."""

    channel: NamedChannel
    channel_id: Annotated[
        ChannelId | None,
        At("channel"),
        ResolvedId(read=ListChannels, path="id", by={"limit": ""}, itself=channel_of),
    ] = None
    """The channel's id."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether it is the channel that was asked for."""
        return item.get("id") == (id_in(self.channel) or self.channel_id)

    def shape(self, item: Any) -> Any:
        """Return the channel by the name, or the id, that the call has."""
        return {**item, "called": self.channel} if id_in(self.channel) else item


class ChannelAction(SlackAction[R]):
    """An action in one channel."""

    channel: NamedChannel
    channel_id: Annotated[
        ChannelId | None,
        At("channel"),
        ResolvedId(
            read=ListChannels,
            path="id",
            by={"limit": ""},
            verify=GetChannel,
            itself=channel_of,
        ),
    ] = None
    """The channel's id."""


CHANNEL_TARGET: Target[SlackAction[Any]] = Target(
    read=ListChannels, by={"limit": ""}, found="channel_id", kinds=("channel",)
)
"""The channel that a write is about, as the look-up of its id shows it."""


class ListChannelMembers(
    ChannelAction[list[SlackMember]],
    method="conversations.members",
    envelope="members",
    people=("user",),
    action="slack.channels.members",
    says="List who is in {channel}",
    utterances=("SHOW the members|people of|in {channel}", "who is in the? channel? {channel}"),
    verbs=("list", "show"),
):
    """List who is in a channel."""

    limit: Limit = 100

    def shape(self, item: Any) -> Any:
        """Return a member, of whom Slack says the id alone."""
        return {"user": item}
