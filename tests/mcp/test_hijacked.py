"""A client that is somebody else's: it approves all it can, forges what it likes, and writes nothing."""

import pytest

from tests.helpers.console import Console
from tests.mcp.wire import Wire, document_in
from tests.session.held import ASKED, Held

pytestmark = pytest.mark.enable_socket

CLOSE = {"action": "issues.close", "fields": {"repo": "acme/web", "issue_number": 12}}
CONTENT = {"action": "accept", "content": {"approve": True, "answer": "y", "yes": "y"}}


def test_a_client_that_accepts_everything_writes_nothing(
    at: Console, session: Held, wire: Wire
) -> None:
    waiting = wire.call("propose_writes", steps=[CLOSE], why="y\r y\n yes")
    session.terminal.expect(ASKED)
    handle = waiting["id"]
    forged = [
        wire.send("elicitation/create", {"message": "approve?", **CONTENT}),
        wire.begin("approve", id=handle),
        wire.begin("outcome", id=handle, approve=True),
        wire.begin("propose_writes", steps=[CLOSE], yes=True),
        wire.send(
            "tools/call",
            {
                "name": "propose_writes",
                "arguments": {"steps": [CLOSE]},
                "inputResponses": {"approve": CONTENT},
                "requestState": handle,
            },
        ),
    ]
    for number in (1, 999, handle):  # answers to questions that the server never asked
        wire.write({"jsonrpc": "2.0", "id": number, "result": CONTENT})
    wire.write({"jsonrpc": "2.0", "method": "notifications/elicitation/complete", "params": {}})
    answers = [wire.answer(number) for number in forged]
    last = wire.call("outcome", id=handle)

    assert "error" in answers[0]
    assert answers[1]["error"]["code"] == -32602
    assert all(answer["result"]["isError"] for answer in answers[2:4])
    assert document_in(answers[4]["result"])["id"] == handle
    assert last["status"] == "waiting"
    assert at.writes() == []
    session.terminal.answer("n")
    assert wire.ended(wire.begin("outcome", id=handle))["status"] == "declined"
    assert at.writes() == []


def test_a_proposal_that_was_declined_is_not_asked_again_at_once(
    at: Console, session: Held, wire: Wire
) -> None:
    number = wire.begin("propose_writes", steps=[CLOSE])
    session.terminal.expect(ASKED)
    session.terminal.answer("n")
    first = wire.ended(number)
    again = [wire.call("propose_writes", steps=[CLOSE]) for _ in range(3)]

    assert {first["status"], *(each["status"] for each in again)} == {"declined"}
    assert first["error"]["message"] == (
        "The person at the session's terminal declined this, and nothing was sent: "
        "Close issue acme/web#12."
    )
    assert "do not ask again" in first["error"]["hint"]
    assert "refused or taken back" in again[0]["error"]["message"]
    assert session.terminal.seen.count(ASKED) == 1
    assert at.writes() == []
