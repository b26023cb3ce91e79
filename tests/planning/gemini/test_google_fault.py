"""Google's error envelope, in the forms in which it comes."""

from typing import Any

import pytest

from aegis_cli.planning.gemini.google_fault import fault_of
from tests.helpers.rows import for_each

TYPE = "type.googleapis.com/google.rpc."
RETRY = {"@type": TYPE + "RetryInfo", "retryDelay": "7s"}


def envelope(*details: Any) -> dict[str, Any]:
    return {"error": {"code": 429, "message": "m", "details": list(details)}}


@for_each(
    ("seconds", "message", "body", "header"),
    [
        (7.0, "Please retry in 3.5s.", envelope(RETRY), "9"),
        (3.5, "Please retry in 3.5s.", envelope(), "9"),
        (9.0, "busy", envelope(), "9"),
        (None, "busy", envelope(), ""),
        (None, "busy", envelope({"@type": TYPE + "RetryInfo", "retryDelay": "soon"}), "soon"),
        (None, "busy", None, "12345678"),
        (7.0, "busy", [envelope(RETRY)], ""),
        (7.0, "busy", {"details": [RETRY]}, ""),
        (None, "busy", [], ""),
        (None, "busy", {"error": {"details": "none"}}, ""),
        (None, "busy", {"error": {"details": ["text", 7]}}, ""),
    ],
)
def test_the_wait_is_taken_from_the_surest_source(
    message: str, body: Any, header: str, *, seconds: float | None
) -> None:
    assert seconds == fault_of(429, message, body, retry_after=header).retry_after


@pytest.mark.parametrize(
    ("daily", "message", "details"),
    [
        (True, "m", {"violations": [{"quotaId": "GenerateRequestsPerDayPerProject"}]}),
        (False, "m", {"violations": [{"quotaId": "GenerateRequestsPerMinutePerProject"}]}),
        (True, "Quota exceeded, limit: 0", {}),
    ],
)
def test_a_quota_per_day_differs_from_one_per_minute(
    message: str, details: dict[str, Any], *, daily: bool
) -> None:
    body = envelope({"@type": TYPE + "QuotaFailure", **details})

    assert daily is fault_of(429, message, body).daily


def test_the_reason_and_the_message_are_kept() -> None:
    body = envelope({"@type": TYPE + "ErrorInfo", "reason": "API_KEY_INVALID"})

    fault = fault_of(400, "", body)

    assert ("API_KEY_INVALID", "no explanation", 400) == (fault.reason, fault.message, fault.status)
