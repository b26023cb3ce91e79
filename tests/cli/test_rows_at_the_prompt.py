"""Rows of the last answer at the prompt, and a line said again for another place."""

from collections.abc import Iterator

import pytest

from tests.helpers.console import Console, Terminal

pytestmark = pytest.mark.enable_socket

OFFLINE = {"TERM": "dumb", "AEGIS_ENGINE": "offline"}
LIST = "list issues in acme/web"


@pytest.fixture
def prompt(at: Console) -> Iterator[Terminal]:
    with at.terminal(more=OFFLINE) as terminal:
        terminal.prompt("aegis> ")
        yield terminal


def test_rows_have_numbers_and_are_read_and_written_by_them(prompt: Terminal) -> None:
    listed = prompt.say(LIST)
    shown = prompt.say("show the second one")
    gone = prompt.say("show row 1")
    prompt.say(LIST)
    missing = prompt.say("close row 99")
    prompt.type("close rows 1-2\r")
    asked = prompt.expect("[y/n] ")
    prompt.answer("n")
    prompt.prompt("aegis> ")

    assert "\n1  #19  Add keyboard shortcuts" in listed
    assert "Checkout total ignores the discount code acme/web#18" in shown
    assert "aegis: " in gone
    assert "The last answer has 9 rows; there is no row 99." in missing
    assert 'target: issue acme/web#19: "Add keyboard shortcuts to the search box", open' in asked
    assert "issue_number (from a row of the last answer): 18" in asked


def test_a_line_is_said_again_for_another_place(prompt: Terminal) -> None:
    prompt.say("list branches of acme/web")
    again = prompt.say("same for acme/api")
    prompt.say("list my repos")
    of_row = prompt.say("list the branches of row 1")

    assert "branches in acme/api" in again
    assert "webhook-backoff" in again
    assert again.partition("Showing")[2] == of_row.partition("Showing")[2]


def test_a_pipe_has_no_numbers(at: Console) -> None:
    assert at.run("ask", LIST, "--engine", "offline").out.startswith("19\t")
