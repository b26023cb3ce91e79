"""The form of `aegis do`: required fields that were not typed are asked for on a terminal."""

import os
from pathlib import Path

import pytest

from tests.helpers.console import Console

pytestmark = pytest.mark.enable_socket

PLAIN = {"TERM": "dumb"}
COMMENT = ("do", "issues.add_comment")


def test_what_is_missing_is_asked_for_field_by_field_until_it_fits(at: Console) -> None:
    with at.terminal(*COMMENT, more=PLAIN) as terminal:
        first = terminal.expect("issue number: ")
        terminal.type("twelve\n")
        again = terminal.expect("issue number: ")
        terminal.type("12\n")
        second = terminal.expect("body: ")
        terminal.type("-- Thanks, all\n")
        third = terminal.expect("repo: ")
        terminal.type("acme/web\n")
        preview = terminal.expect("[y/n] ")
        terminal.answer("y")
        code = terminal.ended()

    assert "Number of the issue" in first
    assert "For example: 12" in first
    assert "a number is written in digits" in again
    assert "For example: A comment" in second
    assert "For example: acme/web" in third
    assert "body (your words): -- Thanks, all" in preview
    assert 0 == code
    assert ["POST /repos/acme/web/issues/12/comments"] == at.writes()


def test_lists_and_choices_are_asked_for_too(at: Console) -> None:
    with at.terminal(
        "do", "issues.add_labels", "-R", "acme/web", "--issue-number", "12", more=PLAIN
    ) as terminal:
        listed = terminal.expect("labels: ")
        terminal.type("bug, good first issue\n")
        preview = terminal.expect("[y/n] ")
    with at.terminal(
        "do", "issues.react", "-R", "acme/web", "--issue-number", "12", more=PLAIN
    ) as terminal:
        chosen = terminal.expect("content: ")
        terminal.type("joy\n")
        wrong = terminal.expect("content: ")
        terminal.type("heart\n")
        terminal.expect("[y/n] ")

    assert "Commas separate several" in listed
    assert "labels, 2 of 2 (your words): good first issue" in preview
    assert "One of: +1, -1, laugh" in chosen
    assert "content: " in wrong


@pytest.mark.parametrize(("keys", "code"), [("\n", 2), ("\x04", 2), ("\x03", 130)])
def test_no_answer_leaves_and_sends_nothing(keys: str, code: int, at: Console) -> None:
    with at.terminal(*COMMENT, "-R", "acme/web", more=PLAIN) as terminal:
        terminal.expect("issue number: ")
        terminal.type(keys)

        assert code == terminal.ended()
    assert 0 == at.sign_ins()


@pytest.mark.parametrize("stream", [0, 2])
def test_where_nobody_reads_and_types_nothing_is_asked(stream: int, at: Console) -> None:
    with Path(os.devnull).open("rb+", buffering=0) as nowhere:
        streams: dict[int, int | None] = {stream: nowhere.fileno()}
        with at.terminal(*COMMENT, more=PLAIN, streams=streams) as terminal:
            code = terminal.ended()

    assert 2 == code
    assert "issue number: " not in terminal.seen


def test_a_pipe_gets_the_error_as_before(at: Console) -> None:
    ended = at.run(*COMMENT, "--output", "json")

    assert (2, "usage", "bad_usage") == ended.end


def test_the_prompt_has_the_same_form(at: Console) -> None:
    with at.terminal(more=PLAIN) as terminal:
        terminal.prompt("aegis> ")
        terminal.type("/do issues.get\r")
        terminal.expect("issue number: ")
        terminal.type("14\n")
        terminal.expect("repo: ")
        terminal.type("acme/web\n")
        shown = terminal.prompt("aegis> ")

    assert "acme/web#14" in shown
