"""What a program of a session changed is taken back by `aegis undo`, if the person says yes."""

import pytest

from tests.helpers.console import Console
from tests.session.held import Held

pytestmark = pytest.mark.enable_socket

RENAME = ("ask", "rename acme/web#18 to 'Another'", "--engine", "offline")
TITLE = "Checkout total ignores the discount code"


def test_what_was_replaced_is_put_back_and_no_program_is_told_of_it(
    at: Console, session: Held
) -> None:
    none = session.run("undo")
    session.answered(*RENAME, reply="y")
    running = session.start("undo", "--output", "json")
    shown = session.terminal.expect("[y/n] ")
    session.terminal.answer("y")
    undone = running.ended()

    assert (2, True) == (none.code, "Nothing was changed in a session here" in none.err)
    assert f'title: Another → "{TITLE}"' in shown
    assert "title (from the last answer)" in shown
    (step,) = undone.document["plan"]["steps"]
    assert {"repo": "acme/web", "issue_number": 18} == step["arguments"]
    assert "done" == undone.document["status"]
    assert 2 == len(at.writes())


def test_outside_a_session_nothing_is_kept(at: Console) -> None:
    ended = at.run("undo")

    assert (2, True) == (ended.code, "the prompt has /undo" in " ".join(ended.err.split()))
