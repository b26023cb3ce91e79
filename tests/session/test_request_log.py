"""What the log says of a request: the plan that was sent, how it ended, and whose doing that was."""

from collections.abc import Callable

import pytest

from aegis_cli.errors import Code
from aegis_cli.session.line import frames
from aegis_cli.session.requests.request_log import Cause, RequestLog
from tests.session.agent_here import NO, TURN, YES, AgentHere, ClientHere, ForkHere
from tests.session.test_fork_calls import Pinned

Deed = Callable[[AgentHere, ClientHere, ForkHere], object]


def test_what_was_approved_and_sent_is_told_by_the_plan_and_not_by_the_clients_words(
    here: AgentHere,
) -> None:
    _, fork = here.asked()
    fork.call("answered", **YES | {"approves": ["Open A", "Open B"], "changed": True})
    fork.call("turn", **TURN | {"sends": [["s1", "Open A"], ["s3", "Open B"]]})
    fork.tell("written", ends={"s1": "done", "s2": "done", "s3": "failed"})
    fork.tell("ended", status="failed", code="invalid", read=[])
    here.settle()

    assert here.log == [
        "approved: Open A",
        "approved: Open B",
        "write of plan 3f2a91c04b7e, done: Open A",
        "write of plan 3f2a91c04b7e, failed: Open B",
        "failed, as the person changed it, invalid: ask close #12 in acme/web",
    ]


def test_a_long_title_hides_neither_the_place_nor_the_next_write(here: AgentHere) -> None:
    long = f'Open issue "{"x" * 113}\x1b{"y" * 200}" in acme/web'
    _, fork = here.asked()
    fork.call("answered", **YES | {"approves": [long, "Open B"]})
    fork.call("turn", **TURN | {"sends": [["s1", long]]})
    fork.tell("written", ends={"s1": "done"})
    here.settle()

    told = f'Open issue "{"x" * 108}[…]{"y" * 67}" in acme/web'
    assert here.log == [
        f"approved: {told}",
        "approved: Open B",
        f"write of plan 3f2a91c04b7e, done: {told}",
    ]
    assert next(iter(RequestLog.approval_lines(["z" * 200]))) == f"approved: {'z' * 200}"


def test_what_was_edited_before_the_yes_is_said_to_be_changed(here: AgentHere) -> None:
    _, fork = here.asked()
    here.answer(fork, yes=False, edited=True)
    fork.call("terminal", digest="edited")
    here.answer(fork)
    fork.tell("ended", status="done", code="", read=[])
    here.settle()

    assert here.log[-1] == "done, as the person changed it: ask close #12 in acme/web"


def test_a_write_whose_answer_never_came_is_told_with_its_plan(here: AgentHere) -> None:
    _, fork = here.writing()
    fork.line.close()
    here.settle()

    assert here.log[1:] == [
        "write of plan 3f2a91c04b7e, its answer never came: Close issue acme/web#12",
        "outcome_unknown, a write was in flight: ask close #12 in acme/web",
    ]


def test_a_write_that_waits_for_its_turn_is_not_told_as_sent(here: AgentHere) -> None:
    here.writing()
    _, fork = here.writing(2, "another")
    fork.line.close()
    here.settle()

    assert here.log[2:] == ["ended early, and no write was sent: ask close #12 in acme/web"]


def _lapses(here: AgentHere, _client: ClientHere, _fork: ForkHere) -> None:
    here.after(301.0)


def _says_no(_here: AgentHere, _client: ClientHere, fork: ForkHere) -> None:
    fork.call("answered", **NO)


def _types_no_pin(here: AgentHere, _client: ClientHere, fork: ForkHere) -> None:
    Pinned(here, is_right=False)
    fork.heard()
    fork.call("answered", **YES)
    here.told(fork)


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        (_says_no, "the person said no"),
        (_types_no_pin, "the PIN was not typed"),
        (_lapses, "nobody answered in time"),
        (lambda here, *_: here.agent.interrupt(), "Ctrl-C at the session's terminal"),
        (lambda here, *_: here.agent.lock("a test"), "the session was locked"),
        (lambda _, client, __: client.send(frames.CANCEL), "its program took it back"),
        (lambda _, client, __: client.line.close(), "its program has gone"),
        (
            lambda _, client, fork: (client.die(), fork.call("child")),
            "its program has gone",
        ),
    ],
)
def test_each_way_to_no_approval_ends_in_words_of_its_own(
    here: AgentHere, deed: Deed, said: str
) -> None:
    client, fork = here.asked()
    deed(here, client, fork)
    here.settle()
    fork.tell("ended", status="declined", code="declined", read=[])
    here.settle()

    assert here.log[-1] == f"declined, {said}: ask close #12 in acme/web"


def test_what_was_refused_a_moment_ago_is_told_as_that_and_not_as_a_no(here: AgentHere) -> None:
    _, first = here.asked()
    here.answer(first, yes=False)
    first.tell("exit", code=6)
    _, again = here.asked(2)
    again.tell("ended", status="declined", code="declined", read=[])
    here.settle()

    why = "the same was refused or taken back a moment ago"
    assert here.log == [f"declined, {why}: ask close #12 in acme/web"]


def test_the_cause_of_the_end_is_the_first_one(here: AgentHere) -> None:
    client, fork = here.asked()
    client.send(frames.CANCEL)
    here.settle()
    here.agent.lock("a test")
    fork.call("answered", **NO)
    client.die()
    fork.call("child")
    here.settle()

    assert fork.request.log.cause is Cause.TAKEN_BACK


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        ("denied", Code.POLICY, "denied, a rule of the policy forbids it: do it"),
        ("needs_approval", Code.NEEDS_APPROVAL, "needs_approval, nobody could be asked: do it"),
        ("failed", Code.NOT_FOUND, "failed, not_found: do it"),
        ("busy", Code.BUSY, "busy: do it"),
    ],
)
def test_an_end_without_a_person_is_told_by_its_code(status: str, code: Code, said: str) -> None:
    assert RequestLog(["do", "it"]).last_line(status, code.value) == said
