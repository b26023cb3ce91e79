"""Between two messages in one channel there is a second, whatever stands between them."""

from typing import Any

from aegis_cli.core.flow import Wait
from aegis_cli.providers.slack.nouns.channel_reads import ListChannels
from aegis_cli.providers.slack.nouns.marks_on_messages import AddReaction
from aegis_cli.providers.slack.nouns.message_writes import SendMessage
from aegis_cli.providers.slack.pauses import pause
from tests.helpers.canned import BASE


def post(channel: str, place: str) -> SendMessage:
    return SendMessage.from_arguments({"channel": channel, "channel_id": place, "text": "Hi"})


ENG, OPS = post("#eng", "C0ENG00001"), post("#ops", "C0OPS00001")
REACT = AddReaction.from_arguments(
    {
        "channel": "#eng",
        "channel_id": "C0ENG00001",
        "message": "1503435956.000247",
        "emoji": "eyes",
    }
)


def test_only_a_further_message_in_the_channel_waits() -> None:
    wait = Wait(1.0, "Slack takes one message a second in #eng")
    cases: list[tuple[Any, list[Any], Wait | None]] = [
        (ENG, [], None),
        (ENG, [OPS, REACT, ListChannels()], None),
        (ENG, [ENG], wait),
        (ENG, [ENG, OPS, REACT], wait),
        (REACT, [ENG], None),
        (ListChannels(), [ENG], None),
        (object(), [ENG], None),
    ]

    assert [each for _, _, each in cases] == [
        pause(call, before, BASE) for call, before, _ in cases
    ]
