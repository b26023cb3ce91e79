"""Who the person is: by their session, and at the provider by their connected account."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aegis_cli.errors import Code, UsageError
from aegis_cli.providers.default import DEFAULT
from aegis_cli.wiring.environment import Environment
from aegis_cli.wiring.executors import Executors
from aegis_cli.wiring.sign_ins import SignIns

if TYPE_CHECKING:
    from aegis_cli.actions.provider.derived_token import AppGrant, Inspection
    from aegis_cli.actions.provider.provider import Provider
    from aegis_cli.request.execution import Outcome
from aegis_cli.actions.provider.derived_token import TokenFacts


@dataclass
class Identities:
    """The identities of one person, as a sign-in for reading shows them."""

    environment: Environment
    sign_ins: SignIns
    executors: Executors
    _seen: "dict[str, tuple[Outcome, Inspection | None, TokenFacts | None]]" = field(
        default_factory=dict, init=False
    )
    """What was read at each provider, which is done once."""

    def whoami(self) -> dict[str, Any]:
        """Sign in for reading, and return who signed in and what was granted."""
        self.environment.learn_from_broker()
        session = self.sign_ins.for_reading()
        return {
            "name": session.identity,
            "subject": session.subject,
            "issuer": self.environment.settings.values["issuer"],
            "scope": sorted(session.scope),
            "expires_in": session.expires_in,
        }

    def login(self, provider: "Provider[Any]" = DEFAULT) -> str:
        """Exchange once, for reading, and return what the person is called at a provider.

        Raises `Failed` where the settings name another site than the account can reach.
        """
        from aegis_cli.actions.call import Call

        check = provider.site_check() if provider.site_check else None
        # The sites come first: at a wrong one nobody says who it is.
        calls = [*([Call("sites", check.read)] if check else ()), Call("me", provider.bind_me())]
        self.executors.prepare()
        with self.executors.chosen.open(self.sign_ins.for_reading()) as run:
            *sites, me = run.read(tuple(calls))
        if check is not None and sites[0].error is None:
            connection = self.environment.settings.connections()[provider.name]
            fault = check.fault(sites[0].data, connection.base, connection.site)
            if fault is not None:
                raise fault
        for outcome in (*sites, me):
            if outcome.error is not None:
                raise outcome.error
        return _name_at(provider, me.data)

    def inspect(self, provider: "Provider[Any]" = DEFAULT) -> dict[str, Any]:
        """Sign in for reading, and return what may be known of a provider's token, without it."""
        outcome, inspection, facts = self._inspect(provider)
        if outcome.error is not None:
            raise outcome.error
        return {
            "login": _name_at(provider, outcome.data),
            "token": facts.kind if facts else None,
            "expires_in": facts.expires_in if facts else None,
            "can_be_narrowed": inspection is not None and inspection.hindrance is None,
            "hindrance": inspection.hindrance if inspection else None,
            "installations": inspection.installations if inspection else None,
        }

    def grants(self) -> "tuple[AppGrant, ...]":
        """Sign in for reading, and return what the App of the token may do, and where."""
        _, inspection, _ = self._inspect(DEFAULT)
        return inspection.grants if inspection else ()

    def _inspect(
        self, provider: "Provider[Any]"
    ) -> "tuple[Outcome, Inspection | None, TokenFacts | None]":
        if provider.name not in self._seen:
            self._seen[provider.name] = self._inspect_now(provider)
        return self._seen[provider.name]

    def _inspect_now(
        self, provider: "Provider[Any]"
    ) -> "tuple[Outcome, Inspection | None, TokenFacts | None]":
        from aegis_cli.actions.call import Call

        settings = self.environment.settings
        if settings.broker is not None:
            typed = f"aegis whoami --provider {provider.name}"
            raise UsageError(
                f"The {provider.title} token is at the broker, which shows nothing of it.",
                code=Code.BAD_USAGE,
                hint=f"Run `{typed}` where AEGIS_BROKER is not set.",
            )
        settings.provider_app()
        executor = self.executors.embedded_executor()
        self.environment.closing.callback(executor.close)
        executor.prepare()
        with executor.open(self.sign_ins.for_reading()) as run:
            outcome, inspection = run.inspect(Call("me", provider.bind_me()))
        return outcome, inspection, run.tokens.get(provider.name)


def _name_at(provider: "Provider[Any]", me: Any) -> str:
    """Return what a person is called at a provider, by its answer about them."""
    from aegis_cli.actions.results.templates import pick

    return str(pick(me, provider.known_as or provider.me))
