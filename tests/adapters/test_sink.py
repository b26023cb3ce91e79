"""The file that takes a download: piece by piece, whole or not at all."""

import hashlib
import os
from pathlib import Path

import pytest

from aegis_cli.adapters import sink as sinks
from aegis_cli.adapters.sink import PipeSink, Sink
from aegis_cli.core.http import Stored
from aegis_cli.errors import Code, Failed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


def opened(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT)


def test_what_came_is_in_the_file_with_its_length_and_hash(path: Path) -> None:
    sink = Sink(opened(path))
    sink.begin(6, searched=False)

    assert [True, True] == [sink.take(b"abc"), sink.take(b"def")]

    assert b"abcdef" == path.read_bytes()
    assert Stored(6, hashlib.sha256(b"abcdef").hexdigest()) == sink.stored


@pytest.mark.parametrize("length", [5, 7])
def test_a_file_of_another_length_is_not_whole(path: Path, length: int) -> None:
    sink = Sink(opened(path))
    sink.begin(length, searched=False)
    sink.take(b"abcdef")

    assert sink.stored is None


def test_a_further_attempt_begins_with_an_empty_file(path: Path) -> None:
    sink = Sink(opened(path))
    sink.begin(6, searched=False)
    sink.take(b"abcdef")

    sink.begin(1, searched=False)
    sink.take(b"x")

    assert b"x" == path.read_bytes()
    assert Stored(1, hashlib.sha256(b"x").hexdigest()) == sink.stored


def test_what_is_too_large_is_not_taken(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sinks, "LARGEST", 4)
    sink = Sink(opened(path))
    sink.begin(None, searched=False)

    assert [True, False] == [sink.take(b"abcd"), sink.take(b"e")]
    assert b"abcd" == path.read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_file_that_cannot_be_written_ends_it(path: Path) -> None:
    path.touch()
    sink = Sink(os.open("/dev/full", os.O_WRONLY))
    sink.begin(3, searched=False)

    with pytest.raises(Failed, match="cannot be written: No space left") as raised:
        sink.take(b"abc")

    assert Code.OUTPUT is raised.value.code


def test_what_comes_from_who_had_a_token_is_searched_across_pieces(path: Path) -> None:
    searched: list[bytes] = []
    sink = Sink(opened(path), search=searched.append)
    sink.begin(None, searched=True)

    sink.take(b"...ghu_01234")
    sink.take(b"56789abcdef...")

    assert b"ghu_0123456789abcdef" in searched[-1]


def test_what_comes_from_a_storage_host_is_not_searched(path: Path) -> None:
    searched: list[bytes] = []
    sink = Sink(opened(path), search=searched.append)
    sink.begin(None, searched=False)

    sink.take(b"abc")

    assert [] == searched


def test_how_far_it_is_is_told_now_and_then(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int | None]] = []
    monkeypatch.setattr(sinks, "_BETWEEN", -1.0)
    sink = Sink(opened(path), told=lambda size, of: told.append((size, of)))
    sink.begin(6, searched=False)

    sink.take(b"abc")
    sink.take(b"def")

    assert [(3, 6), (6, 6)] == told


def test_a_pipe_takes_whole_answers_one_behind_the_other() -> None:
    reads, writes = os.pipe()
    sink = PipeSink(writes)
    for piece in (b"abc", b"def"):
        sink.begin(3, searched=False)
        sink.take(piece)
        assert sink.stored is not None
    os.close(writes)

    assert b"abcdef" == os.read(reads, 10)
    os.close(reads)


def test_an_answer_of_which_a_part_is_in_a_pipe_is_not_asked_for_again() -> None:
    reads, writes = os.pipe()
    sink = PipeSink(writes)
    sink.give_up("it broke")
    sink.begin(6, searched=False)
    sink.take(b"abc")

    with pytest.raises(Failed, match="broke off: it broke") as refused:
        sink.give_up("it broke")
    assert Code.OUTPUT is refused.value.code
    os.close(reads)
    os.close(writes)


def test_a_file_lets_an_attempt_fail(path: Path) -> None:
    sink = Sink(opened(path))
    sink.begin(6, searched=False)
    sink.take(b"abc")

    sink.give_up("it broke")

    assert b"abc" == path.read_bytes()
