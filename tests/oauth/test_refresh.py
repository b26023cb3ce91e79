"""Renewing a session: one use for each token, never more scope, and no second try in doubt."""

from dataclasses import replace

import pytest

from aegis_cli.core.http import Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code
from aegis_cli.oauth.device import Client
from aegis_cli.oauth.discovery import ServerMetadata
from aegis_cli.oauth.refresh import CannotRenew, refresh, revoke
from aegis_cli.oauth.sign_in_tokens import Tokens
from tests.helpers.canned import LOST, REFUSED, answer
from tests.helpers.flows import Player, all_that_shows, form_of, html
from tests.helpers.rows import for_each

PROVIDER = ServerMetadata(
    issuer="https://tenant.example/",
    device_authorization_endpoint="https://tenant.example/oauth/device/code",
    token_endpoint="https://tenant.example/oauth/token",
    jwks_uri="https://tenant.example/.well-known/jwks.json",
    revocation_endpoint="https://tenant.example/oauth/revoke",
)
CLIENT = Client("the-cli", "https://api.aegis.example")
SCOPE = frozenset({"openid", "profile", "aegis:read", "offline_access"})
RENEWED = {
    "access_token": "next-session-token",
    "refresh_token": "next-refresh-token",
    "token_type": "Bearer",
    "expires_in": 600,
    "scope": "openid profile aegis:read offline_access",
}
BUSY = answer({"error": "too_many_requests"}, 429, retry_after="2")
TOO_BUSY = answer({"error": "too_many_requests"}, 429, retry_after="30")


def played(*answers: Response | Unreachable) -> tuple[Tokens, Player]:
    player = Player(*answers)
    return player.run(refresh(PROVIDER, CLIENT, Secret("a-refresh-token"), SCOPE)), player


def error_of(*answers: Response | Unreachable) -> AegisError:
    return Player(*answers).fails(refresh(PROVIDER, CLIENT, Secret("a-refresh-token"), SCOPE))


def test_the_token_is_sent_with_its_grant_and_client_and_no_scope_and_brings_the_next() -> None:
    tokens, player = played(answer(RENEWED))

    (request,) = player.requests
    assert "https://tenant.example/oauth/token" == request.url
    assert [
        ("grant_type", "refresh_token"),
        ("client_id", "the-cli"),
        ("refresh_token", "a-refresh-token"),
    ] == form_of(request)
    assert tokens.refresh_token is not None
    assert "next-session-token" == tokens.access_token.reveal()
    assert "next-refresh-token" == tokens.refresh_token.reveal()
    assert (SCOPE, 600.0) == (tokens.scope, tokens.expires_in)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [(None, None), ("aegis:read", {"aegis:read"}), ("", set()), (7, set())],
)
def test_less_than_was_granted_is_taken_as_it_is(scope: object, expected: set[str] | None) -> None:
    tokens, _ = played(answer(RENEWED | {"scope": scope}))

    assert expected == tokens.scope


def test_a_server_that_does_not_rotate_brings_no_next_token() -> None:
    tokens, _ = played(answer({name: RENEWED[name] for name in RENEWED if name[0] != "r"}))

    assert tokens.refresh_token is None


@pytest.mark.parametrize(
    "answers",
    [
        (BUSY,),
        (REFUSED,),
        (BUSY, REFUSED),
    ],
)
def test_what_did_not_use_the_token_up_is_tried_again(
    answers: tuple[Response | Unreachable, ...],
) -> None:
    _, player = played(*answers, answer(RENEWED))

    assert len(answers) + 1 == len(player.requests)
    assert {2.0, 0.5} >= set(player.waits)


@for_each(
    "answers",
    [
        pytest.param((LOST,), id="the answer is lost"),
        pytest.param((html(502),), id="a proxy fails"),
        pytest.param((answer({"error": "server_error"}, 500),), id="the issuer fails"),
        pytest.param((answer({"error": "invalid_grant"}, 403),), id="spent or revoked"),
        pytest.param((answer({"error": "unauthorized_client"}, 403),), id="not allowed"),
        pytest.param((answer({"error": "invalid_request"}, 400),), id="not understood"),
        pytest.param((TOO_BUSY,), id="too long to wait"),
        pytest.param((BUSY, BUSY, BUSY), id="always busy"),
        pytest.param((REFUSED, REFUSED, REFUSED), id="never reached"),
        pytest.param((html(200),), id="no JSON"),
        pytest.param((answer({}),), id="no token"),
        pytest.param((answer(RENEWED | {"token_type": "DPoP"}),), id="another kind of token"),
        pytest.param((answer(RENEWED | {"scope": "aegis:admin"}),), id="more than was granted"),
    ],
)
def test_everything_else_ends_in_a_new_sign_in_and_is_not_tried_again(
    answers: tuple[Response | Unreachable, ...],
) -> None:
    error = error_of(*answers)

    assert isinstance(error, CannotRenew)
    assert Code.SESSION_EXPIRED is error.code


def test_a_renewal_for_too_much_says_which_token_is_to_be_given_back() -> None:
    error = error_of(answer(RENEWED | {"scope": "aegis:admin"}))

    assert isinstance(error, CannotRenew)
    assert Secret("next-refresh-token") == error.rotated


def test_no_error_repeats_a_token() -> None:
    echo = answer({"error": "a-refresh-token", "error_description": "a-refresh-token"}, 400)

    assert "a-refresh-token" not in all_that_shows(error_of(echo))
    assert "next-session" not in all_that_shows(error_of(answer(RENEWED | {"token_type": 1})))


# A token that is given back


def test_the_token_is_sent_with_the_client_and_nothing_else() -> None:
    player = Player(answer())

    assert True is player.run(revoke(PROVIDER, CLIENT, Secret("a-refresh-token")))
    (request,) = player.requests
    assert "https://tenant.example/oauth/revoke" == request.url
    assert [("client_id", "the-cli"), ("token", "a-refresh-token")] == form_of(request)


@pytest.mark.parametrize("said", [LOST, REFUSED, html(503), answer({"error": "x"}, 400)])
def test_a_failure_is_an_answer_and_is_not_tried_again(said: Response | Unreachable) -> None:
    player = Player(said)

    assert False is player.run(revoke(PROVIDER, CLIENT, Secret("a-refresh-token")))
    assert 1 == len(player.requests)


def test_an_issuer_without_the_endpoint_is_not_asked() -> None:
    player = Player()

    nowhere = replace(PROVIDER, revocation_endpoint=None)

    assert False is player.run(revoke(nowhere, CLIENT, Secret("a-refresh-token")))
    assert [] == player.requests
