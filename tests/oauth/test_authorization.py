"""A login of this moment by code and PKCE: what is asked, what is sent, and what proves anything."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from aegis_cli.core.http import Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, Denied, Failed, StepUpRequired
from aegis_cli.oauth.authorization import (
    LEEWAY,
    Authorization,
    authorize,
    logged_in_at,
    redeem,
)
from aegis_cli.oauth.device import Client
from aegis_cli.oauth.discovery import ServerMetadata
from aegis_cli.oauth.pkce import begin, callback
from aegis_cli.oauth.sign_in_tokens import Tokens
from tests.helpers.canned import LOST, REFUSED, answer
from tests.helpers.flows import Player, all_that_shows, form_of, html
from tests.helpers.rows import for_each

PROVIDER = ServerMetadata(
    issuer="https://tenant.example/",
    device_authorization_endpoint="https://tenant.example/oauth/device/code",
    token_endpoint="https://tenant.example/oauth/token",
    jwks_uri="https://tenant.example/jwks",
    authorization_endpoint="https://tenant.example/authorize",
)
CLIENT = Client("the-cli", "https://api.aegis.example")
SCOPE = ("openid", "aegis:read", "aegis:admin")
CODE = Secret("the-code")
GRANTED = {"access_token": "elevated", "token_type": "Bearer", "id_token": "signed"}
BUSY = answer({"error": "too_many_requests"}, 429, retry_after="2")
TOO_BUSY = answer({"error": "too_many_requests"}, 429, retry_after="30")
BEGAN = 1_790_000_000


def asked(provider: ServerMetadata = PROVIDER) -> Authorization:
    return authorize(provider, CLIENT, SCOPE, begin(callback(18484), now=0.0))


def played(
    *answers: Response | Unreachable, request: Authorization | None = None
) -> tuple[Tokens, Player]:
    player = Player(*answers)
    tokens = player.run(redeem(PROVIDER, CLIENT, request or asked(), CODE))
    assert isinstance(tokens, Tokens)
    return tokens, player


def error_of(*answers: Response | Unreachable) -> AegisError:
    return Player(*answers).fails(redeem(PROVIDER, CLIENT, asked(), CODE))


# The request


def test_it_asks_for_exactly_the_scope_and_a_login_of_this_moment() -> None:
    request = asked()

    place, _, query = request.url.partition("?")
    assert "https://tenant.example/authorize" == place
    assert [
        ("response_type", "code"),
        ("client_id", "the-cli"),
        ("redirect_uri", "http://127.0.0.1:18484/callback"),
        ("scope", "openid aegis:read aegis:admin"),
        ("audience", "https://api.aegis.example"),
        ("state", request.flow.state),
        ("nonce", request.nonce),
        ("code_challenge", request.flow.code_challenge),
        ("code_challenge_method", "S256"),
        ("max_age", "0"),
    ] == parse_qsl(query)


def test_every_request_has_a_nonce_of_its_own_which_is_not_its_state() -> None:
    requests = [asked() for _ in range(20)]

    assert 20 == len({request.nonce for request in requests})
    assert all(len(request.nonce) >= 32 for request in requests)
    assert not {r.nonce for r in requests} & {r.flow.state for r in requests}


def test_nothing_that_an_answer_could_be_forged_with_is_in_the_repr() -> None:
    request = asked()

    hidden = (request.nonce, request.flow.state, request.flow.code_verifier.reveal())
    assert not [value for value in hidden if value in repr(request)]
    assert request.flow.code_verifier.reveal() not in request.url


def test_a_query_of_the_endpoint_stays() -> None:
    at = replace(PROVIDER, authorization_endpoint="https://tenant.example/authorize?tenant=a")

    url = asked(at).url

    assert ("tenant", "a") == parse_qsl(urlsplit(url).query)[0]
    assert 1 == url.count("?")


@pytest.mark.parametrize("endpoint", [None, "https://tenant.example/authorize#x"])
def test_without_an_endpoint_that_can_be_used_there_is_no_request(endpoint: str | None) -> None:
    with pytest.raises(Failed) as caught:
        asked(replace(PROVIDER, authorization_endpoint=endpoint))

    assert Code.MISCONFIGURED is caught.value.code
    assert "--step-up device" in (caught.value.hint or "")


# The code


def test_the_code_is_turned_in_with_the_verifier_and_the_very_same_redirect() -> None:
    request = asked()

    tokens, player = played(answer(GRANTED | {"scope": " ".join(SCOPE)}), request=request)

    (sent,) = player.requests
    assert ("POST", "https://tenant.example/oauth/token") == (sent.method, sent.url)
    assert [
        ("grant_type", "authorization_code"),
        ("client_id", "the-cli"),
        ("code", "the-code"),
        ("code_verifier", request.flow.code_verifier.reveal()),
        ("redirect_uri", "http://127.0.0.1:18484/callback"),
    ] == form_of(sent)
    assert "the-code" not in repr(sent)
    assert (Secret("elevated"), Secret("signed")) == (tokens.access_token, tokens.id_token)


def test_an_answer_without_a_scope_granted_what_was_asked() -> None:
    tokens, _ = played(answer(GRANTED))

    assert frozenset(SCOPE) == tokens.scope


def test_less_than_was_asked_is_denied() -> None:
    error = error_of(answer(GRANTED | {"scope": "openid aegis:read"}))

    assert (Denied, Code.SCOPE) == (type(error), error.code)
    assert "aegis:admin" in error.message


@pytest.mark.parametrize("answers", [(BUSY,), (REFUSED,), (BUSY, REFUSED)])
def test_what_did_not_use_the_code_up_is_tried_again(
    answers: tuple[Response | Unreachable, ...],
) -> None:
    _, player = played(*answers, answer(GRANTED))

    assert len(answers) + 1 == len(player.requests)
    assert {2.0, 0.5} >= set(player.waits)


@for_each(
    ("answers", "code"),
    [
        pytest.param((LOST,), Code.NETWORK, id="the answer is lost"),
        pytest.param((REFUSED, REFUSED, REFUSED), Code.NETWORK, id="never reached"),
        pytest.param((html(502),), Code.SIGN_IN_FAILED, id="a proxy fails"),
        pytest.param((answer({"error": "invalid_grant"}, 403),), Code.SIGN_IN_FAILED, id="spent"),
        pytest.param((TOO_BUSY,), Code.SIGN_IN_FAILED, id="too long to wait"),
        pytest.param((BUSY, BUSY, BUSY), Code.SIGN_IN_FAILED, id="always busy"),
        pytest.param(
            (answer({"error": "unauthorized_client"}, 403),), Code.MISCONFIGURED, id="no grant"
        ),
        pytest.param((html(200),), Code.PROTOCOL, id="no JSON"),
        pytest.param((answer({}),), Code.PROTOCOL, id="no token"),
        pytest.param((answer(GRANTED | {"token_type": "DPoP"}),), Code.PROTOCOL, id="DPoP"),
    ],
)
def test_everything_else_is_the_end(
    answers: tuple[Response | Unreachable, ...], code: Code
) -> None:
    error = error_of(*answers)

    assert code is error.code
    assert error.hint or code is Code.PROTOCOL


def test_no_error_repeats_the_code_or_the_verifier() -> None:
    request = asked()
    verifier = request.flow.code_verifier.reveal()
    said = f"the-code and {verifier}\x1b[2J"
    echo = answer({"error": "the-code", "error_description": said}, 400)

    shown = all_that_shows(Player(echo).fails(redeem(PROVIDER, CLIENT, request, CODE)))

    assert "the-code" not in shown
    assert verifier not in shown
    assert "\x1b" not in shown


# The proof


def claims(request: Authorization, **changes: Any) -> dict[str, Any]:
    good = {"nonce": request.nonce, "iat": BEGAN + 20, "auth_time": BEGAN + 15}
    return {name: value for name, value in (good | changes).items() if value is not ...}


@for_each(
    ("auth_time", "issued_at"),
    [
        (BEGAN + 15, BEGAN + 20),
        (BEGAN, BEGAN + 20),
        (BEGAN - LEEWAY, BEGAN + 20),
        (BEGAN + 20 + LEEWAY, BEGAN + 20),
        (BEGAN + 15.5, BEGAN + 20.25),
        # The issuer's clock may be an hour off: only the difference counts.
        (BEGAN - 3600, BEGAN - 3585),
    ],
)
def test_a_login_since_the_request_began_is_a_proof_by_the_issuers_own_clock(
    auth_time: float, issued_at: float
) -> None:
    request = asked()

    found = logged_in_at(claims(request, auth_time=auth_time, iat=issued_at), request, elapsed=20.0)

    assert float(auth_time) == found


@pytest.mark.parametrize(
    "auth_time",
    [BEGAN - LEEWAY - 1, BEGAN - 3600, 1, BEGAN + 20 + LEEWAY + 1, BEGAN + 10**6],
)
def test_a_login_from_before_or_from_the_future_is_none(auth_time: float) -> None:
    request = asked()

    with pytest.raises(StepUpRequired, match="The browser used an earlier login"):
        logged_in_at(claims(request, auth_time=auth_time), request, elapsed=20.0)


@for_each(
    "changes",
    [
        {"nonce": ...},
        {"nonce": ""},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": ["x"]},
        {"nonce": "\ud800"},
        {"auth_time": ...},
        {"auth_time": None},
        {"auth_time": "1790000015"},
        {"auth_time": True},
        {"auth_time": 0},
        {"auth_time": -1},
        {"auth_time": float("nan")},
        {"auth_time": float("inf")},
        {"auth_time": 10**400},
        {"iat": ...},
        {"iat": "1790000020"},
    ],
    ids=str,
)
def test_a_token_of_another_request_or_without_a_time_is_refused(changes: dict[str, Any]) -> None:
    request = asked()

    with pytest.raises(Failed) as caught:
        logged_in_at(claims(request, **changes), request, elapsed=20.0)

    assert Code.PROTOCOL is caught.value.code
    assert request.nonce not in all_that_shows(caught.value)


def test_half_of_the_nonce_and_the_state_in_its_place_are_none() -> None:
    request = asked()

    for said in (request.nonce[:-1], request.nonce + "x", request.flow.state):
        with pytest.raises(Failed):
            logged_in_at(claims(request, nonce=said), request, elapsed=20.0)
