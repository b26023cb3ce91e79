"""The Token Vault exchange: what is sent, and what every refusal means for the person."""

import itertools
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.core.http import Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.errors import AegisError, Code, Denied, Failed, NotSignedIn
from aegis_cli.oauth.exchange import Vault, exchange
from tests.helpers.canned import LOST, REFUSED, answer
from tests.helpers.flows import Player, all_that_shows, form_of, html
from tests.helpers.rows import for_each

VAULT = Vault(
    token_endpoint="https://tenant.example/oauth/token",
    client_id="the-vault-client",
    credential=Secret("vault-client-secret"),
    connections={},
)
CONNECTION = VaultConnection(
    "github",
    "https://api.github.com",
    title="GitHub",
    renewal="use a GitHub App with expiring user tokens",
)
SESSION = Secret("session-token-secret")
GRANTED: dict[str, Any] = {
    "access_token": "ghu_secret",
    "scope": "",
    "expires_in": 1377,
    "issued_token_type": "http://auth0.com/oauth/token-type/federated-connection-access-token",
    "token_type": "Bearer",
}
SECRETS = ("vault-client-secret", "session-token-secret", "ghu_secret")


def refused(error: str, status: int, description: str = "", **headers: str) -> Response:
    return answer({"error": error, "error_description": description}, status, **headers)


def error_of(*answers: Response | Unreachable, connection: str = "github") -> AegisError:
    wanted = replace(CONNECTION, name=connection)
    return Player(*answers).fails(exchange(VAULT, wanted, SESSION))


def test_the_account_of_another_provider_is_connected_by_its_name() -> None:
    board = VaultConnection("notice-board", "https://b.example", title="Board", argument=" board")
    answered = refused("federated_connection_refresh_token_not_found", 401)

    error = Player(answered).fails(exchange(VAULT, board, SESSION))

    assert "Board" in error.message
    assert str(error.hint).startswith("Run `aegis connect board`")


def test_the_body_is_exactly_what_token_vault_documents() -> None:
    player = Player(answer(GRANTED))

    player.run(exchange(VAULT, CONNECTION, SESSION))

    (request,) = player.requests
    assert [
        ("grant_type", _AUTH0 + "token-exchange:federated-connection-access-token"),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ("subject_token", "session-token-secret"),
        (
            "requested_token_type",
            "http://auth0.com/oauth/token-type/federated-connection-access-token",
        ),
        ("connection", "github"),
        ("client_id", "the-vault-client"),
        ("client_secret", "vault-client-secret"),
    ] == form_of(request)


_AUTH0 = "urn:auth0:params:oauth:grant-type:"


def with_assertions() -> Vault:
    """Make a vault client that proves itself by an assertion, a new one each time."""
    made = (Secret(f"assertion-secret-{number}") for number in itertools.count(1))
    return replace(VAULT, credential=lambda: next(made))


def test_an_assertion_stands_in_the_place_of_the_client_secret() -> None:
    player = Player(answer(GRANTED))

    player.run(exchange(with_assertions(), CONNECTION, SESSION))

    (request,) = player.requests
    with_secret = Player(answer(GRANTED))
    with_secret.run(exchange(VAULT, CONNECTION, SESSION))
    assert [
        *form_of(with_secret.requests[0])[:-1],
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", "assertion-secret-1"),
    ] == form_of(request)


def test_each_attempt_has_an_assertion_of_its_own() -> None:
    player = Player(LOST, html(502), answer(GRANTED))

    player.run(exchange(with_assertions(), CONNECTION, SESSION))

    assert [f"assertion-secret-{number}" for number in (1, 2, 3)] == [
        dict(form_of(request))["client_assertion"] for request in player.requests
    ]


def test_a_description_that_repeats_an_assertion_does_not_show_it() -> None:
    echo = refused("access_denied", 403, "The assertion assertion-secret-1 is not good.")

    failed = Player(echo).fails(exchange(with_assertions(), CONNECTION, SESSION))

    assert "assertion-secret" not in all_that_shows(failed)


def test_no_audience_no_scope_and_no_hint_is_sent_and_no_secret_leaves_the_body() -> None:
    player = Player(answer(GRANTED))

    player.run(exchange(VAULT, CONNECTION, SESSION))

    (request,) = player.requests
    names = {name for name, _ in form_of(request)}
    assert names.isdisjoint({"audience", "resource", "scope", "login_hint"})
    assert "https://tenant.example/oauth/token" == request.url
    assert "POST" == request.method
    assert (("accept", "application/json"),) == request.headers
    assert (None, None) == (request.bearer, request.body)


@pytest.mark.parametrize(
    "answered",
    [
        GRANTED,
        {"access_token": "ghu_secret"},
        GRANTED | {"scope": None},
        GRANTED | {"scope": "repo", "expires_in": "soon"},
    ],
)
def test_a_token_is_taken_whatever_its_scope_says(answered: dict[str, Any]) -> None:
    granted = Player(answer(answered)).run(exchange(VAULT, CONNECTION, SESSION))

    assert isinstance(granted.token, Secret)
    assert "ghu_secret" == granted.token.reveal()


# (status, error, description, code, words that the hint needs)
REFUSALS: list[tuple[int, str, str, Code, str]] = [
    (
        401,
        "federated_connection_refresh_token_not_found",
        "Federated connection Refresh Token not found.",
        Code.NOT_CONNECTED,
        "Run `aegis connect`",
    ),
    (401, "tokenset_not_found", "", Code.NOT_CONNECTED, "Run `aegis connect`"),
    (
        401,
        "federated_connection_refresh_token_flow_failed",
        "Refresh Token flow for the Federated VaultConnection failed",
        Code.RECONNECT,
        "Run `aegis connect`, to connect the GitHub account again",
    ),
    (
        400,
        "invalid_request",
        "Token Vault is not enabled for the provided connection",
        Code.MISCONFIGURED,
        "Connected Accounts for Token Vault",
    ),
    (
        403,
        "something_new",
        "token vault is NOT enabled for the provided connection",
        Code.MISCONFIGURED,
        "Connected Accounts for Token Vault",
    ),
    (401, "invalid_client", "", Code.MISCONFIGURED, "AEGIS_VAULT_CLIENT_SECRET"),
    (401, "invalid_grant", "", Code.SESSION_EXPIRED, "Run the command again"),
    (403, "unauthorized_client", "", Code.MISCONFIGURED, "AEGIS_VAULT_CLIENT_ID"),
    (403, "access_denied", "Blocked.", Code.ACCESS_DENIED, "Ask the administrator"),
    (403, "access_denied", "", Code.ACCESS_DENIED, "Ask the administrator"),
    (403, "mfa_required", "", Code.MFA_REQUIRED, "MFA policy must be Never"),
    (401, "mfa_required", "", Code.MFA_REQUIRED, "MFA policy must be Never"),
    (400, "invalid_request", "", Code.EXCHANGE_FAILED, "AEGIS_ISSUER"),
    (400, "unsupported_grant_type", "", Code.EXCHANGE_FAILED, "AEGIS_ISSUER"),
    (400, "something_new", "Who knows.", Code.EXCHANGE_FAILED, "feta"),
    (400, "use_dpop_nonce", "", Code.EXCHANGE_FAILED, "feta"),
]


@for_each(("status", "error", "description", "code", "step"), REFUSALS)
def test_every_refusal_has_its_code_and_names_the_next_step(
    status: int, error: str, description: str, code: Code, step: str
) -> None:
    failed = error_of(refused(error, status, description))

    hint = failed.hint or ""
    assert code is failed.code
    assert step in hint
    assert hint.isascii()
    assert hint.isprintable()


@for_each("status", [400, 401, 403, 404])
@for_each(
    ("error", "code"),
    [
        ("invalid_grant", Code.SESSION_EXPIRED),
        ("tokenset_not_found", Code.NOT_CONNECTED),
        ("invalid_client", Code.MISCONFIGURED),
    ],
)
def test_the_error_decides_and_the_status_does_not(status: int, error: str, code: Code) -> None:
    assert code is error_of(refused(error, status)).code


@for_each(
    ("error", "kind"),
    [
        ("tokenset_not_found", NotSignedIn),
        ("invalid_grant", NotSignedIn),
        ("access_denied", Denied),
        ("mfa_required", Denied),
        ("invalid_client", Failed),
        ("something_new", Failed),
    ],
)
def test_each_refusal_is_of_the_class_of_its_status(error: str, kind: type[AegisError]) -> None:
    assert kind is type(error_of(refused(error, 401)))


def test_the_connection_that_lacks_an_account_is_named() -> None:
    failed = error_of(refused("tokenset_not_found", 401), connection="gh-{0}")

    assert "'gh-{0}'" in failed.message


@pytest.mark.parametrize(
    ("error", "description", "message"),
    [
        ("access_denied", "Blocked.", "Auth0 refused to give the GitHub token: Blocked."),
        ("access_denied", "", "Auth0 refused to give the GitHub token: no reason was given"),
        ("new", "Who?", "Auth0's Token Vault gave no GitHub token (new): Who?"),
        ("new", "", "Auth0's Token Vault gave no GitHub token (new): no reason was given"),
    ],
)
def test_the_words_of_a_refusal_are_shown(error: str, description: str, message: str) -> None:
    assert message == str(error_of(refused(error, 403, description)))


@pytest.mark.parametrize("fault", [LOST, REFUSED, html(502), answer({"error": "x"}, 500)])
def test_a_fault_is_tried_again_twice(fault: Response | Unreachable) -> None:
    player = Player(fault, fault, answer(GRANTED))

    granted = player.run(exchange(VAULT, CONNECTION, SESSION))

    assert "ghu_secret" == granted.token.reveal()
    assert [1.0, 2.0] == player.waits


@for_each(
    ("headers", "wait"),
    [
        ({}, 2.0),
        ({"retry_after": "0"}, 0.0),
        ({"retry_after": "9"}, 9.0),
        ({"retry_after": "x"}, 2.0),
        ({"retry_after": "10"}, 10.0),
        ({"retry_after": "\u0663"}, 2.0),
        ({"retry_after": "\u00b2"}, 2.0),
    ],
)
def test_a_short_rate_limit_is_waited_out(headers: dict[str, str], wait: float) -> None:
    player = Player(refused("too_many_requests", 429, "", **headers), answer(GRANTED))

    player.run(exchange(VAULT, CONNECTION, SESSION))

    assert [wait] == player.waits


@pytest.mark.parametrize("seconds", ["11", "3600", "9" * 400])
def test_a_long_rate_limit_is_not_waited_out(seconds: str) -> None:
    player = Player(refused("too_many_requests", 429, retry_after=seconds))

    failed = player.fails(exchange(VAULT, CONNECTION, SESSION))

    assert Code.EXCHANGE_FAILED is failed.code
    assert "Try again in a minute." == failed.hint
    assert [] == player.waits


def test_trying_again_is_bounded() -> None:
    limited = refused("too_many_requests", 429, retry_after="1")

    assert Code.EXCHANGE_FAILED is error_of(limited, limited, limited).code
    assert Code.NETWORK is error_of(LOST, html(500), REFUSED).code
    assert Code.EXCHANGE_FAILED is error_of(html(503), html(503), html(503)).code


def test_a_vault_that_cannot_be_reached_is_told_with_the_next_step() -> None:
    player = Player(LOST, LOST, REFUSED)

    failed = player.fails(exchange(VAULT, CONNECTION, SESSION))

    assert "Token Vault could not be reached: connection refused." == failed.message
    assert [1.0, 2.0] == player.waits
    assert "AEGIS_ISSUER" in (failed.hint or "")


@for_each(
    "refusal",
    [
        html(401),
        html(302, location="https://evil.example/"),
        answer([], 400),
        answer({"error": 7, "error_description": ["x"]}, 400),
        answer({"error": None}, 400),
        Response(403, {}, b"\xff\xfe"),
    ],
)
def test_a_refusal_without_readable_words_is_named_by_its_status(refusal: Response) -> None:
    failed = error_of(refusal)

    assert Code.EXCHANGE_FAILED is failed.code
    assert f"(status {refusal.status}): no reason was given" in failed.message
    assert failed.__context__ is None


@for_each(
    "hostile",
    [
        html(200),
        answer(None, 204),
        answer([GRANTED]),
        answer({}),
        answer({"access_token": ""}),
        answer({"access_token": None}),
        answer({"access_token": {"token": "ghu_secret"}}),
        answer({"error": "invalid_grant"}),
    ],
)
def test_an_answer_without_a_token_is_no_success(hostile: Response) -> None:
    failed = error_of(hostile)

    assert Code.PROTOCOL is failed.code
    assert "ghu_secret" not in all_that_shows(failed)


ENDINGS = [
    *[[refused(error, status, text)] for status, error, text, _, _ in REFUSALS],
    [html(401)],
    [LOST, LOST, LOST],
    [Response(200, {}, b'{"access_token": "ghu_secret", ')],
    [answer({"access_token": ["ghu_secret"]})],
]


@for_each("answers", ENDINGS)
def test_a_token_never_appears_in_what_a_failed_exchange_raises(
    answers: list[Response | Unreachable],
) -> None:
    shown = all_that_shows(error_of(*answers))

    assert not any(secret in shown for secret in SECRETS)


@pytest.mark.parametrize("error", ["access_denied", "something_new"])
@pytest.mark.parametrize("secret", ["vault-client-secret", "session-token-secret"])
def test_a_description_that_repeats_a_secret_does_not_show_it(error: str, secret: str) -> None:
    failed = error_of(refused(error, 403, f"The subject_token {secret} is not good."))

    assert secret not in all_that_shows(failed)


@pytest.mark.parametrize("before", ["", "x" * 290, "The subject_token is not good: "])
def test_a_long_token_that_is_repeated_is_not_shown_in_part(before: str) -> None:
    token = "eyJ" + "s3cret" * 200
    for echo in (refused("access_denied", 403, before + token), refused(before + token, 403)):
        failed = Player(echo).fails(exchange(VAULT, CONNECTION, Secret(token)))

        assert "eyJ" not in all_that_shows(failed)
        assert "s3cret" not in all_that_shows(failed)


def test_an_error_word_that_repeats_a_secret_does_not_show_it() -> None:
    failed = error_of(refused("session-token-secret", 403))

    assert "session-token-secret" not in all_that_shows(failed)


@for_each(
    ("said", "life"),
    [(28_800, 28_800.0), (0, 0.0), (-1, None), ("28800", 28_800.0), (True, None), (10**30, None)],
)
def test_the_life_of_the_token_is_a_sane_number_of_seconds_or_unknown(
    said: Any, life: float | None
) -> None:
    player = Player(answer(GRANTED | {"expires_in": said}))

    assert life == player.run(exchange(VAULT, CONNECTION, SESSION)).expires_in


def test_neither_the_vault_nor_its_request_shows_a_secret() -> None:
    player = Player(answer(GRANTED))
    token = player.run(exchange(VAULT, CONNECTION, SESSION))

    shown = f"{VAULT!r} {VAULT} {player.requests!r} {token!r} {answer(GRANTED)!r}"
    assert not any(secret in shown for secret in SECRETS)


@pytest.mark.parametrize("error", ["access_denied", "\x1b[2J\u202e"])
def test_words_of_the_vault_cannot_move_the_cursor_or_flood_the_screen(error: str) -> None:
    failed = error_of(refused(error, 403, "\x1b]0;gotcha\x07\n" + "x" * 5000))

    assert failed.message.isprintable()
    assert len(failed.message) < 500
    assert len(error_of(refused("x" * 5000, 403)).message) < 500
