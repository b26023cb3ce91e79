"""What every view is drawn with: templates with the call's arguments, and people's texts."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.page import Page
from tests.adapters.render.samples import PIPE, TERMINAL

CALL = {"repo": "acme/web", "limit": 30}
BODY = "\n  It crashes:\r\n\r\n\tat line 1\nand then a long line that goes on for a while\n\n"


def page(device: Device = TERMINAL) -> Page:
    return Page(device, CALL)


@pytest.mark.parametrize(
    ("shown", "template"),
    [
        ("acme/web#7", "{@repo}#{number}"),
        ("opened about 1 day ago", "{user.login} opened {created_at:ago}"),
        ("", "{repo}"),
    ],
)
def test_a_template_sees_the_result_and_by_another_mark_the_call(shown: str, template: str) -> None:
    issue = {"number": 7, "user": None, "created_at": "2026-11-23T12:00:00Z"}

    assert shown == page().fill(template, issue)


@pytest.mark.parametrize(
    ("blank", "template"),
    [(False, "{@repo}"), (True, "{@assignee}"), (True, "By {user.login}"), (False, "words")],
)
def test_a_template_is_blank_if_all_its_holes_are(template: str, *, blank: bool) -> None:
    assert blank == page().is_blank(template, {"user": None})


@pytest.mark.parametrize(
    ("title", "count"), [("1 issue in acme/web", 1), ("0 issues in acme/web", 0)]
)
def test_a_title_speaks_of_the_call_and_counts(title: str, count: int) -> None:
    assert title == page().title("{count:issue|issues} in {repo}", count)


def test_a_row_for_a_program_is_separated_by_tabs_alone() -> None:
    row = {"title": "one\ttwo\nthree", "state": None}

    assert "one two three\t\tacme/web" == page().row(("{title}", "{state}", "{@repo}"), row)


def test_a_text_is_broken_and_has_a_bar_in_each_row_on_a_terminal() -> None:
    device = replace(TERMINAL, width=30)
    expected = (
        "|   It crashes:\n|\n|     at line 1\n| and then a long line that\n| goes on for a while"
    )

    assert expected == page(device).prose("{body}", {"body": BODY})


def test_a_text_is_left_as_it_is_for_a_program() -> None:
    expected = "  It crashes:\n\n\tat line 1\nand then a long line that goes on for a while"

    assert expected == page(PIPE).prose("{body}", {"body": BODY})


@pytest.mark.parametrize("body", [None, "", "\n"])
def test_no_text_is_nothing(body: Any) -> None:
    assert "" == page().prose("{body}", {"body": body})


@pytest.mark.parametrize(("shown", "unicode"), [("a • b", True), ("a - b", False)])
def test_the_parts_that_say_something_are_joined(shown: str, *, unicode: bool) -> None:
    assert shown == page(replace(TERMINAL, unicode=unicode)).join_parts(["a", "", "b"])
