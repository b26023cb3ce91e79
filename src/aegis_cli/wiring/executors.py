"""Where plans are carried out: in a child process here, with the vault's client, or at a broker.

Another executor is made here; it fills the port `ports.Executor`.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from aegis_cli.settings.known import AUTH_TIME
from aegis_cli.wiring.environment import Environment
from aegis_cli.wiring.sign_ins import SignIns

if TYPE_CHECKING:
    from aegis_cli.adapters.auth0.freshness import FreshExecutor
    from aegis_cli.adapters.executor.embedded import EmbeddedExecutor
    from aegis_cli.adapters.executor.remote import BrokerExecutor
    from aegis_cli.oauth.exchange import Credential, Vault
    from aegis_cli.request.ports import Executor, Session


class Executors:
    """The executor of one process, and the credentials of the one that is embedded."""

    def __init__(self, around: Environment, sign_ins: SignIns) -> None:
        self._around = around
        self._sign_ins = sign_ins

    @cached_property
    def chosen(self) -> "Executor":
        """The executor that the settings choose: at the broker where one is set, or else here."""
        broker = self._around.settings.broker
        executor = self._fresh() if broker is None else self._at(broker)
        self._around.closing.callback(executor.close)
        return executor

    def prepare(self) -> None:
        """Check the settings and start the child early, so that its imports hide."""
        around = self._around
        if around.choices.dry_run:
            return
        around.learn_from_broker()
        around.settings.sign_in()
        around.settings.github_app()
        self.chosen.prepare()

    def _at(self, broker: str) -> "BrokerExecutor":
        from aegis_cli.adapters.executor.remote import BrokerExecutor

        around = self._around
        return BrokerExecutor(broker, wait=around.screen.wait, observe=around.progress.observe)

    def _fresh(self) -> "FreshExecutor":
        from aegis_cli.adapters.auth0.freshness import FreshExecutor

        return FreshExecutor(self.embedded(), self._proved_at, admit=self.admit)

    def embedded(self) -> "EmbeddedExecutor":
        """Return the executor here, which asks for no fresh proof."""
        from aegis_cli.adapters.executor.embedded import EmbeddedExecutor

        around = self._around
        return EmbeddedExecutor(
            self.vault,
            around.settings.github_api,
            environment=around.environment,
            progress=around.progress.say,
            observe=around.progress.observe,
        )

    def admit(self, session: "Session") -> None:
        """Refuse a session whose token is not fit for the API, before it is exchanged."""
        from aegis_cli.adapters.auth0.identity import require_fit

        require_fit(session.access_token, self._around.settings.sign_in().audience)

    def _proved_at(self, session: "Session") -> float | None:
        """Return when the person proved who they are: as the token says, or as we know.

        NOTE: where a claim was named, its absence means that no factor was given; and whoever
        wants to log in in the browser has not done so by confirming a code.
        """
        from aegis_cli.adapters.auth0.identity import TokenAudience, authenticated_at

        settings, sign_in = self._around.settings, self._sign_ins.device
        api = TokenAudience(
            sign_in.provider().issuer,
            settings.sign_in().audience,
            settings.auth_time_claim,
        )
        said = authenticated_at(session.access_token, sign_in.jwks(), api)
        if said is not None or api.claim != AUTH_TIME:
            return said
        return session.logged_in_at if settings.step_up == "browser" else session.granted_at

    def vault(self) -> "Vault":
        """Return the client that may exchange; asks the issuer where, the first time."""
        from aegis_cli.oauth.exchange import ProviderApp, Vault

        settings = self._around.settings
        needed = settings.vault()
        app = settings.github_app()
        return Vault(
            token_endpoint=self._sign_ins.device.provider().token_endpoint,
            client_id=needed.client_id,
            credential=self._credential,
            connection=settings.values["connection"],
            app=ProviderApp(*app) if app else None,
        )

    @cached_property
    def _credential(self) -> "Credential":
        """What the vault's client authenticates with, had from where the settings say."""
        from aegis_cli.settings.vault_credentials import KeyFile, SecretCommand

        needed = self._around.settings.vault()
        match needed.credential:
            case KeyFile(path):
                from aegis_cli.adapters.auth0.client_assertion import ClientAssertion, read_key

                issuer = self._sign_ins.device.provider().issuer
                return ClientAssertion(read_key(path), needed.client_id, issuer)
            case SecretCommand(arguments):
                from aegis_cli.adapters.executor.secret_command import secret_of

                return secret_of(arguments, self._around.environment)
            case secret:
                return secret
