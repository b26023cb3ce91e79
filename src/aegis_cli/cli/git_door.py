"""The door of a session for git, which runs this itself: git's own protocol on two pipes."""

from contextlib import redirect_stderr
from io import StringIO
from typing import TYPE_CHECKING, Annotated

import typer

from aegis_cli.adapters.git_pipe import GitPipe
from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import open_app
from aegis_cli.core.git_greeting import GitGreeting
from aegis_cli.core.pkt_lines import BadLine
from aegis_cli.errors import AegisError, Code, Status, UsageError

if TYPE_CHECKING:
    from aegis_cli.request.result import Result
    from aegis_cli.wiring.app import App

app = sub_app()


@app.command(hidden=True)
def git_door(
    ctx: typer.Context,
    host: Annotated[str, typer.Argument()],  # noqa: ARG001  # git's own words count, which follow
    port: Annotated[str, typer.Argument()] = "",  # noqa: ARG001  # as above
) -> None:
    """Serve one git, which runs this in the place of a connection to a host."""
    if ctx.obj.opens is None:
        raise UsageError(
            "Only git runs this, in a session that has a door for it.",
            code=Code.BAD_USAGE,
            hint="Begin one with `aegis session --git -- COMMAND`.",
        )
    pipe = GitPipe(0, 1)
    try:
        # What git is told it shows itself; standard error is where it draws.
        with redirect_stderr(StringIO()), open_app(ctx, says="git") as aegis:
            status = _serve(aegis, pipe)
    except AegisError as error:
        pipe.refuse(_in_a_line(error))
        status = error.status
    raise typer.Exit(status.exit_code)


def _serve(aegis: "App", pipe: GitPipe) -> Status:
    """Serve git until it asks for nothing more; return how that ended."""
    from aegis_cli.planning.typed import act_of_values
    from aegis_cli.providers.github.git_reads import ReadByGit
    from aegis_cli.session.ports.served import Served

    greeting = _greeting(pipe, aegis.environment.web_host)
    act = act_of_values("s1", ReadByGit, {"repo": greeting.repo})
    assert isinstance(aegis.requests.speaker, Served)
    request = f"git read {act.action.says().rpartition(' ')[2]}"
    aegis.requests.speaker.wants(request)
    aegis.executors.door = pipe
    result = aegis.requests.do(request, act)
    _tell_end(result, pipe)
    return result.status


def _greeting(pipe: GitPipe, host: str) -> GitGreeting:
    """Return what git says first; raise `UsageError` for what is not served."""
    try:
        greeting = GitGreeting.read(pipe.first_line())
    except BadLine as problem:
        raise UsageError(f"{problem}.", code=Code.BAD_USAGE) from None
    if why := greeting.hindrance(host):
        raise UsageError(f"{why}.", code=Code.BAD_USAGE)
    return greeting


def _tell_end(result: "Result", pipe: GitPipe) -> None:
    """Tell git why it gets no more. NOTE: never behind a part of an answer, as if it were of it."""
    if result.error is not None and result.error.code is not Code.OUTPUT:
        pipe.refuse(_in_a_line(result.error))


def _in_a_line(error: AegisError) -> str:
    return " ".join(filter(None, (error.message, error.hint)))
