"""What is watched, on standard error: a picture on a terminal, a line for each change elsewhere."""

import io
import os
import termios
from typing import Any

import pytest

from aegis_cli.adapters.terminal.progress import Progress
from aegis_cli.adapters.terminal.watch_display import WatchDisplay
from aegis_cli.providers.github.nouns.actions.runs import WatchRun
from tests.adapters.render.test_watched import job, run

WATCH = WatchRun(repo="acme/web", run_id=16000005)
BEFORE, AFTER = run(job("lint", None)), run(job("lint"), job("test", None))


def shown(*looks: Any, is_terminal: bool, debug: bool = False) -> str:
    stream = io.StringIO()
    progress = Progress(stream, is_terminal=is_terminal, debug=debug)
    watching = WatchDisplay(progress)
    for look in looks:
        watching.show(WATCH, look)
    progress.clear()
    return stream.getvalue()


def test_in_a_pipe_each_change_is_one_line() -> None:
    assert "o lint  in progress  7\n+ lint  7\no test  in progress  7\n" == shown(
        BEFORE, BEFORE, AFTER, is_terminal=False
    )


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_that_gets_no_escape_sequences_gets_lines(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    text = shown(BEFORE, is_terminal=True)

    assert "\x1b" not in text
    assert "lint" in text


def test_beside_the_lines_of_debug_nothing_is_drawn_in_place() -> None:
    assert "\x1b[?1049h" not in shown(BEFORE, is_terminal=True, debug=True)


def test_on_a_terminal_the_picture_has_the_wait_below_it_and_leaves_nothing() -> None:
    stream = io.StringIO()
    progress = Progress(stream, is_terminal=True)
    watching = WatchDisplay(progress)

    progress.say("watch the run 1")
    watching.show(WATCH, BEFORE)
    progress.say("watch the run 1: 2nd attempt, since GitHub did not answer")
    drawn = stream.getvalue()
    progress.clear()
    progress.clear()

    assert 1 == drawn.count("\x1b[?1049h")
    assert "Watch the run 1… Ctrl-C stops the watching." in drawn
    assert "Watch the run 1: 2nd attempt, since GitHub did not answer… Ctrl-C" in drawn
    assert stream.getvalue().removeprefix(drawn) == "\x1b[H\x1b[J\x1b[?7h\x1b[?1049l"


def test_another_watch_says_again_what_the_first_one_said() -> None:
    stream = io.StringIO()
    watching = WatchDisplay(Progress(stream, is_terminal=False))

    for action in (WATCH, WatchRun(repo="acme/web", run_id=16000005)):
        watching.show(action, BEFORE)

    assert 2 == stream.getvalue().count("lint")


def test_a_screen_of_one_row_shows_the_thing_itself() -> None:
    here, there = os.openpty()
    termios.tcsetwinsize(there, (1, 40))
    with os.fdopen(here, "rb", buffering=0) as seen, os.fdopen(there, "w") as stream:
        progress = Progress(stream, is_terminal=True)
        WatchDisplay(progress).show(WATCH, BEFORE)
        drawn = seen.read(1000).decode()
        progress.clear()

    assert "lint" in drawn
    assert "stops the watching" not in drawn
