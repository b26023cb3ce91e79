"""What to show of a result: paths, templates and times, every value made safe to show."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.actions.results.templates import (
    ago,
    begins_with_words,
    fill,
    fill_text,
    holes,
    is_blank,
    number_of,
    pick,
    text_at,
)
from tests.helpers.rows import for_each

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

ISSUE = {
    "number": 7,
    "title": 'It\x1b[31m says "no"\nand stops',
    "draft": False,
    "locked": True,
    "user": {"login": "octocat"},
    "milestone": None,
    "labels": [{"name": "bug"}, {"name": "ui"}],
    "updated_at": "2026-11-22T12:00:00Z",
    "state": "open",
    "body": "one\n\ttwo\x07",
    "comments": 1_234,
    "reset": int(NOW.timestamp()) + 125,
    "none": [],
}


@for_each(
    ("found", "path"),
    [
        (7, "number"),
        ("octocat", "user.login"),
        (["bug", "ui"], "labels.name"),
        (None, "milestone.title"),
        (None, "nobody.login"),
        (None, "number.digits"),
        ([None, None], "labels.color"),
        (ISSUE, ""),
    ],
)
def test_a_path_is_followed_through_objects_and_over_lists(found: Any, path: str) -> None:
    assert found == pick(ISSUE, path)


@for_each(
    ("shown", "template"),
    [
        ("#7", "#{number}"),
        ("bug, ui", "{labels.name}"),
        ("octocat: ", "{user.login}: {milestone.title}"),
        ("no, yes", "{draft}, {locked}"),
        ("about 2 days ago", "{updated_at:ago}"),
        ("", "{milestone:ago}"),
        ("2026-11-22", "{updated_at:day}"),
        ("OPEN", "{state:upper}"),
        ("2", "{labels:count}"),
        ("7", "{number:count}"),
        ("1,234 notes", "{comments:note|notes}"),
        ("", "{milestone:note|notes}"),
        ("", "{title:note|notes}"),
        ("in about 2 minutes", "{reset:until}"),
        ("", "{title:until}"),
        ("2026-11-24T12:02:05Z", "{reset:time}"),
        ("open", "{state:time}"),
        ("open", "{nothing|user.nothing|state}"),
        ("", "{nothing|none}"),
        ("none, open", "{none:or_none}, {state:or_none}"),
        ("acme/web#7 ", "{@repo}#{number} {@nothing}"),
        ('It\\x1b[31m says "no" and stops', "{title}"),
        ('"It\\x1b[31m says \\"no\\"\\nand stops"', "{title!r}"),
        ("no holes", "no holes"),
    ],
)
def test_a_template_is_filled_with_safe_text_in_one_line(shown: str, template: str) -> None:
    assert shown == fill(template, ISSUE, now=NOW, call={"repo": "acme/web"})


def test_a_function_may_stand_for_a_template() -> None:
    def described(thing: Any) -> str:
        return f"{thing['title']}\r\n"

    assert 'It\\x1b[31m says "no" and stops' == fill(described, ISSUE, now=None)
    assert not is_blank(described, ISSUE, now=None)
    assert is_blank(text_of, {"text": ""}, now=None)
    assert not begins_with_words(described)


def text_of(thing: Any) -> str:
    return text_at(thing, "text")


def test_a_list_at_the_top_is_filled_item_by_item() -> None:
    assert "bug, ui" == fill("{name}", ISSUE["labels"], now=None)


def test_a_text_of_several_lines_keeps_its_lines() -> None:
    assert "one\n\ttwo\\x07" == fill_text("{body}", ISSUE)
    assert "one\ntwo\\x0d" == fill_text("{body}", {"body": "one\r\ntwo\r"})


@for_each(
    ("blank", "template"),
    [
        (True, "{milestone.title}"),
        (True, "{milestone:ago}{none}"),
        (True, "{@nothing}"),
        (False, "{milestone.title}{number}"),
        (False, "{@repo}"),
        (False, "no holes"),
    ],
)
def test_a_template_is_blank_where_nothing_fills_its_holes(template: str, *, blank: bool) -> None:
    assert blank is is_blank(template, ISSUE, now=NOW, call={"repo": "acme/web"})


def test_a_template_names_what_it_is_filled_from() -> None:
    assert ("title", "user", "repo") == holes("{title!r} of {user.login:upper} in {repo}")
    assert ("user", "author") == holes("{user.login|author.name:upper}")
    assert () == holes("no holes")


@pytest.mark.parametrize(
    ("shown", "number"), [("1 issue", 1), ("0 issues", 0), ("1,000 issues", 1_000)]
)
def test_a_number_is_told_with_its_noun(shown: str, number: int) -> None:
    assert shown == number_of(number, "issue|issues")


def test_a_choice_is_shown_as_words() -> None:
    assert "changes requested" == fill("{state:words}", {"state": "CHANGES_REQUESTED"}, now=None)


def test_a_conversion_that_nobody_wrote_is_refused() -> None:
    with pytest.raises(ValueError, match="no conversion 'lower'"):
        fill("{state:lower}", ISSUE, now=None)


def test_a_value_is_never_read_as_a_template() -> None:
    data = {"title": "{user.login} {number!r}", "user": {"login": "octocat"}, "number": 1}

    assert "{user.login} {number!r}" == fill("{title}", data, now=None)


def test_a_conversion_that_counts_from_a_time_is_told_it() -> None:
    with pytest.raises(ValueError, match="'ago' counts from a time"):
        fill("{at:ago}", {"at": NOW.isoformat()}, now=None)


@given(st.text())
def test_a_filled_template_is_always_one_line_without_escapes(text: str) -> None:
    shown = fill("a {title} b {title!r}", {"title": text}, now=None)

    assert 1 == len(shown.splitlines())
    assert "\x1b" not in shown


@for_each(
    ("words", "seconds"),
    [
        ("less than a minute ago", -3_600),
        ("less than a minute ago", 59),
        ("about 1 minute ago", 60),
        ("about 59 minutes ago", 3_599),
        ("about 1 hour ago", 3_600),
        ("about 23 hours ago", 86_399),
        ("about 1 day ago", 86_400),
        ("about 29 days ago", 30 * 86_400 - 1),
        ("about 1 month ago", 30 * 86_400),
        ("about 12 months ago", 364 * 86_400),
        ("about 1 year ago", 365 * 86_400),
        ("about 10 years ago", 3_650 * 86_400),
    ],
)
def test_times_are_told_in_the_words_of_gh(words: str, seconds: int) -> None:
    moment = (NOW - timedelta(seconds=seconds)).isoformat()

    assert words == ago(moment, NOW)


@for_each(
    ("words", "moment"),
    [
        ("about 2 hours ago", "2026-11-24T10:00:00"),
        ("about 2 hours ago", "2026-11-24T12:00:00+02:00"),
        ("yesterday", "yesterday"),
        ("", ""),
        ("about 2027 years ago", "0001-01-01T00:00:00+23:59"),
        ("less than a minute ago", "9999-12-31T23:59:59-23:59"),
    ],
)
def test_an_odd_time_is_told_or_shown_as_it_is(words: str, moment: str) -> None:
    assert words == ago(moment, NOW)
