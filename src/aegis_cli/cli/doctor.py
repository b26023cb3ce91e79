"""`aegis doctor`: looks at everything that a request needs, and says what is off and what to do."""

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import NoBrowserOption, Output, OutputOption, TimeoutOption
from aegis_cli.cli.streams import write_json, write_out
from aegis_cli.errors import Code, UsageError
from aegis_cli.settings.cli_options import CliOptions

if TYPE_CHECKING:
    from aegis_cli.adapters.terminal.progress import Progress
    from aegis_cli.core.secret import Secret
    from aegis_cli.doctor.checks import Check, Finding

_EPILOG = """\
Examples:

\b
  aegis doctor              signs in, exchanges once or twice; writes nothing
  aegis doctor --tenant     compares the tenant too; asks for a token
  aegis doctor --residue    looks for what a request on a sandbox leaves
  aegis doctor -o json | jq '.results[0].data[] | select(.state != "ok")'
  aegis --sandbox doctor
"""

_MARKS = {"ok": "ok", "warning": "!!", "failed": "XX", "skipped": "--"}

app = sub_app()


@app.command(epilog=_EPILOG)
def doctor(  # noqa: PLR0913  # each is an option of its own
    ctx: typer.Context,
    output: OutputOption = Output.TEXT,
    *,
    tenant: Annotated[
        bool,
        typer.Option("--tenant", help="Compare the Auth0 tenant too; asks for a Management token."),
    ] = False,
    token_stdin: Annotated[
        bool, typer.Option("--token-stdin", help="The same; reads the token from standard input.")
    ] = False,
    residue: Annotated[
        bool,
        typer.Option("--residue", help="Look for what a request on a sandbox leaves; only that."),
    ] = False,
    no_browser: NoBrowserOption = False,
    sign_in_timeout: TimeoutOption = None,
) -> None:
    """Check each thing that a request needs, in order; say what is off and what to do.

    The exit code is that of the worst fault: 2 for settings, 4 for the sign-in, 5 for what is not
    allowed, 7 for services and for residue.
    """
    base: CliOptions = ctx.obj
    if residue and (tenant or token_stdin):
        raise UsageError(
            "--residue looks at a sandbox, and at no tenant.",
            code=Code.BAD_USAGE,
            hint="Run `aegis doctor --tenant` for itself.",
        )
    if residue:
        raise typer.Exit(_residue(base, output))
    choices = replace(base, no_browser=no_browser, sign_in_timeout=sign_in_timeout)
    raise typer.Exit(_request(choices, output, tenant=tenant, token_stdin=token_stdin))


def _request(choices: CliOptions, output: Output, *, tenant: bool, token_stdin: bool) -> int:
    from aegis_cli.cli.doctor_checks import Checks  # noqa: PLC0415  # not for --help
    from aegis_cli.cli.management_token import (  # noqa: PLC0415  # as above
        management_token,
        where_from,
    )
    from aegis_cli.setup.report import permissions  # noqa: PLC0415  # as above
    from aegis_cli.wiring.app import App  # noqa: PLC0415  # as above

    def token(base: str) -> "Secret":
        needed = permissions(only_reads=True, secret=False)
        where = where_from(base, needed, is_sandbox=choices.sandbox)
        return management_token(where, from_stdin=token_stdin)

    with App(choices) as wired:
        checks = Checks(wired, token if tenant or token_stdin else None)
        return _examined(checks.all(), output, wired.screen.progress)


def _residue(choices: CliOptions, output: Output) -> int:
    from aegis_cli.adapters.terminal.progress import Progress  # noqa: PLC0415  # not for --help
    from aegis_cli.doctor.residue.inquiry import Inquiry  # noqa: PLC0415  # as above

    progress = Progress(sys.stderr, is_terminal=sys.stderr.isatty(), debug=choices.debug)
    with Inquiry(os.environ, progress.say) as inquiry:
        return _examined(inquiry.all(), output, progress)


def _examined(checks: "Iterable[Check]", output: Output, progress: "Progress") -> int:
    """Make the checks, write what each found, and return the exit code."""
    from aegis_cli.doctor.checks import examine, worst  # noqa: PLC0415  # as above
    from aegis_cli.request.result import local_json  # noqa: PLC0415  # as above

    findings = []
    for finding in examine(checks):
        findings.append(finding)
        progress.clear()
        if output is Output.TEXT:
            write_out(line(finding))
    error = worst(findings)
    if output is Output.JSON:
        found = [finding.as_json() for finding in findings]
        write_json(local_json("doctor", "doctor", found, error))
    return error.status.exit_code if error else 0


def line(finding: "Finding") -> str:
    """Write what a check found, with the way out below it."""
    from aegis_cli.core.text import one_line  # noqa: PLC0415  # not for --help

    hint = "".join(f"\n     {one_line(part)}" for part in (finding.hint or "").splitlines())
    return f"{_MARKS[finding.state]} {finding.check}: {one_line(finding.message)}{hint}\n"
