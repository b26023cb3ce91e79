"""One tool call of `aegis mcp`, as a session's agent serves it: JSON in, one JSON document out."""

import os
import sys

import typer

from aegis_cli.cli.lazy import sub_app
from aegis_cli.cli.options import OUTPUT, Output, open_app, with_parameters
from aegis_cli.cli.streams import write_out
from aegis_cli.errors import Code, UsageError

app = sub_app()

_LARGEST = 2 * 1024 * 1024
"""Bytes of a call."""


@app.command(hidden=True)
@with_parameters({"output": OUTPUT})
def mcp_call(ctx: typer.Context, *, output: Output) -> None:  # noqa: ARG001  # it is always JSON
    """Do one tool call that comes on standard input."""
    from aegis_cli.mcp.marked import compact
    from aegis_cli.mcp.served_call import ServedCall, document_of
    from aegis_cli.session.ports.served import Served

    if ctx.obj.opens is None:
        raise UsageError(
            "Only the agent of a session runs this.",
            code=Code.BAD_USAGE,
            hint="`aegis mcp` is the server.",
        )
    call = ServedCall.read(_input())
    with open_app(ctx, dry_run=call.wanted.runs_nothing, says=call.says()) as aegis:
        assert isinstance(aegis.requests.speaker, Served)
        document, code = document_of(call.wanted, aegis.requests, aegis.requests.speaker)
    write_out(compact(document).encode() + b"\n")
    raise typer.Exit(code)


def _input() -> bytes:
    """Read the call; a plan that speaks of standard input finds none afterwards."""
    data = sys.stdin.buffer.read(_LARGEST)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    return data
