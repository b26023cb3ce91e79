"""The smallest change from what is there to what is wanted. What is not ours is left alone."""

from collections.abc import Iterable, Mapping
from typing import Any


def fields(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that differ, as they should be; inside an object, only ours count.

    An object is sent whole, with what else is in it, since a PATCH replaces it.
    """
    changed: dict[str, Any] = {}
    for name, value in wanted.items():
        there = found.get(name)
        if isinstance(value, Mapping):
            inside = there if isinstance(there, Mapping) else {}
            if fields(value, inside):
                changed[name] = merged(value, inside)
        elif there != value:
            changed[name] = value
    return changed


def merged(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object with ours laid over what is there."""
    whole = dict(found)
    for name, value in wanted.items():
        there = whole.get(name)
        if isinstance(value, Mapping):
            whole[name] = merged(value, there if isinstance(there, Mapping) else {})
        else:
            whole[name] = value
    return whole


def lists(wanted: Mapping[str, Iterable[str]], found: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the lists that lack something, with it added at their end: nothing is taken out."""
    changed: dict[str, list[str]] = {}
    for name, values in wanted.items():
        there = texts(found.get(name))
        missing = [value for value in values if value not in there]
        if missing:
            changed[name] = [*there, *missing]
    return changed


def texts(value: Any) -> list[str]:
    """Return the texts of a list that came from outside."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
