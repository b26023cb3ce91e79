"""The life of a session: what begins a request, what locks it, unlocks it, ends it and is noted."""

import os
import re
import select
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from aegis_cli.adapters.terminal.tty import Withdrawn
from aegis_cli.errors import Code, error_for
from aegis_cli.session.agent import Agent
from aegis_cli.session.line import fork_line, frames
from aegis_cli.session.requests.served_request import RequestState
from aegis_cli.session.terminal import terminal_turns
from tests.session.agent_here import CLOSE, IDLE, LONGEST, SAYS, AgentHere
from tests.session.test_fork_calls import Pinned


def test_a_fork_is_told_who_asks_and_what_it_has_read(here: AgentHere) -> None:
    pid = os.getpid()
    _, first = here.begin(pid)
    first.tell("ended", status="done", code="", read=[["acme/web", "public"]])
    first.tell("exit", code=0)
    here.settle()
    _, second = here.begin(pid)
    _, other = here.begin(os.getppid())

    assert re.fullmatch(r"acme/web \(public\) at \d\d:\d\d", second.told["has_read"])
    assert second.told["visibilities"] == {"acme/web": "public"}
    assert (first.told["has_read"], other.told["has_read"]) == ("", "")
    assert ", in " in second.told["asker"]
    assert first.told["visibilities"] == {}  # as it was then


def test_a_fork_is_told_who_acts_as_another_has_read_it(here: AgentHere) -> None:
    row = ["auth0|1", "slack", "@ada"]
    _, first = here.begin()
    first.tell("ended", status="done", code="", read=[], actors=[row])
    first.tell("exit", code=0)
    here.settle()
    _, second = here.begin()

    assert ([], [row]) == (first.told["actors"], second.told["actors"])


@pytest.mark.parametrize("how", ["connect", "lock"])
def test_what_a_request_read_of_who_acts_before_a_change_of_account_is_told_to_no_other(
    here: AgentHere, how: str
) -> None:
    here.holder.answers = {"connect": True}
    row = ["auth0|1", "slack", "@ada"]
    _, known = here.begin()
    known.tell("ended", status="done", code="", read=[], actors=[row])
    here.settle()
    _, running = here.begin()

    if how == "connect":
        running.call("connect", provider="slack")
        here.told(running)
    else:
        here.agent.lock("asked for")
    running.tell("ended", status="done", code="", read=[], actors=[row])
    here.settle()

    assert [] == [*here.agent.actors.rows()]


@pytest.mark.parametrize("words", [("session", "end"), ("--config", "x", "ask", "y"), ("setup",)])
def test_a_command_that_is_not_served_begins_nothing(
    here: AgentHere, words: tuple[str, ...]
) -> None:
    client = here.connect()
    client.ask(*words)
    here.settle()

    assert client.error() == ("bad_usage", "The session does not serve this command.")
    assert here.fork_server.forks == []


def test_nothing_begins_in_a_locked_session_or_for_a_process_that_has_ended(
    here: AgentHere,
) -> None:
    client = here.connect()
    client.die()
    client.ask(*CLOSE)
    here.settle()
    assert client.error()[0] == "declined"

    here.agent.lock("a test")
    client = here.connect()
    client.ask(*CLOSE)
    here.settle()
    assert client.error() == ("session_locked", "The session is locked.")
    assert here.fork_server.forks == []


def test_forks_are_made_in_advance_when_nobody_is_served_and_never_in_a_locked_session(
    here: AgentHere,
) -> None:
    first, second = here.begin()[1], here.begin()[1]
    first.tell("exit", code=0)
    here.settle()
    assert here.fork_server.spares == 0  # somebody waits for the processors
    second.tell("exit", code=0)
    here.settle()
    assert here.fork_server.spares == 1

    asked = here.connect()
    asked.die()
    here.settle()
    assert here.fork_server.spares == 1  # it was no request

    _, last = here.begin()
    here.agent.lock("a test")
    last.tell("exit", code=130)
    here.settle()
    assert here.fork_server.spares == 1


def test_a_fork_that_does_not_take_its_order_in_time_is_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fork_line, "_DEADLINE", 0.01)
    ours, theirs = socket.socketpair()

    with theirs, pytest.raises(TimeoutError):
        fork_line.ForkLine(ours, {"words": "x" * 1_000_000})

    assert ours.fileno() == -1


def test_a_template_that_has_ended_begins_nothing(here: AgentHere) -> None:
    here.fork_server.has_ended = True
    client = here.connect()
    client.ask(*CLOSE)
    here.settle()

    assert client.error() == ("internal", "The session cannot begin a request.")
    assert here.log == []


def test_what_a_request_ends_with_is_noted_once(here: AgentHere) -> None:
    _, fork = here.writing()
    fork.tell("wants", request="plan close it")
    fork.tell("written", ends={"s1": "done"})
    fork.tell("ended", status="failed", code="not_found", read=[])
    fork.tell("ended", status="done", code="", read=[["acme/web", "public"]])
    here.settle()
    fork.line.close()
    here.settle()

    assert here.log == [
        f"approved: {SAYS}",
        f"write of plan 3f2a91c04b7e, done: {SAYS}",
        "failed, not_found: ask plan close it",
    ]
    assert here.agent.readings.visibilities == {"acme/web": "public"}


def test_an_unknown_word_of_a_fork_changes_nothing(here: AgentHere) -> None:
    client, fork = here.begin()
    fork.tell("approved", request="x", status="done", ends="done")
    here.settle()

    assert (here.log, fork.request.log.words, client.heard()) == ([], [*CLOSE], [])
    assert (fork.request.log.has_ended, fork.request.may_write) == (False, False)
    assert fork.request.state is RequestState.PLANNING


UNHEARD = "done; the program may not know, since it had stopped waiting when you answered: "


@pytest.mark.parametrize("is_awaited", [True, False])
def test_of_a_write_whose_program_waits_no_more_the_person_is_told(
    here: AgentHere, *, is_awaited: bool
) -> None:
    client, fork = here.asked()
    client.send(frames.AWAITED, b"1" if is_awaited else b"0")
    here.answer(fork)
    here.outer.said.clear()
    fork.tell("ended", status="done", code="", read=[])
    here.settle()

    assert any(UNHEARD in line for line in here.outer.said) is not is_awaited


def test_of_a_read_that_nobody_waits_for_nothing_more_is_said(here: AgentHere) -> None:
    client, fork = here.begin()
    client.send(frames.AWAITED, b"0")
    here.settle()
    fork.tell("ended", status="done", code="", read=[])
    here.settle()

    assert not any(UNHEARD in line for line in here.outer.said)


def test_of_a_granted_write_that_nobody_waits_for_nothing_more_is_said(here: AgentHere) -> None:
    client, fork = here.begin()
    fork.request.may_write = True  # by a grant, and a program could write again and again
    client.send(frames.AWAITED, b"0")
    here.settle()
    fork.tell("ended", status="done", code="", read=[])
    here.settle()

    assert not any(UNHEARD in line for line in here.outer.said)


def test_on_the_screen_of_a_command_it_is_shown_until_enter_cut_and_in_one_line(
    here: AgentHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(here.outer, "is_commands", True)
    monkeypatch.setattr(here.terminal, "show", shown.append)
    client, fork = here.asked()
    client.send(frames.AWAITED, b"0")
    here.answer(fork)
    fork.request.log.words = ["mcp-call", "\x1b[2J\n" * 1_000]
    fork.tell("ended", status="done", code="", read=[])
    here.settle()

    (line,) = shown
    assert UNHEARD in line
    assert "\\x1b[2J" in line
    assert line.count("\n") == 1
    assert len(line) < 400


def test_a_ctrl_c_at_the_terminal_cancels_the_question_that_stands_and_no_other(
    here: AgentHere,
) -> None:
    _, asks = here.asked(1)
    _, waits = here.asked(2, "other")
    asks.heard()
    here.agent.interrupt()

    assert asks.heard() == [{"cancel": True}]
    assert waits.heard() == []


def _until_cancelled(here: AgentHere, held: list[str]) -> Callable[[], None]:
    """Return a sign-in that holds the terminal until somebody cancels it."""

    def sign_in() -> None:
        here.agent.waiting.hold_terminal()
        held.append("held")
        while True:
            here.agent.waiting.check_wanted()

    return sign_in


def test_a_ctrl_c_at_a_sign_in_cancels_the_sign_in_and_no_request(here: AgentHere) -> None:
    _, other = here.begin(1)
    _, fork = here.begin(2)
    held: list[str] = []
    here.holder.answers["session"] = _until_cancelled(here, held)
    fork.call("session", scope=[])
    here.settle_until(lambda: held)
    here.agent.interrupt()

    [told] = here.told(fork)
    assert told["refused"]["message"] == "The sign-in was cancelled."
    assert other.heard() == []
    here.settle_until(lambda: here.terminal.owner is None)


def test_a_ctrl_c_at_an_unlock_leaves_it_locked(here: AgentHere) -> None:
    held: list[str] = []
    here.holder.sign_in = _until_cancelled(here, held)  # type: ignore[method-assign]
    here.locked()
    here.agent.unlock()
    here.settle_until(lambda: held)
    here.agent.interrupt()
    here.settle_until(lambda: "still locked: The sign-in was cancelled." in here.log)

    assert here.agent.is_locked
    here.until_replaced(1)  # since the code that was shown is in its memory


def test_a_lock_drops_every_token_once(here: AgentHere) -> None:
    _, fork = here.begin()
    here.agent.lock("first")
    here.agent.lock("second")
    here.settle_until(lambda: here.holder.dropped)

    assert here.log == ["locked: first"]
    assert here.holder.dropped == 1
    assert fork.heard() == [{"cancel": True}]


def test_a_lock_is_complete_when_no_request_is_left_and_every_token_was_forgotten(
    here: AgentHere,
) -> None:
    _, fork = here.begin()
    here.agent.lock("a test")
    here.until_forgotten()
    here.after(1.0)
    assert (here.agent.is_lock_in_progress, here.replaced) == (True, 0)

    fork.tell("exit", code=130)
    here.settle()
    here.until_replaced()
    here.after(1.0)
    assert (here.agent.is_lock_in_progress, here.agent.is_locked, here.replaced) == (False, True, 1)


def test_a_lock_waits_for_a_write_in_flight_and_then_for_its_request_no_longer_than_for_others(
    here: AgentHere,
) -> None:
    client, fork = here.writing()
    fork.heard()
    here.agent.lock("a test")
    here.until_forgotten()
    here.after(899.0)
    assert fork.heard() == []  # it is not even told
    assert (here.replaced, client.heard()) == (0, [])

    fork.tell("written", ends={"s1": "done"})
    here.settle()
    here.after(9.0)
    assert here.replaced == 0
    here.after(1.1)
    here.until_replaced()
    assert client.error()[0] == "outcome_unknown"
    assert f"write of plan 3f2a91c04b7e, done: {SAYS}" in here.log


def test_a_request_that_a_lock_has_cancelled_holds_it_up_for_ten_seconds(here: AgentHere) -> None:
    client, _ = here.begin()
    here.agent.lock("a test")
    here.until_forgotten()
    here.after(10.0)
    assert here.replaced == 0
    here.after(0.1)
    here.until_replaced()

    assert client.error() == ("interrupted", "The request did not end in time.")


def test_a_sign_in_that_does_not_end_holds_a_lock_up_for_six_seconds(here: AgentHere) -> None:
    held: list[str] = []
    let_go = threading.Event()

    def sign_in() -> None:
        here.agent.waiting.hold_terminal()
        held.append("held")
        let_go.wait()
        raise error_for(Code.NETWORK, "Auth0 did not answer.")

    here.holder.answers["session"] = sign_in
    _, fork = here.begin()
    fork.call("session", scope=[])
    here.settle_until(lambda: held)
    here.agent.lock("a test")
    here.until_forgotten()
    fork.tell("exit", code=130)
    here.settle()
    here.after(6.0)
    assert here.replaced == 0
    assert here.terminal.owner is not None
    here.after(0.1)

    assert (here.replaced, here.terminal.owner) == (1, None)
    let_go.set()
    here.settle_until(lambda: here.agent.waiting.is_idle)


def test_a_lock_waits_until_the_terminal_is_the_commands_again(here: AgentHere) -> None:
    here.outer.is_plain = False
    here.agent.lock("a test")
    here.until_forgotten()
    here.settle_until(lambda: here.agent.waiting.is_idle)
    here.after(1.0)
    assert here.replaced == 0

    here.outer.is_plain = True
    here.until_replaced()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is shown of the session itself, until it is taken back, and then "taken back"."""
    shown: list[str] = []

    class Screen:
        def __init__(self, _descriptor: int, withdrawn: int, _encoding: str) -> None:
            self.withdrawn = withdrawn

        def write(self, text: str) -> None:
            shown.append(text)

        def ask(self, _question: str) -> str:
            select.select([self.withdrawn], [], [])
            shown.append("taken back")
            raise Withdrawn

    monkeypatch.setattr(terminal_turns, "Tty", Screen)
    return shown


def test_a_lock_takes_back_what_the_person_is_shown_and_is_to_be_shown(
    here: AgentHere, shown: list[str]
) -> None:
    for text in ("one", "two"):
        here.terminal.show(text)
    assert here.terminal.waiting == 1
    here.agent.lock("a test")
    here.until_replaced()

    assert (here.terminal.owner, here.terminal.waiting) == (None, 0)
    assert shown == ["one", "taken back"]


def test_the_end_takes_back_what_the_person_is_shown(here: AgentHere, shown: list[str]) -> None:
    here.terminal.show("one")

    here.agent.run(here.agent.loop.stop, lambda: 0.0)

    assert shown == ["one", "taken back"]


def test_a_session_that_ends_meanwhile_is_not_replaced(here: AgentHere) -> None:
    here.agent.lock("a test")
    here.agent.stop("a test")
    here.until_forgotten()
    here.settle_until(lambda: here.agent.waiting.is_idle)
    here.after(1.0)

    assert here.replaced == 0


def test_a_lock_during_an_unlock_cancels_that(here: AgentHere) -> None:
    held: list[str] = []
    here.holder.sign_in = _until_cancelled(here, held)  # type: ignore[method-assign]
    here.locked("first")
    here.agent.unlock()
    here.settle_until(lambda: held)
    here.agent.lock("second")
    assert not here.agent.is_unlocking
    here.until_replaced(1)
    here.settle()

    assert here.log == ["locked: first", "locked: second"]
    assert (here.agent.is_locked, here.terminal.owner) == (True, None)


def test_a_sign_in_that_ends_after_another_lock_unlocks_nothing(here: AgentHere) -> None:
    here.locked("first")
    here.holder.sign_in = lambda: here.agent.loop.post(lambda: here.agent.lock("second"))  # type: ignore[method-assign]
    here.agent.unlock()
    here.until_replaced(1)
    here.settle()

    assert (here.agent.is_locked, here.agent.is_unlocking) == (True, False)
    assert here.log == ["locked: first", "locked: second"]


def test_an_unlock_before_a_lock_is_complete_comes_after_it(here: AgentHere) -> None:
    _, fork = here.begin()
    here.agent.lock("a test")
    here.agent.unlock()
    here.until_forgotten()
    here.after(1.0)
    assert (here.agent.is_unlocking, here.holder.signed_in) == (True, 0)
    fork.tell("exit", code=130)
    here.settle()
    here.until_replaced()

    here.settle_until(lambda: not here.agent.is_locked)
    assert here.holder.signed_in == 1


def test_a_lock_that_ends_the_session_unlocks_nothing(here: AgentHere) -> None:
    here.agent.replace = lambda: here.agent.stop("it could not be replaced")
    here.agent.lock("a test")
    here.agent.unlock()
    here.until_forgotten()
    here.settle_until(lambda: here.agent.waiting.is_idle)
    here.after(1.0)
    here.settle()

    assert here.agent.ended_because == "it could not be replaced"
    assert here.holder.signed_in == 0


def test_an_unlock_has_the_person_sign_in_and_serves_again(here: AgentHere) -> None:
    here.agent.unlock()
    assert here.holder.signed_in == 0  # it is not locked

    pin = Pinned(here, is_right=True)
    here.locked()
    here.now += IDLE - 1.0
    here.agent.unlock()
    here.agent.unlock()
    assert here.agent.is_locked
    here.settle_until(lambda: not here.agent.is_locked)
    assert (here.holder.signed_in, here.fork_server.opened, pin.forgiven) == (1, 1, 1)
    assert here.log == ["locked: a test", "unlocked"]

    here.after(IDLE - 1.0)
    assert not here.agent.is_locked
    here.locked("again")
    here.agent.unlock()
    here.settle_until(lambda: not here.agent.is_locked)
    assert here.holder.signed_in == 2


def test_a_session_that_was_long_idle_can_be_unlocked(here: AgentHere) -> None:
    here.locked()
    here.now += 2 * IDLE
    here.agent.unlock()
    here.agent._tick()
    assert here.agent.is_unlocking  # or it would lock again before anybody can sign in

    here.settle_until(lambda: not here.agent.is_locked)
    assert here.log == ["locked: a test", "unlocked"]


@pytest.mark.parametrize("fails", ["sign_in_fails", "open_fails"])
def test_an_unlock_that_fails_leaves_it_locked_and_may_be_tried_again(
    here: AgentHere, fails: str
) -> None:
    pin = Pinned(here, is_right=True)
    here.locked()
    failing: Any = here.holder if fails == "sign_in_fails" else here.fork_server
    setattr(failing, fails, error_for(Code.DECLINED, "No."))
    here.agent.unlock()
    here.settle_until(lambda: "still locked: No." in here.log)
    assert (here.agent.is_locked, here.agent.is_unlocking, pin.forgiven) == (True, False, 0)
    here.until_replaced(1)

    setattr(failing, fails, None)
    here.agent.unlock()
    here.settle_until(lambda: not here.agent.is_locked)
    assert here.holder.signed_in == 2


def test_it_locks_when_nobody_used_it_and_ends_after_its_hours(here: AgentHere) -> None:
    here.after(IDLE - 1.0)
    assert here.log == []
    _, fork = here.begin()
    here.after(IDLE - 1.0)
    assert here.log == []
    here.after(1.0)
    here.after(1.0)
    assert here.log == ["locked: nobody used it, or the machine slept"]
    assert fork.heard() == [{"cancel": True}]

    here.agent.is_locked = False
    here.after(LONGEST)
    assert here.agent.ended_because == "its hours are over"


def test_a_question_that_nobody_answers_is_withdrawn_after_five_minutes(here: AgentHere) -> None:
    _, fork = here.asked()
    fork.heard()
    here.after(300.0)
    assert fork.heard() == []
    here.after(0.1)

    assert fork.heard() == [{"cancel": True}]


def test_at_each_look_at_the_clock_what_has_ended_is_reaped(here: AgentHere) -> None:
    here.after(1.0)
    here.after(1.0)

    assert here.reaped == 2


def test_what_the_session_has_adopted_is_reaped_and_what_somebody_waits_for_is_not(
    here: AgentHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = [31, 32, 7, 33]
    asked: list[tuple[Any, ...]] = []

    def waitid(*given: Any) -> Any:
        asked.append(given)
        return SimpleNamespace(si_pid=ended[0]) if ended else None

    def waitpid(pid: int, options: int) -> None:
        assert (ended.pop(0), 0) == (pid, options)

    monkeypatch.setattr(os, "waitid", waitid)
    monkeypatch.setattr(os, "waitpid", waitpid)
    here.agent.own_children.add(7)

    Agent.reap(here.agent)
    assert ended == [7, 33]
    ended.pop(0)
    Agent.reap(here.agent)
    assert ended == []
    assert {*asked} == {(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)}

    def childless(*_: Any) -> None:
        raise ChildProcessError

    monkeypatch.setattr(os, "waitid", childless)
    Agent.reap(here.agent)


def test_it_runs_until_it_is_stopped_and_says_why_first(here: AgentHere) -> None:
    client, _ = here.begin()
    ticks: list[str] = []

    def tick() -> None:
        ticks.append("tick")
        if len(ticks) == 2:
            here.agent.stop("one")
            here.agent.stop("two")

    here.ends()
    here.agent.run(tick, lambda: 0.0)

    assert ticks == ["tick", "tick"]
    assert here.reaped == 2
    assert here.agent.ended_because == "one"
    assert client.error()[0] == "no_session"
    assert not Path(here.agent.clients.address).exists()


def test_when_it_fails_its_requests_end_too(here: AgentHere) -> None:
    client, _ = here.begin()

    def tick() -> None:
        raise ZeroDivisionError

    here.ends()
    with pytest.raises(ZeroDivisionError):
        here.agent.run(tick, lambda: 0.0)
    assert client.error()[0] == "no_session"


def test_a_session_that_has_no_control_refuses_every_message(here: AgentHere) -> None:
    here.agent.control = here.without_control
    client = here.connect()
    client.send(b"control", b"lock")
    here.settle()

    assert client.error() == ("bad_usage", "A session cannot 'lock'.")


def test_what_it_opened_is_closed(here: AgentHere) -> None:
    address = Path(here.agent.clients.address)
    assert address.exists()
    here.agent.close()

    assert here.fork_server.is_closed
    assert not address.parent.exists()
    here.agent.close = lambda: None  # type: ignore[method-assign]  # it was


def test_what_hinders_the_revocation_keeps_it_locked_and_disturbs_nobody(here: AgentHere) -> None:
    here.holder.drop_fails = error_for(Code.NETWORK, "Auth0 does not answer.")
    here.agent.lock("a test")
    here.until_forgotten()
    here.settle()

    assert here.log == ["locked: a test"]
    assert here.agent.is_locked
