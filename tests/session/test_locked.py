"""What a session is after a lock, in another program: the same, but that somebody signs in again."""

import json
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.session.line import frames
from tests.helpers.console import Console, Ended
from tests.helpers.support import until
from tests.session.held import ASKED, CLOSE, LIST, OPEN, Held, address_in, held

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux replaces the program"),
]


def status(session: Held) -> dict[str, Any]:
    document = json.loads(session.run("session", "status", "--output", "json").out)
    told: dict[str, Any] = document["results"][0]["data"]
    return told


def words(session: Held) -> bytes:
    """Return the arguments of the agent's process, of which another program has others."""
    return Path(f"/proc/{session.terminal.process.pid}/cmdline").read_bytes()


def test_another_program_tells_the_same_of_the_session(at: Console) -> None:
    grants = ("--grant", "issues.create@acme/web", "--grant-writes", "2")
    with held(at, *grants) as session:
        session.run(*OPEN, "One")
        before, log, program = status(session), session.run("session", "log").out, words(session)
        session.run("session", "lock")
        after = status(session)
        lines = session.run("session", "log").out.splitlines()
        assert words(session) != program
        session.unlock()
        opened = session.run(*OPEN, "Two")
        asked = session.answered(*OPEN, "Three", reply="n")
        uses = status(session)

    changes = {"state": "locked", "writes_for": 0}
    clocks = ("locks_in", "ends_in")
    assert {**before, **changes} | dict.fromkeys(clocks) == {**after} | dict.fromkeys(clocks)
    assert [*log.splitlines(), lines[-1]] == lines
    assert lines[-1].endswith("locked: `aegis session lock` was typed")
    assert after["ends_in"] <= before["ends_in"]
    assert (opened.code, asked.code) == (0, 6)
    assert (uses["grant_writes_left"], len(uses["grant_uses"])) == (0, 2)
    assert at.sandbox.lines("auth0").count("POST /oauth/revoke") >= 1


def test_a_write_in_flight_gets_its_answer_before_a_lock_is_complete(
    at: Console, session: Held
) -> None:
    at.sandbox.fault("github", "POST", "/repos/acme/web/issues", delay=1.0, after=True)
    running = session.start(*OPEN, "In flight")
    session.terminal.expect(ASKED)
    session.terminal.answer("y")
    until(at.writes)
    program = words(session)
    at.sandbox.process.send_signal(signal.SIGSTOP)  # GitHub is silent, and so is Auth0
    locked = session.run("session", "lock")
    read = session.run(*LIST, "--output", "json")
    told = status(session)
    at.sandbox.process.send_signal(signal.SIGCONT)
    ended = running.ended()
    session.until(lambda: session.state() == "locked")
    lines = session.run("session", "log").out.splitlines()

    assert "A write that is being sent gets its answer first" in locked.out
    assert told["state"] == "locking"
    assert read.end == (4, "not_signed_in", "session_locked")
    assert ended.code == 0
    assert words(session) != program
    assert [line for line in lines if ", done: Open issue" in line]
    assert len(at.writes()) == 1


def test_a_sandbox_of_its_own_goes_on_with_its_session(at: Console) -> None:
    blank = dict.fromkeys(at.sandbox.environment, "")
    with held(at, first=("--sandbox",), more=blank) as session:
        assert session.answered(*OPEN, "Before", more=blank).code == 0
        session.run("session", "lock")
        session.unlock()
        shown = session.run(*LIST, more=blank)
        assert session.run("session", "end").code == 0
        session.terminal.ended()

    assert "Before" in shown.out


@pytest.fixture
def configured(at: Console) -> Iterator[Path]:
    path = at.folder / ".config" / "aegis" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text("[policy]\ndeny = ['issues.close']\n")
    yield path
    path.unlink()


def test_what_a_program_writes_into_the_settings_is_not_read_after_a_lock(
    at: Console, configured: Path
) -> None:
    with held(at) as session:
        configured.write_text("[policy]\ndeny = []\n")
        session.run("session", "lock")
        session.unlock()
        ended = session.run(*CLOSE, "--output", "json")

    assert ended.end == (5, "denied", "policy")


def test_who_is_connected_and_has_said_nothing_is_served_by_the_next_program(
    session: Held,
) -> None:
    with socket.socket(socket.AF_UNIX) as silent, socket.socket(socket.AF_UNIX) as half:
        silent.connect(session.address)
        half.connect(session.address)
        half.sendall(frames.pack(frames.CONTROL, b"status")[:-1])
        session.run("session", "status")  # by now both are known
        session.run("session", "lock")
        silent.sendall(frames.pack(frames.CONTROL, b"status"))
        told = received(silent)

        assert received(half)[:2] == [frames.ERROR, b"session_locked"]
    assert told[0] == frames.TOLD
    assert json.loads(told[1])["state"] == "locked"


def received(line: socket.socket) -> list[bytes]:
    line.settimeout(30)
    buffer = bytearray()
    while (frame := frames.take_frame(buffer)) is None:
        data = line.recv(65536)
        assert data
        buffer += data
    return frame


def test_a_lock_while_the_code_of_an_unlock_stands_takes_it_back(at: Console) -> None:
    with held(at) as session:
        session.run("session", "lock")
        at.sandbox.set(confirm="page")
        session.run("session", "unlock")
        session.terminal.expect("confirm the code")
        locked = session.run("session", "lock")
        at.sandbox.set(confirm="auto")
        session.unlock()

        assert "is locked." in locked.out
        assert session.run(*LIST).code == 0


def test_a_question_after_a_lock_is_in_the_encoding_in_which_the_session_began(
    at: Console,
) -> None:
    # NOTE: a fresh interpreter that does not see the last of these takes C for UTF-8.
    variables = "LC_ALL= LC_CTYPE= LANG=C PYTHONCOERCECLOCALE=0"
    with at.terminal(line=f'exec env {variables} "$AEGIS" session') as terminal:
        session = Held(at, terminal, address_in(terminal.expect("/s\r\n")))
        before = session.answered(*OPEN, "sp\xe4ter")
        session.run("session", "lock")
        session.unlock()
        after = session.answered(*OPEN, "noch sp\xe4ter")
        session.run("session", "end")
        terminal.ended()

    assert (before.code, after.code) == (0, 0)
    assert r'Open issue "noch sp\xe4ter" in acme/web' in terminal.raw
    assert "\xe4" not in terminal.raw


def test_what_an_unlock_waits_for_is_gone_from_the_screen_when_it_is_unlocked(at: Console) -> None:
    with held(at) as session:
        session.run("session", "lock")
        at.sandbox.set(confirm="page")
        session.run("session", "unlock")
        session.terminal.expect("Waiting for you to confirm")
        at.sandbox.set(confirm="auto")
        shown = len(session.terminal.raw)
        session.terminal.expect("unlocked")

    assert "\x1b[2K" in session.terminal.raw[shown:]


def test_a_request_that_meets_a_lock_ends_with_its_answer_or_as_locked(session: Held) -> None:
    ended: list[Ended] = []
    is_over = threading.Event()

    def ask() -> None:
        while not is_over.is_set():
            ended.append(session.run(*LIST, "--output", "json"))
            if ended[-1].code:  # it meets the next lock once there is an unlocked session
                is_over.wait(0.2)

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    for _ in range(3):
        until(partial(lambda before: len(ended) > before, len(ended)))
        session.run("session", "lock")
        session.unlock()
    is_over.set()
    for asker in askers:
        asker.join()
    last = session.run(*LIST)

    # A cancel that comes while its document is written leaves the exit code alone: none is half.
    ends = {each.end if each.out else (each.code, "", None) for each in ended}
    done, locked = (0, "done", None), (4, "not_signed_in", "session_locked")
    interrupted = {(130, "interrupted", "interrupted"), (130, "", None)}
    assert {done, locked} <= ends <= {done, locked, *interrupted}
    assert last.code == 0
