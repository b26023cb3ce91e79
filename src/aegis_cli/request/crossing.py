"""Says of a write that it goes to another provider than what the same plan reads or links to; pure.

NOTE: what is private at one provider may be anybody's at another, and a person may overlook that.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.names import Place
from aegis_cli.actions.target import only
from aegis_cli.actions.templates import number_of
from aegis_cli.planning.expansion import Act
from aegis_cli.request.target_snapshot import TargetSnapshot

Snapshots: TypeAlias = Mapping[str, tuple[TargetSnapshot, ...]]


def crossings(acts: tuple[Act, ...], snapshots: Snapshots) -> Mapping[str, str]:
    """Say of each write that goes elsewhere what it comes from, and where it goes, by its id.

    `snapshots` has what was seen of what each act is about; whether a place is private, and how
    many people are in it, is told where an answer said so.
    """
    told = _Told.by(tuple(each for seen in snapshots.values() for each in seen))
    reads = [*_reads(acts, snapshots)]
    by_id = {act.id: act.action for act in acts}
    said: dict[str, str] = {}
    for act in acts:
        if act.effect is Effect.READ:
            continue
        provider = act.action.provider
        elsewhere = [read for read in reads if read.provider is not provider]
        linked = [by_id[link.of] for link in act.links if by_id[link.of].provider is not provider]
        parts = [
            f"{does} {', '.join(dict.fromkeys(map(told.place, actions)))}"
            for does, actions in (("reads", elsewhere), ("links to", linked))
            if actions
        ]
        if parts:
            said[act.id] = f"The plan {' and '.join(parts)}; this goes to {told.goal(act.action)}."
    return said


def _reads(acts: tuple[Act, ...], snapshots: Snapshots) -> Iterator[Action[Any]]:
    """Yield the reads of a plan: those that it does, and those of things that it writes about.

    The read of a place is none: it shows where a write goes.
    """
    for act in acts:
        seen = snapshots.get(act.id, ())
        is_looked_at = act.action.facts.target_read is not None and seen and not seen[0].why_not
        if act.effect is Effect.READ:
            yield act.action
        elif is_looked_at and act.action.about(act.action.sent_arguments()).thing:
            yield seen[0].read


@dataclass(frozen=True, slots=True)
class _Told:
    """What the answers that were read say of places, by their names in small letters."""

    private: Mapping[str, bool]
    people: Mapping[str, int]

    @classmethod
    def by(cls, seen: tuple[TargetSnapshot, ...]) -> "_Told":
        private: dict[str, bool] = {}
        people: dict[str, int] = {}
        for each in seen:
            provider, answer = each.read.provider, only(each.answer)
            name, is_private = provider.places.told(answer) or ("", None)
            place = str(Place(provider.name, name)).lower()
            if is_private is not None:
                private[place] = is_private
            count = provider.places.people(answer) if name else None
            if count is not None:
                people[place] = count
        return cls(private, people)

    def place(self, action: Action[Any]) -> str:
        """Name what an action reads, and whether not everybody can see it there."""
        return self._write(action, lambda place: " (private)" if self.private.get(place) else "")

    def goal(self, action: Action[Any]) -> str:
        """Name where an action writes, and how many people are there."""

        def count(place: str) -> str:
            people = self.people.get(place)
            return "" if people is None else f", {number_of(people, 'member|members')}"

        return self._write(action, count)

    def _write(self, action: Action[Any], more: Callable[[str], str]) -> str:
        places = dict.fromkeys(str(place) for _, place in action.containers() if place.name)
        named = (f"{place}{more(place.lower())}" for place in places)
        return ", ".join(named) or action.provider.title
