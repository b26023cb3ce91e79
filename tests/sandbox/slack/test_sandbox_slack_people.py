"""People, the workspace, the status, and search."""

from typing import Any

from tests.helpers.rows import for_each
from tests.sandbox.slack.conftest import Ask, refused


def found(ask: Ask, query: str, **more: Any) -> list[str]:
    matches = ask("search.messages", query=query, **more)["messages"]["matches"]
    return [each["text"] for each in matches]


def test_a_token_is_of_a_person_in_a_workspace(ask: Ask) -> None:
    answer = ask("auth.test")

    assert ("ada", "U0ADA0001", "T0ACME0001", "https://acme.slack.com/") == (
        answer["user"],
        answer["user_id"],
        answer["team_id"],
        answer["url"],
    )
    assert "bot_id" not in answer


def test_the_workspace_is_shown(ask: Ask) -> None:
    assert "acme" == ask("team.info")["team"]["domain"]
    assert "team_not_found" == refused(ask("team.info", team="T0OTHER001"))
    assert "team_not_found" == refused(ask("team.info", domain="other"))


def test_everybody_is_listed_and_two_are_called_sam(ask: Ask) -> None:
    members = ask("users.list")["members"]

    names = [each["profile"]["display_name"] for each in members]
    assert 2 == names.count("Sam")
    assert ["dan"] == [each["name"] for each in members if each["deleted"]]
    assert ["deploybot"] == [each["name"] for each in members if each["is_bot"]]


def test_people_come_in_pages(ask: Ask) -> None:
    first = ask("users.list", limit=4)
    last = ask("users.list", limit=4, cursor=first["response_metadata"]["next_cursor"])

    assert [4, 3] == [len(first["members"]), len(last["members"])]
    assert "" == last["response_metadata"]["next_cursor"]


def test_a_person_is_shown(ask: Ask) -> None:
    assert "Bob Kahn" == ask("users.info", user="U0BOB0001")["user"]["real_name"]
    assert "user_not_found" == refused(ask("users.info", user="U0NOBODY01"))


def test_a_person_is_found_by_address(ask: Ask) -> None:
    assert "bob" == ask("users.lookupByEmail", email="Bob@acme.example")["user"]["name"]
    for email in ("nobody@acme.example", "dan@acme.example"):
        assert "users_not_found" == refused(ask("users.lookupByEmail", email=email))


def test_a_status_is_set_and_cleared(ask: Ask) -> None:
    status = {"status_text": "Shipping", "status_emoji": ":ship:", "status_expiration": 0}
    answer = ask("users.profile.set", profile=status)
    assert status.items() <= answer["profile"].items()

    ask("users.profile.set", profile='{"status_text": "", "status_emoji": ""}')

    profile = ask("users.info", user="U0ADA0001")["user"]["profile"]
    assert ("", "") == (profile["status_text"], profile["status_emoji"])


def test_one_field_is_set_by_its_name(ask: Ask) -> None:
    answer = ask("users.profile.set", name="status_text", value="Away")

    assert "Away" == answer["profile"]["status_text"]


@for_each(
    ("args", "error"),
    [
        ({}, "invalid_profile"),
        ({"profile": "no"}, "invalid_profile"),
        ({"profile": {"shoe_size": "43"}}, "invalid_profile"),
        ({"profile": {"status_text": 1}}, "invalid_profile"),
        ({"profile": {"status_expiration": True}}, "invalid_profile"),
        ({"profile": {"status_text": "x" * 101}}, "too_long"),
        ({"profile": {"status_emoji": "ship"}}, "profile_set_failed"),
        ({"profile": {"status_emoji": ":no-such:"}}, "profile_set_failed"),
        ({"profile": {"status_text": "x"}, "user": "U0BOB0001"}, "not_admin"),
    ],
)
def test_a_profile_is_of_a_form(args: dict[str, Any], error: str, ask: Ask) -> None:
    assert error == refused(ask("users.profile.set", **args))


def test_a_status_is_cleared_as_a_whole(ask: Ask) -> None:
    ask("users.profile.set", profile={"status_text": "Shipping", "status_emoji": ":ship:"})

    answer = ask("users.profile.set", profile={"status_text": ""})

    assert "must_clear_both_status_text_and_status_emoji" == refused(answer)


@for_each(
    ("query", "count"),
    [
        ("ship", 1),
        ("SHIP", 1),
        ("shi", 0),
        ("shi*", 1),
        ("login fix", 2),
        ('"login page"', 1),
        ("login -fix", 1),
        ("login in:#releases", 1),
        ("login in:D0BOB00001", 1),
        ("login from:me", 1),
        ("login from:@sam.lee", 1),
        ("login from:<@U0BOB0001>", 1),
        ("on:2025-11-15", 3),
        ("after:2025-11-15 before:2025-11-17", 1),
        ("has:pin", 1),
        ("has::tada:", 1),
        ("is:thread", 3),
        ("before:yesterday", 0),
        ("nothing-like-this", 0),
    ],
)
def test_messages_are_found_by_words_and_by_what_they_are(query: str, count: int, ask: Ask) -> None:
    assert count == len(found(ask, query))


def test_what_is_not_visible_is_not_found(ask: Ask) -> None:
    assert ["The offer for Initech is out"] == found(ask, "Initech")


def test_the_newest_is_found_first_or_last(ask: Ask) -> None:
    newest = found(ask, "login", sort="timestamp")

    assert newest[::-1] == found(ask, "login", sort="timestamp", sort_dir="asc")


def test_what_is_found_comes_in_pages(ask: Ask) -> None:
    everything = found(ask, "login")
    pages = [found(ask, "login", count=2, page=page) for page in (1, 2, 3)]
    assert everything == [text for page in pages for text in page]

    first = ask("search.messages", query="login", count=2, cursor="*")
    following = first["response_metadata"]["next_cursor"]

    assert everything[2:4] == found(ask, "login", count=2, cursor=following)
    assert {"count": 2, "total": 3, "page": 1, "pages": 2}.items() <= first["messages"][
        "paging"
    ].items()
    assert "invalid_arguments" == refused(ask("search.messages", query="login", cursor="x"))


@for_each(
    ("args", "error"),
    [
        ({}, "no_query"),
        ({"query": ""}, "no_query"),
        ({"query": " "}, "no_query"),
        ({"query": "x", "sort": "size"}, "invalid_arguments"),
        ({"query": "x", "sort_dir": "up"}, "invalid_arguments"),
        ({"query": "x", "count": 101}, "invalid_arguments"),
        ({"query": "x", "page": 0}, "invalid_arguments"),
    ],
)
def test_a_search_is_of_a_form(args: dict[str, Any], error: str, ask: Ask) -> None:
    assert error == refused(ask("search.messages", **args))


def test_a_match_says_where_it_was_written(ask: Ask) -> None:
    (match,) = ask("search.messages", query="ship")["messages"]["matches"]

    assert ("releases", "bob", "1763200000.000200") == (
        match["channel"]["name"],
        match["username"],
        match["ts"],
    )
    assert match["permalink"].endswith("/p1763200000000200")
