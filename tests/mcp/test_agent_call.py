"""A call to the agent, in one process: what becomes of its answer, and of none."""

import errno
import os
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.mcp import agent_call
from aegis_cli.mcp.agent_call import AgentCall
from aegis_cli.session.client.thin_client import BLOCKED, ENDED, Ended, Refusal, SeveralSessions
from tests.session.agent_here import open_descriptors


def test_a_call_that_was_withdrawn_before_it_began_reaches_nobody() -> None:
    call = AgentCall(b"{}")
    call.withdraw()

    assert call.document()["status"] == "interrupted"


def answered(
    monkeypatch: pytest.MonkeyPatch,
    written: bytes,
    ends: Ended | Refusal,
    order: bytes = b"the order",
) -> tuple[dict[str, Any], list[Any]]:
    """Make a call whose agent writes these bytes; return its document, and what the agent got."""
    ours, theirs = socket.socketpair()
    got: list[Any] = []

    before = threading.enumerate()

    def served(
        line: Any, words: Any, streams: Sequence[int], heard: Callable[[], None]
    ) -> Ended | Refusal:
        heard()
        given, out, err = streams
        # A server whose client has gone waits for none of them.
        assert all(thread.daemon for thread in threading.enumerate() if thread not in before)
        got.extend([line, words, os.read(given, 100), os.fstat(err).st_rdev])
        with suppress(BrokenPipeError):
            for at in range(0, len(written), 60_000):
                os.write(out, written[at : at + 60_000])
        return ends

    monkeypatch.setattr(agent_call, "connect", lambda: ours)
    monkeypatch.setattr(agent_call, "serve", served)
    with theirs:
        document = AgentCall(order).document()
        assert theirs.recv(1) == b""  # the line is closed
    return document, got


def test_what_the_agent_writes_is_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    document, got = answered(monkeypatch, b'{"status": "done"}', Ended(6))

    assert document == {"status": "done"}
    assert got[1:] == [
        ("mcp-call", "--output", "json"),
        b"the order",
        Path(os.devnull).stat().st_rdev,
    ]


@pytest.mark.parametrize("written", [b"", b"no JSON", b'{"x": "' + b"y" * 5_000_000 + b'"}'])
def test_what_is_no_document_leaves_it_unknown_whether_a_write_was_sent(
    monkeypatch: pytest.MonkeyPatch, written: bytes
) -> None:
    document, _ = answered(monkeypatch, written, Ended(0))

    assert document["status"] == "outcome_unknown"
    assert document["error"]["message"] == "The session gave no result."


def test_an_order_that_the_agent_does_not_read_stops_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document, got = answered(monkeypatch, b'{"status": "done"}', Ended(0), b"x" * 1_000_000)

    assert document == {"status": "done"}
    assert got[2] == b"x" * 100


def test_a_refusal_is_told_with_its_hint_whatever_was_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refusal = Refusal("busy", "Too much.", "Wait.")
    document, _ = answered(monkeypatch, b'{"status": "done"}', refusal)

    assert document["status"] == "busy"
    assert (document["error"]["message"], document["error"]["hint"]) == ("Too much.", "Wait.")
    assert answered(monkeypatch, b"", Refusal("busy", "x"))[0]["error"]["hint"] is None


@pytest.mark.parametrize(
    "written", [b"[]", b"{}", b"null", b"[" * 100_000, b'{"status": "fine"}', b'{"status": {}}']
)
def test_what_answers_otherwise_is_no_session_of_ours(
    monkeypatch: pytest.MonkeyPatch, written: bytes
) -> None:
    document, _ = answered(monkeypatch, written, Ended(0))

    assert document["status"] == "outcome_unknown"


@pytest.mark.parametrize("name", ["open", "pipe"])
def test_where_nothing_more_can_be_opened_nothing_stays_open_and_the_call_ends(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    ours, theirs = socket.socketpair()
    opened: list[int] = []

    def full(*_: Any) -> tuple[int, int]:
        if name == "open" or opened:
            raise OSError(errno.EMFILE, "Too many open files")
        opened.extend(_pipe())
        return opened[0], opened[1]

    _pipe = os.pipe
    before = open_descriptors()
    monkeypatch.setattr(agent_call, "connect", lambda: ours)
    monkeypatch.setattr(os, name, full)
    document = AgentCall(b"").document()
    monkeypatch.undo()
    theirs.close()

    assert document["status"] == "outcome_unknown"
    assert open_descriptors() == before - 2


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (None, "There is no session of aegis."),
        (BLOCKED, "blocked by a sandbox"),
        (ENDED, "that AEGIS_SESSION of this server names has ended"),
        (Refusal("no_session", "Another user listens.", "Begin one."), "Another user listens."),
        (Refusal("busy", "No answer.", "Try again."), "No answer."),
    ],
)
def test_why_nobody_is_reached_is_told_without_a_path(
    monkeypatch: pytest.MonkeyPatch, found: Refusal | None, says: str
) -> None:
    monkeypatch.setattr(agent_call, "connect", lambda: found)
    error = AgentCall(b"").document()["error"]

    assert says in error["message"]
    assert "/run" not in str(error)
    assert error["hint"]


def test_several_sessions_are_named_with_how_to_choose_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    several = SeveralSessions(["/run/a/s", "/run/b/s"])
    monkeypatch.setattr(agent_call, "connect", lambda: several)
    error = AgentCall(b"").document()["error"]

    assert error["code"] == "no_session"
    assert error["message"] == (
        "There are 2 sessions of aegis, and AEGIS_SESSION of this server names none: "
        "/run/a/s, /run/b/s."
    )
    assert "`AEGIS_SESSION=ADDRESS aegis session status` says whose it is" in error["hint"]
    assert "start this server again" in error["hint"]


def test_a_call_is_withdrawn_as_a_ctrl_c_would_and_only_while_it_lasts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours, theirs = socket.socketpair()
    cancelled: list[Any] = []
    call = AgentCall(b"")

    def served(line: Any, *_: Any) -> Refusal:
        for _time in ("first", "second"):  # the second has nothing to do
            call.withdraw()
            assert cancelled == [line]
        return Refusal("interrupted", "Interrupted.")

    monkeypatch.setattr(agent_call, "connect", lambda: ours)
    monkeypatch.setattr(agent_call, "serve", served)
    monkeypatch.setattr(agent_call, "cancel", cancelled.append)
    with theirs:
        assert call.document()["status"] == "interrupted"
    call.withdraw()

    assert cancelled == [ours]
    assert call.is_withdrawn


def test_the_agent_learns_that_nobody_waits_once_it_has_the_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours, theirs = socket.socketpair()
    told: list[bool] = []
    call = AgentCall(b"{}")

    def served(
        _line: Any, _words: Any, _streams: Any, heard: Callable[[], None]
    ) -> Ended | Refusal:
        call.await_end(waits=False)  # nobody waits, and the agent has not taken the call yet
        assert told == []
        heard()
        call.await_end(waits=False)  # it knows that
        call.await_end(waits=True)
        return Ended(0)

    monkeypatch.setattr(agent_call, "connect", lambda: ours)
    monkeypatch.setattr(agent_call, "serve", served)
    monkeypatch.setattr(agent_call, "await_end", lambda _line, *, waits: told.append(waits))
    with theirs:
        call.document()
    call.await_end(waits=False)  # it has ended

    assert told == [False, True]
