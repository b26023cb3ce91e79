"""Who may tell a session what: everybody may take away, nobody of the session may give."""

import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from aegis_cli.cli.session_control import _another
from aegis_cli.session.line import frames
from tests.helpers.rows import for_each
from tests.session.agent_here import IDLE, LONGEST, AgentHere, ClientHere, agent_here

WITHIN, OUTSIDE = os.getpid, os.getppid
"""Tell a process that descends from the session, and one that does not."""


def told(here: AgentHere, name: str, of: Callable[[], int] = OUTSIDE) -> ClientHere:
    client = here.connect(of())
    client.send(frames.CONTROL, name.encode())
    here.settle()
    return client


def document(client: ClientHere) -> dict[str, Any]:
    [[kind, data]] = client.heard()
    assert (kind, client.has_ended) == (frames.TOLD, True)
    found: dict[str, Any] = json.loads(data)
    return found


@pytest.mark.parametrize("name", ["unlock", "end"])
def test_who_descends_from_the_session_may_not_widen_or_end_it(here: AgentHere, name: str) -> None:
    here.agent.lock("a test")
    client = told(here, name, WITHIN)
    code, message = client.error()

    assert f"`aegis session {name}` in another terminal, or press Ctrl-]" in client.hint
    assert (code, message) == ("policy", f"A program of the session may not {name} it.")
    assert (here.agent.is_locked, here.agent.ended_because) == (True, "")
    assert here.holder.signed_in == 0


@pytest.mark.parametrize("name", ["unlock", "end"])
def test_who_has_ended_may_not_either_since_another_may_have_its_number(
    here: AgentHere, name: str
) -> None:
    here.agent.lock("a test")
    client = here.connect(OUTSIDE())
    client.die()
    client.send(frames.CONTROL, name.encode())
    here.settle()

    assert client.error()[0] == "policy"
    assert (here.agent.is_locked, here.agent.ended_because) == (True, "")


@pytest.mark.parametrize("of", [WITHIN, OUTSIDE], ids=["within", "outside"])
def test_everybody_may_lock(here: AgentHere, of: Callable[[], int]) -> None:
    client = told(here, "lock", of)
    here.until_replaced()

    assert waited(client)["state"] == "locked"
    assert here.log == ["locked: `aegis session lock` was typed"]


def waited(client: ClientHere) -> dict[str, Any]:
    """Return what a client was told that had to wait for it."""
    first, [kind, data] = client.heard()
    assert (first, kind, client.has_ended) == ([frames.BEGUN], frames.TOLD, True)
    found: dict[str, Any] = json.loads(data)
    return found


def test_a_lock_is_told_when_it_is_complete_and_not_before(here: AgentHere) -> None:
    _, fork = here.begin()
    one, two = told(here, "lock"), told(here, "lock")
    here.until_forgotten()
    here.after(1.0)
    assert one.heard() == two.heard() == [[frames.BEGUN]]
    assert document(told(here, "status"))["state"] == "locking"

    fork.tell("exit", code=130)
    here.settle()
    here.until_replaced()
    for client in (one, two):
        assert document(client)["state"] == "locked"
    assert document(told(here, "lock"))["state"] == "locked"  # there is nothing to wait for


def test_who_locks_a_session_does_not_wait_for_a_write_in_flight(here: AgentHere) -> None:
    here.writing()
    found = document(told(here, "lock"))

    assert found["state"] == "locking"
    assert here.replaced == 0


def test_who_waits_for_a_lock_is_told_where_the_session_ends_in_its_place(here: AgentHere) -> None:
    client = told(here, "lock")
    here.agent.replace = lambda: here.agent.stop("it could not be replaced")
    here.until_forgotten()
    here.settle_until(lambda: here.agent.waiting.is_idle)
    here.after(1.0)

    assert waited(client)["state"] == "ended"


def test_who_waits_for_a_lock_has_nothing_else_to_say(here: AgentHere) -> None:
    _, _ = here.begin()
    client = told(here, "lock")
    client.heard()
    client.send(frames.CONTROL, b"status")
    here.settle()

    assert client.error()[0] == "bad_usage"


def test_from_outside_it_is_unlocked_and_ended(here: AgentHere) -> None:
    here.locked()
    found = document(told(here, "unlock"))
    assert (found["state"], found["is_unlocking"]) == ("locked", True)  # the person signs in
    here.settle_until(lambda: not here.agent.is_locked)
    assert here.holder.signed_in == 1

    assert document(told(here, "end"))["state"] == "ended"
    assert here.agent.ended_because == "`aegis session end` was typed"


@pytest.mark.parametrize("of", [WITHIN, OUTSIDE], ids=["within", "outside"])
def test_a_panic_locks_and_ends_and_says_what_outlives_it(
    here: AgentHere, of: Callable[[], int]
) -> None:
    found = document(told(here, "panic", of))

    assert found["state"] == "ended"
    assert "valid for 60 more minutes" in found["not_revoked"]
    assert here.log == ["locked: panic"]
    assert here.agent.ended_because == "panic"
    here.until_forgotten()


@pytest.mark.parametrize("name", ["approve", "window", "", "Lock", "status ", "forget"])
def test_nothing_else_can_be_told(here: AgentHere, name: str) -> None:
    assert told(here, name).error() == ("bad_usage", f"A session cannot {name!r}.")
    assert (here.log, here.agent.ended_because) == ([], "")


def test_the_log_is_told_and_changes_nothing(here: AgentHere) -> None:
    here.agent.note("one\x1b[2J")
    found = document(told(here, "log"))

    [line] = found["lines"]
    assert line[10:] == "one\\x1b[2J"
    assert [*found] == ["lines"]


def test_the_status_says_what_may_be_known(monkeypatch: pytest.MonkeyPatch) -> None:
    with agent_here(monkeypatch, "issues.*@acme/web", writes=3) as here:
        here.asked(1)
        here.asked(2, "other")
        here.begin(3)
        closing = {"actions": ["issues.close"], "places": ["acme/web"], "is_plain": True}
        here.agent.grants.reserve("a plan", [{"id": "s1", **closing}, {"id": "s2", **closing}])
        here.agent.grants.use("a plan", "s1")
        here.now += 100.4
        found = document(told(here, "status"))

        assert found == {
            "aegis": frames.SPEAKS,
            "state": "open",
            "is_unlocking": False,
            "asks_pin": False,
            "identity": "Mona Lisa",
            "address": here.agent.clients.address,
            "requests": 3,
            "questions": 2,
            "locks_in": round(IDLE - 100.4),
            "ends_in": round(LONGEST - 100.4),
            "writes_for": 42,
            "grants": ["issues.*@acme/web"],
            "grant_writes_left": 2,
            "grant_uses": ["issues.close at acme/web"],
            "not_revoked": "",
        }
        here.now += 50.0
        here.agent.lifetime.use(here.instant())
        later = document(told(here, "status"))
        assert (later["locks_in"], later["ends_in"]) == (IDLE, round(LONGEST - 150.4))


def test_a_status_is_no_use_of_the_session(here: AgentHere) -> None:
    here.now += IDLE
    told(here, "status", WITHIN)
    here.after(0.0)

    assert here.agent.is_locked


@for_each(
    ("told", "said"),
    [
        (
            b'{"aegis": "0.0.1 (protocol 0)"}',
            f"The session runs aegis 0.0.1 (protocol 0), and this command is aegis {frames.SPEAKS}",
        ),
        (b'{"aegis": "a\\u001b[2J"}', "The session runs aegis a\\x1b[2J,"),
        (b'{"aegis": 1}', "is no agent of aegis"),
        (json.dumps({"aegis": frames.SPEAKS}).encode(), "is no agent of aegis"),
        (b"{}", "is no agent of aegis"),
        (b"[", "is no agent of aegis"),
    ],
)
def test_an_answer_that_cannot_be_read_is_of_another_aegis_or_of_no_agent(
    told: bytes, said: str
) -> None:
    assert said in _another(told).message
