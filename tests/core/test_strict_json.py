"""JSON that two readers could read differently is not read at all."""

import json

import pytest

from aegis_cli.core.strict_json import read_json
from tests.helpers.rows import for_each

REFUSED: dict[str, bytes] = {
    "a name twice": b'{"a": 1, "a": 1}',
    "a name twice, deep inside": b'{"a": [{"b": {"c": 1, "c": 2}}]}',
    "a name twice, spelled otherwise": b'{"a": 1, "\\u0061": 2}',
    "not a number": b'{"a": NaN}',
    "infinite": b"[Infinity]",
    "less than anything": b"[-Infinity]",
    "too large for a float": b"[1e400]",
    "ten thousand digits": b"9" * 10_000,
    "too deep": b"[" * 250 + b"]" * 250,
    "far too deep": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "half a character": b'"\\ud800"',
    "the other half": b'"\\udc00"',
    "half a character as a name": b'{"\\ud83d": 1}',
    "a byte-order mark": b"\xef\xbb\xbf{}",
    "UTF-16": "{}".encode("utf-16"),
    "UTF-16 without a mark": "{}".encode("utf-16-le"),
    "UTF-32": "{}".encode("utf-32-be"),
    "Latin-1": '"é"'.encode("latin-1"),
    "half a character in UTF-8": b'"\xed\xa0\x80"',
    "a NUL": b'"a\x00"',
    "a line feed in a text": b'"a\nb"',
    "two documents": b"{} {}",
    "a comma too many": b"[1,]",
    "a leading zero": b"[01]",
    "single quotes": b"{'a': 1}",
    "nothing": b"",
}


@for_each("data", REFUSED.values(), ids=REFUSED)
def test_what_two_readers_could_read_differently_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="JSON") as caught:
        read_json(data)

    assert not isinstance(caught.value, UnicodeDecodeError), "it holds what was sent"


@pytest.mark.parametrize(
    "document",
    [
        {"a": [1, -2.5, True, None, "é\U0001f4a5\x7f"], "b": {"a": {}}},
        {"a": {"b": 1}, "b": {"b": 2}},
        [[[["a", "a"]]]],
        "text",
        10**30,
    ],
)
def test_everything_else_is_read_as_it_is(document: object) -> None:
    assert document == read_json(json.dumps(document).encode())
    assert document == read_json(json.dumps(document, ensure_ascii=False).encode())
