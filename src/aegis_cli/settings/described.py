"""Describes every setting: its value, and whether a variable, the file or aegis says it; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from aegis_cli.request.policy import Layer
from aegis_cli.settings.known import BASE, DEFAULTS, SECRETS, VARIABLES, plain_variables
from aegis_cli.settings.settings import Settings
from aegis_cli.settings.vault_credentials import COMMAND

_SAID_BY_BROKER = ("issuer", "audience", BASE, "connection")
"""What a broker says of itself, whatever the settings are; of a client id, only if none is set."""


class SettingSource(StrEnum):
    """Where a setting comes from."""

    DEFAULT = "default"
    VARIABLE = "variable"
    FILE = "file"
    BROKER = "broker"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting as `aegis config` shows it."""

    name: str
    """Its key in the file, or for a secret its name."""
    variable: str | None
    """The environment variable that sets it; `None` if none can."""
    value: str | None
    """Its value; `None` if it is not set, and for a secret always."""
    source: SettingSource
    where: str | None
    """The variable, or the file's path, that says it; `None` if neither does."""
    is_secret: bool = False

    @property
    def is_set(self) -> bool:
        """Whether it has a value here, be it a default."""
        return self.source not in {SettingSource.NONE, SettingSource.BROKER}


def describe(settings: Settings) -> tuple[SettingRow, ...]:
    """Return every setting in the order of the documentation; of secrets whether they are set."""
    return (*_plain(settings), _command(settings), *_secret(settings), *_policy(settings))


def _plain(settings: Settings) -> Iterator[SettingRow]:
    asks_broker = settings.broker is not None
    for name, variable in plain_variables().items():
        if name not in VARIABLES and name not in settings.values:
            continue  # of a provider that is not configured
        value, where = settings.values.get(name), settings.sources.get(name)
        source = _source(where, variable, is_default=name in DEFAULTS or name not in VARIABLES)
        is_the_brokers = name in _SAID_BY_BROKER or name not in VARIABLES
        if asks_broker and (is_the_brokers or (name == "client_id" and value is None)):
            value, source, where = None, SettingSource.BROKER, None
        yield SettingRow(name, variable, value, source, where)


def _command(settings: Settings) -> SettingRow:
    command, where = settings.secret_command, settings.sources.get(COMMAND)
    # NOTE: the arguments may hold a secret; which program it is does not.
    value = None if command is None else f"{command.arguments[0]} …"
    return SettingRow(COMMAND, None, value, _source(where, ""), where)


def _secret(settings: Settings) -> Iterator[SettingRow]:
    for name, variable in SECRETS.items():
        where = settings.sources.get(name)
        yield SettingRow(name, variable, None, _source(where, variable), where, is_secret=True)


def _policy(settings: Settings) -> Iterator[SettingRow]:
    if settings.policy is None:
        return
    for name, value in _rules(settings.policy):
        yield SettingRow(f"policy.{name}", None, value, SettingSource.FILE, settings.policy.name)


def _rules(layer: Layer) -> Iterator[tuple[str, str]]:
    texts = {"allow": layer.allow, "deny": layer.deny or None, "places": layer.places}
    for name, globs in texts.items():
        if globs is not None:
            yield name, ", ".join(globs) or "nothing"
    if layer.max_effect is not None:
        yield "max_effect", str(layer.max_effect)
    if layer.max_writes is not None:
        yield "max_writes", str(layer.max_writes)


def _source(where: str | None, variable: str, *, is_default: bool = False) -> SettingSource:
    if where is None:
        return SettingSource.DEFAULT if is_default else SettingSource.NONE
    return SettingSource.VARIABLE if where == variable else SettingSource.FILE
