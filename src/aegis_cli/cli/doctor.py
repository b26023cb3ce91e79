"""`aegis doctor`: looks at everything that a request needs, and says what is off and what to do."""

import sys
from dataclasses import replace

import typer

from aegis_cli.choices import Choices
from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import NoBrowserOption, Output, OutputOption, TimeoutOption

_EPILOG = """\
Examples:

\b
  aegis doctor                    signs in, and exchanges once; writes nothing
  aegis doctor --output json | jq '.results[0].data[] | select(.state != "ok")'
  aegis --sandbox doctor
"""

_MARKS = {"ok": "ok", "warning": "!!", "failed": "XX", "skipped": "--"}

app = sub_app()


@app.command(epilog=_EPILOG)
def doctor(
    ctx: typer.Context,
    output: OutputOption = Output.TEXT,
    *,
    no_browser: NoBrowserOption = False,
    sign_in_timeout: TimeoutOption = None,
) -> None:
    """Check each thing that a request needs, in order; say what is off and what to do.

    The exit code is that of the worst fault: 2 for settings, 4 for the sign-in, 7 for services.
    """
    from aegis_cli.cli.checks import Checks  # noqa: PLC0415  # not for --help
    from aegis_cli.cli.main import write_json, write_out  # noqa: PLC0415  # not for --help
    from aegis_cli.core.text import visible  # noqa: PLC0415  # not for --help
    from aegis_cli.examination import examine, worst  # noqa: PLC0415  # not for --help
    from aegis_cli.result import ended_json  # noqa: PLC0415  # not for --help
    from aegis_cli.wiring import App  # noqa: PLC0415  # not for --help

    base: Choices = ctx.obj
    findings = []
    with App(replace(base, no_browser=no_browser, sign_in_timeout=sign_in_timeout)) as app_:
        for finding in examine(Checks(app_).all()):
            findings.append(finding)
            if output is Output.TEXT:
                app_.progress.clear()
                hint = f"\n     {finding.hint}" if finding.hint else ""
                line = f"{_MARKS[finding.state]} {finding.check}: {finding.message}{hint}\n"
                write_out(visible(line))
                sys.stdout.flush()
        app_.progress.clear()
    error = worst(findings)
    if output is Output.JSON:
        found = [finding.as_json() for finding in findings]
        write_json(ended_json("doctor", "doctor", found, error))
    raise typer.Exit(error.status.exit_code if error else 0)
