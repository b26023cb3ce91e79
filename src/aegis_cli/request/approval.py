"""`approve()`, which alone makes an `Approved`; pure.

What is approved is a set of fingerprints of the requests that will be sent.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import InitVar, dataclass, field, replace
from itertools import pairwise, starmap
from typing import NoReturn

from aegis_cli.actions.call import Call, digest_of
from aegis_cli.actions.facts import Approval, Effect
from aegis_cli.errors import Code, NotApproved, Status
from aegis_cli.planning.expansion import Act
from aegis_cli.request.consent import Consent, acts_to_ask, needs_approval
from aegis_cli.request.linking import needs_of


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person answered on the terminal."""

    yes: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    """What was typed for each typed act, by its id."""
    left_out: frozenset[str] = frozenset()
    """The ids of the acts that the person struck out."""


class Declined(NotApproved, ends={Status.DECLINED}):
    """The person was asked, and did not approve it."""


_ONLY_HERE = object()


@dataclass(frozen=True, slots=True)
class Approved:
    """Acts that may run, with a seal on each write. Only `approve()` makes one."""

    calls: tuple[Call, ...]
    fingerprints: tuple[str, ...]
    """Those of the calls, in their order."""
    key: InitVar[object]

    def __post_init__(self, key: object) -> None:
        """Refuse to exist unless `approve()` made it."""
        if key is not _ONLY_HERE:
            raise TypeError("only approve() makes an Approved")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        # NOTE: a copy could be changed, and nobody would have approved the changed plan.
        raise TypeError("an Approved is neither copied nor stored")

    @property
    def digest(self) -> str:
        """The digest of all of it."""
        return digest_of(self.fingerprints)

    @property
    def writes(self) -> bool:
        """Whether anything of it writes."""
        return any(call.seal is not None for call in self.calls)

    @property
    def is_typed(self) -> bool:
        """Whether anything of it was approved by typing its name."""
        approvals = {call.action.facts.approval for call in self.calls}
        return Approval.TYPED in approvals

    def portions(self, most: int) -> tuple["Approved", ...]:
        """Return it in portions of so many calls at most, each of which is approved by itself.

        NOTE: what belongs together stays so: a thing is touched by the first write of its row, and
        a link is filled in where the answer is that it is of.
        """
        return tuple(
            Approved(
                self.calls[part.start : part.stop],
                self.fingerprints[part.start : part.stop],
                _ONLY_HERE,
            )
            for part in portions_of(self.calls, most)
        )


def portions_of(calls: Sequence[Call], most: int) -> Iterator[range]:
    """Yield the places of the calls of each portion: cut between two rows, and at no link.

    A portion has more than `most` only where all of it belongs together.
    """
    yield from starmap(range, pairwise((0, *_ends(calls, most), len(calls))))


def _ends(calls: Sequence[Call], most: int) -> Iterator[int]:
    at, start, end = {call.id: place for place, call in enumerate(calls)}, 0, 0
    first_of = [min((at[link.of] for link in call.links), default=len(calls)) for call in calls]
    for place in range(1, len(calls) + 1):
        is_in_row = place < len(calls) and 0 < calls[place].row == calls[place - 1].row
        if is_in_row or min(first_of[place:], default=place) < place:
            continue
        if place - start > most and end > start:
            yield end
            start = end
        end = place


def with_needing(acts: Iterable[Act], ids: AbstractSet[str]) -> frozenset[str]:
    """Return these ids, with those of the acts that need one of them."""
    found = {*ids}
    for act_id, needed in needs_of(acts).items():  # what one needs is an earlier one
        if not needed.isdisjoint(found):
            found.add(act_id)
    return frozenset(found)


def with_linked(acts: Iterable[Act], ids: AbstractSet[str]) -> frozenset[str]:
    """Return these ids, with those of the acts whose links are of one of them."""
    found = {*ids}
    for act in acts:  # a link is of an earlier one
        if any(link.of in found for link in act.links):
            found.add(act.id)
    return frozenset(found)


def remaining_acts(acts: tuple[Act, ...], reply: Reply | None) -> tuple[Act, ...]:
    """Return the acts that the person did not strike out; all of them without a reply.

    What needs one that was struck out is struck out with it.
    """
    left_out = with_needing(acts, reply.left_out if reply else frozenset())
    return tuple(act for act in acts if act.id not in left_out)


def is_yes(asked: tuple[Act, ...], reply: Reply) -> bool:
    """Tell whether a reply approves all that the person left of what they were asked about."""
    left = remaining_acts(asked, reply)
    return bool(left) and not any(_why_not(act, reply) for act in left)


def approve(acts: tuple[Act, ...], reply: Reply | None, *, consent: Consent) -> Approved:
    """Seal what the person or the command line approved; raise `NotApproved` otherwise.

    What the person struck out is not in it: it gets no seal and is not sent.
    """
    to_ask = acts_to_ask(acts, consent)
    if to_ask and reply is None:
        raise needs_approval(to_ask, consent)
    left = remaining_acts(acts, reply)
    ids = [act.id for act in left]
    if any(link.of not in ids[:at] for at, act in enumerate(left) for link in act.links):
        raise ValueError("a link is of an act before it, which is approved with it")
    reply = reply or Reply()
    to_check = tuple(act for act in to_ask if act in left)
    if to_ask and not to_check:
        raise _decline("You left out everything")
    for why in (_why_not(act, reply) for act in to_check):
        if why:
            raise _decline(why)
    return Approved(tuple(map(_seal, left)), tuple(act.fingerprint for act in left), _ONLY_HERE)


def _why_not(act: Act, reply: Reply) -> str:
    """Say why the person's reply does not approve an act; "" if it does."""
    typed = reply.typed.get(act.id) if act.approval is Approval.TYPED else None
    if typed is not None and not act.action.is_target(typed):
        return f"What you typed is not {act.action.phrase()}"
    is_no = typed is None and (act.approval is Approval.TYPED or not reply.yes)
    return "You did not approve it" if is_no else ""


def _decline(why: str) -> Declined:
    return Declined(f"{why}; nothing was sent.", code=Code.DECLINED)


def _seal(act: Act) -> Call:
    if not act.action.is_committed:
        raise ValueError(f"{act.id}: nobody said what it takes")
    if not act.call.is_pinned:
        raise ValueError(f"{act.id}: what is pinned is what the action names, and nothing else")
    return act.call if act.effect is Effect.READ else replace(act.call, seal=act.fingerprint)
