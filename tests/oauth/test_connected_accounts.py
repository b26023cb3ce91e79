"""The My Account API as flows, against canned answers: what is sent, and what each answer means."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Response
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code
from aegis_cli.oauth.connected_accounts import (
    Account,
    MyAccount,
    Ticket,
    accounts,
    audience,
    complete,
    connect,
    delete,
)
from aegis_cli.oauth.pkce import CALLBACKS, begin
from tests.helpers.canned import LOST, REFUSED, Canned, answer
from tests.helpers.flows import all_that_shows, html
from tests.helpers.rows import for_each

ME = MyAccount("https://tenant.example/", Secret("me-token"))
FLOW = begin(CALLBACKS[0], now=0.0)
ROOT = "https://tenant.example/me/v1/connected-accounts"
TICKET = Ticket("https://tenant.example/page?ticket=t", Secret("the-session"), 300.0)
BEGUN = {
    "auth_session": "the-session",
    "connect_uri": "https://tenant.example/connected-accounts/connect",
    "connect_params": {"ticket": "a ticket/+"},
    "expires_in": 300,
}
LISTED = {
    "id": "cac_1",
    "connection": "github",
    "access_type": "offline",
    "scopes": [],
    "created_at": "2026-11-01T00:00:00Z",
}
ACCOUNT = Account("cac_1", "github", (), "2026-11-01T00:00:00Z", None)


def sent(canned: Canned) -> dict[str, Any]:
    """Return the JSON of the last request, with its secrets."""
    pairs = canned.requests[-1].fields or ()
    return {name: v.reveal() if isinstance(v, Secret) else v for name, v in pairs}


@pytest.mark.parametrize("issuer", ["https://tenant.example", "https://tenant.example/"])
def test_the_audience_is_the_issuer_and_me_with_both_slashes(issuer: str) -> None:
    assert "https://tenant.example/me/" == audience(issuer)


# Connect


def test_connect_sends_the_challenge_and_never_the_verifier_or_scopes() -> None:
    canned = Canned(answer(BEGUN, status=201))

    canned.run(connect(ME, "github", FLOW))

    (request,) = canned.requests
    assert ("POST", f"{ROOT}/connect", ME.token) == (request.method, request.url, request.bearer)
    assert {
        "connection": "github",
        "redirect_uri": CALLBACKS[0],
        "state": FLOW.state,
        "code_challenge": FLOW.code_challenge,
        "code_challenge_method": "S256",
    } == sent(canned)


@pytest.mark.parametrize("status", [200, 201])
def test_a_ticket_is_the_returned_page_with_its_ticket(status: int) -> None:
    ticket = Canned(answer(BEGUN, status=status)).run(connect(ME, "github", FLOW))

    page = "https://tenant.example/connected-accounts/connect?ticket=a+ticket%2F%2B"
    assert (page, Secret("the-session"), 300.0) == (
        ticket.url,
        ticket.auth_session,
        ticket.expires_in,
    )
    assert "ticket" not in repr(ticket).removeprefix("Ticket(")


def test_a_page_that_has_a_query_keeps_it() -> None:
    begun = BEGUN | {"connect_uri": "https://tenant.example/c?a=b"}

    ticket = Canned(answer(begun)).run(connect(ME, "github", FLOW))

    assert "https://tenant.example/c?a=b&ticket=a+ticket%2F%2B" == ticket.url


@for_each(
    ("life", "expected"),
    [(60, 60.0), (86400, 300.0), (0, 300.0), (-1, 300.0), (None, 300.0), (True, 300.0), ("9", 9.0)],
)
def test_a_ticket_lives_at_most_five_minutes(life: Any, expected: float) -> None:
    ticket = Canned(answer(BEGUN | {"expires_in": life})).run(connect(ME, "github", FLOW))

    assert expected == ticket.expires_in


@for_each(
    "changes",
    [
        {"auth_session": None},
        {"auth_session": ""},
        {"auth_session": "x" * 5000},
        {"connect_uri": 7},
        {"connect_params": None},
        {"connect_params": {}},
        {"connect_params": {"ticket": ["t"]}},
        {"connect_uri": "http://tenant.example/connect"},
        {"connect_uri": "javascript:alert(1)"},
        {"connect_uri": "https://a@tenant.example/connect"},
    ],
)
def test_an_answer_without_a_usable_page_is_not_trusted(changes: dict[str, Any]) -> None:
    problem = Canned(answer(BEGUN | changes)).fails(connect(ME, "github", FLOW))

    assert Code.PROTOCOL is problem.code


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff"])
def test_an_answer_that_is_no_object_is_not_trusted(body: bytes) -> None:
    problem = Canned(Response(201, {}, body)).fails(connect(ME, "github", FLOW))

    assert Code.PROTOCOL is problem.code


# Complete


def test_complete_turns_in_the_code_with_the_verifier() -> None:
    canned = Canned(answer(LISTED, status=201))

    found = canned.run(complete(ME, FLOW, TICKET, Secret("the-code")))

    assert found == ACCOUNT
    assert f"{ROOT}/complete" == canned.requests[0].url
    assert {
        "auth_session": "the-session",
        "connect_code": "the-code",
        "redirect_uri": CALLBACKS[0],
        "code_verifier": FLOW.code_verifier.reveal(),
    } == sent(canned)


def test_no_secret_stands_in_the_repr_of_what_is_sent() -> None:
    canned = Canned(answer(LISTED))

    canned.run(complete(ME, FLOW, TICKET, Secret("the-code")))

    shown = repr(canned.requests)
    secrets = ("the-code", "the-session", "me-token", FLOW.code_verifier.reveal())
    assert [] == [secret for secret in secrets if secret in shown]


def test_a_code_whose_answer_was_lost_is_not_sent_twice() -> None:
    problem = Canned(LOST).fails(complete(ME, FLOW, TICKET, Secret("c")))

    assert Code.OUTCOME_UNKNOWN is problem.code
    assert "aegis accounts" in (problem.hint or "")


def test_a_request_that_never_left_is_sent_again() -> None:
    canned = Canned(REFUSED, answer(LISTED))

    canned.run(complete(ME, FLOW, TICKET, Secret("c")))

    assert [1.0] == canned.waits


def test_nothing_connected_by_a_lost_ticket() -> None:
    assert Code.NETWORK is Canned(LOST).fails(connect(ME, "github", FLOW)).code


def test_a_server_error_to_a_code_is_final() -> None:
    problem = Canned(html(500)).fails(complete(ME, FLOW, TICKET, Secret("c")))

    assert Code.SIGN_IN_FAILED is problem.code
    assert "status 500" in problem.message


def test_an_echoed_secret_is_taken_out_of_the_message() -> None:
    echo = f"{FLOW.code_verifier.reveal()} the-code the-session me-token"
    canned = Canned(answer({"title": "Bad", "detail": echo}, status=400))

    problem = canned.fails(complete(ME, FLOW, TICKET, Secret("the-code")))

    shown = all_that_shows(problem)
    secrets = ("the-code", "the-session", "me-token", FLOW.code_verifier.reveal())
    assert [] == [secret for secret in secrets if secret in shown]


# List


def test_the_list_is_read_page_by_page() -> None:
    pages = [
        answer({"accounts": [LISTED], "next": "p 2"}),
        answer({"accounts": [LISTED | {"id": "cac_2", "scopes": ["a", 7]}], "next": None}),
    ]
    canned = Canned(*pages)

    found = canned.run(accounts(ME))

    assert ["cac_1", "cac_2"] == [each.id for each in found]
    assert [f"{ROOT}/accounts?take=20", f"{ROOT}/accounts?take=20&from=p+2"] == [
        request.url for request in canned.requests
    ]


def test_only_accounts_of_the_connection_come_back_whatever_the_server_lists() -> None:
    other = LISTED | {"id": "cac_2", "connection": "slack"}
    canned = Canned(answer({"accounts": [LISTED, other]}))

    assert (ACCOUNT,) == canned.run(accounts(ME, "github"))
    assert (("connection", "github"), ("take", "20")) == canned.requests[0].query


def test_an_end_of_a_connection_is_kept() -> None:
    listed = LISTED | {"expires_at": "2027-01-01T00:00:00Z"}

    (found,) = Canned(answer({"accounts": [listed]})).run(accounts(ME))

    assert "2027-01-01T00:00:00Z" == found.expires_at


def test_a_list_that_comes_back_to_a_page_is_not_trusted() -> None:
    page = answer({"accounts": [], "next": "again"})

    assert Code.PROTOCOL is Canned(page, page).fails(accounts(ME)).code


def test_a_list_without_end_is_not_trusted() -> None:
    pages = [answer({"accounts": [], "next": str(at)}) for at in range(50)]

    assert Code.PROTOCOL is Canned(*pages).fails(accounts(ME)).code


@for_each(
    "data",
    [
        {},
        {"accounts": None},
        {"accounts": ["cac_1"]},
        {"accounts": [{"id": "cac_1"}]},
        {"accounts": [{"connection": "github"}]},
        {"accounts": [LISTED | {"id": ".."}]},
        {"accounts": [LISTED | {"id": 7}]},
    ],
)
def test_a_malformed_list_is_not_trusted(data: Any) -> None:
    assert Code.PROTOCOL is Canned(answer(data)).fails(accounts(ME)).code


@pytest.mark.parametrize(
    ("first", "waits"),
    [
        (html(503), [1.0]),
        (LOST, [1.0]),
        (answer(status=429, retry_after="7"), [7.0]),
        (answer(status=429), [1.0]),
    ],
)
def test_a_list_is_asked_for_again_after_a_fault(first: Any, waits: list[float]) -> None:
    canned = Canned(first, answer({"accounts": []}))

    assert () == canned.run(accounts(ME))
    assert waits == canned.waits


def test_three_faults_are_the_end() -> None:
    canned = Canned(LOST, LOST, LOST)

    assert Code.NETWORK is canned.fails(accounts(ME)).code
    assert [1.0, 2.0] == canned.waits


def test_a_long_rate_limit_is_not_waited_for() -> None:
    problem = Canned(answer(status=429, retry_after="3600")).fails(accounts(ME))

    assert Code.SIGN_IN_FAILED is problem.code


# Delete


def test_delete_names_the_account_in_the_path() -> None:
    canned = Canned(Response(204))

    assert None is canned.run(delete(ME, "cac/1?"))
    assert ["DELETE /v1/connected-accounts/accounts/cac%2F1%3F"] == canned.lines


def test_a_delete_whose_answer_was_lost_may_have_happened() -> None:
    assert Code.OUTCOME_UNKNOWN is Canned(LOST).fails(delete(ME, "cac_1")).code


# Refusals


@for_each(
    ("status", "what", "code", "hint"),
    [
        (400, "connect", Code.MISCONFIGURED, "http://127.0.0.1:18484/callback, http://"),
        (400, "complete", Code.SIGN_IN_FAILED, "aegis connect"),
        (400, "list", Code.PROTOCOL, "AEGIS_ISSUER"),
        (401, "connect", Code.SESSION_EXPIRED, "AEGIS_ISSUER"),
        (401, "list", Code.SESSION_EXPIRED, "again"),
        (403, "connect", Code.SCOPE, "My Account API"),
        (403, "delete", Code.SCOPE, "My Account API"),
        (404, "connect", Code.MISCONFIGURED, "enable the connection"),
        (404, "delete", Code.NOT_FOUND, "aegis accounts"),
        (404, "list", Code.NOT_FOUND, "activate the My Account API"),
        (409, "complete", Code.CONFLICT, "aegis disconnect"),
        (415, "connect", Code.PROTOCOL, "AEGIS_ISSUER"),
        (429, "connect", Code.SIGN_IN_FAILED, "minute"),
        (418, "list", Code.SIGN_IN_FAILED, "log"),
        (302, "list", Code.SIGN_IN_FAILED, "log"),
    ],
)
def test_every_refusal_has_its_own_way_out(status: int, what: str, code: Code, hint: str) -> None:
    flows: dict[str, Callable[[], Flow[object]]] = {
        "connect": lambda: connect(ME, "github", FLOW),
        "complete": lambda: complete(ME, FLOW, TICKET, Secret("c")),
        "list": lambda: accounts(ME),
        "delete": lambda: delete(ME, "cac_1"),
    }
    refused = answer({"title": "No", "detail": "The detail."}, status=status, retry_after="99")

    problem = Canned(refused).fails(flows[what]())

    assert code is problem.code
    assert hint in (problem.hint or "")
    assert "(The detail)" in problem.message


@for_each(
    ("body", "words"),
    [
        (b"<html>", "(status 403)"),
        (b"[]", "(status 403)"),
        (b'{"detail": 7}', "(status 403)"),
        (b'{"title": "Forbidden"}', "(Forbidden)"),
        (b'{"detail": ["no text"], "title": "Forbidden"}', "(Forbidden)"),
        (b'{"error_description": "no"}', "(no)"),
        (json.dumps({"detail": "a\x1b[2J"}).encode(), "(a\\x1b[2J)"),
        (
            json.dumps({"title": "T", "validation_errors": [{"detail": "too short."}, 7]}).encode(),
            "(T; too short)",
        ),
        (json.dumps({"detail": "x" * 10_000}).encode(), "xxx…)"),
    ],
)
def test_a_problem_is_told_in_its_words_made_safe(body: bytes, words: str) -> None:
    problem = Canned(Response(403, {}, body)).fails(accounts(ME))

    assert words in problem.message
    assert len(problem.message) < 400
