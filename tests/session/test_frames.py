"""The frames of a session: what was packed comes out again, and nothing else does."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.session.client.errands import ERRANDS
from aegis_cli.session.line import frames

PROTOCOLS = {1: "41f68f25248bf2b5"}
"""What the frames of each protocol are, as a digest of the names and of the grammar above them."""


def test_who_changes_the_frames_raises_the_protocol_that_each_end_says() -> None:
    names = {name: value for name, value in vars(frames).items() if isinstance(value, bytes)}
    names |= {name.decode().upper(): name for name in ERRANDS}
    grammar = (frames.__doc__ or "").partition("\n\n")[2].partition("\n\n")[0]
    said = f"{sorted(names.items())} {' '.join(grammar.split())}"

    assert PROTOCOLS[frames.PROTOCOL] == hashlib.sha256(said.encode()).hexdigest()[:16]
    assert max(PROTOCOLS) == frames.PROTOCOL


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=8))
def test_what_was_packed_is_taken_out_again(parts: list[bytes]) -> None:
    buffer = bytearray(frames.pack(*parts) + b"rest")

    assert frames.take_frame(buffer) == parts
    assert buffer == b"rest"


@given(st.lists(st.binary(max_size=20), max_size=8))
def test_a_list_is_one_part(words: list[bytes]) -> None:
    assert frames.words_of(frames.join_words(words)) == words


@given(st.binary(max_size=40), st.integers(0, 39))
def test_a_part_of_a_frame_is_not_taken(part: bytes, cut: int) -> None:
    whole = frames.pack(part)
    buffer = bytearray(whole[: min(cut, len(whole) - 1)])
    before = bytes(buffer)

    assert frames.take_frame(buffer) is None
    assert bytes(buffer) == before


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x10\x00\x01",
        b"\x00\x00\x00\x00",
        b"\x00\x00\x00\x02ab",
        b"\x00\x00\x00\x05\x00\x00\x00\x09a",
    ],
    ids=["longer than a frame may be", "empty", "without a length", "longer than its frame"],
)
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(frames.BadFrame):
        frames.take_frame(bytearray(data))


@pytest.mark.parametrize("size", [frames.LARGEST - 5, frames.LARGEST - 4])
def test_a_frame_may_be_as_long_as_the_longest(size: int) -> None:
    assert frames.take_frame(bytearray(frames.pack(b"x" * size))) == [b"x" * size]


def test_one_byte_more_than_the_longest_is_refused() -> None:
    with pytest.raises(frames.BadFrame):
        frames.take_frame(bytearray(frames.pack(b"x" * (frames.LARGEST - 3))))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_frame_or_refused(data: bytes) -> None:
    buffer = bytearray(data)
    try:
        parts = frames.take_frame(buffer)
    except frames.BadFrame:
        return
    assert parts is None or frames.pack(*parts) + bytes(buffer) == data
