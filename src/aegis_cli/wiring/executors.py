"""Where plans are carried out: in a child process here, with the vault's client, or at a broker.

Another executor is made here; it implements the protocol `ports.Executor`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Protocol

from aegis_cli.settings.known import AUTH_TIME
from aegis_cli.wiring.environment import Environment
from aegis_cli.wiring.sign_ins import SignIns

if TYPE_CHECKING:
    from aegis_cli.actions.call import Call
    from aegis_cli.adapters.process.channel import Channel
    from aegis_cli.executor.child_run import ShowInterim
    from aegis_cli.executor.conversion import Converter
    from aegis_cli.executor.downloads import Downloads
    from aegis_cli.executor.embedded import EmbeddedExecutor
    from aegis_cli.executor.remote import BrokerExecutor
    from aegis_cli.executor.secret_values import SecretValues
    from aegis_cli.executor.taken_bytes import TakenBytes
    from aegis_cli.oauth.exchange import Credential, Vault
    from aegis_cli.request.ports import Executor, Session


class Door(Protocol):
    """A program that waits at a door: what it asks for, and where it is told something."""

    @property
    def writes(self) -> int:
        """The descriptor of what takes the body of an answer."""
        ...

    @property
    def shares(self) -> bool:
        """Whether its requests may share a process; a write has its own."""
        ...

    def converse(self, told: bytes, check: Callable[[], None]) -> bytes:
        """Tell it something; return what it asks for next, or nothing at its end."""
        ...


@dataclass
class Executors:
    """The executor of one process, and the credentials of the one that is embedded."""

    environment: Environment
    sign_ins: SignIns
    child: "Callable[[], Channel] | None" = None
    """Begins the process of one plan; `None` for an interpreter of its own."""
    in_turn: "Callable[[Executor], Executor]" = lambda executor: executor
    """Returns the executor as requests get it, where others write meanwhile."""
    note_go: "Callable[[str], None]" = lambda _write: None
    """Takes note of each write, by its id, before it is sent."""
    keep_child: "Callable[[], None]" = lambda: None
    """Gives the process of a plan back, where it may stay for the program of a door."""
    downloads: "Downloads | None" = None
    """Where the downloads of the request go that is under way."""
    taken: "TakenBytes | None" = None
    """What the calls of that request take."""
    values: "SecretValues | None" = None
    """The values of secrets that they take."""
    door: Door | None = None
    """The program for which the request is made."""

    @cached_property
    def chosen(self) -> "Executor":
        """The executor that the settings choose: at the broker if one is set, or else here."""
        broker = self.environment.settings.broker
        executor = self.embedded_executor() if broker is None else self._remote(broker)
        self.environment.closing.callback(executor.close)
        return self.in_turn(executor)

    def prepare(self) -> None:
        """Check the settings and start the child early, so that it imports during the sign-in."""
        environment = self.environment
        if environment.options.dry_run:
            return
        environment.learn_from_broker()
        environment.settings.sign_in()
        environment.settings.provider_app()
        self.chosen.prepare()

    def _remote(self, broker: str) -> "BrokerExecutor":
        from aegis_cli.executor.remote import BrokerExecutor

        screen = self.environment.screen
        return BrokerExecutor(
            broker,
            wait=screen.wait,
            observe=screen.progress.observe,
            patience=self.environment.patience,
            note_go=self.note_go,
        )

    def embedded_executor(self) -> "EmbeddedExecutor":
        """Return an executor here."""
        from aegis_cli.adapters.auth0.freshness import SessionGuard
        from aegis_cli.executor.embedded import EmbeddedExecutor, interpreter

        progress = self.environment.screen.progress
        return EmbeddedExecutor(
            self.vault,
            guard=SessionGuard(self._admit, self._proved_at),
            child=partial(interpreter, self.environment.variables)
            if self.child is None
            else self.child,
            progress=progress.say,
            observe=progress.observe,
            patience=self.environment.patience,
            place=self._place,
            show_interim=self._show_interim,
            converse=self._converse,
            keep=lambda: self.keep_child if self.shares_child else None,
            note_go=self.note_go,
        )

    @property
    def shares_child(self) -> bool:
        """Whether the process of a plan may be that of an earlier one, and stay for the next."""
        return self.door is not None and self.door.shares

    def _converse(self, told: bytes, check: "Callable[[], None]") -> bytes:
        """Tell the program something, and return what it asks for next."""
        assert self.door is not None
        return self.door.converse(told, check)

    def _place(self, call: "Call") -> int:
        """Return the descriptor of what a call takes, or of what takes its answer."""
        assert self.downloads is not None
        assert self.taken is not None
        assert self.values is not None
        match call.action.facts.takes:
            case "secret":
                return self.values.line(call)
            case "file":
                return self.taken.open(call)
            case _ if call.action.facts.converses:
                assert self.door is not None
                return self.door.writes
            case _:
                return self.downloads.open(call)

    @cached_property
    def _show_interim(self) -> "ShowInterim":
        """What shows how far a thing is that is watched."""
        from aegis_cli.adapters.terminal.watch_display import WatchDisplay

        return WatchDisplay(self.environment.screen.progress).show

    def converter(self) -> "Converter":
        """Return what converts the code of a new App at the provider."""
        from aegis_cli.executor.conversion import Converter

        converter = Converter(self.environment.variables, self.environment.patience)
        self.environment.closing.callback(converter.close)
        return converter

    def _admit(self, session: "Session") -> None:
        """Refuse a session whose token is not fit for the API, before it is exchanged."""
        from aegis_cli.adapters.auth0.identity import require_fit

        require_fit(session.access_token, self.environment.settings.sign_in().audience)

    def _proved_at(self, session: "Session") -> float | None:
        """Return when the person proved who they are: by the token, or by our own record.

        NOTE: where a claim of the settings is missing from the token, no factor was given; and
        under `step_up = "browser"` a confirmed code is no proof.
        """
        from aegis_cli.adapters.auth0.identity import TokenAudience, authenticated_at

        settings, issuer = self.environment.settings, self.sign_ins.issuer
        api = TokenAudience(
            issuer.provider().issuer, settings.sign_in().audience, settings.auth_time_claim
        )
        claimed = authenticated_at(session.access_token, issuer.jwks(), api)
        if claimed is not None or api.claim != AUTH_TIME:
            return claimed
        return session.logged_in_at if settings.step_up == "browser" else session.granted_at

    def vault(self) -> "Vault":
        """Return the client that may exchange; asks the issuer where, the first time."""
        from aegis_cli.oauth.exchange import Vault

        settings = self.environment.settings
        return Vault(
            token_endpoint=self.sign_ins.issuer.provider().token_endpoint,
            client_id=settings.vault().client_id,
            credential=self._credential,
            connections=settings.connections(),
        )

    @cached_property
    def _credential(self) -> "Credential":
        """What the vault's client authenticates with; a command for it runs once."""
        from aegis_cli.settings.vault_credentials import KeyFile, SecretCommand

        vault = self.environment.settings.vault()
        match vault.credential:
            case KeyFile(path):
                from aegis_cli.adapters.auth0.client_assertion import ClientAssertion, read_key

                issuer = self.sign_ins.issuer.provider().issuer
                return ClientAssertion(read_key(path), vault.client_id, issuer)
            case SecretCommand(arguments):
                from aegis_cli.executor.secret_command import secret_of

                return secret_of(arguments, self.environment.variables)
            case secret:
                return secret
