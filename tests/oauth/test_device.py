"""The device flow: every row of Auth0's poll table, and an issuer that wishes us ill."""

import json
from typing import Any

import pytest

from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Response, Unreachable
from aegis_cli.errors import AegisError, Code, Denied, Failed, NotSignedIn
from aegis_cli.oauth.device import GRANT, Client, CodeExpired, DeviceCode, sign_in
from aegis_cli.oauth.discovery import ServerMetadata
from aegis_cli.oauth.sign_in_tokens import Tokens
from tests.helpers.canned import LOST, REFUSED, answer
from tests.helpers.flows import Player, all_that_shows, form_of, html
from tests.helpers.rows import for_each

PROVIDER = ServerMetadata(
    issuer="https://tenant.example/",
    device_authorization_endpoint="https://tenant.example/oauth/device/code",
    token_endpoint="https://tenant.example/oauth/token",
    jwks_uri="https://tenant.example/.well-known/jwks.json",
)
CLIENT = Client("the-cli", "https://api.aegis.example")
SCOPE = ("openid", "profile", "aegis:read", "aegis:write")

CODE: dict[str, Any] = {
    "device_code": "device-code-secret",
    "user_code": "QTZL-MCBW",
    "verification_uri": "https://tenant.example/activate",
    "verification_uri_complete": "https://tenant.example/activate?user_code=QTZL-MCBW",
    "expires_in": 900,
    "interval": 5,
}
GRANTED: dict[str, Any] = {
    "access_token": "session-token-secret",
    "id_token": "id-token-secret",
    "token_type": "Bearer",
    "expires_in": 86400,
    "scope": " ".join(SCOPE),
}
SECRETS = ("device-code-secret", "session-token-secret", "id-token-secret")

PENDING = answer({"error": "authorization_pending"}, 403)
SLOW_DOWN = answer({"error": "slow_down"}, 429)
DONE = answer(GRANTED)


def refused(error: str, status: int = 403, description: str = "", **headers: str) -> Response:
    return answer({"error": error, "error_description": description}, status, **headers)


def flow(player: Player, *, patience: float = 10_000.0) -> Flow[Tokens]:
    return sign_in(PROVIDER, CLIENT, SCOPE, now=player.clock, patience=patience)


def polled(*answers: Response | Unreachable, **code: Any) -> Player:
    """Make an issuer that gives a code, and then these answers to the polls."""
    return Player(answer(CODE | code), *answers)


def tokens_of(*answers: Response | Unreachable, **code: Any) -> tuple[Tokens, Player]:
    player = polled(*answers, **code)
    return player.run(flow(player)), player


def error_of(*answers: Response | Unreachable) -> AegisError:
    """Run a sign-in in which these are all the answers, the first to the request for a code."""
    player = Player(*answers)
    return player.fails(flow(player))


def test_the_code_is_asked_for_with_client_scope_and_audience_and_nothing_else() -> None:
    _, player = tokens_of(DONE)

    request = player.requests[0]
    assert "POST" == request.method
    assert "https://tenant.example/oauth/device/code" == request.url
    assert (("accept", "application/json"),) == request.headers
    assert [
        ("client_id", "the-cli"),
        ("scope", "openid profile aegis:read aegis:write"),
        ("audience", "https://api.aegis.example"),
    ] == form_of(request)


def test_a_poll_holds_grant_code_and_client_and_nothing_else() -> None:
    _, player = tokens_of(DONE)

    request = player.requests[1]
    assert "POST" == request.method
    assert "https://tenant.example/oauth/token" == request.url
    assert [
        ("grant_type", GRANT),
        ("device_code", "device-code-secret"),
        ("client_id", "the-cli"),
    ] == form_of(request)
    assert "urn:ietf:params:oauth:grant-type:device_code" == GRANT


def test_the_code_is_shown_before_the_first_poll_and_an_interval_lies_between() -> None:
    _, player = tokens_of(DONE)

    asked, shown, waited, polled_at = player.log
    assert ("POST ", 5.0, "POST ") == (asked, waited, polled_at)
    assert ("QTZL-MCBW", CODE["verification_uri_complete"]) == (shown.user_code, shown.url)


def test_a_confirmed_sign_in_brings_the_tokens_as_secrets() -> None:
    tokens, _ = tokens_of(DONE)

    assert tokens.id_token is not None
    assert "session-token-secret" == tokens.access_token.reveal()
    assert "id-token-secret" == tokens.id_token.reveal()
    assert frozenset(SCOPE) == tokens.scope
    assert 86400.0 == tokens.expires_in


@for_each("status", [400, 401, 403, 429])
@for_each(
    ("error", "kind", "code"),
    [
        ("expired_token", CodeExpired, Code.SIGN_IN_EXPIRED),
        ("invalid_grant", CodeExpired, Code.SIGN_IN_EXPIRED),
        ("access_denied", NotSignedIn, Code.SIGN_IN_DENIED),
        ("unauthorized_client", Failed, Code.MISCONFIGURED),
        ("invalid_client", Failed, Code.MISCONFIGURED),
        ("invalid_request", Failed, Code.MISCONFIGURED),
        ("invalid_scope", Failed, Code.MISCONFIGURED),
        ("something_new", Failed, Code.SIGN_IN_FAILED),
    ],
)
def test_an_error_that_is_final_ends_the_sign_in_whatever_its_status(
    status: int, error: str, kind: type[AegisError], code: Code
) -> None:
    player = polled(refused(error, status, "Because."))

    failed = player.fails(flow(player))

    assert kind is type(failed)
    assert code is failed.code
    assert failed.hint
    assert failed.hint.isprintable()


def test_a_denial_in_the_browser_is_told_with_its_reason() -> None:
    failed = error_of(answer(CODE), refused("access_denied", 403, "User cancelled the prompt."))

    assert "The sign-in was denied: User cancelled the prompt." == failed.message


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (refused("new", 403, "Who?"), "The sign-in failed (new): Who?"),
        (refused("new", 403), "The sign-in failed (new): no reason was given"),
        (
            refused("unauthorized_client", 403, "No grant."),
            (
                "The issuer does not let this application sign people in (unauthorized_client): "
                "No grant."
            ),
        ),
    ],
)
def test_the_words_of_a_refusal_are_shown(refusal: Response, message: str) -> None:
    assert message == error_of(answer(CODE), refusal).message


@pytest.mark.parametrize(
    ("description", "way_out"),
    [
        (
            "MFA customized via PostLogin action but feature is not enabled.",
            "Customize MFA Factors using Actions",
        ),
        ("Two-factor authentication is required to access this application.", "One-time Password"),
    ],
)
def test_a_factor_that_the_tenant_does_not_let_an_action_ask_for_is_no_typing_error(
    description: str, way_out: str
) -> None:
    failed = error_of(answer(CODE), refused("invalid_request", 400, description))

    assert Code.MISCONFIGURED is failed.code
    assert description in failed.message
    assert way_out in (failed.hint or "")
    assert "typing" not in (failed.hint or "")


def test_a_denial_is_no_expired_code_so_that_no_new_one_is_offered() -> None:
    failed = error_of(answer(CODE), refused("access_denied"))

    assert not isinstance(failed, CodeExpired)
    assert "The sign-in was denied: no reason was given" == failed.message


@for_each(
    ("answers", "waits"),
    [
        pytest.param([PENDING, PENDING], [5, 5, 5], id="pending keeps the interval"),
        pytest.param([SLOW_DOWN, PENDING, PENDING], [5, 10, 10, 10], id="slow_down is for good"),
        pytest.param([SLOW_DOWN, SLOW_DOWN, PENDING], [5, 10, 15, 15], id="slow_down adds up"),
        pytest.param([refused("slow_down", 403)], [5, 10], id="slow_down with another status"),
        pytest.param(
            [refused("too_many_requests", 429, retry_after="30"), PENDING],
            [5, 30, 5],
            id="the general limit is waited out once",
        ),
        pytest.param(
            [refused("too_many_requests", 429), PENDING],
            [5, 5, 5],
            id="the general limit without Retry-After",
        ),
        pytest.param(
            [SLOW_DOWN, refused("too_many_requests", 429, retry_after="2"), PENDING],
            [5, 10, 10, 10],
            id="Retry-After never shortens the interval",
        ),
        pytest.param(
            [refused("too_many_requests", 429, retry_after="soon")],
            [5, 5],
            id="Retry-After that is no number",
        ),
        pytest.param(
            [refused("too_many_requests", 429, retry_after="\u0663")],
            [5, 5],
            id="Retry-After in another script",
        ),
        pytest.param(
            [refused("too_many_requests", 429, retry_after="\u00b2")],
            [5, 5],
            id="Retry-After that is a digit and no number",
        ),
    ],
)
def test_what_may_still_succeed_is_asked_again(answers: list[Response], waits: list[float]) -> None:
    _, player = tokens_of(*answers, DONE)

    assert waits == player.waits


FAULTS = [
    pytest.param(LOST, id="lost"),
    pytest.param(REFUSED, id="refused"),
    pytest.param(answer(None, 500), id="500"),
    pytest.param(html(502), id="502 in HTML"),
    pytest.param(html(200), id="200 in HTML"),
    pytest.param(html(403), id="403 in HTML"),
    pytest.param(html(429), id="429 in HTML"),
    pytest.param(answer(["error"], 403), id="a list"),
    pytest.param(answer({"error": 7}, 403), id="an error that is no text"),
    pytest.param(answer({"message": "no"}, 403), id="no error"),
    pytest.param(answer({"error": "server_error"}, 500), id="500 with an error in JSON"),
    pytest.param(answer({"error": "temporarily_unavailable"}, 503), id="503 with JSON"),
]


@for_each("fault", FAULTS)
def test_a_fault_slows_the_polling_and_does_not_end_it(fault: Response | Unreachable) -> None:
    _, player = tokens_of(fault, DONE)

    first, second = player.waits
    assert 5.0 == first
    # RFC 8628, section 3.5: the frequency is reduced before the next try, not after it.
    assert 10.0 == second


def test_faults_double_the_pause_up_to_half_a_minute_and_an_answer_ends_that() -> None:
    _, player = tokens_of(LOST, LOST, LOST, LOST, PENDING, LOST, DONE)

    assert [5, 10, 20, 30, 30, 5, 10] == player.waits


def test_backing_off_never_polls_faster_than_the_interval() -> None:
    _, player = tokens_of(LOST, LOST, DONE, interval=45)

    assert min(player.waits) >= 45


def test_polling_ends_with_the_life_of_the_code_by_our_own_clock() -> None:
    player = Player(answer(CODE | {"expires_in": 12}), forever=PENDING)

    failed = player.fails(flow(player))

    assert CodeExpired is type(failed)
    assert Code.SIGN_IN_EXPIRED is failed.code
    assert [5.0, 5.0, 2.0] == player.waits


def test_the_last_poll_may_fall_on_the_end_of_the_life_of_the_code() -> None:
    _, player = tokens_of(PENDING, DONE, expires_in=10)

    assert [5.0, 5.0] == player.waits


def test_polling_ends_with_the_life_of_the_code_when_the_network_is_gone() -> None:
    player = Player(answer(CODE), forever=LOST)

    failed = player.fails(flow(player))

    assert Code.SIGN_IN_EXPIRED is failed.code
    assert 900.0 == player.waited


@pytest.mark.parametrize(("patience", "waited"), [(7.0, 7.0), (3.0, 3.0), (0.0, 0.0)])
def test_patience_shorter_than_the_code_ends_the_wait(patience: float, waited: float) -> None:
    player = Player(answer(CODE), forever=PENDING)

    failed = player.fails(flow(player, patience=patience))

    assert Code.SIGN_IN_EXPIRED is failed.code
    assert waited == player.waited


def test_a_rate_limit_longer_than_the_code_ends_in_its_expiry() -> None:
    limited = refused("too_many_requests", 429, retry_after="9" * 400)
    player = Player(answer(CODE | {"expires_in": 20}), forever=limited)

    failed = player.fails(flow(player))

    assert Code.SIGN_IN_EXPIRED is failed.code
    assert 20.0 == player.waited


def test_the_life_of_the_code_runs_while_it_is_being_shown() -> None:
    player = Player(answer(CODE | {"expires_in": 60}), forever=PENDING)
    player.showing_takes = 50.0

    player.fails(flow(player))

    assert 10.0 == player.waited


@for_each("life", [None, 0, -5, True, "900", [900], 10**12])
def test_a_life_that_makes_no_sense_is_taken_as_a_quarter_of_an_hour(life: Any) -> None:
    _, player = tokens_of(DONE, expires_in=life)

    (code,) = player.shown
    assert 900.0 == code.expires_in


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"1e400", b"-1e400"])
def test_a_number_that_is_none_is_taken_as_absent(number: bytes) -> None:
    body = json.dumps(CODE | {"expires_in": "X", "interval": "X"}).encode()
    player = Player(Response(200, {}, body.replace(b'"X"', number)), DONE)

    player.run(flow(player))

    (code,) = player.shown
    assert (900.0, 5.0) == (code.expires_in, code.interval)


def test_a_code_is_not_believed_to_live_longer_than_an_hour() -> None:
    player = Player(answer(CODE | {"expires_in": 10**8, "interval": 600}), forever=PENDING)

    player.fails(flow(player))

    assert 3600.0 == player.waited


@for_each("interval", [None, 0, -1, False, "1.5s", {}])
def test_an_interval_that_makes_no_sense_is_taken_as_five_seconds(interval: Any) -> None:
    _, player = tokens_of(DONE, interval=interval)

    assert [5.0] == player.waits


@pytest.mark.parametrize("interval", [1, 1.5, 10, 31])
def test_the_interval_of_the_issuer_is_kept(interval: float) -> None:
    _, player = tokens_of(PENDING, DONE, interval=interval)

    assert [interval, interval] == player.waits


def test_an_interval_beyond_the_life_of_the_code_means_one_poll_at_its_end() -> None:
    player = Player(answer(CODE | {"interval": 10**6}), PENDING)

    player.fails(flow(player))

    assert 2 == len(player.requests)
    assert 900.0 == player.waited


def test_a_code_is_asked_for_three_times_when_the_issuer_fails() -> None:
    player = Player(LOST, html(500), answer(CODE), DONE)

    player.run(flow(player))

    assert [1.0, 2.0, 5.0] == player.waits


def test_a_rate_limit_on_the_code_is_waited_out() -> None:
    player = Player(refused("too_many_requests", 429, retry_after="7"), answer(CODE), DONE)

    player.run(flow(player))

    assert [7.0, 5.0] == player.waits


def test_no_rate_limit_keeps_a_person_waiting_longer_than_a_minute_for_a_code() -> None:
    player = Player(refused("too_many_requests", 429, retry_after="3600"), answer(CODE), DONE)

    player.run(flow(player))

    assert [60.0, 5.0] == player.waits


@pytest.mark.parametrize(
    ("last", "code", "word"),
    [
        (REFUSED, Code.NETWORK, "connection refused"),
        (html(503), Code.SIGN_IN_FAILED, "503"),
        (refused("too_many_requests", 429), Code.SIGN_IN_FAILED, "too_many_requests"),
    ],
)
def test_an_issuer_that_stays_away_is_named(
    last: Response | Unreachable, code: Code, word: str
) -> None:
    player = Player(LOST, LOST, last)

    failed = player.fails(flow(player))

    assert [1.0, 2.0] == player.waits
    assert code is failed.code
    assert word in failed.message
    assert "AEGIS_ISSUER" in (failed.hint or "")


@for_each(
    ("refusal", "code"),
    [
        (refused("unauthorized_client"), Code.MISCONFIGURED),
        (refused("invalid_request", 400), Code.MISCONFIGURED),
        (refused("access_denied"), Code.MISCONFIGURED),
        (html(404), Code.SIGN_IN_FAILED),
        (html(200), Code.PROTOCOL),
        (answer([], 200), Code.PROTOCOL),
        (answer(None, 204), Code.PROTOCOL),
    ],
)
def test_a_refused_code_is_asked_for_once(refusal: Response, code: Code) -> None:
    assert code is error_of(refusal).code


@for_each(
    "hostile",
    [
        {"device_code": None},
        {"device_code": 7},
        {"device_code": ""},
        {"user_code": None},
        {"user_code": ""},
        {"verification_uri": None},
        {"verification_uri": ""},
        {"verification_uri": "", "verification_uri_complete": None},
        {"verification_uri": "http://tenant.example/activate"},
        {"verification_uri": "javascript:alert(1)"},
        {"verification_uri": "file:///etc/passwd"},
        {"verification_uri": "https://tenant.example@evil.example/"},
        {"verification_uri": "https://["},
        {"verification_uri": "https://tenant.example/\u202e\x1b[2J"},
        {"verification_uri": "https://tenant.example/ , or run: curl evil.example"},
        {"verification_uri_complete": "http://tenant.example/activate?user_code=X"},
        {"verification_uri_complete": "data:text/html,x"},
        {"verification_uri_complete": "https://[::1/"},
        {"verification_uri_complete": 7},
        {"verification_uri_complete": {"url": "https://tenant.example/"}},
    ],
)
def test_a_code_that_cannot_be_shown_or_used_is_refused_before_it_is_shown(
    hostile: dict[str, Any],
) -> None:
    player = Player(answer(CODE | hostile))

    failed = player.fails(flow(player))

    assert Code.PROTOCOL is failed.code
    assert [] == player.shown


@pytest.mark.parametrize("absent", [None, ""])
def test_without_a_complete_url_the_person_gets_the_plain_one(absent: str | None) -> None:
    _, player = tokens_of(DONE, verification_uri_complete=absent)

    (code,) = player.shown
    assert CODE["verification_uri"] == code.url


def test_a_user_code_can_neither_move_the_cursor_nor_fill_the_screen() -> None:
    _, player = tokens_of(DONE, user_code="\x1b[2J\u202e\n" + "A" * 500)

    (code,) = player.shown
    assert code.user_code.startswith("\\x1b[2J\\u202e A")
    assert 40 == len(code.user_code)


@pytest.mark.parametrize("scope", [{}, {"scope": None}])
def test_an_absent_scope_means_as_requested(scope: dict[str, Any]) -> None:
    granted = {name: value for name, value in GRANTED.items() if name != "scope"}

    tokens, _ = tokens_of(answer(granted | scope))

    assert frozenset(SCOPE) == tokens.scope


@pytest.mark.parametrize(
    ("scope", "missing"),
    [
        ("openid profile aegis:read", "aegis:write"),
        ("aegis:write", "aegis:read"),
        ("", "aegis:read, aegis:write"),
        ("AEGIS:READ aegis:writer aegis", "aegis:read, aegis:write"),
    ],
)
def test_a_lesser_scope_is_denied_and_what_is_missing_is_named(scope: str, missing: str) -> None:
    failed = error_of(answer(CODE), answer(GRANTED | {"scope": scope}))

    assert Denied is type(failed)
    assert Code.SCOPE is failed.code
    assert f"{missing} is missing" in failed.message
    assert failed.hint


@pytest.mark.parametrize(
    "scope", [["aegis:read"], ["x aegis:read aegis:write x"], {"aegis:read": True}, 7, False]
)
def test_a_scope_that_is_no_text_is_not_taken_as_granted(scope: Any) -> None:
    failed = error_of(answer(CODE), answer(GRANTED | {"scope": scope}))

    assert failed.code in {Code.PROTOCOL, Code.SCOPE}


def test_a_scope_without_the_name_or_with_more_than_asked_is_enough() -> None:
    tokens, _ = tokens_of(answer(GRANTED | {"scope": "aegis:read aegis:write aegis:admin"}))

    assert frozenset({"aegis:read", "aegis:write", "aegis:admin"}) == tokens.scope


@for_each(
    "hostile",
    [
        {"access_token": None},
        {"access_token": ""},
        {"access_token": ["session-token-secret"]},
        {"token_type": "DPoP"},
        {"token_type": 7},
        {"token_type": None},
    ],
)
def test_an_answer_without_a_usable_token_ends_the_sign_in(hostile: dict[str, Any]) -> None:
    failed = error_of(answer(CODE), answer(GRANTED | hostile))

    assert Code.PROTOCOL is failed.code


@pytest.mark.parametrize("kind", ["Bearer", "bearer", "BEARER"])
def test_the_case_of_the_token_type_does_not_matter(kind: str) -> None:
    tokens, _ = tokens_of(answer(GRANTED | {"token_type": kind}))

    assert "session-token-secret" == tokens.access_token.reveal()


@pytest.mark.parametrize("id_token", [None, "", 7, ["id-token-secret"]])
def test_an_id_token_that_is_none_is_left_out(id_token: Any) -> None:
    tokens, _ = tokens_of(answer(GRANTED | {"id_token": id_token}))

    assert tokens.id_token is None


def test_tokens_and_codes_show_no_secret() -> None:
    tokens, player = tokens_of(DONE)

    shown = f"{tokens!r} {tokens} {player.shown!r} {player.requests!r} {player.log!r}"
    assert "Secret" in shown
    assert not any(secret in shown for secret in SECRETS)


ENDINGS = [
    pytest.param([refused(error, 403, "Because.")], id=error)
    for error in ("access_denied", "expired_token", "unauthorized_client", "something_new")
] + [
    pytest.param([answer(GRANTED | {"token_type": "DPoP"})], id="not a bearer token"),
    pytest.param([answer(GRANTED | {"scope": ""})], id="less than asked"),
    pytest.param([answer(GRANTED | {"access_token": 7})], id="no token"),
]


@for_each("answers", ENDINGS)
def test_a_token_never_appears_in_what_a_failed_sign_in_raises(answers: list[Response]) -> None:
    failed = error_of(answer(CODE), *answers)

    assert not any(secret in all_that_shows(failed) for secret in SECRETS)


def test_a_code_answer_that_is_refused_keeps_its_secret() -> None:
    failed = error_of(answer(CODE | {"verification_uri": "http://tenant.example/"}))

    assert "device-code-secret" not in all_that_shows(failed)


def test_a_body_that_is_no_json_is_not_kept_by_the_error() -> None:
    failed = error_of(Response(200, {}, b'{"device_code": "device-code-secret", '))

    assert failed.__context__ is None
    assert "device-code-secret" not in all_that_shows(failed)


@pytest.mark.parametrize("error", ["access_denied", "unauthorized_client", "something_new"])
def test_a_description_that_repeats_the_device_code_does_not_show_it(error: str) -> None:
    echo = refused(error, 403, "Not a good device_code: device-code-secret.")

    failed = error_of(answer(CODE), echo)

    assert "device-code-secret" not in all_that_shows(failed)


@for_each("error", ["access_denied", "unauthorized_client", "something_new"])
@for_each("before", ["", "x" * 290])
def test_a_long_device_code_that_is_repeated_is_not_shown_in_part(error: str, before: str) -> None:
    long = CODE | {"device_code": "s3cret" * 100}
    echo = refused(error, 403, before + "s3cret" * 100)

    assert "s3cret" not in all_that_shows(error_of(answer(long), echo))
    assert "s3cret" not in all_that_shows(error_of(answer(long), refused("s3cret" * 100)))


@pytest.mark.parametrize("error", ["access_denied", "invalid_scope", "something_new"])
def test_words_of_the_issuer_cannot_move_the_cursor_or_flood_the_screen(error: str) -> None:
    failed = error_of(answer(CODE), refused(error, 403, "\x1b]0;gotcha\x07\n" + "x" * 5000))

    assert failed.message.isprintable()
    assert len(failed.message) < 500
    assert len(error_of(answer(CODE), refused(error * 100)).message) < 500


def test_a_code_is_data_whose_page_is_the_complete_one_if_there_is_one() -> None:
    _, player = tokens_of(DONE)

    (code,) = player.shown
    assert isinstance(code, DeviceCode)
    assert "device-code-secret" == code.device_code.reveal()
