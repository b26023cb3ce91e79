"""Runs that are watched by whole processes: on a terminal, in a pipe, in a session; and cut off."""

import os
import signal
from collections.abc import Iterator

import pyte
import pytest

from tests.helpers.console import Console, console, plain
from tests.helpers.support import until
from tests.session.held import held

pytestmark = pytest.mark.enable_socket

RUN = "/repos/acme/web/actions/runs/16000005"
WATCH = ("do", "runs.watch", "--repo", "acme/web", "--run-id", "16000005")
ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"
ERASE = "\x1b[H\x1b[J"
STOPPED = "aegis: You stopped watching; the run goes on.\n"


@pytest.fixture(scope="module")
def started() -> Iterator[Console]:
    with console() as found:
        yield found


@pytest.fixture
def at(started: Console) -> Iterator[Console]:
    started.begin()
    started.sandbox.set(run_pace=100)
    yield started
    started.sandbox.set(run_pace=1)
    started.sandbox.release()


def looks(at: Console) -> int:
    return at.sandbox.lines().count(f"GET {RUN}")


def test_a_pipe_gets_the_end_and_standard_error_a_line_for_each_change(at: Console) -> None:
    ended = at.run(*WATCH)

    lines = ended.err.splitlines()
    assert (0, 2) == (ended.code, looks(at))
    assert "outcome:\tsuccess\n" in ended.out
    assert "jobs:\t3016000005\tpackage\t3\tKeep what was built\tsuccess\t133\n" in ended.out
    assert ["✓ lint  3m 44s  1016000005", "• test  in progress  2016000005"] == lines[-3:-1]
    assert "\x1b" not in ended.err


def test_a_document_has_what_was_found_last_and_no_more(at: Console) -> None:
    ended = at.run(*WATCH, "--output", "json")

    (result,) = ended.document["results"]
    assert ("done", "success", 3) == (
        result["status"],
        result["data"]["conclusion"],
        len(result["data"]["jobs"]),
    )


def test_a_script_gets_the_conclusion_alone(at: Console) -> None:
    assert '{"conclusion":"success"}\n' == at.run(*WATCH, "--json", "conclusion").out


def test_a_run_that_has_ended_is_answered_at_once(at: Console) -> None:
    ended = at.run("ask", "watch the run 16000002 in acme/web")

    assert 0 == ended.code
    assert "outcome:\tfailure\n" in ended.out
    assert 1 == at.sandbox.lines().count("GET /repos/acme/web/actions/runs/16000002")


def test_a_terminal_draws_it_in_place_and_keeps_the_end_alone(at: Console) -> None:
    at.sandbox.set(run_pace=3)
    with at.terminal(*WATCH, size=(24, 80)) as terminal:
        assert 0 == terminal.ended()

    before, _, rest = terminal.raw.partition(ENTER)
    drawn, after = map(plain, rest.split(LEAVE))
    assert (1, 1) == (terminal.raw.count(ENTER), terminal.raw.count(LEAVE))
    assert "lint" not in before
    assert "Run the tests  in progress" in drawn
    assert after.count("Keep what was built") == 1
    assert "View this run on GitHub" in after


def test_nothing_scrolls_on_a_small_screen(at: Console) -> None:
    at.sandbox.set(run_pace=3)
    with at.terminal(*WATCH, size=(5, 20)) as terminal:
        assert 0 == terminal.ended()

    screen = pyte.HistoryScreen(20, 5, history=1000)
    stream = pyte.Stream(screen)
    before, _, rest = terminal.raw.partition(ENTER)
    stream.feed(before)
    scrolled = len(screen.history.top)
    stream.feed(ENTER + rest.partition(ERASE)[0])
    assert scrolled == len(screen.history.top)
    assert "Watch the run 160..." == screen.display[4].rstrip()


def test_a_screen_that_changes_its_size_is_drawn_anew(at: Console) -> None:
    at.sandbox.set(run_pace=0)
    with at.terminal(*WATCH, size=(24, 80)) as terminal:
        terminal.expect("Ctrl-C stops the watching.")
        terminal.resize(6, 40)
        shown = terminal.expect("Watch the run 16000005 in acme/web… ...")
        terminal.type("\x03")
        assert 130 == terminal.ended()

    assert "Set up job" not in shown.rpartition("Pay in one step")[2]


def test_a_ctrl_c_says_that_the_run_goes_on_and_how_to_watch_it_again(at: Console) -> None:
    at.sandbox.set(run_pace=0)
    with at.terminal(*WATCH, size=(24, 200)) as terminal:
        terminal.expect("Ctrl-C stops the watching.")
        terminal.type("\x03")
        assert 130 == terminal.ended()

    _, _, after = terminal.seen.rpartition("Ctrl-C stops the watching.")
    assert STOPPED in after
    assert "`aegis do runs.watch --repo acme/web --run-id 16000005` watches it again." in after
    assert terminal.raw.count(ENTER) == terminal.raw.count(LEAVE) == 1


def test_a_ctrl_z_gives_the_screen_back_until_it_goes_on(at: Console) -> None:
    at.sandbox.set(run_pace=0)
    line = 'set -m; "$AEGIS" do runs.watch --repo acme/web --run-id 16000005; echo stopped; fg; echo $?'
    with at.terminal(line=line, size=(24, 200)) as terminal:
        terminal.expect("Ctrl-C stops the watching.")
        terminal.type("\x1a")
        terminal.expect("stopped")
        while_stopped = terminal.raw.count(LEAVE)
        at.sandbox.set(run_pace=100)
        terminal.ended()

    entered, left = terminal.raw.count(ENTER), terminal.raw.count(LEAVE)
    assert (1, 2, 2) == (while_stopped, entered, left), terminal.raw
    assert terminal.seen.endswith("\n0\n")


def test_the_end_of_the_process_gives_the_screen_back(at: Console) -> None:
    at.sandbox.set(run_pace=0)
    with at.terminal(*WATCH, size=(24, 200)) as terminal:
        terminal.expect("Ctrl-C stops the watching.")
        os.kill(terminal.process.pid, signal.SIGTERM)
        terminal.ended()

    assert terminal.raw.count(ENTER) == terminal.raw.count(LEAVE) == 1


def test_a_run_that_is_deleted_meanwhile_is_told_as_gone(at: Console) -> None:
    at.sandbox.set(run_pace=0)
    running = at.start(*WATCH)
    until(lambda: looks(at) or None)
    at.sandbox.fault("github", "GET", RUN, status=404, body="{}", times=9)

    ended = running.ended()

    assert 7 == ended.code
    assert "aegis: The run was there, and is not any more: somebody deleted it." in ended.err


def test_a_network_that_fails_meanwhile_ends_the_watching_and_not_the_run(at: Console) -> None:
    at.sandbox.set(run_pace=0)
    running = at.start(*WATCH, "--output", "json")
    until(lambda: looks(at) or None)
    at.sandbox.fault("github", "GET", f"{RUN}.*", drop=True, times=99)

    ended = running.ended()

    error = ended.document["error"]
    assert (7, "network") == (ended.code, error["code"])
    assert "The run does not depend on being watched." in error["hint"]


def test_two_watch_one_run_side_by_side(at: Console) -> None:
    ends = at.run_all({"one": WATCH, "two": WATCH})

    assert [0, 0] == [ended.code for ended in ends.values()]
    assert all("outcome:\tsuccess" in ended.out for ended in ends.values())


def test_a_session_draws_at_its_client_and_is_stopped_there(at: Console) -> None:
    at.sandbox.set(run_pace=0)
    with held(at) as session:
        address = {"AEGIS_SESSION": session.address}
        with at.terminal(*WATCH, more=address, size=(24, 200)) as terminal:
            terminal.expect("Ctrl-C stops the watching.")
            terminal.type("\x03")
            assert 130 == terminal.ended()
        at.sandbox.set(run_pace=100)
        ended = session.run(*WATCH)

    assert STOPPED in terminal.seen
    assert terminal.raw.count(ENTER) == terminal.raw.count(LEAVE) == 1
    assert 0 == ended.code
    assert "outcome:\tsuccess\n" in ended.out
    assert "• test  in progress  2016000005\n" in ended.err
