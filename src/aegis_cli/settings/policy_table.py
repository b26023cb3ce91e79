"""Reads a section of a TOML file as a layer of the policy; pure."""

from collections.abc import Mapping
from typing import Any

from aegis_cli.actions.facts import Effect
from aegis_cli.request.policy import Layer
from aegis_cli.settings.known import wrong_setting

KEYS = frozenset({"allow", "deny", "places", "repos", "max_effect", "max_writes"})
"""The keys of a section."""


def layer_of(table: Any, section: str, path: str, *, name: str) -> Layer:
    """Return the rules as a layer called `name`; raise `UsageError` that names the section."""
    where = f"{path}: {section}"
    if not isinstance(table, dict):
        raise wrong_setting(f"{where} must be a table.", hint=None)
    for key in table:
        if key not in KEYS:
            hint = f"Known are {', '.join(sorted(KEYS))}."
            raise wrong_setting(f"{where} has the unknown key {key!r}.", hint)
    if {"places", "repos"} <= table.keys():
        raise wrong_setting(
            f"{where}: repos is another name of places.", hint="Write places alone."
        )
    return Layer(
        name=name,
        allow=_texts(table, "allow", where),
        deny=_texts(table, "deny", where) or (),
        places=_texts(table, "repos" if "repos" in table else "places", where),
        max_effect=_effect(table.get("max_effect"), where),
        max_writes=_count(table.get("max_writes"), where),
    )


def _texts(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...] | None:
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise wrong_setting(
            f'{where}: {key} must be a list of texts, as in ["issues.*"].', hint=None
        )
    return tuple(value)


def _count(value: Any, where: str) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
        return value
    raise wrong_setting(f"{where}: max_writes must be a whole number from 1 on.", hint=None)


def _effect(value: Any, where: str) -> Effect | None:
    if value is None:
        return None
    for effect in Effect:
        if value == str(effect):
            return effect
    raise wrong_setting(f"{where}: max_effect can be {', '.join(map(str, Effect))}.", hint=None)
