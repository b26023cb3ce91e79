"""What `aegis doctor` looks at, in the order of a request: settings, sign-in, exchange, GitHub."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aegis_cli.actions.action import Effect
from aegis_cli.actions.call import Call
from aegis_cli.core.flow import drive
from aegis_cli.core.secret import Secret
from aegis_cli.doctor.checks import Check, Concern, Finding, State, Unseen
from aegis_cli.errors import Code, Failed
from aegis_cli.oauth.clock import skew
from aegis_cli.providers.github.narrowing import APPS_USER_TOKEN
from aegis_cli.providers.github.nouns.rate_limit import GetRateLimit
from aegis_cli.providers.github.nouns.users import GetMe
from aegis_cli.request.execution import Outcome
from aegis_cli.request.ports import Session
from aegis_cli.request.scopes import SCOPES
from aegis_cli.settings.known import ALL_VARIABLES
from aegis_cli.setup.finding import Finding as Piece
from aegis_cli.setup.repair import look
from aegis_cli.setup.report import off, way_out
from aegis_cli.setup.ways import base_of, wanted_of
from aegis_cli.wiring.app import App

MOST_SKEW = 30.0
"""Seconds by which clocks may differ before tokens are refused: the leeway of verifiers."""

FEW = 100
"""API requests left in an hour that deserve a warning."""


def compared(pieces: tuple[Piece, ...]) -> str | tuple[Finding, ...]:
    """Return what the doctor says of a tenant: a finding for each piece that is off."""
    if not off(pieces):
        return f"all {len(pieces)} pieces are as they should be"
    return tuple(
        Finding(
            f"tenant: {piece.piece}",
            State.FAILED,
            f"{piece.says}.",
            way_out(piece),
            Code.MISCONFIGURED,
        )
        for piece in off(pieces)
    )


def _from(sources: Mapping[str, str], place: str) -> list[str]:
    return sorted(name for name, source in sources.items() if source == place)


def _told(outcome: Outcome) -> Any:
    """Return what came of a read; raise its error, or `Failed` where nothing came."""
    if outcome.error is not None:
        raise outcome.error
    if outcome.data is None:
        raise Failed("The answer holds nothing.", code=Code.PROTOCOL)
    return outcome.data


class Checks:
    """The checks of one process's aegis; each may use what those before it found."""

    def __init__(self, app: App, token: Callable[[str], Secret] | None = None) -> None:
        """Take what asks for a Management API token of a tenant, where that shall be compared."""
        self._app = app
        self._token = token
        self._session: Session | None = None
        self._outcomes: tuple[Outcome, ...] = ()
        self._broker_plans = False
        """Whether only a broker could: one is set, and no key."""

    def all(self) -> Iterator[Check]:
        """Return them in order, each when those before it were made.

        Gemini comes early, since it needs nothing else; where a broker plans, it needs a session.
        """
        yield Check("settings", self._settings)
        if not self._broker_plans:
            yield Check("gemini", self._gemini, ("settings",))
        yield Check("broker", self._broker, ("settings",))
        yield Check("credentials", self._credentials, ("broker",))
        yield Check("tenant", self._tenant, ("broker",))
        yield Check("issuer", self._issuer, ("credentials",))
        yield Check("clock", self._clock, ("issuer",))
        yield Check("sign-in", self._sign_in, ("issuer",))
        yield Check("scopes", self._scopes, ("sign-in",))
        if self._broker_plans:
            yield Check("gemini", self._gemini_at_broker, ("sign-in",))
        yield Check("exchange", self._exchange, ("sign-in",))
        yield Check("github token", self._github_token, ("exchange",))
        yield Check("rate limit", self._rate_limit, ("exchange",))

    def _settings(self) -> str:
        settings = self._app.environment.settings
        has_key = settings.engine == "offline" or settings.gemini_key is not None
        self._broker_plans = settings.broker is not None and not has_key
        sources = settings.sources
        if not sources:
            return "nothing is set, so everything has its default"
        places = {source for source in sources.values() if source not in ALL_VARIABLES}
        given = sorted(source for source in sources.values() if source in ALL_VARIABLES)
        read = [f"{', '.join(given)} from the environment"] if given else []
        read += [f"{', '.join(_from(sources, place))} from {place}" for place in sorted(places)]
        return "; ".join(read)

    def _gemini(self) -> str | Concern:
        settings = self._app.environment.settings
        if settings.engine == "offline":
            return "not used: the offline grammar plans"
        if settings.gemini_key is None:
            return Concern(
                "no key is set, so `aegis ask` cannot plan; `aegis do` can",
                "Set GEMINI_API_KEY, or use --engine offline.",
            )
        self._app.planners.gemini.look_up()
        model = settings.values["model"]
        return f"asked directly: the key works, and the model {model} is there"

    def _gemini_at_broker(self) -> str | Concern:
        if not self._app.environment.broker_models():
            return Concern(
                "no key is set and the broker does not plan, so `aegis ask` cannot; `aegis do` can",
                "Set GEMINI_API_KEY, or use --engine offline.",
            )
        self._app.planners.gemini.look_up()
        model = self._app.planners.model
        return f"the broker plans with {model}, under your sign-in and its own key"

    def _broker(self) -> str:
        broker = self._app.environment.settings.broker
        if broker is None:
            return "none is set: plans are carried out on this machine"
        self._app.environment.learn_from_broker()
        return f"{broker} takes tokens of {self._app.environment.settings.values['issuer']}"

    def _credentials(self) -> str:
        self._app.environment.settings.sign_in()
        return "all that a sign-in needs is set"

    def _tenant(self) -> str | Unseen | tuple[Finding, ...]:
        settings = self._app.environment.settings
        values = settings.values
        if self._token is None:
            return Unseen(
                "the configuration of the tenant was not looked at",
                "`aegis doctor --tenant` compares it, with a token for its Management API.",
            )
        if "issuer" not in values:
            return Unseen("no tenant is set", "Set AEGIS_ISSUER, or run `aegis setup auth0`.")
        if settings.broker is not None and "issuer" not in settings.sources:
            # NOTE: a broker may name any tenant; the token opens a whole one.
            return Unseen(
                "only the broker says which tenant it is, and no Management token goes where "
                "a broker says",
                "Set AEGIS_ISSUER to the tenant's own address.",
                Code.UNSEEN,
            )
        base = base_of(values["issuer"])
        wanted = wanted_of(base, values, "")
        management = self._app.sign_ins.management(base, self._token(base))
        return compared(management.run(look(management.api, wanted)).findings)

    def _issuer(self) -> str:
        provider = self._app.sign_ins.device.provider()
        return f"{provider.issuer} answers, and offers the device flow"

    def _clock(self) -> str | Concern:
        with self._app.screen.sender() as sender:
            flow = skew(self._app.environment.settings.sign_in().issuer, time.time())
            ahead = drive(flow, sender, wait=self._app.screen.wait)
        if ahead is None:
            return Concern(
                "the issuer tells no time, so clocks were not compared", "Nothing to do."
            )
        if abs(ahead) > MOST_SKEW:
            which = "behind" if ahead > 0 else "ahead of"
            raise Failed(
                f"This machine's clock is {abs(ahead):.0f} seconds {which} the issuer's.",
                code=Code.MISCONFIGURED,
                hint="Set the clock, for example by `timedatectl set-ntp true`.",
            )
        return f"within {MOST_SKEW:.0f} seconds of the issuer's"

    def _sign_in(self) -> str:
        self._session = self._app.sign_ins.device.session(SCOPES[Effect.READ])
        return f"signed in as {self._session.identity}"

    def _scopes(self) -> str:
        return f"granted: {' '.join(sorted(self._signed_in().scope))}"

    def _exchange(self) -> str:
        calls = (Call("me", GetMe()), Call("limit", GetRateLimit()))
        with self._app.executors.chosen.open(self._signed_in()) as run:
            self._outcomes = run.read(calls)
        me = _told(self._outcomes[0])
        return f"the vault gives a token, and GitHub knows it as {me['login']}"

    def _github_token(self) -> str | Concern:
        if self._app.environment.settings.broker is not None:
            return "it is at the broker, which shows nothing of it"
        found = self._app.identities.inspect_github()
        kind, life = found["token"], found["expires_in"]
        if kind != APPS_USER_TOKEN:
            return Concern(
                f"its kind is {kind or 'unknown'}: no GitHub App's, so it cannot be narrowed",
                "Put a GitHub App with expiring user tokens behind the connection: docs/auth0.md.",
            )
        if found["installations"] == 0:
            return Concern(
                "the GitHub App is installed nowhere that you can reach, so nearly all is a 404",
                "Install it: https://github.com/apps/NAME/installations/new with its name.",
            )
        ends = f"{life / 60:.0f} more minutes" if life is not None else "without a stated end"
        return f"{kind}…, {ends}; {found['hindrance'] or 'it can be narrowed for each plan'}"

    def _rate_limit(self) -> str | Concern:
        core = _told(self._outcomes[1])["resources"]["core"]
        said = f"{core['remaining']} of {core['limit']} requests are left in this hour"
        if core["remaining"] < FEW:
            return Concern(said, "Wait for the next hour before anything large.")
        return said

    def _signed_in(self) -> Session:
        if self._session is None:
            raise Failed("Nobody is signed in.", code=Code.SIGN_IN_FAILED)
        return self._session
