"""Says of a write that what its plan reads or links to goes to another place, seen by others; pure.

NOTE: what is private in one place may be anybody's in another, and a person may overlook that. So
each such place is read before the question, and what nobody could read is called unknown.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any, Self, TypeAlias

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.names import Place
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.actions.results.templates import number_of
from aegis_cli.actions.targets.target import only
from aegis_cli.planning.expansion import Act
from aegis_cli.request.target_snapshot import TargetSnapshot

Snapshots: TypeAlias = Mapping[str, tuple[TargetSnapshot, ...]]


Lists: TypeAlias = Mapping[str, Action[Any]]
"""The lists that were read before the acts were known, by the ids of their steps."""


def crossings(
    acts: tuple[Act, ...],
    snapshots: Snapshots,
    places: tuple[TargetSnapshot, ...] = (),
    lists: Lists = MappingProxyType({}),
) -> Mapping[str, str]:
    """Say of each write that goes elsewhere what it comes from, and where it goes, by its id.

    `snapshots` has what was seen of what each act is about, and `places` of the places that
    `places_to_read` names. Within one provider, only what may be private and goes to where others
    may see it is said.
    """
    told = _Told.by((*(each for seen in snapshots.values() for each in seen), *places))
    said: dict[str, str] = {}
    for flow in _flows(acts, snapshots, lists):
        parts = [
            f"{does} {', '.join(dict.fromkeys(map(told.describe, sources)))}"
            for does, actions in (("reads", flow.reads), ("links to", flow.links))
            if (sources := [each for each in actions if told.is_elsewhere(each, flow.goal)])
        ]
        if parts:
            goal = told.describe(flow.goal, with_people=True)
            said[flow.id] = f"The plan {' and '.join(parts)}; this goes to {goal}."
    return said


def places_to_read(
    acts: tuple[Act, ...],
    snapshots: Snapshots,
    asked: frozenset[str],
    lists: Lists = MappingProxyType({}),
) -> tuple[Action[Any], ...]:
    """Return the reads that show the places of what goes from one to another in these acts."""
    found: dict[Action[Any], None] = {}
    for flow in _flows(acts, snapshots, lists):
        for action in (*flow.reads, *flow.links, flow.goal) if flow.id in asked else ():
            show = action.provider.show_place
            names = [place.name for _, place in action.containers() if place.name]
            # NOTE: an organisation is no place that a read shows, and its privacy stays unknown.
            own = [name for name in names if action.provider.places.is_pattern(name)]
            found |= dict.fromkeys(show(name) for name in own if show is not None)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Flow:
    """A write, and what of other places its plan reads or links to."""

    id: str
    goal: Action[Any]
    reads: tuple[Action[Any], ...]
    links: tuple[Action[Any], ...]


def _flows(acts: tuple[Act, ...], snapshots: Snapshots, lists: Lists) -> Iterator[_Flow]:
    """Yield each write with what comes from another provider, or from another place of its own."""
    found = (*lists.items(), *_reads(acts, snapshots))
    groups = _by_places((id_, _Source.of(action)) for id_, action in found)
    known = {act.id: act.action for act in acts} | {**lists}
    for act in acts:
        if act.effect is Effect.READ:
            continue
        goal, goals = act.action, _goals_of(act.action)
        linked = (*(link.of for link in act.links), *act.step.linked_lists)
        links = [_Source.of(known[of]) for of in linked]
        elsewhere = [each for each in groups if each[0][1].is_beyond(goal, goals)]
        beyond = ((id_, each.action) for id_, each in chain(*elsewhere))
        flow = _Flow(
            act.id,
            goal,
            tuple(read for id_, read in beyond if not _is_told_otherwise(act, id_, read)),
            tuple(each.action for each in links if each.is_beyond(goal, goals)),
        )
        if flow.reads or flow.links:
            yield flow


def _by_places(
    reads: "Iterable[tuple[str, _Source]]",
) -> "tuple[list[tuple[str, _Source]], ...]":
    """Group reads that are beyond the same goals: a plan may have hundreds of one place."""
    groups: dict[Any, list[tuple[str, _Source]]] = {}
    for id_, read in reads:
        facts, provider = read.action.facts, read.action.provider.name
        groups.setdefault((provider, facts.everywhere, read.names), []).append((id_, read))
    return tuple(groups.values())


def _is_told_otherwise(act: Act, read_id: str, read: Action[Any]) -> bool:
    """Tell whether a read is told of anyway: an act links to it, or is about one of its rows."""
    is_of_row = act.step.listed is not None and act.step.listed.by == read
    return is_of_row or read_id in act.step.linked_lists


@dataclass(frozen=True, slots=True)
class _Source:
    """An action that something may come from, and the places that it names, in small letters."""

    action: Action[Any]
    names: frozenset[str]

    @classmethod
    def of(cls, action: Action[Any]) -> Self:
        """Read the places of an action once: a plan may have hundreds."""
        places = (place for _, place in action.containers() if place.name)
        return cls(action, frozenset(str(place).lower() for place in places))

    def is_beyond(self, goal: Action[Any], goals: AbstractSet[str]) -> bool:
        """Tell whether it is of another provider, or of a place that the goal does not have.

        What names no place may look in every one.
        """
        is_everywhere = self.action.facts.everywhere and not self.names
        is_other = self.action.provider is not goal.provider
        return is_other or is_everywhere or bool(self.names - goals)


def _goals_of(action: Action[Any]) -> set[str]:
    """Return the places to which what an action writes goes, in small letters."""
    return {str(place).lower() for place in action.goes_to() if place.name}


def _reads(acts: tuple[Act, ...], snapshots: Snapshots) -> Iterator[tuple[str, Action[Any]]]:
    """Yield the reads of a plan by the ids of their acts.

    They are those that it does, and those of things that it writes about. The read of a place is
    none: it shows where a write goes.
    """
    for act in acts:
        seen = snapshots.get(act.id, ())
        is_looked_at = act.action.facts.target_read is not None and seen and not seen[0].why_not
        if act.effect is Effect.READ:
            yield act.id, act.action
        elif is_looked_at and act.action.about(act.action.sent_arguments()).thing:
            yield act.id, seen[0].read


@dataclass(frozen=True, slots=True)
class _Told:
    """What the answers that were read say of places, by their names in small letters."""

    private: Mapping[str, bool | None]
    people: Mapping[str, int]
    shared: frozenset[str]
    """The places that people of another organisation see too."""

    @classmethod
    def by(cls, seen: tuple[TargetSnapshot, ...]) -> "_Told":
        private: dict[str, bool | None] = {}
        people: dict[str, int] = {}
        shared: set[str] = set()
        for each in seen:
            places, answer = each.read.provider.places, only(each.answer)
            found = places.told(answer)
            if found is None:
                continue
            place = _key(each.read.provider, found[0])
            private[place] = found[1] if found[1] is not None else private.get(place)
            count = places.people(answer)
            if count is not None:
                people[place] = count
            if places.shared(answer):
                shared.add(place)
        return cls(private, people, frozenset(shared))

    def is_elsewhere(self, source: Action[Any], goal: Action[Any]) -> bool:
        """Tell whether what comes from there is said: always, but within one provider.

        There it is said of what is private, unless it goes to what is private too, and of what may
        be private where it goes to what is public.
        """
        if source.provider is not goal.provider:
            return True
        sources = {self.private.get(place) for place in _Source.of(source).names - _goals_of(goal)}
        goals = {self._hides(place) for place in _goals_of(goal)} or {None}
        if True in sources:
            return goals != {True}
        return sources != {False} and False in goals

    def _hides(self, place: str) -> bool | None:
        """Tell whether nobody else sees what is put there; `None` if that is not known."""
        return False if place in self.shared else self.private.get(place)

    def describe(self, action: Action[Any], *, with_people: bool = False) -> str:
        """Name the places of an action, and who sees what is there."""
        names = dict.fromkeys(str(place) for place in action.goes_to() if place.name)
        told = (f"{name}{self._seen_by(name.lower(), with_people=with_people)}" for name in names)
        return ", ".join(told) or f"{action.provider.title} (privacy unknown)"

    def _seen_by(self, place: str, *, with_people: bool) -> str:
        privacy = _PRIVACY[self.private.get(place)]
        shared = ", shared with another workspace" if place in self.shared else ""
        people = self.people.get(place) if with_people else None
        count = "" if people is None else f", {number_of(people, 'member|members')}"
        return f" ({privacy}{shared}){count}"


_PRIVACY: Mapping[bool | None, str] = {True: "private", False: "public", None: "privacy unknown"}


def _key(provider: Provider[Any], name: str) -> str:
    return str(Place(provider.name, name)).lower()
