"""One step that is ready to run: an action, its approval, and what must hold when it runs."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from aegis_cli.actions.action import Action, found_in, to_find
from aegis_cli.actions.beside import Beside
from aegis_cli.actions.templates import pick
from aegis_cli.core.http import Request

Pinned: TypeAlias = str | int | None
"""A value that is pinned: a text, a whole number or a truth value; `None` where nothing is."""

WHOLE = "."
"""The path of all that an answer holds, which is pinned by its SHA-256."""


@dataclass(frozen=True, slots=True)
class Precondition:
    """A read, and what its answer must still hold right before a write."""

    read: Action[Any]
    pins: tuple[tuple[str, Pinned], ...]
    """Dotted path and value, by path."""

    @property
    def is_absence(self) -> bool:
        """Whether there must be nothing to read."""
        return all(value is None for _, value in self.pins)

    def holds(self, answer: Any) -> bool:
        """Tell whether an answer has the pinned values; `1` is not `true`.

        `None` as an answer means that there is nothing.
        """
        if answer is None or self.is_absence:
            return answer is None and self.is_absence
        return all(_is_same(_at(answer, path), value) for path, value in self.pins)


def value_in(answer: Any, path: str) -> Pinned:
    """Return what an answer, or the only item of a list, has at a path; `ValueError` if nothing."""
    value = _at(answer, path)
    if not isinstance(value, str | int):
        raise ValueError(path)  # noqa: TRY004  # the answer is wrong, not the caller
    return value


def _at(answer: Any, path: str) -> Any:
    thing = answer[0] if isinstance(answer, list) and len(answer) == 1 else answer
    if path == WHOLE and thing is not None:
        return hashlib.sha256(json.dumps(thing, sort_keys=True).encode()).hexdigest()
    return pick(thing, path)


def _is_same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


@dataclass(slots=True)
class PinnedRead:
    """A read that an action names, and what is pinned of its answer."""

    read: Action[Any]
    paths: set[str]
    """Where the target must not change."""
    found: dict[str, Pinned]
    """By path, what the call has from this read; `None` if it was not made yet, or found nothing"""
    may_be_absent: bool

    def is_held_by(self, one: Precondition) -> bool:
        """Tell whether a precondition pins exactly this."""
        paths = [path for path, _ in one.pins]
        if one.read != self.read or paths != sorted(self.paths | self.found.keys()):
            return False
        pins = dict(one.pins)
        is_whole = self.may_be_absent if one.is_absence else None not in pins.values()
        return is_whole and all(_is_same(pins[path], has) for path, has in self.found.items())


def pinned_reads(action: Action[Any]) -> tuple[PinnedRead, ...]:
    """Return the reads that an action names: of its target, and of what is found."""
    target = action.facts.target
    reads: dict[Action[Any], PinnedRead] = {}
    if target is not None:
        read, may_be_absent = target.reading(action), bool(target.absent)
        reads[read] = PinnedRead(read, {*target.pins}, {}, may_be_absent=may_be_absent)
    for name, found in to_find(action).items():
        read = found.reading(action)
        one = reads.setdefault(read, PinnedRead(read, set(), {}, may_be_absent=True))
        one.found[found.path] = getattr(action, name)
        one.may_be_absent &= found.or_absent
    return tuple(reads.values())


def preconditions_of(action: Action[Any], there: Any) -> tuple[Precondition, ...]:
    """Pin what must not change until a call is sent: of its target, and what was found.

    `there` is the answer of the action's `target_read`; `None` if there is nothing, where that may
    be. Raises `ValueError` with a path where there is no value.
    """
    target = action.facts.target

    def value(path: str) -> Pinned:
        is_absent = there is None and target is not None and bool(target.absent)
        return None if is_absent else value_in(there, path)

    return tuple(
        Precondition(
            each.read,
            tuple(sorted(({path: value(path) for path in each.paths} | each.found).items())),
        )
        for each in pinned_reads(action)
    )


@dataclass(frozen=True, slots=True)
class Call:
    """An action with the seal that lets it write."""

    id: str
    action: Action[Any]
    seal: str | None = None
    """The fingerprint of the approved request; `None` for a read."""
    preconditions: tuple[Precondition, ...] = ()
    """What is read and compared again before the write is sent."""
    in_place: bool = False
    """Whether an answer from elsewhere, by a redirect, is none: so is a read for an approval."""
    beside: tuple[str, ...] = ()
    """The names of the reads beside it that are to be made; what policy denies is not there."""

    @property
    def reads_beside(self) -> tuple[Beside, ...]:
        """The reads beside it that are to be made, as its class declares them."""
        return tuple(each for each in self.action.facts.beside if each.name in self.beside)

    @property
    def is_declared(self) -> bool:
        """Whether its class declares every read that is to be made beside it; none is, in place."""
        return len(self.reads_beside) == len(self.beside) and not (self.in_place and self.beside)

    @property
    def is_pinned(self) -> bool:
        """Whether the preconditions are those that the action names, no other and none less.

        What a read found is pinned too: the call has the very value of its pin.
        """
        named = pinned_reads(self.action)
        others = found_in(type(self.action)).keys() - to_find(self.action).keys()
        if any(getattr(self.action, name) is not None for name in others):
            return False
        return len(named) == len(self.preconditions) and all(
            map(PinnedRead.is_held_by, named, self.preconditions)
        )

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
