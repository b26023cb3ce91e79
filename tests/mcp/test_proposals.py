"""Proposals on real processes: who answers, how they end, and that one plan is one question."""

import pytest

from tests.helpers.console import Console
from tests.mcp.wire import Wire, document_in, server
from tests.session.held import ASKED, Held, held

pytestmark = pytest.mark.enable_socket


def close(number: int = 12) -> dict[str, object]:
    return {"action": "issues.close", "fields": {"repo": "acme/web", "issue_number": number}}


def test_no_answer_gives_a_handle_and_its_outcome_later(
    at: Console, session: Held, wire: Wire
) -> None:
    waiting = wire.call("propose_writes", steps=[close()])
    session.terminal.expect(ASKED)
    still = wire.call("outcome", id=waiting["id"])
    session.terminal.answer("y")
    done = wire.ended(wire.begin("outcome", id=waiting["id"]))
    told = wire.call("outcome", id=waiting["id"])

    assert (waiting["status"], still["status"], done["status"]) == ("waiting", "waiting", "done")
    assert len(waiting["id"]) == 32
    assert waiting["id"] == still["id"]
    assert "id" not in done  # it was told, so `outcome` takes the id no more
    assert "No proposal" in told["error"]["message"]
    assert len(at.writes()) == 1


def test_a_yes_that_comes_after_the_turn_of_the_client_is_told_at_the_terminal(
    at: Console, session: Held, wire: Wire
) -> None:
    waiting = wire.call("propose_writes", steps=[close()])
    session.terminal.expect(ASKED)
    session.terminal.answer("y")
    session.terminal.expect("done; the program may not know")
    done = wire.call("outcome", id=waiting["id"])

    assert (waiting["status"], done["status"]) == ("waiting", "done")
    assert len(at.writes()) == 1


def test_the_same_plan_is_asked_once_and_has_one_handle(
    at: Console, session: Held, wire: Wire
) -> None:
    calls = [wire.begin("propose_writes", steps=[close()], why=str(at)) for at in range(5)]
    ids = {document_in(wire.result(call))["id"] for call in calls}
    session.terminal.expect(ASKED)
    session.terminal.answer("n")
    declined = wire.ended(wire.begin("outcome", id=ids.pop()))

    assert ids == set()
    assert declined["status"] == "declined"
    assert session.terminal.seen.count(ASKED) == 1
    assert at.writes() == []


def test_another_plan_has_to_wait(wire: Wire) -> None:
    waiting = wire.call("propose_writes", steps=[close()])
    busy = wire.ended(wire.begin("propose_writes", steps=[close(13)]))
    withdrawn = wire.call("outcome", id=busy["waiting_id"], withdraw=True)

    assert (waiting["status"], busy["status"]) == ("waiting", "busy")
    assert "id" not in busy  # there is nothing to wait for
    assert "call outcome with waiting_id" in busy["next"]
    assert withdrawn["status"] == "withdrawn"


def test_several_steps_are_one_plan_and_one_question(
    at: Console, session: Held, wire: Wire
) -> None:
    number = wire.begin("propose_writes", steps=[close(12), close(13)])
    session.terminal.expect("Do all 2 as Mona Lisa? [y/n]")
    session.terminal.answer("y")
    document = wire.ended(number)

    assert document["status"] == "done"
    assert [entry["id"] for entry in document["results"]] == ["s1", "s2"]
    assert len(at.writes()) == 2


def test_a_withdrawn_proposal_takes_its_question_away(
    at: Console, session: Held, wire: Wire
) -> None:
    waiting = wire.call("propose_writes", steps=[close()])
    session.terminal.expect(ASKED)
    withdrawn = wire.call("outcome", id=waiting["id"], withdraw=True)
    free = session.answered("ask", "close #13 in acme/web", reply="n")

    assert (withdrawn["status"], free.code) == ("withdrawn", 6)
    assert at.writes() == []


def test_a_cancelled_call_is_never_answered_and_withdraws(
    at: Console, session: Held, wire: Wire
) -> None:
    number = wire.begin("propose_writes", steps=[close()])
    session.terminal.expect(ASKED)
    wire.cancel(number)
    free = session.answered("ask", "close #13 in acme/web", reply="n")

    assert free.code == 6
    assert wire.is_silent()
    assert at.writes() == []

    again = wire.call("propose_writes", steps=[close()])  # the session is asked anew
    assert "taken back less than a minute ago" in again["error"]["message"]


def test_a_ctrl_c_at_the_terminal_is_no_approval(at: Console, session: Held, wire: Wire) -> None:
    waiting = wire.call("propose_writes", steps=[close()])
    session.terminal.expect(ASKED)
    session.terminal.type("\x03")
    ended = wire.ended(wire.begin("outcome", id=waiting["id"]))

    assert ended["status"] in {"expired", "declined"}
    assert at.writes() == []


def test_a_server_that_ends_withdraws_its_question(at: Console, session: Held, wire: Wire) -> None:
    wire.begin("propose_writes", steps=[close()])
    session.terminal.expect(ASKED)

    assert wire.close() == 0
    assert session.answered("ask", "close #13 in acme/web", reply="n").code == 6
    assert at.writes() == []


def test_the_handle_of_another_server_is_none(at: Console, session: Held, wire: Wire) -> None:
    waiting = wire.call("propose_writes", steps=[close()])
    with server(at, session.address, "--wait", "2") as other:
        stolen = other.call("outcome", id=waiting["id"], withdraw=True)
        read = other.call(
            "read_action", action="issues.get", fields={"repo": "acme/web", "issue_number": 12}
        )

    assert "No proposal" in stolen["error"]["message"]
    assert read["status"] == "done"
    assert wire.call("outcome", id=waiting["id"])["status"] == "waiting"


def test_a_policy_of_the_session_is_told_without_a_question(at: Console) -> None:
    with (
        held(at, "--deny", "issues.close") as session,
        server(at, session.address) as wire,
    ):
        denied = wire.call("propose_writes", steps=[close()])

    assert (denied["status"], denied["error"]["code"]) == ("denied", "policy")


def test_a_write_that_never_got_its_answer_is_unknown(
    at: Console, session: Held, wire: Wire
) -> None:
    at.sandbox.fault("github", "PATCH", "/repos/acme/web/issues/12", drop=True, after=True)
    number = wire.begin("propose_writes", steps=[close()])
    session.terminal.expect(ASKED)
    session.terminal.answer("y")
    document = wire.ended(number)

    assert document["status"] == "outcome_unknown"
    assert "read_action" in document["next"]


def test_a_read_and_the_look_at_who_can_see_it_are_one_line_of_the_log(
    session: Held, wire: Wire
) -> None:
    wire.call("read_action", action="issues.list", fields={"repo": "mona/scratch"})

    (line,) = session.run("session", "log").out.splitlines()
    assert line[9:] == 'done: mcp-call issues.list {"repo": "mona/scratch"}'
