"""What a turn makes of each message, and how it ends."""

from typing import Any

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.broker.workers.fork_run import ForkRun
from aegis_cli.errors import AegisError, Code
from aegis_cli.providers.github.nouns.issues import CreateIssue

CALLS = tuple(
    Call(f"s{at}", CreateIssue(repo="acme/web", title="Crash"), seal="a" * 64) for at in (1, 2)
)
DONE = {"outcome": {"id": "s1", "status": "done", "data": 7, "error": None}}
GONE = {"code": "gone", "message": "No.", "hint": None}
FAILED = {"outcome": {"id": "s1", "status": "failed", "data": None, "error": GONE}}
SENDING = {"sending": "s1"}
REFUSED = {"refused": {"code": "not_connected", "message": "No.", "hint": None}}


def heard(*messages: dict[str, Any], may_go: bool = True) -> ForkRun:
    """Return a turn that heard messages."""
    turn = ForkRun(CALLS, may_go=lambda: may_go)
    for message in messages:
        turn.heard(message)
    return turn


def ends(turn: ForkRun, *, late: bool = False) -> list[tuple[str, str | None]]:
    """Return status and code of each outcome."""
    found = turn.ended(late=late)
    return [(each.status.value, each.error.code.value if each.error else None) for each in found]


def test_a_write_is_let_go() -> None:
    assert {"go": "s1"} == heard().heard({"sending": "s1"})


def test_for_a_caller_who_left_a_write_is_not_let_go() -> None:
    turn = heard(may_go=False)

    assert turn.heard({"sending": "s1"}) is None
    assert turn.is_over
    assert [("skipped", None), ("skipped", None)] == ends(turn)


def test_an_assertion_is_asked_for() -> None:
    assert {"assertion": None} == heard().heard({"asking": "assertion"})


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("POST 127.0.0.1:1/oauth/token: 200, 12 ms", 200),
        ("GET api.github.com/user: no answer in time, 12 ms", None),
        ("GET api.github.com/: 500, 1 ms: 404, 0 ms", 404),
    ],
)
def test_the_last_answer_is_noted(line: str, status: int | None) -> None:
    assert status == heard({"observed": line}).upstream_status


@pytest.mark.parametrize(
    ("messages", "late", "expected"),
    [
        ([SENDING, DONE], False, [("done", None), ("skipped", "internal")]),
        ([SENDING, DONE], True, [("done", None), ("skipped", "network")]),
        ([SENDING, FAILED, {"end": True}], False, [("failed", "gone"), ("skipped", None)]),
        ([SENDING, DONE, REFUSED], False, [("done", None), ("skipped", "not_connected")]),
        (
            [SENDING, DONE, {"sending": "s2"}],
            False,
            [("done", None), ("outcome_unknown", "outcome_unknown")],
        ),
        (
            [SENDING],
            True,
            [("outcome_unknown", "outcome_unknown"), ("skipped", None)],
        ),
        (
            [SENDING, REFUSED],
            False,
            [("outcome_unknown", "outcome_unknown"), ("skipped", None)],
        ),
    ],
)
def test_each_call_has_an_outcome_and_the_first_that_did_not_run_says_why(
    messages: list[dict[str, Any]], late: Any, expected: list[tuple[str, str | None]]
) -> None:
    assert expected == ends(heard(*messages), late=late)


def test_a_refusal_before_anything_was_begun_is_raised() -> None:
    with pytest.raises(AegisError) as caught:
        heard(REFUSED).ended()

    assert Code.NOT_CONNECTED is caught.value.code


@pytest.mark.parametrize(
    "messages",
    [
        [{"sending": "s2"}],
        [{"sending": "s3"}],
        [{"sending": None}],
        [{"sending": ["s1"]}],
        [SENDING, SENDING],
        [SENDING, DONE, SENDING],
        [SENDING, FAILED, {"sending": "s2"}],
        [SENDING, {"sending": "s2"}],
        [DONE],
        [SENDING, DONE, DONE],
        [{"end": True}],
        [SENDING, {"end": True}],
    ],
)
def test_a_fork_that_asks_or_says_what_it_may_not_is_let_go_for_nothing_more(
    messages: list[dict[str, Any]],
) -> None:
    turn = heard(*messages[:-1])
    before = turn.ledger.in_flight

    with pytest.raises(ValueError, match=r"may|belongs|not done|ends"):
        turn.heard(messages[-1])

    assert before == turn.ledger.in_flight
    assert not turn.is_over


def test_a_read_is_let_go_for_no_write() -> None:
    turn = ForkRun((Call("s1", CreateIssue(repo="acme/web", title="Crash")),))

    with pytest.raises(ValueError, match="approved"):
        turn.heard(SENDING)


@pytest.mark.parametrize("outcome", [{"id": "s1"}, {"id": "s1", "status": "x", "data": 1}, 7])
def test_what_no_executor_says_is_an_error(outcome: Any) -> None:
    with pytest.raises((KeyError, ValueError, TypeError)):
        heard({"outcome": outcome})
