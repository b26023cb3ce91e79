"""A wait for what a process does ends with that process, and says what it showed last."""

from pathlib import Path

import pytest

from tests.helpers.console import Terminal, environment, on_terminal
from tests.helpers.support import until


def test_a_wait_ends_at_once_when_the_process_has_ended_and_says_what_it_showed(
    tmp_path: Path,
) -> None:
    line = ["/bin/sh", "-c", "echo no such thing; exit 3"]
    terminal = Terminal(
        lambda tty: on_terminal(line, tty, environment=environment(tmp_path), cwd=tmp_path)
    )
    try:
        with pytest.raises(AssertionError, match=r"ended with 3, and showed last:\nno such thing"):
            until(lambda: None, of=terminal)
    finally:
        terminal.close()


def test_what_came_true_as_the_process_ended_is_found() -> None:
    class Ended:
        def how_it_ended(self) -> str:
            return "it ended"

    assert until(lambda: "found", of=Ended()) == "found"
