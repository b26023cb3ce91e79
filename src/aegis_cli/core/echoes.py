"""Finds secrets in a server's text, in any usual encoding, and takes them out. Pure.

Only the letters and digits of a text are compared, in lower case and with its escapes undone; so
spaces, line breaks, zero-width characters, percent-encoding and JSON escapes hide no secret. The
search is for pieces of each form of a secret: plain, base64 with either alphabet, hex, and the
bytes as decimal numbers. A secret that is compressed, encrypted, reversed or spelled in words is
not found.
"""

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from aegis_cli.core.needles import FRAGMENT, in_base64, pieces, telling
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import excerpt

SHORTEST = 6
"""Characters of the shortest secret that is looked for as it is; a shorter one may be a word."""

REDACTED = "[redacted]"

_MOST_LAYERS = 3  # escapes of escapes that are undone
_OTHERS = bytes(code for code in range(256) if not chr(code).isalnum() or code >= 0x80)  # noqa: PLR2004  # ASCII
_ESCAPE = re.compile(
    r"[\\%]u([0-9a-fA-F]{4})|(?:\\x|%)([0-9a-fA-F]{2})|&#x([0-9a-fA-F]{1,6});?|&#([0-9]{1,7});?"
)
_BREAK = re.compile(r"\\[bfnrt]")
"""A line break and its like, which a letter stands for. A server may send millions of them."""
_WIDE = re.compile("[\u2460-\u24ff\uff10-\uff5a\U0001d400-\U0001d7ff]")
"""Letters and digits in a circle, of full width, and in the alphabets of mathematics."""
_LETTER = re.compile(f"[0-9A-Za-z]|{_WIDE.pattern}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class _Needle:
    """A piece of one form of a secret, and that whole form; NOTE: both are secret."""

    piece: bytes
    whole: bytes

    def spans(self, essence: bytes) -> Iterator[tuple[int, int]]:
        """Find each occurrence, extended as far as it agrees with the whole form."""
        offset = self.whole.index(self.piece)
        at = essence.find(self.piece)
        while at >= 0:
            start, end = at, at + len(self.piece)
            left, right = offset, offset + len(self.piece)
            while start and left and essence[start - 1] == self.whole[left - 1]:
                start, left = start - 1, left - 1
            while essence[end : end + 1] == self.whole[right : right + 1] != b"":
                end, right = end + 1, right + 1
            yield start, end
            at = essence.find(self.piece, end)


@dataclass
class Echoes:
    """The secrets of one process, looked for in the texts of servers."""

    _plain: list[Secret] = field(default_factory=list, repr=False)
    _needles: list[_Needle] = field(default_factory=list, repr=False)
    _whole: list[bytes] = field(default_factory=list, repr=False)

    def add(self, *secrets: Secret) -> "Echoes":
        """Look for these secrets too."""
        for secret in secrets:
            self._plain.append(secret)
            self._needles += _needles(secret)
            self._whole += _whole_forms(secret)
        return self

    def are_in(self, text: str) -> bool:
        """Tell whether a text holds one of the secrets, or a piece of it, in any form."""
        return any(_is_plainly_in(secret, text) for secret in self._plain) or any(
            needle.piece in essence
            for essence in map(_essence, _until_unchanged(text, _unescape))
            for needle in self._needles
        )

    def are_plainly_in(self, data: bytes) -> bool:
        """Tell whether bytes hold one of the secrets, whole: as it is, or in base64.

        It is for what is too much for `are_in`, and that is compressed anyway.
        """
        return any(form in data for form in self._whole)

    def taken_out_of(self, text: str) -> str:
        """Return a text without the secrets and their pieces."""
        if not self.are_in(text):
            return text
        for secret in self._plain:
            if _is_plainly_in(secret, text):
                text = text.replace(secret.reveal(), REDACTED)
        spans = [span for layer in _layers(text) for span in self._spans(layer)]
        parts, end = [], 0
        for start, stop in sorted(spans):
            if start >= end:
                parts += [text[end:start], REDACTED]
            end = max(end, stop)
        return "".join([*parts, text[end:]])

    def _spans(self, layer: "_Layer") -> Iterator[tuple[int, int]]:
        """Find the secrets in one layer of a text, by their places in the text itself."""
        essence = _essence(layer.text)
        spans = [span for needle in self._needles for span in needle.spans(essence)]
        places = _places(layer.text) if spans else array("L")
        for start, end in spans:
            yield layer.starts[places[start]], layer.ends[places[end - 1]]


def redact(text: str, *secrets: Secret) -> str:
    """Return a text without the secrets, in case a server echoed them."""
    return Echoes().add(*secrets).taken_out_of(text)


def show(text: str, secrets: Iterable[Secret], *, most: int) -> str:
    """Return the excerpt of a text of a server, without the secrets.

    NOTE: the secrets are removed before the text is cut, since a part of a secret is still secret.
    """
    return excerpt(redact(text, *secrets), most)


def _is_plainly_in(secret: Secret, text: str) -> bool:
    return len(secret.reveal()) >= SHORTEST and secret.reveal() in text


def _needles(secret: Secret) -> Iterator[_Needle]:
    """Cut each form into pieces; any 23 bytes of the secret hold one, whatever the form."""
    data = telling(secret).encode("utf-8", "surrogatepass")
    decimal = "".join(map(str, data)).encode()
    wholes = [
        (data, 8),
        *((form, 14) for form in in_base64(data)),
        (data.hex().encode(), 30),
        (decimal, 30),
    ]
    for form, step in wholes:
        whole = form.lower().translate(None, _OTHERS)
        yield from (
            _Needle(piece, whole) for piece in pieces(whole, step) if len(piece) >= FRAGMENT
        )


def _whole_forms(secret: Secret) -> Iterator[bytes]:
    """Return the bytes of a secret, and of each way in which base64 writes it."""
    data = telling(secret).encode("utf-8", "surrogatepass")
    if len(data) >= FRAGMENT:
        yield from (data, *in_base64(data))


def _essence(text: str) -> bytes:
    """Return the letters and digits of a text, without their case and their style."""
    if not text.isascii():
        text = _WIDE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return text.encode("ascii", "ignore").lower().translate(None, _OTHERS)


def _places(text: str) -> "array[int]":
    """Return the place in a text of each byte of its essence."""
    places = array("L")
    for match in _LETTER.finditer(text):
        places.extend([match.start()] * len(_essence(match[0])))
    return places


def _until_unchanged(value: T, undo: Callable[[T], T]) -> Iterator[T]:
    """Return a value, and what `undo` makes of it, again and again until nothing changes."""
    yield value
    for _ in range(_MOST_LAYERS):
        before, value = value, undo(value)
        if value == before:
            return
        yield value


def _unescape(text: str) -> str:
    """Undo the escapes of a text once."""
    return _ESCAPE.sub(_char, _BREAK.sub("", text))


def _char(match: re.Match[str]) -> str:
    """Return the character of an escape; "" for a line break, and if there is no such one."""
    group = match.lastindex
    if group is None:
        return ""
    code = int(match[group], 10 if group == match.re.groups else 16)
    return chr(code) if code < 0x110000 else ""  # noqa: PLR2004  # where Unicode ends


@dataclass(frozen=True, slots=True)
class _Layer:
    """A text with its escapes undone, and the place of each of its characters in the original."""

    text: str
    starts: "array[int]"
    ends: "array[int]"


def _layers(text: str) -> Iterator[_Layer]:
    """Return a text and its versions with escapes undone, each with its places."""
    original = _Layer(text, array("L", range(len(text))), array("L", range(1, len(text) + 1)))
    return _until_unchanged(original, _unescaped_layer)


def _unescaped_layer(layer: _Layer) -> _Layer:
    """Undo the escapes of one layer once."""
    return _replace_in_layer(_replace_in_layer(layer, _BREAK), _ESCAPE)


def _replace_in_layer(layer: _Layer, pattern: re.Pattern[str]) -> _Layer:
    """Put the character of each escape in its place."""
    texts: list[str] = []
    starts, ends = array("L"), array("L")
    at = 0
    for match in [*pattern.finditer(layer.text), None]:
        start, end = match.span() if match else (len(layer.text), len(layer.text))
        texts.append(layer.text[at:start])
        starts += layer.starts[at:start]
        ends += layer.ends[at:start]
        char = _char(match) if match else ""
        if char:
            texts.append(char)
            starts.append(layer.starts[start])
            ends.append(layer.ends[end - 1])
        at = end
    return _Layer("".join(texts), starts, ends)
