"""`aegis sandbox`: keeps a sandbox running, and prints the environment variables to use it."""

import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from aegis_cli.cli.lazy import examples, sub_app
from aegis_cli.cli.options import Output, OutputOption
from aegis_cli.cli.streams import columns, write_err, write_local, write_out

if TYPE_CHECKING:
    from aegis_cli.adapters.process.sandbox_process import SandboxProcess

app = sub_app()


@app.command(epilog=examples("sandbox"))
def sandbox(
    port: Annotated[
        int,
        typer.Option(
            "--port", metavar="PORT", min=0, max=65_529, help="First of seven ports; 0 takes any."
        ),
    ] = 0,
    output: OutputOption = Output.TEXT,
    *,
    github_app: Annotated[
        bool,
        typer.Option(
            "--github-app",
            help="Name the GitHub App too, so that each plan gets a token for itself.",
        ),
    ] = False,
    fga: Annotated[
        bool,
        typer.Option("--fga", help="Name an empty OpenFGA store too, for the rules of a broker."),
    ] = False,
) -> None:
    """Keep look-alikes of Auth0, GitHub, Gemini, Slack and Jira running until Ctrl-C.

    Copy the lines it prints into another shell, and every aegis command there uses it.
    """
    from aegis_cli.adapters.process.sandbox_process import (
        EVERY,
        SandboxProcess,
    )
    from aegis_cli.adapters.terminal import browser

    can_press = sys.stderr.isatty() and browser.is_there(os.environ)
    confirm = "page" if can_press else "auto"
    extra = [*(["--github-app"] if github_app else []), *(["--fga"] if fga else []), *EVERY]
    process = SandboxProcess(os.environ, "--port", str(port), "--confirm", confirm, *extra)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _announce(process, output, by_itself=not can_press)
        while process.is_running():
            time.sleep(0.2)
    except KeyboardInterrupt:
        pass
    finally:
        process.close()


def _announce(process: "SandboxProcess", output: Output, *, by_itself: bool) -> None:
    if output is Output.JSON:
        data = {"environment": process.environment, "control": process.control}
        write_local("sandbox", "sandbox", data)
    else:
        from aegis_cli.setup.report import export_lines

        write_out(export_lines(process.environment, columns()))
    note = (
        "It confirms sign-ins by itself, since nobody can press Confirm here."
        if by_itself
        else "Confirm sign-ins in the browser."
    )
    write_err(f"# The sandbox runs until Ctrl-C. {note}\n")
