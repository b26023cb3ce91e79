"""Programs of the same user attack a session: nothing is written, and the others are served."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from aegis_cli.session.line import frames
from tests.helpers.console import Console
from tests.helpers.rows import some_of
from tests.helpers.support import until
from tests.session.at_socket import Impostor, handed_on, streams
from tests.session.held import ASKED, CLOSE, LIST, Held, held
from tests.session.killing import HOW, STAGES, requests, struck, struck_at_once
from tests.session.raw_client import (
    HARMLESS_OR_REFUSED,
    answer,
    connected,
    forged,
    order,
    send,
    sent,
)

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="the attacks were written for Linux"),
]


@pytest.fixture(scope="module")
def one(served: Console) -> Iterator[Held]:
    """Hold one session for all of these attacks: each has to leave it as it was."""
    served.begin()
    with held(served) as session:
        yield session


@pytest.fixture
def shared(one: Held) -> Held:
    """Return that session on a sandbox to which nothing was written, whichever test came before."""
    one.at.sandbox.reset()
    return one


def serves(session: Held) -> bool:
    """Tell whether the session serves somebody else, and nothing was written."""
    return session.run(*LIST).code == 0 and session.at.writes() == []


RUNS = 20


def _streams() -> tuple[list[int], list[int]]:
    """Return a pipe's two ends as the streams of a request, and what is to be closed."""
    reading, writing = os.pipe()
    nothing, folder = os.open(os.devnull, os.O_RDWR), os.open("/", os.O_PATH)
    return [nothing, writing, writing, folder], [reading, writing, nothing, folder]


def test_forged_frames_write_nothing_and_disturb_nobody(shared: Held) -> None:
    kinds = [*forged()]
    for what in kinds:
        told = sent(shared.address, what)
        assert told is None or told[0] == frames.ERROR or told[0] == frames.EXIT != b"0", what.what
    for what in HARMLESS_OR_REFUSED:
        sent(shared.address, what)

    assert len(kinds) > 100
    assert serves(shared)
    assert shared.at.sign_ins() == 0


def test_what_a_client_calls_itself_is_spelled_out_at_the_terminal(shared: Held) -> None:
    words = [
        "do",
        "issues.close",
        "-R",
        "acme/web\x1b[2J\x1b]0;forged\x07\nDo this? [y/n] ",
        "\udcff",
    ]
    assert shared.run(*words).code == 2
    assert shared.run("ask", "list the issues of acme/web \x1b[H\rforged").code in {0, 2, 3, 5}

    lines = shared.run("session", "log").out
    shared.terminal.expect("forged")
    assert "\x1b[H" not in shared.terminal.raw
    assert "\\x1b[H" in lines
    assert serves(shared)


def test_descriptors_cannot_be_piled_up(shared: Held) -> None:
    agent = shared.terminal.process.pid
    before = len([*Path(f"/proc/{agent}/fd").iterdir()]) if os.geteuid() == 0 else 0
    with ExitStack() as stack:
        lines = [stack.enter_context(connected(shared.address)) for _ in range(8)]
        for line in lines:
            for _ in range(50):
                send(line, b"\0", [0, 0, 0, 0])
        assert serves(shared)
    if before:
        until(lambda: len([*Path(f"/proc/{agent}/fd").iterdir()]) <= before)


def test_silent_connections_keep_nobody_out(shared: Held) -> None:
    with ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(connected(shared.address))
        assert serves(shared)
        assert "open" in shared.run("session", "status").out


def test_a_connection_that_a_dead_process_left_is_refused(shared: Held) -> None:
    def told(line: socket.socket, words: tuple[str, ...]) -> list[bytes] | None:
        with streams() as given:
            send(line, order(words), given)
            return answer(line)

    (alive,) = (told(line, LIST) for line in handed_on(shared.address, 1, ends=False))
    dead = [
        told(line, (LIST, CLOSE)[number // 2 % 2])
        for number, line in enumerate(handed_on(shared.address, RUNS))
    ]

    assert alive == [frames.EXIT, b"0"]
    assert len(dead) == RUNS
    assert alive not in dead
    assert serves(shared)


def test_whoever_takes_the_session_s_place_writes_nothing_and_hears_no_token(shared: Held) -> None:
    impostor = Impostor(shared.address)
    with ExitStack() as stack:
        lines = [stack.enter_context(connected(shared.address)) for _ in range(RUNS)]
        for line in lines:
            send(line, order(LIST), stack.enter_context(streams()))
        shared.terminal.expect(ASKED)  # one of one program; the others are refused at once
        shared.terminal.answer("n")
        told = [answer(line) for line in lines]
    impostor.close()

    assert {each[0] for each in told if each} <= {frames.EXIT, frames.ERROR}
    assert [token for token in shared.at.sandbox.tokens() if token.encode() in impostor.heard] == []
    assert impostor.heard.count(b"issues.list") == RUNS
    assert serves(shared)


def test_a_client_whose_output_nobody_takes_gives_its_place_back(shared: Held) -> None:
    streams, opened = _streams()
    os.set_blocking(streams[1], False)
    with suppress(BlockingIOError):
        while True:
            os.write(streams[1], b"x" * 4096)
    os.set_blocking(streams[1], True)
    with ExitStack() as stack:
        for _ in range(20):
            line = stack.enter_context(connected(shared.address))
            send(line, order(LIST), streams)
        until(lambda: requests(shared) >= 16)
        busy = shared.run(*LIST, "--output", "json")
    for each in opened[1:]:
        os.close(each)

    assert busy.end == (9, "busy", "busy")
    until(lambda: requests(shared) == 0)  # although the pipe is full, and stays open
    os.close(opened[0])
    assert serves(shared)


def test_a_question_that_was_left_or_stopped_goes_away(shared: Held) -> None:
    streams, opened = _streams()
    with connected(shared.address) as line:
        send(line, order(CLOSE), streams)
        shared.terminal.expect(ASKED)
        send(line, frames.pack(frames.CANCEL) * 3)
    until(lambda: requests(shared) == 0)
    for each in opened:
        os.close(each)

    shared.terminal.type("y\r")  # nobody asks any more
    assert serves(shared)


def test_nothing_of_the_client_s_choice_runs(shared: Held, tmp_path: Path) -> None:
    hooks = tmp_path / "hook"
    hooks.write_text(f"#!/bin/sh\ntouch {tmp_path}/caught\n")
    hooks.chmod(0o755)
    for name in ("git", "python3", "less", "sitecustomize.py", "json.py", "aegis_cli.py"):
        (tmp_path / name).write_text(f"open('{tmp_path}/caught', 'w')\n")
        (tmp_path / name).chmod(0o755)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".git" / "config").write_text(
        f"""[core]
    repositoryformatversion = 0
    fsmonitor = {hooks}
    pager = {hooks}
    editor = {hooks}
    hooksPath = {tmp_path}
    sshCommand = {hooks}
[include]
    path = {tmp_path}/more
[alias]
    config = !{hooks}
    remote = !{hooks}
[remote "origin"]
    url = ext::{hooks}
[credential]
    helper = !{hooks}
"""
    )
    (tmp_path / "more").write_text('[remote "origin"]\n    url = https://github.com/acme/web\n')
    hostile = [
        *(f"{name}={hooks}".encode() for name in ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_EDITOR")),
        f"PATH={tmp_path}".encode(),
        f"PYTHONPATH={tmp_path}".encode(),
    ]
    folder = os.open(tmp_path, os.O_PATH)
    streams, opened = _streams()
    for variables in ([], hostile):
        with connected(shared.address) as line:
            send(line, order(["do", "issues.list"], variables), [*streams[:3], folder])
            told = answer(line)
            assert told is not None
    for each in [*opened, folder]:
        os.close(each)

    assert not (tmp_path / "caught").exists()
    assert serves(shared)


@pytest.mark.parametrize("how", HOW, ids=lambda how: how.name)
def test_a_client_that_is_ended_or_stopped_writes_once_or_never_and_the_log_says_which(
    shared: Held, how: signal.Signals
) -> None:
    told = [struck(shared, stage, how, f"{how.name} while {stage}") for stage in STAGES]

    numbers = some_of(range(RUNS - len(STAGES)))
    more = [f"{how.name} while connect {number}" for number in numbers]
    early = struck_at_once(shared, how, more)

    assert [each for each in (*told, *early) if not each.is_right] == []
    assert [each.writes for each in told] == [0, 0, 0, 0, 1, 1]
    assert {each.writes for each in early} == {0}
    assert shared.run(*LIST).code == 0


def _reading_with(client: int) -> set[int]:
    """Return the processes that have the standard input of a client as theirs: its fork."""
    shared = Path(f"/proc/{client}/fd/0").readlink()
    found = set()
    for stdin in Path("/proc").glob("[0-9]*/fd/0"):
        with suppress(OSError):  # it has ended
            if stdin.readlink() == shared:
                found.add(int(stdin.parts[2]))
    return found - {client}


@pytest.mark.skipif(os.geteuid() != 0, reason="a fork shows its descriptors to root alone")
def test_a_fork_that_is_stopped_stops_nobody_but_its_own_client(shared: Held) -> None:
    running = shared.start("do", "issues.create", "-R", "acme/web", "--title", "T", "--body", "-")
    until(lambda: requests(shared) == 1)
    (fork,) = until(lambda: _reading_with(running.process.pid))
    os.kill(fork, signal.SIGSTOP)
    try:
        running.process.kill()
        assert shared.run(*LIST).code == 0
        other = shared.start("ask", "close #13 in acme/web")
        shared.terminal.expect("acme/web#13")  # questions of tests before were taken back
        shared.terminal.expect(ASKED)
        shared.terminal.answer("y")
        assert other.ended().code == 0
        assert requests(shared) == 1
    finally:
        os.kill(fork, signal.SIGCONT)
    running.ended()
    until(lambda: requests(shared) == 0)

    assert shared.at.writes() == ["PATCH /repos/acme/web/issues/13"]
