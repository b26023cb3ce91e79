"""Where what was read comes from, and whether everybody can see it there; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aegis_cli.actions.facts import Effect
from aegis_cli.planning.expansion import Act
from aegis_cli.request.execution import StepStatus
from aegis_cli.request.result import Result

PUBLIC, PRIVATE, UNKNOWN = "public", "private", "unknown"


@dataclass(frozen=True, slots=True)
class Source:
    """A place at a provider, from which something was read."""

    place: str
    """The containers that the request names, such as `acme/web` or `slack:#releases`; the title of
    the provider if it names none."""
    visibility: str
    """Whether everybody can see the place; `unknown` where no answer said so."""


def source_of(act: Act, data: Any, known: Mapping[str, str]) -> Source:
    """Return where the result of an act comes from; `known` are visibilities of places."""
    provider = act.action.provider
    named = [place for _, place in act.action.containers() if place.name]
    places = tuple(dict.fromkeys(str(place).lower() for place in named))
    if not places:
        return Source(provider.title, UNKNOWN)
    names = {place.name.lower() for place in named}
    said = _visibilities(provider.places.told(data), names) or {
        known.get(place, UNKNOWN) for place in places
    }
    visibility = PRIVATE if PRIVATE in said else UNKNOWN if UNKNOWN in said else PUBLIC
    return Source(", ".join(places), visibility)


def sources_of(result: Result) -> Iterator[Source]:
    """Yield where each thing that was read comes from.

    A no-op counts as a read: its target was read before the write, which was not sent.
    """
    acts = {act.id: act for act in result.acts}
    for outcome in result.outcomes:
        act = acts[outcome.id]
        is_read = outcome.data is not None and act.action.facts.effect is Effect.READ
        if is_read or (outcome.already and outcome.status is StepStatus.SKIPPED):
            yield source_of(act, outcome.data, {})


def _visibilities(told: tuple[str, bool | None] | None, names: set[str]) -> set[str]:
    """Return what an answer that is the place itself says of it."""
    name, is_private = told or ("", None)
    if is_private is None or {name.lower()} != names:
        return set()
    return {PRIVATE if is_private else PUBLIC}
