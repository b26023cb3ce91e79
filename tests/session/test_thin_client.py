"""What a client of a session says where the agent does not say how its request ended."""

import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.adapters.jq.line import JqLine
from aegis_cli.session import frames, thin_client
from aegis_cli.session.thin_client import Refusal, serve


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


def answers(*asked: bytes) -> tuple[list[bytes] | None, list[int]]:
    """Have the client do something for its agent; return its answer, and what it handed over."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(frames.pack(*asked) + frames.pack(frames.EXIT, b"0"))
        thin_client._until_end(ours, bytearray(), lambda: None, thin_client._Errands(()))
        data, descriptors, _, _ = socket.recv_fds(theirs, 65_536, 4)
    return frames.take_frame(bytearray(data)), descriptors


def test_a_child_for_jq_is_the_clients_own() -> None:
    answer, [line] = answers(frames.JQ, b"")

    with JqLine(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=line)) as jq:
        jq.take(".a")
        assert [1] == jq.results({"a": 1})
    assert [frames.FILE, b""] == answer


@pytest.mark.parametrize(
    ("address", "browser", "reason"),
    [
        ("https://github.com/acme/web", "true", b""),
        ("https://github.com/acme/web", "", b"no browser opens it"),
        ("http://github.com/acme/web", "true", b"no browser opens it"),
        ("file:///etc/passwd", "true", b"no browser opens it"),
    ],
)
def test_a_page_by_https_is_opened_by_the_clients_browser(
    monkeypatch: pytest.MonkeyPatch, address: str, browser: str, reason: bytes
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BROWSER", browser)
    monkeypatch.setattr(sys, "platform", "linux")

    assert ([frames.FILE, reason], []) == answers(frames.BROWSE, address.encode())


MADE = (frames.MAKE, b"log.txt", b"0")


@pytest.mark.parametrize(
    ("words", "asked", "is_made"),
    [
        (("--to", "log.txt"), MADE, True),
        (("--to=log.txt",), MADE, True),
        (("--to", "log.txt", "--force"), (frames.MAKE, b"log.txt", b"1"), True),
        (("--to", "log.txt"), (frames.MAKE, b"log.txt", b"1"), False),
        (("--to", "other.txt"), MADE, False),
        ((), MADE, False),
    ],
)
def test_a_client_makes_only_the_file_that_its_own_words_name(
    words: tuple[str, ...],
    asked: tuple[bytes, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_made: bool,
) -> None:
    """Another process of the same user may have taken the agent's place."""
    monkeypatch.chdir(tmp_path)
    ours, theirs = socket.socketpair()
    told = [asked, (frames.KEEP, asked[1]), (frames.EXIT, b"0")]
    with ours, theirs, open(os.devnull, "rb+", buffering=0) as nowhere:  # noqa: PTH123  # as above
        theirs.sendall(b"".join(frames.pack(*each) for each in told))
        serve(ours, ("do", "jobs.get_logs", *words), [nowhere.fileno()] * 3)

    assert (["log.txt"] if is_made else []) == [each.name for each in tmp_path.iterdir()]


def test_what_an_agent_never_named_keeps_its_other_name_or_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ours, theirs = socket.socketpair()
    with ours, theirs, open(os.devnull, "rb+", buffering=0) as nowhere:  # noqa: PTH123  # as above
        theirs.sendall(frames.pack(*MADE) + frames.pack(frames.EXIT, b"7"))
        serve(ours, ("do", "jobs.get_logs", "--to", "log.txt"), [nowhere.fileno()] * 3)

    assert [] == [*tmp_path.iterdir()]
