"""The line of progress: there while something is waited for, and gone without a trace."""

import errno
import io
import os
import re
import termios

import pytest

from aegis_cli.adapters.terminal.progress import Progress

CLEAR = "\r\x1b[2K"


def on(*, is_terminal: bool = True, debug: bool = False) -> tuple[io.StringIO, Progress]:
    stream = io.StringIO()
    return stream, Progress(stream, is_terminal=is_terminal, debug=debug)


def test_a_reason_is_shown_as_a_sentence_that_goes_on() -> None:
    stream, progress = on()

    progress.say("waiting for GitHub")

    assert f"{CLEAR}Waiting for GitHub…" == stream.getvalue()


def test_where_it_waits_stands_before_each_reason_and_every_long_wait() -> None:
    stream, pipe = io.StringIO(), io.StringIO()
    progress = Progress(stream, is_terminal=True, where="Sandbox")

    progress.say("GitHub: fetching the App")
    Progress(pipe, is_terminal=False, where="Sandbox").slow("GitHub has not answered for 5 s")

    assert f"{CLEAR}Sandbox: GitHub: fetching the App…" == stream.getvalue()
    assert "Sandbox: GitHub has not answered for 5 s.\n" == pipe.getvalue()


def test_with_no_color_the_line_is_erased_without_an_escape_sequence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    stream, progress = on()

    progress.say("one")
    progress.clear()

    blank = f"\r{' ' * 79}\r"
    assert f"{blank}One…{blank}" == stream.getvalue()


def test_a_terminal_that_was_closed_keeps_nothing_from_going_on() -> None:
    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(errno.EIO, "Input/output error")

    progress = Progress(Gone(), is_terminal=True, debug=True)

    progress.say("waiting for GitHub")
    progress.observe("GET /user: 200, 1 ms")
    progress.clear()


def test_a_line_is_no_wider_than_its_terminal() -> None:
    here, there = os.openpty()
    termios.tcsetwinsize(there, (5, 20))
    with os.fdopen(here, "rb", buffering=0) as seen, os.fdopen(there, "w") as stream:
        Progress(stream, is_terminal=True).say("waiting for you to confirm")

        assert f"{CLEAR}Waiting for you t..." == seen.read(100).decode()


def test_a_new_reason_takes_the_place_of_the_last_one() -> None:
    stream, progress = on()

    progress.say("one")
    progress.say("two")

    assert f"{CLEAR}One…{CLEAR}Two…" == stream.getvalue()


def test_the_same_reason_and_no_reason_change_nothing() -> None:
    stream, progress = on()

    progress.say("one")
    progress.say("one")
    progress.say("")

    assert f"{CLEAR}One…" == stream.getvalue()


def test_clearing_takes_the_line_back_once() -> None:
    stream, progress = on()

    progress.clear()
    progress.say("one")
    progress.clear()
    progress.clear()

    assert f"{CLEAR}One…{CLEAR}" == stream.getvalue()


def test_a_reason_is_shown_again_after_it_was_taken_back() -> None:
    stream, progress = on()

    progress.say("one")
    progress.clear()
    progress.say("one")

    assert 2 == stream.getvalue().count("One…")


def test_where_no_person_watches_nothing_is_written() -> None:
    stream, progress = on(is_terminal=False)

    progress.say("one")
    progress.observe("GET api.github.com/user: 200, 12 ms")
    progress.clear()

    assert "" == stream.getvalue()


def test_with_debug_each_request_is_a_line_with_its_time() -> None:
    stream, progress = on(is_terminal=False, debug=True)

    progress.observe("GET api.github.com/\x1b[2J: 200")

    assert re.fullmatch(
        r"\[ +\d+\.\d{3} s\] GET api\.github\.com/\\x1b\[2J: 200\n", stream.getvalue()
    )


def test_with_debug_a_line_does_not_run_into_the_progress() -> None:
    stream, progress = on(debug=True)

    progress.say("one")
    progress.observe("two")

    assert stream.getvalue().startswith(f"{CLEAR}One…{CLEAR}[")


def test_a_long_wait_is_told_in_a_pipe_too_once_and_on_one_line() -> None:
    stream, progress = on(is_terminal=False)

    for reason in ("waiting for api.github.com", "waiting for api.github.com", "waiting\nfor you"):
        progress.slow(reason)

    first, second = stream.getvalue().splitlines()
    assert "Waiting for api.github.com." == first
    assert second.startswith("Waiting")


def test_whoever_tells_of_waits_without_an_end_is_heard_a_few_times() -> None:
    stream, progress = on(is_terminal=False)

    for number in range(100):
        progress.slow(f"waiting for {number} {'x' * 1000}")

    lines = stream.getvalue().splitlines()
    assert 8 == len(lines)
    assert 201 == max(map(len, lines))


def test_on_a_terminal_a_long_wait_is_the_line_of_progress() -> None:
    stream, progress = on()

    progress.slow("waiting for api.github.com")
    progress.clear()

    assert f"{CLEAR}Waiting for api.github.com…{CLEAR}" == stream.getvalue()


def test_where_nothing_is_redrawn_each_reason_is_a_line_that_stays_and_is_not_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AEGIS_PLAIN", "1")
    monkeypatch.setenv("COLUMNS", "20")  # of which a row has fewer characters
    stream, progress = on(debug=True)

    progress.say("one")
    progress.say("one")
    progress.say("waiting for api.github.com")
    progress.observe("GET /user")
    progress.clear()

    assert "\x1b" not in stream.getvalue()
    assert ["One…", "Waiting for api.github.com…"] == stream.getvalue().splitlines()[:2]


def test_what_is_silent_shows_nothing_any_more_and_leaves_no_line() -> None:
    stream = io.StringIO()
    progress = Progress(stream, is_terminal=True, debug=True)
    progress.say("asking Gemini")

    progress.be_silent()
    shown = stream.getvalue()
    progress.say("asking GitHub")
    progress.observe("GET / 200")
    progress.slow("Waiting for api.github.com")
    progress.clear()

    assert shown.endswith("\r\x1b[2K")
    assert stream.getvalue() == shown
