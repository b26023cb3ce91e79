"""A file that is sent to a channel."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.kinds import named_kind
from aegis_cli.actions.fields.marks import At, Committed, InQuery, ResolvedId
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.slack.nouns.channel_reads import (
    CHANNEL_TARGET,
    ChannelAction,
    GetChannel,
    ListChannels,
    channel_of,
)
from aegis_cli.providers.slack.slack_resources import SlackResource
from aegis_cli.providers.slack.slack_types import ChannelId, MessageText

_LARGEST = 1024**3


def _check_name(value: str) -> str:
    if not value.isprintable() or not value.strip() or "/" in value:
        raise ValueError("a file is called as in report.pdf, without a slash")
    return value


FileName: TypeAlias = Annotated[
    str,
    named_kind("title", "report.pdf"),
    Field(max_length=255),
    AfterValidator(_check_name),
]


class SharedFile(SlackResource):
    """A file that was shared, of which Slack says the id."""

    id: str


class SendFile(
    ChannelAction[SharedFile],
    method="files.completeUploadExternal",
    before="files.getUploadURLExternal",
    envelope="files",
    action="slack.files.send",
    effect=Effect.WRITE,
    undo=Lasting("who has it has seen it; delete it in Slack, in the menu of the file"),
    target=CHANNEL_TARGET,
    takes="file",
    says="Send a file to {channel}",
    view=Line("Sent {@title} to {@channel}", piped="{id}"),
    utterances=(
        "upload|send|share|post|attach file|this|it to|in|into {channel} [with|saying {text}]",
        "upload|share|attach {title} to|in|into {channel} [with|saying {text}]",
    ),
):
    """Send a file to a channel, whole or not at all; only `--from` says which file."""

    channel_id: Annotated[
        ChannelId | None,
        InQuery(),
        ResolvedId(
            read=ListChannels, path="id", by={"limit": ""}, verify=GetChannel, itself=channel_of
        ),
    ] = None
    """The channel's id."""

    title: Annotated[FileName | None, InQuery(), Committed("name", unless_given=True)] = None
    """What the file is called there; its own name, unless that is another."""

    text: Annotated[MessageText | None, At("initial_comment"), InQuery()] = None
    """What is said above it."""

    size: Annotated[Annotated[int, Field(ge=1, le=_LARGEST)] | None, Committed("size")] = None
    """Its bytes; at most 1 GiB."""

    sha256: Annotated[str | None, Committed("sha256")] = None
    """Its SHA-256."""
