"""Reads the table `[session]` of a TOML file: how long a session lasts, and for what; pure."""

from typing import Any

from aegis_cli.settings.known import BOUNDS, REFRESH, malformed


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
            known = ", ".join(each.removeprefix("session.") for each in (REFRESH, *BOUNDS))
            raise malformed(f"{where} has the unknown key {key!r}.", hint=f"Known are {known}.")
        if name == REFRESH and not isinstance(value, bool):
            raise malformed(f"{where}: refresh is true or false, without quotes.")
        if name in BOUNDS and (isinstance(value, bool) or not isinstance(value, int)):
            raise malformed(f"{where}: {key} is a whole number, without quotes.")
        values[name] = str(value).lower()
    return values
