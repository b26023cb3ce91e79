"""What takes back a write: the line after it, and `/undo` at the prompt."""

import re

import pytest

from tests.helpers.console import Console
from tests.helpers.rows import for_each

pytestmark = pytest.mark.enable_socket

OFFLINE = {"TERM": "dumb", "AEGIS_ENGINE": "offline"}
LINES = {
    "close acme/web#12": "Undo: aegis reopen acme/web#12",
    "label acme/web#12 'help wanted'": "Undo: aegis \"remove the label 'help wanted' from acme/web#12\"",
    "rename acme/web#12 to 'Another'": "Undo: aegis do issues.update --repo acme/web --issue-number 12 "
    "--title 'Login page flickers on | reload'",
    "comment 'Seen' on acme/web#12": "Undo: aegis do issues.delete_comment --repo acme/web "
    "--comment-id",
    "create branch 'ours' from main in acme/web": "Undo, if nobody changed it since: "
    "aegis \"delete the branch 'ours' of acme/web\"",
    "rerun the run 16000002 in acme/web": "No undo: Run all jobs of the run 16000002 in acme/web "
    "again: What runs can only be cancelled.",
}


@for_each("said", LINES, ids=LINES)
def test_after_a_write_a_line_says_how_it_is_taken_back(at: Console, said: str) -> None:
    with at.terminal("ask", said, "--yes", more=OFFLINE) as terminal:
        terminal.ended()
        shown = terminal.seen

    assert LINES[said] in re.sub(r"\s+", " ", shown)


def test_a_pipe_is_told_nothing_of_an_undo(at: Console) -> None:
    ended = at.run("ask", "close acme/web#16", "--yes", "--engine", "offline")

    assert (0, False) == (ended.code, "ndo" in ended.out + ended.err)


def test_the_prompt_proposes_what_takes_back_the_last_plan(at: Console) -> None:
    with at.terminal(more=OFFLINE) as terminal:
        terminal.prompt("aegis> ")
        none = terminal.say("/undo")
        terminal.type("rename acme/web#18 to 'Another'\r")
        terminal.expect("[y/n] ")
        terminal.answer("y")
        written = terminal.prompt("aegis> ")
        terminal.say("show acme/web#16")
        terminal.type("/undo\r")
        asked = terminal.expect("[y/n] ")
        terminal.answer("y")
        undone = terminal.prompt("aegis> ")

    assert "Nothing was changed yet, so there is nothing to take back." in none
    assert "Undo: /undo" in written
    assert 'title: Another → "Checkout total ignores the discount code"' in asked
    assert "title (from the last answer)" in asked
    assert "Changed acme/web#18 (title)" in undone
