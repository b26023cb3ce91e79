"""Carries out `aegis setup auth0`: looks at a tenant, asks, repairs it, and writes the result."""

import sys
from dataclasses import dataclass, replace

from aegis_cli.adapters.auth0.tenant_client import Management
from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.cli.management_token import TokenNeeds, management_token
from aegis_cli.cli.options import Output
from aegis_cli.cli.streams import columns, write_err, write_json, write_out
from aegis_cli.core.text import one_line, visible
from aegis_cli.errors import Code, Failed, Interrupted, NotApproved, UsageError
from aegis_cli.providers.default import DEFAULT
from aegis_cli.request.result import local_json
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.setup import report, user_permissions
from aegis_cli.setup.desired import LEVELS, Wanted, base_of, wanted_of
from aegis_cli.setup.finding import Finding
from aegis_cli.setup.pieces import read_secret
from aegis_cli.setup.repair import TenantSnapshot, look, look_again, repair, unseen
from aegis_cli.setup.script import script
from aegis_cli.setup.user_permissions import EXAMPLE_ID
from aegis_cli.wiring.app import App

_BROKEN = "\nThe lines are broken to fit the screen; write them to a file to run them.\n\n"
_UNSEEN = (
    "This is for a tenant in which nothing was set up; it was not looked at. With --token-stdin\n"
    "the tenant is read, and only what it lacks is printed.\n"
)
_REQUEST = "setup auth0"
_USUAL = "write"
"""What a person may who is named without --may."""


@dataclass(frozen=True, slots=True)
class SetupOptions:
    """The options of the command."""

    token_stdin: bool
    check: bool
    prints: bool
    yes: bool
    show_secret: bool
    output: Output
    person: str
    may: str

    @property
    def looks(self) -> bool:
        """Whether the tenant is read, which needs a token."""
        return self.token_stdin or not self.prints

    @property
    def permissions(self) -> tuple[str, ...]:
        """What the token must be allowed, beside what setting up needs."""
        of_person = user_permissions.PERMISSIONS if self.person else ()
        return (*(("read:client_keys",) if self.show_secret else ()), *of_person)


def set_up(base: CliOptions, domain: str, audience: str, options: SetupOptions) -> int:
    """Set a tenant up, or only look at it, and return the exit code."""
    with App.of(base) as app:
        values = app.environment.settings.values
        address = address_of(app, domain)
        wanted = _add_person(wanted_of(address, values, audience), options)
        if not options.looks:
            return _print_script(wanted, unseen(wanted), options)
        needs = TokenNeeds(options.check or options.prints, options.permissions)
        token = management_token(
            address, needs, is_sandbox=base.sandbox, from_stdin=options.token_stdin
        )
        management = app.sign_ins.management(address, token)
        tenant = management.run(look(management.api, wanted))
        app.screen.progress.clear()
        if options.prints:
            return _print_script(wanted, tenant, options)
        shown: tuple[Finding, ...] = ()
        if tenant.changes and not options.check:
            shown = tenant.findings
            _say(report.checklist(shown, before_repair=True))
            tenant = repair_as_shown(management, wanted, tenant, yes=options.yes)
            app.screen.progress.clear()
        return _end(management, wanted, tenant, options, shown)


def address_of(app: App, domain: str) -> str:
    """Return the address of the tenant: that of a domain, of the settings, or that is asked for."""
    if app.environment.options.sandbox and domain:
        raise _unfit(
            "--sandbox sets up its own tenant, so a domain cannot be given with it.",
            "Leave out the domain or --sandbox.",
        )
    return base_of(domain or app.environment.settings.values.get("issuer", "") or _asked_domain())


def next_command(wanted: Wanted, tenant: TenantSnapshot) -> str:
    """Return the command that comes next, whatever of the tenant is set up by now."""
    if not report.unready(tenant.findings):
        return "aegis connect"
    if tenant.pieces.connection is None and tenant.pieces.vault is not None:
        return f"aegis setup {DEFAULT.name} {wanted.typed}"
    return f"aegis setup auth0 {wanted.typed}"


def _add_person(wanted: Wanted, options: SetupOptions) -> Wanted:
    """Add the person who is to get permissions; raise `UsageError` if the options do not fit."""
    login = options.person
    if not login:
        if options.may:
            raise _unfit("--may is of a person.", "Add --person with their login.")
        return wanted
    user_permissions.check_login(login)
    if options.yes and not user_permissions.is_certain(login):
        # NOTE: a login at a provider is a nickname at Auth0, and two people may look alike.
        raise _unfit(
            f"Under --yes nobody looks at who {login!r} is.",
            f"Leave --yes out, or give the e-mail address, or the id such as {EXAMPLE_ID!r}.",
        )
    if not (options.looks or user_permissions.is_user_id(login)):
        raise _unfit(
            "Without a token nobody can be looked up by a login.",
            f"Add --token-stdin, or give the person's id, such as {EXAMPLE_ID!r}.",
        )
    return replace(wanted, person=login, permissions=LEVELS[options.may or _USUAL])


def _unfit(message: str, hint: str) -> UsageError:
    return UsageError(message, code=Code.BAD_USAGE, hint=hint)


def repair_as_shown(
    management: Management,
    wanted: Wanted,
    tenant: TenantSnapshot,
    *,
    yes: bool = False,
    only: tuple[Finding, ...] | None = None,
) -> TenantSnapshot:
    """Repair a tenant as it was shown; ask first, unless that was approved in advance.

    `only` are the pieces that are repaired, if not all are.
    """
    api = management.api
    shown = tenant.findings if only is None else only
    if not yes:
        approve(wanted.base, sum(len(each.changes) for each in shown))
        tenant = management.run(look_again(api, wanted, tenant))
    try:
        return management.run(repair(api, wanted, tenant, only={each.name for each in shown}))
    except KeyboardInterrupt:
        pass
    raise Interrupted(
        "Interrupted; some of the changes may have been made.",
        code=Code.INTERRUPTED,
        hint="`aegis setup auth0 --check` shows what there is.",
    )


def _asked_domain() -> str:
    answer = ""
    if Tty().is_there():
        answer = Tty().ask("Domain of the Auth0 tenant, such as acme.eu.auth0.com: ")
    if not answer:
        raise UsageError(
            "The tenant's domain is missing.",
            code=Code.BAD_USAGE,
            hint="Write it as in `aegis setup auth0 acme.eu.auth0.com`, or set AEGIS_ISSUER.",
        )
    return answer


def approve(base: str, count: int) -> None:
    """Ask on the terminal; raise `NotApproved` for every answer but a yes."""
    if not Tty().is_there():
        raise NotApproved(
            f"{count} changes need an approval, and nobody can be asked here.",
            code=Code.NEEDS_APPROVAL,
            hint="Look at them with --print, and approve them with --yes.",
        )
    what = "this change" if count == 1 else f"these {count} changes"
    where = one_line(base)
    if not Tty().agrees(f"This sends {what} to {where}.\nSend {what} to {where}? [y/n] "):
        raise NotApproved("Nothing was changed.", code=Code.DECLINED)


def _print_script(wanted: Wanted, tenant: TenantSnapshot, options: SetupOptions) -> int:
    text = script(wanted.base, tenant.changes, was_read=options.looks)
    if options.output is Output.JSON:
        data = report.document(wanted, tenant, report.settings_of(wanted, tenant.pieces))
        more = {"script": text, "was_read": options.looks}
        write_json(local_json(_REQUEST, _REQUEST, data | more))
    else:
        _say(report.checklist(tenant.findings, before_repair=True) if options.looks else _UNSEEN)
        if sys.stdout.isatty():
            _say(_BROKEN)
        write_out(text)
    return 0


def _end(
    management: Management,
    wanted: Wanted,
    tenant: TenantSnapshot,
    options: SetupOptions,
    shown: tuple[Finding, ...],
) -> int:
    """Write the result, and return the exit code; in text, raise the error if nothing worked.

    What was shown before the repair and is still so is not written again; a person who was given
    permissions in a complete tenant is all that is written.
    """
    error = report.fault(tenant.findings, next_command(wanted, tenant))
    has_worked = report.has_mended(shown, tenant.findings)
    if options.output is Output.JSON:
        asked = options.show_secret
        settings = _settings(management, wanted, tenant, asked=asked, is_read=False)
        data = report.document(wanted, tenant, settings)
        told = None if has_worked else error
        write_json(local_json(_REQUEST, _REQUEST, data, told))
        return told.status.exit_code if told else 0
    if options.check:
        write_out(visible(report.checklist(tenant.findings)))
    else:
        _say(("\nNow:\n" if tenant.sent else "") + report.changes_since(tenant.findings, shown))
    if not (options.check or (wanted.person and error is None)):
        write_settings(management, wanted, tenant, show_secret=options.show_secret)
    raise_unless(error, has_worked=has_worked)
    return 0


def raise_unless(error: Failed | None, *, has_worked: bool) -> None:
    """Raise the error of a tenant that is not ready; say it only, after a step that has worked."""
    if error and not has_worked:
        raise error
    if error:
        _say(f"\n{error.message} {error.hint}\n")


def write_settings(
    management: Management,
    wanted: Wanted,
    tenant: TenantSnapshot,
    *,
    show_secret: bool = False,
    is_walk: bool = False,
) -> None:
    """Write the settings as lines for a shell, and what only a person can do."""
    is_read = sys.stdout.isatty()
    settings = _settings(management, wanted, tenant, asked=show_secret, is_read=is_read)
    write_out(report.export_lines(settings, columns()))
    _say(report.remaining(wanted, settings, is_walk=is_walk))


def _settings(
    management: Management,
    wanted: Wanted,
    tenant: TenantSnapshot,
    *,
    asked: bool,
    is_read: bool,
) -> dict[str, str]:
    """Return the settings; with the secret if asked for, or if it is new and a person reads."""
    settings = report.settings_of(wanted, tenant.pieces)
    secret = tenant.secret
    if asked and secret is None and tenant.pieces.vault is not None:
        client_id = str(tenant.pieces.vault["client_id"])
        secret = management.run(read_secret(management.api, client_id))
    if secret is not None and (asked or is_read):
        settings[report.SECRET] = secret.reveal()
    return settings


def _say(text: str) -> None:
    write_err(visible(text))
