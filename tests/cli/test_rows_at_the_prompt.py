"""Rows of the last answer at the prompt, and a line said again for another place."""

from collections.abc import Iterator

import pytest

from tests.helpers.console import GEMINI, Console, Terminal

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
    past = prompt.say("show the second one")
    again = prompt.say("same for row 1")
    missing = prompt.say("close row 99")
    prompt.type("close rows 1-2\r")
    asked = prompt.expect("[y/n] ")
    prompt.answer("n")
    prompt.prompt("aegis> ")

    assert "\n| 1  #19  Add keyboard shortcuts" in listed
    assert "Checkout total ignores the discount code acme/web#18" in shown
    assert "The last answer is no list, so it has no 'the second one'." in past
    assert "Add keyboard shortcuts" not in again
    assert "The last list has 9 rows; there is no row 99." in missing
    assert 'target: issue acme/web#19: "Add keyboard shortcuts to the search box", open' in asked
    assert "issue_number (from the last answer): 18" in asked


def test_row_by_row_is_written_and_read(prompt: Terminal) -> None:
    prompt.say(LIST)
    for row in ("close row 1", "same for row 2"):
        prompt.type(f"{row}\r")
        prompt.expect("[y/n] ")
        prompt.answer("y")
        prompt.prompt("aegis> ")
    shown = prompt.say("show row 2")
    unread = prompt.say("show row 3-1")
    cleared = prompt.say("/clear") and prompt.say("show row 2")

    assert "Checkout total ignores the discount code acme/web#18" in shown
    assert "closed" in shown.lower()
    assert "It is not clear which rows are 'row 3'." in unread
    assert "The last answer has no rows, so it has no 'row 2'." in cleared


def test_a_sentence_about_a_row_is_no_answer_to_a_question(at: Console) -> None:
    with at.terminal(more={"TERM": "dumb", **GEMINI}) as terminal:
        terminal.prompt("aegis> ")
        terminal.say(LIST)
        terminal.say("close the issue", ready="answer> ")
        unclear = terminal.say("the first one")
        terminal.say("close the issue", ready="answer> ")
        shown = terminal.say("show row 2")

    assert "The last answer is no list, so it has no 'the first one'." in unclear
    assert "Checkout total ignores the discount code acme/web#18" in shown


def test_after_a_typed_action_there_is_no_line_to_say_again(prompt: Terminal) -> None:
    prompt.say("list branches of acme/web")
    prompt.say("/do branches.list --repo acme/web")
    again = prompt.say("same for acme/api")

    assert "webhook-backoff" not in again
    assert "aegis: " in again


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
