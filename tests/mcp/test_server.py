"""The MCP server on real processes: reads come back marked, writes wait for the person."""

import pytest

from tests.cli.console import Console
from tests.mcp.wire import Wire
from tests.session.held import ASKED, Held

pytestmark = pytest.mark.enable_socket

READ = {"action": "issues.list", "fields": {"repo": "acme/web"}}
CLOSE = {"action": "issues.close", "fields": {"repo": "acme/web", "issue_number": 12}}


def test_a_read_comes_back_marked(at: Console, wire: Wire) -> None:
    document = wire.call("read_action", **READ)

    assert document["status"] == "done", document["error"]
    data = document["results"][0]["data"]
    assert (data["untrusted"], data["from"]) == (True, "acme/web")
    assert data["value"][0]["number"]
    assert {*document["plan"]["steps"][0]["provenance"].values()} == {"agent", "default"}
    assert at.writes() == []


def test_a_write_waits_for_the_person_and_is_told(at: Console, session: Held, wire: Wire) -> None:
    number = wire.begin("propose_writes", steps=[CLOSE], why="it is solved")
    shown = session.terminal.expect(ASKED)
    assert at.writes() == []
    session.terminal.type("y\r")
    document = wire.result(number)["structuredContent"]

    assert 'it says: "it is solved"' in " ".join(shown.replace("|", "").split())
    assert document["status"] == "done"
    assert len(at.writes()) == 1


def test_what_was_read_stands_on_the_sheet_of_the_next_write(
    at: Console, session: Held, wire: Wire
) -> None:
    read = wire.call("read_action", **READ)
    number = wire.begin("propose_writes", steps=[CLOSE])
    shown = " ".join(session.terminal.expect(ASKED).replace("|", "").split())
    session.terminal.type("n\r")
    document = wire.result(number)["structuredContent"]

    assert read["results"][0]["data"]["visibility"] == "public"
    assert "It has read what others wrote, in acme/web (public) at " in shown
    assert document["status"] == "declined"
    assert at.writes() == []
