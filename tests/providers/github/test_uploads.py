"""Where a file is uploaded to, and what is said of one that did not come whole."""

import json
from typing import Any

import pytest

from aegis_cli.core.flow import drive
from aegis_cli.core.http import Commitment, HeldBack, Request, Response, Unreachable
from aegis_cli.errors import AegisError, Code, Status
from aegis_cli.providers.github.client import perform_action
from aegis_cli.providers.github.provider import uploads_base
from tests.actions.case import TAKEN
from tests.actions.cases import CASES
from tests.helpers.rows import for_each

CASE = CASES["releases.upload_asset"]
CALL = CASE.ready(CASE.call)
BASE = "https://api.github.com"


@for_each(
    ("base", "uploads"),
    [
        (BASE, "https://uploads.github.com"),
        ("https://api.acme.ghe.com", "https://uploads.acme.ghe.com"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/api/uploads"),
        # No host but one of the same owner, and none that an "api." within a name makes.
        ("https://git.api.acme.example", "https://git.api.acme.example/api/uploads"),
    ],
)
def test_files_go_to_the_host_for_uploads_of_the_same_github(base: str, uploads: str) -> None:
    assert uploads == uploads_base(base)


def test_its_request_says_the_file_and_has_no_other_body() -> None:
    request = CALL.request(BASE)

    assert Commitment(int(str(TAKEN["size"])), str(TAKEN["sha256"])) == request.upload
    assert (None, "https://uploads.github.com") == (request.body, request.base)
    assert (("name", "app.whl"),) == request.query


def test_another_file_is_another_request() -> None:
    other = CALL.from_arguments(CALL.sent_arguments() | {"sha256": "0" * 64})

    assert CALL.request(BASE).fingerprint() != other.request(BASE).fingerprint()


def test_no_other_action_sends_anything_there() -> None:
    others = (case for case in CASES.values() if case.call.facts.takes != "file")

    hosts = {case.ready(case.call).request(BASE).base for case in others}

    assert {BASE} == hosts


def ended(answer: Response | Unreachable) -> tuple[AegisError, list[Any]]:
    """Have an upload get this answer each time; return its error, and what was sent."""
    sent: list[Any] = []

    def send(request: Request) -> Response | Unreachable:
        sent.append(request)
        return answer

    with pytest.raises(AegisError) as raised:
        drive(perform_action(CALL, BASE), send, wait=lambda _wait: None)
    return raised.value, sent


@for_each(
    ("answer", "status", "code"),
    [
        (Unreachable("x", sent=True, held_back=HeldBack.CUT), Status.FAILED, Code.NETWORK),
        (Unreachable("x", sent=True, held_back=HeldBack.CHANGED), Status.FAILED, Code.CHANGED),
        (
            Unreachable("x", sent=True, held_back=HeldBack.STOPPED),
            Status.INTERRUPTED,
            Code.INTERRUPTED,
        ),
        (Unreachable("x", sent=True), Status.OUTCOME_UNKNOWN, Code.OUTCOME_UNKNOWN),
        (Response(502), Status.OUTCOME_UNKNOWN, Code.OUTCOME_UNKNOWN),
    ],
)
def test_what_was_not_sent_whole_is_not_there_and_is_not_sent_again(
    answer: Response | Unreachable, status: Status, code: Code
) -> None:
    error, sent = ended(answer)

    assert (status, code, 1) == (error.status, error.code, len(sent))


def test_what_never_left_is_tried_again() -> None:
    error, sent = ended(Unreachable("x", sent=False))

    assert (Code.NETWORK, 3) == (error.code, len(sent))


def test_a_file_that_github_has_otherwise_is_told_from_success() -> None:
    body = CASE.answer | {"digest": f"sha256:{'0' * 64}"}

    error, _ = ended(Response(201, {}, json.dumps(body).encode()))

    assert Code.PARTLY_IGNORED is error.code
    assert "sha256" in error.message
