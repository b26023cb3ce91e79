"""The one-shot server: whom it answers, what with, and that nobody holds it up."""

import select
import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from aegis_cli.adapters.auth0 import loopback
from aegis_cli.adapters.auth0.loopback import Loopback, StartPage
from aegis_cli.errors import Code, Failed
from tests.helpers.patience import NEVER, PATIENCE
from tests.helpers.support import LOOPBACK, until

pytestmark = pytest.mark.enable_socket


def judge(url: str) -> str | None:
    """Take an answer with the state `good`, and say something that must be escaped."""
    return "Done <here> & now." if "state=good" in url else None


@pytest.fixture
def back() -> Iterator[Loopback]:
    with Loopback(ports=(0,)) as made:
        made.serve(judge)
        yield made


def netloc(back: Loopback) -> str:
    return back.redirect_uri.removeprefix("http://").removesuffix("/callback")


def get(back: Loopback, path: str = "/callback?state=good", **headers: str) -> httpx.Response:
    url = f"http://{netloc(back)}{path}"
    return httpx.get(url, headers=headers, **LOOPBACK, timeout=PATIENCE)


def address(back: Loopback) -> tuple[str, int]:
    host, _, port = netloc(back).partition(":")
    return host, int(port)


def test_it_listens_on_the_literal_loopback_address_only(back: Loopback) -> None:
    host, port = address(back)

    assert "127.0.0.1" == host
    with socket.socket() as other:  # nobody is at another address of loopback
        assert 0 != other.connect_ex(("127.0.0.2", port))


def test_the_answer_is_returned_with_its_query_as_it_came(back: Loopback) -> None:
    get(back, "/callback?code=a%20b&state=good")

    assert f"{back.redirect_uri}?code=a%20b&state=good" == back.wait(PATIENCE)


def test_the_page_is_escaped_and_keeps_and_runs_nothing(back: Loopback) -> None:
    answer = get(back)

    policy = answer.headers["content-security-policy"]
    assert 200 == answer.status_code
    assert "Done &lt;here&gt; &amp; now." in answer.text
    assert "<script" not in answer.text
    assert "good" not in answer.text
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert "no-store" == answer.headers["cache-control"]
    assert "no-referrer" == answer.headers["referrer-policy"]
    assert "nosniff" == answer.headers["x-content-type-options"]


STRAY = {
    "favicon": ("GET", "/favicon.ico", {}, 404),
    "root": ("GET", "/", {}, 404),
    "a longer path": ("GET", "/callback/x?state=good", {}, 404),
    "another state": ("GET", "/callback?state=bad", {}, 400),
    "no query": ("GET", "/callback", {}, 400),
    "a form": ("POST", "/callback?state=good", {}, 405),
    "head": ("HEAD", "/callback?state=good", {}, 405),
    "another name": ("GET", "/callback?state=good", {"host": "evil.example"}, 400),
    "localhost": ("GET", "/callback?state=good", {"host": "localhost"}, 400),
    "another port": ("GET", "/callback?state=good", {"host": "127.0.0.1:1"}, 400),
}


@pytest.mark.parametrize("kind", STRAY)
def test_a_stray_request_is_refused_and_the_answer_still_comes(back: Loopback, kind: str) -> None:
    method, path, headers, status = STRAY[kind]

    refused = httpx.request(method, f"http://{netloc(back)}{path}", headers=headers, **LOOPBACK)

    assert status == refused.status_code
    assert "no-store" == refused.headers["cache-control"]
    assert None is back.wait(0)
    assert 200 == get(back).status_code
    assert None is not back.wait(PATIENCE)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET /callback?state=good HTTP/1.1\r\n\r\n",
        b"GET /callback?state=good HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nHost: evil.example\r\n\r\n",
        b"GET http://127.0.0.1/callback?state=good HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n",
        b"\x00\xff\x16\x03\x01\r\n\r\n",
    ],
)
def test_what_is_not_such_a_request_is_no_answer(back: Loopback, sent: bytes) -> None:
    _, port = address(back)
    sent = sent.replace(b"%d", str(port).encode())
    with socket.create_connection(address(back), timeout=PATIENCE) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        said = connection.recv(65536)

    assert not said.startswith(b"HTTP/1.1 200")
    assert None is back.wait(0)


def test_a_head_without_end_is_cut_off(back: Loopback) -> None:
    said = b""
    with socket.create_connection(address(back), timeout=PATIENCE) as connection:
        try:
            for _ in range(64):
                connection.sendall(b"x" * 1024)
            said = connection.recv(65536)
        except OSError:
            pass  # cut off while we were still sending

    assert b"" == said
    assert None is back.wait(0)


def test_clients_that_say_nothing_do_not_keep_the_browser_out(
    back: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loopback, "_SLOWEST", NEVER)
    slow = [socket.create_connection(address(back)) for _ in range(5)]
    slow[0].sendall(b"GET /callback?state=good HTTP/1.1\r\n")

    assert 200 == get(back).status_code
    for each in slow:
        each.close()


def test_more_connections_than_it_takes_are_closed_and_it_goes_on(back: Loopback) -> None:
    crowd = [socket.create_connection(address(back), timeout=PATIENCE) for _ in range(20)]
    assert b"" == crowd[-1].recv(1)  # those before it have a place, or were closed as it was
    for each in crowd:
        each.close()

    def is_answered() -> bool:
        try:
            return get(back).status_code == 200
        except httpx.TransportError:
            return False  # whoever left has its place until that is noticed

    until(is_answered)


def test_who_came_before_it_served_is_answered_then() -> None:
    with Loopback(ports=(0,)) as back:
        answers: list[int] = []
        early = threading.Thread(target=lambda: answers.append(get(back).status_code))
        early.start()
        select.select([back._listener], [], [], PATIENCE)
        back.serve(judge)
        early.join()

    assert [200] == answers


def test_waiting_ends_when_the_time_is_up(back: Loopback) -> None:
    started = time.monotonic()

    assert None is back.wait(0.2)
    assert 0.15 < time.monotonic() - started
    assert None is back.wait(-1)


def test_after_its_end_nobody_listens_and_the_port_is_free_at_once() -> None:
    with Loopback(ports=(0,)) as back:
        back.serve(judge)
        get(back)
        there = address(back)

    with socket.socket() as late:
        assert 0 != late.connect_ex(there)
    with Loopback(ports=(there[1],)) as again:
        assert there == address(again)


def test_it_ends_although_it_never_served() -> None:
    with Loopback(ports=(0,)) as back:
        there = address(back)

    with socket.socket() as late:
        assert 0 != late.connect_ex(there)


def test_the_first_free_port_is_taken() -> None:
    with socket.socket() as taken, socket.socket() as probe:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
        probe.close()

        with Loopback(ports=(taken.getsockname()[1], free)) as back:
            assert f"http://127.0.0.1:{free}/callback" == back.redirect_uri


def test_without_a_free_port_it_says_which_and_why_no_other() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(Failed, match=f"None of the ports {port} ") as caught:
            Loopback(ports=(port,))

    assert Code.NETWORK is caught.value.code
    assert "Allowed Callback URLs" in (caught.value.hint or "")


# The page that a person begins at

START = StartPage(
    "Make it & come back.",
    "Go",
    "https://provider.example/new?state=s3",
    {"manifest": '{"a": "<b>"}'},
)


@pytest.fixture
def begun() -> Iterator[Loopback]:
    with Loopback(ports=(0,)) as found:
        found.serve(judge, START)
        yield found


def test_the_first_page_posts_to_the_provider_and_nowhere_else(begun: Loopback) -> None:
    page = httpx.get(begun.start_url, **LOOPBACK)

    policy = page.headers["content-security-policy"]
    assert 200 == page.status_code
    assert "form-action https://provider.example;" in f"{policy};"
    assert "Make it &amp; come back." in page.text
    assert '<form method="post" action="https://provider.example/new?state=s3">' in page.text
    assert 'name="manifest" value="{&quot;a&quot;: &quot;&lt;b&gt;&quot;}"' in page.text
    assert "<script" not in page.text
    assert "no-store" == page.headers["cache-control"]
    assert "origin" == page.headers["referrer-policy"]  # the provider may ask where a form is from


def test_the_first_page_is_no_answer_and_is_for_the_own_host_only(begun: Loopback) -> None:
    httpx.get(begun.start_url, **LOOPBACK)
    other = httpx.get(begun.start_url, headers={"host": "evil.example"}, **LOOPBACK)
    back = get(begun)

    assert (400, 200) == (other.status_code, back.status_code)
    assert "state=good" in (begun.wait(5.0) or "")


def test_without_a_first_page_there_is_none(back: Loopback) -> None:
    assert 404 == httpx.get(back.start_url, **LOOPBACK).status_code
