"""Every setting, as a frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from aegis_cli.actions import catalog
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.core.http import is_loopback
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import Code, UsageError
from aegis_cli.providers.default import DEFAULT
from aegis_cli.request.policy import Layer
from aegis_cli.settings.cli_options import Engine, StepUp
from aegis_cli.settings.fga_settings import FgaSettings, fga_settings
from aegis_cli.settings.known import (
    API,
    APP_CLIENT_ID,
    APP_CLIENT_SECRET,
    BASE,
    CLOUD_ID,
    CONNECTION,
    GEMINI,
    GEMINI_URL,
    HISTORY,
    HOURS,
    IDLE_MINUTES,
    REFRESH,
    SECRETS,
    SITE,
    SWITCH,
    TIMEOUT,
    VARIABLES,
    WRITE_MINUTES,
    check,
    other_providers,
    provider_setting,
    providers_of,
    split_names,
    wrong_setting,
)
from aegis_cli.settings.vault_credentials import (
    COMMAND,
    KeyFile,
    SecretCommand,
    VaultCredential,
)


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
    def base(self) -> str:
        """The root of the provider's API, without a trailing slash."""
        return self.values[BASE].rstrip("/")

    @property
    def providers(self) -> tuple[str, ...]:
        """The providers that are configured beside GitHub, sorted."""
        return providers_of(self.values)

    @property
    def bases(self) -> Mapping[str, str]:
        """The root of the API of each provider that exists, by its name."""
        return {DEFAULT.name: self.base} | {name: self._base_of(name) for name in self.providers}

    def _base_of(self, provider: str) -> str:
        base = self.values[provider_setting(provider, API)].rstrip("/")
        return base.replace(f"{{{CLOUD_ID}}}", self.provider_value(provider, CLOUD_ID))

    def provider_value(self, provider: str, key: str) -> str:
        """Return a setting of a provider beside GitHub, "" where it has none."""
        return self.values.get(provider_setting(provider, key), "")

    def scopes_of(self, provider: Provider[Any]) -> tuple[str, ...]:
        """Return the scopes that an account at a provider is connected with."""
        start = provider_setting(provider.name, "")
        values = self.values.items()
        own = {name.removeprefix(start): each for name, each in values if name.startswith(start)}
        return provider.scopes(own)

    @property
    def sites(self) -> Mapping[str, str]:
        """The host of the web pages of each provider whose API does not tell it, by its name."""
        told = {name: self.provider_value(name, SITE) for name in self.providers}
        return {name: site for name, site in told.items() if site}

    def require_sites(self) -> None:
        """Raise `UsageError` where the root of an API lacks a value that the settings must say."""
        for name in self.providers:
            base = self.values[provider_setting(name, API)]
            if f"{{{CLOUD_ID}}}" in base and not self.provider_value(name, CLOUD_ID):
                raise wrong_setting(
                    f"[providers.{name}] lacks {CLOUD_ID}, the id of your site.",
                    hint=f"`aegis setup {name}` says where it stands.",
                )

    def require_own_connections(self) -> None:
        """Raise `UsageError` where two providers have one connection.

        NOTE: the token of one would go to the host of the other.
        """
        names = self.connection_names
        shared = [each for each in names if [*names.values()].count(names[each]) > 1]
        if shared:
            raise wrong_setting(
                f"{' and '.join(shared)} have one connection, {names[shared[0]]!r}.",
                hint="Each provider needs a connection of its own at Auth0.",
            )

    @property
    def connection_names(self) -> Mapping[str, str]:
        """The name at Auth0 of the connection of each provider that exists, by its name."""
        return {DEFAULT.name: self.values[CONNECTION]} | {
            name: self.values[provider_setting(name, CONNECTION)] for name in self.providers
        }

    def connections(self) -> dict[str, VaultConnection]:
        """Return how aegis gets to each provider that exists, by its name.

        Raises `UsageError` as `provider_app` does.
        """
        app, names = self.provider_app(), self.connection_names
        apps = {DEFAULT.name: None if app is None else ProviderApp(*app)}
        return {
            name: VaultConnection(names[name], base, apps.get(name), site=self.sites.get(name, ""))
            for name, base in self.bases.items()
        }

    @property
    def broker(self) -> str | None:
        """The origin of the broker, without a trailing slash; `None` where this machine acts."""
        broker = self.values.get("broker")
        return broker.rstrip("/") if broker else None

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
        models = split_names(self.values.get("broker_gemini_models", self.values["model"]))
        return models if self.broker_gemini_key is not None else ()

    @property
    def engine(self) -> Engine:
        """What turns a sentence into a plan."""
        return next(each for each in get_args(Engine) if each == self.values["engine"])

    @property
    def asks_model(self) -> bool:
        """Whether a model turns a sentence into a plan."""
        return self.engine == "gemini"

    @property
    def guesses(self) -> bool:
        """Whether a sentence that the grammar does not read is guessed."""
        return self.engine == "offline"

    @property
    def refresh(self) -> bool | None:
        """Whether sessions are renewed; `None` if it is not set."""
        return SWITCH.get(self.values.get(REFRESH, ""))

    @property
    def write_minutes(self) -> int:
        """The minutes for which the right to write is kept, at most; 0 keeps it for no one."""
        return int(self.values[WRITE_MINUTES])

    @property
    def idle_minutes(self) -> int:
        """The minutes without a request after which a session is locked."""
        return int(self.values[IDLE_MINUTES])

    @property
    def session_hours(self) -> int:
        """The hours after which a session ends."""
        return int(self.values[HOURS])

    @property
    def keeps_history(self) -> bool:
        """Whether the lines of the prompt are kept in a file."""
        return SWITCH.get(self.values.get(HISTORY, ""), False)

    @property
    def auth_time_claim(self) -> str:
        """The claim of an access token with the time at which the person proved who they are."""
        return self.values["auth_time_claim"]

    @property
    def timeout(self) -> float:
        """Seconds after which a server that says nothing is given up."""
        return float(self.values[TIMEOUT])

    @property
    def step_up(self) -> StepUp:
        """How a person signs in again before a destructive action."""
        return "browser" if self.values["step_up"] == "browser" else "device"

    def with_values(self, given: Mapping[str, str]) -> "Settings":
        """Return the settings with what the command line says, checked like the rest."""
        for name, value in given.items():
            check(name, value)
        return replace(self, values={**self.values, **given})

    def with_exactly(self, values: Mapping[str, str]) -> "Settings":
        """Return the settings with these values and no others that are not secret, checked."""
        return replace(self, values={}).with_values(values)

    def with_providers(self, others: Mapping[str, VaultConnection]) -> "Settings":
        """Return the settings with these providers beside GitHub, of those that aegis knows."""
        given = {
            provider_setting(name, key): value
            for name in other_providers()
            if name in others
            for key, value in (
                (API, others[name].base),
                (CONNECTION, others[name].name),
                (SITE, others[name].site),
            )
            if value
        }
        own = {name: value for name, value in self.values.items() if not providers_of([name])}
        settings = replace(self, values=own).with_values(given)
        settings.require_own_connections()
        return settings

    def with_vault_secret(self, secret: Secret) -> "Settings":
        """Return the settings with a secret of the vault's client that no variable has."""
        return replace(self, secrets={**self.secrets, "vault_client_secret": secret})

    def sign_in(self) -> SignInSettings:
        """Return the settings of the sign-in; raise `UsageError` that names the missing ones.

        If no broker is set, this machine exchanges too, and needs the settings for that.
        """
        needed = ("issuer", "client_id", "audience")
        missing = [VARIABLES[name] for name in needed if name not in self.values]
        if self.broker is None:
            missing += self._vault_missing()
        if missing:
            raise _incomplete(missing)
        issuer, client_id, audience = (self.values[name] for name in needed)
        return SignInSettings(issuer, client_id, audience)

    def vault(self) -> VaultSettings:
        """Return the settings of the exchange; raise `UsageError` that names the missing ones."""
        given = self.vault_credentials()
        if not given or "vault_client_id" not in self.values:
            raise _incomplete(self._vault_missing())
        return VaultSettings(self.values["vault_client_id"], next(iter(given.values())))

    def _vault_missing(self) -> list[str]:
        missing = [] if "vault_client_id" in self.values else [VARIABLES["vault_client_id"]]
        return missing if self.vault_credentials() else [*missing, SECRETS["vault_client_secret"]]

    def vault_credentials(self) -> dict[str, VaultCredential]:
        """Return the credential that is set for the vault's client, by the name of its setting.

        Raises `UsageError` where there are several.
        """
        key = self.values.get("vault_private_key_file")
        possible: dict[str, VaultCredential | None] = {
            SECRETS["vault_client_secret"]: self.secrets.get("vault_client_secret"),
            VARIABLES["vault_private_key_file"]: None if key is None else KeyFile(key),
            COMMAND: self.secret_command,
        }
        given = {name: value for name, value in possible.items() if value is not None}
        if len(given) > 1:
            raise wrong_setting(
                f"{' and '.join(given)} are set; which one is meant?", hint="Set one only."
            )
        return given

    def provider_app(self) -> tuple[str, Secret] | None:
        """Return the client id and secret of our App; `None` if tokens are not narrowed.

        Raises `UsageError` for one without the other: a token that should be narrowed must not
        silently stay wide.
        """
        client_id = self.values.get(APP_CLIENT_ID)
        secret = self.secrets.get(APP_CLIENT_SECRET)
        if client_id is not None and secret is not None:
            return client_id, secret
        if client_id is None and secret is None:
            return None
        given, missing = VARIABLES[APP_CLIENT_ID], SECRETS[APP_CLIENT_SECRET]
        if client_id is None:
            given, missing = missing, given
        raise wrong_setting(f"{given} is set without {missing}.", hint="Set both, or neither.")

    def fga(self) -> FgaSettings | None:
        """Return what asking for the organisation's rules needs; `None` if nothing of it is set.

        Raises `UsageError` where only a part is set: who wants rules must not be left without.
        """
        return fga_settings(self.values, self.secrets)

    def hosts(self) -> tuple[tuple[str, str], ...]:
        """Name every host that is not the default, and what it is for.

        The tenant has no default, and every sign-in names it. Of a sandbox, whose tenant is on this
        machine too, `aegis sandbox` has named the others.
        """
        # NOTE: a sign-in at a tenant of this machine gives nothing that is worth something there.
        is_sandbox = is_loopback(self.values.get("issuer", "")) and "broker" not in self.values
        others = map(catalog.provider_named, self.providers)
        return tuple(
            (use, self.values[name])
            for use, name, default in (
                ("Broker", "broker", None),
                (f"{DEFAULT.title} API", BASE, DEFAULT.base),
                *((f"{it.title} API", provider_setting(it.name, API), it.base) for it in others),
                (GEMINI, "gemini_url", GEMINI_URL),
            )
            if name in self.values
            and self.values[name].rstrip("/") != default
            and not (is_sandbox and is_loopback(self.values[name]))
        )


def _incomplete(missing: list[str]) -> UsageError:
    return UsageError(
        f"To sign in, aegis needs {', '.join(missing)}.",
        code=Code.BAD_SETTINGS,
        hint="docs/auth0.md says where each comes from; `aegis --sandbox …` needs none.",
    )
