"""Reads of messages: of a channel, of a thread, one, by a search, and those that are pinned."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Self

from pydantic import StringConstraints, model_validator

from aegis_cli.actions.fields.field_types import Day, Limit
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.actions.fields.marks import At, ResolvedId, SentAs, Unsent
from aegis_cli.actions.results.views import Card, Column, Line, Listing, NamedBy, Thread
from aegis_cli.actions.words.forms import SHOW, Form
from aegis_cli.providers.slack.channels import id_in
from aegis_cli.providers.slack.nouns.channel_reads import ChannelAction
from aegis_cli.providers.slack.nouns.people import ListPeople, person_of
from aegis_cli.providers.slack.slack_action import SlackAction
from aegis_cli.providers.slack.slack_resources import (
    SlackMessage,
    SlackResource,
    edited_of,
    reactions_of,
)
from aegis_cli.providers.slack.slack_types import (
    ChannelName,
    MessageTs,
    PersonName,
    UserId,
    end_of,
    start_of,
)

_AUTHOR = "{user_name|user|username}"


def _thread(what: str) -> Thread:
    return Thread(
        title=f"Showing {{count:message|messages}} {what}",
        author=_AUTHOR,
        moment="{posted:ago}",
        parts=(
            ("{reply_count:reply|replies}", "cyan"),
            (reactions_of, "yellow"),
            (edited_of, "grey"),
        ),
        is_brief=True,
        body="{plain}",
        piped=("{ts}", _AUTHOR, "{plain}", "{posted}"),
        row=NamedBy("message", "ts"),
        empty=f"there are no messages {what}",
    )


class ListMessages(
    ChannelAction[list[SlackMessage]],
    method="conversations.history",
    envelope="messages",
    people=("user",),
    action="slack.messages.list",
    says="List the messages in {channel}",
    view=_thread("in {channel}"),
    utterances=(
        (
            "SHOW the [last {limit}] [{limit:number}] messages in {channel} [since {oldest}]"
            " [until {latest}]"
        ),
        "what was|were|is|has_been said|written|posted in {channel} [since {oldest}]",
        Form(
            (*SHOW, "what_is|what's"),
            ("message",),
            ("IN? my? channel? {channel} channel?",),
            ("{limit:last}",),
            needs=("limit",),
            example="show the last message in {channel}",
        ),
    ),
    verbs=("list", "show", "read"),
):
    """List the last messages of a channel, the oldest of them first."""

    newest_first: ClassVar = True

    oldest: Annotated[Day | None, SentAs(start_of)] = None
    """Only those from this day on."""
    latest: Annotated[Day | None, SentAs(end_of)] = None
    """Only those up to this day."""
    limit: Limit = 30
    """How many messages to show at most."""


class ListReplies(
    ChannelAction[list[SlackMessage]],
    method="conversations.replies",
    envelope="messages",
    people=("user",),
    action="slack.messages.replies",
    says="List the replies to {message} in {channel}",
    view=_thread("in the thread of {message} in {channel}"),
    utterances=(
        Form(
            SHOW,
            ("replies|thread to|of|on {message}",),
            ("IN? my? channel? {channel} channel?",),
            example="show the replies to {message} in {channel}",
        ),
        Form(
            SHOW,
            ("thread|conversation of|at|under|from? {message}",),
            ("IN? my? channel? {channel} channel?",),
            example="show the thread {message} in {channel}",
        ),
    ),
    verbs=("list", "show", "read"),
):
    """List a message and the replies to it."""

    message: Annotated[MessageTs, At("ts")]
    limit: Limit = 100
    """How many messages to show at most."""

    def settle(self, items: Sequence[Any]) -> Sequence[Any]:
        """Return each message once: Slack begins every page with the first of the thread."""
        return [*{item.get("ts"): item for item in items}.values()]


class GetMessage(
    ChannelAction[SlackMessage],
    method="conversations.replies",
    envelope="messages",
    people=("user",),
    action="slack.messages.get",
    fixed={"inclusive": True},
    says="Show the message {message} in {channel}",
    view=Card(
        heading=f"Message by {_AUTHOR}",
        reference="{ts}",
        summary=(("{posted:ago}", "grey"), (edited_of, "grey"), (reactions_of, "yellow")),
        facts=(("Replies", "{reply_count}"),),
        body="{plain}",
        piped=(("id", "{ts}"), ("author", _AUTHOR), ("posted", "{posted}")),
    ),
    utterances=("SHOW? the slack? message {message}", "SHOW {message}"),
):
    """Show one message."""

    message: Annotated[MessageTs, At("ts")]

    def body_values(self) -> dict[str, Any]:
        """Return what is sent: the message is all of its thread that is asked for."""
        return {**super().body_values(), "latest": self.message, "oldest": self.message}

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether it is the message that was asked for."""
        return item.get("ts") == self.message


class SlackLink(SlackResource):
    """The address of a message."""

    permalink: str


class GetPermalink(
    ChannelAction[SlackLink],
    method="chat.getPermalink",
    action="slack.messages.permalink",
    says="Show the address of {message} in {channel}",
    view=Line("{permalink}"),
    utterances=("SHOW the link|permalink|address of|to|for the? message? {message}",),
):
    """Show the address of a message."""

    message: Annotated[MessageTs, At("message_ts")]

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether it is of the channel that was asked for."""
        return item.get("channel") == (self.channel_id or id_in(self.channel))


_WORD = re.compile(r"\w+")


def _in_quotes(words: str) -> str:
    """Return words as Slack looks for them as they stand there, so that none is a filter."""
    return words if _WORD.fullmatch(words) else '"' + words.replace('"', " ") + '"'


class SlackMatch(SlackMessage):
    """A message that a search found, with the channel that it is in."""

    class Where(SlackResource):
        """Where a message is."""

        id: str = ""
        name: str = ""

    listing: ClassVar = Listing(
        "message|messages",
        columns=(
            Column("IN", "#{channel.name}", style="bold"),
            Column("BY", "{user_name|username|user}"),
            Column("TEXT", "{plain}", flexible=True),
            Column("POSTED", "{posted:age}", style="grey"),
        ),
        piped=("{permalink}", "#{channel.name}", "{ts}", "{username}", "{plain}"),
        row=NamedBy("message", "ts", "{channel.id}"),
    )

    channel: Where = Where()
    permalink: str = ""


def _day_beside(day: str, days: int) -> str:
    """Return the day so many days after one."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


class SearchMessages(
    SlackAction[list[SlackMatch]],
    method="search.messages",
    envelope="messages.matches",
    action="slack.messages.search",
    everywhere=True,
    says="Search the messages",
    utterances=(
        (
            "search slack|messages|slack_messages [in {channel}] for|about {words}"
            " [from|by {person}] [since|after {since}] [until|before {until}]"
        ),
        (
            "find the? messages about|with|containing|that_mention {words} [in {channel}]"
            " [from|by {person}] [since {since}] [until {until}]"
        ),
        Form(
            (*SHOW, "find|search"),
            ("slack_messages|messages from|by {person}", "slack for messages from|by {person}"),
            (
                "about|with|containing {words}",
                "IN? my? channel? {channel} channel?",
                "since|after {since}",
                "until|before {until}",
                "on {day}",
                "in|at|on slack",
            ),
            needs=("person",),
            example="show the messages by {person} [about {words}] [since {since}]",
        ),
    ),
    verbs=("search", "find"),
):
    """Search all messages that the person can see, the best matches first."""

    page: ClassVar = ("count", 100)

    words: Annotated[
        str | None,
        Kind(
            role=Role.TARGET,
            reads="text",
            noun="text",
            question="Give what to search for in quotation marks, as in 'outage'.",
            example="outage",
        ),
        Unsent(),
        StringConstraints(
            min_length=1, max_length=256, pattern=r"^[^\x00-\x1f\x7f]*\w[^\x00-\x1f\x7f]*$"
        ),
    ] = None
    """Text to find, as it stands there."""
    channel: Annotated[ChannelName | None, Unsent()] = None
    """Only in this channel."""
    person: Annotated[PersonName | None, Unsent()] = None
    """Only those by this person, by handle, name, address or id."""
    person_id: Annotated[
        UserId | None,
        Unsent(),
        ResolvedId(read=ListPeople, path="id", by={"limit": ""}, when="person", itself=person_of),
    ] = None
    """The person's id."""
    day: Annotated[Day | None, Unsent()] = None
    """Only those of this day."""
    since: Annotated[Day | None, Unsent()] = None
    """Only those from this day on."""
    until: Annotated[Day | None, Unsent()] = None
    """Only those up to this day."""
    limit: Limit = 20

    @model_validator(mode="after")
    def _is_about_something(self) -> Self:
        if not any((self.words, self.person, self.day, self.since, self.until)):
            raise ValueError("say what to search for: words, a person or a day")
        return self

    def body_values(self) -> dict[str, Any]:
        """Return what is sent: the text of the search, and where its pages begin."""
        values = super().body_values()
        who = values.pop("person_id", None) or self.person_id
        query = (
            _in_quotes(self.words) if self.words else "",
            f"in:{self.channel}" if self.channel else "",
            f"from:<@{who}>" if who else "",
            f"on:{self.day}" if self.day else "",
            # Both name the day before the first, or after the last, that is wanted.
            f"after:{_day_beside(self.since, -1)}" if self.since else "",
            f"before:{_day_beside(self.until, 1)}" if self.until else "",
        )
        return {**values, "query": " ".join(filter(None, query)), "cursor": "*"}

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a message is in the channel, and by the person, that were asked for."""
        where = item.get("channel")
        told = where if isinstance(where, dict) else {}
        who = self.person_id or person_of(self)
        is_theirs = not who or item.get("user") == who
        return is_theirs and self.channel in (None, told.get("id"), f"#{told.get('name')}")


class ListPins(
    ChannelAction[list[SlackMessage]],
    method="pins.list",
    envelope="items",
    people=("user",),
    action="slack.pins.list",
    says="List what is pinned in {channel}",
    view=_thread("pinned in {channel}"),
    utterances=("SHOW the pins in {channel}", "SHOW the pinned messages in {channel}"),
    verbs=("list", "show"),
):
    """List the pinned messages of a channel."""

    def shape(self, item: Any) -> Any:
        """Return the message of a pin; of a pinned file, nothing."""
        message = item.get("message") if isinstance(item, dict) else None
        return message if isinstance(message, dict) else {}

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether it is a message."""
        return bool(item.get("ts"))
