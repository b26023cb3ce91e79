"""An MCP client of a few lines, which sends what a test says and keeps every line that comes."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from typing import Any

from tests.helpers.console import NOTHING, Console, Running
from tests.helpers.patience import PATIENCE

MODERN = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.modelcontextprotocol/clientInfo": {"name": "gemini-cli", "version": "1"},
}

_FINE = frozenset({"done", "already", "planned", "waiting"})
"""The statuses of a document that is no error."""


def document_in(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document in a tool's result, which is its one text as compact JSON."""
    (content,) = result["content"]
    document: dict[str, Any] = json.loads(content["text"])
    assert content["text"] == json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return document


class Wire:
    """Standard input and output of an MCP server."""

    def __init__(self, running: Running) -> None:
        self.process = running.process
        self.lines: list[bytes] = []
        self._answers: dict[int, dict[str, Any]] = {}
        self._number = 0
        self._received: Queue[dict[str, Any] | None] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, method: str, params: Mapping[str, Any] | None = None) -> int:
        """Send a request of the modern era; return its number."""
        self._number += 1
        body = {"_meta": MODERN, **(params or {})}
        self.write({"jsonrpc": "2.0", "id": self._number, "method": method, "params": body})
        return self._number

    def write(self, message: Any) -> None:
        """Send any message."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")

    def answer(self, number: int) -> dict[str, Any]:
        """Wait for the answer to a request."""
        while number not in self._answers:
            message = self._received.get(timeout=PATIENCE)
            assert message is not None, "the server ended"
            if "id" in message:
                self._answers[message["id"]] = message
        return self._answers.pop(number)

    def begin(self, tool: str, **arguments: Any) -> int:
        """Call a tool; return the number of the call."""
        return self.send("tools/call", {"name": tool, "arguments": arguments})

    def result(self, number: int) -> dict[str, Any]:
        """Wait for a tool's result, and check that what is beside its document fits it."""
        result: dict[str, Any] = self.answer(number)["result"]
        document = document_in(result)
        assert "structuredContent" not in result  # it would be sent twice
        assert result["isError"] is (document["status"] not in _FINE)
        assert ("next" in document) is (document["status"] != "done")
        return result

    def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Call a tool; return its document."""
        return document_in(self.result(self.begin(tool, **arguments)))

    def ended(self, number: int) -> dict[str, Any]:
        """Wait for the end of a proposal, however often it has to be asked for."""
        document = document_in(self.result(number))
        while document["status"] == "waiting":
            document = self.call("outcome", id=document["id"])
        return document

    def cancel(self, number: int) -> None:
        """Cancel a call."""
        params = {"requestId": number, "_meta": MODERN}
        self.write({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params})

    def is_silent(self, seconds: float = 0.3) -> bool:
        """Tell whether nothing arrives for a while."""
        try:
            message = self._received.get(timeout=seconds)
        except Empty:
            return True
        assert message is not None
        self._answers[message["id"]] = message
        return False

    def close(self) -> int:
        """Close standard input, and wait for the end."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(PATIENCE)

    def _read(self) -> None:
        assert self.process.stdout is not None
        with suppress(OSError, ValueError):  # the test has closed it
            for line in self.process.stdout:
                self.lines.append(line)
                self._received.put(json.loads(line))
        self._received.put(None)


@contextmanager
def server(
    at: Console, address: str, *options: str, more: Mapping[str, str] = NOTHING
) -> Iterator[Wire]:
    """Run `aegis mcp` before a session."""
    running = at.start("mcp", *options, more={"AEGIS_SESSION": address, **more})
    wire = Wire(running)
    try:
        yield wire
    finally:
        running.process.kill()
        running.process.wait()
        for pipe in (running.process.stdin, running.process.stdout, running.process.stderr):
            if pipe is not None:
                pipe.close()
