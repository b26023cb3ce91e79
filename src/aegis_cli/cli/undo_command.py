"""`aegis undo`: proposes what takes back the last plan of a session that changed something."""

from typing import Any

import typer

from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import OUTPUT, Output, open_app, with_parameters
from aegis_cli.errors import Code, UsageError

app = sub_app()


@app.command()
@with_parameters({"output": OUTPUT})
def undo(ctx: typer.Context, *, output: Output, **options: Any) -> None:
    """Take back what this session changed last.

    It is a new plan, about which you are asked. What somebody changed since stays, and is named.
    Outside a session, the line after each write says how that is taken back; the prompt has /undo.
    """
    from aegis_cli.cli.emit import Presentation, emit

    with open_app(ctx, **options) as aegis:
        acts = aegis.requests.speaker.acts_back()
        if not acts:
            raise UsageError(
                "Nothing was changed in a session here that can be taken back.",
                code=Code.BAD_USAGE,
                hint="The line after each write says how that is taken back; the prompt has /undo.",
            )
        result = aegis.requests.do("undo", *acts)
        how = Presentation(undo=aegis.requests.speaker.undo_command)
        raise typer.Exit(emit(result, output, aegis.screen.progress, how))
