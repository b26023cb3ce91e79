"""The keys that are for aegis, and those that are for the command."""

import pytest

from aegis_cli.adapters.pseudo_terminal.chord import Chord
from tests.helpers.rows import for_each


@for_each(
    ("parts", "through", "keys"),
    [
        ([b"abc"], b"abc", []),
        ([b"a\x1dlb"], b"ab", [b"l"]),
        ([b"a\x1d", b"l", b"b"], b"ab", [b"l"]),
        ([b"\x1d\x1d"], b"\x1d", []),
        ([b"\x1d", b"\x1d", b"x"], b"\x1dx", []),
        ([b"\x1d\x1d\x1dp"], b"\x1d", [b"p"]),
        ([b"\x1dl\x1du"], b"", [b"l", b"u"]),
        ([b"\x1d\x1b[Ax"], b"x", [b"\x1b[A"]),
        ([b"\x1d\x1bOPx"], b"x", [b"\x1bOP"]),
        ([b"\x1d\x1b"], b"", [b"\x1b"]),
        (["\x1dé!".encode()], b"!", ["é".encode()]),
        ([b"\x1d\xff!"], b"!", [b"\xff"]),
        ([b"\x1d\r"], b"", [b"\r"]),
        # kitty's protocol: pressed, released, and all keys as codes
        ([b"\x1b[93;5ul"], b"", [b"l"]),
        ([b"\x1b[93;5:1u\x1b[93;5:3u\x1b[108ux"], b"x", [b"l"]),
        ([b"\x1b[93;5u\x1b[93;5u"], b"\x1b[93;5u", []),
        ([b"\x1b[27;5;93~p"], b"", [b"p"]),  # xterm's
        ([b"\x1b[93u\x1b[93;6u"], b"\x1b[93u\x1b[93;6u", []),  # ] alone, and with Shift
        ([b"\x1d\x1b[108;1:3u", b"q"], b"", [b"q"]),
    ],
)
def test_a_key_behind_the_prefix_is_for_aegis(
    parts: list[bytes], through: bytes, keys: list[bytes]
) -> None:
    chord = Chord()

    found = [chord.feed(part) for part in parts]

    assert through == b"".join(part for part, _ in found)
    assert keys == [key for _, part in found for key in part]


@pytest.mark.parametrize(
    ("prefix", "coded"),
    [(b"\x01", b"\x1b[97;5u"), (b"\x1c", b"\x1b[92;5u"), (b"\x1a", b"\x1b[122;5u")],
)
def test_the_prefix_may_be_another_key(prefix: bytes, coded: bytes) -> None:
    chord = Chord(prefix)

    assert (b"\x1d", [b"l", b"u"]) == chord.feed(b"\x1d" + prefix + b"l" + coded + b"u")
