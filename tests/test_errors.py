"""Every way to end has one status, one exit code and one class of error."""

import pytest

from aegis_cli.errors import (
    AegisError,
    Bug,
    Busy,
    Code,
    Denied,
    Failed,
    Interrupted,
    NotApproved,
    NotSignedIn,
    OutcomeUnknown,
    Status,
    StepUpRequired,
    Unclear,
    UsageError,
    error_for,
)
from tests.helpers.rows import for_each

# The table of the issue: what a script sees.
EXIT_CODES = {
    "done": 0,
    "already": 0,
    "planned": 0,
    "bug": 1,
    "usage": 2,
    "unclear": 3,
    "unsupported": 3,
    "not_signed_in": 4,
    "denied": 5,
    "declined": 6,
    "needs_approval": 6,
    "failed": 7,
    "outcome_unknown": 8,
    "busy": 9,
    "interrupted": 130,
}

CLASSES: dict[type[AegisError], set[Status]] = {
    UsageError: {Status.USAGE},
    Unclear: {Status.UNCLEAR, Status.UNSUPPORTED},
    NotSignedIn: {Status.NOT_SIGNED_IN},
    Denied: {Status.DENIED},
    NotApproved: {Status.DECLINED, Status.NEEDS_APPROVAL},
    Failed: {Status.FAILED},
    OutcomeUnknown: {Status.OUTCOME_UNKNOWN},
    Busy: {Status.BUSY},
    Interrupted: {Status.INTERRUPTED},
    Bug: {Status.BUG},
}


def test_every_status_has_the_exit_code_that_is_promised() -> None:
    assert EXIT_CODES == {status.value: status.exit_code for status in Status}


def test_only_done_already_and_planned_look_like_a_success() -> None:
    assert {Status.DONE, Status.ALREADY, Status.PLANNED} == {s for s in Status if s.exit_code == 0}


def test_no_error_code_can_look_like_a_success() -> None:
    for code in Code:
        assert code.status.exit_code != 0


def test_every_code_is_a_word_of_its_own_with_a_meaning() -> None:
    values = [code.value for code in Code]

    assert len(values) == len(set(values)) == len(Code)
    for code in Code:
        assert code.meaning.endswith(".")


def test_every_failing_status_is_reached_by_a_code() -> None:
    failing = {status for status in Status if status.exit_code != 0}

    assert failing == {code.status for code in Code}


@for_each("code", Code, ids=lambda code: code.value)
def test_every_code_is_found_by_its_name_and_carried_by_one_class(code: Code) -> None:
    error = error_for(code, "It failed.", hint="Try again.")

    assert code is Code.from_value(code.value)
    assert (code, code.status, "It failed.", "Try again.") == (
        error.code,
        error.status,
        error.message,
        error.hint,
    )
    assert code.status in next(CLASSES[kind] for kind in type(error).__mro__ if kind in CLASSES)
    assert "It failed." == str(error)


def test_a_challenge_carries_what_the_session_must_hold_and_how_fresh_its_proof_must_be() -> None:
    plain = error_for(Code.STEP_UP, "It is too old.")
    told = StepUpRequired("It is too old.", scope="aegis:root", max_age=60.0)

    assert isinstance(plain, StepUpRequired)
    assert ("aegis:admin", 300.0) == (plain.scope, plain.max_age)
    assert ("aegis:root", 60.0, Status.DENIED) == (told.scope, told.max_age, told.status)


@for_each("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_class_cannot_carry_a_code_of_another_status(cls: type[AegisError]) -> None:
    for code in Code:
        if code.status in CLASSES[cls]:
            assert None is cls("It failed.", code=code).hint
            continue
        with pytest.raises(TypeError, match=f"{cls.__name__} cannot carry"):
            cls("It failed.", code=code)


def test_a_code_that_nobody_declared_is_refused() -> None:
    with pytest.raises(ValueError, match="'success' is not an error code"):
        Code.from_value("success")
