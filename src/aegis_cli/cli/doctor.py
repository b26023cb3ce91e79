"""`aegis doctor`: checks everything that a request needs, and says what is off and what to do."""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from aegis_cli.cli.lazy import examples, sub_app
from aegis_cli.cli.options import OUTPUT, SIGN_IN, Output, Parameters, flag, with_parameters
from aegis_cli.cli.streams import write_json, write_out
from aegis_cli.errors import Code, UsageError
from aegis_cli.settings.cli_options import CliOptions

if TYPE_CHECKING:
    from aegis_cli.adapters.terminal.progress import Progress
    from aegis_cli.doctor.checks import Check
    from aegis_cli.setup.finding import Finding

_SIGNS = {"ok": ("✓", "*"), "warning": ("!", "!"), "failed": ("✗", "x"), "skipped": ("-", "-")}
"""For each state its sign, and the one for a screen without Unicode."""
_INDENT = " " * 10

app = sub_app()


_PARAMETERS: Parameters = {
    "output": OUTPUT,
    "tenant": flag("--tenant", says="Compare the Auth0 tenant too; asks for a Management token."),
    "token_stdin": flag("--token-stdin", says="The same; reads the token from standard input."),
    "residue": flag("--residue", says="Look for what a request on a sandbox leaves; only that."),
    **SIGN_IN,
}


@app.command(epilog=examples("doctor"))
@with_parameters(_PARAMETERS)
def doctor(
    ctx: typer.Context,
    *,
    output: Output,
    tenant: bool,
    token_stdin: bool,
    residue: bool,
    **options: Any,
) -> None:
    """Check each thing that a request needs, in order; say what is wrong and what to do.

    A model that plans is asked for one plan, as `aegis ask` asks it; no step of it is done.
    Each check is ok, a warning (it works, and deserves a look), failed, or skipped. The exit code
    is 0 unless a check failed, and then that of the worst fault: 2 for settings, 4 for the sign-in,
    5 for what is not allowed, 7 for services and for residue.
    """
    base: CliOptions = ctx.obj
    if residue and (tenant or token_stdin):
        raise UsageError(
            "--residue searches a sandbox, so no tenant can be compared with it.",
            code=Code.BAD_USAGE,
            hint="Run `aegis doctor --tenant` separately.",
        )
    if residue:
        raise typer.Exit(_residue(base, output))
    base = replace(base, **options)
    raise typer.Exit(_request(base, output, tenant=tenant, token_stdin=token_stdin))


def _request(options: CliOptions, output: Output, *, tenant: bool, token_stdin: bool) -> int:
    from aegis_cli.cli.doctor_checks import RequestChecks  # noqa: PLC0415  # not for --help
    from aegis_cli.cli.management_token import (  # noqa: PLC0415  # as above
        TokenNeeds,
        management_token,
    )
    from aegis_cli.wiring.app import App  # noqa: PLC0415  # as above

    token = partial(
        management_token,
        needs=TokenNeeds(only_reads=True),
        is_sandbox=options.sandbox,
        from_stdin=token_stdin,
    )
    with (options.opens or App.of)(options) as app:
        wanted = token if tenant or token_stdin else None
        checks = RequestChecks(app, wanted, is_held=options.opens is not None)
        return run_checks(checks.all(), output, app.screen.progress)


def _residue(options: CliOptions, output: Output) -> int:
    from aegis_cli.adapters.terminal.progress import Progress  # noqa: PLC0415  # not for --help
    from aegis_cli.doctor.residue.residue_checks import ResidueChecks  # noqa: PLC0415  # as above

    progress = Progress(sys.stderr, is_terminal=sys.stderr.isatty(), debug=options.debug)
    with ResidueChecks(os.environ, progress.say) as checks:
        return run_checks(checks.all(), output, progress)


def run_checks(checks: "Iterable[Check]", output: Output, progress: "Progress") -> int:
    """Make the checks, write what each found, and return the exit code."""
    from aegis_cli.doctor.checks import examine, worst  # noqa: PLC0415  # as above
    from aegis_cli.request.result import local_json  # noqa: PLC0415  # as above

    findings = []
    has_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    for finding in examine(checks):
        findings.append(finding)
        progress.clear()
        if output is Output.TEXT:
            write_out(line(finding, has_unicode=has_unicode))
    error = worst(findings)
    if output is Output.TEXT:
        write_out(summary(findings))
    else:
        write_json(local_json("doctor", "doctor", [*map(as_json, findings)], error))
    return error.status.exit_code if error else 0


def as_json(finding: "Finding") -> dict[str, Any]:
    """Return a finding for the JSON document."""
    return {
        "check": finding.name,
        "state": finding.state.value,
        "message": finding.message,
        "hint": finding.hint,
        "code": finding.code.value if finding.code else None,
    }


def line(finding: "Finding", *, has_unicode: bool) -> str:
    """Write a finding in one line: a sign, a word, what was found; its hint in the lines below."""
    from aegis_cli.core.text import one_line  # noqa: PLC0415  # not for --help

    hint = "".join(f"\n{_INDENT}{one_line(part)}" for part in (finding.hint or "").splitlines())
    sign = _SIGNS.get(finding.state, _SIGNS["failed"])[0 if has_unicode else 1]
    return f"{sign} {finding.state:<7} {finding.name}: {one_line(finding.message)}{hint}\n"


def summary(findings: "Sequence[Finding]") -> str:
    """Write in one line whether all is well, where to begin if not, and how many ended how."""
    counts = Counter(finding.state.value for finding in findings)
    ends = ", ".join(f"{counts[state]} {state}" for state in _SIGNS if counts[state])
    off = next((finding.name for finding in findings if finding.code is not None), None)
    return f"{f'Not well: begin with {off}' if off else 'All is well'} ({ends}).\n"
