"""What `aegis setup auth0` does: looks at a tenant, asks, mends it, and writes what came of it."""

import sys
from dataclasses import dataclass

from aegis_cli.adapters.auth0.tenant_client import Management
from aegis_cli.adapters.terminal import tty
from aegis_cli.cli.management_token import management_token, where_from
from aegis_cli.cli.options import Output
from aegis_cli.cli.streams import columns, write_err, write_json, write_out
from aegis_cli.core.text import one_line, visible
from aegis_cli.errors import Code, Interrupted, NotApproved, UsageError
from aegis_cli.request.result import failed, local_json, to_json
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.setup import report
from aegis_cli.setup.desired import Wanted
from aegis_cli.setup.found import read_secret
from aegis_cli.setup.repair import TenantSnapshot, look, look_again, repair
from aegis_cli.setup.script import script
from aegis_cli.setup.ways import base_of, wanted_of
from aegis_cli.wiring.app import App

_BROKEN = "\nThe lines are broken to fit the screen; write them to a file to run them.\n\n"
_REQUEST = "setup auth0"


@dataclass(frozen=True, slots=True)
class SetupOptions:
    """How the command was asked to go about it."""

    token_stdin: bool
    check: bool
    prints: bool
    yes: bool
    show_secret: bool
    output: Output

    @property
    def only_looks(self) -> bool:
        """Whether nothing is to be changed."""
        return self.check or self.prints


def set_up(base: CliOptions, domain: str, audience: str, manner: SetupOptions) -> int:
    """Set a tenant up, or only look at it, and return the exit code."""
    if base.sandbox and domain:
        raise UsageError(
            "A sandbox is a tenant of its own, and none at another domain.",
            code=Code.BAD_USAGE,
            hint="Leave the domain out, or --sandbox.",
        )
    with App(base) as app:
        values = app.environment.settings.values
        address = base_of(domain or values.get("issuer", "") or _asked_domain())
        wanted = wanted_of(address, values, audience)
        needed = report.permissions(only_reads=manner.only_looks, secret=manner.show_secret)
        where = where_from(address, needed, is_sandbox=base.sandbox)
        token = management_token(where, from_stdin=manner.token_stdin)
        management = app.sign_ins.management(address, token)
        tenant = management.run(look(management.api, wanted))
        app.screen.progress.clear()
        if manner.prints:
            return _printed(wanted, tenant, manner)
        if manner.check or not report.changes(tenant.findings):
            return _ended(management, wanted, tenant, manner)
        _say(report.checklist(tenant.findings, mending=True))
        tenant = _mended(management, wanted, tenant, yes=manner.yes)
        app.screen.progress.clear()
        return _ended(management, wanted, tenant, manner)


def _mended(
    management: Management, wanted: Wanted, tenant: TenantSnapshot, *, yes: bool
) -> TenantSnapshot:
    api = management.api
    if not yes:
        _approve(wanted.base, len(report.changes(tenant.findings)))
        tenant = management.run(look_again(api, wanted, tenant))
    try:
        return management.run(repair(api, wanted, tenant))
    except KeyboardInterrupt:
        pass
    raise Interrupted(
        "Interrupted; some of the changes may have been made.",
        code=Code.INTERRUPTED,
        hint="`aegis setup auth0 --check` shows what there is.",
    )


# What is asked


def _asked_domain() -> str:
    answer = ""
    if tty.is_there():
        answer = tty.ask("Domain of the Auth0 tenant, such as acme.eu.auth0.com: ")
    if not answer:
        raise UsageError(
            "The tenant's domain is missing.",
            code=Code.BAD_USAGE,
            hint="Write it as in `aegis setup auth0 acme.eu.auth0.com`, or set AEGIS_ISSUER.",
        )
    return answer


def _approve(base: str, count: int) -> None:
    """Ask on the terminal, where Enter is no; raise `NotApproved` for everything but a yes."""
    if not tty.is_there():
        raise NotApproved(
            f"{count} changes need an approval, and nobody can be asked here.",
            code=Code.NEEDS_APPROVAL,
            hint="Look at them with --print, and approve them with --yes.",
        )
    what = "this change" if count == 1 else f"these {count} changes"
    if tty.ask(f"Send {what} to {one_line(base)}? [y/N] ").lower() not in {"y", "yes"}:
        raise NotApproved("Nothing was changed.", code=Code.DECLINED)


# What is written


def _printed(wanted: Wanted, tenant: TenantSnapshot, manner: SetupOptions) -> int:
    text = script(wanted.base, report.changes(tenant.findings))
    if manner.output is Output.JSON:
        data = report.document(wanted, tenant.found, tenant.findings, ())
        write_json(local_json(_REQUEST, _REQUEST, data | {"script": text}))
    else:
        _say(report.checklist(tenant.findings, mending=True))
        if sys.stdout.isatty():
            _say(_BROKEN)
        write_out(text)
    return 0


def _ended(
    management: Management, wanted: Wanted, tenant: TenantSnapshot, manner: SetupOptions
) -> int:
    """Write how it ended, and return the exit code; raise what is still off, where text is read."""
    error = report.fault(tenant.findings)
    if manner.output is Output.JSON:
        data = report.document(wanted, tenant.found, tenant.findings, tenant.sent)
        settings = _settings(management, wanted, tenant, manner)
        done = local_json(_REQUEST, _REQUEST, data | {"settings": settings})
        end = to_json(failed(_REQUEST, error)) if error else done
        write_json(end | {"results": done["results"]})
        return error.status.exit_code if error else 0
    if manner.check:
        write_out(visible(report.checklist(tenant.findings)))
    else:
        _say(("\nNow:\n" if tenant.sent else "") + report.checklist(tenant.findings))
        settings = _settings(management, wanted, tenant, manner)
        write_out(report.exported(settings, columns()))
        _say(report.remaining(wanted, settings))
    if error:
        raise error
    return 0


def _settings(
    management: Management, wanted: Wanted, tenant: TenantSnapshot, manner: SetupOptions
) -> dict[str, str]:
    """Return the settings; with the secret if it is new and a person reads, or if asked for."""
    settings = report.exports(wanted, tenant.found)
    secret = tenant.secret
    if manner.show_secret and secret is None and tenant.found.vault is not None:
        client_id = str(tenant.found.vault["client_id"])
        secret = management.run(read_secret(management.api, client_id))
    is_read = manner.output is Output.TEXT and sys.stdout.isatty()
    if secret is not None and (manner.show_secret or is_read):
        settings[report.SECRET] = secret.reveal()
    return settings


def _say(text: str) -> None:
    write_err(visible(text))
