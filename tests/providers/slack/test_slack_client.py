"""Slack's answers: `ok` decides, a limit means that nothing was done, and what is lost is unknown."""

import json
from typing import Any

import pytest

from aegis_cli.core.http import Response
from aegis_cli.errors import Code, Failed, OutcomeUnknown
from aegis_cli.providers.api import LONGEST_WAIT
from aegis_cli.providers.slack.nouns.channel_reads import GetChannel, ListChannels
from aegis_cli.providers.slack.nouns.channel_writes import CreateChannel, SetTopic
from aegis_cli.providers.slack.nouns.marks_on_messages import AddReaction
from aegis_cli.providers.slack.nouns.message_reads import (
    GetMessage,
    ListMessages,
    ListReplies,
    SearchMessages,
)
from aegis_cli.providers.slack.nouns.message_writes import SendMessage
from aegis_cli.providers.slack.nouns.people import ListPeople
from aegis_cli.providers.slack.nouns.scheduled import ListScheduled
from aegis_cli.providers.slack.nouns.slack_identity import WhoAmIAtSlack
from aegis_cli.providers.slack.slack_action import SlackAction
from aegis_cli.providers.slack.slack_client import perform
from tests.helpers.canned import LOST, REFUSED, Canned, answer
from tests.helpers.flows import html
from tests.helpers.rows import for_each

BASE = "https://slack.com/api"
TS = "1503435956.000247"
ENG = {"id": "C0ENG00001", "name": "eng", "is_private": False, "is_member": True}
SENT = {"ok": True, "channel": "C0ENG00001", "ts": TS, "message": {"text": "Hi", "ts": TS}}
SEND = SendMessage.from_arguments({"channel": "#eng", "channel_id": "C0ENG00001", "text": "Hi"})
REACT = AddReaction.from_arguments(
    {"channel": "#eng", "channel_id": "C0ENG00001", "message": TS, "emoji": "eyes"}
)
GET_MESSAGE = GetMessage.from_arguments(
    {"channel": "#eng", "channel_id": "C0ENG00001", "message": TS}
)
WHO = {"ok": True, "url": "https://acme.slack.com/", "team": "acme", "user": "ada", "user_id": "U1"}


def done(sender: Canned, action: SlackAction[Any], *, in_place: bool = False) -> Any:
    """Perform an action and return what comes of it."""
    return sender.run(perform(action, BASE, in_place=in_place))


def fails(sender: Canned, action: SlackAction[Any], *, in_place: bool = False) -> Any:
    """Perform an action that fails, and return its error."""
    return sender.fails(perform(action, BASE, in_place=in_place))


def said(error: str, status: int = 200, **more: Any) -> Response:
    """Make the answer of a method that did nothing."""
    return answer({"ok": False, "error": error, **more}, status)


def test_a_fault_that_a_read_meets_is_said_as_that() -> None:
    for fault in (said("internal_error", 500), answer(None, 503)):
        error = fails(Canned(fault, fault, fault), ListChannels())
        assert Code.PROVIDER is error.code
        assert error.message.startswith(f"Slack failed with {fault.status}, which is a fault")


def test_who_is_signed_in_is_asked_by_post_and_has_no_body() -> None:
    sender = Canned(answer(WHO))

    result = done(sender, WhoAmIAtSlack())

    assert ["POST /auth.test"] == sender.lines
    assert sender.requests[0].body is None
    assert "U1" == result.data["user_id"]


def test_the_token_of_a_bot_is_refused() -> None:
    error = fails(Canned(answer(WHO | {"bot_id": "B1"})), WhoAmIAtSlack())

    assert Code.MISCONFIGURED is error.code
    assert "User Token Scopes" in error.hint


def test_a_message_is_sent_as_text_in_json_and_its_place_is_by_id() -> None:
    sender = Canned(answer(SENT))

    result = done(sender, SEND)

    (request,) = sender.requests
    assert ("content-type", "application/json; charset=utf-8") in request.headers
    assert {
        "channel": "C0ENG00001",
        "text": "Hi",
        "parse": "none",
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
        "mrkdwn": False,
    } == json.loads(request.body or b"")
    assert {"channel": "C0ENG00001", "ts": TS} == result.data


def test_pages_are_read_until_there_is_no_cursor_also_behind_an_empty_one() -> None:
    pages = [
        {"ok": True, "channels": [ENG], "response_metadata": {"next_cursor": "a="}},
        {"ok": True, "channels": [], "response_metadata": {"next_cursor": "b"}},
        {"ok": True, "channels": [ENG | {"id": "C2", "name": "ops"}], "response_metadata": {}},
    ]
    sender = Canned(*map(answer, pages))

    result = done(sender, ListChannels())

    assert ["#eng", "#ops"] == [each["place"] for each in result.data]
    assert [None, "a=", "b"] == [dict(each.query).get("cursor") for each in sender.requests]
    assert "100" == dict(sender.requests[0].query)["limit"]


def test_the_first_message_of_a_thread_is_told_once_though_each_page_begins_with_it() -> None:
    first = {"ts": "1503435000.000001", "text": "First", "user": None}
    pages = [
        {"ok": True, "messages": [first, {"ts": TS}], "response_metadata": {"next_cursor": "a"}},
        {"ok": True, "messages": [first, {"ts": "1503435957.000000"}]},
    ]
    read = ListReplies.from_arguments(
        {"channel": "#eng", "channel_id": "C0ENG00001", "message": first["ts"]}
    )

    found = done(Canned(*map(answer, pages)), read).data

    assert [first["ts"], TS, "1503435957.000000"] == [each["ts"] for each in found]


def test_no_more_pages_are_read_than_are_needed() -> None:
    first = {"ok": True, "channels": [ENG], "response_metadata": {"next_cursor": "more"}}

    assert 1 == len(done(Canned(answer(first)), ListChannels(limit=1)).data)


def test_a_list_without_an_end_is_an_error() -> None:
    pages = [
        answer({"ok": True, "channels": [], "response_metadata": {"next_cursor": f"{page}"}})
        for page in range(100)
    ]

    error = fails(Canned(*pages), ListChannels())

    assert "more than aegis reads at once" in error.message


def test_the_pages_of_a_read_by_post_differ_in_their_cursor_alone() -> None:
    read = ListScheduled()
    sender = Canned(
        answer(
            {"ok": True, "scheduled_messages": [], "response_metadata": {"next_cursor": "next"}}
        ),
        answer({"ok": True, "scheduled_messages": []}),
    )

    done(sender, read)

    first, second = sender.requests
    assert {"cursor": "next"} == json.loads(second.body or b"")
    assert read.makes(first, BASE)
    assert read.makes(second, BASE)
    assert not SEND.makes(second, BASE)


def test_a_channel_is_looked_for_by_its_name_in_the_largest_pages() -> None:
    body = {"ok": True, "channels": [ENG, ENG | {"id": "C2", "name": "eng-2"}]}
    sender = Canned(answer(body))

    result = done(sender, ListChannels(channel="#eng"), in_place=True)

    assert ["C0ENG00001"] == [each["id"] for each in result.data]
    assert "999" == dict(sender.requests[0].query)["limit"]


@for_each(
    ("error", "code"),
    [
        ("invalid_auth", Code.BAD_CREDENTIALS),
        ("token_expired", Code.BAD_CREDENTIALS),
        ("channel_not_found", Code.NOT_FOUND),
        ("not_in_channel", Code.CONFLICT),
        ("restricted_action_thread_locked", Code.FORBIDDEN),
        ("msg_too_long", Code.INVALID),
        ("something_new", Code.PROVIDER),
    ],
)
def test_an_error_comes_with_200_and_is_none_the_less_an_error(error: str, code: Code) -> None:
    for action in (SEND, WhoAmIAtSlack()):
        failure = fails(Canned(said(error)), action)

        assert isinstance(failure, Failed)
        assert code is failure.code


def test_a_missing_scope_says_which_and_how_to_connect_again() -> None:
    error = fails(Canned(said("missing_scope", needed="chat:write", provided="x")), SEND)

    assert "chat:write" in error.message
    assert "aegis connect slack" in error.hint


def test_what_is_wrong_with_an_argument_is_told() -> None:
    told = {"messages": ["[ERROR] missing required field: text"]}

    error = fails(Canned(said("invalid_arguments", response_metadata=told)), SEND)

    assert "missing required field: text" in error.message


@for_each(
    "lost",
    [
        LOST,
        said("internal_error"),
        said("fatal_error"),
        said("request_timeout"),
        html(502),
        html(500),
        html(408),
        html(520),
        said("internal_error", 500),
        html(200),
        answer([1]),
        answer({"ok": "true"}),
        answer({"ok": 1}),
        answer({"ok": False}),
        answer({}),
        answer({"ok": True}),
        answer({"ok": True, "channel": 7, "ts": TS}),
    ],
)
def test_a_write_of_which_nobody_knows_is_unknown_and_sent_once(lost: Any) -> None:
    sender = Canned(lost)

    error = fails(sender, SEND)

    assert isinstance(error, OutcomeUnknown)
    assert 1 == len(sender.requests)


@pytest.mark.parametrize("fault", [LOST, REFUSED, said("internal_error"), html(503)])
def test_a_read_is_sent_again_after_a_fault(fault: Any) -> None:
    sender = Canned(fault, answer(WHO))

    done(sender, WhoAmIAtSlack())

    assert [0.5] == sender.waits


@pytest.mark.parametrize("limited", [429, 200])
@pytest.mark.parametrize("action", [SEND, WhoAmIAtSlack()])
def test_a_limit_means_that_nothing_was_done_and_is_waited_out(
    limited: int, action: SlackAction[Any]
) -> None:
    wait = Response(limited, {"retry-after": "3"}, b'{"ok":false,"error":"ratelimited"}')
    sender = Canned(wait, answer(SENT | WHO))

    done(sender, action)

    assert [3.0] == sender.waits


def test_a_long_wait_is_the_persons() -> None:
    for action in (SEND, WhoAmIAtSlack()):
        long = Response(429, {"retry-after": str(int(LONGEST_WAIT) + 1)}, b"")

        error = fails(Canned(long), action)

        assert Code.RATE_LIMITED is error.code
        assert "in 16 seconds" in error.hint


def test_a_write_that_never_left_is_sent_again() -> None:
    sender = Canned(REFUSED, answer(SENT))

    assert TS == done(sender, SEND).data["ts"]


@for_each(
    ("body", "status"),
    [(b"<html>", 200), (b"<html>", 302), (b"{}", 404), (b"\xff", 200), (b"[" * 9_000, 200)],
)
def test_what_is_no_answer_of_slack_is_told_for_a_read(body: bytes, status: int) -> None:
    error = fails(Canned(Response(status, {}, body)), WhoAmIAtSlack())

    assert Code.PROVIDER is error.code
    assert str(status) in error.message


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_write_that_is_redirected_says_that_nothing_was_done(status: int) -> None:
    error = fails(Canned(Response(status, {"location": "https://evil.example/"}, b"")), SEND)

    assert Code.PROVIDER is error.code
    assert f"Slack answered {status}, a redirect" in error.message
    assert "nothing was done" in error.message


def test_an_answer_without_the_list_is_an_error() -> None:
    assert Code.PROTOCOL is fails(Canned(answer({"ok": True})), ListChannels()).code


def test_what_is_so_already_is_no_error() -> None:
    result = done(Canned(said("already_reacted")), REACT)

    assert result.already


def test_a_message_is_the_one_of_its_thread_that_was_asked_for() -> None:
    parent = {"ts": "1503435000.000001", "text": "First", "user": None}
    body = {"ok": True, "messages": [parent, {"ts": TS, "text": "a &lt; b", "user": None}]}
    sender = Canned(answer(body))

    result = done(sender, GET_MESSAGE)

    assert "a < b" == result.data["plain"]
    query = dict(sender.requests[0].query)
    assert TS == query["ts"] == query["latest"] == query["oldest"]
    assert Code.NOT_FOUND is fails(Canned(answer(body | {"messages": [parent]})), GET_MESSAGE).code


def test_an_answer_about_another_channel_is_none() -> None:
    read = GetChannel.from_arguments({"channel": "#eng", "channel_id": "C0ENG00001"})

    assert (
        Code.PROTOCOL
        is fails(Canned(answer({"ok": True, "channel": ENG | {"id": "C2"}})), read).code
    )
    wrong = fails(Canned(answer(SENT | {"channel": "C2"})), SEND)
    assert Code.PARTLY_IGNORED is wrong.code


def test_people_are_told_by_name_once_each_and_whoever_is_not_found_keeps_the_id() -> None:
    messages = [
        {"ts": "1503435957.000000", "user": "U0BOB0001", "text": "<@U0ADA0001> see <#C1|eng>"},
        {"ts": "1503435956.000000", "user": "U0ADA0001", "text": "Hi"},
        {"ts": "1503435955.000000", "user": "U0GONE001", "text": "<@U0BOB0001>"},
    ]
    sender = Canned(
        answer({"ok": True, "messages": messages}),
        said("user_not_found"),
        answer({"ok": True, "user": {"name": "ada", "profile": {"real_name": "Ada L"}}}),
        answer({"ok": True, "user": {"name": "bob", "profile": {"display_name": "Bob"}}}),
    )
    read = ListMessages.from_arguments({"channel": "#eng", "channel_id": "C0ENG00001"})

    result = done(sender, read)

    told = [(each["user_name"], each["plain"]) for each in result.data]
    assert [(None, "@Bob"), ("Ada L", "Hi"), ("Bob", "@Ada L see #eng")] == told
    assert ["U0GONE001", "U0ADA0001", "U0BOB0001"] == [
        dict(each.query)["user"] for each in sender.requests[1:]
    ]


def test_at_most_thirty_people_are_looked_up_for_one_answer() -> None:
    messages = [{"ts": f"15034359{at:02}.000000", "user": f"U0{at:07}"} for at in range(40)]
    sender = Canned(answer({"ok": True, "messages": messages}), *[said("user_not_found")] * 30)
    read = ListMessages.from_arguments({"channel": "#eng", "channel_id": "C0ENG00001", "limit": 40})

    assert 40 == len(done(sender, read).data)


def test_one_person_is_told_by_the_name_that_is_looked_for_and_several_by_their_handles() -> None:
    sams = [
        {"id": f"U0SAM000{at}", "name": f"sam{at}", "profile": {"display_name": "Sam"}}
        for at in (1, 2)
    ]
    gone = {"id": "U0SAM0003", "name": "sam3", "deleted": True, "profile": {"display_name": "Sam"}}

    for some, names in ((sams, ["sam1", "sam2"]), ([sams[0], gone], ["sam"])):
        found = done(Canned(answer({"ok": True, "members": some})), ListPeople(person="sam"))
        assert names == [each["called"] for each in found.data]


def test_a_search_asks_for_text_as_it_stands_and_keeps_to_its_channel() -> None:
    matches = [{"ts": TS, "channel": {"id": "C1", "name": name}} for name in ("eng", "ops")]
    sender = Canned(answer({"ok": True, "messages": {"matches": matches}}))
    words = 'from:@ada "x" in:#ops'

    result = done(sender, SearchMessages(words=words, channel="#eng"))

    assert ["eng"] == [each["channel"]["name"] for each in result.data]
    query = dict(sender.requests[0].query)
    assert '"from:@ada  x  in:#ops" in:#eng' == query["query"]
    assert ("*", "20") == (query["cursor"], query["count"])


def test_a_warning_that_matters_is_told() -> None:
    body = SENT | {"warning": "message_truncated,missing_charset"}

    assert "Slack warns: message_truncated." == done(Canned(answer(body)), SEND).note


@for_each("status", [201, 202, 204, 206])
def test_a_success_that_slack_does_not_document_leaves_a_write_unknown(status: int) -> None:
    error = fails(Canned(answer(SENT, status)), SEND)

    assert isinstance(error, OutcomeUnknown)


@for_each("ts", ["1.2", "\x1b[31m", f"{TS} and more", "", f"{TS}\n"])
def test_a_message_whose_id_is_none_leaves_a_write_unknown(ts: str) -> None:
    error = fails(Canned(answer(SENT | {"ts": ts})), SEND)

    assert isinstance(error, OutcomeUnknown)


NO_ITEM = [None, 7, "eng"]


@for_each(
    ("action", "body"),
    [
        (GET_MESSAGE, {"messages": NO_ITEM}),
        (ListChannels(channel="#eng"), {"channels": NO_ITEM}),
        (ListPeople(person="bob"), {"members": NO_ITEM}),
        (ListChannels(), {"channels": NO_ITEM}),
        (SearchMessages(words="x"), {"messages": {"matches": NO_ITEM}}),
    ],
)
def test_an_item_of_a_list_that_is_none_ends_the_read(
    action: SlackAction[Any], body: dict[str, Any]
) -> None:
    error = fails(Canned(answer({"ok": True, **body})), action)

    assert (Failed, Code.PROTOCOL) == (type(error), error.code)


def test_a_topic_that_was_set_elsewhere_is_told_as_that() -> None:
    of_eng = SetTopic.from_arguments({"channel": "#eng", "channel_id": ENG["id"], "topic": "Ships"})
    elsewhere = {"ok": True, "channel": {"id": "C0OTHER001", "name": "other"}}

    error = fails(Canned(answer(elsewhere)), of_eng)

    assert Code.PARTLY_IGNORED is error.code
    assert "C0OTHER001" in error.message


def test_a_search_in_a_direct_message_keeps_what_is_in_that() -> None:
    there, elsewhere = (
        {"ts": TS, "text": "Hi", "channel": {"id": place, "name": "U0BOB0001"}}
        for place in ("D0BOB00001", "D0CAR00001")
    )
    found = {"ok": True, "messages": {"matches": [there, elsewhere]}}

    result = done(Canned(answer(found)), SearchMessages(words="Hi", channel="D0BOB00001"))

    assert ["D0BOB00001"] == [each["channel"]["id"] for each in result.data]


def test_pages_that_go_round_in_circles_end_the_read() -> None:
    def page(cursor: str) -> Response:
        return answer({"ok": True, "members": [], "response_metadata": {"next_cursor": cursor}})

    error = fails(Canned(page("a"), page("b"), page("a")), ListPeople(person="bob"))

    assert Code.PROTOCOL is error.code
    assert "go round in circles" in error.message


def test_a_scheduled_message_of_another_channel_is_not_of_this_one() -> None:
    here, elsewhere = (
        {"id": "Q0SCHED001", "channel_id": place, "post_at": 1, "text": "Hi"}
        for place in ("C0ENG00001", "C0PLANS001")
    )
    in_eng = ListScheduled.from_arguments({"channel": "#eng", "channel_id": "C0ENG00001"})

    result = done(Canned(answer({"ok": True, "scheduled_messages": [elsewhere, here]})), in_eng)

    assert ["C0ENG00001"] == [each["channel_id"] for each in result.data]


def test_no_channel_is_made_with_the_id_of_a_direct_message_as_its_name() -> None:
    with pytest.raises(ValueError, match="a channel is written #NAME"):
        CreateChannel(channel="D0BOB00001")


def test_a_write_is_not_sent_again_after_a_fault_that_names_a_limit() -> None:
    error = fails(Canned(said("ratelimited", 500)), SEND)

    assert isinstance(error, OutcomeUnknown)
