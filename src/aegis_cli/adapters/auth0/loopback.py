"""A server on 127.0.0.1 that waits for one redirect of the browser (RFC 8252, section 7.3).

It accepts only `GET /callback`, and `GET /` where there is a first page, with its own Host. It
limits what it reads and how long, and stops when its context ends. The caller decides whether a
redirect belongs to its request.
"""

import base64
import contextlib
import hashlib
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Self, TypeAlias
from urllib.parse import urlsplit

from aegis_cli.errors import Code, Failed
from aegis_cli.oauth.pkce import CALLBACK_PATH, CALLBACK_PORTS, callback

HOST = "127.0.0.1"

Judge: TypeAlias = Callable[[str], str | None]
"""Takes the redirect's URL; returns the text of the page, or `None` if it is not our redirect."""

_NOT_OURS = "This answer belongs to another request, so it was not taken."
_LARGEST = 8192  # bytes of a request's head
_SLOWEST = 5.0  # seconds for a request's head
_MOST_CONNECTIONS = 8
_GRACE = 1.0  # seconds for a browser to read its answer


@dataclass(frozen=True, slots=True)
class StartPage:
    """A page on which a person presses a button, which sends a form to another site.

    NOTE: any program of this machine can fetch it.
    """

    text: str
    button: str
    url: str
    """Where the form is sent."""
    fields: Mapping[str, str]


class Loopback:
    """Listens on the first free port of a few, until the context ends."""

    def __init__(self, *, ports: Sequence[int] = CALLBACK_PORTS) -> None:
        """Take a port, but do not answer yet; raise `Failed` if none is free."""
        self._listener, self._port = _first_free(ports)
        self.redirect_uri = callback(self._port)
        self.start_url = f"http://{HOST}:{self._port}/"
        self._start: StartPage | None = None
        self._redirects: SimpleQueue[str] = SimpleQueue()
        self._places = threading.BoundedSemaphore(_MOST_CONNECTIONS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # A thread inside accept() is woken by shutdown(), not by close(). macOS refuses shutdown().
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def serve(self, judge: Judge, start: StartPage | None = None) -> None:
        """Begin to answer, also the connections that wait already."""
        self._start = start
        threading.Thread(target=self._serve, args=(judge,), daemon=True).start()

    def wait(self, seconds: float) -> str | None:
        """Return the URL of the redirect; `None` if none comes in that time."""
        try:
            return self._redirects.get(timeout=max(seconds, 0.0))
        except Empty:
            return None

    def _serve(self, judge: Judge) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # closed
            if not self._places.acquire(blocking=False):
                connection.close()
                continue
            threading.Thread(target=self._handle, args=(connection, judge), daemon=True).start()

    def _handle(self, connection: socket.socket, judge: Judge) -> None:
        """Answer one connection. NOTE: its own thread and time limit let it block no other."""
        try:
            with connection, contextlib.suppress(OSError):
                url = self._respond(connection, judge)
                if url:
                    self._redirects.put(url)
                _linger(connection)
        finally:
            self._places.release()

    def _respond(self, connection: socket.socket, judge: Judge) -> str:
        """Answer one request; return its URL, empty if it is not our redirect."""
        head = _head(connection)
        if not head:
            return ""
        method, target, hosts = _parse(head)
        url = f"http://{HOST}:{self._port}{target}"
        # NOTE: another site's page can reach this port under its own name (DNS rebinding), so the
        # request must have one Host, which is ours.
        if hosts != [f"{HOST}:{self._port}"]:
            page = _page("400 Bad Request", "This request is not accepted here.")
        elif method != "GET":
            page = _page("405 Method Not Allowed", "This request is not accepted here.")
        elif target == "/" and self._start is not None:
            page = _first_page(self._start)
        elif target.partition("?")[0] != CALLBACK_PATH:
            page = _page("404 Not Found", "There is nothing here.")
        elif (text := judge(url)) is None:
            page = _page("400 Bad Request", _NOT_OURS)
        else:
            with contextlib.suppress(OSError):  # the redirect counts even if the page is not read
                connection.sendall(_page("200 OK", text))
            return url
        connection.sendall(page)
        return ""


def _first_free(ports: Sequence[int]) -> tuple[socket.socket, int]:
    for port in ports:
        # A port whose last connections are in TIME_WAIT may be taken again.
        with contextlib.suppress(OSError):
            listener = socket.create_server((HOST, port), backlog=_MOST_CONNECTIONS)
            return listener, listener.getsockname()[1]
    raise Failed(
        f"None of the ports {', '.join(map(str, ports))} on {HOST} is free.",
        code=Code.NETWORK,
        hint="End what listens there, such as another `aegis connect`. Other ports will not do: "
        "Auth0 compares them with the Allowed Callback URLs.",
    )


def _head(connection: socket.socket) -> str:
    """Read a request's head; empty if it is too large, too slow or incomplete."""
    ends = time.monotonic() + _SLOWEST
    data = b""
    while b"\r\n\r\n" not in data:
        left = ends - time.monotonic()
        if left <= 0 or len(data) > _LARGEST:
            return ""
        connection.settimeout(left)
        chunk = connection.recv(_LARGEST)
        if not chunk:
            return ""
        data += chunk
    return data.partition(b"\r\n\r\n")[0].decode("latin-1")


def _parse(head: str) -> tuple[str, str, list[str]]:
    """Return method, target and every Host of a request's head."""
    line, *fields = head.split("\r\n")
    method, _, rest = line.partition(" ")
    headers = [field.partition(":") for field in fields]
    hosts = [value.strip() for name, _, value in headers if name.lower() == "host"]
    return method, rest.partition(" ")[0], hosts


def _linger(connection: socket.socket) -> None:
    """Give the browser time to read its answer; closing with unread bytes would cut it off."""
    ends = time.monotonic() + _GRACE
    connection.shutdown(socket.SHUT_WR)
    while (left := ends - time.monotonic()) > 0:
        connection.settimeout(left)
        if not connection.recv(_LARGEST):
            return


_PAGE = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
_STYLE = _PAGE.partition("<style>")[2].partition("</style>")[0]
_POLICY = (
    "default-src 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    + "'; frame-ancestors 'none'; base-uri 'none'; form-action "
)


def _first_page(start: StartPage) -> bytes:
    """Return the page with the form, which can be sent to that one site only."""
    parts = urlsplit(start.url)
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in start.fields.items()
    )
    form = (
        f'<form method="post" action="{escape(start.url)}">{fields}'
        f'<button type="submit">{escape(start.button)}</button></form>'
    )
    return _page("200 OK", start.text, form, leads_to=f"{parts.scheme}://{parts.netloc}")


def _page(status: str, text: str, form: str = "", *, leads_to: str = "'none'") -> bytes:
    """Return a response with a page that has no script, loads nothing and is not cached."""
    before, rest = _PAGE.split("TEXT")
    between, after = rest.split("FORM")
    body = f"{before}{escape(text)}{between}{form}{after}".encode()
    # With `no-referrer` browsers send `Origin: null` with a form, and the other site may refuse it.
    referrer = "origin" if form else "no-referrer"
    head = (
        f"HTTP/1.1 {status}\r\n"
        "content-type: text/html; charset=utf-8\r\n"
        f"content-length: {len(body)}\r\n"
        f"content-security-policy: {_POLICY}{leads_to}\r\n"
        "x-content-type-options: nosniff\r\n"
        f"referrer-policy: {referrer}\r\n"
        "cache-control: no-store\r\n"
        "connection: close\r\n\r\n"
    ).encode()
    return head + body
