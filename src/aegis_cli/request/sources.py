"""Where what was read comes from, and whether everybody can see it there; pure."""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from aegis_cli.planning.expansion import Act

Visibility: TypeAlias = Literal["public", "private", "unknown"]


@dataclass(frozen=True, slots=True)
class Source:
    """A place at a provider, from which something was read."""

    place: str
    """The containers that the request names, such as `acme/web`; the provider if it names none."""
    visibility: Visibility
    """Whether everybody can see the place; `unknown` where no answer said so."""


def source_of(act: Act, data: Any) -> Source:
    """Return where the result of an act comes from."""
    places = tuple(dict.fromkeys(place for _, place in act.action.containers()))
    named = ", ".join(places) or act.action.provider.name
    return Source(named, _visibility(data, places))


def _visibility(data: Any, places: tuple[str, ...]) -> Visibility:
    """Return what an answer says of the one repository that it is about."""
    if not isinstance(data, dict) or len(places) != 1:
        return "unknown"
    is_it = str(data.get("full_name", "")).casefold() == places[0].casefold()
    match data.get("private"):
        case bool(is_private) if is_it:
            return "private" if is_private else "public"
        case _:
            return "unknown"
