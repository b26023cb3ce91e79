"""A channel opens for the right answer of the right process, and sends no secret before."""

import os
import select
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from aegis_cli.adapters.process import isolated
from aegis_cli.adapters.process.channel import Channel
from aegis_cli.adapters.process.inherited import ForkedChild
from aegis_cli.adapters.process.isolated import start
from aegis_cli.errors import Bug
from tests.helpers.patience import PATIENCE
from tests.helpers.support import ROOT, until

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says who made a socket")

PRELUDE = """
import os, socket, sys
first = socket.socket(fileno=0)
challenge = first.recv(32, socket.MSG_WAITALL)
ours, theirs = socket.socketpair()
answered = lambda said, *fds: socket.send_fds(first, [said], fds)
"""
ANSWER = "answered(challenge, theirs.fileno())"


@pytest.fixture
def behind() -> Iterator[Callable[[str], Channel]]:
    """Start programs behind a channel, each of which has received the challenge."""
    made: list[Channel] = []

    def start(code: str) -> Channel:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [
                sys.executable,
                "-I",
                "-c",
                f"{PRELUDE}\n{code}\ntheirs.close()\nours.recv(1)",
            ]
            made.append(Channel(subprocess.Popen(command, stdin=theirs.fileno()), ours))
        return made[-1]

    yield start
    for channel in made:
        channel.end()
        channel.close()


def test_the_right_answer_opens_it(behind: Callable[[str], Channel]) -> None:
    channel = behind(ANSWER)
    before, first = channel.is_open, channel.line

    channel.open()
    channel.open()

    assert (False, True) == (before, channel.is_open)
    assert (-1, False) == (first.fileno(), channel.line.get_inheritable())


@pytest.mark.parametrize(
    "code",
    [
        "answered(challenge)",
        "answered(bytes(32), theirs.fileno())",
        "answered(challenge[:31], theirs.fileno())",
        "answered(challenge + b'!', theirs.fileno())",
        "first.shutdown(socket.SHUT_WR)",
        "os._exit(0)",
        pytest.param(
            f"if not os.fork(): ours, theirs = socket.socketpair(); {ANSWER}", marks=linux
        ),
    ],
)
def test_another_answer_opens_nothing(code: str, behind: Callable[[str], Channel]) -> None:
    channel = behind(code)

    with pytest.raises(Bug, match="told nothing"):
        channel.open()

    assert not channel.is_open


def test_a_challenge_that_somebody_else_took_away_is_never_answered() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        child = subprocess.Popen([sys.executable, "-I", "-c", PRELUDE], stdin=theirs.fileno())
        channel = Channel(child, ours)
        taken = theirs.recv(32)

        with pytest.raises(Bug, match="told nothing"):
            channel.open(0.2)

    channel.end()
    channel.close()
    assert 32 == len(taken)


def test_without_patience_a_missing_answer_is_an_error_at_once() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        channel = Channel(subprocess.Popen(["/bin/true"]), ours)
        with pytest.raises(BlockingIOError):
            channel.open(0.0)

    channel.end()
    channel.close()


@linux
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can look into a hardened process")
def test_a_process_that_has_answered_is_hardened_and_its_streams_are_sockets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(isolated, "ROOT", str(ROOT))
    channel = start("tests.executor.described", environment=os.environ, stderr="drop")

    channel.open()

    folder = Path(f"/proc/{channel.process.pid}")
    limits = (folder / "limits").read_text()
    # It closes the sockets that it was started with and that it made, soon after the answer.
    until(lambda: len([*(folder / "fd").iterdir()]) == 3)
    streams = [str((folder / "fd" / at).readlink()).partition(":")[0] for at in "01"]
    with pytest.raises(OSError, match="No such device"):
        os.open(folder / "fd" / "0", os.O_RDWR)
    channel.end()
    channel.close()
    assert "Max core file size        0" in limits
    assert ["socket", "socket"] == streams


def test_large_messages_go_both_ways_and_the_end_of_one_leaves_the_other_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(isolated, "ROOT", str(ROOT))
    channel = start("tests.executor.described", environment={}, stderr="drop")
    channel.open()

    with channel.file("wb") as told:
        told.write(b"x" * 8_000_000)
    channel.finish()
    said = channel.file("rb").read()

    channel.end()
    channel.close()
    assert 8_000_000 == said.count(b"x" * 1000) * 1000
    assert 0 == channel.process.returncode


def test_the_end_of_a_channel_that_was_never_opened_ends_its_process() -> None:
    channel = start("aegis_cli.executor.child", environment={}, stderr="drop")

    channel.end(patience=PATIENCE)
    channel.close()

    assert 0 == channel.process.returncode


# A fork of another's fork server, whose process id nobody here knows


def test_a_fork_is_awaited_by_the_end_of_its_line_and_is_told_to_end_first() -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(ForkedChild(ours), ours, is_open=True)
    with channel.file("rb") as pipe:
        assert channel.process.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            channel.process.wait(0.01)

        channel.finish()
        assert theirs.recv(1) == b""
        theirs.sendall(b"last\n")
        theirs.close()
        channel.end(PATIENCE)
        assert pipe.readline() == b"last\n"
    channel.close()

    assert channel.process.returncode == 0


@pytest.mark.parametrize("ends", [Channel.kill, lambda channel: channel.end(0.01)])
def test_a_fork_that_does_not_end_is_ended_by_its_line(ends: Callable[[Channel], None]) -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(ForkedChild(ours), ours, is_open=True)

    ends(channel)

    assert theirs.recv(1) == b""
    with theirs, pytest.raises(BrokenPipeError):
        theirs.sendall(b"too late")
    channel.close()


def test_a_fork_that_hangs_up_unheard_is_not_awaited_once_it_was_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On macOS `poll` reports no hang-up where no event is asked for."""
    deaf = SimpleNamespace(register=lambda *_: None, poll=lambda _: [])
    monkeypatch.setattr(select, "poll", lambda: deaf)
    ours, theirs = socket.socketpair()
    channel = Channel(ForkedChild(ours), ours, is_open=True)

    channel.end(0.01)

    assert channel.process.returncode == 0
    theirs.close()
    channel.close()
