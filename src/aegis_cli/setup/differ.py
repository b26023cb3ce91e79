"""Computes the smallest change that makes a tenant as wanted; what aegis does not need stays."""

from collections.abc import Iterable, Mapping
from typing import Any


def fields(wanted: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
    """Return the wanted fields whose values differ.

    A PATCH replaces a whole object, so an object is returned with its other fields in it.
    """
    merged = _merge(wanted, current)
    return {name: merged[name] for name in wanted if merged[name] != current.get(name)}


def _merge(wanted: Mapping[str, Any], current: Any) -> dict[str, Any]:
    merged = dict(current) if isinstance(current, Mapping) else {}
    for name, value in wanted.items():
        is_object = isinstance(value, Mapping)
        merged[name] = _merge(value, merged.get(name)) if is_object else value
    return merged


def lists(wanted: Mapping[str, Iterable[str]], current: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the lists that lack a value, each with it added at the end; no value is removed."""
    changed: dict[str, list[str]] = {}
    for name, values in wanted.items():
        present = _texts(current.get(name))
        missing = [value for value in values if value not in present]
        if missing:
            changed[name] = [*present, *missing]
    return changed


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
