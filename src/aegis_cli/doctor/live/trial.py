"""The material of the trials: the person's settings, and the names that were given to try with."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aegis_cli.adapters.auth0.tenant_client import Management
from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.core.secret import Secret
from aegis_cli.doctor.live.agenda import Means
from aegis_cli.doctor.live.claims import LiveClaim, Need
from aegis_cli.doctor.live.sightings import Fact, ShapeSighting, Sighting, Verdict
from aegis_cli.errors import AegisError, Code, Interrupted, NotApproved
from aegis_cli.request.ports import Session
from aegis_cli.setup.desired import Wanted, base_of, wanted_of
from aegis_cli.setup.finding import Finding
from aegis_cli.setup.management import call
from aegis_cli.setup.repair import TenantSnapshot, look, repair
from aegis_cli.wiring.app import App

if TYPE_CHECKING:
    from aegis_cli.planning.gemini.probe import Probe


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What a trial saw, and the same in words for the person's screen alone."""

    sighting: Sighting
    told: str
    """NOTE: names may be in it, so it is never written to a report."""


def yes(told: str, *facts: Fact, shape: ShapeSighting | None = None) -> TrialResult:
    """Return that a claim held."""
    return TrialResult(Sighting(Verdict.YES, facts, shape=shape), told)


def no(told: str, *facts: Fact, shape: ShapeSighting | None = None) -> TrialResult:
    """Return that a claim did not hold."""
    return TrialResult(Sighting(Verdict.NO, facts, shape=shape), told)


def no_trial(why: Fact, told: str = "") -> TrialResult:
    """Return that a claim could not be tried."""
    return TrialResult(Sighting(Verdict.UNTRIED, (why,)), told or why)


def ends(do: Callable[[], object], *codes: Code) -> TrialResult:
    """Do something that is to end in an error of one of these codes."""
    try:
        do()
    except AegisError as error:
        if error.code is Code.INTERRUPTED or error.code not in codes:
            raise
        seen = Sighting(Verdict.YES, (Fact.AS_CLAIMED,), error.code)
        return TrialResult(seen, f"{error.code.value}: {error.message}")
    return no(Fact.ENDED_WELL, Fact.ENDED_WELL)


@dataclass(frozen=True, slots=True)
class TrialInputs:
    """What the person named."""

    repo: str = ""
    """A repository where the App is installed, and an issue may be opened."""
    public: str = ""
    """A public repository where it is not."""
    token: Callable[[str], Secret] | None = None
    """Asks for a token of the Management API of the tenant at an address."""


@dataclass
class Trial:
    """The claim that is tried now, and all that several claims need, made when first needed."""

    app: App
    given: TrialInputs
    closing: ExitStack
    claim: LiveClaim = field(init=False)
    tty: Tty = field(default_factory=Tty)

    def means(self) -> Means:
        """Return what there is to try with."""
        environment, settings = self.app.environment, self.app.environment.settings
        there = {
            Need.REPOSITORY: bool(self.given.repo),
            Need.PUBLIC: bool(self.given.public),
            Need.TENANT: self.given.token is not None and "issuer" in settings.values,
            Need.MODEL: settings.asks_model and not self.app.planners.lacks_model,
            Need.KEY: settings.asks_model and settings.gemini_key is not None,
            Need.HERE: settings.broker is None,
            Need.APP: settings.broker is None and settings.provider_app() is not None,
        }
        environment.learn_from_broker()
        providers = frozenset(environment.settings.providers)
        return Means(frozenset(need for need, is_there in there.items() if is_there), providers)

    def other(self, **variables: str) -> App:
        """Open aegis with other settings beside the person's own."""
        environment = self.app.environment
        settings = {**environment.own_variables, "AEGIS_ENGINE": "offline", **variables}
        other = self.closing.enter_context(
            App.of(replace(environment.options, sandbox=False, engine="", model=""), settings)
        )
        other.screen.progress.witness = self.app.screen.progress.witness
        return other

    @cached_property
    def session(self) -> Session:
        """A session for reading."""
        return self.app.sign_ins.for_reading()

    @cached_property
    def probe(self) -> "Probe":
        """The first answer of the model."""
        return self.app.planners.gemini.probe()

    @cached_property
    def wanted(self) -> Wanted:
        """The tenant as it should be."""
        values = self.app.environment.settings.values
        return wanted_of(base_of(values["issuer"]), values, "")

    @cached_property
    def management(self) -> Management:
        """The tenant's Management API, by the token that the person gives."""
        assert self.given.token is not None, "a claim that needs it is hindered without"
        base = base_of(self.app.environment.settings.values["issuer"])
        return self.app.sign_ins.management(base, self.given.token(base))

    def tenant(self) -> TenantSnapshot:
        """Look at the tenant as it is now."""
        return self.management.run(look(self.management.api, self.wanted))

    def ask_to_change(self, what: str) -> None:
        """Ask before the tenant is changed; raise `NotApproved` for anything but a yes."""
        if not self.tty.is_there():
            raise NotApproved("Nobody could be asked.", code=Code.NEEDS_APPROVAL)
        base = self.app.environment.settings.values["issuer"]
        if not self.tty.agrees(f"To try this, {what} at {base} and put back. Do it? [y/n] "):
            raise NotApproved("It was not approved.", code=Code.DECLINED)

    def change(self, method: Any, path: str, body: Any = None) -> None:
        """Change the tenant."""
        self.management.run(call(self.management.api, method, path, body=body))

    def finding(self, piece: str) -> Finding:
        """Return how a piece of the tenant is now."""
        return next(each for each in self.tenant().findings if each.name == piece)

    def put_back(self, piece: str, do: Callable[[], TrialResult]) -> TrialResult:
        """Try what changes a piece of the tenant, and put that back, also after a Ctrl-C."""
        problem: AegisError | KeyboardInterrupt | None = None
        try:
            result = do()
        except (AegisError, KeyboardInterrupt) as raised:
            problem = raised
        try:
            flow = repair(self.management.api, self.wanted, self.tenant(), only={piece})
            self.management.run(flow)
        except (AegisError, KeyboardInterrupt) as raised:
            told = f"{piece} is not put back: `aegis setup auth0 {self.wanted.typed}` does it."
            if isinstance(problem or raised, KeyboardInterrupt | Interrupted):
                raise Interrupted(f"Interrupted; {told}", code=Code.INTERRUPTED) from None
            return no(told, Fact.NOT_PUT_BACK)
        if problem is not None:
            raise problem
        return result
