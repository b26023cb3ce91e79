"""The three ways in which the vault's client may prove itself; of which exactly one is set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, UsageError

COMMAND = "vault_secret_command"
"""The key of the configuration file."""

_MOST = 32


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Where the private key is with which the client signs assertions."""

    path: str


@dataclass(frozen=True, slots=True)
class SecretCommand:
    """What prints the client's secret: a program and its arguments, without a shell."""

    arguments: tuple[str, ...]


VaultCredential: TypeAlias = Secret | KeyFile | SecretCommand


def command_of(value: Any, path: str) -> SecretCommand | None:
    """Read `vault_secret_command` of a configuration file; raise `UsageError` if it is none."""
    if value is None:
        return None
    is_list = isinstance(value, list) and 0 < len(value) <= _MOST
    if not is_list or not all(isinstance(one, str) and one and "\0" not in one for one in value):
        raise _bad(
            f"{path}: {COMMAND} must be a list of texts.",
            hint=f'Write it as in {COMMAND} = ["op", "read", "op://vault/aegis/secret"].',
        )
    return SecretCommand(tuple(value))


def at_most_one(given: Mapping[str, VaultCredential]) -> None:
    """Refuse two credentials by the names of their settings: which one was meant is not known."""
    if len(given) > 1:
        raise _bad(f"{' and '.join(given)} are set; which one is meant?", hint="Set one only.")


def _bad(message: str, hint: str) -> UsageError:
    return UsageError(message, code=Code.BAD_SETTINGS, hint=hint)
