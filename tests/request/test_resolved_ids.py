"""What a person says becomes an id by a read before approval; nothing is sent but what was found.

A sub-issue's id by its number, a file's blob or that there is none, and a thread's node id by one
of its comments.
"""

import json
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call, Precondition, preconditions_of
from aegis_cli.adapters.terminal.preview import render_preview
from aegis_cli.broker.http.plan_request import read_plan_request
from aegis_cli.broker.http.problem import Problem
from aegis_cli.broker.judging import _check_shape
from aegis_cli.core.http import Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed
from aegis_cli.executor.messages import call_as_json, call_from
from aegis_cli.planning.plan import Origin
from aegis_cli.planning.typed import as_typed
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseAsDuplicate
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.execution import Outcome, Sending, StepStatus, run
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.result import Result
from tests.adapters.render.samples import TERMINAL
from tests.helpers.act_factory import access_to, act_of
from tests.helpers.canned import BASE, answer
from tests.helpers.flows import Player
from tests.helpers.marked_actions import (
    PUT_FILE,
    RESOLVE,
    SUB,
    AddSubIssue,
    GetFile,
    GetIssueId,
    MoveFile,
    marked,
    thread,
)
from tests.helpers.rows import for_each
from tests.helpers.world import Stage, rules

__all__ = ["marked"]  # a fixture

ANSWERS = {
    "tests.get_issue_id": {"id": 77},
    "tests.get_file": {"sha": "abc", "type": "file"},
    "tests.list_threads": [thread(7)],
}
NOT_FOUND = Failed("There is none.", code=Code.NOT_FOUND)
FOUND_SUB = SUB.from_arguments(SUB.sent_arguments() | {"sub_issue_id": 77})
HELD = Precondition(GetIssueId(repo="acme/web", issue_number=12), (("id", 77),))
NEW = preconditions_of(PUT_FILE, {})


def ended(stage: Stage, action: Action[Any], **options: Any) -> Result:
    """Let the pipeline do an action that the person typed."""
    acts = (act_of("s1", action, dict.fromkeys(action.sent_arguments(), Origin.USER)),)
    return carry_out("do it", acts, rules(**options), stage.services(), wanted=None)


def approved(action: Action[Any], **answers: Any) -> Call:
    """Return the call of an action that was approved, with these answers of its reads."""
    stage = Stage(answers=ANSWERS | {f"tests.{name}": found for name, found in answers.items()})
    result = ended(stage, action)
    assert result.error is None, result.error
    assert stage.approved is not None
    (call,) = stage.approved.calls
    return call


def performed(call: Call, *answers: Response | Unreachable) -> tuple[Outcome, Player]:
    player = Player(*answers)
    (outcome,) = player.run(run((call,), access_to(BASE, Secret("ghu_secret"))))
    return outcome, player


# The pipeline


@pytest.mark.parametrize(
    ("action", "found", "pins"),
    [
        (SUB, {"sub_issue_id": 77}, (("id", 77),)),
        (PUT_FILE, {"sha": "abc"}, (("sha", "abc"),)),
        (RESOLVE, {"thread_id": "T_1"}, (("id", "T_1"),)),
    ],
)
def test_what_is_found_is_in_the_approved_request_and_pinned(
    action: Action[Any], found: dict[str, Any], pins: Any
) -> None:
    call = approved(action)

    assert action.sent_arguments() | found == call.action.sent_arguments()
    assert [pins] == [each.pins for each in call.preconditions]
    assert call.seal == call.fingerprint(call.action.request(BASE))


def test_it_is_read_before_the_question_and_shown_as_read() -> None:
    stage = Stage(answers=ANSWERS)

    result = ended(stage, SUB)

    assert ["open", "read tests.get_issue_id", "ask s1", "write", "close"] == stage.events[2:]
    first, asked = (render_preview(preview, TERMINAL) for preview in stage.previews)
    assert "sub_issue_id" not in first
    assert "   sub_issue (your words): 12\n   sub_issue_id (read before approval): 77\n" in asked
    (act,) = result.acts
    assert Origin.RESOLVED is act.provenance["sub_issue_id"]


FAR = AddSubIssue(repo="acme/web", issue_number=1, sub_issue=12, sub_repo="acme/api")


def test_what_is_in_another_repository_is_read_and_judged_there() -> None:
    stage = Stage(answers=ANSWERS)

    ended(stage, FAR)

    assert [GetIssueId(repo="acme/api", issue_number=12)] == stage.looked_up
    for only in ("acme/web", "acme/api"):
        result = ended(stage, FAR, policy=Policy((Layer("the file", places=(only,)),)))
        assert result.error is not None
        assert Code.POLICY is result.error.code


def test_yes_covers_what_is_found_from_the_persons_own_words() -> None:
    stage = Stage(answers=ANSWERS, has_person=False)

    assert None is ended(stage, SUB, yes=True).error


def test_a_line_that_does_the_same_does_not_say_what_is_found() -> None:
    act = act_of("s1", SUB, dict.fromkeys(SUB.sent_arguments(), Origin.USER))

    line = as_typed(replace(act, action=FOUND_SUB))

    assert line.endswith("--issue-number 1 --sub-issue 12 --yes")


def test_what_finds_is_judged_by_the_policy() -> None:
    stage = Stage(answers=ANSWERS)

    result = ended(stage, SUB, policy=Policy((Layer("the file", deny=("tests.get_*",)),)))

    assert result.error is not None
    assert Code.POLICY is result.error.code
    assert [] == stage.events


@for_each(
    ("action", "answers", "code"),
    [
        (SUB, {"get_issue_id": NOT_FOUND}, Code.NOT_FOUND),
        (SUB, {"get_issue_id": {}}, Code.PROTOCOL),
        (SUB, {"get_issue_id": {"id": "many words"}}, Code.PROTOCOL),
        (PUT_FILE, {"get_file": [{"sha": "a"}, {"sha": "b"}]}, Code.PROTOCOL),
        (PUT_FILE, {"get_file": Failed("No.", code=Code.FORBIDDEN)}, Code.FORBIDDEN),
        (RESOLVE, {"list_threads": []}, Code.PROTOCOL),
        (RESOLVE, {"list_threads": [thread(7), thread(7, "T_2")]}, Code.PROTOCOL),
        (RESOLVE, {"list_threads": [thread(7, "T 1")]}, Code.PROTOCOL),
    ],
)
def test_without_exactly_one_thing_that_is_found_nobody_is_asked(
    action: Action[Any], answers: dict[str, Any], code: Code
) -> None:
    stage = Stage(answers=ANSWERS | {f"tests.{name}": found for name, found in answers.items()})

    result = ended(stage, action)

    assert result.error is not None
    assert code is result.error.code
    assert "ask s1" not in stage.events


@pytest.mark.parametrize(
    ("threads", "words"),
    [
        ([], 'nothing fits the comment "7"; nothing was sent.'),
        (
            [thread(7), thread(7, "T_2")],
            'more than one thing fits the comment "7"; nothing was sent.',
        ),
    ],
)
def test_it_is_said_why_nothing_was_found(threads: list[Any], words: str) -> None:
    result = ended(Stage(answers={"tests.list_threads": threads}), RESOLVE)

    assert result.error is not None
    assert words in result.error.message
    listing = "`aegis do tests.list_threads --repo acme/web --pull-number 12`"
    assert f"{listing} lists what there is; name one of those." == result.error.hint


def test_where_nothing_may_be_there_that_is_pinned() -> None:
    call = approved(PUT_FILE, get_file=NOT_FOUND)

    assert PUT_FILE == call.action
    assert [(("sha", None),)] == [each.pins for each in call.preconditions]


def test_one_read_may_find_and_show_what_is_at_stake() -> None:
    call = approved(MoveFile(repo="acme/web", path="a.md"))

    (held,) = call.preconditions
    assert (("sha", "abc"), ("type", "file")) == held.pins
    assert call.is_pinned


# The child


@pytest.mark.parametrize(
    ("action", "found", "after"),
    [
        (SUB, {"id": 77}, answer(None, 201)),
        (PUT_FILE, {"sha": "abc"}, answer({"content": {}}, 201)),
    ],
)
def test_it_is_read_again_right_before_the_write(
    action: Action[Any], found: Any, after: Response
) -> None:
    outcome, player = performed(approved(action), answer(found), after)

    assert StepStatus.DONE is outcome.status
    read, write = (request for request in player.requests)
    assert ["GET", action.facts.method] == [read.method, write.method]
    assert Sending("s1") == player.log[1]


@pytest.mark.parametrize(
    ("action", "answers", "now"),
    [
        (SUB, {}, answer({"id": 78})),
        (PUT_FILE, {}, answer({"sha": "def"})),
        (PUT_FILE, {"get_file": NOT_FOUND}, answer({"sha": "abc"})),
    ],
)
def test_another_thing_than_was_found_stops_the_write(
    action: Action[Any], answers: dict[str, Any], now: Response
) -> None:
    outcome, player = performed(approved(action, **answers), now)

    assert outcome.error is not None
    assert Code.CHANGED is outcome.error.code
    assert 1 == len(player.requests)


@for_each("status", [301, 302, 307, 308])
@for_each("action", [SUB, MoveFile(repo="acme/web", path="a.md")])
def test_what_is_somewhere_else_by_now_is_not_taken_from_there(
    action: Action[Any], status: int
) -> None:
    moved = answer(None, status, location=f"{BASE}/repositories/9/issues/3")
    there = answer({"full_name": "acme/vault"})

    outcome, player = performed(approved(action), moved, there)

    assert outcome.error is not None
    assert Code.MOVED is outcome.error.code
    assert "is now in acme/vault; nothing was sent there" in outcome.error.message
    assert ["GET", "GET"] == [request.method for request in player.requests]
    assert "/repositories/9" == player.requests[1].path


@pytest.mark.parametrize("action", [SUB, RESOLVE, MoveFile(repo="acme/web", path="a.md")])
def test_what_is_read_for_an_approval_is_read_in_its_place(action: Action[Any]) -> None:
    stage = Stage(answers=ANSWERS)

    ended(stage, action)

    assert stage.in_place
    assert all(stage.in_place)


@pytest.mark.usefixtures("marked")
def test_a_read_in_its_place_takes_nothing_from_elsewhere() -> None:
    call = Call("s1", GetIssueId(repo="acme/web", issue_number=12), in_place=True)
    moved = answer(None, 301, location=f"{BASE}/repositories/9/issues/12")

    outcome, _ = performed(
        call_from(json.loads(json.dumps(call_as_json(call)))), moved, answer({"full_name": "a/b"})
    )

    assert StepStatus.FAILED is outcome.status
    assert "acme/web is now a/b; nothing was sent to the new name." == str(outcome.error)


def test_nothing_where_there_was_nothing_lets_the_write_pass() -> None:
    call = approved(PUT_FILE, get_file=NOT_FOUND)

    outcome, player = performed(call, answer({}, 404), answer({"content": {}}, 201))

    assert StepStatus.DONE is outcome.status
    assert b'"sha"' not in (player.requests[1].body or b"")


@pytest.mark.parametrize("status", [403, 410])
def test_another_refusal_is_no_absence(status: int) -> None:
    call = approved(PUT_FILE, get_file=NOT_FOUND)

    outcome, _ = performed(call, answer({}, status))

    assert outcome.error is not None
    assert outcome.error.code in {Code.FORBIDDEN, Code.GONE}


def test_nothing_where_something_was_found_stops_the_write() -> None:
    outcome, player = performed(approved(PUT_FILE), answer({}, 404))

    assert outcome.error is not None
    assert Code.NOT_FOUND is outcome.error.code
    assert 1 == len(player.requests)


def test_a_thread_is_found_again_by_the_same_query_and_resolved() -> None:
    nodes = {"nodes": [thread(6, "T_0"), thread(7)], "pageInfo": {"hasNextPage": False}}
    page = {"data": {"repository": {"pullRequest": {"reviewThreads": nodes}}}}
    done = {"data": {"resolveReviewThread": {"thread": {"id": "T_1", "isResolved": True}}}}

    outcome, player = performed(approved(RESOLVE), answer(page), answer(done))

    assert StepStatus.DONE is outcome.status
    sent = [json.loads(request.body or b"")["variables"] for request in player.requests]
    assert [
        {"number": 12, "owner": "acme", "name": "web", "first": 30},
        {"threadId": "T_1"},
    ] == sent


OTHER = SUB.from_arguments(SUB.sent_arguments() | {"sub_issue_id": 78})


@for_each(
    ("action", "preconditions"),
    [
        (SUB, ()),
        (SUB, (HELD,)),
        (SUB, (replace(HELD, pins=(("id", None),)),)),
        (FOUND_SUB, ()),
        (FOUND_SUB, (replace(HELD, pins=(("id", 78),)),)),
        (FOUND_SUB, (replace(HELD, pins=(("id", True),)),)),
        (FOUND_SUB, (replace(HELD, pins=(("number", 77),)),)),
        (FOUND_SUB, (replace(HELD, pins=(("id", None),)),)),
        (FOUND_SUB, (replace(HELD, pins=()),)),
        (FOUND_SUB, (HELD, HELD)),
        (FOUND_SUB, (replace(HELD, read=GetIssueId(repo="acme/web", issue_number=13)),)),
        (FOUND_SUB, (replace(HELD, read=GetFile(repo="acme/web", path="a.md")),)),
        (OTHER, (HELD,)),
        (PUT_FILE, (replace(NEW[0], pins=(("sha", "abc"),)),)),
        (PUT_FILE.from_arguments(PUT_FILE.sent_arguments() | {"sha": "abc"}), NEW),
        # What is at stake must be there, although what is found by the same read may not be.
        (
            MoveFile(repo="acme/web", path="docs/a.md"),
            (Precondition(NEW[0].read, (("sha", None), ("type", None))),),
        ),
    ],
)
def test_a_call_that_does_not_have_what_is_pinned_sends_nothing(
    action: Action[Any], preconditions: tuple[Precondition, ...]
) -> None:
    call = Call("s1", action, preconditions=preconditions)
    call = replace(call, seal=call.fingerprint(action.request(BASE)))

    outcome, player = performed(call)

    assert outcome.error is not None
    assert Code.NOT_APPROVED is outcome.error.code
    assert "The request is not the one that was approved; nothing was sent." == str(outcome.error)
    assert [] == player.requests
    with pytest.raises(Problem):
        _check_shape(call)


def test_two_ids_that_one_read_finds_are_both_those_that_it_found() -> None:
    # Issue 12 as its own duplicate: both ids are found by one read, and neither is free.
    wanted = {"repo": "acme/web", "issue_number": 12, "duplicate_of": 12}
    held = Precondition(GetIssue(repo="acme/web", issue_number=12), (("node_id", "I_12"),))
    for ids in (("I_of_a_secret_one", "I_12"), ("I_12", "I_of_a_secret_one")):
        given = dict(zip(("issue_id", "duplicate_issue_id"), ids, strict=True))
        action = CloseAsDuplicate.from_arguments(wanted | given)
        call = Call("s1", action, preconditions=(held,))
        call = replace(call, seal=call.fingerprint(action.request(BASE)))

        outcome, player = performed(call)

        assert "The request is not the one that was approved" in str(outcome.error)
        assert [] == player.requests
        with pytest.raises(Problem):
            _check_shape(call)


# The broker


def body_of(call: Call, **change: Any) -> bytes:
    return json.dumps({"calls": [call_as_json(call) | change], "digest": None}).encode()


@pytest.mark.usefixtures("marked")
@for_each("answers", [{}, {"get_file": NOT_FOUND}])
@for_each("action", [SUB, PUT_FILE, RESOLVE])
def test_what_the_broker_reads_is_what_was_approved(
    action: Action[Any], answers: dict[str, Any]
) -> None:
    call = approved(action, **answers)

    (read,) = read_plan_request(body_of(call)).calls

    assert call == read
    assert read.is_pinned
