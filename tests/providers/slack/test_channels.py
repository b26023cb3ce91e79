"""How a channel is written, what a pattern of channels is, and what is a message in one."""

import pytest

from aegis_cli.providers.slack.channels import CHANNEL, place_of
from tests.helpers.rows import for_each


@for_each(
    ("said", "place"),
    [
        ("#releases", "#releases"),
        ("#Releases", "#releases"),
        ("#2026-plans", "#2026-plans"),
        ("#führung_2", "#führung_2"),
        ("#日本語", "#日本語"),
        ("#हिन्दी", "#हिन्दी"),
        ("D024BE91L", "D024BE91L"),
        ("C024BE91L", "C024BE91L"),
        ("G024BE91L", "G024BE91L"),
    ],
)
def test_a_channel_is_its_name_in_lower_case_or_an_id(said: str, place: str) -> None:
    assert place == CHANNEL.check(said)


@for_each(
    "said",
    [
        "releases",
        "#",
        "#42",
        "#a b",
        "#a,b",
        "##a",
        "#a<b",
        "#a.b",
        "#eng/secret",
        "#eng*",
        "#a=b",
        "#a\x1b[31mb",
        "#releases\u200b",
        "#a\u202eb",
        "#a\u3164",
        "#a\ufe0f",
        "d024be91l",
        "CHANGELOG",
        "DOCUMENTS",
        "GUIDELINES",
        "D024",
        "#" + "a" * 81,
    ],
)
def test_what_is_no_channel_is_refused_with_how_one_is_written(said: str) -> None:
    with pytest.raises(ValueError, match="a channel is written #NAME, as in #releases"):
        CHANNEL.check(said)


@for_each(
    ("text", "is_one"),
    [
        ("#eng-*", True),
        ("#*", True),
        ("D*", True),
        ("D024BE91L", True),
        ("C024BE91L", True),
        ("C*", False),
        ("eng-*", False),
        ("acme/*", False),
        ("#a b", False),
    ],
)
def test_a_pattern_of_channels_begins_with_its_mark(text: str, *, is_one: bool) -> None:
    assert is_one is CHANNEL.is_pattern(text)


@for_each(
    ("answer", "told"),
    [
        ({"id": "C1", "name": "eng", "is_private": False}, ("#eng", False)),
        ({"id": "C1", "name": "plans", "is_private": True}, ("#plans", True)),
        ({"id": "D1", "is_im": True}, ("D1", True)),
        ({"id": "C1", "name": "eng", "called": "C1", "is_private": True}, ("C1", True)),
        ({"id": "U1", "name": "bob"}, None),
        ({"name": "eng", "is_private": False}, None),
        ([], None),
        (None, None),
    ],
)
def test_an_answer_about_a_channel_tells_which_and_whether_it_is_private(
    answer: object, told: tuple[str, bool] | None
) -> None:
    assert told == CHANNEL.told(answer)


def test_a_message_is_known_by_its_timestamp_and_says_no_channel() -> None:
    assert CHANNEL.is_thing("1503435956.000247")
    assert not CHANNEL.is_thing("1503435956")
    assert not CHANNEL.is_thing("1503435956.0002470")
    assert "" == CHANNEL.place_of("1503435956.000247")
    assert "#eng" == place_of({"id": "C1", "name": "eng"})


@for_each(
    ("path", "named"),
    [
        ("/archives/C0RELEASE1", ("C0RELEASE1", "")),
        ("/archives/C0RELEASE1/", ("C0RELEASE1", "")),
        ("/archives/D0BOB00001/p1763070000000100", ("D0BOB00001", "1763070000.000100")),
        ("/archives/C0RELEASE1/p176307000000010", None),
        ("/archives/CHANGELOG", None),
        ("/archives/C0RELEASE1/x", None),
        ("/team/U0BOB0001", None),
        ("", None),
    ],
)
def test_a_permalink_names_a_place_or_a_message_in_it(
    path: str, named: tuple[str, str] | None
) -> None:
    assert named == CHANNEL.address(path)


@for_each(
    ("pattern", "covers"),
    [("#*", False), ("#releases", False), ("D*", False), ("C0RELEASE1", True)],
)
def test_a_rule_by_names_covers_no_id(pattern: str, *, covers: bool) -> None:
    assert covers is CHANNEL.covers(pattern, "C0RELEASE1", whole=False)
