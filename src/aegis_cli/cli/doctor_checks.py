"""What `aegis doctor` looks at, in the order of a request: settings, sign-in, exchange, GitHub."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from aegis_cli.actions import catalog
from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.app_registration import Registration
from aegis_cli.actions.provider.derived_token import AppGrant
from aegis_cli.adapters.auth0.tenant_client import Management
from aegis_cli.adapters.process.hardening import ptrace_scope
from aegis_cli.cli.connection_wanted import wanted_at
from aegis_cli.core.flow import drive
from aegis_cli.core.secret import Secret
from aegis_cli.doctor.checks import Check, Concern, Skipped
from aegis_cli.doctor.ptrace_scope import of_ptrace_scope
from aegis_cli.errors import AegisError, Code, Failed
from aegis_cli.oauth.discovery import skew
from aegis_cli.providers.default import DEFAULT
from aegis_cli.providers.github.nouns.context.rate_limit import GetRateLimit
from aegis_cli.providers.github.token_reach import APPS_USER_TOKEN
from aegis_cli.request.execution import Outcome
from aegis_cli.request.ports import Session
from aegis_cli.settings.known import all_variables
from aegis_cli.setup.desired import Wanted, base_of, wanted_of
from aegis_cli.setup.finding import Finding, State
from aegis_cli.setup.repair import TenantSnapshot, look, look_at_connection
from aegis_cli.setup.report import hint_of, unready
from aegis_cli.wiring.app import App

if TYPE_CHECKING:
    from aegis_cli.actions.provider.provider import Provider
    from aegis_cli.planning.gemini.probe import Probe

_APP_CHECK = f"{DEFAULT.name} app"

MOST_SKEW = 30.0
"""Seconds by which clocks may differ before tokens are refused: the leeway of verifiers."""

FEW = 100
"""API requests left in an hour that deserve a warning."""


def _as_told(name: str, finding: Finding) -> Finding:
    """Return a finding about the connection to another provider, with its name and its command."""
    hint = finding.hint or f"`aegis setup {name}` mends it."
    return replace(finding, name=f"{name} {finding.name}", hint=hint)


def _of_tenant(pieces: tuple[Finding, ...]) -> str | tuple[Finding, ...]:
    """Return a failed check for each piece that is not as it should be."""
    if not unready(pieces):
        return f"all {len(pieces)} pieces are as they should be"
    return tuple(
        Finding(f"tenant: {p.name}", State.FAILED, f"{p.message}.", hint_of(p), Code.MISCONFIGURED)
        for p in unready(pieces)
    )


def _of_grant(registration: Registration, grant: AppGrant, base: str) -> Finding:
    """Return what the App lacks on one account of the profile that it is for."""
    gaps = registration.gaps(dict(grant.permissions))
    whole = f"{grant.slug} has all of the profile {gaps.profile} on {grant.account}"
    if not gaps.lacks:
        return Finding(_APP_CHECK, State.OK, whole)
    message = (
        f"{grant.slug} is for the profile {gaps.profile} on {grant.account}, and lacks "
        f"{'; '.join(gaps.lacks)}"
    )
    hint = (
        f"Add that at {registration.permission_pages(grant.slug, base)}.\n"
        f"Then accept it where the App is installed: {grant.page}"
    )
    return Finding(_APP_CHECK, State.WARNING, message, hint)


def _did(probe: "Probe") -> str:
    return "answers with a plan" if probe.has_plan else "answers, but with no plan"


def _data_of(outcome: Outcome) -> Any:
    """Return the data of a read; raise its error, or `Failed` if there is no data."""
    if outcome.error is not None:
        raise outcome.error
    if outcome.data is None:
        raise Failed("The answer holds nothing.", code=Code.PROTOCOL)
    return outcome.data


class RequestChecks:
    """The checks of one process's aegis; each may use what the ones before it found."""

    def __init__(
        self, app: App, token: Callable[[str], Secret] | None = None, *, is_held: bool = False
    ) -> None:
        """Take a function that returns a Management API token, if the tenant is to be compared.

        `is_held` says that `aegis session` answers.
        """
        self._is_held = is_held
        self._app = app
        self._token = token
        self._outcomes: tuple[Outcome, ...] = ()
        self._broker_plans = False
        """Whether only a broker can plan: one is set, and no Gemini key."""
        self._has_rules = False
        """Whether a store with the rules of an organisation is set, as for a broker."""

    def all(self) -> Iterator[Check]:
        """Yield them in order, each after the ones before it were made.

        Gemini comes early because it needs only settings; if a broker plans, it needs a session.
        """
        if self._is_held:
            yield Check("session", lambda: "`aegis session` answers, with its settings and sign-in")
        yield Check("settings", self._settings)
        if sys.platform == "linux":
            yield Check("ptrace", lambda: (of_ptrace_scope(ptrace_scope()),))
        if not self._broker_plans:
            yield Check("gemini", self._gemini, ("settings",))
        yield Check("broker", self._broker, ("settings",))
        yield Check("credentials", self._credentials, ("broker",))
        yield Check("tenant", self._tenant, ("broker",))
        yield Check("issuer", self._issuer, ("credentials",))
        if self._has_rules:
            yield Check("rules", self._rules, ("credentials",))
        yield Check("clock", self._clock, ("issuer",))
        yield Check("sign-in", self._sign_in, ("issuer",))
        yield Check("scopes", self._scopes, ("sign-in",))
        if self._broker_plans:
            yield Check("gemini", self._gemini_at_broker, ("sign-in",))
        yield Check("exchange", self._exchange, ("sign-in",))
        yield Check(f"{DEFAULT.name} token", self._provider_token, ("exchange",))
        yield Check(_APP_CHECK, self._provider_app, ("exchange",))
        yield Check("rate limit", self._rate_limit, ("exchange",))
        for name in self._others():
            yield Check(f"{name} token", partial(self._other_token, name), ("sign-in",))

    def _settings(self) -> str:
        settings = self._app.environment.settings
        has_key = not settings.asks_model or settings.gemini_key is not None
        self._broker_plans = settings.broker is not None and not has_key
        self._has_rules = settings.fga() is not None
        sources = settings.sources
        if not sources:
            return "nothing is set, so everything has its default"
        known = all_variables()
        variables = sorted(source for source in sources.values() if source in known)
        origin = "the sandbox" if self._app.environment.options.sandbox else "the environment"
        parts = [f"{', '.join(variables)} from {origin}"] if variables else []
        for place in sorted({*sources.values()} - known):
            names = sorted(name for name, source in sources.items() if source == place)
            parts.append(f"{', '.join(names)} from {place}")
        return "; ".join(parts)

    def _rules(self) -> str | Concern:
        """Compare the model that a broker would ask by with that of this version."""
        from aegis_cli.cli.rules_store import RulesStore

        settings = self._app.environment.settings.fga()
        assert settings is not None, "the check is made only where a store is set"
        found = RulesStore(self._app.environment, settings).look()
        if found.is_current and found.newest == settings.model:
            return f"the store has the model of this version, {settings.model}"
        newest = "the store has no model"
        if found.newest is not None:
            of = "of this version" if found.is_current else "of another version of aegis"
            newest = f"the newest model of the store, {found.newest}, is {of}"
        known = "no model is set" if settings.model is None else f"{settings.model} is set"
        hint = "`aegis setup fga` writes one where that is needed, and says what to set."
        return Concern(f"{newest}; {known}", hint)

    def _gemini(self) -> str | Concern:
        settings = self._app.environment.settings
        if not settings.asks_model:
            return "not used: the offline grammar plans"
        if settings.gemini_key is None:
            return Concern(
                "no key is set, so `aegis ask` cannot plan; `aegis do` can",
                "Set GEMINI_API_KEY, or use --engine offline.",
            )
        return self._probe("asked directly")

    def _gemini_at_broker(self) -> str | Concern:
        if not self._app.environment.broker_models():
            return Concern(
                "no key is set and the broker does not plan, so `aegis ask` cannot; `aegis do` can",
                "Set GEMINI_API_KEY, or use --engine offline.",
            )
        return self._probe("asked through the broker, under your sign-in and with its key")

    def _probe(self, how: str) -> str | Concern:
        """Ask the model as `aegis ask` does, and carry nothing out."""
        planners = self._app.planners
        probe = planners.gemini.probe()
        told = f"{how}, {self._app.environment.name_of(planners.model)} {_did(probe)}: {probe}"
        if probe.has_plan:
            return told
        return Concern(told, "Run it again; if that helps nothing, try another model with --model.")

    def _broker(self) -> str:
        broker = self._app.environment.settings.broker
        if broker is None:
            return "none is set: plans are carried out on this machine"
        self._app.environment.learn_from_broker()
        return f"{broker} takes tokens of {self._app.environment.settings.values['issuer']}"

    def _credentials(self) -> str:
        self._app.environment.settings.sign_in()
        return "all that a sign-in needs is set"

    def _tenant(self) -> str | Skipped | tuple[Finding, ...]:
        settings = self._app.environment.settings
        values = settings.values
        if self._token is None:
            return Skipped(
                "the configuration of the tenant was not looked at",
                "`aegis doctor --tenant` compares it, with a token for its Management API.",
            )
        if "issuer" not in values:
            return Skipped("no tenant is set", "Set AEGIS_ISSUER, or run `aegis setup auth0`.")
        if settings.broker is not None and "issuer" not in settings.sources:
            # NOTE: a broker could name any tenant, and receive a token for the whole of yours.
            return Skipped(
                "only the broker names the tenant, and a Management token is not sent to an "
                "address from a broker",
                "Set AEGIS_ISSUER to the tenant's own address.",
                Code.UNSEEN,
            )
        base = base_of(values["issuer"])
        wanted = wanted_of(base, values, "")
        management = self._app.sign_ins.management(base, self._token(base))
        tenant = management.run(look(management.api, wanted))
        others = (
            _as_told(name, finding)
            for name in settings.providers
            for finding in self._other_connection(name, management, wanted, tenant)
        )
        return _of_tenant((*tenant.findings, *others))

    def _other_connection(
        self, name: str, management: Management, wanted: Wanted, tenant: TenantSnapshot
    ) -> tuple[Finding, ...]:
        """Compare the connection to a provider beside the usual one, if a person made it."""
        provider = catalog.provider_named(name)
        if provider.connection_setup is None:
            return ()
        at = wanted_at(provider, wanted, self._app.environment.settings.values)
        return management.run(look_at_connection(management.api, at, tenant))

    def _issuer(self) -> str:
        provider = self._app.sign_ins.issuer.provider()
        return f"{provider.issuer} answers, and offers to sign in with a code"

    def _clock(self) -> str | Concern:
        with self._app.screen.sender(self._app.environment.patience) as sender:
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

    @cached_property
    def _session(self) -> Session:
        return self._app.sign_ins.for_reading()

    def _sign_in(self) -> str | Concern:
        who = f"signed in as {self._session.identity}"
        minutes, life = self._app.environment.settings.write_minutes, self._session.expires_in
        if life is not None and minutes * 60 > life:
            return Concern(
                f"{who}; session.write_minutes is {minutes}, and a token ends after {life:.0f} "
                "seconds, and the right to write with it",
                "Set session.write_minutes to less: a longer token cannot be revoked.",
            )
        return who

    def _scopes(self) -> str:
        return f"granted: {' '.join(sorted(self._session.scope))}"

    def _exchange(self) -> str:
        calls = (Call("me", DEFAULT.bind_me()), Call("limit", GetRateLimit()))
        with self._app.executors.chosen.open(self._session) as run:
            self._outcomes = run.read(calls)
        me = _data_of(self._outcomes[0])
        return self._known_as(DEFAULT, me["login"])

    def _provider_token(self) -> str | Concern:
        if self._app.environment.settings.broker is not None:
            return "it is at the broker, which shows nothing of it"
        report = self._app.identities.inspect()
        kind, lifetime = report["token"], report["expires_in"]
        app = f"{DEFAULT.title} App"
        if kind != APPS_USER_TOKEN:
            return Concern(
                f"its kind is {kind or 'unknown'}: no {app}'s, so it cannot be limited to one plan",
                f"Put a {app} with expiring user tokens behind the connection: docs/auth0.md.",
            )
        if report["installations"] == 0:
            return Concern(
                f"the {app} is installed nowhere that you can reach: nearly everything is a 404",
                f"Install it: {DEFAULT.install} with its name.",
            )
        ends = (
            f"{lifetime / 60:.0f} more minutes" if lifetime is not None else "without a stated end"
        )
        whole = f"it is not narrowed for each plan: {report['hindrance']}"
        narrow = whole if report["hindrance"] else "it can be narrowed for each plan"
        return f"{kind}…, {ends}; {narrow}"

    def _others(self) -> tuple[str, ...]:
        """Return the providers beside the usual one, as far as the settings can be read."""
        with suppress(AegisError):
            return self._app.environment.settings.providers
        return ()

    def _other_token(self, name: str) -> str:
        provider = catalog.provider_named(name)
        return self._known_as(provider, self._app.identities.login(provider))

    def _known_as(self, provider: "Provider[Any]", login: str) -> str:
        called = self._app.environment.name_of
        gives = f"{called('Token Vault')} gives a token"
        return f"{gives}, and {called(provider.title)} knows it as {login}"

    def _provider_app(self) -> str | tuple[Finding, ...]:
        """Compare what the App may do, on each account, with the profile that it is for."""
        if self._app.environment.settings.broker is not None:
            return "its token is at the broker, which shows nothing of it"
        assert DEFAULT.registration is not None
        registration, grants = DEFAULT.registration(), self._app.identities.grants()
        if not grants:
            return "there is no installation to look at"
        settings = self._app.environment.settings
        base = DEFAULT.base_in(settings.bases)
        found = tuple(_of_grant(registration, grant, base) for grant in grants)
        if all(each.state is State.OK for each in found):
            return "; ".join(each.message for each in found)
        return found

    def _rate_limit(self) -> str | Concern:
        core = _data_of(self._outcomes[1])["resources"]["core"]
        message = f"{core['remaining']} of {core['limit']} requests are left in this hour"
        if core["remaining"] < FEW:
            return Concern(message, "Wait for the next hour before anything large.")
        return message
