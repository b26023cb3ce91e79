"""A request's head that two servers could read differently, or that is too large, is refused."""

import h11
import pytest

from aegis_cli.core.strict_head import HEAD, StrictConnection
from tests.helpers.rows import for_each

POST = b"POST /v2/plans HTTP/1.1\r\nHost: x\r\n"
GET = b"GET / HTTP/1.1\r\nHost: x\r\n"

REFUSED: dict[str, bytes] = {
    "a length and an encoding": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    "an encoding and a length": POST + b"transfer-encoding: chunked\r\ncontent-length: 5\r\n",
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n",
    "the same length twice": POST + b"Content-Length: 5\r\nContent-Length: 5\r\n",
    "a list of lengths": POST + b"Content-Length: 5, 5\r\n",
    "a length with a sign": POST + b"Content-Length: +5\r\n",
    "a length that is too long": POST + b"Content-Length: " + b"0" * 16 + b"5\r\n",
    "two encodings": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    "an encoding of HTTP/1.0": b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n",
    "another encoding": POST + b"Transfer-Encoding: gzip, chunked\r\n",
    "two tokens": GET + b"Authorization: Bearer a\r\nauthorization: Bearer b\r\n",
    "two hosts": GET + b"Host: y\r\n",
    "two types": POST + b"Content-Type: application/json\r\nContent-Type: text/plain\r\n",
    "a folded line": GET + b"X: a\r\n b\r\n",
    "a line folded by a tab": GET + b"X: a\r\n\tb\r\n",
    "a folded encoding": POST + b"Content-Length: 5\r\nX: a\r\n Transfer-Encoding: chunked\r\n",
    "a folded first line": b"GET / HTTP/1.1\r\n Host: x\r\n",
    "a NUL": GET + b"X: a\0b\r\n",
    "an escape": GET + b"X: \x1b[31m\r\n",
    "not ASCII": GET + "X: é\r\n".encode(),
    "not ASCII in a name": GET + "Authorizatión: x\r\n".encode(),
    "not ASCII in the target": "GET /é HTTP/1.1\r\nHost: x\r\n".encode(),
    "a line feed alone": GET + b"X: a\nAuthorization: Bearer a\r\n",
    "a carriage return alone": GET + b"X: a\rAuthorization: Bearer a\r\n",
    "a space before the colon": POST + b"Content-Length : 5\r\n",
    "no name": GET + b": a\r\n",
    "an empty line before it": b"\r\n" + GET,
    "40 kB": GET + b"X: " + b"x" * 40_000 + b"\r\n",
    "40 kB in many lines": GET + b"X: x\r\n" * 7000,
}


def read(*packets: bytes) -> list[object]:
    """Return what a server makes of these packets."""
    connection = StrictConnection()
    events: list[object] = []
    for packet in packets:
        connection.receive_data(packet)
        while (event := connection.next_event()) not in {h11.NEED_DATA, h11.PAUSED}:
            events.append(event)
    return events


@for_each("head", REFUSED.values(), ids=REFUSED)
def test_a_head_that_two_servers_could_read_differently_is_refused(head: bytes) -> None:
    with pytest.raises(h11.RemoteProtocolError):
        read(head + b"\r\n")


@for_each("head", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_however_it_comes(head: bytes) -> None:
    whole = head + b"\r\n"

    with pytest.raises(h11.RemoteProtocolError):
        read(*(whole[at : at + 1000] for at in range(0, len(whole), 1000)))
    if len(whole) < 1000:
        with pytest.raises(h11.RemoteProtocolError):
            read(*(bytes([byte]) for byte in whole))


def test_lines_that_end_in_a_line_feed_alone_are_refused() -> None:
    with pytest.raises(h11.RemoteProtocolError):
        read(b"GET / HTTP/1.1\nHost: x\n\n")


@pytest.mark.parametrize(
    "head",
    [
        GET,
        b"GET / HTTP/1.0\r\n",
        POST + b"Content-Length: 2\r\nAuthorization: Bearer a.b-c_d~+/=\r\nX-Y: a\tb\r\n",
        GET + b"X: " + b"x" * (HEAD - 100) + b"\r\n",
        GET + b"X: a\r\nX: b\r\n",
    ],
)
def test_a_plain_head_is_taken_however_it_comes(head: bytes) -> None:
    whole = head + b"\r\n{}"

    for size in (len(whole), 1000, 7):
        packets = [whole[at : at + size] for at in range(0, len(whole), size)]
        connection = StrictConnection()
        for packet in packets[:-1]:
            connection.receive_data(packet)
            connection.next_event()
        connection.receive_data(packets[-1])
        assert connection.their_state is not h11.ERROR


def test_the_next_request_of_a_connection_is_looked_at_as_well() -> None:
    connection = StrictConnection()
    chunked = POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    connection.receive_data(chunked + POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\n")
    while connection.next_event() is not h11.PAUSED:
        pass
    connection.send(h11.Response(status_code=200, headers=[("content-length", "0")]))
    connection.send(h11.EndOfMessage())
    connection.start_next_cycle()

    with pytest.raises(h11.RemoteProtocolError):
        connection.next_event()
