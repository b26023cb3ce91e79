"""The forms in which a secret may lie about, and how many copies are in some bytes; pure.

Results name a secret, and never hold one.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from aegis_cli.core.secret import Secret

FRAGMENT = 16
"""Bytes of a secret that are taken for the secret."""

_STEPS = 8  # pieces at most, and nearly so, of a secret however long it is
_STEP = 8
_SIGNED = 3
"""Parts of a signed token (RFC 7515, section 3.1)."""

Needles: TypeAlias = Mapping[str, Secret]
"""What is looked for, by a name that may be shown."""

Copies: TypeAlias = Mapping[str, Mapping[str, int]]
"""How many copies of what were found, by form; nothing for what was not found."""


def forms(secret: Secret) -> dict[str, tuple[bytes, ...]]:
    """Return the bytes that a secret, or a piece of it, is recognised by."""
    text = _telling(secret.reveal())
    data = text.encode()
    return {
        "utf-8": (data,),
        "fragment": tuple(_fragments(data)),
        # Without the zeros at their ends, both byte orders are the same.
        "utf-16": (text.encode("utf-16-le")[:-1],),
        "utf-32": (text.encode("utf-32-le")[:-3],),
        "base64": tuple(_in_base64(data)),
        "hex": (data.hex().encode(), data.hex().upper().encode()),
    }


@dataclass
class Search:
    """Counts copies in piece after piece; one that lies in two of them counts twice.

    NOTE: most bytes of memory are in no secret. Without them a piece is an eighth as long, and
    what a secret is recognised by still stands together in it, in whichever width it was written.
    So that is searched first, and the copies are counted only where it holds something.
    """

    needles: Needles
    size: int = 0
    """Bytes looked at."""
    found: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._forms = {name: forms(secret) for name, secret in self.needles.items()}
        self._marks = {name: marks(known) for name, known in self._forms.items()}
        letters = {letter for known in self._marks.values() for mark in known for letter in mark}
        self._others = bytes(letter for letter in range(256) if letter not in letters)

    def through(self, chunks: Iterable[bytes]) -> "Search":
        """Look through these too."""
        for chunk in chunks:
            self.size += len(chunk)
            essence = chunk.translate(None, self._others)
            for name, known in self._marks.items():
                if any(mark in essence for mark in known):
                    self._count(chunk, name, self._forms[name])
        return self

    def _count(self, chunk: bytes, name: str, known: Mapping[str, tuple[bytes, ...]]) -> None:
        for form, pieces in known.items():
            count = sum(map(chunk.count, pieces))
            if count:
                copies = self.found.setdefault(name, {})
                copies[form] = copies.get(form, 0) + count


def marks(known: Mapping[str, tuple[bytes, ...]]) -> tuple[bytes, ...]:
    """Return the few byte strings of which each form holds one, once its zeros are left out."""
    narrow = {piece.translate(None, b"\0") for pieces in known.values() for piece in pieces}
    shortest: list[bytes] = []
    for piece in sorted(narrow, key=len):
        if not any(mark in piece for mark in shortest):
            shortest.append(piece)
    return tuple(shortest)


def count(chunks: Iterable[bytes], needles: Needles) -> dict[str, dict[str, int]]:
    """Count the copies of each secret, in each form."""
    return Search(needles).through(chunks).found


def _telling(secret: str) -> str:
    """Return the part that makes it a secret: of a signed token, its signature.

    The other two parts are the same in many tokens, and open nothing.
    """
    parts = secret.split(".")
    return parts[-1] if len(parts) == _SIGNED and len(parts[-1]) >= FRAGMENT else secret


def _fragments(data: bytes) -> Iterator[bytes]:
    """Cut a secret so that any 23 bytes of it hold a whole fragment; of a long one, any third."""
    last = max(len(data) - FRAGMENT, 0)
    for start in sorted({*range(0, last, max(len(data) // _STEPS, _STEP)), last}):
        yield data[start : start + FRAGMENT]


def _in_base64(data: bytes) -> Iterator[bytes]:
    """Encode a secret at each place that it can have in a group of three bytes."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + data).rstrip(b"=")
        # The first and the last digits hold bits of what stands around it.
        yield encoded[(0, 2, 3)[before] : -1]
