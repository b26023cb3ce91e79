"""`aegis doctor --live`: tries what the documents say on the live services, and writes a report."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aegis_cli.cli.streams import write_err, write_json, write_out
from aegis_cli.core.http import is_loopback
from aegis_cli.core.text import one_line
from aegis_cli.doctor.live.agenda import announcement, to_try
from aegis_cli.doctor.live.claims import LiveClaim, claims
from aegis_cli.doctor.live.live_report import LiveReport, SystemName, TriedAt
from aegis_cli.doctor.live.report_file import ReportFile
from aegis_cli.doctor.live.sightings import Verdict
from aegis_cli.doctor.live.trial import Trial, TrialInputs, TrialResult
from aegis_cli.doctor.live.trials import Trials
from aegis_cli.errors import AegisError, Code, Failed, Interrupted, UsageError
from aegis_cli.request.result import local_json
from aegis_cli.wiring.app import App

_SIGNS = {
    Verdict.YES: ("✓", "*"),
    Verdict.NO: ("✗", "x"),
    Verdict.UNTRIED: ("-", "-"),
}
"""For each verdict its sign, and the one for a screen without Unicode."""
_INDENT = " " * 10
_SYSTEMS = {"linux": SystemName.LINUX, "darwin": SystemName.MACOS}


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """What the command line says of the trials."""

    given: TrialInputs
    report: str
    """The path of the report; "" for none."""
    only: tuple[str, ...]
    """The ids of the claims to try; none for all that have no answer yet."""


def try_live(app: App, options: LiveOptions, *, as_json: bool) -> int:
    """Try the claims without an answer, say of each how it fared, and return the exit code."""
    _require_ids(options.only)
    file = ReportFile(Path(options.report)) if options.report else None
    report = _report(file, _new_report(app))
    with ExitStack() as closing, _told_of_interrupt(file):
        trial = Trial(app, options.given, closing)
        chosen = to_try(report, options.only)
        for line in announcement(chosen, trial.means(), report):
            write_err(f"{line}\n")
        keep: Callable[[LiveReport], None] = file.write if file else lambda _report: None
        trials = Trials(trial, report, keep, app.environment.today())
        keep(report)
        tried = []
        for claim, result in trials.try_all(chosen):
            app.screen.progress.clear()
            tried.append((claim, result))
            if not (as_json or _is_left_out(claim, result)):
                write_out(_line(claim, result))
    return _end(trials.report, tried, options.report, as_json=as_json)


def _is_left_out(claim: LiveClaim, result: TrialResult) -> bool:
    """Tell whether a question was asked to nobody: there are many, and none says anything."""
    return bool(claim.asks) and result.sighting.verdict is Verdict.UNTRIED


def _end(
    report: LiveReport,
    tried: Sequence[tuple[LiveClaim, TrialResult]],
    path: str,
    *,
    as_json: bool,
) -> int:
    """Write the last line, or the document, and return the exit code."""
    error = _error(report)
    if as_json:
        rows = [_as_json(claim, result) for claim, result in tried]
        write_json(local_json("doctor", "doctor", rows, error))
    else:
        where = f" The report is {one_line(path)}: no token, name or text is in it." if path else ""
        write_out(f"{report.counts()}.{where}\n")
    return error.status.exit_code if error else 0


def _error(report: LiveReport) -> AegisError | None:
    off = [claim.id for claim in claims() if report.verdict(claim) is Verdict.NO]
    if not off:
        return None
    return Failed(f"What did not hold: {', '.join(off)}.", code=Code.PROTOCOL)


@contextmanager
def _told_of_interrupt(file: ReportFile | None) -> Iterator[None]:
    """After a Ctrl-C, say where what was tried is, and that the same command goes on."""
    try:
        yield
    except (KeyboardInterrupt, Interrupted):
        if file:
            write_err(f"{file.path} has what was tried; the same command goes on from it.\n")
        raise


def _require_ids(named: Sequence[str]) -> None:
    known = [claim.id for claim in claims()]
    if unknown := [each for each in named if each not in known]:
        raise UsageError(
            f"There is no claim {', '.join(unknown)}.",
            code=Code.BAD_USAGE,
            hint="docs/claims.md lists them, and so does every report.",
        )


def _report(file: ReportFile | None, new: LiveReport) -> LiveReport:
    """Return the report to go on with; raise `UsageError` for one of other services."""
    found = file.read() if file else None
    if file is None or found is None:
        return new
    if found.at is not new.at:
        raise UsageError(
            f"{file.path} is a report of what was tried at {found.at}.",
            code=Code.BAD_USAGE,
            hint="Name another file with --report.",
        )
    return replace(new, sightings=found.sightings)


def _new_report(app: App) -> LiveReport:
    """Return a report with nothing in it, of this machine and of who answers."""
    settings = app.environment.settings
    bases = [*settings.bases.values(), settings.values.get("issuer", "")]
    is_sandbox = app.environment.options.sandbox or any(map(is_loopback, bases))
    return LiveReport(
        python=sys.version_info[:2],
        system=_SYSTEMS.get(sys.platform, SystemName.OTHER),
        at=TriedAt.SANDBOX if is_sandbox else TriedAt.SERVICES,
    )


def _line(claim: LiveClaim, result: TrialResult) -> str:
    verdict = result.sighting.verdict
    sign = _SIGNS[verdict][0 if (sys.stdout.encoding or "").lower().startswith("utf") else 1]
    lines = [f"{sign} {verdict:<7} {claim.id}: {claim.says}", f"{_INDENT}{one_line(result.told)}"]
    if verdict is Verdict.NO:
        lines.append(f"{_INDENT}So {claim.wrong}.")
    return "".join(f"{line}\n" for line in lines)


def _as_json(claim: LiveClaim, result: TrialResult) -> dict[str, Any]:
    seen = result.sighting
    return {
        "claim": claim.id,
        "result": seen.verdict.value,
        "code": seen.code.value if seen.code else None,
        "seen": [fact.value for fact in seen.facts],
        "message": result.told,
    }
