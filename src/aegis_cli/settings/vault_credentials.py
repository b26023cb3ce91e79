"""The three credentials of the vault's client, of which exactly one is set."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from aegis_cli.core.secret import Secret
from aegis_cli.settings.known import wrong_setting

COMMAND = "vault_secret_command"
"""The key of the configuration file."""

_MOST_ARGUMENTS = 32


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The file of the private key with which the client signs assertions."""

    path: str


@dataclass(frozen=True, slots=True)
class SecretCommand:
    """A command that prints the client's secret: program and arguments, run without a shell."""

    arguments: tuple[str, ...]


VaultCredential: TypeAlias = Secret | KeyFile | SecretCommand


def command_of(value: Any, path: str) -> SecretCommand | None:
    """Read `vault_secret_command` of a file; raise `UsageError` if it is malformed."""
    if value is None:
        return None
    is_list = isinstance(value, list) and 0 < len(value) <= _MOST_ARGUMENTS
    if not is_list or not all(
        isinstance(text, str) and text and "\0" not in text for text in value
    ):
        raise wrong_setting(
            f"{path}: {COMMAND} must be a list of texts.",
            hint=f'Write it as in {COMMAND} = ["op", "read", "op://vault/aegis/secret"].',
        )
    return SecretCommand(tuple(value))
