"""The door of a session for git, which runs this itself: git's own protocol on two pipes."""

from contextlib import redirect_stderr
from io import StringIO
from typing import TYPE_CHECKING, Annotated

import typer

from aegis_cli.actions import catalog
from aegis_cli.adapters.git_pipe import GitPipe
from aegis_cli.cli.git_push import READ, push
from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import open_app
from aegis_cli.cli.streams import write_err
from aegis_cli.core.git_greeting import GitGreeting
from aegis_cli.core.pkt_lines import BadLine
from aegis_cli.errors import AegisError, Code, UsageError

if TYPE_CHECKING:
    from aegis_cli.wiring.app import App

app = sub_app()

_IN_THE_MIDDLE = frozenset({Code.OUTPUT, Code.NETWORK, Code.INTERRUPTED, Code.INTERNAL})
"""How an answer may end of which a part is in git's pipe. NOTE: nothing is said behind that, which
git would take for more of it."""

_BRIEF = {
    Code.DECLINED: "declined at the terminal",
    Code.OUTCOME_UNKNOWN: "nobody knows whether it was done",
}
"""What stands beside each reference of a push, where not all of the message does."""


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
            error = _serve(aegis, pipe)
    except AegisError as problem:
        error = problem
    if error is None:
        return
    told = " ".join(filter(None, (error.message, error.hint)))
    if pipe.is_answered and error.code in _IN_THE_MIDDLE:
        write_err(f"aegis: {told}\n")
    else:
        pipe.refuse(told, _BRIEF.get(error.code, error.message))
    raise typer.Exit(error.status.exit_code)


def _serve(aegis: "App", pipe: GitPipe) -> AegisError | None:
    """Serve git until it asks for nothing more; return why that was not all."""
    from aegis_cli.planning.typed import act_of_values
    from aegis_cli.session.ports.served import Served

    greeting = _greeting(pipe, aegis.environment.web_host)
    if greeting.is_push:
        return push(aegis, pipe, greeting.repo)
    act = act_of_values("s1", catalog.load_of_door(READ), {"repo": greeting.repo})
    assert isinstance(aegis.requests.speaker, Served)
    request = " ".join(["read", *(str(place) for _, place in act.action.containers())])
    aegis.requests.speaker.wants(request)
    aegis.executors.door = pipe
    return aegis.requests.do(request, act).error


def _greeting(pipe: GitPipe, host: str) -> GitGreeting:
    """Return what git says first; raise `UsageError` for what is not served."""
    try:
        greeting = GitGreeting.read(pipe.first_line())
    except BadLine as problem:
        raise UsageError(f"{problem}.", code=Code.BAD_USAGE) from None
    if why := greeting.hindrance(host):
        raise UsageError(f"{why}.", code=Code.BAD_USAGE)
    return greeting
