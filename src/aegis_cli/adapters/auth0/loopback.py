"""A one-shot server on 127.0.0.1 that waits for the browser to come back (RFC 8252, section 7.3).

It answers `GET /callback` with our own Host and nothing else, reads little, waits for nobody longer
than a few seconds, and has ended when its context ends. Whose answer it is, its caller judges.
"""

import base64
import contextlib
import hashlib
import socket
import threading
import time
from collections.abc import Callable, Sequence
from html import escape
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self, TypeAlias

from aegis_cli.errors import Code, Failed
from aegis_cli.oauth.pkce import CALLBACK_PATH, CALLBACK_PORTS, callback

HOST = "127.0.0.1"

Judge: TypeAlias = Callable[[str], str | None]
"""Is given the URL that came; returns what the page shall say, or `None` where it is not ours."""

_LARGEST = 8192  # bytes of a request's head
_SLOWEST = 5.0  # seconds for all of it
_AT_ONCE = 8  # connections
_GRACE = 1.0  # seconds for a browser to take its answer


class Loopback:
    """The first free one of a few ports, listening until the context ends."""

    def __init__(self, *, ports: Sequence[int] = CALLBACK_PORTS) -> None:
        """Take a port, but answer nobody yet; raise `Failed` where none is free."""
        self._listener, self._port = _first_free(ports)
        self.redirect_uri = callback(self._port)
        self._came: SimpleQueue[str] = SimpleQueue()
        self._places = threading.BoundedSemaphore(_AT_ONCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # A thread inside accept() is woken by shutdown(), not by close(); macOS refuses the one.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def serve(self, judge: Judge) -> None:
        """Begin to answer; who came before is answered now."""
        threading.Thread(target=self._serve, args=(judge,), daemon=True).start()

    def wait(self, seconds: float) -> str | None:
        """Return the URL that the browser came back to; `None` if it has not by then."""
        try:
            return self._came.get(timeout=max(seconds, 0.0))
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
            threading.Thread(target=self._talk, args=(connection, judge), daemon=True).start()

    def _talk(self, connection: socket.socket, judge: Judge) -> None:
        """Answer one connection. NOTE: each has a thread and an end, so none can hold up ours."""
        try:
            with connection, contextlib.suppress(OSError):
                url = self._answered(connection, judge)
                if url:
                    self._came.put(url)
                _linger(connection)
        finally:
            self._places.release()

    def _answered(self, connection: socket.socket, judge: Judge) -> str:
        """Answer one request; return the URL that it brought, empty where it is not ours."""
        head = _head(connection)
        if not head:
            return ""
        method, target, hosts = _parsed(head)
        # NOTE: a page elsewhere can reach this port under a name of its own (DNS rebinding), so
        # the Host must be ours, once.
        if hosts != [f"{HOST}:{self._port}"]:
            connection.sendall(_page("400 Bad Request", "This is not for here."))
        elif method != "GET":
            connection.sendall(_page("405 Method Not Allowed", "This is not for here."))
        elif target.partition("?")[0] != CALLBACK_PATH:
            connection.sendall(_page("404 Not Found", "There is nothing here."))
        else:
            url = f"http://{HOST}:{self._port}{target}"
            said = judge(url)
            if said is None:
                said = "This answer belongs to another request, so it was not taken."
                connection.sendall(_page("400 Bad Request", said))
                return ""
            with contextlib.suppress(OSError):  # it came, whether or not the page is read
                connection.sendall(_page("200 OK", said))
            return url
        return ""


def _first_free(ports: Sequence[int]) -> tuple[socket.socket, int]:
    for port in ports:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            # A port whose last connections are still fading away (TIME_WAIT) may be taken again.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((HOST, port))
            listener.listen(_AT_ONCE)
        except OSError:
            listener.close()
            continue
        return listener, listener.getsockname()[1]
    raise Failed(
        f"None of the ports {', '.join(map(str, ports))} on {HOST} is free.",
        code=Code.NETWORK,
        hint="End what listens there, such as another `aegis connect`. Other ports will not do: "
        "Auth0 compares them with the Allowed Callback URLs.",
    )


def _head(connection: socket.socket) -> str:
    """Read a request's head; empty where it is too large, too slow or cut off."""
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


def _parsed(head: str) -> tuple[str, str, list[str]]:
    """Return method, target and every Host of a request's head."""
    line, *fields = head.split("\r\n")
    method, _, rest = line.partition(" ")
    named = [(name.lower(), value.strip()) for name, _, value in (f.partition(":") for f in fields)]
    return method, rest.partition(" ")[0], [value for name, value in named if name == "host"]


def _linger(connection: socket.socket) -> None:
    """Let the browser take its answer; closing at once with bytes unread would cut it off."""
    ends = time.monotonic() + _GRACE
    connection.shutdown(socket.SHUT_WR)
    while (left := ends - time.monotonic()) > 0:
        connection.settimeout(left)
        if not connection.recv(_LARGEST):
            return


_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  font: 1.125rem/1.5 system-ui, sans-serif; }
main { max-width: 26rem; padding: 2rem; }
"""

_POLICY = (
    "default-src 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    + "'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


def _page(status: str, said: str) -> bytes:
    """Write an answer: a page without scripts, from which nothing is loaded or kept."""
    body = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>aegis</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>aegis</h1>\n<p>{escape(said)}</p>\n</main>\n</body>\n</html>\n"
    ).encode()
    head = (
        f"HTTP/1.1 {status}\r\n"
        "content-type: text/html; charset=utf-8\r\n"
        f"content-length: {len(body)}\r\n"
        f"content-security-policy: {_POLICY}\r\n"
        "x-content-type-options: nosniff\r\n"
        "referrer-policy: no-referrer\r\n"
        "cache-control: no-store\r\n"
        "connection: close\r\n\r\n"
    ).encode()
    return head + body
