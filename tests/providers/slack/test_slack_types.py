"""What a value of Slack's fields may be, and in which form it is sent."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from aegis_cli.providers.slack.nouns.message_reads import ListMessages, SearchMessages
from aegis_cli.providers.slack.slack_types import (
    EmojiName,
    GroupName,
    MessageText,
    MessageTs,
    PersonName,
    PostAt,
    end_of,
    start_of,
    unix_seconds,
)
from tests.helpers.rows import for_each


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Etc/UTC"])
def test_the_first_and_the_last_day_have_moments_in_every_zone(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    moments = [float(moment(day)) for day in ENDS for moment in (start_of, end_of)]
    monkeypatch.undo()
    time.tzset()

    assert moments == sorted(moments)
    assert moments[0] >= 0


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Be in a zone that is not UTC."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


ENDS = ("1970-01-01", "2999-12-31")


def test_a_search_to_the_ends_of_the_calendar_names_the_days_beside_them() -> None:
    query = SearchMessages(since=ENDS[0], until=ENDS[1]).body_values()["query"]

    assert "after:1969-12-31 before:3000-01-01" == query


@for_each(
    ("action", "field", "day"),
    [
        (SearchMessages, "since", "2026-02-31"),
        (SearchMessages, "until", "9999-12-31"),
        (SearchMessages, "since", "0001-01-01"),
        (ListMessages, "oldest", "2026-02-31"),
        (ListMessages, "latest", "9999-12-31"),
    ],
)
def test_no_day_of_a_search_or_a_list_is_beyond_the_calendar(
    action: Any, field: str, day: str
) -> None:
    with pytest.raises(ValidationError, match="day"):
        action.model_validate({"channel": "#dev", field: day})


def validated(kind: Any, value: str) -> Any:
    return TypeAdapter(kind).validate_python(value)


@for_each(
    ("kind", "said", "value"),
    [
        (PersonName, "@bob", "bob"),
        (PersonName, "Sam Lee", "Sam Lee"),
        (PersonName, "@ME", "@me"),
        (PersonName, "U0BOB0001", "U0BOB0001"),
        (EmojiName, ":ThumbsUp:", "thumbsup"),
        (EmojiName, "+1", "+1"),
        (EmojiName, "wave::skin-tone-3", "wave::skin-tone-3"),
        (MessageTs, "1503435956.000247", "1503435956.000247"),
        (MessageText, " <!channel> ", " <!channel> "),
        (PostAt, "2026-12-01T09:00:00+01:00", "2026-12-01T09:00:00+01:00"),
        (PostAt, "2026-12-01T08:00Z", "2026-12-01T08:00:00+00:00"),
    ],
)
def test_a_value_is_taken_in_one_form(kind: Any, said: str, value: str) -> None:
    assert value == validated(kind, said)


@for_each(
    ("kind", "said"),
    [
        (PersonName, ""),
        (PersonName, "@"),
        (PersonName, "a<b"),
        (PersonName, "a\nb"),
        (EmojiName, "not an emoji"),
        (EmojiName, "a:b"),
        (MessageTs, "1503435956"),
        (MessageTs, "p1503435956000247"),
        (MessageText, " "),
        (MessageText, "x" * 4_001),
        (MessageText, "\ud800"),
        (MessageText, "a\x00b"),
        (PostAt, "tomorrow"),
        (PostAt, "0001-01-01 00:00"),
        (GroupName, "@"),
        (GroupName, " @ "),
    ],
)
def test_what_slack_cannot_take_is_refused(kind: Any, said: str) -> None:
    with pytest.raises(ValidationError):
        validated(kind, said)


@pytest.mark.usefixtures("in_berlin")
def test_a_time_without_an_offset_is_by_the_clock_of_this_machine_and_keeps_its_offset() -> None:
    said = validated(PostAt, "2026-12-01 09:00")

    assert "2026-12-01T09:00:00+01:00" == said
    assert 1_796_112_000 == unix_seconds(said)
    assert said == validated(PostAt, said)


@pytest.mark.usefixtures("in_berlin")
def test_a_day_is_from_the_persons_midnight_to_the_next() -> None:
    assert ("1795388400.000000", "1795474800.000000") == (
        start_of("2026-11-23"),
        end_of("2026-11-23"),
    )
