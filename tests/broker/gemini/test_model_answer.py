"""What a caller gets of an upstream's answer: JSON, or what decides of an error; never the key."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from aegis_cli.broker.gemini.model_answer import ModelAnswer, RelayedAnswer, read_answer
from aegis_cli.broker.http.problem import Problem
from aegis_cli.core.secret import Secret
from aegis_cli.planning.gemini.google_fault import fault_of
from tests.helpers.rows import for_each

KEY = "AQ.0123456789abcdef-the-key"
USAGE = {"promptTokenCount": 1200, "candidatesTokenCount": 30, "totalTokenCount": 1300}
ANSWER: dict[str, Any] = {
    "candidates": [{"content": {"role": "model", "parts": [{"text": "\U0001f4a5 \ud800"}]}}],
    "usageMetadata": USAGE,
    "somethingNew": [1, 2.5, None],
}
GRPC = "type.googleapis.com/google.rpc."


def handed(status: int, document: Any, retry_after: str = "") -> RelayedAnswer:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_answer(ModelAnswer(status, body, retry_after), Secret(KEY))


def problem_of(status: int, document: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        handed(status, document)
    assert KEY not in caught.value.detail
    return caught.value


def error(message: str, status: str = "INVALID_ARGUMENT", *details: dict[str, Any]) -> Any:
    return {"error": {"code": 1, "message": message, "status": status, "details": [*details]}}


def test_an_answer_is_the_same_json_and_its_tokens_are_counted() -> None:
    found = handed(200, ANSWER)

    assert (200, 1200, 1300) == (found.status, found.prompt_tokens, found.total_tokens)
    assert ANSWER == json.loads(found.body)


@for_each(
    "usage",
    [
        None,
        [],
        {},
        {"promptTokenCount": True},
        {"promptTokenCount": -1},
        {"promptTokenCount": "1"},
        {"promptTokenCount": 10**9, "totalTokenCount": 10**4000},
    ],
)
def test_tokens_that_are_not_told_are_not_counted(usage: Any) -> None:
    found = handed(200, {"usageMetadata": usage})

    assert (None, None) == (found.prompt_tokens, found.total_tokens)


@pytest.mark.parametrize(
    "document", [ANSWER | {"echo": f"x{KEY}y"}, {KEY: 1}, {"a": [{"b": KEY}]}], ids=str
)
def test_an_answer_that_echoes_the_key_does_not_hand_it_out(document: Any) -> None:
    found = handed(200, document)

    assert KEY.encode() not in found.body
    assert b"[redacted]" in found.body


def test_a_key_that_is_spread_over_an_answer_is_no_answer() -> None:
    problem = problem_of(200, {"said": {KEY[:14]: KEY[14:]}})

    assert (502, "protocol") == (problem.status, problem.code)
    assert b'{"said": ["[redacted]"]}' == handed(200, {"said": [*KEY]}).body


@pytest.mark.parametrize("spelled", ["\u200b".join(KEY), KEY.encode().hex(), quote(KEY, safe="")])
def test_a_key_in_another_spelling_is_not_handed_out_either(spelled: str) -> None:
    found = handed(200, ANSWER | {"echo": f"x {spelled} y"})

    assert {"x [redacted] y"} == {json.loads(found.body)["echo"]}


@for_each(
    "document",
    [b"<html>", b"", b"[]", b'"text"', b"NaN", b'{"a": NaN}', b"[" * 100_000, b"\xff"],
)
@for_each("status", [200, 204, 302, 404])
def test_what_is_not_the_gemini_api_is_a_bad_gateway(status: int, document: bytes) -> None:
    problem = problem_of(status, document)

    assert (502, "protocol") == (problem.status, problem.code)
    assert problem.__context__ is None


def test_a_server_that_fails_without_a_word_is_not_available() -> None:
    problem = problem_of(503, b"<html>busy</html>")

    assert (502, "unavailable") == (problem.status, problem.code)


@pytest.mark.parametrize(
    ("status", "document"),
    [
        (401, error("Who?")),
        (401, b"<html>"),
        (403, error("Your API key was reported as leaked.", "PERMISSION_DENIED")),
        (403, b""),
        (400, error("Nope.", "X", {"@type": f"{GRPC}ErrorInfo", "reason": "API_KEY_INVALID"})),
        (400, [error("Nope.", "X", {"@type": f"{GRPC}ErrorInfo", "reason": "API_KEY_EXPIRED"})]),
        (400, error(f"API key {KEY} not valid. Please pass a valid API key.")),
        (429, error("The API Key is used up.")),
    ],
    ids=str,
)
def test_a_key_that_is_refused_is_the_brokers_fault(status: int, document: Any) -> None:
    problem = problem_of(status, document)

    assert (502, "misconfigured") == (problem.status, problem.code)
    assert {} == problem.headers


RETRY = {"@type": f"{GRPC}RetryInfo", "retryDelay": "7.5s"}
DAILY = {
    "@type": f"{GRPC}QuotaFailure",
    "violations": [{"quotaId": "GenerateRequestsPerDayPerProject-FreeTier"}],
}
HELP = {"@type": f"{GRPC}Help", "links": [{"url": f"https://x.example/?key={KEY}"}]}


@pytest.mark.parametrize(
    ("status", "document", "retry_after"),
    [
        (400, error("Bad schema."), ""),
        (404, error("No such model.", "NOT_FOUND"), ""),
        (429, error("Quota.", "RESOURCE_EXHAUSTED", RETRY, HELP), ""),
        (429, error("Quota.", "RESOURCE_EXHAUSTED", DAILY), ""),
        (429, error("Quota, limit: 0", "RESOURCE_EXHAUSTED"), ""),
        (429, error("Please retry in 3.25s.", "RESOURCE_EXHAUSTED"), ""),
        (429, error("Quota.", "RESOURCE_EXHAUSTED"), "4"),
        (500, error("Internal.", "INTERNAL"), ""),
        (503, [error("Overloaded.", "UNAVAILABLE")], ""),
        (400, error("No.", "X", {"@type": f"{GRPC}ErrorInfo", "reason": "LOCATION"}), ""),
    ],
    ids=str,
)
def test_an_error_means_to_the_client_what_it_means_from_google(
    status: int, document: Any, retry_after: str
) -> None:
    found = handed(status, document, retry_after)
    told = json.loads(found.body)

    message = (document[0] if isinstance(document, list) else document)["error"]["message"]
    assert status == found.status == told["error"]["code"]
    assert fault_of(status, message, document, retry_after=retry_after) == fault_of(
        status, told["error"]["message"], told
    )
    assert KEY.encode() not in found.body


def test_of_an_error_only_what_decides_anything_is_handed_on() -> None:
    hostile = error(f"a\x1b[2J{KEY}\nb" + "c" * 1000, "<script>", HELP, RETRY)
    hostile["error"]["more"] = "more"

    told = json.loads(handed(418, hostile).body)["error"]

    assert {"code", "message", "status", "details"} == told.keys()
    assert [RETRY | {"retryDelay": "7.500s"}] == told["details"]
    assert ("UNKNOWN", True, False) == (
        told["status"],
        len(told["message"]) <= 500,
        "\x1b" in told["message"],
    )


@pytest.mark.parametrize("status", [600, 777, 999])
def test_a_status_that_http_does_not_have_goes_no_further(status: int) -> None:
    """Each status is a label of the metrics, whose room is bounded."""
    problem = problem_of(status, error("Nope."))

    assert (502, "protocol") == (problem.status, problem.code)


@pytest.mark.parametrize("document", [{"error": "text"}, {"error": None}, {}, [], [7]], ids=str)
def test_an_envelope_that_is_none_is_no_error_of_google(document: Any) -> None:
    assert "protocol" == problem_of(400, document).code


def test_an_error_without_a_message_has_some_words() -> None:
    told = json.loads(handed(500, {"error": {}}).body)["error"]

    assert "no explanation" == told["message"]
