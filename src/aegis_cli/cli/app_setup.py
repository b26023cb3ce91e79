"""Carries out `aegis setup` for an App at the provider: has it made, and connects it at Auth0."""

from dataclasses import dataclass

from aegis_cli.actions.provider.app_registration import Registration, WantedApp
from aegis_cli.adapters.auth0.tenant_client import Management
from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.cli.app_making import AppMaking, say
from aegis_cli.cli.management_token import TokenNeeds, management_token
from aegis_cli.cli.options import Output
from aegis_cli.cli.streams import write_json, write_out
from aegis_cli.cli.tenant import address_of, next_command, raise_unless
from aegis_cli.core.text import visible
from aegis_cli.errors import Code, UsageError
from aegis_cli.providers.default import DEFAULT
from aegis_cli.request.result import local_json
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.setup import app_connection, report
from aegis_cli.setup.app_connection import is_connected
from aegis_cli.setup.desired import Wanted, wanted_of
from aegis_cli.setup.repair import TenantSnapshot, look
from aegis_cli.wiring.app import App

_LONGEST_NAME = 34
_ANY_TENANT = "YOUR-TENANT.eu.auth0.com"


@dataclass(frozen=True, slots=True)
class AppOptions:
    """The options of the command."""

    owner: str
    profile: str
    name: str
    public: bool
    token_stdin: bool
    prints: bool
    output: Output

    @property
    def typed(self) -> tuple[str, ...]:
        """What the App is to be, in the words that a person typed."""
        given = {"--owner": self.owner, "--profile": self.profile, "--name": self.name}
        words = (word for pair in given.items() if pair[1] for word in pair)
        return (*words, *(("--public",) if self.public else ()))

    @property
    def request(self) -> str:
        """What the JSON document calls the request."""
        return f"setup {DEFAULT.name}"


def set_app_up(base: CliOptions, domain: str, audience: str, options: AppOptions) -> int:
    """Have an App made and connected, or only print what it needs; return the exit code."""
    assert DEFAULT.registration is not None
    registration = DEFAULT.registration()
    with App.of(base) as app:
        values = app.environment.settings.values
        is_known = domain or "issuer" in values
        # What is only printed needs no tenant: the guide's own word stands for it.
        address = address_of(app, domain if is_known or not options.prints else _ANY_TENANT)
        wanted = wanted_of(address, values, audience)
        wished = wished_app(registration, wanted, options)
        again = f"aegis setup auth0 {wanted.typed}"
        making = AppMaking(app, registration, wished, wanted, again)
        if options.prints:
            return _print_form(making, options)
        require_person()
        management = _management(app, wanted, options)
        tenant = management.run(look(management.api, wanted))
        app.screen.progress.clear()
        if is_connected(tenant):
            return _already(wanted, tenant, options)
        return _make(making.with_owner(options.owner or asked_owner()), management, options)


def wished_app(registration: Registration, wanted: Wanted, options: AppOptions) -> WantedApp:
    """Return the App that the options ask for; raise `UsageError` for an unknown profile."""
    profile = options.profile or registration.usual
    if profile not in registration.profiles:
        raise UsageError(
            f"There is no profile {profile!r}.",
            code=Code.BAD_USAGE,
            hint=f"The profiles are {', '.join(registration.profiles)}.",
        )
    host = wanted.host
    return WantedApp(
        name=(options.name or f"aegis {host.partition('.')[0]}")[:_LONGEST_NAME],
        homepage=wanted.base,
        callback=f"{wanted.base}/login/callback",
        profile=profile,
        is_public=options.public,
    )


def asked_owner() -> str:
    """Ask who is to own the App; raise `UsageError` where nobody is named."""
    question = f"Who shall own the App? Your login at {DEFAULT.title}, or an organization: "
    answer = Tty().ask(question)
    if not answer:
        raise UsageError(
            "Nobody was named who shall own the App.",
            code=Code.BAD_USAGE,
            hint="Type a login at the question, or give it with --owner.",
        )
    return answer


def require_person() -> None:
    """Raise `UsageError` where nobody can be asked."""
    if not Tty().is_there():
        raise UsageError(
            "An App is made by a person in a browser, and nobody can be asked here.",
            code=Code.NO_TERMINAL,
            hint="Run it on a terminal; `aegis setup auth0 --print` and `aegis setup "
            f"{DEFAULT.name} --print` write what to do by hand.",
        )


def _management(app: App, wanted: Wanted, options: AppOptions) -> Management:
    token = management_token(
        wanted.base,
        TokenNeeds(first=(app_connection.CREATE,)),
        is_sandbox=app.environment.options.sandbox,
        from_stdin=options.token_stdin,
    )
    return app.sign_ins.management(wanted.base, token)


def _print_form(making: AppMaking, options: AppOptions) -> int:
    if options.output is Output.JSON:
        data = dict(making.registration.data(making.wished))
        write_json(local_json(options.request, options.request, data))
    else:
        write_out(visible(making.registration.printed(making.wished)))
    return 0


def _already(wanted: Wanted, tenant: TenantSnapshot, options: AppOptions) -> int:
    """Say that there is a connection already; what stands behind it is left alone."""
    say(
        f"The tenant has a connection {wanted.connection!r} already, so no App was made. "
        "`aegis doctor` says what the App behind it is allowed.\n"
    )
    return _end(wanted, tenant, options, {"app": None}, has_worked=False)


def _make(making: AppMaking, management: Management, options: AppOptions) -> int:
    wanted = making.wanted
    making.approve_making()
    made, secret = making.make()
    making.approve_connection(made)
    tenant = making.connect(
        management,
        made,
        secret,
        lambda: management_token(
            wanted.base,
            TokenNeeds(),
            is_sandbox=making.app.environment.options.sandbox,
            from_stdin=False,
        ),
    )
    making.app.screen.progress.clear()
    pages = making.pages(made)
    say(f"\nThe connection {wanted.connection!r} is made.\n\n{making.registration.by_hand(pages)}")
    say(f"\nInstall the App on the accounts where aegis shall act: {pages.install}\n")
    told = {
        "client_id": made.client_id,
        "slug": made.slug,
        "owner": made.owner,
        "permissions": dict(made.permissions),
        "settings": pages.settings,
        "install": pages.install,
    }
    return _end(wanted, tenant, options, {"app": told}, has_worked=True)


def _end(
    wanted: Wanted,
    tenant: TenantSnapshot,
    options: AppOptions,
    data: dict[str, object],
    *,
    has_worked: bool,
) -> int:
    """Write what is left to do, and return the exit code; in text, raise the error."""
    following = next_command(wanted, tenant)
    error = report.fault(tenant.findings, following)
    if options.output is Output.JSON:
        data |= {"tenant": wanted.base, "next": following}
        told = None if has_worked else error
        write_json(local_json(options.request, options.request, data, told))
        return told.status.exit_code if told else 0
    raise_unless(error, has_worked=has_worked)
    if not error:
        say(f"Next: {following}\n")
    return 0
