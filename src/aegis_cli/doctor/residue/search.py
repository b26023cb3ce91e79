"""Counts the copies of secrets in bytes, in each form that they may have; pure.

Results contain the names of secrets, and never a secret.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from aegis_cli.core.needles import forms
from aegis_cli.core.secret import Secret

OVERLAP = 64 * 1024
"""Bytes that two neighbouring chunks share, so that no secret is cut."""

Needles: TypeAlias = Mapping[str, Secret]
"""The secrets that are searched for, by names that may be shown."""

Copies: TypeAlias = Mapping[str, Mapping[str, int]]
"""The number of copies in each form, by the name of the secret; only secrets that were found."""


@dataclass
class Search:
    """Counts copies in chunk after chunk; a copy that is in two overlapping chunks counts twice.

    NOTE: most bytes of memory occur in no secret. A chunk without them is an eighth as long, and
    the bytes of a secret are next to each other in it, for any width of characters. That is
    searched first, and copies are counted only if it contains a secret.
    """

    needles: Needles
    size: int = 0
    """The number of bytes that were searched."""
    found: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._forms = {name: forms(secret) for name, secret in self.needles.items()}
        self._marks = {name: marks(known) for name, known in self._forms.items()}
        used = {byte for known in self._marks.values() for mark in known for byte in mark}
        self._unused = bytes(byte for byte in range(256) if byte not in used)

    def through(self, chunks: Iterable[bytes]) -> "Search":
        """Search these chunks too."""
        for chunk in chunks:
            self.size += len(chunk)
            shortened = chunk.translate(None, self._unused)
            for name, known in self._marks.items():
                if any(mark in shortened for mark in known):
                    self._count(chunk, name)
        return self

    def _count(self, chunk: bytes, name: str) -> None:
        for form, pieces in self._forms[name].items():
            count = sum(map(chunk.count, pieces))
            if count:
                copies = self.found.setdefault(name, {})
                copies[form] = copies.get(form, 0) + count


def marks(known: Mapping[str, tuple[bytes, ...]]) -> tuple[bytes, ...]:
    """Return the shortest byte strings so that each form, without its zeros, contains one."""
    narrow = {piece.translate(None, b"\0") for pieces in known.values() for piece in pieces}
    shortest: list[bytes] = []
    for piece in sorted(narrow, key=len):
        if not any(mark in piece for mark in shortest):
            shortest.append(piece)
    return tuple(shortest)


def count(chunks: Iterable[bytes], needles: Needles) -> dict[str, dict[str, int]]:
    """Count the copies of each secret, in each form."""
    return Search(needles).through(chunks).found
