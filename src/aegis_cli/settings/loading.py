"""Settings from environment variables, or else from one file.

Secrets come from the environment only and are refused in the file. An unknown key, a malformed URL
or a plain `http` address that is not loopback is an error.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aegis_cli.settings.file_table import parse, providers_named, values_in
from aegis_cli.settings.known import (
    DEFAULTS,
    SECRETS,
    check,
    plain_variables,
    provider_defaults,
    secret_of,
)
from aegis_cli.settings.policy_table import layer_of
from aegis_cli.settings.settings import Settings
from aegis_cli.settings.vault_credentials import COMMAND, command_of


def load(environment: Mapping[str, str], file: str | None, *, path: str) -> Settings:
    """Read the settings from an environment and the text of a configuration file.

    `path` names the file in messages. Raises `UsageError` for anything malformed.
    """
    settings = settings_of(environment, parse(file, path), path=path)
    settings.require_sites()
    return settings


def read_sandbox(environment: Mapping[str, str], file: str | None, *, path: str) -> Settings:
    """Read the settings of a sandbox from its environment, and the policy alone from a file."""
    policy = load({}, file, path=path).policy
    return replace(load(environment, None, path=path), policy=policy)


def settings_of(environment: Mapping[str, str], table: Mapping[str, Any], *, path: str) -> Settings:
    """Do what `load` does with a file that was parsed."""
    policy = table.get("policy")
    layer = None if policy is None else layer_of(policy, "[policy]", path, name=path)
    command = command_of(table.get(COMMAND), path)
    in_file = values_in({k: v for k, v in table.items() if k not in {"policy", COMMAND}}, path)
    plain = plain_variables()
    variables = plain | SECRETS
    given = {
        name: value
        for name, variable in variables.items()
        if (value := environment.get(variable, "").strip())
    }
    in_variables = {name: given[name] for name in plain if name in given}
    others = provider_defaults(providers_named(in_variables, table))
    values = DEFAULTS | others | in_file | in_variables
    for name, value in values.items():
        check(name, value)
    secrets = {name: secret_of(SECRETS[name], given[name]) for name in SECRETS if name in given}
    from_file = (*in_file, COMMAND) if command is not None else tuple(in_file)
    sources = dict.fromkeys(from_file, path) | {name: variables[name] for name in given}
    settings = Settings(values, secrets, layer, sources, command)
    settings.require_own_connections()
    return settings
