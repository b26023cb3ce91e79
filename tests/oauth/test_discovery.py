"""Discovery: the endpoints of the issuer that was asked, and of no other."""

from typing import Any

import pytest

from aegis_cli.core.http import Response, Unreachable
from aegis_cli.errors import AegisError, Code, Failed
from aegis_cli.oauth.discovery import ServerMetadata, discover, fetch_json, skew
from tests.helpers.canned import LOST, REFUSED, answer
from tests.helpers.flows import Player, all_that_shows, html
from tests.helpers.rows import for_each

ISSUER = "https://tenant.example"
DOCUMENT: dict[str, Any] = {
    "issuer": "https://tenant.example/",
    "device_authorization_endpoint": "https://tenant.example/oauth/device/code",
    "token_endpoint": "https://tenant.example/oauth/token",
    "jwks_uri": "https://tenant.example/.well-known/jwks.json",
    "authorization_endpoint": "https://tenant.example/authorize",
}


def found(asked: str = ISSUER, **document: Any) -> ServerMetadata:
    provider = Player(answer(DOCUMENT | document)).run(discover(asked))
    assert isinstance(provider, ServerMetadata)
    return provider


def error_of(*answers: Response | Unreachable, issuer: str = ISSUER) -> AegisError:
    return Player(*answers).fails(discover(issuer))


def test_the_document_is_read_once_from_its_well_known_place() -> None:
    player = Player(answer(DOCUMENT))

    player.run(discover(ISSUER))

    (request,) = player.requests
    assert "GET" == request.method
    assert "https://tenant.example/.well-known/openid-configuration" == request.url
    assert (("accept", "application/json"),) == request.headers
    assert request.bearer is None


def test_the_endpoints_are_those_of_the_document() -> None:
    expected = ServerMetadata(
        issuer="https://tenant.example/",
        device_authorization_endpoint="https://tenant.example/oauth/device/code",
        token_endpoint="https://tenant.example/oauth/token",
        jwks_uri="https://tenant.example/.well-known/jwks.json",
        authorization_endpoint="https://tenant.example/authorize",
    )

    assert expected == found()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("https://tenant.example", "https://tenant.example/"),
        ("https://tenant.example/", "https://tenant.example"),
        ("https://tenant.example/", "https://tenant.example/"),
        ("https://sso.example/realms/a", "https://sso.example/realms/a"),
    ],
)
def test_only_a_trailing_slash_is_forgiven_and_the_documents_own_form_is_kept(
    asked: str, said: str
) -> None:
    assert said == found(asked, issuer=said).issuer


def test_where_refresh_tokens_are_given_back_is_known_if_the_issuer_says_so() -> None:
    place = "https://tenant.example/oauth/revoke"
    player = Player(answer(DOCUMENT | {"revocation_endpoint": place}))
    unsafe = Player(answer(DOCUMENT | {"revocation_endpoint": "http://tenant.example/revoke"}))

    assert place == player.run(discover("https://tenant.example/")).revocation_endpoint
    assert Code.MISCONFIGURED is unsafe.fails(discover("https://tenant.example/")).code


def test_an_issuer_without_a_page_to_log_in_at_is_as_good_for_all_else() -> None:
    without = {name: url for name, url in DOCUMENT.items() if name != "authorization_endpoint"}

    assert Player(answer(without)).run(discover(ISSUER)).authorization_endpoint is None


@pytest.mark.parametrize("place", ["http://tenant.example/authorize", "https://a@b/", None, 7])
def test_a_page_to_log_in_at_is_https_or_there_is_none(place: Any) -> None:
    error = error_of(answer(DOCUMENT | {"authorization_endpoint": place}))

    assert Code.MISCONFIGURED is error.code
    assert "authorization_endpoint" in error.message


def test_an_issuer_below_a_path_has_its_document_below_that_path() -> None:
    player = Player(answer(DOCUMENT | {"issuer": "https://sso.example/realms/a"}))

    player.run(discover("https://sso.example/realms/a/"))

    (request,) = player.requests
    assert "https://sso.example/realms/a/.well-known/openid-configuration" == request.url


@for_each(
    "other",
    [
        "https://evil.example/",
        "https://tenant.example.evil.example/",
        "https://tenant.example/other",
        "http://tenant.example/",
        "https://TENANT.example/",
        "",
        None,
        7,
        ["https://tenant.example/"],
        "https://" + "x" * 10**6,
    ],
)
def test_a_document_that_names_another_issuer_is_refused(other: Any) -> None:
    failed = error_of(answer(DOCUMENT | {"issuer": other}))

    assert Code.MISCONFIGURED is failed.code
    assert "another issuer" in failed.message
    assert len(failed.message) < 500
    assert "Check AEGIS_ISSUER." == failed.hint


@for_each("name", ["device_authorization_endpoint", "token_endpoint", "jwks_uri"])
@for_each(
    "url",
    [
        None,
        7,
        "",
        "/oauth/token",
        "http://tenant.example/oauth/token",
        "ftp://tenant.example/",
        "https://me:secret@tenant.example/",
        "https://[",
    ],
)
def test_an_endpoint_that_is_missing_or_not_https_is_refused(name: str, url: Any) -> None:
    failed = error_of(answer(DOCUMENT | {name: url}))

    assert Code.MISCONFIGURED is failed.code
    assert name in failed.message
    assert failed.hint


def test_an_endpoint_on_loopback_may_be_plain_http() -> None:
    assert (
        "http://127.0.0.1:8000/t" == found(token_endpoint="http://127.0.0.1:8000/t").token_endpoint
    )


@pytest.mark.parametrize(
    ("issuer", "named", "not_named"),
    [
        (ISSUER, "AEGIS_ISSUER", "machine"),
        ("http://127.0.0.1:8123", "this machine", "AEGIS_ISSUER"),
    ],
)
def test_who_is_not_there_is_told_with_what_this_person_can_do(
    issuer: str, named: str, not_named: str
) -> None:
    failed = error_of(REFUSED, REFUSED, REFUSED, issuer=issuer)

    assert Code.NETWORK is failed.code
    assert named in (failed.hint or "")
    assert not_named not in (failed.hint or "")


@pytest.mark.parametrize("fault", [LOST, REFUSED, html(500), html(503)])
def test_a_fault_is_tried_again_twice(fault: Response | Unreachable) -> None:
    player = Player(fault, fault, answer(DOCUMENT))

    player.run(discover(ISSUER))

    assert [1.0, 2.0] == player.waits


def test_an_issuer_that_cannot_be_reached_is_named() -> None:
    player = Player(LOST, LOST, REFUSED)

    failed = player.fails(discover(ISSUER))

    assert Code.NETWORK is failed.code
    assert "The issuer https://tenant.example could not be reached: connection refused." == str(
        failed
    )
    assert failed.hint
    assert [1.0, 2.0] == player.waits


@pytest.mark.parametrize("busy", [html(503), answer({"error": "x"}, 500)])
def test_an_issuer_that_is_down_is_not_called_wrongly_set_up(busy: Response) -> None:
    failed = error_of(busy, busy, busy)

    assert Failed is type(failed)
    assert Code.SIGN_IN_FAILED is failed.code
    assert failed.hint


def test_an_issuer_that_is_too_busy_is_waited_for_and_not_called_wrongly_set_up() -> None:
    busy = html(429, retry_after="1")

    assert ServerMetadata is type(Player(busy, answer(DOCUMENT)).run(discover(ISSUER)))
    assert Code.SIGN_IN_FAILED is error_of(busy, busy, busy).code


@pytest.mark.parametrize("refusal", [html(404), html(302, location="/x"), answer({}, 403)])
def test_a_place_without_a_document_is_no_issuer(refusal: Response) -> None:
    failed = error_of(refusal)

    assert Code.MISCONFIGURED is failed.code
    assert str(refusal.status) in failed.message


@for_each("body", [b"", b"<html>", b"[1]", b'"text"', b"\xff\xfe", b"[" * 10**5])
def test_a_document_that_is_no_json_object_is_refused(body: bytes) -> None:
    failed = error_of(Response(200, {}, body))

    assert Code.MISCONFIGURED is failed.code
    assert failed.__context__ is None


def test_words_of_a_document_cannot_move_the_cursor() -> None:
    failed = error_of(answer(DOCUMENT | {"issuer": "\x1b[2J\u202e"}))

    assert failed.message.isprintable()


def test_any_public_document_of_the_issuer_is_read_the_same_way() -> None:
    player = Player(html(500), answer({"keys": []}))

    keys = player.run(fetch_json("https://tenant.example", "/.well-known/jwks.json"))

    assert {"keys": []} == keys
    assert ["GET /.well-known/jwks.json", 1.0, "GET /.well-known/jwks.json"] == player.log


def test_a_document_that_is_refused_is_not_part_of_the_error() -> None:
    failed = error_of(Response(200, {}, b'{"planted": "content", '))

    assert "planted" not in all_that_shows(failed)


# The issuer's time

NOW = 1_795_543_200.0
"""2026-11-24T18:00:00Z."""


@for_each(
    ("date", "expected"),
    [
        ("Tue, 24 Nov 2026 18:00:00 GMT", 0.0),
        ("Tue, 24 Nov 2026 18:01:30 GMT", 90.0),
        ("Tue, 24 Nov 2026 17:00:00 GMT", -3600.0),
        ("Tue, 24 Nov 2026 18:00:00 -0000", None),
        ("Tue, 24 Nov 99999999999999999999 18:00:00 GMT", None),
        ("Tue, 24 Nov 2026 18:00:00 +99999999999999999999", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_issuers_clock_is_ahead_by_so_many_seconds(date: str, expected: float | None) -> None:
    player = Player(answer({}, date=date))

    assert expected == player.run(skew("https://tenant.example/", NOW))
    assert ["GET /.well-known/openid-configuration"] == player.log


@pytest.mark.parametrize("answered", [LOST, answer({})])
def test_where_no_time_is_told_nothing_is_said(answered: Response | Unreachable) -> None:
    assert Player(answered).run(skew("https://tenant.example", NOW)) is None
