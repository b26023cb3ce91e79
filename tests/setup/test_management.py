"""The Management API's calls: pages, retries, and the error for each refusal."""

from typing import Any

import pytest

from aegis_cli.core.http import Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code
from aegis_cli.setup.management import (
    MOST_PAGES,
    PER_PAGE,
    ManagementApi,
    call,
    read_by_cursor,
    read_by_page,
)
from tests.helpers.canned import LOST, REFUSED, Canned, answer
from tests.helpers.rows import for_each

NOW = 1_790_000_000.0
API = ManagementApi("https://acme.eu.auth0.com", Secret("management-token"), lambda: NOW)
NOT_JSON = Response(200, {}, b"<html>")


def refused(status: int, message: Any = "no", **headers: str) -> Response:
    return answer({"statusCode": status, "message": message}, status, **headers)


def test_a_call_carries_the_token_as_a_bearer_and_nowhere_else() -> None:
    canned = Canned(answer({"id": "x"}))

    found = canned.run(call(API, "POST", "/clients", body={"name": "aegis"}))
    (request,) = canned.requests

    assert {"id": "x"} == found
    assert "https://acme.eu.auth0.com/api/v2/clients" == request.url
    assert (Secret("management-token"), b'{"name":"aegis"}') == (request.bearer, request.body)
    assert "management-token" not in repr(request)


def test_an_answer_without_a_body_is_none() -> None:
    assert Canned(answer(status=204)).run(call(API, "DELETE", "/client-grants/1")) is None


def test_a_list_is_read_page_by_page_to_its_end() -> None:
    full = answer({"clients": [{"client_id": str(at)} for at in range(PER_PAGE)]})
    canned = Canned(full, answer({"clients": [{"client_id": "last"}]}))

    found = canned.run(read_by_page(API, "/clients", "clients"))

    assert PER_PAGE + 1 == len(found)
    assert ["0", "1"] == [dict(request.query)["page"] for request in canned.requests]
    assert all(dict(request.query)["include_totals"] == "true" for request in canned.requests)


def test_a_list_with_a_next_is_followed() -> None:
    canned = Canned(answer({"clients": [{}], "next": "n1"}), answer({"clients": [{}]}))

    found = canned.run(read_by_cursor(API, "/connections/1/clients", "clients"))

    assert ({}, {}) == found
    assert [None, "n1"] == [dict(request.query).get("from") for request in canned.requests]


@pytest.mark.parametrize("paging", [read_by_page, read_by_cursor])
def test_a_list_that_never_ends_is_given_up(paging: Any) -> None:
    page = answer({"clients": [{}] * PER_PAGE, "next": "again"})

    error = Canned(*[page] * MOST_PAGES).fails(paging(API, "/clients", "clients"))

    assert Code.PROTOCOL is error.code


@pytest.mark.parametrize("body", [[], {"clients": {}}, {"clients": ["x"]}, {"other": []}, "x"])
def test_a_list_in_another_format_is_refused(body: Any) -> None:
    error = Canned(answer(body)).fails(read_by_page(API, "/clients", "clients"))

    assert Code.PROTOCOL is error.code


def test_a_response_that_is_not_json_is_refused() -> None:
    error = Canned(NOT_JSON).fails(call(API, "GET", "/clients"))

    assert (Code.PROTOCOL, None) == (error.code, error.__context__)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ({"x_ratelimit_reset": "1790000003"}, 3.0),
        ({"x_ratelimit_reset": "1789999999"}, 1.0),
        ({"x_ratelimit_reset": "soon"}, 1.0),
        ({"x_ratelimit_reset": "9" * 12}, 1.0),
        ({}, 1.0),
    ],
)
def test_a_request_is_retried_after_a_rate_limit_even_a_write(
    header: dict[str, str], wait: float
) -> None:
    canned = Canned(refused(429, **header), answer({}))

    canned.run(call(API, "POST", "/clients", body={}))

    assert [wait] == canned.waits


def test_a_long_rate_limit_is_an_error_without_a_retry() -> None:
    canned = Canned(refused(429, x_ratelimit_reset="1790003600"))

    error = canned.fails(call(API, "GET", "/clients"))

    assert (Code.RATE_LIMITED, []) == (error.code, canned.waits)


@pytest.mark.parametrize("fault", [LOST, REFUSED, refused(500), refused(503)])
def test_a_read_is_retried(fault: Response | Unreachable) -> None:
    canned = Canned(fault, fault, fault, answer({}))

    canned.run(call(API, "GET", "/clients"))

    assert [1.0, 2.0, 3.0] == canned.waits


def test_a_write_that_was_not_sent_is_retried() -> None:
    canned = Canned(REFUSED, answer({}))

    canned.run(call(API, "POST", "/clients", body={}))

    assert 2 == len(canned.requests)


@pytest.mark.parametrize("fault", [LOST, refused(502), refused(504)])
def test_a_write_without_an_answer_is_never_sent_twice(fault: Response | Unreachable) -> None:
    canned = Canned(fault)

    error = canned.fails(call(API, "POST", "/clients", body={}))

    assert (Code.OUTCOME_UNKNOWN, 1) == (error.code, len(canned.requests))
    assert error.hint is not None
    assert "--check" in error.hint


def test_the_error_names_a_tenant_that_cannot_be_reached() -> None:
    error = Canned(*[REFUSED] * 4).fails(call(API, "GET", "/clients"))

    assert Code.NETWORK is error.code
    assert "https://acme.eu.auth0.com" in error.message


@for_each(
    ("status", "code"),
    [
        (400, Code.INVALID),
        (401, Code.ACCESS_DENIED),
        (403, Code.ACCESS_DENIED),
        (404, Code.NOT_FOUND),
        (409, Code.CONFLICT),
        (418, Code.MISCONFIGURED),
        (500, Code.MISCONFIGURED),
    ],
)
def test_a_refusal_becomes_an_error_with_a_code_auth0s_reason_and_a_hint(
    status: int, code: Code
) -> None:
    error = Canned(refused(status, "Because.")).fails(call(API, "POST", "/clients", body={}))

    assert code is error.code
    assert "Because." in error.message
    assert error.hint


def test_a_403_names_the_scopes_that_are_needed() -> None:
    said = refused(403, "Insufficient scope, expected any of: create:clients")

    error = Canned(said).fails(call(API, "POST", "/clients", body={}))

    assert "create:clients" in error.message


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"message": 7}', b""])
def test_a_refusal_without_a_reason_has_a_message(body: bytes) -> None:
    error = Canned(Response(404, {}, body)).fails(call(API, "PATCH", "/clients/1", body={}))

    assert "no reason given" in error.message


@for_each("status", [301, 302, 404, 405])
@for_each("body", [b"<html>", b""])
def test_the_error_tells_another_web_server_from_a_tenant_that_lacks_an_object(
    status: int, body: bytes
) -> None:
    elsewhere = Canned(Response(status, {}, body)).fails(call(API, "GET", "/clients"))
    tenant = Canned(refused(404)).fails(call(API, "GET", "/connections/1/clients"))

    assert (Code.PROTOCOL, Code.NOT_FOUND) == (elsewhere.code, tenant.code)
    assert "Check the domain" in (elsewhere.hint or "")


def test_the_message_has_no_token_and_no_control_characters_from_auth0() -> None:
    said = refused(401, "bad \x1b[31m management-token " + "x" * 1000)

    error = Canned(said).fails(call(API, "GET", "/clients"))

    assert "management-token" not in error.message
    assert "\x1b" not in error.message
    assert len(error.message) < 500
