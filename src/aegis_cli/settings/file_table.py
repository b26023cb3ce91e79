"""Reads the configuration file's text: its settings by name, and none that is secret; pure."""

import tomllib
from collections.abc import Mapping
from typing import Any

from aegis_cli.settings.known import BOUNDS, SECRETS, VARIABLES, malformed
from aegis_cli.settings.session_table import prompt_values, session_values


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
    tables = session_values(table.get("session"), path) | prompt_values(table.get("prompt"), path)
    plain = {name: value for name, value in table.items() if name not in {"session", "prompt"}}
    _refuse_unknown(plain, path)
    return tables | {name: _text(name, value, path) for name, value in plain.items()}


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
    if name in BOUNDS and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise malformed(f"{path}: {name} must be a text in quotes.")
    return value.strip()
