"""What a fork gets: nothing in a locked session, and no turn to write without the person."""

import os
from typing import Any

import pytest

from aegis_cli.errors import Code, error_for
from aegis_cli.session.line import frames
from aegis_cli.session.requests.served_request import RequestState
from tests.session.agent_here import (
    ACT,
    SAYS,
    TURN,
    YES,
    AgentHere,
    agent_here,
    open_descriptors,
)

CALLS: dict[str, dict[str, Any]] = {
    "child": {},
    "open": {"about": "a"},
    "jq": {"about": ""},
    "browse": {"about": "https://github.com/acme/web"},
    "granted": {"acts": [ACT]},
    "terminal": {"digest": "d"},
    "answered": YES,
    "turn": TURN,
    "session": {"scope": []},
}
QUESTION = {
    "waiting": 0,
    "named": [["use", "host"]],
    "encoding": "utf-8",
    "within_line": False,
}
"""What a fork is told when it may ask, once the person knows of a host."""


def refused(messages: list[dict[str, Any]]) -> tuple[str, str]:
    [message] = [each for each in messages if "cancel" not in each]
    return message["refused"]["code"], message["refused"]["message"]


@pytest.mark.parametrize("name", CALLS)
def test_a_locked_session_gives_a_fork_nothing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with agent_here(monkeypatch, "issues.*@acme/web") as here:
        client, fork = here.begin()
        fork.request.may_write = True
        here.agent.lock("a test")
        fork.call(name, **CALLS[name])
        here.settle()

        assert refused(fork.heard()) == ("session_locked", "The session is locked.")
        assert (client.heard(), here.holder.asked, here.fork_server.plans) == ([], [], [])
        assert (here.terminal.owner, here.agent.grants.left) == (None, 1)


@pytest.mark.parametrize("name", CALLS)
def test_a_client_whose_process_has_ended_gets_nothing(here: AgentHere, name: str) -> None:
    client, fork = here.begin()
    fork.request.may_write = True
    client.die()
    fork.call(name, **CALLS[name])
    here.settle()

    code, message = refused(fork.heard())
    assert code == "declined"
    assert "has ended; nothing was approved" in message
    assert (client.heard(), here.holder.asked, here.fork_server.plans) == ([], [], [])
    assert here.terminal.owner is None


def test_a_child_is_a_channel_to_another_fork(here: AgentHere) -> None:
    _, fork = here.begin()
    before = open_descriptors()
    number = fork.call("child")
    here.settle()
    assert fork.heard() == [{"number": number, "reply": None}]
    assert len(fork.descriptors) == 1
    assert open_descriptors() == before + (2 if before else 0)  # the fork's, and the other end

    here.fork_server.has_ended = True
    fork.call("child")
    here.settle()
    assert refused(fork.heard()) == ("internal", "The session cannot begin a plan.")


def test_nobody_writes_whom_nobody_approved(here: AgentHere) -> None:
    _, fork = here.begin()
    fork.call("turn", **TURN)
    here.settle()

    assert refused(fork.heard()) == ("declined", "Nobody approved a write of this request.")
    assert fork.request.state is RequestState.PLANNING


def test_a_yes_lets_a_request_write_and_the_log_says_what_was_approved(here: AgentHere) -> None:
    _, fork = here.asked()
    assert here.states() == [RequestState.WAITING]
    assert fork.heard() == [{"number": 1, "reply": QUESTION | {"named": []}}]
    assert len(fork.descriptors) == 1

    assert here.answer(fork)["reply"] is True
    assert here.states() == [RequestState.APPROVED]
    assert (here.terminal.owner, here.outer.released) == (None, 1)
    assert here.log == [f"approved: {SAYS}"]
    assert here.outer.said == [*here.agent.journal.lines]
    number = fork.call("turn", **TURN)
    here.settle()
    assert fork.heard() == [{"number": number, "reply": None}]
    assert fork.request.state is RequestState.IN_FLIGHT


def test_a_no_lets_nobody_write_and_is_not_asked_again(here: AgentHere) -> None:
    _, fork = here.asked()
    assert here.answer(fork, yes=False)["reply"] is False
    assert fork.request.state is RequestState.PLANNING
    assert here.log == []
    fork.call("turn", **TURN)
    here.settle()
    assert refused(fork.heard())[0] == "declined"

    fork.call("terminal", digest="d")
    here.settle()
    code, message = refused(fork.heard())
    assert (code, "refused or taken back less than a minute" in message) == ("declined", True)
    assert fork.request.state is RequestState.PLANNING
    fork.call("terminal", digest="another")
    here.settle()
    assert "reply" in fork.heard()[0]


def test_an_edit_is_neither_and_is_asked_about_anew(here: AgentHere) -> None:
    _, fork = here.asked()
    assert here.answer(fork, yes=False, edited=True)["reply"] is False
    fork.call("turn", **TURN)
    here.settle()
    assert refused(fork.heard())[0] == "declined"

    fork.call("terminal", digest="d")
    here.settle()
    assert "reply" in fork.heard()[0]


def test_a_later_no_takes_an_earlier_yes_back(here: AgentHere) -> None:
    _, fork = here.asked()
    here.answer(fork)
    fork.call("terminal", digest="more")
    here.settle()
    fork.heard()
    here.answer(fork, yes=False)
    fork.call("turn", **TURN)
    here.settle()

    assert refused(fork.heard())[0] == "declined"


def test_an_answer_of_whom_nobody_asked_approves_nothing(here: AgentHere) -> None:
    here.asked(1)
    _, waits = here.asked(2, "other")
    waits.heard()
    for fork in (waits, here.begin(3)[1]):
        answer = here.answer(fork)
        assert answer["refused"]["code"] == "declined"
        assert "taken back; nothing was approved" in answer["refused"]["message"]
        assert not fork.request.may_write
    assert here.log == []


def test_who_asks_is_told_whether_the_person_was_typing_for_the_command(here: AgentHere) -> None:
    here.outer.within_line = True
    _, fork = here.asked()

    assert fork.heard()[0]["reply"]["within_line"] is True


def test_the_next_is_asked_once_the_one_before_has_its_answer(here: AgentHere) -> None:
    _, first = here.asked(1)
    _, second = here.asked(2, "other")
    _, third = here.asked(3, "third")
    assert (second.heard(), third.heard()) == ([], [])
    assert here.terminal.owner is first.request

    here.answer(first, yes=False)
    [asked] = second.heard()
    assert asked["reply"] == QUESTION | {"waiting": 1}
    assert here.terminal.owner is second.request
    second.request.close()
    here.settle()
    assert third.heard()[0]["reply"]["waiting"] == 0


def test_the_same_question_and_a_second_one_of_a_process_are_refused(here: AgentHere) -> None:
    here.asked(1)
    for pid, digest in ((2, "d"), (1, "other")):
        _, fork = here.asked(pid, digest)
        assert refused(fork.heard())[0] == "busy"


class Pinned:
    """What comes of the question for the PIN, once the test lets it."""

    def __init__(self, here: AgentHere, *, is_right: bool) -> None:
        self.is_right, self.forgiven = is_right, 0
        self.was_withdrawn = False
        here.terminal.pin = self  # type: ignore[assignment]

    def is_typed(self, _person: Any) -> bool:
        return self.is_right

    def forgive(self) -> None:
        self.forgiven += 1


@pytest.mark.parametrize("is_right", [True, False])
def test_a_yes_counts_once_the_pin_was_right(here: AgentHere, *, is_right: bool) -> None:
    Pinned(here, is_right=is_right)
    _, fork = here.asked()
    fork.heard()
    number = fork.call("answered", **YES)
    messages = here.told(fork)

    assert messages == [{"number": number, "reply": is_right}]
    assert fork.request.may_write is is_right
    assert here.log == [f"approved: {SAYS}"] * is_right


def test_a_session_that_was_locked_while_the_pin_was_typed_approves_nothing(
    here: AgentHere,
) -> None:
    class Locking(Pinned):
        def is_typed(self, _person: Any) -> bool:
            here.agent.loop.post(lambda: setattr(here.agent, "is_locked", True))
            return True

    Locking(here, is_right=True)
    _, fork = here.asked()
    fork.heard()
    number = fork.call("answered", **YES)

    messages = here.told(fork)
    assert refused(messages)[0] == "session_locked"
    assert [each["number"] for each in messages] == [number]
    assert not fork.request.may_write
    assert (here.terminal.owner, here.log) == (None, [])


def test_a_client_that_goes_while_the_pin_is_typed_takes_the_question_away(
    here: AgentHere,
) -> None:
    class Withdrawn(Pinned):
        def is_typed(self, person: Any) -> bool:
            self.was_withdrawn = os.read(person.withdrawn, 1) == b""
            return True  # typed at the last moment

    pin = Withdrawn(here, is_right=True)
    client, fork = here.asked()
    _, waits = here.asked(2, "other")
    fork.heard()
    fork.call("answered", **YES)
    here.settle()
    client.line.close()
    here.settle()
    fork.tell("exit", code=130)
    here.settle_until(lambda: here.terminal.owner is waits.request)

    assert pin.was_withdrawn
    assert not fork.request.may_write
    assert here.outer.released == 1
    assert [line for line in here.log if line.startswith("approved")] == []


def test_a_grant_covers_its_writes_and_they_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    with agent_here(monkeypatch, "issues.create@acme/web", writes=2) as here:
        _, fork = here.begin()
        strict = {**ACT, "id": "s2", "is_plain": False}
        number = fork.call("granted", acts=[strict])
        here.settle()
        assert fork.heard() == [{"number": number, "reply": []}]
        assert not fork.request.may_write

        fork.call("granted", acts=[ACT, strict, {**ACT, "id": "s3"}, {**ACT, "id": "s4"}])
        here.settle()
        assert fork.heard()[0]["reply"] == ["s1", "s3"]
        assert fork.request.may_write
        assert here.log == []
        fork.call("granted", acts=[strict])
        fork.call("turn", **TURN)
        here.settle()
        assert fork.heard()[1]["reply"] is None
        for write in ("s1", "s2", "s3", "s3"):
            fork.tell("going", write=write)
        here.settle()
        told = "granted in advance: issues.create at acme/web"
        assert here.log == [f"{told}; 1 left", f"{told}; 0 left"]


def test_a_grant_whose_write_got_no_go_is_free_for_another_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with agent_here(monkeypatch, "issues.create@acme/web", writes=1) as here:
        _, first = here.begin(1)
        _, second = here.begin(2)
        for fork in (first, second):
            fork.call("granted", acts=[ACT])
            here.settle()
        assert [fork.heard()[0]["reply"] for fork in (first, second)] == [["s1"], []]

        first.tell("exit", code=7)
        here.settle()
        second.call("granted", acts=[ACT])
        here.settle()
        assert second.heard()[0]["reply"] == ["s1"]
        assert (here.agent.grants.left, here.agent.grants.uses) == (1, [])


def test_what_a_person_edits_is_theirs_and_no_grant_is_kept_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with agent_here(monkeypatch, "issues.create@acme/web", writes=1) as here:
        _, fork = here.begin()
        fork.call("granted", acts=[ACT])
        fork.call("terminal", digest="d")
        here.settle()
        here.answer(fork, yes=False, edited=True)
        fork.call("terminal", digest="e")
        here.settle()
        here.answer(fork)
        fork.call("turn", **TURN)
        fork.tell("going", write="s1")
        here.settle()

        assert (here.agent.grants.left, here.agent.grants.uses) == (1, [])


def test_a_request_that_broke_off_while_it_wrote_used_all_that_it_was_granted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with agent_here(monkeypatch, "issues.create@acme/web", writes=3) as here:
        _, fork = here.begin()
        fork.call("granted", acts=[ACT, {**ACT, "id": "s2"}])
        fork.call("turn", **TURN)
        here.settle()
        fork.request.close()
        here.settle()

        assert here.agent.grants.left == 1
        assert here.agent.grants.uses == ["issues.create at acme/web"] * 2


def test_writes_are_sent_one_after_another_and_a_stuck_one_is_given_up(here: AgentHere) -> None:
    _, first = here.writing(1)
    _, second = here.writing(2, "other")
    assert len(first.heard()) == 1
    assert second.heard() == []
    here.after(120.0)
    assert second.heard() == []
    assert here.states() == [RequestState.IN_FLIGHT, RequestState.APPROVED]

    here.after(0.1)
    [turn] = second.heard()
    assert turn["reply"] is None
    assert here.states() == [RequestState.IN_FLIGHT] * 2  # nobody knows what became of the first

    _, third = here.writing(3, "third")
    assert third.heard() == []
    second.tell("written", ends={"s1": "done"})
    here.settle()
    assert len(third.heard()) == 1


def test_a_request_that_ends_lets_the_next_one_write(here: AgentHere) -> None:
    _, first = here.writing(1)
    _, second = here.writing(2, "other")
    first.line.close()
    here.settle()

    assert len(second.heard()) == 1


def test_a_thread_answers_what_takes_time_with_the_sessions_of_its_request(here: AgentHere) -> None:
    here.holder.answers = {
        "session": {"token": "t"},
        "jwks": error_for(Code.NETWORK, "Nobody answers.", hint="Later."),
        "issuer": KeyError("a bug"),
    }
    _, fork = here.begin(1)
    _, other = here.begin(2)
    fork.call("session")
    assert here.told(fork) == [{"number": 1, "reply": {"token": "t"}}]
    fork.call("jwks")
    assert refused(here.told(fork)) == ("network", "Nobody answers.")
    number = fork.call("issuer")
    messages = here.told(fork)
    assert messages[0]["number"] == number
    assert refused(messages) == ("internal", "The session made a mistake.")
    other.call("session")
    here.told(other)
    assert here.holder.asked == [
        ("request 1", "session"),
        ("request 1", "jwks"),
        ("request 1", "issuer"),
        ("request 2", "session"),
    ]

    fork.tell("exit", code=0)
    here.settle()
    assert here.holder.requests == ["request 1", "request 2", "request 1 ended"]
    assert here.fork_server.forks[1].heard() == []


def test_what_a_thread_found_for_a_request_that_has_ended_is_dropped(here: AgentHere) -> None:
    here.holder.answers = {"session": {"token": "t"}}
    client, fork = here.begin()
    fork.call("session")
    fork.tell("exit", code=0)
    here.settle()
    assert client.heard() == [[frames.EXIT, b"0"]]
    here.settle_until(lambda: here.holder.asked)
    here.settle()

    assert fork.heard() == []


def test_who_was_cancelled_while_it_waited_to_write_gets_no_turn(here: AgentHere) -> None:
    _, first = here.writing(1)
    _, second = here.writing(2, "other")
    client, third = here.writing(3, "third")
    client.send(frames.CANCEL)
    here.settle()
    here.agent.lock("a test")
    for fork in (first, second, third):
        fork.heard()
    first.tell("written", ends={"s1": "done"})
    here.settle()

    assert [refused(fork.heard())[0] for fork in (second, third)] == ["interrupted"] * 2
    assert here.states() == [RequestState.WRITTEN, RequestState.APPROVED, RequestState.APPROVED]


def test_what_was_approved_may_be_asked_again(here: AgentHere) -> None:
    _, fork = here.asked()
    here.answer(fork)
    number = fork.call("terminal", digest="d")
    here.settle()

    assert fork.heard() == [{"number": number, "reply": QUESTION}]


def test_a_process_that_ends_while_the_pin_is_typed_gets_nothing(here: AgentHere) -> None:
    client, fork = here.asked()

    class Ending(Pinned):
        def is_typed(self, _person: Any) -> bool:
            client.die()
            return True

    Ending(here, is_right=True)
    fork.heard()
    fork.call("answered", **YES)

    assert refused(here.told(fork))[0] == "declined"
    assert not fork.request.may_write


def test_a_thread_stops_to_work_for_a_client_that_has_gone(here: AgentHere) -> None:
    begun: list[str] = []

    def waits() -> None:
        begun.append("begun")
        while True:
            here.agent.waiting.check_wanted()

    here.holder.answers = {"session": waits}
    client, fork = here.begin()
    fork.call("session")
    here.settle_until(lambda: begun)
    client.line.close()
    messages = here.told(fork)
    if messages == [{"cancel": True}]:
        messages = here.told(fork)

    assert refused(messages) == ("interrupted", "The sign-in was cancelled.")
