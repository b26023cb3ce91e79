"""How many requests a command is at Slack: an id needs no list, and a name needs it once."""

from dataclasses import replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call, preconditions_of
from aegis_cli.core.flow import drive
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Status
from aegis_cli.providers.slack.nouns.channel_reads import (
    GetChannel,
    ListChannelMembers,
)
from aegis_cli.providers.slack.nouns.channel_writes import InviteToChannel, SetTopic
from aegis_cli.providers.slack.nouns.message_reads import (
    GetMessage,
    GetPermalink,
    ListMessages,
    ListPins,
)
from aegis_cli.providers.slack.nouns.message_writes import SendMessage
from aegis_cli.providers.slack.nouns.people import GetPerson
from aegis_cli.request.execution import StepStatus, run
from tests.helpers.act_factory import access_to
from tests.helpers.canned import answer
from tests.helpers.direct_slack import BASE, TOKEN, SlackStage
from tests.helpers.rows import for_each
from tests.providers.slack.slack_cases import TS

MINE, ALL, INFO = "users.conversations", "conversations.list", "conversations.info"


def calls_of(*actions: Action[Any]) -> list[str]:
    """Do actions, and return what was sent: without the names of people beside an answer."""
    at = SlackStage()
    result = at.does(*actions)
    assert Status.DONE is result.status, result
    sent = [line.partition("/")[2] for line in at.log if "/" in line]
    wanted = {"users.info"} if not isinstance(actions[0], GetPerson | InviteToChannel) else set()
    return [each for each in sent if each not in wanted]


@for_each(
    "read",
    [
        lambda place: GetChannel(channel=place),
        lambda place: ListMessages(channel=place),
        lambda place: GetMessage(channel=place, message=TS),
        lambda place: GetPermalink(channel=place, message=TS),
        lambda place: ListPins(channel=place),
        lambda place: ListChannelMembers(channel=place),
    ],
)
def test_a_read_of_a_place_is_one_call_with_its_id_and_two_with_its_name(read: Any) -> None:
    by_id, by_name = calls_of(read("C0RELEASE1")), calls_of(read("#releases"))

    assert 1 == len(by_id)
    assert [MINE, *by_id] == by_name


def test_a_read_of_a_person_is_one_call_with_the_id_and_two_with_a_name() -> None:
    assert ["users.info"] == calls_of(GetPerson(person="U0BOB0001"))
    for name in ("bob", "Bob Kahn", "@bob", "bob@acme.example"):
        assert ["users.list", "users.info"] == calls_of(GetPerson(person=name)), name


@for_each(
    ("write", "sent"),
    [
        (SendMessage(channel="C0RELEASE1", text="Hi"), "chat.postMessage"),
        (SetTopic(channel="C0RELEASE1", topic="Hi"), "conversations.setTopic"),
    ],
)
def test_a_write_by_an_id_is_looked_at_before_the_question_and_right_before_it_is_sent(
    write: Action[Any], sent: str
) -> None:
    assert [INFO, INFO, sent] == calls_of(write)


def test_who_is_invited_by_an_id_is_shown_and_nothing_is_listed() -> None:
    sent = calls_of(InviteToChannel(channel="C0GENERAL1", person="U0BOB0001"))

    assert ["users.info"] == [*dict.fromkeys(each for each in sent if each.startswith("users."))]
    assert {ALL, MINE, "users.list"}.isdisjoint(sent)


def test_several_names_of_a_command_are_looked_for_in_one_list() -> None:
    sent = calls_of(
        SendMessage(channel="#releases", text="Hi", mention="bob"),
        SendMessage(channel="#general", text="Hi", mention="carol"),
        SendMessage(channel="#sales-ada", text="Hi"),
    )

    assert (1, 0, 1) == tuple(map(sent.count, (MINE, ALL, "users.list")))


@for_each("status", [200, 429])
def test_a_look_up_that_slack_refuses_for_a_moment_is_sent_again_and_not_remembered(
    status: int,
) -> None:
    at, busy = SlackStage(), [answer({"ok": False, "error": "ratelimited"}, status)]
    send = at.send
    at.send = lambda request: busy.pop() if busy else send(request)  # type: ignore[method-assign]  # Slack is busy once

    assert Status.DONE is at.does(GetChannel(channel="#releases")).status
    assert [] == busy


def test_beside_a_write_a_read_has_its_place_verified_after_the_question_too() -> None:
    at = SlackStage()

    at.does(ListMessages(channel="#releases"), SendMessage(channel="#releases", text="Hi"))

    after = at.log[at.log.index("ask") + 1 :]
    assert "GET /conversations.info" == after[0]
    assert after.index("GET /conversations.history") < after.index("POST /chat.postMessage")
    assert 2 == after.count("GET /conversations.info")


def test_who_can_see_what_goes_elsewhere_is_read_anew_after_the_question() -> None:
    """NOTE: the name may be another channel's by then, so that the list is read again too."""
    at = SlackStage()

    at.does(ListMessages(channel="#sales-ada"), SendMessage(channel="#releases", text="Hi"))

    before, after = at.log[: at.log.index("ask")], at.log[at.log.index("ask") + 1 :]
    assert 1 == before.count(f"GET /{MINE}")
    again = after[: after.index(f"GET /{INFO}")]
    assert 1 == again.count(f"GET /{MINE}")
    assert after[-1].endswith("chat.postMessage")


def test_a_channel_by_its_id_is_a_place_that_others_may_see() -> None:
    at = SlackStage()

    at.does(ListMessages(channel="C0SALES001"), SendMessage(channel="C0RELEASE1", text="Hi"))

    said = at.previews[-1].items[1].crossing
    wanted = "The plan reads slack:C0SALES001 (private); this goes to slack:C0RELEASE1 (public)"
    assert said.startswith(wanted)


def test_an_id_that_is_not_the_one_of_the_place_is_nothing_to_approve() -> None:
    """NOTE: the policy judges the place, so the id that is sent must be of that and no other."""
    shown = GetChannel.from_arguments({"channel": "C0RELEASE1", "channel_id": "C0SECRET01"})
    assert not Call("1", shown).is_pinned
    assert not shown.keeps({"id": "C0SECRET01"})
    assert shown.keeps({"id": "C0RELEASE1"})

    write = SendMessage.from_arguments(
        {"channel": "C0RELEASE1", "channel_id": "C0GENERAL1", "text": "Hi"}
    )
    of_id = {"id": "C0RELEASE1", "called": "C0RELEASE1", "place": "#general"}
    state = {
        "is_archived": False,
        "is_private": False,
        "is_ext_shared": False,
        "is_org_shared": False,
    }
    pins = preconditions_of(write, {GetChannel(channel="C0RELEASE1"): of_id | state})
    call = Call("1", write, preconditions=pins)
    at, held = SlackStage(), access_to(BASE, Secret(TOKEN))
    sealed = replace(call, seal=call.fingerprint(call.request(BASE)))

    (outcome,) = drive(run((sealed,), held), at.send, wait=print, show=lambda _: None)

    assert StepStatus.FAILED is outcome.status
    assert ["GET /conversations.info"] == at.log
