"""`aegis whoami`: signs in, shows what that gave, and forgets it."""

import sys
from dataclasses import replace

import typer

from aegis_cli.choices import Choices
from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import NoBrowserOption, Output, OutputOption, TimeoutOption

app = sub_app()


@app.command()
def whoami(
    ctx: typer.Context,
    output: OutputOption = Output.TEXT,
    *,
    no_browser: NoBrowserOption = False,
    sign_in_timeout: TimeoutOption = None,
) -> None:
    """Sign in for reading, show who you are and what was granted, and forget it."""
    from aegis_cli.cli.main import write_json  # noqa: PLC0415  # not for --help
    from aegis_cli.core.text import visible  # noqa: PLC0415  # not for --help
    from aegis_cli.result import local_json  # noqa: PLC0415  # not for --help
    from aegis_cli.wiring import App  # noqa: PLC0415  # not for --help

    base: Choices = ctx.obj
    with App(replace(base, no_browser=no_browser, sign_in_timeout=sign_in_timeout)) as app_:
        found = app_.whoami()
        app_.progress.clear()
    if output is Output.JSON:
        write_json(local_json("whoami", "whoami", found))
        return
    minutes = round(found["expires_in"] / 60) if found["expires_in"] else None
    life = (
        f"the session had {minutes} minutes to live" if minutes else "the session had no stated end"
    )
    sys.stdout.write(
        visible(
            f"{found['name']} ({found['subject'] or 'no subject'})\n"
            f"signed in at {found['issuer']}\n"
            f"granted: {' '.join(found['scope'])}\n"
            f"{life}, and is forgotten now\n"
        )
    )
