"""Reads the configuration file's text: its settings by name, and none that is secret; pure.

It says which providers may exist, too, without what else reading the settings needs.
"""

import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from aegis_cli.actions.provider.names import BARE
from aegis_cli.errors import UsageError
from aegis_cli.settings.known import (
    BASE,
    BOARDS,
    BOUNDS,
    CONNECTION,
    HISTORY,
    REFRESH,
    SECRETS,
    VARIABLES,
    other_providers,
    plain_variables,
    provider_keys,
    provider_setting,
    providers_of,
    wrong_setting,
)

_TABLES = ("session", "prompt", "providers")
_KEYS = tuple(
    name.removeprefix("session.") for name in (REFRESH, *BOUNDS) if name.startswith("session.")
)


def parse(text: str | None, path: str) -> dict[str, Any]:
    """Parse a file, if there is one; raise `UsageError` if it is not TOML."""
    if text is None:
        return {}
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as problem:  # also a number, or a depth, past all bounds
        raise wrong_setting(f"{path} is not valid TOML: {problem}.") from None


def values_in(table: Mapping[str, Any], path: str) -> dict[str, str]:
    """Return the settings of a file, without the policy and the command, as texts."""
    session = _session_values(table.get("session"), path)
    prompt = _prompt_values(table.get("prompt"), path)
    tables = session | prompt | _provider_values(table.get("providers"), path)
    plain = {name: value for name, value in table.items() if name not in _TABLES}
    _refuse_unknown(plain, path)
    return tables | {name: _text(name, value, path) for name, value in plain.items()}


def _refuse_unknown(table: Mapping[str, Any], path: str) -> None:
    for key in table:
        _refuse_secret(key, path)
        if key not in VARIABLES:
            raise wrong_setting(
                f"{path} has the unknown key {key!r}.",
                hint=f"Known keys are {', '.join(VARIABLES)} and the table [policy].",
            )


def _refuse_secret(key: str, path: str) -> None:
    if key in SECRETS or key.upper() in SECRETS.values() or "secret" in key or "token" in key:
        raise wrong_setting(
            f"{path} holds {key!r}, which is a secret; secrets are stolen from files.",
            hint="Delete the line, treat the value as leaked, and use the environment.",
        )


def _text(name: str, value: Any, path: str) -> str:
    if name in BOUNDS and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, bool) and name.endswith(f".{BOARDS}"):
        return str(value).lower()
    if not isinstance(value, str) or not value.strip():
        raise wrong_setting(f"{path}: {name} must be a text in quotes.")
    return value.strip()


def _session_values(table: Any, path: str) -> dict[str, str]:
    """Return what the table `[session]` says, by the names of settings; `None` says nothing.

    Raises `UsageError` that names the key.
    """
    where = f"{path}: [session]"
    if table is None:
        return {}
    if not isinstance(table, dict):
        raise wrong_setting(f"{where} must be a table.")
    values = {}
    for key, value in table.items():
        name = f"session.{key}"
        if name != REFRESH and name not in BOUNDS:
            known = ", ".join(_KEYS)
            raise wrong_setting(f"{where} has the unknown key {key!r}.", hint=f"Known are {known}.")
        if name == REFRESH and not isinstance(value, bool):
            raise wrong_setting(f"{where}: refresh is true or false, without quotes.")
        if name in BOUNDS and (isinstance(value, bool) or not isinstance(value, int)):
            raise wrong_setting(f"{where}: {key} is a whole number, without quotes.")
        values[name] = str(value).lower()
    return values


def _provider_values(table: Any, path: str) -> dict[str, str]:
    """Return what the tables `[providers.NAME]` say, by the names of settings.

    Raises `UsageError` that names the table and the key.
    """
    if table is None:
        return {}
    if not isinstance(table, dict) or not all(isinstance(each, dict) for each in table.values()):
        raise wrong_setting(f"{path}: [providers.NAME] is a table for each provider.")
    values = {}
    for name, its in table.items():
        where = f"{path}: [providers.{name}]"
        if name not in other_providers():
            known = ", ".join(other_providers())
            hint = f"aegis knows {known}." if known else "aegis knows no other one yet."
            if name == BARE:
                hint = f"Its settings are `{BASE}` and `{CONNECTION}`, before all tables."
            raise wrong_setting(f"{where} is the table of no other provider.", hint=hint)
        for key, value in its.items():
            _refuse_secret(key, path)
            if key not in provider_keys(name):
                *others, last = provider_keys(name)
                known = f"{', '.join(others)} and {last}"
                raise wrong_setting(
                    f"{where} has the unknown key {key!r}.", hint=f"Known are {known}."
                )
            values[provider_setting(name, key)] = _text(f"providers.{name}.{key}", value, path)
    return values


def _prompt_values(table: Any, path: str) -> dict[str, str]:
    """Return what the table `[prompt]` says, by the names of settings; `None` says nothing.

    Raises `UsageError` for anything but `history = true` or `history = false`.
    """
    if table is None:
        return {}
    if not isinstance(table, dict) or not all(isinstance(v, bool) for v in table.values()):
        raise wrong_setting(f"{path}: [prompt] is a table with history = true or history = false.")
    values = {f"prompt.{key}": str(value).lower() for key, value in table.items()}
    if values.keys() - {HISTORY}:
        raise wrong_setting(f"{path}: [prompt] has an unknown key.", hint="Known is history.")
    return values


def providers_in(environment: Mapping[str, str], file: str | None) -> tuple[str, ...]:
    """Return the providers beside GitHub that may exist, whatever else is wrong with the settings.

    They are those that are configured; where a broker is set, all that aegis knows.
    """
    plain, table = plain_variables(), {}
    with suppress(UsageError):
        table = parse(file, "")
    given = [name for name in plain if environment.get(plain[name], "").strip()]
    known = other_providers()
    if environment.get(VARIABLES["broker"], "").strip() or "broker" in table:
        return known  # it says where it acts, once it is asked
    return tuple(name for name in providers_named(given, table) if name in known)


def providers_named(variables: Iterable[str], table: Mapping[str, Any]) -> set[str]:
    """Return the providers of which a setting is in a variable, or a table in the file."""
    tables = table.get("providers")
    return {*providers_of(variables), *(tables if isinstance(tables, dict) else ())}
