"""The types of fields that several nouns of Slack share: the rules for each, and its kind."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, StringConstraints

from aegis_cli.actions.fields.kinds import ME, Kind, Role, named_kind
from aegis_cli.actions.fields.marks import Doc, SentAs
from aegis_cli.providers.slack.channels import CHANNEL, CHANNEL_ID
from aegis_cli.providers.slack.slack_text import escape

_CLOCK = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ](?P<hour>[0-9]{1,2})"
    r":(?P<rest>[0-5][0-9](?::[0-5][0-9])?)(?: ?(?P<half>am|pm))?",
    re.IGNORECASE,
)
_EMOJI = re.compile(r"[\w'+-]{1,100}(?:::skin-tone-[2-6])?")


def check_text(value: str) -> str:
    """Return a text that Slack accepts; raise `ValueError` for any other."""
    if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise ValueError("the text holds a character that Slack does not accept")
    return value


_PERSON = re.compile(r"[UW](?=[A-Z]*[0-9])[A-Z0-9]{8,12}")


def person_in(name: str | None) -> str:
    """Return the id that a person is named by; "" for any other name."""
    return name if name and _PERSON.fullmatch(name) else ""


_DAY = re.compile(
    r"here|today|yesterday|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{4}-\d\d-\d\d"
)
"""What says when or where, and nobody's name."""


def _check_person(value: str) -> str:
    name = ME if value.lower() == ME else value.removeprefix("@").strip()
    is_day = _DAY.fullmatch(name.lower())
    if not name or is_day or not name.isprintable() or not {*"<>|"}.isdisjoint(name):
        raise ValueError(
            "a person is named as in bob or bob@acme.example, or by an id such as U0BOB0001"
        )
    return name


def _check_group(value: str) -> str:
    name = value.strip().removeprefix("@").strip()
    if not name:
        raise ValueError("a group is named as in platform-team")
    return name


def _check_emoji(value: str) -> str:
    name = value.strip(":").lower()
    if not _EMOJI.fullmatch(name):
        raise ValueError("an emoji is named without colons, as in thumbsup")
    return name


def _of_24_hours(value: str) -> str:
    """Return a time with two digits for its hour, which "am" and "pm" say another way."""
    match = _CLOCK.fullmatch(value)
    if match is None:
        return value
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    hour = hour % 12 + 12 * (half == "pm") if half and hour <= 12 else hour  # noqa: PLR2004
    return f"{match['day']} {hour:02d}:{match['rest']}"


def _moment(value: str) -> str:
    """Return a time with its offset; one that says none is in the zone of this machine."""
    try:
        time = datetime.fromisoformat(_of_24_hours(value))
        zoned = time if time.tzinfo else time.astimezone()
        zoned.timestamp()
    except (ValueError, OverflowError):
        raise ValueError("a time is written as in 2026-12-01 09:00") from None
    return zoned.isoformat(timespec="seconds")


def unix_seconds(value: str) -> int:
    """Return a time with an offset as Slack takes it."""
    return int(datetime.fromisoformat(value).timestamp())


def start_of(day: str) -> str:
    """Return the first moment of a day, by the clock of this machine, as Slack's timestamp.

    East of Greenwich, the first day of 1970 begins before all timestamps.
    """
    seconds = int(datetime.fromisoformat(day).astimezone().timestamp())
    return f"{max(seconds, 0)}.000000"


def end_of(day: str) -> str:
    """Return the first moment after a day, as Slack's timestamp."""
    return start_of((date.fromisoformat(day) + timedelta(days=1)).isoformat())


ChannelName: TypeAlias = Annotated[
    str,
    named_kind(
        "channel", "#releases", reads="place", container=CHANNEL, also=(rf"#({CHANNEL_ID})",)
    ),
    AfterValidator(CHANNEL.check),
]
ChannelId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[CDG][A-Z0-9]{2,20}$")]
UserId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[UW][A-Z0-9]{2,20}$")]
_WHO = Kind(
    role=Role.TARGET,
    reads="person",
    noun="person",
    question="Say who, as in bob or me.",
    example="bob",
    ignores_case=True,
    may_be_me=True,
    also=(r"<@([UW][A-Z0-9]{8,12})(?:\|[^<>]*)?>", r"mailto:(\S+@\S+)"),
)
_SaidPerson: TypeAlias = Annotated[
    str, StringConstraints(max_length=80), AfterValidator(_check_person)
]
PersonName: TypeAlias = Annotated[_SaidPerson, _WHO]
SaidUserId: TypeAlias = Annotated[UserId, replace(_WHO, example="U0BOB0001", may_be_me=False)]
"""A person by the id alone."""
Recipient: TypeAlias = Annotated[_SaidPerson, replace(_WHO, inside=CHANNEL)]
"""Somebody in the place of a place: no rule about channels covers what goes to them."""
TIMESTAMP = r"^[0-9]{10}\.[0-9]{6}$"
"""How Slack writes the id of a message."""
MessageTs: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.TARGET,
        reads="thing",
        noun="message",
        question="Say which message, by its id in the list, as in 1503435956.000247.",
        example="1503435956.000247",
        inside=CHANNEL,
    ),
    Doc("The message, by its id in the list, as in 1503435956.000247."),
    StringConstraints(pattern=TIMESTAMP),
]
_TEXT = Kind(
    role=Role.PAYLOAD,
    reads="text",
    noun="text",
    question="Give the text in quotation marks, as in 'Deploy done'.",
    example="Deploy done",
    takes_stdin=True,
    takes_file=True,
)
MessageText: TypeAlias = Annotated[
    str,
    _TEXT,
    Doc("What it says; all of it arrives as text."),
    SentAs(escape),
    StringConstraints(min_length=1, max_length=4_000, pattern=r"\S"),
    AfterValidator(check_text),
]
GroupName: TypeAlias = Annotated[
    str,
    named_kind("group", "platform-team", "@platform-team", ignores_case=True),
    Doc("Group of people, by its handle or name."),
    StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f<>|]+$"),
    AfterValidator(_check_group),
]
GroupId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^S[A-Z0-9]{2,20}$")]
ChannelTopic: TypeAlias = Annotated[
    str,
    replace(_TEXT, noun="topic", takes_file=False),
    SentAs(escape),
    StringConstraints(max_length=250),
    AfterValidator(check_text),
]
EmojiName: TypeAlias = Annotated[
    str,
    named_kind("emoji", "thumbsup", "eyes"),
    Doc("Name of the emoji, as in thumbsup."),
    AfterValidator(_check_emoji),
]
PostAt: TypeAlias = Annotated[
    str,
    Kind(
        role=Role.TARGET,
        reads="text",
        noun="time",
        question="Give the time in quotation marks, as in '2026-12-01 09:00'.",
        example="2026-12-01 09:00",
    ),
    Doc("When, as in 2026-12-01 09:00: by the clock of this machine, or with an offset."),
    SentAs(unix_seconds),
    AfterValidator(_moment),
]
