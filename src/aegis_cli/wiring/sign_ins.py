"""What goes to Auth0: signing in, stepping up, the connected accounts, the Management API.

Another way to sign in, or to step up, is made here.
"""

from dataclasses import dataclass, replace
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from aegis_cli.actions import catalog
from aegis_cli.adapters.process.termination import becomes_an_exception
from aegis_cli.providers.default import DEFAULT
from aegis_cli.wiring.environment import Environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from aegis_cli.adapters.auth0.connecting import Connecting
    from aegis_cli.adapters.auth0.issuer_client import IssuerClient
    from aegis_cli.adapters.auth0.round_trip import RoundTrip
    from aegis_cli.adapters.auth0.session_cache import SessionCache
    from aegis_cli.adapters.auth0.sign_in import Identity
    from aegis_cli.adapters.auth0.tenant_client import Management
    from aegis_cli.core.secret import Secret
    from aegis_cli.oauth.discovery import ServerMetadata
    from aegis_cli.request.ports import RequestSessions, Session, SignIn
    from aegis_cli.settings.settings import SignInSettings

_PATIENCE = 900.0
"""The default of `--sign-in-timeout`: as long as a device code of Auth0 is valid."""


class SessionHolder(Protocol):
    """Another process that holds the sessions: it fills the port `SignIn`, and asks the issuer."""

    def provider(self) -> "ServerMetadata":
        """Return the issuer's endpoints."""
        ...

    def jwks(self) -> dict[str, Any]:
        """Return the issuer's current keys."""
        ...

    def request(self) -> "AbstractContextManager[RequestSessions]":
        """Begin a request; when the context ends, what it alone held is dropped."""
        ...

    def connect(self, provider: str) -> bool:
        """Offer the person to connect their account now; return whether they did."""
        ...


@dataclass
class SignIns:
    """The sign-ins of one process, each with its session in memory, or those of a holder."""

    environment: Environment
    holder: SessionHolder | None = None

    @property
    def sign_in(self) -> "SignIn":
        """What gets sessions for a request."""
        return self.session_cache if self.holder is None else self.holder

    @property
    def issuer(self) -> "IssuerClient | SessionHolder":
        """The issuer whose sessions the executor takes."""
        return self._issuer if self.holder is None else self.holder

    @cached_property
    def _issuer(self) -> "IssuerClient":
        return self._issuer_client(self._settings)

    @cached_property
    def session_cache(self) -> "SessionCache":
        """The sessions of this process."""
        assert self.holder is None, "the sessions are the holder's"
        if self._refreshes:
            becomes_an_exception()
        session_cache = self._cache_at(self._issuer)
        if self.environment.options.lasts:
            session_cache.window = self.environment.settings.write_minutes * 60.0
        if self.environment.settings.step_up == "browser":
            from aegis_cli.adapters.auth0.browser_step_up import BrowserStepUp

            by = BrowserStepUp(self.round_trip(), self.environment.person, self._patience)
            session_cache.sign_in.step_up_by = by
        return session_cache

    def _issuer_client(self, settings: "Callable[[], SignInSettings]") -> "IssuerClient":
        from aegis_cli.adapters.auth0.issuer_client import IssuerClient

        environment = self.environment
        issuer = IssuerClient(
            settings,
            environment.person,
            patience=self._patience,
            observe=environment.screen.progress.observe,
            server_patience=environment.patience,
            meanwhile=partial(import_module, "aegis_cli.adapters.auth0.identity"),
        )
        environment.closing.callback(issuer.close)
        return issuer

    def _cache_at(self, issuer: "IssuerClient") -> "SessionCache":
        from aegis_cli.adapters.auth0.session_cache import SessionCache
        from aegis_cli.adapters.auth0.sign_in import DeviceSignIn

        session_cache = SessionCache(DeviceSignIn(issuer, _verify))
        self.environment.closing.callback(session_cache.drop_tokens)
        return session_cache

    def for_reading(self) -> "Session":
        """Return a session for reading, with the device flow."""
        from aegis_cli.actions.facts import Effect
        from aegis_cli.request.scopes import SCOPES

        with self.sign_in.request() as sessions:
            return sessions.session(SCOPES[Effect.READ])

    @cached_property
    def connecting(self) -> "Connecting":
        """The connected accounts at Auth0, with a sign-in of their own."""
        from aegis_cli.adapters.auth0.connecting import Connecting, for_my_account

        environment = self.environment
        environment.learn_from_broker()
        issuer = self._issuer_client(lambda: for_my_account(environment.settings.sign_in()))
        return Connecting(issuer, self._cache_at(issuer), self.round_trip())

    def offer_to_connect(self, provider: str) -> bool:
        """Offer to connect the account at a provider, in the middle of a request that needs it."""
        if self.holder is not None:
            return self.holder.connect(provider)
        person, connections = self.environment.person, self.environment.settings.connection_names
        name = provider if provider in connections else DEFAULT.name
        if not person.wants_to_connect(catalog.provider_named(name).title):
            return False
        scopes = self.environment.settings.scopes_of(catalog.provider_named(name))
        self.connecting.connect(connections[name], scopes)
        person.note("Connected. Going on with what you asked for.")
        return True

    def management(self, base: str, token: "Secret") -> "Management":
        """Return a connection to a tenant's Management API."""
        from aegis_cli.adapters.auth0.tenant_client import Management

        progress = self.environment.screen.progress
        management = Management(
            base,
            token,
            progress=progress.say,
            observe=progress.observe,
            patience=self.environment.patience,
        )
        self.environment.closing.callback(management.close)
        return management

    def round_trip(self) -> "RoundTrip":
        """Return what sends the person to a page and waits for them to come back."""
        from aegis_cli.adapters.auth0.round_trip import RoundTrip
        from aegis_cli.adapters.terminal import browser

        environment = self.environment
        may_open = environment.screen.has_terminal and not environment.options.no_browser
        return RoundTrip(
            environment.person,
            opens_browser=lambda: may_open and browser.is_there(environment.variables),
        )

    @property
    def _patience(self) -> float:
        return self.environment.options.sign_in_timeout or _PATIENCE

    def _settings(self) -> "SignInSettings":
        return replace(self.environment.settings.sign_in(), refresh=self._refreshes)

    @property
    def _refreshes(self) -> bool:
        """Whether the session is renewed: as the settings say, or else only at the prompt."""
        refresh = self.environment.settings.refresh
        return self.environment.options.lasts if refresh is None else refresh


def _verify(id_token: "Secret", jwks: dict[str, Any], issuer: str, client_id: str) -> "Identity":
    from aegis_cli.adapters.auth0.identity import verify_token

    return verify_token(id_token, jwks, issuer, client_id)
