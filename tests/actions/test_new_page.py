"""The number at the end of an address: one integer of an answer, and nothing else of it."""

from typing import Any

from aegis_cli.actions.results.new_page import LONGEST_NUMBER, NewPage
from tests.helpers.rows import for_each

ISSUE = NewPage(noun="issue", path="/{repo}/issues/")
TICKET = NewPage(noun="ticket", path="/browse/{project}-", number="key", key="{project}-")
HERE = {"repo": "acme/web", "project": "PROJ"}


@for_each(
    ("number", "digits"),
    [
        (1, "1"),
        (12, "12"),
        (int(LONGEST_NUMBER), LONGEST_NUMBER),
        (int(LONGEST_NUMBER) + 1, None),
        (10**400, None),
        (0, None),
        (-1, None),
        (1.0, None),
        (True, None),
        (None, None),
        ("12", None),
        ([12], None),
        ({"number": 12}, None),
    ],
)
def test_a_number_is_a_whole_one_above_zero_with_ten_digits_at_most(
    number: Any, digits: str | None
) -> None:
    assert digits == ISSUE.number_in({"number": number}, HERE)


@for_each("answer", [None, [], [{"number": 1}], {}, {"id": 1}, "1", 1])
def test_an_answer_without_it_has_no_number(answer: Any) -> None:
    assert ISSUE.number_in(answer, HERE) is None


@for_each(
    ("key", "digits"),
    [
        ("PROJ-12", "12"),
        ("proj-12", "12"),
        ("PROJ-012", None),
        ("PROJ-0", None),
        ("PROJ--1", None),
        ("PROJ-", None),
        ("PROJ-12\n", None),
        ("PROJ-12 <@U1>", None),
        ("PROJ-١٢", None),
        ("PROJ-99999999999", None),
        ("OTHER-12", None),
        ("EVIL-12", None),
        ("PROJ 12", None),
        ("PROJX-12", None),
        ("12", None),
        (12, None),
        (None, None),
    ],
)
def test_of_a_key_only_the_number_behind_the_approved_project_is_taken(
    key: Any, digits: str | None
) -> None:
    assert digits == TICKET.number_in({"key": key}, HERE)


def test_a_page_without_a_number_takes_nothing_of_an_answer() -> None:
    page = NewPage(noun="branch", path="/{repo}/tree/{branch}", number="")

    assert page.number_in({"number": 12, "html_url": "https://evil.example"}, HERE) == ""
    assert not page.is_part


def test_a_comment_is_a_part_of_the_page_that_it_is_on() -> None:
    page = NewPage(noun="comment", path="/{repo}/issues/{issue_number}#issuecomment-", number="id")

    assert page.is_part
    assert page.number_in({"id": 5001}, HERE) == "5001"
