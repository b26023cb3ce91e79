"""`aegis mcp`: a Model Context Protocol server on standard input and output, before a session."""

import signal
from typing import Any

import typer

from aegis_cli.actions import catalog
from aegis_cli.adapters.installation import require_extra
from aegis_cli.cli.lazy import examples, sub_app
from aegis_cli.cli.options import flag, number, several, split_values, with_parameters
from aegis_cli.mcp.opening import Opening

app = sub_app()

_LONGEST_WAIT = 45

_PARAMETERS = {
    "tools": several(
        "--tools",
        metavar="NOUNS",
        says="Add a tool for each action of these, as in issues,pulls.",
    ),
    "read_only": flag("--read-only", says="Offer no tool that changes anything."),
    "wait": number(
        "--wait",
        _LONGEST_WAIT,
        most=_LONGEST_WAIT,
        says="Seconds that a call waits for the person.",
    ),
}


@app.command(epilog=examples("mcp"))
@with_parameters(_PARAMETERS)
def mcp(ctx: typer.Context, *, tools: list[str], read_only: bool, wait: int) -> None:  # noqa: ARG001  # Typer's
    """Serve coding agents by the Model Context Protocol; a client starts this.

    It stands before the session that you hold with `aegis session`: you approve each write at
    that terminal, and nowhere else. It holds no token, and begins nothing.
    """
    require_extra("mcp", "The MCP server")
    nouns = split_values(tools)
    catalog.require_nouns(nouns)
    # A client in the foreground and its server share a terminal; a Ctrl-C ends both at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    opening = Opening.of(0, 1)
    from aegis_cli.mcp.server import serve
    from aegis_cli.mcp.tools import tools as chosen

    known: Any = chosen(nouns, is_read_only=read_only)
    serve(known, wait, opening)
