"""`aegis ask`: one sentence, all the way."""

from dataclasses import replace
from typing import Annotated

import typer

from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import (
    AllowOption,
    ConfirmOption,
    DenyOption,
    DryRunOption,
    EngineOption,
    ModelOption,
    NoBrowserOption,
    Output,
    OutputOption,
    ReadOnlyOption,
    RepoOption,
    ReposOption,
    StepUpOption,
    TimeoutOption,
    YesOption,
    split,
)
from aegis_cli.errors import Code, UsageError
from aegis_cli.settings.cli_options import CliOptions

app = sub_app()

LONGEST = 10_000
"""Characters of a sentence; anything longer belongs on standard input."""

_EPILOG = """\
Examples:

\b
  aegis ask "list my repositories"
  aegis ask "show the contributors of acme/web"
  aegis ask "open an issue in acme/web titled 'Crash on start' labelled bug"
  aegis ask close 12 as not planned -R acme/web
  aegis ask --dry-run "delete the repository mona/scratch"
  cat crash.log | aegis ask "open an issue in acme/web titled 'Nightly'
    with standard input as the body" --yes
"""


@app.command(epilog=_EPILOG)
def ask(  # noqa: PLR0913  # each is an option of its own
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="TEXT...", help="What you want done.")],
    *,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    confirm: ConfirmOption = [],  # noqa: B006  # Typer copies it
    read_only: ReadOnlyOption = False,
    allow: AllowOption = [],  # noqa: B006
    deny: DenyOption = [],  # noqa: B006
    repos: ReposOption = [],  # noqa: B006
    repo: RepoOption = "",
    engine: EngineOption = None,
    model: ModelOption = "",
    output: OutputOption = Output.TEXT,
    step_up: StepUpOption = None,
    no_browser: NoBrowserOption = False,
    sign_in_timeout: TimeoutOption = None,
) -> None:
    """Do what a sentence asks for.

    The sentence becomes a plan of typed actions. Reads run; before any write you are shown
    exactly what would be sent, and asked.
    """
    text = sentence(words)
    base: CliOptions = ctx.obj
    choices = replace(
        base,
        dry_run=dry_run,
        yes=yes,
        confirm=split(confirm),
        read_only=read_only,
        allow=split(allow),
        deny=split(deny),
        repos=split(repos),
        repo=repo,
        engine=engine.value if engine else "",
        model=model,
        step_up=step_up.value if step_up else base.step_up,
        no_browser=no_browser,
        sign_in_timeout=sign_in_timeout,
    )
    from aegis_cli.cli.emit import emit  # noqa: PLC0415  # not for --help
    from aegis_cli.wiring.app import App  # noqa: PLC0415  # not for --help

    with App(choices) as wired:
        result = wired.ask(text)
        code = emit(result, output, wired)
    raise typer.Exit(code)


def sentence(words: list[str]) -> str:
    """Join the words of the command line; refuse what is empty, huge or not text."""
    text = " ".join(words).strip()
    if not text:
        raise UsageError("The sentence is empty.", code=Code.BAD_USAGE, hint='aegis ask "…"')
    if len(text) > LONGEST:
        raise UsageError(
            f"The sentence has {len(text)} characters, and {LONGEST} are enough.",
            code=Code.BAD_USAGE,
            hint="Pipe long text in, and speak of it as standard input.",
        )
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise UsageError("The sentence is not valid UTF-8.", code=Code.BAD_USAGE)
    return text
