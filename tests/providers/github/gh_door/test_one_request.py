"""One request of gh is read, and answered; attacks on that are in `test_gh_attacks`."""

import json

import pytest

from aegis_cli.providers.github.gh_door.one_request import GhRequest, OneRequest

GET = (
    b"GET /repos/acme/web/issues?per_page=1&q= HTTP/1.1\r\nHost: API.github.com\r\n"
    b"User-Agent: GitHub CLI 2.46.0\r\nAccept: a\r\nAuthorization: token x\r\n\r\n"
)
POST = b"POST /graphql HTTP/1.1\r\nHost: api.github.com\r\n"


class Line:
    """What a program sends, in pieces, and what it gets."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces, self.got = [*pieces], b""
        self.one = OneRequest(self.receive, self.send)

    def receive(self, most: int) -> bytes:
        return self.pieces.pop(0) if self.pieces else b""

    def send(self, data: bytes) -> None:
        self.got += data

    def read(self) -> tuple[GhRequest, bytes]:
        return self.one.read(10)


def test_a_request_is_what_it_says() -> None:
    request, body = Line(GET).read()

    headers = {"host": "API.github.com", "user-agent": "GitHub CLI 2.46.0", "accept": "a"}
    assert GhRequest(
        "GET", "api.github.com", "/repos/acme/web/issues", "per_page=1&q=",
        headers | {"authorization": "token x"},
    ) == request  # fmt: skip
    assert request.reads
    assert body == b""


def test_it_may_come_byte_by_byte() -> None:
    pieces = [bytes([each]) for each in GET]

    assert Line(GET).read() == Line(*pieces).read()


def test_no_token_is_in_what_is_shown_of_it() -> None:
    assert "token" not in repr(Line(GET).read()[0])


@pytest.mark.parametrize(
    "sent",
    [
        (POST + b"Content-Length: 5\r\n\r\nhello",),
        (POST + b"Content-Length: 5\r\n\r\nhe", b"llo"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",),
    ],
)
def test_a_body_is_taken_in_whatever_form_it_comes(sent: tuple[bytes, ...]) -> None:
    request, body = Line(*sent).read()

    assert b"hello" == body
    assert not request.reads


def test_who_waits_for_it_is_told_to_send_the_body() -> None:
    line = Line(POST + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n", b"hello")

    assert line.read()[1] == b"hello"
    assert line.got.startswith(b"HTTP/1.1 100 ")


def test_of_a_large_body_the_beginning_is_kept_and_all_is_read() -> None:
    line = Line(POST + b"Content-Length: 600000\r\n\r\n" + b"a" * 300_000, b"a" * 300_000)

    assert b"a" * 10 == line.read()[1]
    assert [] == line.pieces


def test_an_answer_has_no_header_of_another_connection() -> None:
    line = Line(GET)
    line.read()
    headers = [("Link", "<x>"), ("Connection", "keep-alive"), ("Content-Encoding", "gzip")]
    line.one.answer(200, [*headers, ("Content-Length", "1"), ("Set-Cookie", "a")], [b"ab", b"c"])

    assert (
        b"HTTP/1.1 200 \r\nLink: <x>\r\nconnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
    ) == line.got.replace(b"transfer-encoding", b"Transfer-Encoding")


def test_a_head_gets_no_body() -> None:
    line = Line(b"HEAD /user HTTP/1.1\r\nHost: api.github.com\r\n\r\n")
    line.read()
    line.one.refuse("No.")

    assert line.got.startswith(b"HTTP/1.1 403 ")
    assert line.got.endswith(b"\r\n\r\n")
    assert b"No." not in line.got


def test_a_refusal_has_the_form_of_either_api() -> None:
    rest, graphql = Line(GET), Line(GET)
    rest.read()
    graphql.read()
    rest.one.refuse("No.")
    graphql.one.refuse_document("No.")

    assert json.dumps({"message": "No."}).encode() in rest.got
    assert rest.got.startswith(b"HTTP/1.1 403 ")
    error = {"type": "FORBIDDEN", "message": "No."}
    assert json.dumps({"data": None, "errors": [error]}).encode() in graphql.got
    assert graphql.got.startswith(b"HTTP/1.1 200 ")


def test_nothing_is_said_behind_an_answer() -> None:
    line = Line(GET)
    line.read()
    line.one.answer(200, [], [b"ab"])
    before = line.got
    line.one.refuse("No.")

    assert before == line.got
