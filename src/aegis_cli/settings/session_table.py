"""Reads `[session]` and `[prompt]` of a TOML file: how long a session lasts, what is kept; pure."""

from typing import Any

from aegis_cli.settings.known import BOUNDS, HISTORY, REFRESH, malformed

_KEYS = tuple(
    name.removeprefix("session.") for name in (REFRESH, *BOUNDS) if name.startswith("session.")
)


def session_values(table: Any, path: str) -> dict[str, str]:
    """Return what the table `[session]` says, by the names of settings; `None` says nothing.

    Raises `UsageError` that names the key.
    """
    where = f"{path}: [session]"
    if table is None:
        return {}
    if not isinstance(table, dict):
        raise malformed(f"{where} must be a table.")
    values = {}
    for key, value in table.items():
        name = f"session.{key}"
        if name != REFRESH and name not in BOUNDS:
            known = ", ".join(_KEYS)
            raise malformed(f"{where} has the unknown key {key!r}.", hint=f"Known are {known}.")
        if name == REFRESH and not isinstance(value, bool):
            raise malformed(f"{where}: refresh is true or false, without quotes.")
        if name in BOUNDS and (isinstance(value, bool) or not isinstance(value, int)):
            raise malformed(f"{where}: {key} is a whole number, without quotes.")
        values[name] = str(value).lower()
    return values


def prompt_values(table: Any, path: str) -> dict[str, str]:
    """Return what the table `[prompt]` says, by the names of settings; `None` says nothing.

    Raises `UsageError` for anything but `history = true` or `history = false`.
    """
    if table is None:
        return {}
    if not isinstance(table, dict) or not all(isinstance(v, bool) for v in table.values()):
        raise malformed(f"{path}: [prompt] is a table with history = true or history = false.")
    values = {f"prompt.{key}": str(value).lower() for key, value in table.items()}
    if values.keys() - {HISTORY}:
        raise malformed(f"{path}: [prompt] has an unknown key.", hint="Known is history.")
    return values
