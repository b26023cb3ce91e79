"""What is put on a message: reactions and pins."""

from typing import Annotated

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.marks import At
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.providers.slack.nouns.channel_reads import ChannelAction
from aegis_cli.providers.slack.nouns.message_writes import MESSAGE_TARGET
from aegis_cli.providers.slack.slack_types import EmojiName, MessageTs


class MarkAction(ChannelAction[R]):
    """An action that puts something on a message, or takes it off."""

    target = MESSAGE_TARGET

    message: Annotated[MessageTs, At("timestamp")]


class AddReaction(
    MarkAction[None],
    method="reactions.add",
    already=("already_reacted",),
    action="slack.reactions.add",
    effect=Effect.WRITE,
    undo=Undo(action="slack.reactions.remove"),
    says="React with {emoji} to {message} in {channel}",
    view=Line(
        "Reacted with {@emoji} to {@message} in {@channel}",
        already="You have reacted with {@emoji} to {@message} in {@channel} already",
    ),
    utterances=(
        "react with {emoji} to|on {message}",
        "react to {message} with {emoji}",
        "add the? reaction {emoji} to|on {message}",
    ),
):
    """React to a message with an emoji."""

    emoji: Annotated[EmojiName, At("name")]


class RemoveReaction(
    MarkAction[None],
    method="reactions.remove",
    already=("no_reaction",),
    action="slack.reactions.remove",
    effect=Effect.WRITE,
    undo=Undo(action="slack.reactions.add"),
    says="Take the reaction {emoji} off {message} in {channel}",
    view=Line(
        "Took the reaction {@emoji} off {@message} in {@channel}",
        already="You have no reaction {@emoji} on {@message} in {@channel}",
    ),
    utterances=("remove|delete|take the? reaction {emoji} from|off|on {message}",),
):
    """Take a reaction of yours off a message."""

    emoji: Annotated[EmojiName, At("name")]


class PinMessage(
    MarkAction[None],
    method="pins.add",
    already=("already_pinned",),
    action="slack.pins.add",
    effect=Effect.WRITE,
    undo=Lasting("No action takes a pin back."),
    says="Pin the message {message} in {channel}",
    view=Line(
        "Pinned the message {@message} in {@channel}",
        already="The message {@message} is pinned in {@channel} already",
    ),
    utterances=("pin the? slack? message? {message}",),
):
    """Pin a message in its channel."""
