"""The lines of a pipe: one JSON object each, bounded; anything else is an error."""

import io
from typing import Any, cast

import pytest

from aegis_cli.adapters.process.json_lines import LARGEST, Broken, read_line, write_line
from tests.helpers.rows import for_each

MESSAGES: list[dict[str, Any]] = [
    {},
    {"go": "s1"},
    {"title": "two\nlines\r\nand \u2028 more"},
    {"emoji": "\U0001f680", "accent": "é", "nul": "\x00"},
    {"half a surrogate": "\ud800"},
    {"number": 12345678901234567890, "none": None, "list": [1, [2]]},
]


@for_each("message", MESSAGES)
def test_what_is_written_is_read_back(message: dict[str, Any]) -> None:
    pipe = io.BytesIO()

    write_line(pipe, message)
    pipe.seek(0)

    assert message == read_line(pipe)


def test_each_message_is_one_line() -> None:
    pipe = io.BytesIO()

    for message in MESSAGES:
        write_line(pipe, message)

    assert len(MESSAGES) == pipe.getvalue().count(b"\n")


def test_a_message_is_flushed_at_once() -> None:
    raw = io.BytesIO()
    pipe = io.BufferedWriter(cast("io.RawIOBase", raw))

    write_line(pipe, {"go": "s1"})

    assert b'{"go": "s1"}\n' == raw.getvalue()


def test_the_end_of_the_pipe_is_none() -> None:
    assert read_line(io.BytesIO()) is None


@for_each(
    "line",
    [
        b'{"go": "s1"}',
        b'{"go": "s1"',
        b"\n",
        b"[]\n",
        b'"go"\n',
        b"null\n",
        b"12\n",
        b"not JSON\n",
        b"\xff\xfe\n",
        b"\x80\x04}\x94.\n",
        b"[" * 100_000 + b"\n",
    ],
    ids=lambda line: repr(line[:20]),
)
def test_anything_but_a_whole_line_with_an_object_is_broken(line: bytes) -> None:
    with pytest.raises(Broken):
        read_line(io.BytesIO(line))


class Endless(io.RawIOBase):
    """A pipe that never ends a line, and notes how much was asked of it."""

    def __init__(self) -> None:
        self.asked = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        self.asked = size if size is not None else -1
        return b"x" * self.asked


def test_a_line_without_end_is_read_up_to_a_limit() -> None:
    pipe = Endless()

    with pytest.raises(Broken, match="too long"):
        read_line(cast("io.BytesIO", pipe))

    assert LARGEST + 1 == pipe.asked
