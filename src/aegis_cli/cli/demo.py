"""`aegis demo`: a guided tour on a sandbox, in one session, that ends by itself."""

import sys
from pathlib import Path

import typer

from aegis_cli.actions import catalog
from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import NO_BROWSER, OUTPUT, Output, open_app, with_parameters
from aegis_cli.cli.streams import write_err, write_local, write_out
from aegis_cli.errors import Status

app = sub_app()


_LINES = Path(__file__).with_name("tour.txt").read_text(encoding="utf-8").splitlines()
TOUR = tuple(zip(_LINES[::2], (line.removeprefix("$ ") for line in _LINES[1::2]), strict=True))
"""The stops of the tour: why each is made, and its sentence."""


@app.command()
@with_parameters({"output": OUTPUT, "no_browser": NO_BROWSER})
def demo(ctx: typer.Context, *, output: Output, no_browser: bool) -> None:
    """Take a guided tour on a sandbox: nothing is real, no account is needed.

    On a terminal you sign in and answer yourself; elsewhere the tour says --yes for its own writes.
    """
    from aegis_cli.adapters.terminal.tty import Tty
    from aegis_cli.cli.emit import Presentation, emit
    from aegis_cli.executor.downloads import Destination
    from aegis_cli.executor.taken_bytes import NamedFiles
    from aegis_cli.request.result import to_json

    alone = not (Tty().is_there() and sys.stderr.isatty())
    # In JSON mode standard output gets one document with all results, and nothing else.
    tell = write_err if output is Output.JSON else write_out
    shown = NamedFiles(Destination(shows=frozenset({"log"})))
    results = []
    with open_app(ctx, sandbox=True, yes=alone, no_browser=no_browser) as aegis:
        for number, (why, sentence) in enumerate(TOUR, start=1):
            option = " --yes" if alone else ""
            tell(f'\n{number}. {why}\n$ aegis ask "{sentence}"{option}\n')
            results.append(aegis.requests.ask(sentence, files=shown))
            spooled = aegis.requests.take_spooled()
            if output is Output.TEXT:
                emit(results[-1], output, aegis.screen.progress, Presentation(spooled))
            for file in spooled.values():
                file.close()
            if results[-1].status not in _EXPECTED:
                break
    tell(_END.format(count=len(catalog.ENTRIES)))
    if output is Output.JSON:
        write_local("demo", "demo", [to_json(result) for result in results])
    status = results[-1].status
    raise typer.Exit(0 if status in _EXPECTED else status.exit_code)


_END = """
That was the tour. The sandbox, its tokens and the session are gone.
`aegis actions` lists all {count} actions, and `aegis --sandbox` is a prompt to try them at.
"""
_EXPECTED = frozenset({Status.DONE, Status.DECLINED, Status.NEEDS_APPROVAL})
"""The statuses of a stop after which the tour goes on.

A person may decline a write. Without a terminal nobody can type the name that a deletion needs.
"""
