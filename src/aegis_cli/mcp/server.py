"""The wire: the official SDK's server on standard input and output, in both eras of MCP.

It answers what lists and describes from constants. A tool's work is done in a thread of its own; if
a client cancels, the thread goes on, and withdraws what can be withdrawn.
"""

import contextlib
import threading
from collections.abc import Callable, Iterable
from typing import Any

import anyio
import mcp_types as types
from anyio.from_thread import run_sync
from anyio.lowlevel import current_token
from mcp.server.caching import CacheHint
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from aegis_cli import __version__
from aegis_cli.mcp.desk import Desk, ToolCall
from aegis_cli.mcp.documents import is_error, labels
from aegis_cli.mcp.marked import compact
from aegis_cli.mcp.opening import INSTRUCTIONS, Opening
from aegis_cli.mcp.replayed import AnsweredOnce, Replayed
from aegis_cli.mcp.tools import Tool

_FRESH = CacheHint(ttl_ms=3_600_000, scope="public")
"""The list of tools is fixed as long as the server runs."""


def serve(tools: Iterable[Tool], wait: float, opening: Opening) -> None:
    """Serve one client, whose first message may be answered already, until it closes its end."""
    server = _server(Desk(tools, wait))

    async def run() -> None:
        async with stdio_server() as (read, write):
            streams = Replayed(opening, read), AnsweredOnce(opening, write)
            await server.run(*streams, server.create_initialization_options())

    anyio.run(run)


def _server(desk: Desk) -> Server[Any]:
    listed = types.ListToolsResult(tools=[_as_sdk_tool(tool) for tool in desk.tools.values()])

    async def list_tools(
        _context: ServerRequestContext[Any], params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        if params is not None and params.cursor is not None:
            raise MCPError(types.INVALID_PARAMS, "There is no such cursor.")
        return listed

    async def call_tool(
        context: ServerRequestContext[Any], params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        tool = desk.tools.get(params.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, "There is no such tool.")
        client = context.session.client_params
        call = ToolCall(client.client_info.name if client else "")
        given = params.arguments or {}
        try:
            return _result(await _in_thread(lambda: desk.document(call, tool, given)))
        except anyio.get_cancelled_exc_class():
            call.cancel()
            raise

    return Server(
        "aegis",
        version=__version__,
        title="aegis",
        instructions=INSTRUCTIONS,
        cache_hints={"tools/list": _FRESH, "server/discover": _FRESH},
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _as_sdk_tool(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema(),
        annotations=types.ToolAnnotations(
            read_only_hint=tool.is_read,
            destructive_hint=tool.is_destructive,
            idempotent_hint=tool.is_idempotent,
            open_world_hint=tool.is_open_world,
        ),
    )


def _result(document: dict[str, Any]) -> types.CallToolResult:
    """Return a document once, as the text that every client shows to its model."""
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=compact(document))],
        is_error=is_error(document),
        _meta={"ifc": labels(document)},
    )


async def _in_thread(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do something that blocks; a cancel leaves the thread to end by itself.

    NOTE: the thread does not belong to AnyIO, because the process would wait at its end for such a
    thread.
    """
    token, has_ended, documents = current_token(), anyio.Event(), list[dict[str, Any]]()

    def run() -> None:
        try:
            documents.append(work())
        finally:
            with contextlib.suppress(RuntimeError):  # the server has ended
                run_sync(has_ended.set, token=token)

    threading.Thread(target=run, daemon=True).start()
    await has_ended.wait()
    if not documents:
        raise MCPError(types.INTERNAL_ERROR, "aegis made a mistake.")
    return documents[0]
