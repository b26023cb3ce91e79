"""A broker's problem instead of an answer: which are temporary, and which are final."""

from typing import Any

from aegis_cli.errors import AegisError, Code
from aegis_cli.planning.gemini.broker_problem import is_problem, meaning_of
from aegis_cli.planning.gemini.dialogue import Fault
from tests.helpers.rows import for_each


@for_each(
    ("document", "expected"),
    [
        ({"status": 401, "code": "invalid_token", "detail": "No."}, True),
        ({"error": {"code": 400, "message": "No."}}, False),
        ({"error": {}, "code": "invalid_token", "detail": "No."}, False),
        ({"code": 401, "detail": "No."}, False),
        ({"code": "invalid_token"}, False),
        ([], False),
        (None, False),
        ("text", False),
    ],
)
def test_a_problem_differs_from_an_error_of_google(document: Any, *, expected: bool) -> None:
    assert expected is is_problem(document)


@for_each(
    ("status", "word", "code", "words"),
    [
        (401, "invalid_token", Code.SESSION_EXPIRED, "sign in anew"),
        (401, "missing_token", Code.SESSION_EXPIRED, "sign in anew"),
        (403, "insufficient_scope", Code.SCOPE, "permission"),
        (502, "misconfigured", Code.PLANNER_KEY, "who runs the broker"),
        (404, "unknown_model", Code.PLANNER_MODEL, "--model"),
        (404, "not_found", Code.BROKER, "GEMINI_API_KEY"),
        (413, "too_large", Code.BROKER, "fewer words"),
        (400, "bad_request", Code.BROKER, "ask who runs it"),
        (408, "bad_request", Code.BROKER, "ask who runs it"),
    ],
)
def test_a_problem_that_no_retry_solves_is_final(
    status: int, word: str, code: Code, words: str
) -> None:
    said = {"code": word, "detail": "Said\x1b[2J {it}."}

    error = meaning_of(status, said, retry_after="5")

    assert isinstance(error, AegisError)
    assert code is error.code
    assert "{it}." in error.message
    assert "\x1b" not in error.message
    assert error.hint
    assert words in error.hint


@for_each(
    ("status", "word", "given", "wait"),
    [
        (429, "rate_limited", "7", 7.0),
        (429, "rate_limited", "soon", None),
        (429, "rate_limited", "9" * 7, None),
        (503, "overloaded", "1", 1.0),
        (502, "unavailable", "", None),
        (504, "network", "", None),
        (500, "internal", "", None),
        (502, "protocol", "", None),
        (503, "something_new", "", None),
    ],
)
def test_a_temporary_problem_is_a_fault_with_its_status(
    status: int, word: str, given: str, wait: float | None
) -> None:
    found = meaning_of(status, {"code": word, "detail": "Wait."}, retry_after=given)

    assert Fault(status, "the broker says: Wait.", retry_after=wait) == found


def test_a_detail_is_cut() -> None:
    found = meaning_of(503, {"code": "overloaded", "detail": "x" * 5000}, retry_after="")

    assert isinstance(found, Fault)
    assert len(found.message) < 400
