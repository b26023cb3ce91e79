"""Every setting by its name: its variable, its default, and which values it can have; pure."""

import re
from collections.abc import Iterable, Mapping
from typing import get_args

from aegis_cli.actions import catalog
from aegis_cli.actions.provider.names import BARE
from aegis_cli.core.http import is_safe_url
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.gemini.model_names import DEFAULT_MODEL
from aegis_cli.providers import OWN_SETTINGS
from aegis_cli.providers.default import DEFAULT
from aegis_cli.settings.cli_options import LONGEST_TIMEOUT, Engine, StepUp

GEMINI = "Gemini"
"""The service, as a person reads it."""
GEMINI_URL = "https://generativelanguage.googleapis.com"
BASE = "github_api"
"""The setting of the root of the provider's API."""
APP_CLIENT_ID = "github_app_client_id"
APP_CLIENT_SECRET = "github_app_client_secret"  # noqa: S105  # the name of a setting
AUTH_TIME = "auth_time"
"""OpenID Connect's name of the claim. An Action at Auth0 cannot write it, so it uses another."""

THINKING = "gemini_thinking"
"""The setting of how much a model thinks before it answers."""
TEMPERATURE = "gemini_temperature"
"""The setting of how freely a model chooses; without it, as freely as the model does by itself."""
TIMEOUT = "timeout"
"""The setting of the seconds after which a server that says nothing is given up."""
REFRESH = "session.refresh"
HISTORY = "prompt.history"
"""The setting of whether the lines of the prompt are kept in a file."""
WRITE_MINUTES = "session.write_minutes"
"""The setting of the minutes for which the right to write is kept."""
IDLE_MINUTES = "session.idle_minutes"
"""The setting of the minutes without a request after which a session is locked."""
HOURS = "session.hours"
"""The setting of the hours after which a session ends."""

FGA_URL = "fga_url"
"""The setting of the root of the API of the store with the organisation's rules."""
FGA_STORE, FGA_MODEL = "fga_store", "fga_model"
FGA_ISSUER, FGA_AUDIENCE, FGA_CLIENT_ID = "fga_issuer", "fga_audience", "fga_client_id"
FGA_CLIENT_SECRET, FGA_KEY = "fga_client_secret", "fga_key"  # names of settings

VARIABLES = {
    "issuer": "AEGIS_ISSUER",
    "client_id": "AEGIS_CLIENT_ID",
    "audience": "AEGIS_AUDIENCE",
    "broker": "AEGIS_BROKER",
    "vault_client_id": "AEGIS_VAULT_CLIENT_ID",
    "vault_private_key_file": "AEGIS_VAULT_PRIVATE_KEY_FILE",
    "connection": "AEGIS_CONNECTION",
    APP_CLIENT_ID: "AEGIS_GITHUB_APP_CLIENT_ID",
    BASE: "AEGIS_GITHUB_API",
    "gemini_url": "AEGIS_GEMINI_URL",
    "gemini_api_version": "AEGIS_GEMINI_API_VERSION",
    THINKING: "AEGIS_GEMINI_THINKING",
    TEMPERATURE: "AEGIS_GEMINI_TEMPERATURE",
    "model": "AEGIS_MODEL",
    "engine": "AEGIS_ENGINE",
    REFRESH: "AEGIS_SESSION_REFRESH",
    HISTORY: "AEGIS_PROMPT_HISTORY",
    WRITE_MINUTES: "AEGIS_SESSION_WRITE_MINUTES",
    IDLE_MINUTES: "AEGIS_SESSION_IDLE_MINUTES",
    HOURS: "AEGIS_SESSION_HOURS",
    "auth_time_claim": "AEGIS_AUTH_TIME_CLAIM",
    "step_up": "AEGIS_STEP_UP",
    "broker_gemini_models": "AEGIS_BROKER_GEMINI_MODELS",
    FGA_URL: "AEGIS_FGA_URL",
    FGA_STORE: "AEGIS_FGA_STORE",
    FGA_MODEL: "AEGIS_FGA_MODEL",
    FGA_ISSUER: "AEGIS_FGA_ISSUER",
    FGA_AUDIENCE: "AEGIS_FGA_AUDIENCE",
    FGA_CLIENT_ID: "AEGIS_FGA_CLIENT_ID",
    TIMEOUT: "AEGIS_TIMEOUT",
}
"""The variable of each setting that is not secret, by its name in the file."""
DEFAULTS = {
    "connection": DEFAULT.connection,
    BASE: DEFAULT.base,
    "gemini_url": GEMINI_URL,
    "gemini_api_version": "v1",
    THINKING: "low",
    "model": DEFAULT_MODEL,
    "engine": "gemini",
    "auth_time_claim": AUTH_TIME,
    "step_up": "device",
    FGA_ISSUER: "https://auth.fga.dev",
    TIMEOUT: "30",
    WRITE_MINUTES: "10",
    IDLE_MINUTES: "30",
    HOURS: "8",
}
SECRETS = {
    "vault_client_secret": "AEGIS_VAULT_CLIENT_SECRET",
    APP_CLIENT_SECRET: "AEGIS_GITHUB_APP_CLIENT_SECRET",
    "gemini_api_key": "GEMINI_API_KEY",
    "google_api_key": "GOOGLE_API_KEY",
    "broker_gemini_key": "AEGIS_BROKER_GEMINI_KEY",
    FGA_CLIENT_SECRET: "AEGIS_FGA_CLIENT_SECRET",
    FGA_KEY: "AEGIS_FGA_KEY",
}
"""The variable of each secret; the file may hold none of them."""
API, CONNECTION = "api", "connection"
"""The keys of every table `[providers.NAME]`."""
BOARDS, CLOUD_ID, SITE = "boards", "cloud_id", "site"
"""The keys of that of Jira beside these."""

SEE = "docs/configuration.md lists every setting."
"""What helps where nothing better is known."""

_URLS = (API, "issuer", "broker", BASE, "gemini_url", FGA_URL, FGA_ISSUER)
_PLAIN = re.compile(r"[\x21-\x7e]+")
_MODEL = re.compile(r"[a-z0-9][a-z0-9.-]{1,80}")
_VERSION = re.compile(r"v[0-9a-z]{1,20}")
_TEMPERATURE = re.compile(r"[01](\.[0-9]{1,3})?|2(\.0{1,3})?")
_FGA_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HOST = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,6}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OWN_FORMS = {
    BOARDS: (re.compile("true|false"), "; it is true or false"),
    SITE: (_HOST, "; it is the host of your site, such as acme.atlassian.net"),
    CLOUD_ID: (_UUID, ", which cannot be the id of a site"),
}
_FORMS = {
    FGA_STORE: (_FGA_ID, ", which cannot be the id of a store"),
    FGA_MODEL: (_FGA_ID, ", which cannot be the id of a model"),
    "model": (_MODEL, ", which cannot be a model's name"),
    "gemini_api_version": (_VERSION, "; it is written like v1 or v1beta"),
    TEMPERATURE: (_TEMPERATURE, "; it is a number from 0 to 2, such as 0.7"),
}
SWITCH = {"true": True, "false": False}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    REFRESH: tuple(SWITCH),
    HISTORY: tuple(SWITCH),
    "engine": get_args(Engine),
    THINKING: ("minimal", "low", "medium", "high"),
    "step_up": get_args(StepUp),
}
BOUNDS: Mapping[str, range] = {
    WRITE_MINUTES: range(61),
    IDLE_MINUTES: range(1, 24 * 60 + 1),
    HOURS: range(1, 25),
    TIMEOUT: range(1, LONGEST_TIMEOUT + 1),
}
"""The whole numbers that a setting can be."""
_NUMBER = re.compile(r"[0-9]{1,4}")


def provider_setting(provider: str, key: str) -> str:
    """Return the name of a setting of a provider beside GitHub."""
    return f"providers.{provider}.{key}"


def provider_keys(provider: str) -> tuple[str, ...]:
    """Return the keys of the table of a provider beside GitHub."""
    return (API, CONNECTION, *OWN_SETTINGS.get(provider, ()))


def other_providers() -> tuple[str, ...]:
    """Return the names of the providers that aegis knows beside GitHub."""
    return tuple(name for name in catalog.known_providers() if name != BARE)


def providers_of(settings: Iterable[str]) -> tuple[str, ...]:
    """Return the providers beside GitHub of which settings of these names are, sorted."""
    found = (name.split(".") for name in settings if name.startswith("providers."))
    return tuple(sorted({provider for _, provider, _ in found}))


def provider_defaults(names: Iterable[str]) -> dict[str, str]:
    """Return the settings of these providers where nothing else is said."""
    return {
        provider_setting(each.name, key): value
        for each in map(catalog.provider_named, names)
        for key, value in ((API, each.base), (CONNECTION, each.connection))
    }


def plain_variables() -> dict[str, str]:
    """Return the variable of each setting that is not secret, with those of other providers."""
    return VARIABLES | {
        provider_setting(provider, key): f"AEGIS_{provider.upper()}_{key.upper()}"
        for provider in other_providers()
        for key in provider_keys(provider)
    }


def all_variables() -> frozenset[str]:
    """Return every environment variable that is read."""
    return frozenset((plain_variables() | SECRETS).values())


def check(name: str, value: str) -> None:
    """Raise `UsageError` if a setting cannot have this value."""
    where = f"{plain_variables()[name]} (or `{name}` in the configuration)"
    if name == "vault_private_key_file" and value.isprintable():
        return  # a path may hold spaces
    if name == "broker_gemini_models":
        _check_models(where, value)
        return
    if not _PLAIN.fullmatch(value):
        raise wrong_setting(f"{where} holds a space or a control character.")
    key = name.rpartition(".")[2]
    if key in _URLS and "{" not in value:  # the default of a root may lack a value
        _check_url(where, value, DEFAULT.refused_base(value) if name == BASE else "")
    form, wrong = _FORMS.get(name) or _OWN_FORMS.get(key, (_PLAIN, ""))
    if not form.fullmatch(value):
        raise wrong_setting(f"{where} is {value!r}{wrong}.")
    choices = _CHOICES.get(name, (value,))
    if value not in choices:
        raise wrong_setting(f"{where} is {value!r}; it can be {' or '.join(choices)}.")
    if name in BOUNDS:
        _check_number(where, value, BOUNDS[name])


def _check_number(where: str, value: str, bounds: range) -> None:
    if not (_NUMBER.fullmatch(value) and int(value) in bounds):
        least, most = bounds[0], bounds[-1]
        raise wrong_setting(f"{where} is {value!r}; it is a whole number from {least} to {most}.")


def _check_models(where: str, value: str) -> None:
    models = split_names(value)
    if not models or not all(_MODEL.fullmatch(model) for model in models):
        raise wrong_setting(
            f"{where} is {value!r}; it lists the names of models, separated by commas."
        )


def _check_url(where: str, value: str, refused_as: str) -> None:
    # NOTE: a value that may hold a password or a token is never shown.
    if "@" in value or "?" in value or "#" in value:
        raise wrong_setting(
            f"{where} must be a bare https URL: no user name, no password, no query, no fragment."
        )
    if not is_safe_url(value):
        raise wrong_setting(
            f"{where} is {value!r}; it must be an https URL (http only on loopback)."
        )
    if refused_as:
        raise wrong_setting(f"{where} is {value!r}, {refused_as}.")


def secret_of(variable: str, value: str) -> Secret:
    """Return the value of a variable as a secret; raise `UsageError` if it cannot be a key."""
    if not _PLAIN.fullmatch(value):
        raise wrong_setting(f"{variable} holds a character that no key has; was it copied whole?")
    return Secret(value)


def split_names(value: str) -> tuple[str, ...]:
    """Return the names that a value lists with commas, each once."""
    return tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))


def wrong_setting(message: str, hint: str | None = SEE) -> UsageError:
    """Return the error for a setting that is wrong."""
    return UsageError(message, code=Code.BAD_SETTINGS, hint=hint)
