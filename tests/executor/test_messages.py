"""Calls, outcomes and errors are the same after they were sent as JSON."""

import json
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.actions.links import LINK_IN_PLACE, LinkAt
from aegis_cli.errors import Code, Failed, error_for
from aegis_cli.executor.error_messages import error_as_json, error_from
from aegis_cli.executor.messages import call_as_json, call_from, outcome_as_json, outcome_from
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from aegis_cli.request.execution import Outcome, StepStatus
from tests.helpers.confirmed_actions import BURN, GIST, MERGE, PULL, pins_of, pins_of_repo
from tests.helpers.rows import for_each

DELETE = DeleteRepo(repo="acme/web")


def crossed(data: dict[str, Any]) -> dict[str, Any]:
    """Send a value as JSON."""
    back: dict[str, Any] = json.loads(json.dumps(data))
    return back


@for_each(
    "call",
    [
        Call("s1", GetIssue(repo="acme/web", issue_number=7)),
        Call("s2", AddComment(repo="acme/web", issue_number=7, body="\U0001f4a5\n"), seal="a" * 64),
        Call("s3", DELETE, seal="b" * 64, preconditions=pins_of_repo(DELETE, 9)),
        Call("s4", MERGE, seal="c" * 64, preconditions=pins_of(MERGE, PULL)),
        Call(
            "s5",
            AddComment(repo="acme/web", issue_number=7, body=f"See {LINK_IN_PLACE}"),
            seal="a" * 64,
            links=(LinkAt("body", "s1", "https://github.com/acme/web/issues/"),),
        ),
        Call("s5", BURN, seal="d" * 64, preconditions=pins_of(BURN, GIST)),
    ],
)
@pytest.mark.usefixtures("catalogued")
def test_a_call_survives(call: Call) -> None:
    assert call == call_from(crossed(call_as_json(call)))


def test_an_unknown_action_is_a_key_error_and_a_wrong_argument_a_value_error() -> None:
    written = call_as_json(Call("s1", GetIssue(repo="acme/web", issue_number=7)))

    with pytest.raises(KeyError):
        call_from(written | {"action": "issues.burn"})
    with pytest.raises(ValueError, match="issue_number"):
        call_from(written | {"arguments": {"repo": "acme/web", "issue_number": "x"}})


def test_a_precondition_is_the_read_and_what_its_answer_must_hold() -> None:
    call = Call("s1", DELETE, preconditions=pins_of_repo(DELETE, 9))

    expected = {"action": "repos.get", "arguments": {"repo": "acme/web"}, "pins": {"id": 9}}
    assert [expected] == call_as_json(call)["preconditions"]


def test_an_outcome_survives_with_its_error() -> None:
    error = Failed("It is gone.", code=Code.GONE, hint="Look elsewhere.")
    outcome = Outcome("s1", StepStatus.FAILED, data={"number": 7}, error=error)

    back = outcome_from(crossed(outcome_as_json(outcome)))

    assert back.error is not None
    assert (Failed, "It is gone.", Code.GONE, "Look elsewhere.") == (
        type(back.error),
        back.error.message,
        back.error.code,
        back.error.hint,
    )
    assert ("s1", StepStatus.FAILED, {"number": 7}) == (back.id, back.status, back.data)


@pytest.mark.parametrize("already", [True, False])
def test_an_outcome_without_an_error_survives(*, already: bool) -> None:
    outcome = Outcome("s1", StepStatus.DONE, data=[1, None, "ü"], already=already)

    assert outcome == outcome_from(crossed(outcome_as_json(outcome)))


def test_what_a_list_leaves_out_survives_and_is_a_text() -> None:
    outcome = Outcome("s1", StepStatus.DONE, data=[], note="There is more.")
    written = crossed(outcome_as_json(outcome))

    assert outcome == outcome_from(written)
    with pytest.raises(TypeError):
        outcome_from(written | {"note": 7})


@pytest.mark.parametrize("said", [True, False, "true", 1])
def test_only_a_plain_true_says_that_it_is_an_example(said: object) -> None:
    written = outcome_as_json(Outcome("s1", StepStatus.DONE, is_example=True))

    assert (said is True) == outcome_from(crossed(written | {"is_example": said})).is_example
    assert "is_example" not in outcome_as_json(Outcome("s1", StepStatus.DONE))


def test_already_is_false_where_it_is_missing() -> None:
    written = outcome_as_json(Outcome("s1", StepStatus.DONE))
    del written["already"]

    assert outcome_from(written).already is False


@for_each("code", Code)
def test_every_code_survives(code: Code) -> None:
    error = error_for(code, "What happened.")

    back = error_from(crossed(error_as_json(error)))

    assert (type(error), code, None) == (type(back), back.code, back.hint)


@pytest.mark.parametrize("wrong", [{"message": 7}, {"hint": ["x"]}, {"code": "no_such_code"}])
def test_an_error_of_another_form_is_refused(wrong: dict[str, Any]) -> None:
    written = error_as_json(error_for(Code.NETWORK, "It broke."))

    with pytest.raises((TypeError, ValueError), match=r"texts|not an error code"):
        error_from(written | wrong)


def test_a_call_without_links_says_nothing_of_them_and_none_carries_what_is_filled_in() -> None:
    call = Call("s1", GetIssue(repo="acme/web", issue_number=7))

    assert "links" not in call_as_json(call)
    assert call_as_json(call) == call_as_json(replace(call, sends=DELETE))
