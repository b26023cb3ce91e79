"""A gh that waits says all in time, and is told nothing before all else is done."""

import socket
import threading
import time
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

import pytest

from aegis_cli.adapters import gh_line
from aegis_cli.adapters.gh_line import GhLine

pytestmark = pytest.mark.enable_socket


@pytest.fixture(name="ends")
def two_ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


@pytest.fixture(name="file")
def a_file() -> Iterator[IO[bytes]]:
    with TemporaryFile() as file:
        yield file


def test_what_it_is_told_waits_until_it_is_answered(
    ends: tuple[socket.socket, socket.socket], file: IO[bytes]
) -> None:
    gh, checks = GhLine(ends[0], file), list[str]()
    gh.asked = b"asked"

    def check() -> None:
        checks.append("checked")

    assert b"asked" == gh.converse(b"", check)
    gh.converse(b"told", check)
    ends[1].settimeout(0.0)
    with pytest.raises(BlockingIOError):
        ends[1].recv(1)

    assert (b"told", ["checked"] * 2) == (gh.told, checks)


def test_a_gh_that_does_not_say_all_in_time_is_given_up(
    ends: tuple[socket.socket, socket.socket], file: IO[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gh_line, "FIRST", 0.05)
    gh = GhLine(ends[0], file)
    ends[1].sendall(b"GET")

    assert b"GET" == gh.receive(100)
    with pytest.raises(TimeoutError):
        gh.receive(100)


def test_what_is_sent_arrives(ends: tuple[socket.socket, socket.socket], file: IO[bytes]) -> None:
    GhLine(ends[0], file).send(b"HTTP/1.1 200 OK")

    assert b"HTTP/1.1 200 OK" == ends[1].recv(100)


def test_a_gh_that_takes_its_answer_too_slowly_is_given_up(
    ends: tuple[socket.socket, socket.socket], file: IO[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gh_line, "LONGEST", 0.3)
    gh, taken = GhLine(ends[0], file), list[bytes]()

    def take() -> None:
        while piece := ends[1].recv(20_000):  # so each piece alone is taken in time
            taken.append(piece)
            time.sleep(0.01)

    def send_all() -> None:
        for _ in range(200):
            gh.send(b"a" * 50_000)

    taking = threading.Thread(target=take)
    taking.start()
    with pytest.raises(TimeoutError):
        send_all()
    ends[0].close()
    taking.join()

    assert len(taken) > 10
