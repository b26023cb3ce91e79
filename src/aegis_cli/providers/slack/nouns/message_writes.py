"""Writes that say something in a channel, or take back what was said."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import StringConstraints

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.marks import At, OfTarget, ResolvedId, Unsent
from aegis_cli.actions.results.views import Line, NamedBy
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.slack.nouns.channel_reads import CHANNEL_TARGET, ChannelAction
from aegis_cli.providers.slack.nouns.message_reads import GetMessage
from aegis_cli.providers.slack.nouns.people import GetPerson, ListPeople
from aegis_cli.providers.slack.slack_action import SlackAction, methods
from aegis_cli.providers.slack.slack_resources import SlackMessage, SlackResource
from aegis_cli.providers.slack.slack_text import broadcast_to, mention_of, told_marks
from aegis_cli.providers.slack.slack_types import (
    TIMESTAMP,
    MessageText,
    MessageTs,
    PersonName,
    UserId,
    person_in,
)

MESSAGE_TARGET: Target[ChannelAction[Any]] = Target(read=GetMessage, kinds=("message",))
"""The message that a write is about."""
STORED_MESSAGE: Target[ChannelAction[Any]] = Target(
    read=GetMessage, kinds=("message",), pins=("ts", "user.", "text.", "edited.")
)
"""The same, which must still be the message that was shown."""
_AS_TEXT: Mapping[str, Any] = {
    "parse": "none",
    "link_names": False,
    "mrkdwn": False,
    "unfurl_links": False,
    "unfurl_media": False,
}
"""What makes a text arrive as text, so far as the method takes it: without formatting, and without
a link or a preview that nobody wrote."""


class Posted(SlackResource):
    """Where a message is, of whose rest Slack need not say anything."""

    made: ClassVar = NamedBy("message", "ts", "{channel}")

    channel: str
    ts: Annotated[str, StringConstraints(pattern=TIMESTAMP)]


class Worded(SlackAction[R]):
    """An action that sends a text, in which nothing is markup but what a field of its own says."""

    text: MessageText

    def markup(self) -> str:
        """Return what stands before the text, and notifies somebody; "" for nobody."""
        return ""

    def body_values(self) -> dict[str, Any]:
        """Return what is sent: the text behind who is notified."""
        values, taken = super().body_values(), methods()[self.method]["args"]
        as_text = {name: value for name, value in _AS_TEXT.items() if name in taken}
        return {**values, **as_text, "text": self.markup() + values["text"]}

    def shown_as(self) -> tuple[tuple[str, str], ...]:
        """Say what a method makes of a text that cannot be told to leave its marks alone."""
        return () if "mrkdwn" in methods()[self.method]["args"] else told_marks(self.text)


class TextAction(Worded[R], ChannelAction[R]):
    """An action that sends such a text in a channel."""


class Mentioning(TextAction[R]):
    """A new message that may mention one person."""

    mention: Annotated[PersonName | None, Unsent()] = None
    """Person to mention before the text, by handle, name, address or id."""
    mention_id: Annotated[
        UserId | None,
        ResolvedId(
            read=ListPeople,
            path="id",
            by={"person": "mention", "person_id": "mention_id", "limit": ""},
            when="mention",
            verify=GetPerson,
            itself=lambda action: person_in(action.mention),
        ),
    ] = None
    """The person's id."""

    def markup(self) -> str:
        """Return the mention of the person, if there is one."""
        return mention_of(self.mention_id) if self.mention_id else ""

    def body_values(self) -> dict[str, Any]:
        """Return what is sent: who is mentioned stands in the text alone."""
        values = super().body_values()
        values.pop("mention_id", None)
        return values


class SendMessage(
    Mentioning[Posted],
    method="chat.postMessage",
    action="slack.messages.send",
    effect=Effect.WRITE,
    undo=Undo(action="slack.messages.delete", answered={"message": "ts"}),
    target=CHANNEL_TARGET,
    says="Send a message to {channel}",
    view=Line("Sent the message {ts} to {@channel}", piped="{ts}"),
    utterances=(
        "send|post|write|say the? slack? message|message? {text} [mentioning {mention}]",
        Form(
            ("tell",), ("channel? {channel}",), ("that? {text}",), example="tell {channel} {text}"
        ),
    ),
):
    """Send a message to a channel."""


class ReplyToMessage(
    Mentioning[Posted],
    method="chat.postMessage",
    action="slack.messages.reply",
    effect=Effect.WRITE,
    also=("slack.messages.send",),
    undo=Undo(action="slack.messages.delete", answered={"message": "ts"}),
    target=MESSAGE_TARGET,
    says="Reply to {message} in {channel}",
    view=Line("Sent the reply {ts} to {@message} in {@channel}", piped="{ts}"),
    utterances=(
        "reply|answer to {message} with|saying {text} [mentioning {mention}]",
        "reply|answer|post|send|write {text} to|under|below {message} [mentioning {mention}]",
    ),
):
    """Reply to a message, in its thread."""

    message: Annotated[MessageTs, At("thread_ts")]


class BroadcastMessage(
    TextAction[Posted],
    method="chat.postMessage",
    action="slack.messages.broadcast",
    effect=Effect.ASKED,
    because="it rings everybody in the channel at once",
    also=("slack.messages.send",),
    undo=Undo(action="slack.messages.delete", answered={"message": "ts"}),
    target=CHANNEL_TARGET,
    says="Send a message to {channel} that notifies @{range}",
    view=Line("Sent the message {ts} to {@channel}, and notified @{@range}", piped="{ts}"),
    confirmation=Confirmation(
        phrase="notify {range} of {channel}", heading="This notifies many people at once:"
    ),
    utterances=("notify|alert|ping {range} in|of {channel} with|saying|that {text}",),
):
    """Send a message to a channel that notifies everybody in it."""

    range: Annotated[Literal["here", "channel", "everyone"], Unsent()]
    """Whom: who is active, all of the channel, or all of the workspace."""

    def markup(self) -> str:
        """Return what notifies them."""
        return broadcast_to(self.range)


class EditMessage(
    TextAction[SlackMessage],
    method="chat.update",
    envelope="message",
    action="slack.messages.edit",
    effect=Effect.WRITE,
    target=STORED_MESSAGE,
    says="Change the message {message} in {channel}",
    view=Line(
        "Changed the message {@message} in {@channel}",
        piped="{@message}",
        already="The message {@message} in {@channel} says so already",
    ),
    utterances=("change|edit|update|correct the? slack? message? {message} message? to {text}",),
):
    """Change the text of a message of yours."""

    text: Annotated[MessageText, OfTarget("text")]
    message: Annotated[MessageTs, At("ts")]

    def shape(self, item: Any) -> Any:
        """Return the message, whose id Slack may leave out beside it."""
        return {"ts": self.message, **item}

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether it is the message that was to be changed."""
        return item.get("ts") == self.message


class MarkRead(
    ChannelAction[None],
    method="conversations.mark",
    action="slack.messages.mark_read",
    effect=Effect.WRITE,
    undo=Lasting("How far it was read before is not known."),
    target=MESSAGE_TARGET,
    says="Mark {channel} as read up to the message {message}",
    view=Line("Marked {@channel} as read up to {@message}"),
    utterances=(
        Form(
            ("mark",),
            phrases=(
                "in? the? slack? channel? {channel} channel?",
                "up_to|until|to|with? the? message? {message}",
                "as? read",
            ),
            example="mark {channel} as read up to {message}",
        ),
    ),
    verbs=("mark",),
):
    """Mark a channel as read up to a message."""

    message: Annotated[MessageTs, At("ts")]


class DeleteMessage(
    ChannelAction[None],
    method="chat.delete",
    action="slack.messages.delete",
    effect=Effect.ASKED,
    because="a text that others may have read is gone for good",
    undo=Lasting("What is destroyed does not come back."),
    target=STORED_MESSAGE,
    says="Delete the message {message} in {channel}",
    view=Line("Deleted the message {@message} in {@channel}", piped="{@message}"),
    confirmation=Confirmation(
        phrase="message {message} in {channel}",
        same="message {ts} in {@channel}",
        heading="This message would be lost for good:",
    ),
    utterances=("delete|remove the? slack? message? {message} message?",),
):
    """Delete a message of yours."""

    message: Annotated[MessageTs, At("ts")]
