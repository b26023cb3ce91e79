"""Every setting by its name: its variable, its default, and which values it can have; pure."""

import re
from collections.abc import Callable, Mapping
from typing import get_args

from aegis_cli.core.http import is_safe_url
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, UsageError
from aegis_cli.providers.default import DEFAULT
from aegis_cli.settings.cli_options import LONGEST_TIMEOUT, Engine, StepUp

GEMINI_URL = "https://generativelanguage.googleapis.com"
MODEL = "gemini-3.8-flash"
BASE = "github_api"
"""The setting of the root of the provider's API."""
APP_CLIENT_ID = "github_app_client_id"
APP_CLIENT_SECRET = "github_app_client_secret"  # noqa: S105  # the name of a setting
AUTH_TIME = "auth_time"
"""OpenID Connect's name of the claim. An Action at Auth0 cannot write it, so it uses another."""

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
    "model": "AEGIS_MODEL",
    "engine": "AEGIS_ENGINE",
    "session.refresh": "AEGIS_SESSION_REFRESH",
    "auth_time_claim": "AEGIS_AUTH_TIME_CLAIM",
    "step_up": "AEGIS_STEP_UP",
    "broker_gemini_models": "AEGIS_BROKER_GEMINI_MODELS",
    "timeout": "AEGIS_TIMEOUT",
}
"""The variable of each setting that is not secret, by its name in the file."""
DEFAULTS = {
    "connection": DEFAULT.connection,
    BASE: DEFAULT.base,
    "gemini_url": GEMINI_URL,
    "gemini_api_version": "v1",
    "model": MODEL,
    "engine": "gemini",
    "auth_time_claim": AUTH_TIME,
    "step_up": "device",
    "timeout": "30",
}
SECRETS = {
    "vault_client_secret": "AEGIS_VAULT_CLIENT_SECRET",
    APP_CLIENT_SECRET: "AEGIS_GITHUB_APP_CLIENT_SECRET",
    "gemini_api_key": "GEMINI_API_KEY",
    "google_api_key": "GOOGLE_API_KEY",
    "broker_gemini_key": "AEGIS_BROKER_GEMINI_KEY",
}
"""The variable of each secret; the file may hold none of them."""
ALL_VARIABLES = frozenset((VARIABLES | SECRETS).values())
"""Every environment variable that is read."""

SEE = "docs/configuration.md lists every setting."
"""What helps where nothing better is known."""
NUMBERS = frozenset({"timeout"})
"""The settings that are a number; the file may have them without quotes."""

_URLS = ("issuer", "broker", BASE, "gemini_url")
_PLAIN = re.compile(r"[\x21-\x7e]+")
_MODEL = re.compile(r"[a-z0-9][a-z0-9.-]{1,80}")
_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})?")
_VERSION = re.compile(r"v[0-9a-z]{1,20}")
SWITCH = {"true": True, "false": False}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "session.refresh": tuple(SWITCH),
    "engine": get_args(Engine),
    "step_up": get_args(StepUp),
}


def _is_timeout(value: str) -> bool:
    return bool(_NUMBER.fullmatch(value)) and 1 <= float(value) <= LONGEST_TIMEOUT


_FORMS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "model": (_MODEL.fullmatch, ", which cannot be a model's name"),
    "gemini_api_version": (_VERSION.fullmatch, "; it is written like v1 or v1beta"),
    "timeout": (_is_timeout, f"; it is a number of seconds, from 1 to {LONGEST_TIMEOUT}"),
}
"""Whether a value has the form that a setting needs, and what to say if it has not."""


def check(name: str, value: str) -> None:
    """Raise `UsageError` if a setting cannot have this value."""
    where = f"{VARIABLES[name]} (or `{name}` in the configuration)"
    if name == "vault_private_key_file" and value.isprintable():
        return  # a path may hold spaces
    if name == "broker_gemini_models":
        _check_models(where, value)
        return
    if not _PLAIN.fullmatch(value):
        raise malformed(f"{where} holds a space or a control character.")
    if name in _URLS:
        _check_url(where, value)
    has_form, form = _FORMS.get(name, (None, ""))
    if has_form is not None and not has_form(value):
        raise malformed(f"{where} is {value!r}{form}.")
    choices = _CHOICES.get(name)
    if choices is not None and value not in choices:
        raise malformed(f"{where} is {value!r}; it can be {' or '.join(choices)}.")


def _check_models(where: str, value: str) -> None:
    models = listed(value)
    if not models or not all(_MODEL.fullmatch(model) for model in models):
        raise malformed(f"{where} is {value!r}; it lists the names of models, separated by commas.")


def _check_url(where: str, value: str) -> None:
    # NOTE: a value that may hold a password or a token is never shown.
    if "@" in value or "?" in value or "#" in value:
        raise malformed(
            f"{where} must be a bare https URL: no user name, no password, no query, no fragment."
        )
    if not is_safe_url(value):
        raise malformed(f"{where} is {value!r}; it must be an https URL (http only on loopback).")


def secret_of(variable: str, value: str) -> Secret:
    """Return the value of a variable as a secret; raise `UsageError` if it cannot be a key."""
    if not _PLAIN.fullmatch(value):
        raise malformed(f"{variable} holds a character that no key has; was it copied whole?")
    return Secret(value)


def listed(value: str) -> tuple[str, ...]:
    """Return the names that a value lists with commas, each once."""
    return tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))


def malformed(message: str, hint: str | None = SEE) -> UsageError:
    """Return the error for a setting that is wrong."""
    return UsageError(message, code=Code.BAD_SETTINGS, hint=hint)
