"""Gives commits of the state the names that git has for them, wherever the state says them."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.world import Repo, World


def rename(world: World, names: Mapping[str, str]) -> None:
    """Write new names for old ones."""
    things: list[Repo | World] = [world, *world.repos.values()]
    for thing in things:
        for each in fields(thing):
            setattr(thing, each.name, _rename_in(getattr(thing, each.name), names))


def _rename_in(value: Any, names: Mapping[str, str]) -> Any:
    """Return a value with the new names; the very same where it has no old one."""
    made = value
    if isinstance(value, str):
        made = names.get(value, value)
    elif isinstance(value, dict):
        made = {_rename_in(key, names): _rename_in(each, names) for key, each in value.items()}
    elif isinstance(value, list | tuple):
        made = type(value)(_rename_in(each, names) for each in value)
    elif is_dataclass(value) and not isinstance(value, type | Person | Repo):
        parts = {each.name: getattr(value, each.name) for each in fields(value)}
        made = replace(value, **_rename_in(parts, names))
    return value if made == value else made
