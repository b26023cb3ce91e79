"""A read that is made again until its thing is at its end, with what is shown before that."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.plan_request import PlanRequest
from aegis_cli.broker.http.problem import Problem
from aegis_cli.broker.judging import judge
from aegis_cli.broker.whitelist import Whitelist
from aegis_cli.core.http import Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, UsageError
from aegis_cli.executor.messages import call_as_json, call_from
from aegis_cli.providers.github.nouns.actions.runs import GetRun, WatchRun
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue
from aegis_cli.request.execution import Outcome, StepStatus, run
from aegis_cli.request.watching import Interim, interruption, require_watchable
from tests.actions.cases.actions.jobs import LINT, TEST
from tests.helpers.act_factory import BASES, access_to
from tests.helpers.canned import BASE, answer
from tests.helpers.flows import Player
from tests.helpers.rows import for_each
from tests.helpers.world import Stage, rules, wire

WATCH = WatchRun(repo="acme/web", run_id=16000005)
CALL = Call("s1", WATCH, related=("jobs",))
RUN: dict[str, Any] = {
    "id": 16000005,
    "display_title": "Pay",
    "status": "in_progress",
    "conclusion": None,
    "event": "push",
    "html_url": "https://github.com/acme/web/actions/runs/16000005",
    "created_at": "2026-11-24T11:00:00Z",
}
ENDED = RUN | {"status": "completed", "conclusion": "failure"}
AGAIN = "`aegis do runs.watch --repo acme/web --run-id 16000005` watches it again."
SAME = Response(304)
BROKEN = Unreachable("the connection broke", sent=True)


def look(shown: Any, *jobs: Any, etag: str = "") -> tuple[Response, Response]:
    """Return the answers to the two requests of one look."""
    both = answer(shown), answer({"total_count": len(jobs), "jobs": [*jobs]})
    if not etag:
        return both
    first, second = (replace(each, headers={**each.headers, "etag": etag}) for each in both)
    return first, second


def performed(*answers: Response | Unreachable, call: Call = CALL) -> tuple[Outcome, Player]:
    player = Player(*answers)
    (outcome,) = player.run(run((call,), access_to(BASE, Secret("ghu_secret"))))
    return outcome, player


def interims(player: Player) -> list[tuple[str, int]]:
    """Return how far each interim result is, and how many of its jobs are known."""
    shown = [each for each in player.shown if isinstance(each, Interim)]
    assert all(each.step == "s1" for each in shown)
    return [(each.data["status"], len(each.data["jobs"] or ())) for each in shown]


def test_a_run_that_has_ended_is_answered_at_once() -> None:
    outcome, player = performed(*look(ENDED, LINT, TEST))

    assert (StepStatus.DONE, "failure", 2) == (
        outcome.status,
        outcome.data["conclusion"],
        len(outcome.data["jobs"]),
    )
    assert ([], []) == (interims(player), player.waits)


def test_each_change_is_shown_once_until_the_end() -> None:
    outcome, player = performed(
        *look(RUN, LINT), *look(RUN, LINT), *look(RUN, LINT, TEST), *look(ENDED, LINT, TEST)
    )

    assert (StepStatus.DONE, "completed") == (outcome.status, outcome.data["status"])
    assert [("in_progress", 1), ("in_progress", 2)] == interims(player)
    assert [3.0] * 3 == player.waits


def test_the_interval_is_between_two_looks_and_not_in_the_request() -> None:
    slow = Call("s1", WatchRun(repo="acme/web", run_id=16000005, interval=10), related=("jobs",))

    _, player = performed(*look(RUN), *look(ENDED), call=slow)

    assert [10.0] == player.waits
    assert {f"{BASE}/repos/acme/web/actions/runs/16000005"} == {
        request.url.partition("/jobs")[0] for request in player.requests
    }


def test_what_is_known_is_named_and_not_sent_again() -> None:
    outcome, player = performed(*look(RUN, LINT, etag='W/"a1"'), SAME, SAME, *look(ENDED, LINT))

    named = [dict(request.headers).get("if-none-match") for request in player.requests]
    assert [None, None, *['W/"a1"'] * 4] == named
    assert all(request.bearer is not None for request in player.requests)
    assert [("in_progress", 1)] == interims(player)
    assert StepStatus.DONE is outcome.status


@for_each("etag", ["a1", '"a\r\nx: 1"', '"é"', f'"{"a" * 300}"', 'W/"a" "b"'])
def test_a_name_that_is_none_is_not_sent_back(etag: str) -> None:
    _, player = performed(*look(RUN, etag=etag), *look(ENDED))

    assert not any("if-none-match" in dict(request.headers) for request in player.requests)


def test_an_answer_that_nothing_was_known_of_is_no_answer() -> None:
    outcome, _ = performed(SAME)

    assert StepStatus.FAILED is outcome.status


def test_after_its_time_it_says_that_the_run_goes_on() -> None:
    player = Player(forever=answer(RUN))

    (outcome,) = player.run(run((Call("s1", WATCH),), access_to(BASE, Secret("ghu_secret"))))

    assert outcome.error is not None
    assert (Code.NOT_READY, AGAIN) == (outcome.error.code, outcome.error.hint)
    assert "After 12 minutes of watching, the run is not at its end; it goes on." == (
        outcome.error.message
    )
    assert 720.0 == player.waited


def test_the_time_that_answers_take_counts_too() -> None:
    slow = answer(RUN)
    slow = Response(slow.status, slow.headers, slow.body, took=60.0)
    player = Player(forever=slow)

    player.run(run((Call("s1", WATCH),), access_to(BASE, Secret("ghu_secret"))))

    assert 12 == len(player.requests)


def test_a_run_that_is_deleted_meanwhile_is_said_to_be_gone() -> None:
    outcome, _ = performed(*look(RUN), answer({"message": "Not Found"}, 404))

    assert outcome.error is not None
    assert (Code.GONE, "The run was there, and is not any more: somebody deleted it.") == (
        outcome.error.code,
        outcome.error.message,
    )


def test_a_run_that_was_never_there_is_told_as_by_any_read() -> None:
    outcome, _ = performed(answer({"message": "Not Found"}, 404))

    assert outcome.error is not None
    assert "was there" not in outcome.error.message


def test_a_network_that_fails_for_a_moment_is_asked_again() -> None:
    outcome, player = performed(*look(RUN, LINT), BROKEN, *look(ENDED, LINT))

    assert StepStatus.DONE is outcome.status
    assert [3.0, 0.5] == player.waits


def test_a_network_that_is_gone_ends_the_watching_and_not_the_run() -> None:
    outcome, _ = performed(*look(RUN), BROKEN, BROKEN, BROKEN)

    assert outcome.error is not None
    assert Code.NETWORK is outcome.error.code
    assert (outcome.error.hint or "").endswith(f"The run does not depend on being watched. {AGAIN}")


def test_jobs_that_are_not_known_for_a_moment_end_nothing() -> None:
    ran, _ = look(RUN)

    outcome, player = performed(ran, answer({}, 403), *look(ENDED, LINT))

    assert [("in_progress", 0)] == interims(player)
    assert (StepStatus.DONE, "") == (outcome.status, outcome.note)


def test_a_ctrl_c_says_that_the_run_goes_on_where_one_is_watched() -> None:
    error = interruption(WATCH)

    assert error is not None
    assert ("You stopped watching; the run goes on.", AGAIN) == (error.message, error.hint)
    assert interruption(GetRun(repo="acme/web", run_id=1)) is None


def refused(*actions: Action[Any], answers_once: bool = False) -> AegisError | None:
    try:
        require_watchable(actions, answers_once=answers_once)
    except UsageError as error:
        return error
    return None


def test_a_plan_watches_alone_and_never_at_a_broker() -> None:
    close = CloseIssue(repo="acme/web", issue_number=12)

    beside, at_broker = refused(WATCH, close), refused(WATCH, answers_once=True)

    assert beside is not None
    assert at_broker is not None
    assert [None, None] == [refused(WATCH), refused(close, close, answers_once=True)]
    assert "This watches, so it is a request of its own: Watch the run 16000005 in acme/web." == (
        beside.message
    )
    assert "`aegis do runs.get --repo acme/web --run-id 16000005` looks once." == at_broker.hint


def test_a_broker_refuses_a_call_that_watches() -> None:
    plan = PlanRequest((call_from(call_as_json(CALL)),), None)
    caller = Caller("github|1", "cli", frozenset({"aegis:read"}), None, None, 9e9)
    policy = Whitelist.load("[everyone]", "policy.toml")

    with pytest.raises(Problem, match="A call watches something, and a broker answers once"):
        judge(plan, caller, policy, bases=BASES, now=0.0)


@pytest.mark.parametrize("answers_once", [False, True])
def test_where_a_broker_answers_nobody_signs_in_for_a_watch(*, answers_once: bool) -> None:
    stage = Stage(wire(("runs.watch", {"repo": "acme/web", "run_id": 16000005})))

    options = replace(rules(), answers_once=answers_once)
    result = stage.hears("watch run 16000005 in acme/web", options)

    refused = result.error is not None and result.error.code is Code.BAD_USAGE
    assert answers_once is refused
    assert answers_once is (stage.begun == 0)
