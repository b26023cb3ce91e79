"""Messages: reading, writing, changing, deleting, threads, reactions, pins and whom they ring."""

from typing import Any

from aegis_cli.sandbox.slack.mentions import rings
from aegis_cli.sandbox.state import State
from tests.helpers.rows import for_each
from tests.sandbox.slack.conftest import Ask, Clock, refused, texts

RELEASES = "C0RELEASE1"
THREAD = "1763200000.000200"
OF_BOB = THREAD
OF_ADA = "1763300000.000500"


def post(ask: Ask, text: str, **more: Any) -> dict[str, Any]:
    answer = ask("chat.postMessage", **{"channel": RELEASES, "text": text} | more)
    assert answer["ok"], answer
    return answer


def shown(ask: Ask, ts: str, channel: str = RELEASES) -> dict[str, Any]:
    """Return one message, as it is read again before it is changed."""
    found = ask(
        "conversations.history", channel=channel, latest=ts, oldest=ts, inclusive="true", limit=1
    )
    (message,) = found["messages"]
    assert isinstance(message, dict)
    return message


def test_what_is_posted_is_read_first(ask: Ask) -> None:
    answer = post(ask, "web 2.4 is out")

    assert "web 2.4 is out" == texts(ask("conversations.history", channel=RELEASES))[0]
    assert (answer["ts"], "U0ADA0001") == (answer["message"]["ts"], answer["message"]["user"])


def test_a_public_channel_is_also_posted_to_by_name(ask: Ask) -> None:
    assert RELEASES == post(ask, "hi", channel="#releases")["channel"]
    assert RELEASES == post(ask, "hi", channel="releases")["channel"]
    assert "channel_not_found" == refused(
        ask("chat.postMessage", channel="#secret-plans", text="hi")
    )


def test_each_message_has_an_id_of_its_own_in_order(ask: Ask, clock: Clock) -> None:
    first, second = post(ask, "1")["ts"], post(ask, "2")["ts"]
    clock.at += 1
    third = post(ask, "3")["ts"]

    assert first < second < third
    assert all(len("1763200000.000200") == len(ts) for ts in (first, second, third))


def test_text_is_kept_as_it_was_sent(ask: Ask) -> None:
    text = "a &amp; b &lt;!here&gt; *c* \u202e"

    assert text == shown(ask, post(ask, text)["ts"])["text"]


@for_each(
    ("channel", "error"),
    [
        ("C0ENG00001", "not_in_channel"),
        ("C0OLDNEWS1", "is_archived"),
        ("C0ANNOUNC1", "restricted_action_read_only_channel"),
        ("D0DAN00001", "restricted_action"),
    ],
)
def test_not_everywhere_can_one_write(channel: str, error: str, ask: Ask) -> None:
    assert error == refused(ask("chat.postMessage", channel=channel, text="hi"))


@for_each(
    ("said", "error"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": "  "}, "no_text"),
        ({"text": "a", "markdown_text": "b"}, "markdown_text_conflict"),
        ({"blocks": "no"}, "invalid_blocks_format"),
        ({"blocks": [{}]}, "invalid_blocks"),
        ({"blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"text": "a", "thread_ts": "1763200000.999999"}, "cannot_reply_to_message"),
        ({"text": "a", "thread_ts": "1763200300.000300"}, "cannot_reply_to_message"),
    ],
)
def test_a_message_says_something_that_can_be_said(
    said: dict[str, Any], error: str, ask: Ask
) -> None:
    assert error == refused(ask("chat.postMessage", channel=RELEASES, **said))


def test_a_text_that_is_too_long_is_cut_off_with_a_warning(ask: Ask) -> None:
    whole = post(ask, "x" * 40_000)
    assert "warning" not in whole

    answer = post(ask, "x" * 40_001)

    assert "message_truncated" == answer["warning"]
    assert 40_000 == len(answer["message"]["text"])


def test_a_reply_stands_in_the_thread_and_not_in_the_channel(ask: Ask) -> None:
    reply = post(ask, "done", thread_ts=THREAD)

    assert "done" not in texts(ask("conversations.history", channel=RELEASES))
    assert "done" == texts(ask("conversations.replies", channel=RELEASES, ts=THREAD))[-1]
    assert ("U0BOB0001", THREAD) == (
        reply["message"]["parent_user_id"],
        reply["message"]["thread_ts"],
    )
    parent = shown(ask, THREAD)
    assert (3, reply["ts"]) == (parent["reply_count"], parent["latest_reply"])


def test_a_first_reply_makes_a_thread(ask: Ask) -> None:
    assert "thread_ts" not in shown(ask, OF_ADA)

    post(ask, "read!", thread_ts=OF_ADA)

    assert OF_ADA == shown(ask, OF_ADA)["thread_ts"]


def test_a_reply_can_be_shown_in_the_channel_too(ask: Ask) -> None:
    reply = post(ask, "done", thread_ts=THREAD, reply_broadcast=True)

    assert "thread_broadcast" == reply["message"]["subtype"]
    assert "done" == texts(ask("conversations.history", channel=RELEASES))[0]


def test_a_thread_begins_with_its_parent(ask: Ask) -> None:
    thread = ["Shall we ship web 2.4 on Thursday?", "Yes, once the login fix is in"]

    for ts in (THREAD, "1763200300.000300"):
        found = ask("conversations.replies", channel=RELEASES, ts=ts)
        assert thread == texts(found)[:2]
    alone = ask("conversations.replies", channel=RELEASES, ts=OF_ADA)
    assert 1 == len(alone["messages"])
    nothing = ask("conversations.replies", channel=RELEASES, ts="1763200000.999999")
    assert "thread_not_found" == refused(nothing)


def test_a_public_channel_is_read_without_being_in_it(ask: Ask) -> None:
    assert "The login page times out on slow phones" in texts(
        ask("conversations.history", channel="C0ENG00001")
    )


def test_a_history_has_pages(ask: Ask) -> None:
    first = ask("conversations.history", channel=RELEASES, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    last = ask("conversations.history", channel=RELEASES, limit=2, cursor=cursor)

    assert ([True, False], [2, 1]) == (
        [first["has_more"], last["has_more"]],
        [len(first["messages"]), len(last["messages"])],
    )
    assert "" == last["response_metadata"]["next_cursor"]


@for_each(
    ("span", "count"),
    [
        ({"oldest": THREAD}, 1),
        ({"oldest": THREAD, "inclusive": "true"}, 2),
        ({"latest": THREAD}, 1),
        ({"latest": THREAD, "inclusive": "true"}, 2),
        ({"oldest": "1763200000", "latest": "1763200001"}, 1),
        ({"oldest": "1763200000.000201"}, 1),
    ],
)
def test_a_history_has_ends(span: dict[str, Any], count: int, ask: Ask) -> None:
    assert count == len(ask("conversations.history", channel=RELEASES, **span)["messages"])


@for_each("name", ["oldest", "latest"])
def test_an_end_is_a_time(name: str, ask: Ask) -> None:
    answer = ask("conversations.history", channel=RELEASES, **{name: "yesterday"})

    assert f"invalid_ts_{name}" == refused(answer)


def test_ones_own_message_is_changed(ask: Ask) -> None:
    answer = ask("chat.update", channel=RELEASES, ts=OF_ADA, text="They are read")

    assert ("They are read", OF_ADA) == (answer["text"], answer["ts"])
    message = shown(ask, OF_ADA)
    assert "They are read" == message["text"]
    assert "U0ADA0001" == message["edited"]["user"]
    assert message["edited"]["ts"] > OF_ADA


@for_each(
    ("ts", "text", "error"),
    [
        (OF_BOB, "x", "cant_update_message"),
        ("1763200000.999999", "x", "message_not_found"),
        (OF_ADA, "", "no_text"),
        (OF_ADA, "x" * 4_001, "msg_too_long"),
    ],
)
def test_not_every_message_is_changed_to_everything(
    ts: str, text: str, error: str, ask: Ask
) -> None:
    assert error == refused(ask("chat.update", channel=RELEASES, ts=ts, text=text))


def test_the_time_for_a_change_ends(ask: Ask) -> None:
    answer = ask("chat.update", channel="C0GENERAL1", ts="1700000100.000100", text="x")

    assert "edit_window_closed" == refused(answer)


def test_in_an_archived_channel_nothing_is_changed(ask: Ask) -> None:
    ask("conversations.archive", channel=RELEASES)

    changed = ask("chat.update", channel=RELEASES, ts=OF_ADA, text="x")
    deleted = ask("chat.delete", channel=RELEASES, ts=OF_ADA)

    assert ["cant_update_message", "cant_delete_message"] == [refused(changed), refused(deleted)]


def test_ones_own_message_is_deleted(ask: Ask) -> None:
    assert ask("chat.delete", channel=RELEASES, ts=OF_ADA)["ok"]

    assert "message_not_found" == refused(ask("chat.delete", channel=RELEASES, ts=OF_ADA))
    history = ask("conversations.history", channel=RELEASES)
    assert OF_ADA not in [each["ts"] for each in history["messages"]]


def test_a_message_with_replies_leaves_an_empty_place(ask: Ask) -> None:
    post(ask, "read!", thread_ts=OF_ADA)

    ask("chat.delete", channel=RELEASES, ts=OF_ADA)

    left = shown(ask, OF_ADA)
    assert ("tombstone", "This message was deleted.") == (left["subtype"], left["text"])
    assert "cant_delete_message" == refused(ask("chat.delete", channel=RELEASES, ts=OF_ADA))
    item = {"channel": RELEASES, "timestamp": OF_ADA}
    assert "not_reactable" == refused(ask("reactions.add", **item, name="tada"))
    assert "not_pinnable" == refused(ask("pins.add", **item))


def test_the_last_reply_ends_its_thread_with_it(ask: Ask) -> None:
    reply = post(ask, "read!", thread_ts=OF_ADA)

    ask("chat.delete", channel=RELEASES, ts=reply["ts"])

    assert "thread_ts" not in shown(ask, OF_ADA)


def test_a_message_of_another_is_not_deleted(ask: Ask) -> None:
    assert "cant_delete_message" == refused(ask("chat.delete", channel=RELEASES, ts=OF_BOB))


def test_a_permalink_says_channel_and_message(ask: Ask) -> None:
    link = ask("chat.getPermalink", channel=RELEASES, message_ts=OF_ADA)["permalink"]
    reply = ask("chat.getPermalink", channel=RELEASES, message_ts="1763200300.000300")["permalink"]

    assert "https://acme.slack.com/archives/C0RELEASE1/p1763300000000500" == link
    assert reply.endswith(f"?thread_ts={THREAD}&cid={RELEASES}")
    nothing = ask("chat.getPermalink", channel=RELEASES, message_ts="1763200000.999999")
    assert "message_not_found" == refused(nothing)


def test_a_reaction_is_added_and_taken_back(ask: Ask) -> None:
    item = {"channel": RELEASES, "timestamp": OF_BOB}

    assert ask("reactions.add", **item, name="tada")["ok"]
    tada = {"name": "tada", "users": ["U0CAR0001", "U0ADA0001"], "count": 2}
    assert tada in shown(ask, OF_BOB)["reactions"]

    ask("reactions.remove", **item, name="tada")
    ask("reactions.remove", **item, name="thumbsup")
    names = {each["name"]: each["count"] for each in shown(ask, OF_BOB)["reactions"]}
    assert {"thumbsup": 1, "tada": 1} == names


def test_the_last_reaction_is_gone(ask: Ask) -> None:
    item = {"channel": RELEASES, "timestamp": OF_ADA, "name": "rocket"}
    ask("reactions.add", **item)

    ask("reactions.remove", **item)

    assert "reactions" not in shown(ask, OF_ADA)


@for_each(
    ("timestamp", "name", "error"),
    [
        (OF_BOB, "thumbsup", "already_reacted"),
        (OF_BOB, ":tada:", "invalid_name"),
        (OF_BOB, "no-such-emoji", "invalid_name"),
        ("1763200000.999999", "tada", "message_not_found"),
        ("1763200000", "tada", "bad_timestamp"),
    ],
)
def test_not_every_reaction_is_added(timestamp: str, name: str, error: str, ask: Ask) -> None:
    answer = ask("reactions.add", channel=RELEASES, timestamp=timestamp, name=name)

    assert error == refused(answer)


def test_one_person_reacts_so_often_to_one_message(ask: Ask) -> None:
    names = ["+1", "-1", "100", "bell", "beers", "boom", "bow", "brain", "bug", "bulb", "cake"]
    names += ["clap", "cloud", "coffee", "cry", "dart", "eyes", "fire", "gift", "grin", "heart"]
    names += ["joy", "lock"]
    item = {"channel": RELEASES, "timestamp": OF_ADA}
    assert all(ask("reactions.add", **item, name=name)["ok"] for name in names)

    assert "too_many_reactions" == refused(ask("reactions.add", **item, name="mag"))


def test_only_ones_own_reaction_is_taken_back(ask: Ask) -> None:
    item = {"channel": RELEASES, "timestamp": OF_BOB}

    assert "no_reaction" == refused(ask("reactions.remove", **item, name="tada"))
    assert "no_item_specified" == refused(ask("reactions.remove", name="tada"))


def test_a_message_is_pinned_once(ask: Ask) -> None:
    item = {"channel": RELEASES, "timestamp": OF_ADA}

    assert ask("pins.add", **item)["ok"]
    assert "already_pinned" == refused(ask("pins.add", **item))

    items = ask("pins.list", channel=RELEASES)["items"]
    assert [OF_ADA, OF_BOB] == [each["message"]["ts"] for each in items]
    assert "U0ADA0001" == items[0]["created_by"]
    assert [RELEASES] == shown(ask, OF_ADA)["pinned_to"]


@for_each(
    ("channel", "timestamp", "error"),
    [
        ("C0ENG00001", "1763150000.000100", "not_in_channel"),
        (RELEASES, "1763200000.999999", "message_not_found"),
        (RELEASES, "1763", "bad_timestamp"),
        ("C0OLDNEWS1", "1600000100.000100", "not_pinnable"),
    ],
)
def test_not_everything_is_pinned(channel: str, timestamp: str, error: str, ask: Ask) -> None:
    assert error == refused(ask("pins.add", channel=channel, timestamp=timestamp))


def test_a_pin_names_its_message(ask: Ask) -> None:
    assert "no_item_specified" == refused(ask("pins.add", channel=RELEASES))


def test_a_channel_has_so_many_pins(ask: Ask) -> None:
    made = [post(ask, str(number))["ts"] for number in range(100)]
    pinned = [ask("pins.add", channel=RELEASES, timestamp=ts)["ok"] for ts in made[:99]]
    assert all(pinned)

    answer = ask("pins.add", channel=RELEASES, timestamp=made[99])

    assert "too_many_pins" == refused(answer)


@for_each(
    ("text", "who"),
    [
        ("hi all", []),
        ("<!here> and <!channel|x> <!everyone>", ["!here", "!channel", "!everyone"]),
        ("<@U0BOB0001> <@U0CAR0001|carol>", ["@U0BOB0001", "@U0CAR0001"]),
        ("<!subteam^S0123ABCD|@ops>", ["!subteam^S0123ABCD"]),
        ("&lt;!here&gt; &lt;@U0BOB0001&gt; @here @bob <https://x.example|@bob>", []),
        ("<#C0GENERAL1> <!date^1763200000^{date}|then>", []),
        ("<<!here>>", ["!here"]),
        ("&<!here>", ["!here"]),
    ],
)
def test_what_is_live_rings_and_what_is_escaped_does_not(text: str, who: list[str]) -> None:
    assert who == rings(text)


def test_names_in_plain_text_ring_where_they_are_resolved() -> None:
    names = {"bob": "U0BOB0001"}

    assert ["!here", "@U0BOB0001"] == rings("@here @bob @nobody a@bob", names=names)


def test_the_sandbox_notes_whom_each_message_rings(ask: Ask, state: State) -> None:
    post(ask, "&lt;!here&gt; @here")
    ts = post(ask, "<!here>")["ts"]
    post(ask, "@here", link_names=True)
    post(ask, "@bob", parse="full")
    post(ask, "", blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": "<!channel>"}}])
    ask("chat.update", channel=RELEASES, ts=ts, text="<@U0BOB0001>")

    rung = [each["rings"] for each in state.rung]
    assert [[], ["!here"], ["!here"], ["@U0BOB0001"], ["!channel"], ["@U0BOB0001"]] == rung
    assert {"channel": RELEASES, "ts": ts, "text": "<!here>", "rings": ["!here"]} == state.rung[1]


def test_what_slack_itself_tells_rings_nobody(ask: Ask, state: State) -> None:
    ask("conversations.join", channel="C0ENG00001")
    ask("conversations.setTopic", channel=RELEASES, topic="<!here>")

    assert [] == state.rung
