"""One step that is ready to run: an action, its approval, and what must hold when it runs."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from aegis_cli.actions.action import Action, ids_to_resolve
from aegis_cli.actions.fields.fields import resolved_ids
from aegis_cli.actions.links import LinkAt, are_allowed, fill, linkings
from aegis_cli.actions.replaced_values import loose_pins
from aegis_cli.actions.results.conditions import stamp_of
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.targets.related_reads import RelatedRead
from aegis_cli.actions.targets.target import WHOLE, only
from aegis_cli.actions.targets.verification import Verification, verification
from aegis_cli.core.http import Request

Pinned: TypeAlias = str | int | None
"""A value that is pinned: a text, a whole number or a truth value; `None` where nothing is."""


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
    thing = answer if only(answer) is None else only(answer)
    if thing is None or not path.endswith(WHOLE):
        return pick(thing, path)
    value = pick(thing, path.removesuffix(WHOLE))
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _is_same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


@dataclass(slots=True)
class PinnedRead:
    """A read that an action names, and what is pinned of its answer."""

    first: Action[Any]
    """The read that is made for the question."""
    read: Action[Any]
    """The one right before the write: the same, or that which verifies what was found."""
    paths: set[str]
    """Where the target must not change, or nothing is approved."""
    resolved: list[tuple[str, Pinned]]
    """Each path with what the call has from it; `None` if nothing was found, or not yet."""
    loose: frozenset[str]
    """Where it must not change if it was looked at: all of this is pinned, or nothing."""
    may_be_absent: bool
    stamp: frozenset[str] = frozenset()
    """Where it changes with whatever is changed of it: pinned with the others, or not at all."""
    verified: Verification | None = None
    """By what the thing was found, where the read before the write does not look for it again."""

    @property
    def is_needed(self) -> bool:
        """Whether nothing is approved without this read."""
        return bool(self.paths or self.resolved)

    def is_held_by(self, one: Precondition | None) -> bool:
        """Tell whether a precondition pins exactly this; `None` stands for no precondition."""
        if one is None:
            return not self.is_needed
        paths = {path for path, _ in one.pins}
        needed = self.paths | {path for path, _ in self.resolved}
        # NOTE: what a caller could choose to pin would tell them what an answer holds.
        more = (needed | self.loose, needed | self.loose | self.stamp)
        is_exact = paths == needed or (paths in more and not one.is_absence)
        is_sorted = [path for path, _ in one.pins] == sorted(paths)
        if one.read != self.read or not (is_exact and is_sorted and paths):
            return False
        pins = dict(one.pins)
        is_whole = self.may_be_absent if one.is_absence else None not in pins.values()
        # NOTE: the policy judged the name alone, and an id may be of anything.
        is_named = self.verified is None or self.verified.is_name(pins[self.verified.at])
        is_found = all(_is_same(pins[path], has) for path, has in self.resolved)
        return is_whole and is_named and is_found


def pinned_reads(
    action: Action[Any], made: AbstractSet[str] = frozenset()
) -> tuple[PinnedRead, ...]:
    """Return the reads that an action names: of its target, and of what is found.

    `made` has the fields for which nothing is looked for, since an earlier call makes that.
    """
    target = action.facts.target_read
    reads: dict[Action[Any], PinnedRead] = {}
    if target is not None:
        read, may_be_absent = target.reading(action), bool(target.absent)
        loose, stamp = loose_pins(action), stamp_of(read.facts.result)
        reads[read] = PinnedRead(
            read, read, {*target.pins}, [], loose, may_be_absent, frozenset(stamp)
        )
    for name, mark in ids_to_resolve(action).items():
        if name in made:
            continue
        read, value = mark.reading(action), getattr(action, name)
        usual = PinnedRead(read, read, set(), [], frozenset(), may_be_absent=True)
        one = reads.setdefault(read, usual)
        # NOTE: each is compared with its pin, for two ids may be found at one place.
        one.resolved.append((mark.path, value))
        one.may_be_absent &= mark.or_absent
        verified = verification(action, mark)
        if verified is not None and value is not None:
            one.read, one.verified = verified.read(), verified
            one.paths |= verified.paths
    return tuple(reads.values())


def verifications(action: Action[Any]) -> Mapping[Action[Any], Verification]:
    """Return how what is found for a call is verified, by the look-up that finds it."""
    return {
        mark.reading(action): verified
        for mark in ids_to_resolve(action).values()
        if (verified := verification(action, mark)) is not None
    }


def preconditions_of(
    action: Action[Any],
    seen: Mapping[Action[Any], Any],
    *,
    made: AbstractSet[str] = frozenset(),
    loosely: bool = True,
    stamped: bool = False,
) -> tuple[Precondition, ...]:
    """Pin the values of its target and of found things that must not change until a call is sent.

    `seen` has the answers of reads that were made; `None` where there is nothing and that may be.
    What was not looked at is not pinned, and nothing that an earlier call makes, whose fields
    `made` has. `loosely` tells whether more than what is needed is, and
    `stamped` whether nothing at all may have changed of the target.
    Raises `ValueError` with a path where there is no value.
    """
    pinned = (
        (each.read, _pins(each, seen, loosely=loosely, stamped=stamped))
        for each in pinned_reads(action, made)
    )
    return tuple(Precondition(read, tuple(sorted(pins.items()))) for read, pins in pinned if pins)


def _pins(
    each: PinnedRead, seen: Mapping[Action[Any], Any], *, loosely: bool, stamped: bool
) -> dict[str, Pinned]:
    there = seen.get(each.first)
    is_absent = there is None and each.may_be_absent
    pins = {path: None if is_absent else value_in(there, path) for path in each.paths} | dict(
        each.resolved
    )
    if loosely and there is not None:
        more = each.loose | each.stamp if stamped else each.loose
        pins |= {path: value_in(there, path) for path in more}
    return pins


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
    related: tuple[str, ...] = ()
    """The names of the related reads that are to be made; what policy denies is not there."""
    links: tuple[LinkAt, ...] = ()
    """The links that its texts end with, of calls before it in the same run."""
    row: int = 0
    """The number of the row of a list that it is for, with others; 0 for none."""
    sends: Action[Any] | None = None
    """The action with its links, once there are answers to make them of; no message has it."""

    @property
    def related_reads(self) -> tuple[RelatedRead[Action[Any]], ...]:
        """The related reads that are to be made, as its class declares them."""
        return tuple(each for each in self.action.facts.related if each.name in self.related)

    @property
    def is_declared(self) -> bool:
        """Whether its class declares every related read that is to be made; none is, in place."""
        return len(self.related_reads) == len(self.related) and not (self.in_place and self.related)

    @property
    def is_linked(self) -> bool:
        """Whether each link is in a text that may have one."""
        return are_allowed(self.action, self.links)

    def request(self, base: str) -> Request:
        """Return what is approved of this call: with links, a template."""
        return replace(self.action.request(base), linking=linkings(self.action, self.links))

    def with_links(self, numbers: Mapping[LinkAt, str]) -> Action[Any]:
        """Return the action with its links, by the number of each."""
        return fill(self.action, self.links, numbers) if self.links else self.action

    @property
    def made_fields(self) -> frozenset[str]:
        """The fields that are the numbers of what earlier calls make."""
        return frozenset(each.field for each in self.links if each.is_number)

    @property
    def is_pinned(self) -> bool:
        """Whether the preconditions are those that the action names, no other and none less.

        A resolved id is pinned too: the call has exactly the value of its pin. If reading the
        target is optional, the call has either all of its pins, or none because the target was not
        read.
        """
        named = pinned_reads(self.action, self.made_fields)
        found, looked_for = resolved_ids(type(self.action)), ids_to_resolve(self.action)
        others = (name for name in found if name not in looked_for)
        if any(getattr(self.action, name) not in self._own_ids(name) for name in others):
            return False
        has = {each.read: each for each in self.preconditions}
        in_order = [has[each.read] for each in named if each.read in has]
        return in_order == [*self.preconditions] and all(
            each.is_held_by(has.get(each.read)) for each in named
        )

    def _own_ids(self, name: str) -> tuple[str | None, ...]:
        """Return what a field may have for which nothing is looked for."""
        own = resolved_ids(type(self.action))[name].itself(self.action)
        return (None, own) if own else (None,)

    @property
    def optional_reads(self) -> tuple[Action[Any], ...]:
        """The reads of preconditions without which it would be approved too."""
        needed = {each.read for each in pinned_reads(self.action) if each.is_needed}
        return tuple(each.read for each in self.preconditions if each.read not in needed)

    @property
    def pinned(self) -> tuple[tuple[Any, ...], ...]:
        """What must hold when it is sent, as JSON: each read, and the values of its answer."""
        return tuple(
            (each.read.facts.action, each.read.sent_arguments(), each.pins)
            for each in self.preconditions
        )

    def fingerprint(self, request: Request) -> str:
        """Return the fingerprint of a request of this call, with what must hold when it is sent."""
        return request.fingerprint(self.pinned)


def digest_of(fingerprints: Iterable[str]) -> str:
    """Return the SHA-256 over the fingerprints of all requests of a plan, in order."""
    return hashlib.sha256(json.dumps([*fingerprints]).encode()).hexdigest()
