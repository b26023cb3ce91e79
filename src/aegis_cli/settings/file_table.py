"""Reads the configuration file's text: its settings by name, and none that is secret; pure."""

import tomllib
from collections.abc import Mapping
from typing import Any

from aegis_cli.settings.known import NUMBERS, SECRETS, VARIABLES, malformed

SESSION = "session"
"""The table of the settings whose names begin with `session.`."""


def parsed(text: str | None, path: str) -> dict[str, Any]:
    """Parse a file, if there is one; raise `UsageError` if it is not TOML."""
    if text is None:
        return {}
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise malformed(f"{path} is not valid TOML: {problem}.") from None


def values_in(table: Mapping[str, Any], path: str) -> dict[str, str]:
    """Return the settings of a file, without the policy and the command, as texts."""
    session = _session(table.get(SESSION), path)
    plain = {name: value for name, value in table.items() if name != SESSION}
    _refuse_unknown(plain, path)
    return session | {name: _text(name, value, path) for name, value in plain.items()}


def _session(table: Any, path: str) -> dict[str, str]:
    """Read `[session]`, which can say `refresh = true` or `false`."""
    if table is None:
        return {}
    if not isinstance(table, dict) or not all(isinstance(v, bool) for v in table.values()):
        raise malformed(f"{path}: [session] is a table with refresh = true or refresh = false.")
    for key in table:
        if key != "refresh":
            raise malformed(
                f"{path}: [session] has the unknown key {key!r}.", hint="Known is refresh."
            )
    return {f"{SESSION}.{key}": str(value).lower() for key, value in table.items()}


def _refuse_unknown(table: Mapping[str, Any], path: str) -> None:
    for key in table:
        if key in SECRETS or key.upper() in SECRETS.values() or "secret" in key or "token" in key:
            raise malformed(
                f"{path} holds {key!r}, which is a secret; secrets are stolen from files.",
                hint="Delete the line, treat the value as leaked, and use the environment.",
            )
        if key not in VARIABLES:
            raise malformed(
                f"{path} has the unknown key {key!r}.",
                hint=f"Known keys are {', '.join(VARIABLES)} and the table [policy].",
            )


def _text(name: str, value: Any, path: str) -> str:
    if name in NUMBERS and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise malformed(f"{path}: {name} must be a text in quotes.")
    return value.strip()
