"""Conversations: which are visible, their pages, and what changes them."""

from tests.helpers.rows import for_each
from tests.sandbox.slack.conftest import Ask, refused, texts


def names(ask: Ask, types: str = "public_channel") -> list[str]:
    return [
        each.get("name", each["id"]) for each in ask("conversations.list", types=types)["channels"]
    ]


def test_public_channels_are_listed_whether_one_is_in_them_or_not(ask: Ask) -> None:
    shown = {each["name"]: each for each in ask("conversations.list")["channels"]}

    assert ["general", "releases", "eng", "announcements", "old-news"] == [*shown]
    assert [True, False] == [shown[name]["is_member"] for name in ("releases", "eng")]
    assert shown["old-news"]["is_archived"]
    assert 4 == shown["releases"]["num_members"]


def test_archived_channels_can_be_left_out(ask: Ask) -> None:
    found = ask("conversations.list", exclude_archived="true")["channels"]

    assert "old-news" not in [each["name"] for each in found]


def test_of_what_is_private_only_ones_own_is_listed(ask: Ask) -> None:
    assert ["sales-ada"] == names(ask, "private_channel")
    assert ["D0BOB00001", "D0DAN00001", "mpdm-ada--bob--carol-1"] == names(ask, "im,mpim")
    assert "invalid_types" == refused(ask("conversations.list", types="secret"))


def test_pages_hold_so_many_and_the_last_has_no_cursor(ask: Ask) -> None:
    found, cursor = [], ""
    sizes = []
    while True:
        page = ask("conversations.list", limit=2, **({"cursor": cursor} if cursor else {}))
        found += [each["name"] for each in page["channels"]]
        sizes.append(len(page["channels"]))
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
        assert cursor.endswith("=")

    assert ([2, 2, 1], names(ask)) == (sizes, found)


@for_each("limit", [0, -1, 1000])
def test_a_page_has_a_size(limit: int, ask: Ask) -> None:
    assert "invalid_limit" == refused(ask("conversations.list", limit=limit))
    assert "invalid_arguments" == refused(
        ask("conversations.history", channel="C0RELEASE1", limit=limit)
    )


@for_each("cursor", ["x", "bmV4dA==", "MTA="])
def test_a_cursor_is_one_that_was_given(cursor: str, ask: Ask) -> None:
    assert "invalid_cursor" == refused(ask("conversations.list", cursor=cursor))


@for_each("channel", ["C0SECRET01", "C0NOTHING1", "general", "#general"])
def test_what_is_not_visible_is_not_found(channel: str, ask: Ask) -> None:
    for method in ("conversations.info", "conversations.history", "conversations.members"):
        assert "channel_not_found" == refused(ask(method, channel=channel))


@for_each(
    ("method", "more"),
    [
        ("chat.postMessage", {"text": "hi"}),
        ("conversations.join", {}),
        ("conversations.archive", {}),
        ("conversations.invite", {"users": "U0ADA0001"}),
        ("conversations.setTopic", {"topic": "x"}),
        ("reactions.add", {"timestamp": "1763060000.000100", "name": "tada"}),
        ("pins.add", {"timestamp": "1763060000.000100"}),
        ("chat.update", {"ts": "1763060000.000100", "text": "x"}),
        ("chat.delete", {"ts": "1763060000.000100"}),
    ],
)
def test_a_private_channel_of_others_is_not_found_by_writes_either(
    method: str, more: dict[str, str], ask: Ask
) -> None:
    assert "channel_not_found" == refused(ask(method, channel="C0SECRET01", **more))


def test_a_direct_message_says_with_whom(ask: Ask) -> None:
    shown = ask("conversations.info", channel="D0BOB00001")["channel"]

    assert (True, "U0BOB0001", False) == (shown["is_im"], shown["user"], shown["is_user_deleted"])
    assert "name" not in shown


def test_members_are_ids(ask: Ask) -> None:
    page = ask("conversations.members", channel="C0GENERAL1", limit=2)

    assert ["U0ADA0001", "U0BOB0001"] == page["members"]
    assert page["response_metadata"]["next_cursor"]


def test_a_channel_is_made_with_the_person_in_it(ask: Ask) -> None:
    made = ask("conversations.create", name="web-2_4", is_private=True)["channel"]

    assert (True, True, "U0ADA0001") == (made["is_private"], made["is_member"], made["creator"])
    assert ["U0ADA0001"] == ask("conversations.members", channel=made["id"])["members"]
    assert ["sales-ada", "web-2_4"] == names(ask, "private_channel")


@for_each(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("Web", "invalid_name_specials"),
        ("web 2", "invalid_name_specials"),
        ("web.2", "invalid_name_specials"),
        ("#web", "invalid_name_specials"),
        ("-_-", "invalid_name_punctuation"),
        ("releases", "name_taken"),
        ("secret-plans", "name_taken"),
    ],
)
def test_a_name_is_of_a_form_and_free(name: str, error: str, ask: Ask) -> None:
    assert error == refused(ask("conversations.create", name=name))


def test_a_topic_is_set_and_taken_away(ask: Ask) -> None:
    set_to = ask("conversations.setTopic", channel="C0RELEASE1", topic="x" * 250)
    assert "x" * 250 == set_to["channel"]["topic"]["value"]
    assert "U0ADA0001" == set_to["channel"]["topic"]["creator"]

    ask("conversations.setTopic", channel="C0RELEASE1", topic="")

    shown = ask("conversations.info", channel="C0RELEASE1")["channel"]
    assert "" == shown["topic"]["value"]
    lines = ask("conversations.history", channel="C0RELEASE1", limit=1)["messages"]
    assert "channel_topic" == lines[0]["subtype"]


@for_each(
    ("channel", "topic", "error"),
    [
        ("C0RELEASE1", "x" * 251, "too_long"),
        ("C0ENG00001", "x", "not_in_channel"),
        ("C0OLDNEWS1", "x", "is_archived"),
        ("D0BOB00001", "x", "method_not_supported_for_channel_type"),
    ],
)
def test_a_topic_has_limits(channel: str, topic: str, error: str, ask: Ask) -> None:
    assert error == refused(ask("conversations.setTopic", channel=channel, topic=topic))


def test_one_joins_a_public_channel_and_may_then_write(ask: Ask) -> None:
    joined = ask("conversations.join", channel="C0ENG00001")

    assert joined["channel"]["is_member"]
    assert "warning" not in joined
    assert ask("chat.postMessage", channel="C0ENG00001", text="hi")["ok"]
    again = ask("conversations.join", channel="C0ENG00001")
    assert "already_in_channel" == again["warning"]
    assert ["already_in_channel"] == again["response_metadata"]["warnings"]


@for_each(
    ("channel", "error"),
    [("C0OLDNEWS1", "is_archived"), ("D0BOB00001", "method_not_supported_for_channel_type")],
)
def test_not_everything_can_be_joined(channel: str, error: str, ask: Ask) -> None:
    assert error == refused(ask("conversations.join", channel=channel))


def test_others_are_invited(ask: Ask) -> None:
    users = "U0SAM0001,U0SAM0002"

    assert ask("conversations.invite", channel="C0RELEASE1", users=users)["ok"]

    members = ask("conversations.members", channel="C0RELEASE1")["members"]
    assert ["U0SAM0001", "U0SAM0002"] == members[-2:]


@for_each(
    ("channel", "users", "error"),
    [
        ("C0RELEASE1", "U0BOB0001", "already_in_channel"),
        ("C0RELEASE1", "U0NOBODY01", "user_not_found"),
        ("C0RELEASE1", "U0ADA0001", "cant_invite_self"),
        ("C0RELEASE1", "U0DAN0001", "cant_invite"),
        ("C0RELEASE1", "", "no_user"),
        ("C0ENG00001", "U0ADA0001", "not_in_channel"),
        ("C0OLDNEWS1", "U0BOB0001", "is_archived"),
        ("D0BOB00001", "U0CAR0001", "method_not_supported_for_channel_type"),
        ("C0RELEASE1", ",".join(["U0SAM0001"] * 101), "invalid_arguments"),
    ],
)
def test_not_everybody_is_invited(channel: str, users: str, error: str, ask: Ask) -> None:
    assert error == refused(ask("conversations.invite", channel=channel, users=users))


def test_one_wrong_person_keeps_the_others_out_unless_forced(ask: Ask) -> None:
    args = {"channel": "C0RELEASE1", "users": "U0SAM0001,U0BOB0001"}

    plain = ask("conversations.invite", **args)
    assert "already_in_channel" == refused(plain)
    assert "U0SAM0001" not in ask("conversations.members", channel="C0RELEASE1")["members"]

    forced = ask("conversations.invite", **args, force=True)
    assert [{"user": "U0BOB0001", "ok": False, "error": "already_in_channel"}] == forced["errors"]
    assert "U0SAM0001" in ask("conversations.members", channel="C0RELEASE1")["members"]


def test_an_archived_channel_takes_no_more(ask: Ask) -> None:
    assert ask("conversations.archive", channel="C0RELEASE1")["ok"]

    post = ask("chat.postMessage", channel="C0RELEASE1", text="hi")
    react = ask("reactions.add", channel="C0RELEASE1", timestamp="1763300000.000500", name="tada")
    assert ["is_archived", "is_archived"] == [refused(post), refused(react)]
    assert 4 == len(texts(ask("conversations.history", channel="C0RELEASE1")))


@for_each(
    ("channel", "error"),
    [
        ("C0OLDNEWS1", "already_archived"),
        ("C0GENERAL1", "cant_archive_general"),
        ("C0ENG00001", "not_in_channel"),
        ("D0BOB00001", "method_not_supported_for_channel_type"),
    ],
)
def test_not_everything_can_be_archived(channel: str, error: str, ask: Ask) -> None:
    assert error == refused(ask("conversations.archive", channel=channel))
