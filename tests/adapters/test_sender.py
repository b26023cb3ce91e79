"""The sender: what leaves, what comes back, within which limits, and that no fault holds a token."""

import base64
import gc
import gzip
import hashlib
import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from aegis_cli import __version__
from aegis_cli.adapters.sender import Patience, Sender
from aegis_cli.adapters.sink import Sink
from aegis_cli.adapters.source import BodySource
from aegis_cli.core.http import (
    Commitment,
    HeldBack,
    Linking,
    Request,
    Response,
    Sealing,
    Stored,
    Unreachable,
)
from aegis_cli.core.secret import Secret
from aegis_cli.providers.github.rest import HEADERS
from tests.helpers.patience import NEVER, PATIENCE
from tests.helpers.support import Heard, Talk, answering, server, trickle

API = "https://api.github.com"
TOKEN = "ghu_sender0123456789abcdef"

_CREATED = b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"
READ = Request("GET", API, "/user", bearer=Secret(TOKEN), headers=HEADERS)


@pytest.fixture
def sender() -> Iterator[Sender]:
    with Sender(largest=1000, longest=PATIENCE) as made:
        yield made


def to(url: str, **more: Any) -> Request:
    """Make a read with a token, to a server of this test."""
    return Request("GET", url, "/user", bearer=Secret(TOKEN), **more)


# What is sent


@respx.mock
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("user-agent", f"aegis/{__version__}"),
        ("authorization", f"Bearer {TOKEN}"),
        ("x-github-api-version", "2022-11-28"),
        ("accept", "application/vnd.github+json"),
        ("host", "api.github.com"),
    ],
)
def test_a_request_carries_its_header(name: str, value: str, sender: Sender) -> None:
    route = respx.get(f"{API}/user")

    sender(READ)

    assert value == route.calls.last.request.headers[name]


@respx.mock
def test_a_document_with_secrets_is_put_together_where_it_is_sent(sender: Sender) -> None:
    route = respx.post(f"{API}/token")
    fields = (("access_token", Secret(TOKEN)), ("repositories", ["web"]))

    sender(Request("POST", API, "/token", fields=fields, basic=("app", Secret("s3cret"))))

    sent = route.calls.last.request
    assert {"access_token": TOKEN, "repositories": ["web"]} == json.loads(sent.content)
    assert "application/json" == sent.headers["content-type"]
    assert f"Basic {base64.b64encode(b'app:s3cret').decode()}" == sent.headers["authorization"]


@respx.mock
def test_what_a_request_says_of_its_body_is_not_replaced(sender: Sender) -> None:
    route = respx.post(f"{API}/token")
    said = (("content-type", "application/json; charset=utf-8"),)

    sender(Request("POST", API, "/token", headers=said, body=b"{}"))

    assert "application/json; charset=utf-8" == route.calls.last.request.headers["content-type"]


@respx.mock
def test_a_request_without_a_bearer_carries_no_authorization(sender: Sender) -> None:
    route = respx.get(f"{API}/user")

    sender(Request("GET", API, "/user"))

    assert "authorization" not in route.calls.last.request.headers


@respx.mock
def test_a_body_is_sent_as_it_was_approved_byte_for_byte(sender: Sender) -> None:
    body = '{"title": "Crash  on start \\u2026 é"}'.encode()
    route = respx.post(f"{API}/repos/acme/web/issues")

    sender(Request("POST", API, "/repos/acme/web/issues", body=body))

    sent = route.calls.last.request
    assert body == sent.content
    assert "application/json" == sent.headers["content-type"]


@pytest.mark.parametrize(
    "lacking",
    [
        {"sealing": Sealing("box", "KEY", 7, "5e" * 32)},
        {"linking": (Linking("text", "s1", "https://github.com/acme/web/issues/"),)},
    ],
)
def test_a_template_is_never_sent(lacking: dict[str, Any], sender: Sender) -> None:
    with pytest.raises(ValueError, match="a template is filled in before it is sent"):
        sender(to("https://api.github.com/user/repos", **lacking))


@respx.mock
def test_fields_are_one_json_object_with_its_secrets(sender: Sender) -> None:
    respx.post("https://tenant.example/me/v1").respond(201)

    fields = (("connect_code", Secret('a"b\\é')), ("redirect_uri", "http://127.0.0.1:1/callback"))
    sender(Request("POST", "https://tenant.example/me/v1", "", fields=fields))

    sent = respx.calls.last.request
    assert "application/json" == sent.headers["content-type"]
    assert {
        "connect_code": 'a"b\\é',
        "redirect_uri": "http://127.0.0.1:1/callback",
    } == json.loads(sent.content)


@respx.mock
def test_a_form_is_percent_encoded_with_its_secrets(sender: Sender) -> None:
    form = (("scope", "openid aegis:read"), ("client_secret", Secret("a+b/c=&é")))
    route = respx.post("https://tenant.example/oauth/token")

    sender(Request("POST", "https://tenant.example/oauth/token", "", form=form))

    sent = route.calls.last.request
    assert b"scope=openid+aegis%3Aread&client_secret=a%2Bb%2Fc%3D%26%C3%A9" == sent.content
    assert "application/x-www-form-urlencoded" == sent.headers["content-type"]


@respx.mock
def test_a_query_is_sent(sender: Sender) -> None:
    route = respx.get(f"{API}/issues?labels=a%2Cb&per_page=30")

    sender(Request("GET", API, "/issues", query=(("labels", "a,b"), ("per_page", "30"))))

    assert route.called


# What comes back


@respx.mock
def test_an_answer_comes_back_with_header_names_in_lower_case(sender: Sender) -> None:
    respx.get(f"{API}/user").respond(418, content=b"{}", headers={"X-RateLimit-Reset": "12"})

    answer = sender(READ)

    assert isinstance(answer, Response)
    assert (418, "12", b"{}") == (answer.status, answer.headers["x-ratelimit-reset"], answer.body)


@respx.mock
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(status: int, sender: Sender) -> None:
    elsewhere = respx.route(host="elsewhere.example")
    respx.get(f"{API}/user").respond(status, headers={"location": "https://elsewhere.example/"})

    answer = sender(READ)

    assert isinstance(answer, Response)
    assert status == answer.status
    assert not elsewhere.called


PROXIES = ["socks5://127.0.0.1:9", "foo://x", "http://[::1", "::::"]


@pytest.mark.parametrize("proxy", PROXIES)
def test_a_proxy_that_cannot_be_used_is_told_in_words(
    proxy: str, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)

    answer = sender(READ)

    assert Unreachable("the proxy that the environment names cannot be used", sent=False) == answer


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    "location",
    ["/" + "a" * 65_530, "https:" + "a" * 65_000, "javascript:alert(1)", "http://xn--a/"],
    ids=["too long once joined", "too long once mended", "no host", "no host's name"],
)
def test_a_redirect_to_nowhere_does_not_make_a_request_one_that_never_left(
    location: str, sender: Sender
) -> None:
    with server(answering(status=307, location=location)) as wrong:
        answer = sender(Request("POST", wrong.url, "/comments", body=b"{}"))

    assert isinstance(answer, Unreachable)
    assert answer.sent


FAULTS: list[tuple[type[httpx.HTTPError], str, bool]] = [
    # Each with what is said, and whether it may have left this machine.
    (httpx.ConnectError, "it cannot be connected to", False),
    (httpx.ConnectTimeout, "connecting timed out", False),
    (httpx.ProxyError, "the proxy refuses", False),
    (httpx.PoolTimeout, "no answer in time", False),
    (httpx.ReadTimeout, "no answer within 30 s", True),
    (httpx.WriteTimeout, "no answer within 30 s", True),
    (httpx.ReadError, "the connection broke", True),
    (httpx.WriteError, "the connection broke", True),
    (httpx.CloseError, "the connection broke", True),
    (httpx.RemoteProtocolError, "the connection broke", True),
    (httpx.LocalProtocolError, "the connection broke", True),
    (httpx.DecodingError, "the answer is damaged", True),
]


@respx.mock
@pytest.mark.parametrize(("kind", "reason", "sent"), FAULTS)
def test_a_fault_is_a_value_that_says_whether_bytes_may_have_left(
    kind: type[httpx.HTTPError], reason: str, sender: Sender, *, sent: bool
) -> None:
    respx.get(f"{API}/user").mock(side_effect=kind(f"Bearer {TOKEN} at {API}"))

    answer = sender(READ)

    is_timeout = issubclass(kind, httpx.TimeoutException)
    assert Unreachable(reason, sent=sent, timed_out=is_timeout) == answer


def test_every_fault_of_httpx_that_a_request_can_end_in_is_in_the_table() -> None:
    ours = {kind for kind, _, _ in FAULTS}
    # The address is checked before, nothing is followed, and the others have subclasses.
    impossible = {httpx.UnsupportedProtocol, httpx.TooManyRedirects}
    leaves = {kind for kind in _below(httpx.RequestError) if not kind.__subclasses__()}

    assert set() == leaves - ours - impossible


def _below(kind: type[httpx.HTTPError]) -> Iterator[type[httpx.HTTPError]]:
    for child in kind.__subclasses__():
        if child.__module__.startswith("httpx"):
            yield child
            yield from _below(child)


@respx.mock
def test_an_untrusted_certificate_is_named(sender: Sender) -> None:
    broken = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
    respx.get(f"{API}/user").mock(side_effect=broken)

    answer = sender(READ)

    assert Unreachable("its certificate is not trusted", sent=False) == answer


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", API, "/" + "a" * 100_000, bearer=Secret(TOKEN)),
        Request("GET", API, "/user", bearer=Secret(f"{TOKEN}é")),
    ],
    ids=["a URL that is too long", "a token that no header can hold"],
)
def test_a_request_that_cannot_be_written_is_not_sent(request_: Request, sender: Sender) -> None:
    answer = sender(request_)

    assert Unreachable("the address cannot be used", sent=False) == answer


# Limits


@respx.mock
def test_a_body_at_the_limit_is_read_and_one_above_it_is_not(sender: Sender) -> None:
    answers = [httpx.Response(200, content=b"x" * size) for size in (1000, 1001)]
    respx.get(f"{API}/user").mock(side_effect=answers)

    assert isinstance(sender(READ), Response)
    assert Unreachable("the answer is too large", sent=True) == sender(READ)


@respx.mock
def test_the_limit_counts_unpacked_bytes(sender: Sender) -> None:
    packed = gzip.compress(b"x" * 100_000)
    respx.get(f"{API}/user").respond(content=packed, headers={"content-encoding": "gzip"})

    assert len(packed) < 1000
    assert Unreachable("the answer is too large", sent=True) == sender(READ)


@respx.mock
@pytest.mark.parametrize("how", ["gzip, gzip", "br", "zstd"])
def test_an_answer_is_packed_once_and_as_was_asked_for_or_not_read(
    how: str, sender: Sender
) -> None:
    packed = gzip.compress(gzip.compress(b"x" * 100_000))
    route = respx.get(f"{API}/user").respond(content=packed, headers={"content-encoding": how})

    answer = sender(READ)

    assert Unreachable("the answer has a compression that was not asked for", sent=True) == answer
    assert "gzip" == route.calls.last.request.headers["accept-encoding"]


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    "before",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx-header: ",
        b"HTTP/1.1 200 OK\r\n\r\n",
    ],
    ids=["body", "head", "body of any length"],
)
def test_an_answer_that_trickles_is_given_up(before: bytes) -> None:
    with server(trickle(before)) as slow, Sender(longest=0.5) as impatient:
        answer = impatient(to(slow.url))

    assert Unreachable("the answer took too long", sent=True, timed_out=True) == answer


@pytest.mark.enable_socket
def test_for_a_while_less_time_is_given_and_never_more() -> None:
    trickling = trickle(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
    with server(trickling) as slow, Sender(longest=NEVER) as patient, patient.limit(0.3):
        answer = patient(to(slow.url))

    assert Unreachable("the answer took too long", sent=True, timed_out=True) == answer


def mute_until(is_over: threading.Event) -> Talk:
    """Say nothing for so long."""

    def talk(_heard: Heard, _connection: socket.socket) -> None:
        is_over.wait()

    return talk


@pytest.mark.enable_socket
def test_a_server_that_says_nothing_is_given_up_and_told_of_before() -> None:
    told: list[str] = []
    is_over = threading.Event()
    patience = Patience(silence=0.5, slow=0.01, tell=told.append)
    with (
        server(mute_until(is_over)) as mute,
        Sender(patience=patience) as it,
    ):
        answer = it(to(mute.url))
        is_over.set()

    assert Unreachable("no answer within 0.5 s", sent=True, timed_out=True) == answer
    assert ["waiting for 127.0.0.1, up to 0.5 s"] == told


@pytest.mark.enable_socket
def test_a_slow_answer_is_told_of_and_taken() -> None:
    is_told = threading.Event()
    patience = Patience(slow=0.01, tell=lambda _text: is_told.set())
    answers = answering("{}")

    def talk(heard: Heard, connection: socket.socket) -> None:
        is_told.wait()
        answers(heard, connection)

    with server(talk) as slow, Sender(patience=patience) as patient:
        answer = patient(to(slow.url))

    assert isinstance(answer, Response)


@pytest.mark.enable_socket
def test_an_answer_in_time_is_not_told_of() -> None:
    told: list[str] = []
    with (
        server(answering("{}")) as quick,
        Sender(patience=Patience(slow=PATIENCE, tell=told.append)) as it,
    ):
        it(to(quick.url))

    assert [] == told


# Where a token may go


@respx.mock
@pytest.mark.parametrize(
    "base",
    [
        "http://api.github.com",
        "http://192.0.2.1:8080",
        "http://localhost.example",
        "http://127.0.0.1@api.github.com",
        "https://mona@api.github.com",
        "ftp://127.0.0.1",
        "//127.0.0.1",
    ],
)
def test_a_token_goes_over_https_or_loopback_only(base: str, sender: Sender) -> None:
    everything = respx.route()

    with pytest.raises(ValueError, match="https only"):
        sender(to(base))

    assert not everything.called


@pytest.mark.enable_socket
def test_loopback_never_goes_through_a_proxy(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(answering("proxy")) as proxy, server(answering("real")) as real:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("NO_PROXY", "")
        answer = sender(to(real.url))

    assert isinstance(answer, Response)
    assert b"real" == answer.body
    assert [] == proxy.heard


@pytest.mark.enable_socket
def test_a_proxy_sees_where_to_and_nothing_else(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(answering(status=403)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        answer = sender(READ)

    (heard,) = proxy.heard
    assert Unreachable("the proxy refuses", sent=False) == answer
    assert ("CONNECT", "api.github.com:443") == (heard.method, heard.target)
    assert "authorization" not in heard.headers


# What stays


@pytest.mark.enable_socket
def test_nothing_holds_the_token_after_a_fault_but_the_secret_itself(sender: Sender) -> None:
    token = Secret(TOKEN[::-1])  # one that no constant holds
    with server(lambda _heard, connection: connection.close()) as broken:
        request = Request("GET", broken.url, "/user", bearer=token)
        answer = sender(request)
        broken.heard.clear()

    gc.collect()
    assert Unreachable("the connection broke", sent=True) == answer
    assert [] == [type(holder) for holder in _holders_of(token.reveal())]


def test_the_search_for_holders_finds_a_header_that_is_kept() -> None:
    token = TOKEN[::-1]
    kept = [{"authorization": f"Bearer {token}"}]

    assert kept in list(_holders_of(token))


def _holders_of(token: str) -> Iterator[object]:
    """Find every object that holds a text or bytes with the token in it."""
    for holder in gc.get_objects():
        if any(held is not token and _has(held, token) for held in gc.get_referents(holder)):
            yield holder


def _has(held: object, token: str) -> bool:
    if type(held) is str:
        return token in held
    if type(held) is bytes:
        return token.encode() in held
    # The collector leaves out what holds nothing but texts; such a thing is looked into here.
    is_left_out = type(held) in {dict, tuple} and not gc.is_tracked(held)
    return is_left_out and any(_has(inner, token) for inner in gc.get_referents(held))


@respx.mock
def test_a_request_is_told_in_one_line_without_its_secrets_and_its_query() -> None:
    said: list[str] = []
    respx.get(f"{API}/user").respond(404)

    with Sender(observe=said.append) as sender:
        sender(Request("GET", API, "/user", query=(("q", "private"),), bearer=Secret(TOKEN)))

    (line,) = said
    assert line.startswith("GET api.github.com/user: 404, ")
    assert "private" not in line
    assert TOKEN not in line


@respx.mock
def test_a_fault_is_told_with_its_reason() -> None:
    said: list[str] = []
    respx.get(f"{API}/user").mock(side_effect=httpx.ReadTimeout(TOKEN))

    with Sender(observe=said.append) as sender:
        sender(READ)

    assert said[0].startswith("GET api.github.com/user: no answer within 30 s, ")


@pytest.mark.enable_socket
def test_a_sender_that_was_closed_opens_new_connections() -> None:
    with server(answering("here")) as real, Sender() as sender:
        first = sender(to(real.url))
        sender.close()
        second = sender(to(real.url))

    assert [first, second] == [second, second]


# What is streamed into a file


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "file"


def streamed(url: str, place: Path, **more: Any) -> Response | Unreachable:
    """Have what is at a server of this test streamed into a file."""
    number = os.open(place, os.O_WRONLY | os.O_CREAT)
    try:
        with Sender(largest=1000, longest=PATIENCE) as sender:
            return sender(to(url, streamed=True), Sink(number, **more))
    finally:
        os.close(number)


@pytest.mark.enable_socket
def test_a_body_goes_to_its_file_and_not_into_memory(place: Path) -> None:
    body = b"0123456789" * 1000  # more than an answer in memory may have
    with server(answering(body)) as there:
        answer = streamed(there.url, place)

    assert isinstance(answer, Response)
    assert (200, b"", {}) == (answer.status, answer.body, answer.headers)
    assert Stored(len(body), hashlib.sha256(body).hexdigest()) == answer.stored
    assert body == place.read_bytes()
    assert "identity" == there.heard[0].headers["accept-encoding"]


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("content-length: 20", "the connection broke"),
        ("transfer-encoding: chunked", "the connection broke"),
        ("x-length: 10", "does not say where the file ends"),
        ("content-length: 10\r\ncontent-encoding: gzip", "compressed"),
    ],
)
def test_what_may_be_cut_off_is_no_file(head: str, why: str, place: Path) -> None:
    def talk(_heard: Heard, connection: socket.socket) -> None:
        connection.sendall(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + b"0123456789")

    with server(talk) as there:
        answer = streamed(there.url, place)

    assert isinstance(answer, Unreachable)
    assert why in answer.reason
    assert answer.sent


@pytest.mark.enable_socket
def test_what_is_no_success_is_no_file(place: Path) -> None:
    with server(answering("no", 404)) as there:
        answer = streamed(there.url, place)

    assert isinstance(answer, Response)
    assert (404, b"no", None) == (answer.status, answer.body, answer.stored)
    assert b"" == place.read_bytes()


@pytest.mark.enable_socket
def test_where_a_redirect_points_elsewhere_is_a_secret(place: Path) -> None:
    address = "https://store.example/log?sig=s3cr3t"
    with server(answering("", 302, location=address)) as there:
        answer = streamed(there.url, place)

    assert isinstance(answer, Response)
    assert Secret(address) == answer.elsewhere
    assert "s3cr3t" not in repr(answer)


@pytest.mark.enable_socket
@pytest.mark.parametrize("location", ["/repositories/5", "http://{host}/repositories/5"])
def test_where_a_redirect_points_within_its_origin_is_none(location: str, place: Path) -> None:
    def talk(heard: Heard, connection: socket.socket) -> None:
        there = location.format(host=heard.headers["host"])
        answering("", 301, location=there)(heard, connection)

    with server(talk) as there:
        answer = streamed(there.url, place)

    assert isinstance(answer, Response)
    assert answer.elsewhere is None
    assert answer.headers["location"].endswith("/repositories/5")


@pytest.mark.enable_socket
def test_a_given_address_is_sent_as_it_is_and_shown_by_its_host(place: Path) -> None:
    shown: list[str] = []
    number = os.open(place, os.O_WRONLY | os.O_CREAT)
    with server(answering(b"log")) as there, Sender(observe=shown.append) as sender:
        address = Secret(f"{there.url}/a%2Fb?sig=s3cr3t%2B&x=1")
        answer = sender(
            Request("GET", there.url, "/", address=address, streamed=True), Sink(number)
        )
    os.close(number)

    assert isinstance(answer, Response)
    assert "/a%2Fb?sig=s3cr3t%2B&x=1" == there.heard[0].target
    assert "authorization" not in there.heard[0].headers
    assert [f"GET {there.url.removeprefix('http://')}/: 200"] == [
        line.partition(",")[0] for line in shown
    ]


@pytest.mark.enable_socket
def test_what_comes_from_who_got_the_token_is_searched(place: Path) -> None:
    searched: list[bytes] = []
    with server(answering(b"log")) as there:
        streamed(there.url, place, search=searched.append)

    assert [b"log"] == searched


def test_what_is_streamed_needs_a_place(sender: Sender) -> None:
    with pytest.raises(ValueError, match="needs a place"):
        sender(to("https://api.github.com", streamed=True))


# What is uploaded out of a file


def told(connection: socket.socket, answer: bytes, of: int) -> bytes:
    """Hear a request of which so many bytes are the body, answer it, and return what came."""
    heard = b""
    while b"\r\n\r\n" not in heard or len(heard.partition(b"\r\n\r\n")[2]) < of:
        piece = connection.recv(65_536)
        if not piece:
            return heard
        heard += piece
    connection.sendall(answer)
    return heard


def uploaded(
    path: Path, commitment: Commitment, *, answer: bytes = _CREATED, of: int | None = None
) -> tuple[Response | Unreachable, bytes]:
    """Upload a file to a server of this test; return the answer, and what the server heard."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                heard.append(told(connection, answer, commitment.size if of is None else of))

        thread = threading.Thread(target=serve)
        thread.start()
        number = os.open(path, os.O_RDONLY)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        request = Request("POST", url, "/assets", bearer=Secret(TOKEN), upload=commitment)
        with Sender(patience=Patience(silence=PATIENCE)) as sender:
            said = sender(request, None, BodySource(number))
        os.close(number)
        thread.join()
    return said, heard[0]


_LARGE = os.urandom(1024) * 1024


def commitment_to(data: bytes) -> Commitment:
    return Commitment(len(data), hashlib.sha256(data).hexdigest())


@pytest.mark.enable_socket
def test_a_file_is_sent_with_its_length_and_the_token(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(_LARGE)

    answer, heard = uploaded(path, commitment_to(_LARGE))

    assert isinstance(answer, Response)
    assert 201 == answer.status
    head, _, body = heard.partition(b"\r\n\r\n")
    assert _LARGE == body
    assert f"content-length: {len(_LARGE)}".encode() in head.lower()
    assert b"transfer-encoding" not in head.lower()
    assert f"Bearer {TOKEN}".encode() in head


@pytest.mark.enable_socket
def test_of_a_file_that_has_changed_no_server_gets_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(_LARGE[:-1] + b"X" if _LARGE[-1:] != b"X" else _LARGE[:-1] + b"Y")

    answer, heard = uploaded(path, commitment_to(_LARGE))

    assert isinstance(answer, Unreachable)
    assert (HeldBack.CHANGED, True) == (answer.held_back, answer.sent)
    assert 0 < len(heard.partition(b"\r\n\r\n")[2]) < len(_LARGE)


@pytest.mark.enable_socket
def test_a_server_that_hangs_up_half_way_has_less_than_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    data = _LARGE * 32
    path.write_bytes(data)

    answer, _ = uploaded(path, commitment_to(data), answer=b"", of=100_000)

    assert isinstance(answer, Unreachable)
    assert HeldBack.CUT is answer.held_back


@pytest.mark.enable_socket
def test_a_server_that_refuses_half_way_is_heard_or_has_less_than_the_whole(tmp_path: Path) -> None:
    """What is in flight when it hangs up may reset the connection before its answer is read."""
    path = tmp_path / "file"
    data = _LARGE * 32
    path.write_bytes(data)
    refusal = b"HTTP/1.1 422 No\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"

    answer, _ = uploaded(path, commitment_to(data), answer=refusal, of=100_000)

    if isinstance(answer, Response):
        assert 422 == answer.status
    else:
        assert HeldBack.CUT is answer.held_back


@pytest.mark.enable_socket
def test_a_server_that_has_the_whole_and_does_not_answer_may_have_done_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(_LARGE)

    answer, _ = uploaded(path, commitment_to(_LARGE), answer=b"")

    assert isinstance(answer, Unreachable)
    assert (None, True) == (answer.held_back, answer.sent)


@pytest.mark.enable_socket
def test_what_cannot_be_connected_to_has_got_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with Sender() as sender, path.open("rb") as file:
        request = Request("POST", url, "/assets", upload=commitment_to(b"abc"))
        answer = sender(request, None, BodySource(file.fileno()))

    assert isinstance(answer, Unreachable)
    assert (False, None) == (answer.sent, answer.held_back)


def test_what_is_uploaded_comes_from_somewhere(sender: Sender) -> None:
    with pytest.raises(ValueError, match="comes from somewhere"):
        sender(Request("POST", API, "/assets", upload=commitment_to(b"abc")))


@pytest.mark.enable_socket
def test_an_upload_that_a_server_does_not_take_is_ended_at_once(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"")
    os.truncate(path, 100_000_000)
    url_of = "http://127.0.0.1:{}"
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        path.open("rb") as file,
        Sender(patience=Patience(silence=NEVER)) as sender,
    ):
        url = url_of.format(listener.getsockname()[1])
        source = BodySource(file.fileno())
        request = Request("POST", url, "/assets", upload=Commitment(100_000_000, "0" * 64))
        stopping = threading.Timer(0.5, lambda: sender.stop(source))
        stopping.start()
        answer = sender(request, None, source)
        stopping.join()

    assert isinstance(answer, Unreachable)
    assert HeldBack.STOPPED is answer.held_back
