"""Writes a result: one JSON document, or text for a person or a pipe."""

import sys

from aegis_cli.adapters.render.output import render_error, render_notes, render_result
from aegis_cli.cli.options import Output
from aegis_cli.cli.streams import discard, write_err, write_json, write_out
from aegis_cli.errors import AegisError, Failed
from aegis_cli.request.result import Result, to_json
from aegis_cli.wiring.app import App


def emit(result: Result, output: Output, app: App) -> int:
    """Write a result and return the exit code, which is that of what happened.

    So it is after Ctrl-C too, but for a person who is reading: they end a listing with it. A result
    that cannot be written is a failure, unless it is one already.
    """
    try:
        _write(result, output, app)
    except Failed:
        if result.error is None:
            raise
        _tell(result.error, app)
    except KeyboardInterrupt:
        if sys.stdout.isatty():
            raise
    return result.status.exit_code


def _tell(error: AegisError, app: App) -> None:
    try:
        write_err(render_error(error, app.device(sys.stderr)))
    except OSError:
        discard(sys.stderr)  # the exit code alone tells it


def _write(result: Result, output: Output, app: App) -> None:
    app.progress.clear()
    if output is Output.JSON:
        write_json(to_json(result))
        return
    write_out(render_result(result, app.device(sys.stdout)))
    error_device = app.device(sys.stderr)
    write_err(render_notes(result, error_device))
    if result.error is not None:
        write_err(render_error(result.error, error_device))
