"""Messages that come piece by piece are whole, or an error."""

from itertools import chain

import pytest

from aegis_cli.adapters.process import line_buffer
from aegis_cli.adapters.process.json_lines import Broken, encode
from aegis_cli.adapters.process.line_buffer import LineBuffer
from tests.adapters.process.test_json_lines import MESSAGES


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_what_comes_in_pieces_is_read_when_its_line_is_whole(size: int) -> None:
    data = b"".join(map(encode, MESSAGES))
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    buffer = LineBuffer()

    assert MESSAGES == [*chain.from_iterable(map(buffer.messages, pieces))]
    assert [] == [*buffer.messages(b'{"go": "s1"}')]


def test_what_is_broken_stops_behind_the_messages_before_it() -> None:
    messages = LineBuffer().messages(b'{"go": "s1"}\n[]\n')

    assert {"go": "s1"} == next(messages)
    with pytest.raises(Broken):
        next(messages)


def test_a_line_without_end_is_kept_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_buffer, "LARGEST", 4)
    buffer = LineBuffer()

    assert [] == [*buffer.messages(b"1234")]
    with pytest.raises(Broken, match="too long"):
        next(buffer.messages(b"5"))
