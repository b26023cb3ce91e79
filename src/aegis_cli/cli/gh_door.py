"""The door of a session for gh, whose connection is standard input: one request of HTTP."""

import socket
from contextlib import redirect_stderr, suppress
from io import StringIO
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

import typer

from aegis_cli.actions import catalog
from aegis_cli.adapters.gh_line import GhLine
from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import open_app
from aegis_cli.errors import AegisError, Code, UsageError

if TYPE_CHECKING:
    from aegis_cli.actions.action import Action
    from aegis_cli.actions.provider.door_program import ProgramRead, ProgramTalk
    from aegis_cli.wiring.app import App

app = sub_app()

_ACTION = "gh.read"
"""What is done for a gh that reads."""


@app.command(hidden=True)
def gh_door(ctx: typer.Context) -> None:
    """Serve one connection of gh, which makes it itself at the session's socket."""
    if ctx.obj.opens is None:
        raise UsageError(
            "Only gh reaches this, in a session that has a door for it.",
            code=Code.BAD_USAGE,
            hint="Begin one with `aegis session --gh -- COMMAND`.",
        )
    does = catalog.load_of_door(_ACTION)
    program = does.provider.door_program
    assert program is not None
    with socket.socket(fileno=0) as line, TemporaryFile() as file:
        gh = GhLine(line, file)
        talk = program().conversation(gh.receive, gh.send)
        with suppress(OSError), redirect_stderr(StringIO()):  # gh has gone, or is too slow
            try:
                with open_app(ctx, says="gh") as aegis:
                    _serve(aegis, talk, gh, file)
            except AegisError as error:
                talk.refuse(_words_of(error))


def _serve(aegis: "App", talk: "ProgramTalk", gh: GhLine, file: IO[bytes]) -> None:
    """Answer one request of gh."""
    from aegis_cli.actions.provider.door_program import ProgramRefusal
    from aegis_cli.session.ports.served import Served

    speaker, does = aegis.requests.speaker, catalog.load_of_door(_ACTION)
    assert isinstance(speaker, Served)
    asked = talk.read(does.provider.base_in(aegis.environment.settings.bases))
    if isinstance(asked, ProgramRefusal):
        speaker.refuses(asked.said)
        talk.refuse(asked.told)
        return
    speaker.wants(asked.said)
    error = _read(aegis, gh, asked, does)
    if error is None:
        talk.answer(gh.told, file)
    else:
        talk.refuse(_words_of(error))


def _read(
    aegis: "App", gh: GhLine, asked: "ProgramRead", does: "type[Action[Any]]"
) -> AegisError | None:
    """Have a read sent; return why that was not done."""
    from aegis_cli.planning.typed import act_of_values

    gh.asked = asked.asked
    aegis.executors.door = gh
    return aegis.requests.do(asked.said, act_of_values("s1", does, asked.values)).error


def _words_of(error: AegisError) -> str:
    return f"aegis: {' '.join(filter(None, (error.message, error.hint)))}"
