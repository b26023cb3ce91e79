"""What a client of a session says where the agent does not say how its request ended."""

import os
import socket
from typing import Any

import pytest

from aegis_cli.session.client import thin_client
from aegis_cli.session.client.thin_client import Refusal, serve
from aegis_cli.session.line import frames


@pytest.mark.parametrize("hangs_up", [False, True])
def test_after_a_ctrl_c_it_says_that_it_stopped_waiting_and_nothing_of_the_session(
    monkeypatch: pytest.MonkeyPatch, *, hangs_up: bool
) -> None:
    ours, theirs = socket.socketpair()
    frame = thin_client._frame
    waits: list[bool] = []

    def interrupted(line: Any, buffer: bytearray) -> list[bytes] | None:
        waits.append(True)
        if len(waits) == 1:
            raise KeyboardInterrupt
        if hangs_up:
            theirs.close()
        return frame(line, buffer)

    monkeypatch.setattr(thin_client, "PATIENCE_WITH_SILENCE", 0.01)
    monkeypatch.setattr(thin_client, "_frame", interrupted)
    with ours, theirs, open(os.devnull, "rb+", buffering=0) as nowhere:  # noqa: PTH123  # a number
        ended = serve(ours, ("ask", "it"), [nowhere.fileno()] * 3)
        heard = b"" if hangs_up else theirs.recv(65_536) + theirs.recv(65_536)

    assert isinstance(ended, Refusal)
    assert (ended.code, ended.message.startswith("You stopped waiting")) == (
        "outcome_unknown",
        True,
    )
    assert hangs_up or frames.CANCEL in heard


def test_a_ctrl_c_right_behind_a_request_that_was_sent_cancels_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours, theirs = socket.socketpair()
    send, sent = thin_client._send, list[bytes]()

    def interrupted(line: Any, data: bytes, descriptors: list[int]) -> None:
        send(line, data, descriptors)
        sent.append(data)
        if len(sent) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(thin_client, "PATIENCE_WITH_SILENCE", 0.01)
    monkeypatch.setattr(thin_client, "_send", interrupted)
    with ours, theirs, open(os.devnull, "rb+", buffering=0) as nowhere:  # noqa: PTH123  # as above
        ended = serve(ours, ("ask", "it"), [nowhere.fileno()] * 3)
        heard = theirs.recv(65_536) + theirs.recv(65_536)

    assert isinstance(ended, Refusal)
    assert ended.code == "outcome_unknown"
    assert heard.endswith(frames.pack(frames.CANCEL))


@pytest.mark.parametrize(("says", "waits"), [(frames.pack(frames.BEGUN), 0.02), (b"", 0.01)])
def test_after_a_ctrl_c_less_is_waited_for_an_agent_that_has_not_said_a_word(
    monkeypatch: pytest.MonkeyPatch, says: bytes, waits: float
) -> None:
    ours, theirs = socket.socketpair()
    frame, heard = thin_client._frame, list[str]()

    def interrupted(line: Any, buffer: bytearray) -> list[bytes] | None:
        if line.gettimeout() is None and (not says or heard):
            raise KeyboardInterrupt
        return frame(line, buffer)

    monkeypatch.setattr(thin_client, "PATIENCE", 0.02)
    monkeypatch.setattr(thin_client, "PATIENCE_WITH_SILENCE", 0.01)
    monkeypatch.setattr(thin_client, "_frame", interrupted)
    theirs.sendall(says)
    with ours, theirs, open(os.devnull, "rb+", buffering=0) as nowhere:  # noqa: PTH123  # as above
        ended = serve(ours, ("ask", "it"), [nowhere.fileno()] * 3, lambda: heard.append("heard"))
        assert ours.gettimeout() == waits

    assert isinstance(ended, Refusal)
    assert heard == ["heard"] * bool(says)


def test_an_agent_that_hangs_up_by_itself_is_said_to_have_ended() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, open(os.devnull, "rb+", buffering=0) as nowhere:  # noqa: PTH123  # as above
        theirs.shutdown(socket.SHUT_WR)
        ended = serve(ours, ("ask", "it"), [nowhere.fileno()] * 3)

    assert isinstance(ended, Refusal)
    assert ended.message.startswith("The session ended before it answered")
