"""The bytes that a call takes: all but the last piece leave at once, and that if they are these."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from aegis_cli.adapters import source as sources
from aegis_cli.adapters.source import BodySource, NotWhole
from aegis_cli.core.http import Commitment, HeldBack


@pytest.fixture(autouse=True)
def _short_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_PIECE", 4)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[int]:
    path = tmp_path / "file"
    path.write_bytes(b"abcdefghij")
    number = os.open(path, os.O_RDWR)
    yield number
    os.close(number)


def to(data: bytes) -> Commitment:
    return Commitment(len(data), hashlib.sha256(data).hexdigest())


WHOLE = to(b"abcdefghij")


def left(source: BodySource, commitment: Commitment) -> tuple[bytes, HeldBack | None]:
    """Return what leaves, and why the rest does not."""
    sent = b""
    try:
        for piece in source.pieces(commitment):
            sent += piece
    except NotWhole as held:
        return sent, held.why
    return sent, None


def test_all_of_it_leaves_if_it_is_what_was_approved(file: int) -> None:
    source = BodySource(file)

    assert (b"abcdefghij", None) == left(source, WHOLE)
    assert source.is_whole


def test_each_attempt_begins_anew_wherever_the_file_is_read_meanwhile(file: int) -> None:
    source = BodySource(file)
    left(source, WHOLE)
    os.lseek(file, 3, os.SEEK_SET)

    assert (b"abcdefghij", None) == left(source, WHOLE)


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        (b"abcdefghiX", b"abcdefgh"),
        (b"Xbcdefghij", b"Xbcdefgh"),
        (b"abcdefghijk", b"abcdefgh"),
        (b"abcdefghi", b"abcdefghi"),
        (b"abcdefgh", b"abcdefgh"),
        (b"abc", b"abc"),
        (b"", b""),
    ],
)
def test_of_a_file_that_has_changed_the_last_part_never_leaves(
    file: int, now: bytes, sent: bytes
) -> None:
    os.ftruncate(file, 0)
    os.pwrite(file, now, 0)
    source = BodySource(file)

    assert (sent, HeldBack.CHANGED) == left(source, WHOLE)
    assert not source.is_whole


def test_what_changes_while_it_is_sent_is_not_sent_whole(file: int) -> None:
    pieces = BodySource(file).pieces(WHOLE)
    assert b"abcd" == next(pieces)
    os.pwrite(file, b"X", 9)

    assert b"efgh" == next(pieces)
    with pytest.raises(NotWhole):
        next(pieces)


def test_a_file_of_one_piece_is_held_back_whole(file: int) -> None:
    os.ftruncate(file, 4)

    assert (b"", HeldBack.CHANGED) == left(BodySource(file), to(b"abcX"))


def test_nothing_leaves_once_it_is_to_stop(file: int) -> None:
    source = BodySource(file)
    pieces = source.pieces(WHOLE)
    assert b"abcd" == next(pieces)

    source.is_stopped = True

    with pytest.raises(NotWhole) as held:
        next(pieces)
    assert HeldBack.STOPPED is held.value.why


def test_it_says_how_far_it_is(file: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_BETWEEN", -1.0)
    told: list[tuple[int, int]] = []

    left(BodySource(file, told=lambda size, of: told.append((size, of))), WHOLE)

    assert [(4, 10), (8, 10)] == told


def test_what_is_no_file_gives_nothing() -> None:
    read, write = os.pipe()
    os.write(write, b"abcdefghij")

    assert (b"", HeldBack.CHANGED) == left(BodySource(read), WHOLE)
    os.close(read)
    os.close(write)
