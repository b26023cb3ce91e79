"""What aegis was told about its surroundings: the environment over one file; frozen.

Secrets come from the environment only and are refused in the file. An unknown key, a malformed URL
or a plain `http` address that is not loopback is an error, not a surprise later.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, get_args

from aegis_cli.core.action import Effect
from aegis_cli.core.http import is_safe_url
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, UsageError
from aegis_cli.policy import Layer

Engine: TypeAlias = Literal["gemini", "offline"]

GITHUB_API = "https://api.github.com"
GEMINI_URL = "https://generativelanguage.googleapis.com"
MODEL = "gemini-3.8-flash"

_VARIABLES = {
    "issuer": "AEGIS_ISSUER",
    "client_id": "AEGIS_CLIENT_ID",
    "audience": "AEGIS_AUDIENCE",
    "vault_client_id": "AEGIS_VAULT_CLIENT_ID",
    "connection": "AEGIS_CONNECTION",
    "github_api": "AEGIS_GITHUB_API",
    "gemini_url": "AEGIS_GEMINI_URL",
    "gemini_api_version": "AEGIS_GEMINI_API_VERSION",
    "model": "AEGIS_MODEL",
    "engine": "AEGIS_ENGINE",
}
_DEFAULTS = {
    "connection": "github",
    "github_api": GITHUB_API,
    "gemini_url": GEMINI_URL,
    "gemini_api_version": "v1",
    "model": MODEL,
    "engine": "gemini",
}
_SECRETS = {
    "vault_client_secret": "AEGIS_VAULT_CLIENT_SECRET",
    "gemini_api_key": "GEMINI_API_KEY",
    "google_api_key": "GOOGLE_API_KEY",
}
_URLS = ("issuer", "github_api", "gemini_url")
_POLICY_KEYS = frozenset({"allow", "deny", "repos", "max_effect"})
_MODEL = re.compile(r"[a-z0-9][a-z0-9.-]{1,80}")
_VERSION = re.compile(r"v[0-9a-z]{1,20}")
_PLAIN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class SignInSettings:
    """What signing in needs: the tenant and its two applications."""

    issuer: str
    client_id: str
    audience: str
    vault_client_id: str
    vault_client_secret: Secret


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, checked; `None` where it was not given."""

    values: Mapping[str, str]
    """The settings that are not secret, by the name they have in the file."""
    secrets: Mapping[str, Secret]
    policy: Layer | None

    @property
    def github_api(self) -> str:
        """The root of the GitHub API, without a trailing slash."""
        return self.values["github_api"].rstrip("/")

    @property
    def gemini_key(self) -> Secret | None:
        """The Gemini API key; `GEMINI_API_KEY` comes before `GOOGLE_API_KEY`."""
        return self.secrets.get("gemini_api_key") or self.secrets.get("google_api_key")

    @property
    def engine(self) -> Engine:
        """What turns a sentence into a plan."""
        return "offline" if self.values["engine"] == "offline" else "gemini"

    def with_values(self, given: Mapping[str, str]) -> "Settings":
        """Return the settings with what the command line says, checked like the rest."""
        for name, value in given.items():
            _check(name, value)
        return replace(self, values={**self.values, **given})

    def sign_in(self) -> SignInSettings:
        """Return what signing in needs; raise `UsageError` that names what is missing."""
        needed = ("issuer", "client_id", "audience", "vault_client_id")
        missing = [_VARIABLES[name] for name in needed if name not in self.values]
        secret = self.secrets.get("vault_client_secret")
        if secret is None:
            missing.append(_SECRETS["vault_client_secret"])
        if missing or secret is None:
            raise UsageError(
                f"To sign in, aegis needs {', '.join(missing)}.",
                code=Code.BAD_SETTINGS,
                hint="docs/auth0.md says where each comes from; `aegis --sandbox …` needs none.",
            )
        issuer, client_id, audience, vault_client_id = (self.values[name] for name in needed)
        return SignInSettings(issuer, client_id, audience, vault_client_id, secret)

    def hosts(self) -> tuple[tuple[str, str], ...]:
        """Name every host that is not the default, and what it is for."""
        moved = [
            (use, self.values[name])
            for use, name, default in (
                ("GitHub API", "github_api", GITHUB_API),
                ("Gemini", "gemini_url", GEMINI_URL),
            )
            if self.values[name].rstrip("/") != default
        ]
        return (
            (("Sign-in", self.values["issuer"]), *moved)
            if "issuer" in self.values
            else tuple(moved)
        )


def load(environment: Mapping[str, str], file: str | None, *, path: str) -> Settings:
    """Read the settings from an environment and the text of a configuration file.

    `path` names the file in messages. Raises `UsageError` for anything malformed.
    """
    table = _table(file, path)
    policy = _policy(table.pop("policy", None), path)
    _refuse_unknown(table, path)
    values = dict(_DEFAULTS) | {name: _string(name, value, path) for name, value in table.items()}
    given = {name: environment.get(variable) for name, variable in _VARIABLES.items()}
    values |= {name: value.strip() for name, value in given.items() if value and value.strip()}
    for name, value in values.items():
        _check(name, value)
    secrets = {
        name: _secret(variable, environment[variable].strip())
        for name, variable in _SECRETS.items()
        if environment.get(variable, "").strip()
    }
    return Settings(values, secrets, policy)


def _secret(variable: str, value: str) -> Secret:
    if not _PLAIN.fullmatch(value):
        raise _bad(f"{variable} holds a character that no key has; was it copied whole?")
    return Secret(value)


def _table(file: str | None, path: str) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        return tomllib.loads(file)
    except tomllib.TOMLDecodeError as problem:
        raise _bad(f"{path} is not valid TOML: {problem}.") from None


def _refuse_unknown(table: Mapping[str, Any], path: str) -> None:
    for key in table:
        if key in _SECRETS or key.upper() in _SECRETS.values() or "secret" in key or "token" in key:
            raise _bad(
                f"{path} holds {key!r}, which is a secret; secrets are stolen from files.",
                hint="Delete the line, treat the value as leaked, and use the environment.",
            )
        if key not in _VARIABLES:
            raise _bad(
                f"{path} has the unknown key {key!r}.",
                hint=f"Known keys are {', '.join(_VARIABLES)} and the table [policy].",
            )


def _string(name: str, value: Any, path: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _bad(f"{path}: {name} must be a text in quotes.")
    return value.strip()


def _check(name: str, value: str) -> None:
    where = f"{_VARIABLES[name]} (or `{name}` in the configuration)"
    if not _PLAIN.fullmatch(value):
        raise _bad(f"{where} holds a space or a control character.")
    if name in _URLS:
        _check_url(where, value)
    if name == "model" and not _MODEL.fullmatch(value):
        raise _bad(f"{where} is {value!r}, which cannot be a model's name.")
    if name == "gemini_api_version" and not _VERSION.fullmatch(value):
        raise _bad(f"{where} is {value!r}; it is written like v1 or v1beta.")
    if name == "engine" and value not in get_args(Engine):
        raise _bad(f"{where} is {value!r}; it can be {' or '.join(get_args(Engine))}.")


def _check_url(where: str, value: str) -> None:
    # NOTE: a value that may hold a password or a token is never shown.
    if "@" in value or "?" in value or "#" in value:
        raise _bad(
            f"{where} must be a bare https URL: no user name, no password, no query, no fragment."
        )
    if not is_safe_url(value):
        raise _bad(f"{where} is {value!r}; it must be an https URL (http only on loopback).")


def _policy(table: Any, path: str) -> Layer | None:
    if table is None:
        return None
    if not isinstance(table, dict):
        raise _bad(f"{path}: policy must be a table, [policy].")
    for key in table:
        if key not in _POLICY_KEYS:
            known = ", ".join(sorted(_POLICY_KEYS))
            raise _bad(
                f"{path}: [policy] has the unknown key {key!r}.",
                hint=f"Known are {known}.",
            )
    return Layer(
        name=path,
        allow=_texts(table, "allow", path),
        deny=_texts(table, "deny", path) or (),
        repos=_texts(table, "repos", path),
        max_effect=_effect(table.get("max_effect"), path),
    )


def _texts(table: Mapping[str, Any], key: str, path: str) -> tuple[str, ...] | None:
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _bad(f'{path}: {key} in [policy] must be a list of texts, as in ["issues.*"].')
    return tuple(value)


def _effect(value: Any, path: str) -> Effect | None:
    if value is None:
        return None
    for effect in Effect:
        if value == str(effect):
            return effect
    raise _bad(f"{path}: max_effect in [policy] can be {', '.join(map(str, Effect))}.")


def _bad(message: str, hint: str | None = None) -> UsageError:
    return UsageError(message, code=Code.BAD_SETTINGS, hint=hint)
