"""What aegis was told about its surroundings: the environment over one file; frozen.

Secrets come from the environment only and are refused in the file. An unknown key, a malformed URL
or a plain `http` address that is not loopback is an error, not a surprise later.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias, get_args

from aegis_cli.core.http import is_safe_url
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, UsageError
from aegis_cli.policy import Layer
from aegis_cli.policy_table import layer_of
from aegis_cli.vault_credentials import (
    COMMAND,
    KeyFile,
    SecretCommand,
    VaultCredential,
    at_most_one,
    command_of,
)

Engine: TypeAlias = Literal["gemini", "offline"]
StepUp: TypeAlias = Literal["device", "browser"]

GITHUB_API = "https://api.github.com"
GEMINI_URL = "https://generativelanguage.googleapis.com"
MODEL = "gemini-3.8-flash"
AUTH_TIME = "auth_time"
"""OpenID Connect's own name of the claim; Auth0 lets no Action write it, so it names another."""

_VARIABLES = {
    "issuer": "AEGIS_ISSUER",
    "client_id": "AEGIS_CLIENT_ID",
    "audience": "AEGIS_AUDIENCE",
    "broker": "AEGIS_BROKER",
    "vault_client_id": "AEGIS_VAULT_CLIENT_ID",
    "vault_private_key_file": "AEGIS_VAULT_PRIVATE_KEY_FILE",
    "connection": "AEGIS_CONNECTION",
    "github_app_client_id": "AEGIS_GITHUB_APP_CLIENT_ID",
    "github_api": "AEGIS_GITHUB_API",
    "gemini_url": "AEGIS_GEMINI_URL",
    "gemini_api_version": "AEGIS_GEMINI_API_VERSION",
    "model": "AEGIS_MODEL",
    "engine": "AEGIS_ENGINE",
    "session.refresh": "AEGIS_SESSION_REFRESH",
    "auth_time_claim": "AEGIS_AUTH_TIME_CLAIM",
    "step_up": "AEGIS_STEP_UP",
    "broker_gemini_models": "AEGIS_BROKER_GEMINI_MODELS",
}
_DEFAULTS = {
    "connection": "github",
    "github_api": GITHUB_API,
    "gemini_url": GEMINI_URL,
    "gemini_api_version": "v1",
    "model": MODEL,
    "engine": "gemini",
    "auth_time_claim": AUTH_TIME,
    "step_up": "device",
}
_SECRETS = {
    "vault_client_secret": "AEGIS_VAULT_CLIENT_SECRET",
    "github_app_client_secret": "AEGIS_GITHUB_APP_CLIENT_SECRET",
    "gemini_api_key": "GEMINI_API_KEY",
    "google_api_key": "GOOGLE_API_KEY",
    "broker_gemini_key": "AEGIS_BROKER_GEMINI_KEY",
}
VARIABLES = frozenset((_VARIABLES | _SECRETS).values())
"""Every variable of the environment that is read."""

_URLS = ("issuer", "broker", "github_api", "gemini_url")
_MODEL = re.compile(r"[a-z0-9][a-z0-9.-]{1,80}")
_VERSION = re.compile(r"v[0-9a-z]{1,20}")
_SWITCH = {"true": True, "false": False}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "session.refresh": tuple(_SWITCH),
    "engine": get_args(Engine),
    "step_up": get_args(StepUp),
}
_PLAIN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class SignInSettings:
    """What signing in needs: the tenant, the native application, and the API."""

    issuer: str
    client_id: str
    audience: str
    refresh: bool = False
    """Whether a session that lasts is renewed with a refresh token."""


@dataclass(frozen=True, slots=True)
class VaultSettings:
    """What the exchange needs, on the machine that does it: the Custom API Client."""

    client_id: str
    credential: VaultCredential


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, checked; `None` where it was not given."""

    values: Mapping[str, str]
    """The settings that are not secret, by the name they have in the file."""
    secrets: Mapping[str, Secret]
    policy: Layer | None
    sources: Mapping[str, str] = field(default_factory=dict)
    """Where each setting that was given comes from: a variable, or the file."""
    secret_command: SecretCommand | None = None

    @property
    def github_api(self) -> str:
        """The root of the GitHub API, without a trailing slash."""
        return self.values["github_api"].rstrip("/")

    @property
    def broker(self) -> str | None:
        """The origin of the broker, without a trailing slash; `None` where this machine acts."""
        found = self.values.get("broker")
        return found.rstrip("/") if found else None

    @property
    def gemini_key(self) -> Secret | None:
        """The Gemini API key; `GEMINI_API_KEY` comes before `GOOGLE_API_KEY`."""
        return self.secrets.get("gemini_api_key") or self.secrets.get("google_api_key")

    @property
    def broker_gemini_key(self) -> Secret | None:
        """The key with which a broker plans for others; `None` where it does not."""
        return self.secrets.get("broker_gemini_key")

    @property
    def broker_models(self) -> tuple[str, ...]:
        """The models that a broker offers: those listed, or its own; none without a key."""
        listed = _listed(self.values.get("broker_gemini_models", self.values["model"]))
        return listed if self.broker_gemini_key is not None else ()

    @property
    def engine(self) -> Engine:
        """What turns a sentence into a plan."""
        return "offline" if self.values["engine"] == "offline" else "gemini"

    @property
    def refresh(self) -> bool | None:
        """Whether sessions are renewed; `None` where nobody said."""
        return _SWITCH.get(self.values.get("session.refresh", ""))

    @property
    def auth_time_claim(self) -> str:
        """The claim of an access token that says when the person proved who they are."""
        return self.values["auth_time_claim"]

    @property
    def step_up(self) -> StepUp:
        """Where a person signs in anew for what cannot be undone."""
        return "browser" if self.values["step_up"] == "browser" else "device"

    def with_values(self, given: Mapping[str, str]) -> "Settings":
        """Return the settings with what the command line says, checked like the rest."""
        for name, value in given.items():
            _check(name, value)
        return replace(self, values={**self.values, **given})

    def sign_in(self) -> SignInSettings:
        """Return what signing in needs; raise `UsageError` that names what is missing.

        Where no broker is set, what the exchange needs is missing too if it is not there.
        """
        needed = ("issuer", "client_id", "audience")
        missing = [_VARIABLES[name] for name in needed if name not in self.values]
        if self.broker is None:
            missing += self._vault_missing()
        if missing:
            raise _incomplete(missing)
        issuer, client_id, audience = (self.values[name] for name in needed)
        return SignInSettings(issuer, client_id, audience)

    def vault(self) -> VaultSettings:
        """Return what the exchange needs; raise `UsageError` that names what is missing."""
        given = self._credentials()
        if not given or "vault_client_id" not in self.values:
            raise _incomplete(self._vault_missing())
        return VaultSettings(self.values["vault_client_id"], next(iter(given.values())))

    def _vault_missing(self) -> list[str]:
        missing = [] if "vault_client_id" in self.values else [_VARIABLES["vault_client_id"]]
        return missing if self._credentials() else [*missing, _SECRETS["vault_client_secret"]]

    def _credentials(self) -> dict[str, VaultCredential]:
        """Return what is set to authenticate the vault's client with, by its name."""
        key = self.values.get("vault_private_key_file")
        ways: dict[str, VaultCredential | None] = {
            _SECRETS["vault_client_secret"]: self.secrets.get("vault_client_secret"),
            _VARIABLES["vault_private_key_file"]: None if key is None else KeyFile(key),
            COMMAND: self.secret_command,
        }
        given = {name: way for name, way in ways.items() if way is not None}
        at_most_one(given)
        return given

    def github_app(self) -> tuple[str, Secret] | None:
        """Return the client id and secret of the GitHub App; `None` where tokens stay wide.

        Raises `UsageError` for one without the other: a plan that should be narrowed must not
        quietly run without.
        """
        client_id = self.values.get("github_app_client_id")
        secret = self.secrets.get("github_app_client_secret")
        if client_id is not None and secret is not None:
            return client_id, secret
        if client_id is None and secret is None:
            return None
        given, missing = (
            _VARIABLES["github_app_client_id"],
            _SECRETS["github_app_client_secret"],
        )
        if client_id is None:
            given, missing = missing, given
        raise _bad(f"{given} is set without {missing}.", hint="Set both, or neither.")

    def hosts(self) -> tuple[tuple[str, str], ...]:
        """Name every host that is not the default, and what it is for."""
        moved = [
            (use, self.values[name])
            for use, name, default in (
                ("Broker", "broker", None),
                ("GitHub API", "github_api", GITHUB_API),
                ("Gemini", "gemini_url", GEMINI_URL),
            )
            if name in self.values and self.values[name].rstrip("/") != default
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
    command = command_of(table.pop(COMMAND, None), path)
    values = dict(_DEFAULTS) | _session(table.pop("session", None), path)
    _refuse_unknown(table, path)
    values |= {name: _string(name, value, path) for name, value in table.items()}
    given = {name: environment.get(variable) for name, variable in _VARIABLES.items()}
    values |= {name: value.strip() for name, value in given.items() if value and value.strip()}
    for name, value in values.items():
        _check(name, value)
    secrets = {
        name: _secret(variable, environment[variable].strip())
        for name, variable in _SECRETS.items()
        if environment.get(variable, "").strip()
    }
    variables = _VARIABLES | _SECRETS
    own = (*table, COMMAND) if command is not None else tuple(table)
    sources = dict.fromkeys(own, path) | {
        name: variable
        for name, variable in variables.items()
        if environment.get(variable, "").strip()
    }
    return Settings(values, secrets, policy, sources, command)


def _session(table: Any, path: str) -> dict[str, str]:
    """Read `[session]`, which can say `refresh = true` or `false`."""
    if table is None:
        return {}
    if not isinstance(table, dict) or not all(isinstance(v, bool) for v in table.values()):
        raise _bad(f"{path}: [session] is a table with refresh = true or refresh = false.")
    for key in table:
        if key != "refresh":
            raise _bad(f"{path}: [session] has the unknown key {key!r}.", hint="Known is refresh.")
    return {f"session.{key}": str(value).lower() for key, value in table.items()}


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


def _listed(value: str) -> tuple[str, ...]:
    """Return what is listed with commas, each once."""
    return tuple(dict.fromkeys(one.strip() for one in value.split(",") if one.strip()))


def _check(name: str, value: str) -> None:
    where = f"{_VARIABLES[name]} (or `{name}` in the configuration)"
    if name == "vault_private_key_file" and value.isprintable():
        return  # a path may hold spaces
    if name == "broker_gemini_models":
        _check_models(where, value)
        return
    if not _PLAIN.fullmatch(value):
        raise _bad(f"{where} holds a space or a control character.")
    if name in _URLS:
        _check_url(where, value)
    if name == "model" and not _MODEL.fullmatch(value):
        raise _bad(f"{where} is {value!r}, which cannot be a model's name.")
    if name == "gemini_api_version" and not _VERSION.fullmatch(value):
        raise _bad(f"{where} is {value!r}; it is written like v1 or v1beta.")
    choices = _CHOICES.get(name)
    if choices is not None and value not in choices:
        raise _bad(f"{where} is {value!r}; it can be {' or '.join(choices)}.")


def _check_models(where: str, value: str) -> None:
    models = _listed(value)
    if not models or not all(_MODEL.fullmatch(model) for model in models):
        raise _bad(f"{where} is {value!r}; it lists the names of models, separated by commas.")


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
    return layer_of(table, "[policy]", path, name=path)


def _incomplete(missing: list[str]) -> UsageError:
    return UsageError(
        f"To sign in, aegis needs {', '.join(missing)}.",
        code=Code.BAD_SETTINGS,
        hint="docs/auth0.md says where each comes from; `aegis --sandbox …` needs none.",
    )


def _bad(message: str, hint: str = "docs/configuration.md lists every setting.") -> UsageError:
    return UsageError(message, code=Code.BAD_SETTINGS, hint=hint)
