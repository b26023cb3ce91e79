"""`aegis ask`: does what a sentence asks for."""

from inspect import Parameter
from typing import Annotated, Any

import typer

from aegis_cli.cli import completion
from aegis_cli.cli.lazy import SelectingCommand, examples, sub_app
from aegis_cli.cli.options import (
    APPROVAL,
    FILES,
    IDS,
    PLANNER,
    PROCEDURE,
    SELECTION,
    flag,
    number,
    open_app,
    option,
    with_parameters,
)
from aegis_cli.errors import Code, UsageError

app = sub_app()

LONGEST = 10_000
"""The most characters of a sentence; longer text belongs on standard input."""

_Words = Annotated[list[str], typer.Argument(metavar="TEXT...", help="What you want done.")]
_PARAMETERS = {
    "words": (_Words, Parameter.empty),
    **APPROVAL,
    "keep_going": flag("--keep-going", "-k", says="After a step that failed, do the others too."),
    "max_writes": number(
        "--max-writes", 50, most=400, says="The most writes of a sentence about each of many."
    ),
    "repo": option(
        str,
        "",
        "--repo",
        "-R",
        metavar="OWNER/REPO",
        help="What 'this repo' means.",
        autocompletion=completion.repositories,
    ),
    **PLANNER,
    "show_request": flag("--show-request", says="Show what a model would get; send nothing."),
    **FILES,
    **SELECTION,
    **IDS,
    **PROCEDURE,
}


@app.command(epilog=examples("ask"), cls=SelectingCommand)
@with_parameters(_PARAMETERS)
def ask(ctx: typer.Context, **values: Any) -> None:
    """Do what a sentence asks for.

    The sentence becomes a plan of typed actions. Reads run; before any write you are shown
    exactly what would be sent, and asked.
    """
    from aegis_cli.cli.emit import (
        Presentation,
        emit,
        files_of,
        is_watched,
    )
    from aegis_cli.cli.selected import prepare, take_selection

    selection, shows_request = take_selection(values), values.pop("show_request")
    text, output, jq = sentence(values.pop("words")), values.pop("output"), values.pop("jq")
    shows_ids = values.pop("ids")
    files = files_of(output, **{name: values.pop(name) for name in FILES})
    with (
        open_app(ctx, **values) as aegis,
        prepare(selection, jq, aegis) as chosen,
    ):
        if shows_request:
            typer.echo(aegis.requests.request_for_model(text), nl=False)
            return
        result = aegis.requests.ask(
            text,
            is_watched=selection is None and is_watched(output),
            files=files,
            selection=selection,
        )
        command = aegis.requests.speaker.undo_command
        spooled = aegis.requests.take_spooled()
        presentation = Presentation(spooled, chosen, shows_ids=shows_ids, undo=command)
        code = emit(result, output, aegis.screen.progress, presentation)
    raise typer.Exit(code)


def sentence(words: list[str]) -> str:
    """Join the words of the command line; refuse what is empty, huge or not text."""
    text = " ".join(words).strip()
    if not text:
        hint = 'Say what you want, as in `aegis ask "list my repositories"`.'
        raise UsageError("The sentence is empty.", code=Code.BAD_USAGE, hint=hint)
    if len(text) > LONGEST:
        raise UsageError(
            f"The sentence has {len(text)} characters, and {LONGEST} are enough.",
            code=Code.BAD_USAGE,
            hint="Pipe long text in, and speak of it as standard input.",
        )
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise UsageError("The sentence is not valid UTF-8.", code=Code.BAD_USAGE)
    return text
