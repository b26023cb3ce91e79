"""Direct messages with one person: the conversation, and what is said in it."""

from typing import Annotated, Any, ClassVar

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.marks import At, Doc, ResolvedId, Unsent
from aegis_cli.actions.results.views import Card, Column, Line, Listing, NamedBy
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.slack.nouns.message_writes import Posted, Worded
from aegis_cli.providers.slack.nouns.people import GetPerson, ListPeople, person_of
from aegis_cli.providers.slack.slack_action import SlackAction
from aegis_cli.providers.slack.slack_resources import SlackResource
from aegis_cli.providers.slack.slack_types import ChannelId, Recipient, SaidUserId, UserId

RECIPIENT = Doc("Person, by handle, name, address or id.")
TO_ONE: Target[SlackAction[Any]] = Target(
    read=ListPeople, by={"limit": ""}, found="person_id", kinds=("person",)
)
"""The person whom a direct message is for, as the look-up of their id shows them."""
FOUND_PERSON: ResolvedId[Any] = ResolvedId(
    read=ListPeople, path="id", by={"limit": ""}, verify=GetPerson, itself=person_of
)


class SlackDirect(SlackResource):
    """The conversation with one person."""

    headline: ClassVar = Headline(
        kind="conversation", name="{user}", title="{id}", state="{user_name}", identity=("id",)
    )
    listing: ClassVar = Listing(
        "conversation|conversations",
        columns=(
            Column("WITH", "{user_name|user}", style="bold", flexible=True),
            Column("PERSON", "{user}", style="grey"),
            Column("ID", "{id}", style="grey"),
        ),
        piped=("{id}", "{user}", "{user_name}"),
        row=NamedBy("person", "user", has_place=False),
    )

    id: str
    user: str
    user_name: str | None = None


class ListDirects(
    SlackAction[list[SlackDirect]],
    method="users.conversations",
    envelope="channels",
    people=("user",),
    action="slack.dms.list",
    fixed={"types": "im"},
    everywhere=True,
    says="List the people with whom there are direct messages",
    utterances=("SHOW my? slack? dms|direct_messages",),
    verbs=("list", "show"),
):
    """List the conversations with one person each."""

    user: Annotated[
        SaidUserId | None,
        Unsent(),
        Doc("Only the one with the person of this id, such as U0BOB0001."),
    ] = None
    limit: Limit = 100

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether it is with the person who is looked for."""
        return self.user in {None, item.get("user")}


class GetDirect(
    SlackAction[SlackDirect],
    method="conversations.info",
    envelope="channel",
    people=("user",),
    action="slack.dms.get",
    says="Show the conversation with {user}",
    view=Card(
        heading="Direct messages with {user_name|user}",
        reference="{id}",
        facts=(("Person", "{user}"),),
        piped=(("id", "{id}"), ("person", "{user}"), ("name", "{user_name}")),
    ),
    utterances=("SHOW the slack? dm|direct_message with {user}",),
):
    """Show the conversation with one person."""

    user: Annotated[SaidUserId, Unsent(), Doc("The person's id, such as U0BOB0001.")]
    channel_id: Annotated[
        ChannelId | None,
        At("channel"),
        ResolvedId(read=ListDirects, path="id", by={"limit": ""}),
    ] = None
    """The id of the conversation."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether it is the conversation that was asked for."""
        return item.get("id") == self.channel_id


class OpenDirect(
    SlackAction[SlackDirect],
    method="conversations.open",
    envelope="channel",
    already=("already_open",),
    action="slack.dms.open",
    effect=Effect.WRITE,
    undo=Lasting("A conversation stays open."),
    target=TO_ONE,
    fixed={"return_im": True},
    says="Open the conversation with {person}",
    view=Line("Opened the conversation {id} with {@person}", piped="{id}"),
    utterances=(
        Form(("dm|pm",), ("{person}",), example="dm {person}"),
        "open|start the? slack? dm|direct_message with|to {person}",
    ),
    verbs=("open", "start", "dm"),
):
    """Open the conversation with one person; nobody is told before something is said."""

    person: Annotated[Recipient, Unsent(), RECIPIENT]
    person_id: Annotated[UserId | None, At("users"), FOUND_PERSON] = None
    """The person's id."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether it is with the person whom it was opened with."""
        return item.get("user", self.person_id) == self.person_id

    def shape(self, item: Any) -> Any:
        """Return the conversation, of which Slack may say the id alone."""
        return {"user": self.person_id, **item}


class SendDirect(
    Worded[Posted],
    method="chat.postMessage",
    action="slack.messages.dm",
    effect=Effect.WRITE,
    also=("slack.messages.send",),
    undo=Lasting("Its channel has no name by which a message is deleted."),
    target=TO_ONE,
    says="Send a direct message to {person}",
    view=Line("Sent the message {ts} to {@person}, in {channel}", piped="{ts}"),
    utterances=(
        Form(("dm|pm",), ("{person}",), ("that|saying? {text}",), example="dm {person} {text}"),
        "send the? dm|direct_message to {person} that|saying? {text}",
        "send|write|post {text} to {person} as|by|in the? dm|direct_message",
    ),
    verbs=("dm", "send", "message"),
):
    """Send a direct message to one person."""

    person: Annotated[Recipient, Unsent(), RECIPIENT]
    person_id: Annotated[UserId | None, Unsent(), FOUND_PERSON] = None
    """The person's id."""
    channel_id: Annotated[
        ChannelId | None,
        At("channel"),
        ResolvedId(
            read=ListDirects,
            path="id",
            by={"user": "person_id", "limit": ""},
            verify=GetDirect,
            made_by="slack.dms.open",
        ),
    ] = None
    """The id of the conversation with them."""
