"""What Slack's answers hold, as far as it is shown, pinned or named."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, model_validator

from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.results.templates import number_of
from aegis_cli.actions.results.views import Column, Listing, NamedBy, Tone
from aegis_cli.actions.targets.target import Headline
from aegis_cli.providers.slack.channels import place_of
from aegis_cli.providers.slack.slack_text import plain_text, text_of


class SlackResource(BaseModel):
    """A part of an answer; what is not declared is dropped."""

    model_config = ConfigDict(extra="ignore")


class SlackPerson(SlackResource):
    """A member of the workspace."""

    headline: ClassVar = Headline(
        kind="person", name="{called}", title="{real_name}", state="@{name}", identity=("id",)
    )
    listing: ClassVar = Listing(
        "person|people",
        columns=(
            Column("HANDLE", "{name}", style="bold"),
            Column("NAME", "{real_name}", flexible=True),
            Column("SHOWN AS", "{profile.display_name}"),
            Column("ID", "{id}", style="grey"),
        ),
        piped=("{name}", "{real_name}", "{id}"),
        row=NamedBy("person", "id", has_place=False),
    )

    conditions: ClassVar = (
        Condition("name", "real_name", ConditionKind.TEXT),
        Condition("bot", "is_bot", ConditionKind.CHOICE),
        Condition("deactivated", "deleted", ConditionKind.CHOICE),
    )

    class Profile(SlackResource):
        """What a person says of themselves."""

        display_name: str = ""
        real_name: str = ""
        title: str = ""
        email: str | None = None
        status_text: str = ""
        status_emoji: str = ""

    id: str
    name: str
    called: str
    """The name by which it was looked for; the handle where it was not."""
    real_name: str = ""
    deleted: bool = False
    is_bot: bool = False
    tz: str | None = None
    profile: Profile = Profile()

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        found = data.get("profile")
        profile: dict[str, Any] = found if isinstance(found, dict) else {}
        real = data.get("real_name") or profile.get("real_name") or ""
        return {"called": data.get("name"), **data, "real_name": real, "profile": profile}


class SlackText(SlackResource):
    """The topic or the purpose of a channel."""

    value: str = ""
    plain: str = ""
    """The text as people read it."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        text = data.get("value") if isinstance(data, dict) else None
        return {"plain": plain_text(text, {}), **data} if isinstance(text, str) else data


def kind_of_channel(channel: Any) -> str:
    """Say what a channel is that is not public and open to all; of a direct message, with whom."""
    if channel.get("is_im"):
        return f"direct: {channel.get('user_name') or channel.get('user')}"
    words = {
        "group message": channel.get("is_mpim"),
        "private": channel.get("is_private") and not channel.get("is_mpim"),
        "shared with another workspace": channel.get("is_ext_shared")
        or channel.get("is_org_shared"),
        "archived": channel.get("is_archived"),
    }
    return ", ".join(word for word, is_so in words.items() if is_so)


def _state_of_channel(channel: Any) -> str:
    if channel.get("is_im"):
        return f"direct message with {channel.get('user_name') or channel.get('user')}"
    members = channel.get("num_members")
    counted = number_of(members, "member|members") if isinstance(members, int) else ""
    is_by_id = channel.get("called") != channel.get("place")
    own = str(channel.get("place")) if is_by_id else ""
    return ", ".join(filter(None, (own, kind_of_channel(channel), counted)))


def _tone(channel: Any) -> Tone:
    return "grey" if channel.get("is_archived") else "yellow"


class SlackChannel(SlackResource):
    """A channel, public or private, or a direct message."""

    headline: ClassVar = Headline(
        kind="channel",
        name="{called}",
        title="{topic.plain}",
        state=_state_of_channel,
        identity=("id", "place", "is_archived", "is_private", "is_ext_shared", "is_org_shared"),
    )
    listing: ClassVar = Listing(
        "channel|channels",
        columns=(
            Column("NAME", "{place}", style="bold"),
            Column("KIND", kind_of_channel, style=_tone),
            Column("MEMBERS", "{num_members}"),
            Column("TOPIC", "{topic.plain}", style="grey", flexible=True),
        ),
        piped=("{place}", "{id}", "{num_members}", "{topic.plain}"),
    )

    conditions: ClassVar = (
        Condition("name", "name", ConditionKind.TEXT),
        Condition("topic", "topic.plain", ConditionKind.TEXT),
        Condition("private", "is_private", ConditionKind.CHOICE),
        Condition("archived", "is_archived", ConditionKind.CHOICE),
        Condition("members", "num_members", ConditionKind.COUNT),
    )

    id: str
    name: str | None = None
    place: str
    """How it is named: `#NAME`, or the id of a direct message."""
    called: str
    """What it was looked for by: that, or its id."""
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    """Whether people of a workspace of another organization are in it."""
    is_org_shared: bool = False
    """Whether people of another workspace of the same organization are in it."""
    is_pending_ext_shared: bool = False
    """Whether another workspace was asked to join it."""
    is_member: bool | None = None
    is_im: bool = False
    is_mpim: bool = False
    user: str | None = None
    """With whom a direct message is."""
    user_name: str | None = None
    num_members: int | None = None
    created: int | None = None
    topic: SlackText = SlackText()
    purpose: SlackText = SlackText()

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        place = place_of(data)
        return {"called": place, **data, "place": place}


class SlackMember(SlackResource):
    """Somebody who is in a channel."""

    listing: ClassVar = Listing(
        "member|members",
        columns=(
            Column("NAME", "{user_name}", style="bold", flexible=True),
            Column("ID", "{user}", style="grey"),
        ),
        piped=("{user}", "{user_name}"),
        row=NamedBy("person", "user", has_place=False),
    )

    user: str
    user_name: str | None = None


class SlackReaction(SlackResource):
    """An emoji with which people reacted."""

    name: str
    count: int = 0


class SlackEdit(SlackResource):
    """When a message was last edited."""

    ts: str
    user: str | None = None


def _moment_of(ts: Any) -> str:
    """Return when a message was posted; "" for what is no timestamp."""
    seconds = ts.partition(".")[0] if isinstance(ts, str) else ""
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) <= 11):  # noqa: PLR2004  # no year has more
        return ""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class SlackMessage(SlackResource):
    """A message in a channel."""

    headline: ClassVar = Headline(
        kind="message",
        name="{ts} in {@channel}",
        title="{plain}",
        state="by {user_name|user|username:or_none}",
        identity=("ts",),
    )

    conditions: ClassVar = (
        Condition("text", "plain", ConditionKind.TEXT),
        Condition("author", "user_name", ConditionKind.CHOICE),
        Condition("replies", "reply_count", ConditionKind.COUNT),
        Condition("reaction", "reactions.name", ConditionKind.LIST),
        Condition("created", "posted", ConditionKind.DAY),
    )

    ts: str
    user: str | None = None
    user_name: str | None = None
    username: str | None = None
    """What a bot calls itself."""
    text: str = ""
    plain: str = ""
    """The text as people read it."""
    posted: str = ""
    """When that was, from its id."""
    thread_ts: str | None = None
    reply_count: int | None = None
    reactions: list[SlackReaction] | None = None
    edited: SlackEdit | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {
            "plain": plain_text(text_of(data), {}),
            **data,
            "posted": _moment_of(data.get("ts")),
        }


def reactions_of(message: Any) -> str:
    """Say with what people reacted to a message, as in `:thumbsup: 2`."""
    found = message.get("reactions") or ()
    return " ".join(f":{each.get('name')}: {each.get('count')}" for each in found)


def edited_of(message: Any) -> str:
    """Say that a message was edited."""
    return "edited" if message.get("edited") else ""
