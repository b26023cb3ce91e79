"""Carries out `aegis setup slack` and its like: says what to click, and makes the connection."""

from dataclasses import dataclass

from aegis_cli.actions import catalog
from aegis_cli.actions.provider.connection_setup import ConnectionSetup
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.adapters.auth0.tenant_client import Management
from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.cli.app_making import ask, say
from aegis_cli.cli.connection_wanted import wanted_at
from aegis_cli.cli.management_token import TokenNeeds, management_token
from aegis_cli.cli.streams import write_out
from aegis_cli.cli.tenant import address_of, raise_unless, repair_as_shown
from aegis_cli.core.flow import Flow
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import visible
from aegis_cli.errors import Code, Interrupted, UsageError
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.setup import app_connection, report
from aegis_cli.setup.app_connection import Credentials, connect_app, is_connected
from aegis_cli.setup.connection_findings import PIECES
from aegis_cli.setup.desired import Wanted, wanted_of
from aegis_cli.setup.finding import Finding
from aegis_cli.setup.repair import TenantSnapshot, look
from aegis_cli.wiring.app import App

_ANY_TENANT = "YOUR-TENANT.eu.auth0.com"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class ConnectionOptions:
    """The options of the command."""

    token_stdin: bool
    prints: bool


def set_connection_up(
    base: CliOptions, name: str, domain: str, audience: str, asked: ConnectionOptions
) -> int:
    """Say what to do at a provider, and make its connection at Auth0; return the exit code."""
    provider = catalog.provider_named(name)
    assert provider.connection_setup is not None
    setup = provider.connection_setup()
    with App.of(base) as app:
        values = app.environment.settings.values
        is_known = domain or "issuer" in values
        address = address_of(app, domain if is_known or not asked.prints else _ANY_TENANT)
        wanted = wanted_at(provider, wanted_of(address, values, audience), values)
        page = setup.page_for(
            callback=f"{wanted.base}/login/callback",
            scopes=app.environment.settings.scopes_of(provider),
            connection=wanted.connection,
        )
        if asked.prints:
            write_out(visible(page))
            return 0
        _require_person(name)
        say(page)
        return _connect(app, provider, setup, wanted, asked)


def _connect(
    app: App,
    provider: Provider[object],
    setup: ConnectionSetup,
    wanted: Wanted,
    asked: ConnectionOptions,
) -> int:
    token = management_token(
        wanted.base,
        TokenNeeds(first=(app_connection.CREATE,)),
        is_sandbox=app.environment.options.sandbox,
        from_stdin=asked.token_stdin,
    )
    management = app.sign_ins.management(wanted.base, token)
    tenant = management.run(look(management.api, wanted))
    app.screen.progress.clear()
    if is_connected(tenant):
        tenant = _mend(app, management, wanted, tenant)
        return _end(provider, tenant, wanted, has_worked=bool(tenant.sent))
    made = _credentials(provider, setup)
    ask(f"Make the connection {wanted.connection!r} at {wanted.base} with it?")
    tenant = _change(management, connect_app(management.api, wanted, made), provider)
    app.screen.progress.clear()
    say(f"The connection {wanted.connection!r} is made.\n")
    return _end(provider, tenant, wanted, has_worked=True)


def _mend(
    app: App, management: Management, wanted: Wanted, tenant: TenantSnapshot
) -> TenantSnapshot:
    """Repair a connection that is there, after a yes; ask only for what a request can change."""
    say(f"The tenant has a connection {wanted.connection!r} already.\n")
    ready = _repairable(tenant)
    if not ready:
        return tenant
    say(report.checklist(ready, before_repair=True))
    tenant = repair_as_shown(management, wanted, tenant, only=ready)
    app.screen.progress.clear()
    say(f"\nNow:\n{report.checklist(_of_connection(tenant))}")
    return tenant


def _of_connection(tenant: TenantSnapshot) -> tuple[Finding, ...]:
    return tuple(each for each in tenant.findings if each.name in PIECES)


def _repairable(tenant: TenantSnapshot) -> tuple[Finding, ...]:
    """Return what of the connection can be repaired now: an application has to be there first."""
    return tuple(
        each
        for each in _of_connection(tenant)
        if each.changes and all(change.is_ready for change in each.changes)
    )


def _change(
    management: Management, flow: Flow[TenantSnapshot], provider: Provider[object]
) -> TenantSnapshot:
    """Have Auth0 change something. NOTE: after a Ctrl-C the change may have happened."""
    try:
        return management.run(flow)
    except KeyboardInterrupt:
        pass
    raise Interrupted(
        "Interrupted; the connection may have been made.",
        code=Code.INTERRUPTED,
        hint=f"`aegis setup {provider.name}` says whether it is there.",
    )


def _credentials(provider: Provider[object], setup: ConnectionSetup) -> Credentials:
    """Ask for the application's id, and unseen for its secret."""
    client_id = Tty().ask(f"Client ID of the application at {provider.title}: ").strip()
    secret = Tty().ask_hidden("Client Secret (it is not shown): ").strip()
    for text in (client_id, secret):
        if not (text.isascii() and text.isprintable() and 0 < len(text) <= _LONGEST):
            raise UsageError(
                "That cannot be the id or the secret of an application.",
                code=Code.BAD_INPUT,
                hint="Copy both whole, and run the command again.",
            )
    return Credentials(setup.strategy, client_id, Secret(secret), setup.options)


def _end(
    provider: Provider[object], tenant: TenantSnapshot, wanted: Wanted, *, has_worked: bool
) -> int:
    """Say what comes next; raise the error of a tenant of which a piece is off."""
    error = report.fault(tenant.findings, _following(provider, tenant, wanted))
    raise_unless(error, has_worked=has_worked)
    if not error:
        say(f"Next: aegis connect {provider.name}\n")
    return 0


def _following(provider: Provider[object], tenant: TenantSnapshot, wanted: Wanted) -> str:
    """Return the command that comes next: the tenant's first, without which this one ends so."""
    ours, everything = report.unready(_of_connection(tenant)), report.unready(tenant.findings)
    again = f"aegis setup {provider.name} {wanted.typed}"
    if len(ours) == len(everything):
        return again
    first = f"aegis setup auth0 {wanted.typed}"
    return f"{first}, and then: {again}" if ours else first


def _require_person(name: str) -> None:
    if not Tty().is_there():
        raise UsageError(
            "The application's secret is typed by a person, and nobody can be asked here.",
            code=Code.NO_TERMINAL,
            hint=f"Run it on a terminal; `aegis setup {name} --print` writes what to do by hand.",
        )
