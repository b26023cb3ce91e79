"""A direct message to one person: found by who it is, and shown as that."""

import pytest

from aegis_cli.actions.provider.names import Place
from aegis_cli.errors import Status
from aegis_cli.providers.slack.nouns.direct_messages import OpenDirect, SendDirect
from aegis_cli.request.policy import Deny, Layer, Policy, judge
from aegis_cli.session.requests.grants import grant_of
from tests.helpers.direct_slack import SlackStage
from tests.helpers.rows import for_each
from tests.providers.slack.test_slack_in_sandbox import error_of

BOB = SendDirect(person="bob", text="Have you a minute?")


def test_it_goes_to_the_conversation_with_the_person_who_is_shown() -> None:
    at = SlackStage()

    result = at.does(BOB)

    assert Status.DONE is result.status, error_of(result)
    assert at.approved is not None
    assert "D0BOB00001" == at.approved.calls[0].action.sent_arguments()["channel_id"]
    assert "D0BOB00001" == result.outcomes[0].data["channel"]


@pytest.mark.usefixtures("slack")
def test_where_there_is_no_conversation_it_says_what_opens_one() -> None:
    at = SlackStage()

    error = error_of(at.does(SendDirect(person="carol", text="Hi")))

    assert "`aegis do slack.dms.open --person carol` makes it." == error.hint
    assert "ask" not in at.log
    assert Status.DONE is at.does(OpenDirect(person="carol")).status
    assert Status.DONE is at.does(SendDirect(person="carol", text="Hi")).status


@for_each(
    "places",
    [("slack:#*",), ("slack:#releases",), ("slack:D*",), ("slack:D0BOB00001",), ("acme/*",)],
)
def test_no_rule_about_places_covers_what_goes_to_a_person(places: tuple[str, ...]) -> None:
    for action in (BOB, OpenDirect(person="bob")):
        assert isinstance(judge(action, Policy((Layer("a rule", places=places),))), Deny)
        assert [Place("slack", "", "bob")] == [place for _, place in action.containers()]


@pytest.mark.usefixtures("slack")
def test_no_grant_of_a_place_covers_what_goes_to_a_person() -> None:
    grant = grant_of("slack.messages.*@slack:#*")

    assert not grant.covers("slack.messages.dm", ["slack:"])
    assert not grant.covers("slack.messages.send", ["slack:C0RELEASE1"])


@pytest.mark.usefixtures("slack")
def test_a_grant_by_the_id_of_a_channel_covers_what_is_written_by_it_alone() -> None:
    grant = grant_of("slack.messages.send@slack:C0RELEASE1")

    assert grant.covers("slack.messages.send", ["slack:C0RELEASE1"])
    assert not grant.covers("slack.messages.send", ["slack:C0GENERAL1"])
    assert not grant.covers("slack.messages.send", ["slack:#releases"])
