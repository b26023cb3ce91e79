"""Descriptors that come over a channel, beside its lines."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from aegis_cli.adapters.process.descriptors import close_all, reader_of, send_with
from aegis_cli.adapters.process.json_lines import read_line, write_line


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_a_descriptor_comes_with_its_message(
    pair: tuple[socket.socket, socket.socket], tmp_path: Path
) -> None:
    ours, theirs = pair
    pipe, raw = reader_of(theirs)
    with (tmp_path / "file").open("wb") as file, ours.makefile("wb") as out:
        write_line(out, {"open": 1})
        send_with(ours, {"run": [], "much": "x" * 100_000}, [file.fileno()])
        write_line(out, {"go": "s1"})

    first, second, third = read_line(pipe), read_line(pipe), read_line(pipe)

    assert {"open": 1} == first
    assert second is not None
    assert ({"go": "s1"}, 1) == (third, second["descriptors"])
    (number,) = raw.take(1)
    os.write(number, b"here")
    close_all([number])
    assert b"here" == (tmp_path / "file").read_bytes()


@pytest.mark.parametrize("count", [1, -1])
def test_a_descriptor_that_did_not_come_is_missing(
    pair: tuple[socket.socket, socket.socket], count: int
) -> None:
    _, raw = reader_of(pair[1])

    with pytest.raises(ValueError, match="are missing"):
        raw.take(count)
