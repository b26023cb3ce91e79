"""A child stays for one program: as long as that lives, and no longer than ten minutes."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from aegis_cli.session.line.peers import Peer
from aegis_cli.session.requests import kept_children
from aegis_cli.session.requests.kept_children import LONGEST, KeptChildren
from aegis_cli.session.requests.served_request import ServedRequest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux names processes so")

_LINE = "import subprocess, sys; p = subprocess.Popen(['sleep', '60']); print(p.pid, flush=True);"


class Program:
    """A program that has started a client, and the child that was begun for that."""

    def __init__(self) -> None:
        words = [sys.executable, "-c", f"{_LINE} sys.stdin.read(); p.kill(); p.wait()"]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        self.client = int(self.process.stdout.readline())
        self.peers = list[Peer]()

    def request(self) -> ServedRequest:
        """Return a request of its client."""
        peer = Peer(self.client, os.geteuid(), os.pidfd_open(self.client))
        self.peers.append(peer)
        return cast("ServedRequest", SimpleNamespace(peer=peer, is_program=False))

    def end(self) -> None:
        """End it, and its client."""
        if self.process.poll() is None:
            self.process.communicate(b"")
        for peer in self.peers:
            peer.close()
        self.peers.clear()


@pytest.fixture(name="git")
def a_program() -> Iterator[Program]:
    program = Program()
    yield program
    program.end()


@pytest.fixture(name="lines")
def a_line() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def lent(kept: KeptChildren, git: Program, lines: tuple[socket.socket, socket.socket]) -> Any:
    """Have a request of a program use a child, and end; return the request."""
    request = git.request()
    kept.lend(request, lines[0])
    lines[0].close()
    return request


def has_ended(lines: tuple[socket.socket, socket.socket]) -> bool:
    """Tell whether nobody holds the line to the child any more."""
    lines[1].settimeout(0.0)
    try:
        return not lines[1].recv(1)
    except BlockingIOError:
        return False


def test_a_child_that_was_given_back_serves_the_next_request_of_its_program(
    git: Program, lines: tuple[socket.socket, socket.socket]
) -> None:
    kept = KeptChildren()
    first, second = lent(kept, git, lines), git.request()
    assert kept.take(second) is None  # the first request uses it

    kept.take_back(first)
    kept.forget(first)
    line = kept.take(second)

    assert line is not None
    line.sendall(b"x")
    assert b"x" == lines[1].recv(1)
    line.close()
    kept.forget(second)
    assert has_ended(lines)


def test_no_other_program_gets_it(git: Program, lines: tuple[socket.socket, socket.socket]) -> None:
    kept, other = KeptChildren(), Program()
    kept.take_back(lent(kept, git, lines))

    assert kept.take(other.request()) is None
    other.end()
    kept.close()
    assert has_ended(lines)


def test_it_ends_with_its_program(git: Program, lines: tuple[socket.socket, socket.socket]) -> None:
    kept = KeptChildren()
    kept.take_back(lent(kept, git, lines))
    kept.look()
    assert not has_ended(lines)

    git.end()
    kept.look()

    assert has_ended(lines)


def test_it_ends_after_ten_minutes(
    git: Program,
    lines: tuple[socket.socket, socket.socket],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [5000.0]
    monkeypatch.setattr(kept_children, "time", SimpleNamespace(monotonic=lambda: now[0]))
    kept = KeptChildren()
    kept.take_back(lent(kept, git, lines))
    now[0] += LONGEST
    kept.look()
    assert not has_ended(lines)

    now[0] += 1
    kept.look()

    assert has_ended(lines)


def test_one_that_has_ended_serves_nobody(
    git: Program, lines: tuple[socket.socket, socket.socket]
) -> None:
    kept = KeptChildren()
    kept.take_back(lent(kept, git, lines))
    lines[1].close()

    assert kept.take(git.request()) is None


def test_a_request_that_ends_without_a_word_ends_its_child(
    git: Program, lines: tuple[socket.socket, socket.socket]
) -> None:
    kept = KeptChildren()
    kept.forget(lent(kept, git, lines))

    assert has_ended(lines)


def test_for_a_client_whose_program_is_not_known_none_stays(
    lines: tuple[socket.socket, socket.socket],
) -> None:
    kept = KeptChildren()
    orphan = cast(
        "ServedRequest", SimpleNamespace(peer=Peer(1, os.geteuid(), None), is_program=False)
    )

    kept.lend(orphan, lines[0])

    assert kept.take(orphan) is None
    lines[0].close()
    assert has_ended(lines)
