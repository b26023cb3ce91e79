"""Writes a result: one JSON document, or text for a person or a pipe."""

import sys

from aegis_cli.adapters.render.result import render_error, render_notes, render_result
from aegis_cli.cli.main import write_json, write_out
from aegis_cli.cli.options import Output
from aegis_cli.result import Result, to_json
from aegis_cli.wiring.app import App


def emit(result: Result, output: Output, app: App) -> int:
    """Write a result and return the exit code."""
    app.progress.clear()
    if output is Output.JSON:
        write_json(to_json(result))
        return result.status.exit_code
    text = render_result(result, app.device(sys.stdout))
    write_out(text)
    error_device = app.device(sys.stderr)
    sys.stderr.write(render_notes(result, error_device))
    if result.error is not None:
        sys.stderr.write(render_error(result.error, error_device))
    return result.status.exit_code
