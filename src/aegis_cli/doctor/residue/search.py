"""Counts the copies of secrets in bytes, in each form that they may have; pure.

Results contain the names of secrets, and never a secret.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from aegis_cli.core.needles import forms
from aegis_cli.core.secret import Secret

OVERLAP = 64 * 1024
"""Bytes that two neighbouring chunks share, so that no secret is cut."""

Needles: TypeAlias = Mapping[str, Secret]
"""The secrets that are searched for, by names that may be shown."""

Copies: TypeAlias = Mapping[str, Mapping[str, int]]
"""The number of copies in each form, by the name of the secret; only secrets that were found."""


def count(chunks: Iterable[bytes], needles: Needles) -> dict[str, dict[str, int]]:
    """Count the copies of each secret, in each form; one in two overlapping chunks counts twice.

    NOTE: most bytes of memory occur in no secret. A chunk without them is an eighth as long, and
    the bytes of a secret are next to each other in it, for any width of characters. That is
    searched first, and copies are counted only if it contains a secret.
    """
    known = {name: forms(secret) for name, secret in needles.items()}
    marks_of = {name: marks(its_forms) for name, its_forms in known.items()}
    used = {byte for its_marks in marks_of.values() for mark in its_marks for byte in mark}
    unused = bytes(byte for byte in range(256) if byte not in used)
    found = {name: Counter[str]() for name in needles}
    for chunk in chunks:
        shortened = chunk.translate(None, unused)
        for name, its_marks in marks_of.items():
            if any(mark in shortened for mark in its_marks):
                found[name].update(_copies(chunk, known[name]))
    return {name: dict(copies) for name, copies in found.items() if copies}


def _copies(chunk: bytes, known: Mapping[str, tuple[bytes, ...]]) -> dict[str, int]:
    numbers = {form: sum(map(chunk.count, pieces)) for form, pieces in known.items()}
    return {form: number for form, number in numbers.items() if number}


def marks(known: Mapping[str, tuple[bytes, ...]]) -> tuple[bytes, ...]:
    """Return the shortest byte strings so that each form, without its zeros, contains one."""
    narrow = {piece.translate(None, b"\0") for pieces in known.values() for piece in pieces}
    shortest: list[bytes] = []
    for piece in sorted(narrow, key=len):
        if not any(mark in piece for mark in shortest):
            shortest.append(piece)
    return tuple(shortest)
