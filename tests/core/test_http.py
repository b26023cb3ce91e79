"""Requests and responses: what is sent, what came back, and what is refused."""

import dataclasses
import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.core.http import (
    Commitment,
    Linking,
    Malformed,
    Request,
    Response,
    Sealing,
    is_loopback,
    is_safe_url,
)
from aegis_cli.core.secret import Secret
from tests.helpers.rows import for_each

WRITE = Request("POST", "https://api.github.com", "/user/repos", body=b'{"name": "web"}')


@pytest.mark.parametrize(
    ("url", "query"),
    [
        ("https://api.github.com/user/repos", ()),
        ("https://api.github.com/user/repos?a=b+c&d=%26%3D", (("a", "b c"), ("d", "&="))),
    ],
)
def test_the_url_is_base_path_and_encoded_query(
    url: str, query: tuple[tuple[str, str], ...]
) -> None:
    assert url == Request("GET", "https://api.github.com", "/user/repos", query=query).url


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_only_a_get_or_a_head_is_a_read(method: Any) -> None:
    assert Request("GET", "https://api.github.com", "/user").is_read
    assert Request("HEAD", "https://api.github.com", "/user").is_read
    assert not Request(method, "https://api.github.com", "/user").is_read


@for_each(
    "change",
    [
        {"method": "PUT"},
        {"base": "https://api.github.com.evil"},
        {"path": "/user/repos2"},
        {"query": (("a", "b"),)},
        {"body": b'{"name": "wec"}'},
        {"body": b""},
        {"body": None},
    ],
    ids=str,
)
def test_every_change_of_what_is_sent_changes_the_fingerprint(change: dict[str, Any]) -> None:
    assert WRITE.fingerprint() != dataclasses.replace(WRITE, **change).fingerprint()


def test_a_file_has_the_fingerprint_of_the_same_bytes_and_no_request_has_two_bodies() -> None:
    data = b"abc"
    there = Commitment(len(data), hashlib.sha256(data).hexdigest())
    from_file = dataclasses.replace(WRITE, body=None, upload=there)

    assert dataclasses.replace(WRITE, body=data).fingerprint() == from_file.fingerprint()
    assert WRITE.fingerprint() != from_file.fingerprint()
    with pytest.raises(ValueError, match="one body"):
        dataclasses.replace(from_file, body=data)


TEMPLATE = Request(
    "PUT",
    "https://api.github.com",
    "/repos/acme/web/actions/secrets/API_KEY",
    body=b'{"key_id": "17"}',
    sealing=Sealing("encrypted_value", "KEY", 7, "5e" * 32),
)


@for_each(
    "change",
    [{"place": "key_id"}, {"key": "OTHER"}, {"length": 8}, {"hmac": "6e" * 32}],
    ids=str,
)
def test_the_fingerprint_of_a_template_covers_what_is_filled_in(change: dict[str, Any]) -> None:
    assert TEMPLATE.sealing is not None
    other = dataclasses.replace(TEMPLATE.sealing, **change)

    assert TEMPLATE.fingerprint() != dataclasses.replace(TEMPLATE, sealing=other).fingerprint()
    assert TEMPLATE.fingerprint() != dataclasses.replace(TEMPLATE, sealing=None).fingerprint()


def test_a_template_gets_one_box_at_its_place_and_no_other_change() -> None:
    whole = TEMPLATE.fill("BOX")

    assert b'{"key_id": "17", "encrypted_value": "BOX"}' == whole.body
    assert TEMPLATE == dataclasses.replace(whole, body=TEMPLATE.body, sealing=TEMPLATE.sealing)
    taken = dataclasses.replace(TEMPLATE, body=b'{"encrypted_value": "other"}')
    for wrong in (whole, taken):
        with pytest.raises(ValueError, match="nothing is to be filled in"):
            wrong.fill("BOX")


LINK = Linking("text", "s1", "https://github.com/acme/web/issues/")


@for_each(
    "linking",
    [
        (),
        (dataclasses.replace(LINK, place="title"),),
        (dataclasses.replace(LINK, of="s2"),),
        (dataclasses.replace(LINK, page="https://github.com/acme/api/issues/"),),
        (LINK, LINK),
        (LINK, dataclasses.replace(LINK, place="title")),
        (dataclasses.replace(LINK, place="title"), LINK),
    ],
)
def test_the_fingerprint_covers_each_link_and_its_order(linking: tuple[Linking, ...]) -> None:
    template = dataclasses.replace(WRITE, linking=(LINK,))
    other = dataclasses.replace(WRITE, linking=linking)

    assert template.fingerprint() != other.fingerprint()
    assert (template.is_template, bool(linking)) == (True, other.is_template)


def test_what_is_filled_in_of_one_kind_is_not_of_another_in_the_fingerprint() -> None:
    kinds = (TEMPLATE, dataclasses.replace(TEMPLATE, sealing=None, linking=(LINK,)))
    both = dataclasses.replace(TEMPLATE, linking=(LINK,))

    assert 3 == len({each.fingerprint() for each in (*kinds, both)})


def test_the_fingerprint_covers_what_must_still_be_true_before() -> None:
    prints = {WRITE.fingerprint(held) for held in ((), (0,), (1,), (1, 2), (True,), ("1",))}

    assert 6 == len(prints)


def test_parts_of_a_request_cannot_trade_places_in_the_fingerprint() -> None:
    one = Request("POST", "https://api", "/a", query=(("b", "c"),))
    other = Request("POST", "https://api", "/a", query=(("b", ""), ("c", "")))

    assert one.fingerprint() != other.fingerprint()
    assert one.fingerprint() != dataclasses.replace(one, path="/a,b,c", query=()).fingerprint()


def test_a_token_is_not_part_of_the_fingerprint() -> None:
    with_token = dataclasses.replace(WRITE, bearer=Secret("ghu_1"), headers=(("accept", "x"),))

    assert WRITE.fingerprint() == with_token.fingerprint()


@pytest.mark.parametrize("kind", ["form", "fields"])
def test_what_holds_secrets_is_never_approved_by_a_person(kind: str) -> None:
    sent: Any = {kind: (("code", Secret("c")),)}
    form = Request("POST", "https://auth", "/oauth/token", **sent)

    with pytest.raises(ValueError, match="never approved"):
        form.fingerprint()


@pytest.mark.parametrize(("ok", "status"), [(False, 199), (True, 200), (True, 299), (False, 300)])
def test_an_answer_is_ok_from_200_to_299(status: int, *, ok: bool) -> None:
    assert ok is Response(status).ok


def test_a_body_is_never_part_of_what_a_response_shows() -> None:
    assert "ghu_" not in repr(Response(200, body=b'{"token": "ghu_1"}'))


@for_each(
    "body",
    [
        b"",
        b"<html>",
        b"{",
        b"\xff\xfe{",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"number": ' + b"9" * 5_000 + b"}",
    ],
    ids=lambda body: body[:8].hex(),
)
def test_hostile_json_is_malformed_and_the_error_does_not_hold_it(body: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        Response(200, body=body).json()

    assert None is caught.value.__context__
    assert None is caught.value.__cause__
    assert "the body is not JSON" == str(caught.value)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("half ?", b'{"a": "half \\ud83d"}'),
        ("half ?", b'{"a": "half \\UD83D"}'.replace(b"U", b"u")),
        ("whole \U0001f600", b'{"a": "whole \\ud83d\\ude00"}'),
        ("a \\ud83d", b'{"a": "a \\\\ud83d"}'),
    ],
)
def test_half_a_character_is_replaced_and_a_whole_one_is_kept(text: str, body: bytes) -> None:
    assert {"a": text} == Response(200, body=body).json()


@pytest.mark.parametrize("data", [[], "text", 1, None, True])
def test_json_that_is_not_an_object_is_malformed_where_an_object_is_due(data: Any) -> None:
    response = Response(200, body=json.dumps(data).encode())

    assert data == response.json()
    with pytest.raises(Malformed, match="not a JSON object"):
        response.json_object()


def test_a_json_object_is_returned() -> None:
    assert {"a": 1} == Response(200, body=b'{"a": 1}').json_object()


@for_each(
    ("safe", "url"),
    [
        (True, "https://api.github.com"),
        (True, "https://ghe.example:8443/api/v3"),
        (True, "http://127.0.0.1:8000"),
        (True, "http://[::1]:8000"),
        (True, "http://LOCALHOST"),
        (False, "http://api.github.com"),
        (False, "http://127.0.0.1.evil.com"),
        (False, "http://localhost.evil.com"),
        (False, "http://localhost@evil.com"),
        (False, "https://user@api.github.com"),
        (False, "https://user:word@api.github.com"),
        (False, "https://@api.github.com"),
        (False, "https://api.github.com\\@evil.com"),
        (False, "ftp://127.0.0.1"),
        (False, "file:///etc/passwd"),
        (False, "javascript:alert(1)"),
        (False, "https://"),
        (False, "api.github.com"),
        (False, ""),
        (False, "https://["),
        (False, "https://[evil]"),
        (False, "https://api.github.com:99999999"),
        (False, "https://api.git\nhub.com"),
        (False, "https://api.github.com/ evil"),
        (False, "https://api.github.com/\u202e"),
    ],
)
def test_a_token_goes_only_to_https_or_loopback(url: str, *, safe: bool) -> None:
    assert safe is is_safe_url(url)


@for_each(
    ("loopback", "url"),
    [
        (True, "http://127.0.0.1:1"),
        (True, "http://[::1]"),
        (True, "https://localhost/x"),
        (False, "https://api.github.com"),
        (False, "no url"),
        (False, "http://["),
    ],
)
def test_loopback_is_this_machine_and_no_other(url: str, *, loopback: bool) -> None:
    assert loopback is is_loopback(url)


@for_each(
    "path",
    [
        "repos",
        "@evil.example/x",
        ".evil.example/x",
        ":81/x",
        "/a?b",
        "/a#b",
        "/a b",
        "/a\\b",
        "/a\n",
        "/\u00e4",
        "/%2",
        "/%zz",
        "/..",
        "/a/../b",
        "/a/./b",
        "/a/%2e%2E/b",
        "/a/.%2e",
        "/a%2f..%2Fb",
        "/{A}",
        "/{a",
        "/a/..;/b",
    ],
)
def test_a_path_stays_below_its_base(path: str) -> None:
    with pytest.raises(ValueError, match="stays where it is"):
        Request("GET", "https://api.example", path)


@for_each(
    "path", ["", "/", "/a/b", "/a..b/...", "/a%2Fb", "/a/", "//a", "/o'b(c)!$&*+,=:@~", "/{a_b}"]
)
def test_any_other_path_is_one(path: str) -> None:
    assert Request("GET", "https://api.example", path).url.endswith(path)


@for_each("more", [{"body": b"{}"}, {"form": (("a", "b"),)}, {"fields": (("a", "b"),)}])
def test_a_get_has_no_body_and_neither_has_what_wants_the_head_alone(more: dict[str, Any]) -> None:
    for method in ("GET", "HEAD"):
        with pytest.raises(ValueError, match=f"a {method} has no body"):
            Request(method, "https://api.example", "/a", **more)


def test_a_media_type_other_than_json_is_in_the_fingerprint() -> None:
    made = Request("POST", "https://api.github.com", "/x", body=b"{}")
    other = replace(made, media="text/plain")

    assert made.is_json
    assert not other.is_json
    assert made.fingerprint() != other.fingerprint()
