"""Gemini as the broker asks it, against servers that do what they should not."""

import asyncio
import time
import traceback
from typing import Any

import pytest

from aegis_cli.broker.gemini.model_answer import LARGEST, ModelAnswer
from aegis_cli.broker.gemini.upstream import Upstream
from aegis_cli.broker.http.problem import Problem
from aegis_cli.core.secret import Secret
from tests.adapters.gemini.test_planner import chain, holds, in_turn
from tests.helpers.rows import for_each
from tests.helpers.support import Talk, answering, server

pytestmark = pytest.mark.enable_socket

KEY = "AQ.0123456789abcdef-the-key"


def asked(url: str, *, longest: float = 20.0) -> ModelAnswer:
    (answer,) = asked_often(url, 1, longest=longest)
    return answer


def asked_often(
    url: str, times: int, *, api_version: str = "v1", longest: float = 20.0
) -> list[ModelAnswer]:
    async def ask() -> list[ModelAnswer]:
        upstream = Upstream(Secret(KEY), url=url, api_version=api_version, longest=longest)
        try:
            return [await upstream.generate("gemini-3.8-flash", b'{"a": 1}') for _ in range(times)]
        finally:
            await upstream.close()

    return asyncio.run(ask())


def test_the_key_and_the_body_go_to_the_address_of_the_settings_and_nothing_else() -> None:
    with server(answering('{"b": 2}', retry_after="4", server="secret/1")) as google:
        found = asked(google.url + "/")

    (heard,) = google.heard
    assert ModelAnswer(200, b'{"b": 2}', "4", "v1") == found
    assert ("POST", "/v1/models/gemini-3.8-flash:generateContent") == (heard.method, heard.target)
    assert (KEY, b'{"a": 1}') == (heard.headers["x-goog-api-key"], heard.body)
    assert "authorization" not in heard.headers
    assert "cookie" not in heard.headers


UNKNOWN = '{"error": {"message": "Invalid JSON. Unknown name \\"tools\\": Cannot find field."}}'
MISSING = '{"error": {"message": "models/x is not found for API version v1, or is not supported"}}'
KEY_REFUSED = UNKNOWN.replace("Invalid JSON", "API key not valid")
OTHER = '{"error": {"message": "Request contains an invalid argument."}}'


@pytest.mark.parametrize(("first", "second"), [("v1", "v1beta"), ("v1beta", "v1")])
@pytest.mark.parametrize(("status", "refusal"), [(400, UNKNOWN), (404, MISSING)])
def test_what_a_version_does_not_know_is_asked_of_the_other_which_is_kept(
    status: int, refusal: str, first: str, second: str
) -> None:
    with server(in_turn(answering(refusal, status=status), *[answering("{}")] * 2)) as google:
        found = asked_often(google.url, 2, api_version=first)

    assert [second, second] == [each.api_version for each in found]
    assert [first, second, second] == [heard.target.split("/")[1] for heard in google.heard]
    assert {b'{"a": 1}'} == {heard.body for heard in google.heard}


@pytest.mark.parametrize("last", [(404, MISSING), (400, OTHER)])
def test_a_version_that_does_not_help_is_not_kept(last: tuple[int, str]) -> None:
    status, body = last
    talk = in_turn(answering(UNKNOWN, status=400), answering(body, status=status), answering("{}"))
    with server(talk) as google:
        found = asked_often(google.url, 2)

    assert [(status, "v1beta"), (200, "v1")] == [(it.status, it.api_version) for it in found]


@for_each(
    ("status", "refusal"),
    [(400, OTHER), (400, KEY_REFUSED), (401, UNKNOWN), (403, MISSING), (404, "{}"), (500, MISSING)],
)
def test_no_other_refusal_is_asked_again(status: int, refusal: str) -> None:
    with server(answering(refusal, status=status)) as google:
        assert (status, 1) == (asked(google.url).status, len(google.heard))


def test_nothing_in_the_environment_moves_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(answering("{}")) as elsewhere, server(answering("{}")) as google:
        for name in ("HTTP_PROXY", "ALL_PROXY", "GOOGLE_GEMINI_BASE_URL"):
            monkeypatch.setenv(name, elsewhere.url)

        asked(google.url)

    assert (0, 1) == (len(elsewhere.heard), len(google.heard))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with (
        server(answering("{}")) as elsewhere,
        server(answering(status=status, location=elsewhere.url)) as google,
    ):
        found = asked(google.url)

    assert (status, []) == (found.status, elsewhere.heard)


def chunked(size: int) -> Talk:
    """Answer with so many bytes in one chunk, and end."""
    head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    sent = head.encode() + f"{size:x}\r\n".encode() + b" " * size + b"\r\n0\r\n\r\n"
    return lambda _heard, connection: connection.sendall(sent)


def drip(_heard: Any, connection: Any) -> None:
    """Send a byte from time to time, for as long as somebody reads."""
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
    for _ in range(1000):
        connection.sendall(b" ")
        time.sleep(0.02)


BAD: dict[str, tuple[Talk, float, tuple[int, str]]] = {
    "an answer without end": (chunked(LARGEST + 1), 20.0, (502, "protocol")),
    "a packed answer": (answering("x", content_encoding="gzip"), 20.0, (502, "protocol")),
    "no answer": (lambda _heard, connection: connection.close(), 20.0, (502, "network")),
    "no HTTP": (lambda _heard, connection: connection.sendall(b"hello\r\n\r\n"), 20.0, (502, "network")),
    "one byte after the other": (drip, 0.3, (504, "network")),
}  # fmt: skip


@pytest.mark.parametrize(("talk", "longest", "expected"), BAD.values(), ids=BAD)
def test_what_brings_no_answer_is_a_problem_without_the_key(
    talk: Talk, longest: float, expected: tuple[int, str]
) -> None:
    with server(talk) as google:
        with pytest.raises(Problem) as caught:
            asked(google.url, longest=longest)
        google.heard.clear()

    problem = caught.value
    assert expected == (problem.status, problem.code)
    assert KEY not in "".join(traceback.format_exception(problem))
    assert [] == [where for each in chain(problem) for where in holds(each, KEY)]


def test_where_nobody_listens_is_a_problem() -> None:
    with pytest.raises(Problem) as caught:
        asked("http://127.0.0.1:9")

    assert (502, "network") == (caught.value.status, caught.value.code)
