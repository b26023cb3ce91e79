"""Finds every fault of the settings, where `load` stops at the first; pure.

Each key of the file and each variable is read alone; only if all are good, they are read together.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from aegis_cli.errors import UsageError
from aegis_cli.request.policy import check_layer
from aegis_cli.settings.file_table import parse
from aegis_cli.settings.known import all_variables
from aegis_cli.settings.loading import settings_of
from aegis_cli.settings.settings import Settings

_HEADER = re.compile(r"\s*\[+([^\[\]]+)\]+\s*(?:#.*)?")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[^=.\s]+)*)\s*=""")
_AT_LINE = re.compile(r"\(at line (\d+)")
_QUOTES = str.maketrans("", "", "\"' \t")
_FILE = "the file"
"""What messages call the file, whose path stands before them."""


@dataclass(frozen=True, slots=True)
class SettingFault:
    """One thing in the settings that cannot be used."""

    key: str
    """The key of the file, as in `policy.allow`, or the variable; "" for the whole."""
    line: int | None
    """The line of the file, from 1 on; `None` for a variable and for what is missing."""
    message: str
    hint: str | None


def faults(environment: Mapping[str, str], file: str | None) -> tuple[SettingFault, ...]:
    """Return every fault of the variables and of the configuration file's text."""
    try:
        table = parse(file, _FILE)
    except UsageError as error:
        line = _AT_LINE.search(error.message)
        whole = SettingFault("", int(line[1]) if line else None, error.message, error.hint)
        return (whole, *_in_variables(environment))
    single = (*_in_file(table, file or ""), *_in_variables(environment))
    return single or tuple(_together(environment, table))


def _in_file(table: Mapping[str, Any], text: str) -> Iterator[SettingFault]:
    lines = lines_of(text)
    for key, part in _parts(table):
        error = _error(partial(_read, part))
        if error is not None:
            line = lines.get(key) or lines.get(key.partition(".")[0])
            yield SettingFault(key, line, error.message, error.hint)


def _parts(table: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each key with a table that has nothing else; a key of a section as `section.key`."""
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from ((f"{name}.{key}", {name: {key: each}}) for key, each in value.items())
        else:
            yield name, {name: value}


def _read(part: Mapping[str, Any]) -> None:
    policy = settings_of({}, part, path=_FILE).policy
    if policy is not None:
        check_layer(policy)


def _in_variables(environment: Mapping[str, str]) -> Iterator[SettingFault]:
    for variable in sorted(all_variables() & environment.keys()):
        alone = {variable: environment[variable]}
        error = _error(partial(settings_of, alone, {}, path=_FILE))
        if error is not None:
            yield SettingFault(variable, None, error.message, error.hint)


def _together(environment: Mapping[str, str], table: Mapping[str, Any]) -> Iterator[SettingFault]:
    """Yield what is wrong with settings that are good by themselves."""
    settings = settings_of(environment, table, path=_FILE)
    for look in (Settings.vault_credentials, Settings.provider_app, Settings.require_sites):
        error = _error(partial(look, settings))
        if error is not None:
            yield SettingFault("", None, error.message, error.hint)


def _error(attempt: Callable[[], object]) -> UsageError | None:
    try:
        attempt()
    except UsageError as error:
        return error
    return None


def lines_of(text: str) -> dict[str, int]:
    """Return the first line of each key and section, by its dotted name; the text is valid TOML."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = _HEADER.fullmatch(line), _KEY.match(line)
        if header:
            section = header[1].translate(_QUOTES)
            found.setdefault(section, number)
        elif key:
            name = key[1].translate(_QUOTES)
            found.setdefault(f"{section}.{name}" if section else name, number)
    return found
