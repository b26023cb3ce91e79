"""How many copies of secrets are in some bytes, in each form that they may have; pure.

Results name a secret, and never hold one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from aegis_cli.core.needles import forms
from aegis_cli.core.secret import Secret

Needles: TypeAlias = Mapping[str, Secret]
"""What is looked for, by a name that may be shown."""

Copies: TypeAlias = Mapping[str, Mapping[str, int]]
"""How many copies of what were found, by form; nothing for what was not found."""


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
