"""Carries out `aegis setup`: from an empty tenant to the first write, each step after a yes.

Every step looks first, so that a second run goes on where the first one ended.
"""

import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace

from aegis_cli.adapters.auth0.tenant_client import Management
from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.cli.app_making import AppMaking, ask, say
from aegis_cli.cli.app_setup import AppOptions, asked_owner, require_person, wished_app
from aegis_cli.cli.doctor import run_checks
from aegis_cli.cli.doctor_checks import RequestChecks
from aegis_cli.cli.emit import emit
from aegis_cli.cli.management_token import TokenNeeds, management_token
from aegis_cli.cli.options import Output
from aegis_cli.cli.tenant import address_of, repair_as_shown, write_settings
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line
from aegis_cli.errors import AegisError, Code, Failed, Interrupted, NotApproved
from aegis_cli.providers.default import DEFAULT
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.setup import app_connection, report, user_permissions
from aegis_cli.setup.app_connection import is_connected
from aegis_cli.setup.desired import LEVELS, Wanted, wanted_of
from aegis_cli.setup.pieces import read_secret
from aegis_cli.setup.repair import TenantSnapshot, look
from aegis_cli.wiring.app import App

_IDENTITY = ("openid", "profile")
_READ_SECRET = "read:client_keys"  # noqa: S105  # the name of a scope
_BY_HAND = frozenset({"my-account", "factor"})
"""The pieces at which a person may have to help, before there is an App."""


@dataclass(frozen=True, slots=True)
class SetupWalk:
    """One walk through all steps, with the token that the person gave for it."""

    base: CliOptions
    app: App
    options: AppOptions
    wanted: Wanted
    management: Management

    def tenant(self) -> TenantSnapshot:
        """Set the tenant up, as far as requests can; write the settings where a secret is new."""
        tenant = self._look()
        if tenant.changes:
            shown = tenant.findings
            say(report.checklist(report.unready(shown), before_repair=True))
            tenant = repair_as_shown(self.management, self.wanted, tenant)
            self.app.screen.progress.clear()
            say(f"\nNow:\n{report.changes_since(tenant.findings, shown)}")
        if tenant.secret is not None:
            write_settings(self.management, self.wanted, tenant, is_walk=True)
        return tenant

    def by_hand(self) -> None:
        """Have the person do what no request did, such as switching a second factor on."""
        while left := [
            each for each in report.unready(self._look().findings) if each.name in _BY_HAND
        ]:
            say(f"\n{report.checklist(tuple(left))}")
            self._ask("Is that done now?")

    def provider_app(self) -> None:
        """Have the App made and connected; one that is connected already is left alone."""
        if is_connected(self._look()):
            say(f"The connection {self.wanted.connection!r} is there already.\n")
            return
        assert DEFAULT.registration is not None
        registration = DEFAULT.registration()
        wished = wished_app(registration, self.wanted, self.options)
        making = AppMaking(self.app, registration, wished, self.wanted, self.again)
        making = making.with_owner(self.options.owner or asked_owner())
        making.approve_making()
        made, secret = making.make()
        making.approve_connection(made)
        making.connect(self.management, made, secret, self._renew)
        self.app.screen.progress.clear()
        pages = making.pages(made)
        say(f"\nThe connection is made.\n\n{registration.by_hand(pages)}\n")
        say(f"Install the App on the accounts where aegis shall act:\n  {pages.install}\n")
        self._ask("Is it installed?")

    def complete(self) -> TenantSnapshot:
        """Set up what was left; raise `Failed` with the next command if something still is."""
        tenant = self.tenant()
        self._require_well(tenant)
        return tenant

    def _require_well(self, tenant: TenantSnapshot) -> None:
        """Raise `Failed` with the next command, if something of a tenant is off."""
        fault = report.fault(tenant.findings, self.again)
        if fault:
            say(report.checklist(report.unready(tenant.findings)))
            raise fault

    def secret(self, made: Secret | None) -> Secret | None:
        """Return the secret of the vault's client; `None` if the settings have a credential.

        Raises `Failed` if nobody knows it here.
        """
        if made is not None or self.app.environment.settings.vault_credentials():
            return made
        try:
            client = self._look().pieces.vault or {}
            found = self.management.run(read_secret(self.management.api, str(client["client_id"])))
        except AegisError:
            found = None
        if found is None:
            raise Failed(
                "The secret of the Custom API Client is not known here: it was shown when that was "
                "made.",
                code=Code.MISCONFIGURED,
                hint="Set AEGIS_VAULT_CLIENT_SECRET from your secret manager, or give a token "
                f"with {_READ_SECRET}. Type next: {self.again}",
            )
        return found

    def person(self, inner: App) -> None:
        """Have the person sign in once, and give them permissions."""
        say("Sign in once, so that Auth0 knows you.\n")
        with inner.sign_ins.session_cache.request() as sessions:
            session = sessions.session(_IDENTITY)
        inner.sign_ins.session_cache.drop_tokens()
        inner.screen.progress.clear()
        wanted = replace(self.wanted, person=session.subject, permissions=LEVELS["write"])
        tenant = self.management.run(look(self.management.api, wanted))
        self.app.screen.progress.clear()
        if tenant.changes:
            say(report.checklist(report.unready(tenant.findings), before_repair=True))
            tenant = repair_as_shown(self.management, wanted, tenant)
            self.app.screen.progress.clear()
        self._require_well(tenant)
        say(f"{one_line(session.identity)} may read and write.\n")

    def account(self, inner: App) -> None:
        """Connect the person's account, unless a sign-in shows that it is connected."""
        try:
            login = inner.identities.login()
        except AegisError as problem:
            if problem.code not in {Code.NOT_CONNECTED, Code.RECONNECT}:
                raise
            self._ask(f"Connect your account at {DEFAULT.title}, in your browser?")
            inner.sign_ins.connecting.connect(self.wanted.connection)
            inner.sign_ins.session_cache.drop_tokens()
            login = inner.identities.login()
        inner.screen.progress.clear()
        say(f"Connected: {one_line(login)} at {DEFAULT.title}.\n")

    def check(self, inner: App) -> None:
        """Check all that a request needs; raise the error of the worst fault."""
        code = run_checks(RequestChecks(inner).all(), Output.TEXT, inner.screen.progress)
        if code:
            raise Failed(
                "Something that a request needs does not work yet.",
                code=Code.MISCONFIGURED,
                hint=f"The list says what to do about it. Type next: {self.again}",
            )

    def first_write(self, inner: App) -> int:
        """Open an issue, if the person names a repository; return the exit code."""
        question = "A repository to open a first issue in, as OWNER/NAME (Enter leaves it out): "
        repo = Tty().ask(question)
        if not repo:
            return 0
        text = f"open an issue in {repo} titled 'Written by aegis'"
        return emit(inner.requests.ask(text), Output.TEXT, inner.screen.progress)

    @property
    def again(self) -> str:
        """The command with which it goes on."""
        words = ("aegis", "setup", "--domain", self.wanted.host, *self.options.typed)
        return shlex.join(words)

    def _ask(self, question: str) -> None:
        """Ask whether a step was taken, or shall be; raise `Failed` for a no: it is unfinished."""
        try:
            ask(question)
        except NotApproved:
            pass
        else:
            return
        raise Failed(
            "The set-up is not finished.",
            code=Code.MISCONFIGURED,
            hint=f"It goes on where it ended. Type next: {self.again}",
        )

    def _look(self) -> TenantSnapshot:
        tenant = self.management.run(look(self.management.api, self.wanted))
        self.app.screen.progress.clear()
        return tenant

    def _renew(self) -> Secret:
        needs, is_sandbox = TokenNeeds(), self.app.environment.options.sandbox
        return management_token(self.wanted.base, needs, is_sandbox=is_sandbox, from_stdin=False)


def walk(base: CliOptions, domain: str, options: AppOptions) -> int:
    """Take every step that is still to be taken, and return the exit code."""
    require_person()
    with App.of(base) as app:
        address = address_of(app, domain)
        wanted = wanted_of(address, app.environment.settings.values, "")
        needs = TokenNeeds(
            more=(*user_permissions.PERMISSIONS, _READ_SECRET), first=(app_connection.CREATE,)
        )
        token = management_token(
            address, needs, is_sandbox=base.sandbox, from_stdin=options.token_stdin
        )
        management = app.sign_ins.management(address, token)
        steps = SetupWalk(base, app, options, wanted, management)
        try:
            return _take(steps)
        except KeyboardInterrupt:
            pass
        except AegisError as problem:
            problem.hint = _with_next(problem.hint, steps.again)
            raise
        hint = _with_next(None, steps.again)
        raise Interrupted("Interrupted.", code=Code.INTERRUPTED, hint=hint)


def _with_next(hint: str | None, following: str) -> str:
    """Add the command that goes on to a hint that does not name it."""
    if hint is not None and following in hint:
        return hint
    return f"{(hint or 'It goes on where it ended').rstrip('.')}. Type next: {following}"


def _take(steps: SetupWalk) -> int:
    _head(1, "the tenant")
    made = steps.tenant().secret
    steps.by_hand()
    _head(2, f"the App at {DEFAULT.title}")
    steps.provider_app()
    _head(3, "what is left of the tenant")
    tenant = steps.complete()
    secret = steps.secret(made)
    settings = report.settings_of(steps.wanted, tenant.pieces)
    return _as_set_up(steps, settings, secret)


def _as_set_up(steps: SetupWalk, settings: dict[str, str], secret: Secret | None) -> int:
    """Take the steps of the person, as with the settings that they will have."""
    outer = steps.app.environment
    variables = {**outer.own_variables, **settings}
    if outer.settings.gemini_key is None:
        variables["AEGIS_ENGINE"] = "offline"
    with App.of(replace(steps.base, sandbox=False), variables) as inner:
        if secret is not None:
            known = inner.environment.settings
            inner.environment.settings = known.with_vault_secret(secret)
        for at, (name, step) in enumerate(_of_person(steps), start=4):
            _head(at, name)
            step(inner)
        _head(7, "the first write")
        return steps.first_write(inner)


def _of_person(steps: SetupWalk) -> tuple[tuple[str, Callable[[App], None]], ...]:
    return (
        ("you", steps.person),
        (f"your account at {DEFAULT.title}", steps.account),
        ("a look at everything", steps.check),
    )


def _head(number: int, name: str) -> None:
    say(f"\n{number} of 7: {name}\n\n")
