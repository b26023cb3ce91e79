"""The question of a real request: what a person edits there is what is sealed and sent."""

from pathlib import Path

import pytest

from tests.helpers.console import Console, Terminal

pytestmark = pytest.mark.enable_socket

PLAIN = {"TERM": "dumb"}
QUESTION = "Do this as Mona Lisa? [y/n] "
OPEN = "open an issue in acme/web titled 'Crash on start' with the body 'It crashes.'"


def editor(folder: Path, line: str) -> dict[str, str]:
    program = folder / "editor"
    program.write_text(f"#!/bin/sh\n{line}\n")
    program.chmod(0o755)
    return {**PLAIN, "EDITOR": str(program)}


def answered(terminal: Terminal, answer: str) -> str:
    shown = terminal.expect(QUESTION)
    terminal.answer(answer)
    return shown


def test_an_edited_text_is_shown_again_sealed_and_sent(at: Console) -> None:
    more = editor(at.folder, "sed -i 's/It crashes/It *always* crashes/' $1")
    with at.terminal("ask", OPEN, more=more) as terminal:
        before = answered(terminal, "e")
        after = answered(terminal, "y")
        code = terminal.ended()

    (sent,) = [seen for seen in at.sandbox.seen("github") if seen["method"] == "POST"]
    assert "body (your words): It crashes." in before
    assert "body (your words): It *always* crashes." in after
    assert 0 == code
    assert {"title": "Crash on start", "body": "It *always* crashes."} == sent["body"]


def test_a_text_that_does_not_fit_is_explained_and_nothing_is_sent_without_a_yes(
    at: Console,
) -> None:
    more = editor(at.folder, "sed -i 's/Crash on start//' $1")
    with at.terminal("ask", OPEN, more=more) as terminal:
        answered(terminal, "e")
        again = answered(terminal, "n")
        code = terminal.ended()

    assert "What you wrote does not fit: title" in again
    assert "title (your words): Crash on start" in again
    assert 6 == code
    assert [] == at.writes()


def test_a_page_of_the_sandbox_is_none(at: Console) -> None:
    with at.terminal("ask", "close acme/web#12", more=PLAIN) as terminal:
        answered(terminal, "w")
        shown = answered(terminal, "n")
        terminal.ended()

    assert "There is no page to open." in shown
    assert [] == at.writes()
