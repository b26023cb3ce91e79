"""The end of a request: one document of one shape, and never a success that was none."""

import json
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.actions.provider.performed import PartlyIgnored
from aegis_cli.errors import AegisError, Code, Status, error_for
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin, Provenance
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.result import (
    Result,
    failed_result,
    finished_result,
    local_json,
    planned_result,
    to_json,
)
from tests.helpers.act_factory import act_of
from tests.helpers.rows import for_each

ISSUE: dict[str, Any] = {"repo": "acme/web", "issue_number": 12}


def step(action: Action[Any], id: str) -> Act:  # noqa: A002
    return act_of(id, action, dict.fromkeys(action.sent_arguments(), Origin.USER))


PLAN = (step(GetIssue(**ISSUE), "s1"), step(CloseIssue(**ISSUE), "s2"))


def done(id: str, data: Any = None) -> Outcome:  # noqa: A002
    return Outcome(id, StepStatus.DONE, data)


def wrong(id: str, code: Code) -> Outcome:  # noqa: A002
    unknown = code is Code.OUTCOME_UNKNOWN
    status = StepStatus.OUTCOME_UNKNOWN if unknown else StepStatus.FAILED
    return Outcome(id, status, error=error_for(code, "It went wrong."))


def end(*outcomes: Outcome, plan: tuple[Act, ...] = PLAN) -> Result:
    return finished_result("close it", plan, "a-digest", outcomes)


def test_a_request_whose_every_step_is_done_is_done() -> None:
    result = end(done("s1", {"number": 12}), done("s2"))

    assert (Status.DONE, None) == (result.status, result.error)
    assert ("close it", "a-digest", PLAN) == (result.request, result.digest, result.acts)


@for_each(
    ("codes", "expected"),
    [
        ([Code.NOT_FOUND], Code.NOT_FOUND),
        ([Code.OUTCOME_UNKNOWN], Code.OUTCOME_UNKNOWN),
        ([Code.INTERRUPTED], Code.INTERRUPTED),
        ([Code.NOT_FOUND, Code.OUTCOME_UNKNOWN], Code.OUTCOME_UNKNOWN),
        ([Code.OUTCOME_UNKNOWN, Code.NOT_FOUND], Code.OUTCOME_UNKNOWN),
        ([Code.INTERRUPTED, Code.OUTCOME_UNKNOWN], Code.OUTCOME_UNKNOWN),
        ([Code.PARTLY_IGNORED, Code.INTERRUPTED], Code.PARTLY_IGNORED),
    ],
)
def test_an_unknown_outcome_is_worse_than_a_failure_and_both_than_done(
    codes: list[Code], expected: Code
) -> None:
    plan = tuple(step(CloseIssue(**ISSUE), f"s{at}") for at in range(len(codes) + 1))
    outcomes = [wrong(f"s{at}", code) for at, code in enumerate(codes, start=1)]

    result = end(done("s0"), *outcomes, plan=plan)

    assert result.error in [outcome.error for outcome in outcomes]
    assert result.error is not None
    assert expected is result.error.code
    assert expected.status is result.status


@pytest.mark.parametrize(
    "outcomes",
    [
        pytest.param([], id="nothing ran"),
        pytest.param([done("s1")], id="a step has no outcome"),
        pytest.param([done("s1"), Outcome("s2", StepStatus.SKIPPED)], id="skipped without a word"),
        pytest.param([done("s1"), Outcome("s2", StepStatus.FAILED)], id="failed without a word"),
        pytest.param([done("s1"), Outcome("s2", StepStatus.OUTCOME_UNKNOWN)], id="unknown"),
    ],
)
def test_a_plan_of_which_not_every_step_is_done_is_never_a_success(outcomes: list[Outcome]) -> None:
    result = end(*outcomes)

    assert 0 != result.status.exit_code
    assert result.error is not None


def test_an_unknown_outcome_without_a_word_is_still_unknown() -> None:
    result = end(done("s1"), Outcome("s2", StepStatus.OUTCOME_UNKNOWN))

    assert Status.OUTCOME_UNKNOWN is result.status


def test_a_dry_run_ends_as_planned_with_the_digest_of_what_would_be_sent() -> None:
    result = planned_result("close it", PLAN)

    assert (Status.PLANNED, 0) == (result.status, result.status.exit_code)
    assert result.digest is not None
    assert 64 == len(result.digest)
    assert () == result.outcomes


@for_each("code", list(Code), ids=lambda code: code.value)
def test_every_error_ends_with_its_own_status_and_exit_code(code: Code) -> None:
    error = error_for(code, "It went wrong.", hint="aegis actions")

    document = to_json(failed_result("close it", error))

    assert code.status.value == document["status"]
    assert code.status.exit_code == document["exit_code"] != 0
    assert {"code": code.value, "message": "It went wrong.", "hint": "aegis actions"} == document[
        "error"
    ]


def test_an_error_before_there_was_a_plan_has_no_plan() -> None:
    document = to_json(failed_result("close it", error_for(Code.UNCLEAR, "What?")))

    assert {
        "schema": "aegis.result/1",
        "status": "unclear",
        "exit_code": 3,
        "request": "close it",
        "plan": None,
        "results": [],
        "error": {"code": "unclear", "message": "What?", "hint": None},
        "tokens": {},
    } == document


def test_an_error_after_the_plan_shows_the_plan() -> None:
    error = error_for(Code.NEEDS_APPROVAL, "Who approves?")

    document = to_json(failed_result("close it", error, PLAN))

    assert planned_result("close it", PLAN).digest == document["plan"]["digest"]
    assert ["s1", "s2"] == [found["id"] for found in document["plan"]["steps"]]
    assert [] == document["results"]


def test_a_finished_request_is_exactly_one_document_of_the_schema() -> None:
    close = CloseIssue(**ISSUE, state_reason="not_planned")
    origins = {
        "repo": Origin.CONTEXT,
        "issue_number": Origin.USER,
        "state": Origin.DEFAULT,
        "state_reason": Origin.MODEL,
    }

    result = end(done("s1", {"number": 12}), plan=(act_of("s1", close, origins),))

    assert {
        "schema": "aegis.result/1",
        "status": "done",
        "exit_code": 0,
        "request": "close it",
        "plan": {
            "digest": "a-digest",
            "steps": [
                {
                    "id": "s1",
                    "action": "issues.close",
                    "effect": "write",
                    "arguments": {
                        "repo": "acme/web",
                        "issue_number": 12,
                        "state": "closed",
                        "state_reason": "not_planned",
                    },
                    "provenance": {
                        "repo": "context",
                        "issue_number": "user",
                        "state": "default",
                        "state_reason": "model",
                    },
                }
            ],
        },
        "results": [
            {
                "id": "s1",
                "action": "issues.close",
                "status": "done",
                "already": False,
                "data": {"number": 12},
            }
        ],
        "error": None,
        "tokens": {},
    } == to_json(result)


def test_each_step_that_failed_has_its_own_reason() -> None:
    outcomes = (
        Outcome("s1", StepStatus.FAILED, error=error_for(Code.NOT_FOUND, "It is not there.")),
        Outcome("s2", StepStatus.FAILED, error=error_for(Code.INVALID, "It is not so.")),
    )

    document = to_json(end(*outcomes))

    assert ["It is not there.", "It is not so."] == [each["reason"] for each in document["results"]]
    assert "It is not there." == document["error"]["message"]


def test_the_token_is_told_of_by_its_kind_its_life_and_its_reach() -> None:
    facts = TokenFacts("ghu_", 28_800.0, narrowed=False, reason="No repository is named.")

    document = to_json(replace(end(done("s1"), done("s2")), tokens={"github": facts}))

    assert {
        "kind": "ghu_",
        "expires_in": 28_800.0,
        "narrowed": False,
        "reason": "No repository is named.",
    } == document["tokens"]["github"]


def test_the_provenance_of_a_list_is_a_list() -> None:
    action = AddLabels(**ISSUE, labels=("bug", "ui"))
    origins: Provenance = {
        "repo": Origin.USER,
        "issue_number": Origin.USER,
        "labels": (Origin.USER, Origin.STDIN),
    }

    document = to_json(planned_result("label it", (act_of("s1", action, origins),)))

    (found,) = document["plan"]["steps"]
    assert ["bug", "ui"] == found["arguments"]["labels"]
    assert ["user", "stdin"] == found["provenance"]["labels"]


@pytest.mark.parametrize("data", [None, [], [{"name": "bug"}], {"number": 12}])
def test_the_data_of_a_step_is_what_came_back(data: Any) -> None:
    plan = (step(DeleteRepo(repo="acme/web"), "s1"),)

    (found,) = to_json(end(done("s1", data), plan=plan))["results"]

    assert {
        "id": "s1",
        "action": "repos.delete",
        "status": "done",
        "already": False,
        "data": data,
    } == found


def test_what_was_so_before_is_done_and_says_so() -> None:
    document = to_json(end(replace(done("s1"), already=True), done("s2")))

    assert ("done", 0) == (document["status"], document["exit_code"])
    assert [True, False] == [found["already"] for found in document["results"]]


def test_what_was_done_in_part_is_failed_and_keeps_its_data() -> None:
    partly = PartlyIgnored("GitHub ignored the labels.", {"number": 12})
    outcome = Outcome("s2", StepStatus.FAILED, data=partly.data, error=partly)

    document = to_json(end(done("s1"), outcome))

    assert ("failed", 7, "partly_ignored") == (
        document["status"],
        document["exit_code"],
        document["error"]["code"],
    )
    assert {"number": 12} == document["results"][1]["data"]


def test_a_step_that_did_not_run_is_skipped_and_the_worst_write_decides() -> None:
    document = to_json(end(wrong("s1", Code.OUTCOME_UNKNOWN), Outcome("s2", StepStatus.SKIPPED)))

    assert ["outcome_unknown", "skipped"] == [found["status"] for found in document["results"]]
    assert ("outcome_unknown", 8) == (document["status"], document["exit_code"])


@pytest.mark.parametrize(
    "result",
    [
        planned_result("close \u202e it", PLAN),
        end(done("s1", {"title": "\x1b[2J \ud83d\ude00"}), done("s2")),
        failed_result("\x00", error_for(Code.INTERNAL, "It went wrong.")),
    ],
)
def test_every_document_is_json_with_the_same_members(result: Result) -> None:
    document = json.loads(json.dumps(to_json(result)))

    members = ["schema", "status", "exit_code", "request", "plan", "results", "error", "tokens"]
    assert members == list(document)


def test_a_command_that_sends_nothing_gives_the_same_document() -> None:
    document = local_json("actions", "actions.list", [{"name": "issues.list"}])

    assert to_json(Result(Status.DONE, "actions")) | {"results": document["results"]} == document
    assert [
        {
            "id": "s1",
            "action": "actions.list",
            "status": "done",
            "already": False,
            "data": [{"name": "issues.list"}],
        }
    ] == document["results"]


def test_a_result_holds_the_error_itself_for_the_screen() -> None:
    error: AegisError = error_for(Code.DECLINED, "No.")

    assert error is failed_result("close it", error, PLAN).error
