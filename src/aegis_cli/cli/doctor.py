"""`aegis doctor`: checks everything that a request needs, and says what is off and what to do."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from aegis_cli.cli.lazy import examples, sub_app
from aegis_cli.cli.options import (
    OUTPUT,
    SIGN_IN,
    Output,
    Parameters,
    flag,
    option,
    several,
    split_values,
    with_parameters,
)
from aegis_cli.cli.streams import write_json, write_out
from aegis_cli.errors import Code, UsageError
from aegis_cli.settings.cli_options import CliOptions

if TYPE_CHECKING:
    from aegis_cli.adapters.terminal.progress import Progress
    from aegis_cli.core.secret import Secret
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
    "live": flag("--live", says="Try on the live services what the documents say of them."),
    "report": option(
        str, "", "--report", metavar="FILE", help="With --live, write what was seen; go on from it."
    ),
    "repo": option(
        str, "", "--repo", metavar="OWNER/NAME", help="With --live, where an issue may be opened."
    ),
    "public": option(
        str, "", "--public", metavar="OWNER/NAME", help="With --live, a repository without the App."
    ),
    "only": several("--only", metavar="IDS", says="With --live, try these claims alone."),
    **SIGN_IN,
}


@app.command(epilog=examples("doctor"))
@with_parameters(_PARAMETERS)
def doctor(ctx: typer.Context, **values: Any) -> None:
    """Check each thing that a request needs, in order; say what is wrong and what to do.

    A model that plans is asked for one plan, as `aegis ask` asks it; no step of it is done.
    Each check is ok, a warning (it works, and deserves a look), failed, or skipped. The exit code
    is 0 unless a check failed, and then that of the worst fault: 2 for settings, 4 for the sign-in,
    5 for what is not allowed, 7 for services and for residue.

    With --live it tries what the documents say of the services: yes, no or untried. It says first
    what that costs, asks before each change, and its report holds no token, name or text.
    """
    taken = {name: values.pop(name) for name in _PARAMETERS if name not in SIGN_IN}
    chosen = _Chosen(**taken | {"only": split_values(taken["only"])})
    chosen.check()
    base: CliOptions = ctx.obj
    run = _residue if chosen.residue else _try_live if chosen.live else _request
    raise typer.Exit(run(replace(base, **values), chosen))


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What is to be checked."""

    output: Output
    tenant: bool
    token_stdin: bool
    residue: bool
    live: bool
    report: str
    repo: str
    public: str
    only: tuple[str, ...]

    def check(self) -> None:
        """Raise `UsageError` for what does not go together."""
        if self.residue and (self.tenant or self.token_stdin or self.live):
            raise UsageError(
                "--residue searches a sandbox, so nothing else is looked at with it.",
                code=Code.BAD_USAGE,
                hint="Run `aegis doctor --tenant` or `aegis doctor --live` separately.",
            )
        if not self.live and (self.report or self.repo or self.public or self.only):
            raise UsageError(
                "--report, --repo, --public and --only are for --live.",
                code=Code.BAD_USAGE,
                hint="Add --live.",
            )

    def token(self, *, is_sandbox: bool) -> "Callable[[str], Secret] | None":
        """Return what gets a token of the Management API; `None` where no tenant is looked at."""
        from aegis_cli.cli.management_token import (
            TokenNeeds,
            management_token,
        )
        from aegis_cli.setup.user_permissions import PERMISSIONS

        if not (self.tenant or self.token_stdin):
            return None
        needs = TokenNeeds(more=PERMISSIONS) if self.live else TokenNeeds(only_reads=True)
        return partial(
            management_token, needs=needs, is_sandbox=is_sandbox, from_stdin=self.token_stdin
        )


def _request(options: CliOptions, chosen: _Chosen) -> int:
    from aegis_cli.cli.doctor_checks import RequestChecks
    from aegis_cli.wiring.app import App

    with (options.opens or App.of)(options) as app:
        wanted = chosen.token(is_sandbox=options.sandbox)
        checks = RequestChecks(app, wanted, is_held=options.opens is not None)
        return run_checks(checks.all(), chosen.output, app.screen.progress)


def _try_live(options: CliOptions, chosen: _Chosen) -> int:
    from aegis_cli.cli.doctor_live import LiveOptions, try_live
    from aegis_cli.doctor.live.trial import TrialInputs
    from aegis_cli.wiring.app import App

    given = TrialInputs(chosen.repo, chosen.public, chosen.token(is_sandbox=options.sandbox))
    live = LiveOptions(given, chosen.report, chosen.only)
    with App.of(options) as app:
        return try_live(app, live, as_json=chosen.output is Output.JSON)


def _residue(options: CliOptions, chosen: _Chosen) -> int:
    from aegis_cli.adapters.terminal.progress import Progress
    from aegis_cli.doctor.residue.residue_checks import ResidueChecks

    progress = Progress(sys.stderr, is_terminal=sys.stderr.isatty(), debug=options.debug)
    with ResidueChecks(os.environ, progress.say) as checks:
        return run_checks(checks.all(), chosen.output, progress)


def run_checks(checks: "Iterable[Check]", output: Output, progress: "Progress") -> int:
    """Make the checks, write what each found, and return the exit code."""
    from aegis_cli.doctor.checks import examine, worst
    from aegis_cli.request.result import local_json

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
    from aegis_cli.core.text import one_line

    hint = "".join(f"\n{_INDENT}{one_line(part)}" for part in (finding.hint or "").splitlines())
    sign = _SIGNS.get(finding.state, _SIGNS["failed"])[0 if has_unicode else 1]
    return f"{sign} {finding.state:<7} {finding.name}: {one_line(finding.message)}{hint}\n"


def summary(findings: "Sequence[Finding]") -> str:
    """Write in one line whether all is well, where to begin if not, and how many ended how."""
    counts = Counter(finding.state.value for finding in findings)
    ends = ", ".join(f"{counts[state]} {state}" for state in _SIGNS if counts[state])
    off = next((finding.name for finding in findings if finding.code is not None), None)
    return f"{f'Not well: begin with {off}' if off else 'All is well'} ({ends}).\n"
