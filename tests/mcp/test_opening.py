"""`initialize` has its answer before the SDK is loaded, and it is the one that the SDK gives."""

import json
import os
import subprocess
import sys
from typing import Any

import anyio
import mcp_types as types
from mcp.shared.message import SessionMessage
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS

from aegis_cli.mcp.desk import Desk
from aegis_cli.mcp.opening import REVISIONS, Opening, answer_to
from aegis_cli.mcp.replayed import AnsweredOnce, Replayed
from aegis_cli.mcp.server import _server
from aegis_cli.mcp.tools import tools
from tests.helpers.rows import for_each

UNKNOWN = "2031-01-01"


def initialize(revision: Any = REVISIONS[-1], **more: Any) -> bytes:
    client = {"name": "codex", "version": "0.169.0"}
    params = {"protocolVersion": revision, "capabilities": {}, "clientInfo": client}
    message = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params, **more}
    return json.dumps(message).encode() + b"\n"


def answer_of_the_sdk(opening: Opening, *more: bytes) -> dict[str, Any]:
    """Return the first message that our server writes through the SDK."""

    async def asked() -> dict[str, Any]:
        sends, read = anyio.create_memory_object_stream[SessionMessage | Exception](10)
        write, received = anyio.create_memory_object_stream[SessionMessage](10)
        server = _server(Desk(tools(), 0.0))
        streams = Replayed(opening, read), AnsweredOnce(opening, write)
        async with anyio.create_task_group() as group, received, sends:
            group.start_soon(server.run, *streams, server.create_initialization_options())
            for line in more:
                message = types.jsonrpc_message_adapter.validate_json(line, by_name=False)
                await sends.send(SessionMessage(message))
            first = (await received.receive()).message
        return first.model_dump(mode="json", by_alias=True, exclude_unset=True)

    return anyio.run(asked)


def test_the_answer_is_the_sdks_for_each_revision() -> None:
    assert REVISIONS == HANDSHAKE_PROTOCOL_VERSIONS
    for revision in (*REVISIONS, UNKNOWN):
        number, answer = answer_to(initialize(revision))

        assert number == 0
        assert answer_of_the_sdk(Opening(), initialize(revision)) == json.loads(answer)


def test_the_sdk_goes_on_where_the_answer_left_off_and_answers_nothing_twice() -> None:
    opening = Opening(initialize(), 0)
    listed = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode()
    begun = json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}).encode()

    answer = answer_of_the_sdk(opening, begun, listed)

    assert answer["id"] == 1
    assert len(answer["result"]["tools"]) == 5


@for_each(
    "line",
    [
        b"",
        b"\n",
        b"no message\n",
        b"\xff\xfe\n",
        b"[]\n",
        b"null\n",
        b"[" * 5_000 + b"\n",
        initialize(7),
        initialize(id=None),
        initialize(id=True),
        initialize(id=1.5),
        initialize(jsonrpc="1.0"),
        initialize(method="server/discover"),
        initialize(params=[]),
        initialize(params={"protocolVersion": "2025-06-18", "capabilities": {}}),
        initialize(params={"protocolVersion": "", "capabilities": {}, "clientInfo": {"name": 1}}),
    ],
)
def test_anything_else_is_left_to_the_sdk(line: bytes) -> None:
    assert answer_to(line) == (None, b"")


def test_what_stands_behind_the_first_line_is_not_read() -> None:
    reads, feeds = os.pipe()
    heard, says = os.pipe()
    os.write(feeds, initialize() + b"more\n")

    opening = Opening.of(reads, says)

    assert opening == Opening(initialize(), 0)
    assert os.read(reads, 100) == b"more\n"
    assert json.loads(os.read(heard, 10_000))["id"] == 0
    for number in (reads, feeds, heard, says):
        os.close(number)


def test_a_client_that_has_gone_before_its_answer_is_no_fault() -> None:
    reads, feeds = os.pipe()
    heard, says = os.pipe()
    os.write(feeds, initialize())
    os.close(heard)

    assert Opening.of(reads, says).answered == 0
    for number in (reads, feeds, says):
        os.close(number)


_WITHOUT_SDK = """
import sys, types

def serve(tools, wait, opening):
    assert opening.answered == 0

stub = sys.modules["aegis_cli.mcp.server"] = types.ModuleType("stub")
stub.serve = serve
stands = sys.modules["aegis_cli.mcp.tools"] = types.ModuleType("stub")

def tools(nouns, is_read_only):
    print({"mcp", "mcp_types", "pydantic", "anyio"} & {*sys.modules}, file=sys.stderr)

stands.tools = tools
from aegis_cli.cli.main import run
sys.exit(run(["mcp"]))
"""


def test_the_command_loads_neither_the_sdk_nor_the_actions_before_it_answers() -> None:
    ended = subprocess.run(
        [sys.executable, "-I", "-c", _WITHOUT_SDK],
        input=initialize(),
        capture_output=True,
        check=True,
    )

    assert json.loads(ended.stdout)["id"] == 0
    assert ended.stderr == b"set()\n"
