"""A search by person and day, a message that notifies a group, and a channel marked as read."""

from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.errors import Code
from aegis_cli.providers.slack.nouns.message_reads import SearchMessages
from aegis_cli.providers.slack.nouns.message_writes import MarkRead
from aegis_cli.providers.slack.nouns.user_groups import ListGroups, NotifyGroup
from aegis_cli.sandbox.slack.mentions import rings
from aegis_cli.sandbox.slack.world import Channel, World
from tests.helpers.direct_slack import SlackStage, slack
from tests.helpers.rows import for_each

THURSDAY = "Shall we ship web 2.4 on Thursday?"


def data(*actions: Action[Any]) -> Any:
    """Return what the last of some actions brings."""
    return SlackStage().does(*actions).outcomes[-1].data


def stage_with_releases() -> tuple[SlackStage, Channel]:
    """Return a new workspace, and its channel #releases."""
    worlds: list[World] = []
    stage = SlackStage(client=slack(worlds.append))
    return stage, worlds[0].channels["C0RELEASE1"]


@for_each(
    ("asked", "found"),
    [
        ({"words": "web 2.4", "person": "bob"}, {THURSDAY}),
        ({"words": "web 2.4", "person": "Bob Kahn", "channel": "#releases"}, {THURSDAY}),
        ({"words": "web 2.4", "person": "U0BOB0001"}, {THURSDAY}),
        ({"person": "bob", "day": "2025-11-15"}, {THURSDAY}),
        ({"person": "bob", "since": "2025-11-15", "until": "2025-11-15"}, {THURSDAY}),
        ({"person": "bob", "day": "2025-11-16"}, set()),
        ({"person": "bob", "since": "2025-11-14", "until": "2025-11-14"}, set()),
        # What a person types is no filter.
        ({"words": "web from:bob"}, set()),
    ],
)
def test_a_search_is_kept_to_a_person_and_to_days(asked: dict[str, str], found: set[str]) -> None:
    assert found == {each["plain"] for each in data(SearchMessages(**asked))}


def test_a_search_is_about_something() -> None:
    with pytest.raises(ValueError, match="words, a person or a day"):
        SearchMessages(channel="#releases")


@for_each("name", ["platform-team", "@Platform-Team", "Platform"])
def test_a_group_is_found_by_its_handle_or_name_and_notified(name: str) -> None:
    stage, releases = stage_with_releases()

    stage.does(NotifyGroup(channel="#releases", text="<!here> The site is down", group=name))

    text = releases.messages[-1].text
    assert "<!subteam^S0PLATFORM> &lt;!here&gt; The site is down" == text
    assert ["!subteam^S0PLATFORM"] == rings(text)


def test_a_group_that_is_not_there_is_answered_with_those_that_are() -> None:
    ended = SlackStage().does(NotifyGroup(channel="#releases", text="x", group="platform-teams"))

    assert ended.error is not None
    assert ended.error.code is Code.PROTOCOL
    assert "@platform-team" in str(ended.error.hint)


def test_groups_are_listed() -> None:
    assert [("platform-team", 3), ("support", 1)] == [
        (each["handle"], each["user_count"]) for each in data(ListGroups())
    ]


def test_a_channel_is_marked_as_read_up_to_a_message() -> None:
    stage, releases = stage_with_releases()

    stage.does(MarkRead(channel="#releases", message="1763200000.000200"))

    assert "1763200000.000200" == releases.read_up_to
