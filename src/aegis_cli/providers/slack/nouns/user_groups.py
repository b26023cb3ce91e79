"""Groups of people: which there are, and a message that notifies all of one."""

from typing import Annotated, Any, ClassVar

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.marks import ResolvedId, Unsent
from aegis_cli.actions.results.views import Column, Line, Listing
from aegis_cli.actions.targets.target import Headline
from aegis_cli.actions.undoing import Undo
from aegis_cli.actions.words.forms import SHOW, Form
from aegis_cli.providers.slack.nouns.channel_reads import CHANNEL_TARGET
from aegis_cli.providers.slack.nouns.message_writes import Posted, TextAction
from aegis_cli.providers.slack.slack_action import SlackAction
from aegis_cli.providers.slack.slack_resources import SlackResource
from aegis_cli.providers.slack.slack_text import mention_of_group
from aegis_cli.providers.slack.slack_types import GroupId, GroupName


class SlackGroup(SlackResource):
    """A group of people, whom one mention notifies."""

    headline: ClassVar = Headline(
        kind="group",
        name="@{handle}",
        title="{name}",
        state="{user_count:member|members}",
        identity=("id",),
    )
    listing: ClassVar = Listing(
        "group|groups",
        columns=(
            Column("HANDLE", "@{handle}", style="bold"),
            Column("NAME", "{name}", flexible=True),
            Column("MEMBERS", "{user_count}"),
            Column("ID", "{id}", style="grey"),
        ),
        piped=("{id}", "{handle}", "{name}", "{user_count}"),
    )

    id: str
    handle: str = ""
    name: str = ""
    user_count: int | None = None


class ListGroups(
    SlackAction[list[SlackGroup]],
    method="usergroups.list",
    envelope="usergroups",
    action="slack.usergroups.list",
    fixed={"include_count": True},
    says="List the groups of people",
    utterances=(
        "SHOW the? slack_groups|user_groups|usergroups",
        Form(SHOW, ("groups|user_groups of|in|on|at slack",)),
    ),
    verbs=("list", "show"),
):
    """List the groups of people that a mention can notify."""

    group: Annotated[GroupName | None, Unsent()] = None
    """Only that of this handle or name."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a group has the name that is looked for."""
        names = {str(item.get(name, "")).casefold() for name in ("handle", "name")}
        return self.group is None or self.group.casefold() in names


class NotifyGroup(
    TextAction[Posted],
    method="chat.postMessage",
    action="slack.messages.notify_group",
    effect=Effect.ASKED,
    because="it rings everybody in the group at once",
    also=("slack.messages.send",),
    undo=Undo(action="slack.messages.delete", answered={"message": "ts"}),
    target=CHANNEL_TARGET,
    says="Send a message to {channel} that notifies the group {group}",
    view=Line("Sent the message {ts} to {@channel}, and notified {@group}", piped="{ts}"),
    confirmation=Confirmation(
        phrase="notify {group} in {channel}", heading="This notifies many people at once:"
    ),
    utterances=(
        (
            "notify|alert|ping|mention the? group|user_group {group} in {channel}"
            " with|saying|that? {text}"
        ),
        Form(
            ("send|post|write|say",),
            ("slack? message|message? {text}",),
            ("to|in channel? {channel}", "mentioning|pinging|notifying the? group {group}"),
            needs=("group",),
        ),
    ),
):
    """Send a message to a channel that mentions, and so notifies, a group of people."""

    group: Annotated[GroupName, Unsent()]
    group_id: Annotated[GroupId | None, ResolvedId(read=ListGroups, path="id")] = None
    """The group's id."""

    def markup(self) -> str:
        """Return the mention of the group."""
        return mention_of_group(self.group_id) if self.group_id else ""

    def body_values(self) -> dict[str, Any]:
        """Return what is sent: the group stands in the text alone."""
        values = super().body_values()
        values.pop("group_id", None)
        return values
