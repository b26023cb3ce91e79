"""`aegis demo`: a guided tour on a sandbox, in one session, that ends by itself."""

import sys
from dataclasses import dataclass, replace

import typer

from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import NoBrowserOption, Output, OutputOption
from aegis_cli.cli.streams import write_err, write_json, write_out
from aegis_cli.errors import Status
from aegis_cli.settings.cli_options import CliOptions

app = sub_app()


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the tour."""

    why: str
    sentence: str


TOUR = (
    Stop("Reading needs no approval, only a sign-in.", "list my repositories"),
    Stop(
        "The session is kept in memory: no second sign-in, until more is needed.",
        "list open bugs in acme/web",
    ),
    Stop("Statistics are worth looking at.", "show the languages of acme/web"),
    Stop("So are commits.", "show the commit activity of acme/web"),
    Stop(
        "A write is shown in full, and you are asked.",
        "open an issue in acme/web titled 'Crash on start' labelled bug",
    ),
    Stop("And there it is.", "list the newest 3 issues in acme/web"),
    Stop("What destroys is never approved in passing.", "delete the repository mona/scratch"),
)


@app.command()
def demo(
    ctx: typer.Context, output: OutputOption = Output.TEXT, *, no_browser: NoBrowserOption = False
) -> None:
    """Take a guided tour on a sandbox: nothing is real, no account is needed.

    On a terminal you sign in and answer yourself; elsewhere the tour says --yes for its own writes.
    """
    from aegis_cli.adapters.terminal import tty  # noqa: PLC0415  # not for --help
    from aegis_cli.cli.emit import emit  # noqa: PLC0415  # not for --help
    from aegis_cli.request.result import local_json, to_json  # noqa: PLC0415  # not for --help
    from aegis_cli.wiring.app import App  # noqa: PLC0415  # not for --help

    base: CliOptions = ctx.obj
    alone = not (tty.is_there() and sys.stderr.isatty())
    choices = replace(base, sandbox=True, yes=alone, no_browser=no_browser)
    # In JSON mode the tour is told on standard error, and its results are one document.
    tell = write_err if output is Output.JSON else write_out
    results = []
    with App(choices) as tour:
        for at, stop in enumerate(TOUR, start=1):
            option = " --yes" if alone else ""
            tell(f'\n{at}. {stop.why}\n$ aegis ask "{stop.sentence}"{option}\n')
            results.append(tour.ask(stop.sentence))
            if output is Output.TEXT:
                emit(results[-1], output, tour)
            if results[-1].status not in _EXPECTED:
                break
    tell("\nThat was the tour. The sandbox, its tokens and the session are gone.\n")
    if output is Output.JSON:
        write_json(local_json("demo", "demo", [to_json(result) for result in results]))
    ended = results[-1].status
    raise typer.Exit(0 if ended in _EXPECTED else ended.exit_code)


_EXPECTED = frozenset({Status.DONE, Status.DECLINED, Status.NEEDS_APPROVAL})
"""How a stop may end: a person may say no, and where nobody is, nothing is destroyed."""
