"""`aegis setup auth0`: shows what a tenant has and lacks, and mends it after a yes."""

import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aegis_cli.choices import Choices
from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import Output, OutputOption
from aegis_cli.errors import Code, Failed, Interrupted, NotApproved, UsageError

if TYPE_CHECKING:
    from aegis_cli.adapters.management import Management
    from aegis_cli.core.secret import Secret
    from aegis_cli.setup.desired import Wanted
    from aegis_cli.setup.repair import Tenant
    from aegis_cli.wiring import App

app = sub_app()

_REQUEST = "setup auth0"
_EPILOG = """\
Examples:

\b
  aegis setup auth0 acme.eu.auth0.com             asks for the token
  pass auth0/token | aegis setup auth0 acme.eu.auth0.com --token-stdin --check
  aegis setup auth0 acme.eu.auth0.com --print > setup.sh
"""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the command was asked to go about it."""

    check: bool
    prints: bool
    yes: bool
    show_secret: bool
    output: Output


@app.callback()
def setup() -> None:
    """Set up the services that aegis needs."""


@app.command(epilog=_EPILOG)
def auth0(  # noqa: PLR0913  # each is an option of its own
    ctx: typer.Context,
    domain: Annotated[str, typer.Argument(metavar="[DOMAIN]", help="The tenant's domain.")] = "",
    *,
    token_stdin: Annotated[
        bool, typer.Option("--token-stdin", help="Read the token from standard input.")
    ] = False,
    audience: Annotated[
        str, typer.Option("--audience", metavar="URL", help="The identifier of the API.")
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail if something is off.")
    ] = False,
    prints: Annotated[
        bool, typer.Option("--print", help="Change nothing; write the commands that would.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Send the changes without a question.")
    ] = False,
    show_secret: Annotated[
        bool, typer.Option("--show-secret", help="Write the Custom API Client's secret, too.")
    ] = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Set up an Auth0 tenant, with a token for its Management API.

    It shows what is there and what is missing, and after a yes creates or mends it. What else the
    tenant has is left alone. The token is asked for, or read from standard input; it is not kept.
    """
    from aegis_cli.setup.repair import look  # noqa: PLC0415  # not for --help
    from aegis_cli.setup.ways import base_of, wanted_of  # noqa: PLC0415  # not for --help
    from aegis_cli.wiring import App  # noqa: PLC0415  # not for --help

    manner = Manner(check, prints, yes, show_secret, output)
    base: Choices = ctx.obj
    with App(base) as wired:
        values = wired.settings.values
        address = base_of(domain or values.get("issuer", "") or _asked_domain())
        wanted = wanted_of(address, values, audience)
        where = _SANDBOX if base.sandbox else _where_from(address)
        management = wired.management(address, _token(where, from_stdin=token_stdin))
        tenant = management.run(look(management.api, wanted))
        wired.progress.clear()
        code = _go_on(wired, management, wanted, tenant, manner)
    raise typer.Exit(code)


def _go_on(
    wired: "App", management: "Management", wanted: "Wanted", tenant: "Tenant", manner: Manner
) -> int:
    """Print, check or mend, and return the exit code."""
    from aegis_cli.setup.report import changes, checklist  # noqa: PLC0415  # not for --help

    if manner.prints:
        return _printed(wanted, tenant, manner)
    pending = changes(tenant.findings)
    if manner.check or not pending:
        secret = _secret(management, tenant, manner)
        if manner.output is Output.TEXT:
            # What --check finds is its result; else the settings are.
            _say(checklist(tenant.findings), to_result=manner.check)
        return _ended(wanted, tenant, secret, manner)
    _say(checklist(tenant.findings))
    _approve(wanted.base, len(pending), yes=manner.yes)
    tenant = _repaired(management, wanted, tenant)
    wired.progress.clear()
    secret = _secret(management, tenant, manner)
    _say("\nNow:\n" + checklist(tenant.findings))
    return _ended(wanted, tenant, secret, manner)


def _repaired(management: "Management", wanted: "Wanted", tenant: "Tenant") -> "Tenant":
    from aegis_cli.setup.repair import repair  # noqa: PLC0415  # not for --help

    try:
        return management.run(repair(management.api, wanted, tenant))
    except KeyboardInterrupt:
        pass
    raise Interrupted(
        "Interrupted; some of the changes may have been made.",
        code=Code.INTERRUPTED,
        hint="`aegis setup auth0 --check` shows what there is.",
    )


def _asked_domain() -> str:
    from aegis_cli.adapters import tty  # noqa: PLC0415  # not for --help

    if not tty.is_there():
        raise UsageError(
            "The tenant's domain is missing.",
            code=Code.BAD_USAGE,
            hint="Write it as in `aegis setup auth0 acme.eu.auth0.com`, or set AEGIS_ISSUER.",
        )
    return tty.ask("Domain of the Auth0 tenant, such as acme.eu.auth0.com: ")


def _token(where_from: str, *, from_stdin: bool) -> "Secret":
    """Ask for the token where nobody sees it, or read it from standard input."""
    from aegis_cli.adapters import tty  # noqa: PLC0415  # not for --help
    from aegis_cli.adapters.stdin import StandardInput  # noqa: PLC0415  # not for --help
    from aegis_cli.core.secret import Secret  # noqa: PLC0415  # not for --help

    text = ""
    if from_stdin:
        text = StandardInput().read().strip()
    elif tty.is_there():
        _say(where_from)
        text = tty.ask_hidden("Management API token (it is not shown): ")
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise UsageError(
            "There is no token for the Management API." if not text else _NO_TOKEN,
            code=Code.BAD_INPUT,
            hint="Run it on a terminal, or give the token with --token-stdin.",
        )
    return Secret(text)


_NO_TOKEN = "What was given holds a character that no token has; was it copied whole?"  # noqa: S105  # a message

_WHERE_FROM = """\
A token for the Management API of {base} is needed: in the Auth0 dashboard under Applications,
APIs, Auth0 Management API, API Explorer. It needs these permissions:
{permissions}"""

_SANDBOX = "(This is a sandbox: nothing is real. Its token is sandbox-management.)\n"


def _where_from(base: str) -> str:
    from aegis_cli.setup.desired import PERMISSIONS  # noqa: PLC0415  # not for --help

    words = PERMISSIONS.split()
    rows = [words[at : at + 3] for at in range(0, len(words), 3)]
    permissions = "".join(f"  {' '.join(row)}\n" for row in rows)
    return _WHERE_FROM.format(base=base, permissions=permissions)


def _approve(base: str, count: int, *, yes: bool) -> None:
    """Ask on the terminal, where Enter is no; raise `NotApproved` for everything but a yes."""
    from aegis_cli.adapters import tty  # noqa: PLC0415  # not for --help

    if yes:
        return
    if not tty.is_there():
        raise NotApproved(
            f"{count} changes need an approval, and nobody can be asked here.",
            code=Code.NEEDS_APPROVAL,
            hint="Look at them with --print, and approve them with --yes.",
        )
    what = "this change" if count == 1 else f"these {count} changes"
    if tty.ask(f"Send {what} to {base}? [y/N] ").lower() not in {"y", "yes"}:
        raise NotApproved("Nothing was changed.", code=Code.DECLINED)


def _secret(management: "Management", tenant: "Tenant", manner: Manner) -> "Secret | None":
    """Return the secret if it shall be written: a new one on a terminal, or when asked for."""
    from aegis_cli.setup.found import read_secret  # noqa: PLC0415  # not for --help

    is_shown = manner.output is Output.TEXT and sys.stdout.isatty()
    if tenant.secret is not None:
        return tenant.secret if is_shown or manner.show_secret else None
    if not manner.show_secret or tenant.found.vault is None:
        return None
    client_id = str(tenant.found.vault.get("client_id"))
    return management.run(read_secret(management.api, client_id))


def _printed(wanted: "Wanted", tenant: "Tenant", manner: Manner) -> int:
    from aegis_cli.cli.main import write_json, write_out  # noqa: PLC0415  # not for --help
    from aegis_cli.result import local_json  # noqa: PLC0415  # as above
    from aegis_cli.setup.report import changes, checklist, document  # noqa: PLC0415  # as above
    from aegis_cli.setup.script import script  # noqa: PLC0415  # as above

    text = script(wanted.base, changes(tenant.findings))
    if manner.output is Output.JSON:
        data = document(wanted, tenant.found, tenant.findings, ())
        write_json(local_json(_REQUEST, _REQUEST, data | {"script": text}))
    else:
        _say(checklist(tenant.findings))
        write_out(text)
    return 0


def _ended(wanted: "Wanted", tenant: "Tenant", secret: "Secret | None", manner: Manner) -> int:
    """Write how it ended, and return the exit code; raise what is still off, where text is read."""
    from aegis_cli.cli.main import write_json, write_out  # noqa: PLC0415  # not for --help
    from aegis_cli.result import failed, local_json, to_json  # noqa: PLC0415  # as above
    from aegis_cli.setup.report import document, exports, off  # noqa: PLC0415  # as above

    wrong = off(tenant.findings)
    settings = exports(wanted, tenant.found)
    if secret is not None:
        settings["AEGIS_VAULT_CLIENT_SECRET"] = secret.reveal()
    error = _off(len(wrong)) if wrong else None
    if manner.output is Output.JSON:
        data = document(wanted, tenant.found, tenant.findings, tenant.sent)
        done = local_json(_REQUEST, _REQUEST, data | {"settings": settings})
        end = to_json(failed(_REQUEST, error)) if error else done
        write_json(end | {"results": done["results"]})
        return error.status.exit_code if error else 0
    if not manner.check:
        write_out(_exported(settings, has_secret=secret is not None))
        _say(_remaining(wanted, has_secret=secret is not None))
    if error:
        raise error
    return 0


def _off(count: int) -> Failed:
    what = "One piece" if count == 1 else f"{count} pieces"
    return Failed(
        f"{what} of the tenant {'is' if count == 1 else 'are'} not as aegis needs it.",
        code=Code.MISCONFIGURED,
        hint="The list says what to do about each.",
    )


def _exported(settings: Mapping[str, str], *, has_secret: bool) -> str:
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in settings.items()]
    if not has_secret:
        lines.append("# AEGIS_VAULT_CLIENT_SECRET is not shown: --show-secret, or the dashboard.\n")
    return "".join(lines)


def _remaining(wanted: "Wanted", *, has_secret: bool) -> str:
    from aegis_cli.setup.report import steps  # noqa: PLC0415  # not for --help

    warning = _KEEP if has_secret else ""
    numbered = "".join(f"{at}. {step}\n" for at, step in enumerate(steps(wanted), start=1))
    return f"{warning}\nWhat only a person can do:\n{numbered}"


_KEEP = """
Keep AEGIS_VAULT_CLIENT_SECRET in a secret manager, and in no file: whoever has it and a session
of somebody can get that person's GitHub token.
"""


def _say(text: Any, *, to_result: bool = False) -> None:
    """Write to standard error, or to standard output what is the result."""
    from aegis_cli.core.text import visible  # noqa: PLC0415  # not for --help

    stream = sys.stdout if to_result else sys.stderr
    stream.write(visible(text))
    stream.flush()
