"""The lines of git's protocol: where one ends, and what is none."""

import pytest

from aegis_cli.core.pkt_lines import FLUSH, BadLine, line_end, message_end, pkt_line


def test_a_line_says_its_length_with_itself() -> None:
    assert b"0006a\n" == pkt_line(b"a\n")
    assert b"0004" == pkt_line(b"")


@pytest.mark.parametrize(
    ("data", "end"),
    [
        (b"", None),
        (b"000", None),
        (b"0006a", None),
        (b"0006a\n", 6),
        (b"0006a\n0000", 6),
        (b"0000", 4),
        (b"0001", 4),
        (b"0002", 4),
        (b"0004", 4),
        (b"fff0" + bytes(65_516), 65_520),
    ],
)
def test_a_line_ends_where_its_length_says(data: bytes, end: int | None) -> None:
    assert end == line_end(data, 0)


@pytest.mark.parametrize("data", [b"0003", b"fff1", b"0x12", b"+012", b" 012", b"zzzz", b"-001"])
def test_what_is_no_length_is_no_line(data: bytes) -> None:
    with pytest.raises(BadLine):
        line_end(data, 0)


def test_a_message_ends_with_its_first_flush() -> None:
    first, cut = pkt_line(b"command=fetch") + b"0001" + pkt_line(b"done"), b"0009wan"

    assert (len(first) + 4, True) == message_end(first + FLUSH + b"zzzz")
    assert (len(first), False) == message_end(first + cut)
    assert (len(first) + 4, True) == message_end(first + FLUSH, len(first))
