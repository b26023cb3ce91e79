"""One step that is ready to run: an action, its approval, and what must hold when it runs."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

from aegis_cli.actions.action import Action
from aegis_cli.actions.views import pick
from aegis_cli.core.http import Request

Pinned: TypeAlias = str | int
"""A value that is pinned: a text, a whole number or a truth value."""


@dataclass(frozen=True, slots=True)
class Precondition:
    """A read, and what its answer must still hold right before a write."""

    read: Action[Any]
    pins: tuple[tuple[str, Pinned], ...]
    """Dotted path and value, by path."""

    @classmethod
    def of(cls, read: Action[Any], paths: Iterable[str], answer: Any) -> Self:
        """Pin what an answer holds; raise `ValueError` with a path where there is no value."""
        pins = tuple((path, pick(answer, path)) for path in sorted(paths))
        for path, value in pins:
            if not isinstance(value, str | int):
                raise ValueError(path)  # noqa: TRY004  # the answer is wrong, not the caller
        return cls(read, pins)

    def holds(self, answer: Any) -> bool:
        """Tell whether an answer has the pinned values; `1` is not `true`."""
        found = ((pick(answer, path), value) for path, value in self.pins)
        return all(type(one) is type(other) and one == other for one, other in found)


@dataclass(frozen=True, slots=True)
class Call:
    """An action with the seal that lets it write."""

    id: str
    action: Action[Any]
    seal: str | None = None
    """The fingerprint of the approved request; `None` for a read."""
    preconditions: tuple[Precondition, ...] = ()
    """What is read and compared again before the write is sent."""

    @property
    def is_pinned(self) -> bool:
        """Whether the preconditions are those that the action names, no other and none less."""
        read, stake = self.action.target_read(), self.action.facts.stake
        named = [] if read is None or stake is None else [(read, sorted(stake.pins))]
        return named == [
            (each.read, [path for path, _ in each.pins]) for each in self.preconditions
        ]

    def fingerprint(self, request: Request) -> str:
        """Return the fingerprint of a request of this call, with what must hold when it is sent."""
        return request.fingerprint(
            tuple(
                (each.read.request(request.base).fingerprint(), each.pins)
                for each in self.preconditions
            )
        )


def digest_of(fingerprints: Iterable[str]) -> str:
    """Return the SHA-256 over the fingerprints of all requests of a plan, in order."""
    return hashlib.sha256(json.dumps([*fingerprints]).encode()).hexdigest()
