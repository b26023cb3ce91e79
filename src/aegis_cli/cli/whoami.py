"""`aegis whoami`: signs in, shows what that gave, and forgets it."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

import typer

from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import NoBrowserOption, Output, OutputOption, TimeoutOption
from aegis_cli.cli.streams import write_json, write_out
from aegis_cli.settings.cli_options import CliOptions

app = sub_app()

_INSTALL = (
    "The GitHub App is installed nowhere that you can reach: open "
    "https://github.com/apps/NAME/installations/new with its name."
)


@app.command()
def whoami(
    ctx: typer.Context,
    output: OutputOption = Output.TEXT,
    *,
    github: Annotated[
        bool, typer.Option("--github", help="Also exchange, and tell of the GitHub token.")
    ] = False,
    no_browser: NoBrowserOption = False,
    sign_in_timeout: TimeoutOption = None,
) -> None:
    """Sign in for reading, show who you are and what was granted, and forget it."""
    from aegis_cli.request.result import local_json  # noqa: PLC0415  # not for --help
    from aegis_cli.wiring.app import App  # noqa: PLC0415  # not for --help

    base: CliOptions = ctx.obj
    with App(replace(base, no_browser=no_browser, sign_in_timeout=sign_in_timeout)) as app_:
        found = app_.whoami()
        if github:
            found["github"] = app_.inspect_github()
        app_.progress.clear()
    if output is Output.JSON:
        write_json(local_json("whoami", "whoami", found))
        return
    write_out(told(found, is_read=sys.stdout.isatty()))


def told(found: Mapping[str, Any], *, is_read: bool) -> str:
    """Write who is signed in, for a person who reads or for a program."""
    from aegis_cli.core.text import one_line  # noqa: PLC0415  # not for --help

    lines = [*_session(found), *(_github(found["github"]) if "github" in found else ())]
    if is_read:
        lines[0] = f"you are {lines[0]}"  # the name is somebody else's to choose
    return "".join(f"{one_line(line)}\n" for line in lines)


def _session(found: Mapping[str, Any]) -> Iterator[str]:
    life = found["expires_in"]
    left = "no stated end" if life is None else f"{round(life / 60)} minutes to live"
    yield f"{found['name']} ({found['subject'] or 'no subject'})"
    yield f"signed in at {found['issuer']}"
    yield f"granted: {' '.join(found['scope'])}"
    yield f"the session had {left}, and is forgotten now"


def _github(found: Mapping[str, Any]) -> Iterator[str]:
    life = found["expires_in"]
    left = "with no stated end" if life is None else f"with {round(life / 60)} minutes to live"
    yield f"at GitHub: {found['login']}"
    yield f"the token is of the kind {found['token']}, {left}, and is forgotten now"
    if found["can_be_narrowed"]:
        yield "each plan gets a token of its own, for its repositories and permissions only"
    else:
        yield f"plans act with this token itself: {found['hindrance'] or 'nothing more is known'}"
    count = found["installations"]
    if count:
        yield f"installations of the GitHub App that you can reach: {count}"
    elif count == 0:
        yield _INSTALL
    else:
        yield "GitHub did not say where the GitHub App is installed"
