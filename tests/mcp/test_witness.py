"""The official SDK's client as a second witness, in each of its modes; once from nothing."""

import json
import os
from collections.abc import Mapping
from typing import Any

import anyio
import mcp_types as types
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError

from tests.helpers import command
from tests.helpers.console import AEGIS, Console, environment
from tests.mcp.test_server import CLOSE, READ
from tests.session.held import Held

pytestmark = pytest.mark.enable_socket


def told_by(result: types.CallToolResult) -> dict[str, Any]:
    """Return the document of a result."""
    (content,) = result.content
    assert isinstance(content, types.TextContent)
    document: dict[str, Any] = json.loads(content.text)
    return document


async def seen_by(program: str, mode: Any, known: Mapping[str, str], folder: str) -> dict[str, Any]:
    """Use a server as a client does; return what it got."""
    parameters = StdioServerParameters(
        command=program, args=["mcp", "--wait", "1"], env=dict(known), cwd=folder
    )
    seen: dict[str, Any] = {}
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: ASYNC230, PTH123
        async with Client(stdio_client(parameters, errlog=nowhere), mode=mode) as client:
            seen["tools"] = [tool.name for tool in (await client.list_tools()).tools]
            for name, tool, given in (
                ("read", "read_action", READ),
                ("wrong", "read_action", CLOSE),
                ("waiting", "propose_writes", {"steps": [CLOSE]}),
            ):
                result = await client.call_tool(tool, given)
                seen[name] = (result.is_error, told_by(result))
            given = {"id": seen["waiting"][1]["id"], "withdraw": True}
            seen["withdrawn"] = told_by(await client.call_tool("outcome", given))
            try:
                await client.call_tool("approve", {})
            except MCPError as error:
                seen["unknown"] = error.error.code
    return seen


@pytest.mark.parametrize("mode", ["auto", "legacy", "2026-07-28"])
def test_the_clients_of_both_eras_get_the_same(at: Console, session: Held, mode: str) -> None:
    known = environment(at.folder, {**at.sandbox.environment, "AEGIS_SESSION": session.address})
    program = AEGIS if mode == "auto" else command.path()
    seen = anyio.run(seen_by, program, mode, known, str(at.folder))

    assert len(seen["tools"]) == 5
    assert (seen["read"][0], seen["read"][1]["status"]) == (False, "done")
    assert (seen["wrong"][0], seen["wrong"][1]["status"]) == (True, "usage")
    assert (seen["waiting"][0], seen["waiting"][1]["status"]) == (False, "waiting")
    assert seen["withdrawn"]["status"] == "withdrawn"
    assert seen["unknown"] == -32602
    assert at.writes() == []
