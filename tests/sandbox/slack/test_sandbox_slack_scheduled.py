"""Scheduled messages: kept, listed, cancelled, and posted when their time has come."""

from typing import Any

from aegis_cli.sandbox.state import State
from tests.helpers.rows import for_each
from tests.sandbox.slack.conftest import Ask, Clock, refused, texts

RELEASES = "C0RELEASE1"
DAY = 86_400


def schedule(ask: Ask, clock: Clock, seconds: float, **more: Any) -> dict[str, Any]:
    args = {"channel": RELEASES, "text": "later", "post_at": int(clock.at + seconds)} | more
    return ask("chat.scheduleMessage", **args)


def ids(ask: Ask, **more: Any) -> list[str]:
    found = ask("chat.scheduledMessages.list", **more)["scheduled_messages"]
    return [each["id"] for each in found]


def test_a_scheduled_message_is_listed_and_not_posted(ask: Ask, clock: Clock) -> None:
    made = schedule(ask, clock, 3600)

    assert [made["scheduled_message_id"], "Q0SCHED001"] == ids(ask)
    assert "later" not in texts(ask("conversations.history", channel=RELEASES))


def test_it_is_posted_when_its_time_has_come(ask: Ask, clock: Clock, state: State) -> None:
    made = schedule(ask, clock, 3600, text="<!here> now")
    clock.at += 3601

    message = ask("conversations.history", channel=RELEASES)["messages"][0]

    assert ("<!here> now", str(made["post_at"])) == (message["text"], message["ts"][:10])
    assert ["Q0SCHED001"] == ids(ask)
    assert ["!here"] == state.rung[0]["rings"]


def test_it_is_cancelled_unless_its_time_is_close(ask: Ask, clock: Clock) -> None:
    number = schedule(ask, clock, 3600)["scheduled_message_id"]
    clock.at += 3541
    args = {"channel": RELEASES, "scheduled_message_id": number}
    assert "invalid_scheduled_message_id" == refused(ask("chat.deleteScheduledMessage", **args))
    clock.at -= 1

    assert ask("chat.deleteScheduledMessage", **args)["ok"]

    assert "invalid_scheduled_message_id" == refused(ask("chat.deleteScheduledMessage", **args))
    clock.at += 3600
    assert "later" not in texts(ask("conversations.history", channel=RELEASES))


def test_it_is_not_posted_where_one_can_no_longer_write(
    ask: Ask, clock: Clock, state: State
) -> None:
    schedule(ask, clock, 3600)
    ask("conversations.archive", channel=RELEASES)
    clock.at += 3601

    assert ["Q0SCHED001"] == ids(ask)
    assert "later" not in texts(ask("conversations.history", channel=RELEASES))
    assert [] == state.rung


def test_it_is_cancelled_in_its_own_channel(ask: Ask) -> None:
    args = {"channel": "C0GENERAL1", "scheduled_message_id": "Q0SCHED001"}

    assert "invalid_scheduled_message_id" == refused(ask("chat.deleteScheduledMessage", **args))


@for_each(
    ("seconds", "more", "error"),
    [
        (0, {}, "time_in_past"),
        (-60, {}, "time_in_past"),
        (120 * DAY + 1, {}, "time_too_far"),
        (60, {"text": ""}, "no_text"),
        (60, {"text": "x" * 40_001}, "msg_too_long"),
        (60, {"channel": "C0ENG00001"}, "not_in_channel"),
        (60, {"channel": "C0OLDNEWS1"}, "is_archived"),
        (60, {"channel": "#releases"}, "channel_not_found"),
        (60, {"post_at": "tomorrow"}, "invalid_arguments"),
    ],
)
def test_not_everything_is_scheduled(
    seconds: int, more: dict[str, Any], error: str, ask: Ask, clock: Clock
) -> None:
    assert error == refused(schedule(ask, clock, seconds, **more))


def test_so_many_are_scheduled_for_the_same_minutes(ask: Ask, clock: Clock) -> None:
    clock.at -= clock.at % 300
    assert all(schedule(ask, clock, 300 + number)["ok"] for number in range(30))

    assert "restricted_too_many" == refused(schedule(ask, clock, 599))
    assert schedule(ask, clock, 600)["ok"]


def test_the_list_is_of_a_channel_and_of_a_span(ask: Ask, clock: Clock) -> None:
    number = schedule(ask, clock, 60, channel="C0GENERAL1")["scheduled_message_id"]

    assert [number] == ids(ask, channel="C0GENERAL1")
    assert [number] == ids(ask, latest=f"{clock.at + 100:.6f}")
    assert ["Q0SCHED001"] == ids(ask, oldest=f"{clock.at + 100:.6f}")
    assert "invalid_channel" == refused(ask("chat.scheduledMessages.list", channel="C0NOTHING1"))
    assert "invalid_arguments" == refused(ask("chat.scheduledMessages.list", oldest="soon"))
