"""What is tried after a refusal of Gemini: another version of its API, another form, or nothing."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from aegis_cli.planning.gemini.dialogue import Fault
from aegis_cli.planning.gemini.request_forms import PLAINEST, USUAL, Way, next_way
from tests.helpers.rows import for_each

V1, BETA, AT_BROKER = Way("v1"), Way("v1beta"), Way("")
PLAIN_V1, PLAIN_BETA = Way("v1", PLAINEST), Way("v1beta", PLAINEST)
OPAQUE = Fault(400, "Request contains an invalid argument.", canonical="INVALID_ARGUMENT")
UNKNOWN = Fault(400, 'Unknown name "tools": Cannot find field.', canonical="INVALID_ARGUMENT")
MISSING = Fault(404, "models/x is not found for API version v1, or is not supported.")


@for_each(
    ("tried", "fault", "expected"),
    [
        ((V1,), OPAQUE, PLAIN_V1),
        ((V1,), UNKNOWN, BETA),
        ((V1,), MISSING, BETA),
        ((BETA,), MISSING, V1),
        ((Way("v1alpha"),), UNKNOWN, BETA),
        ((PLAIN_V1,), UNKNOWN, PLAIN_BETA),
        ((V1, BETA), UNKNOWN, PLAIN_BETA),
        ((V1, BETA), OPAQUE, PLAIN_BETA),
        ((V1, PLAIN_V1), UNKNOWN, PLAIN_BETA),
        ((AT_BROKER,), OPAQUE, Way("", PLAINEST)),
        ((AT_BROKER,), UNKNOWN, Way("", PLAINEST)),
        ((V1, BETA), MISSING, None),
        ((AT_BROKER,), MISSING, None),
        ((V1, PLAIN_V1), OPAQUE, None),
        ((PLAIN_V1,), OPAQUE, None),
        ((V1, BETA, PLAIN_BETA), UNKNOWN, None),
    ],
)
def test_each_version_and_each_form_is_tried_once(
    tried: Sequence[Way], fault: Fault, expected: Way | None
) -> None:
    assert expected == next_way(tried, fault)


@for_each("status", [None, 200, 302, 401, 403, 404, 408, 418, 429, 500, 503])
def test_no_other_status_changes_the_form(status: int | None) -> None:
    assert next_way((V1,), Fault(status, OPAQUE.message)) is None


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_is_not_tried_elsewhere(status: int) -> None:
    for message in (UNKNOWN.message, MISSING.message):
        assert next_way((V1,), Fault(status, message)) is None


@pytest.mark.parametrize("fault", [UNKNOWN, MISSING])
def test_a_refused_key_is_not_tried_elsewhere_whatever_the_status_and_the_words(
    fault: Fault,
) -> None:
    for refused in (
        replace(fault, reason="API_KEY_INVALID"),
        replace(fault, message=f"API key not valid. {fault.message}", status=400),
    ):
        assert next_way((V1,), refused) is None


@pytest.mark.parametrize(
    "words",
    ["at location properties.steps", "allocation of too many states", "schema at 'location'"],
)
def test_a_fault_about_a_location_in_the_request_is_none_of_the_account(words: str) -> None:
    assert PLAIN_V1 == next_way((V1,), replace(OPAQUE, message=f"Invalid schema {words}."))


@for_each(
    "fault",
    [
        Fault(400, "No.", reason="API_KEY_INVALID"),
        Fault(400, "API key expired. Please renew the API key."),
        Fault(400, "No.", canonical="FAILED_PRECONDITION"),
        Fault(400, "Please enable billing on your project."),
        Fault(400, "User location is not supported for the API use."),
        Fault(400, "Quota exceeded."),
        Fault(400, "GenerateContentRequest.model: unexpected model name format"),
        Fault(400, "The input token count (1) exceeds the maximum number of tokens allowed."),
        Fault(400, "Request payload size exceeds the limit: 20971520 bytes."),
    ],
    ids=lambda fault: fault.message,
)
def test_what_no_form_mends_is_not_tried_in_another(fault: Fault) -> None:
    assert next_way((V1,), fault) is None


def test_a_way_is_said_with_its_version_where_there_is_a_choice() -> None:
    assert ("usual form, v1", "plainest form") == (str(V1), str(Way("", PLAINEST)))


def test_the_plainest_form_forces_no_call_and_says_nothing_of_thinking() -> None:
    assert ("ANY", True) == (USUAL.mode, USUAL.thinks)
    assert ("VALIDATED", False) == (PLAINEST.mode, PLAINEST.thinks)
