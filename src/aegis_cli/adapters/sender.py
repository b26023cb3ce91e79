"""Sends a `Request` with httpx and reads the answer, within limits; no redirects, no logs."""

import codecs
import json
import math
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Self, TypeAlias

import httpcore
import httpx

from aegis_cli import __version__
from aegis_cli.adapters import sink as sinks
from aegis_cli.adapters import source as sources
from aegis_cli.adapters.deadline import Deadline
from aegis_cli.adapters.sink import Sink
from aegis_cli.adapters.source import BodySource, NotWhole
from aegis_cli.core.header_names import known_names
from aegis_cli.core.http import (
    HeldBack,
    Request,
    Response,
    Unreachable,
    is_loopback,
    is_safe_url,
)
from aegis_cli.core.secret import Secret

LARGEST = 10 * 1024 * 1024
"""The most bytes of one body, uncompressed."""

LONGEST = 60.0
"""Seconds that a whole answer may take."""

Observe: TypeAlias = Callable[[str], None]

_CONNECTING = 10.0
"""The most seconds that a connection may take to be made."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server may say nothing, and who is told that one is waited for."""

    silence: float = 30.0
    """Seconds without a byte after which a server is given up."""
    tell: Callable[[str], None] = lambda _text: None
    """Gets a sentence without an end if an answer takes long; called from another thread, while the
    one that waits does nothing else."""
    slow: float = 5.0
    """Seconds after which it is called."""


USUAL = Patience()


class Sender:
    """A pool of connections to the hosts that the settings name."""

    def __init__(
        self,
        *,
        largest: int = LARGEST,
        longest: float | None = None,
        observe: Observe | None = None,
        patience: Patience = USUAL,
    ) -> None:
        """Take the limits, and a function that gets each request in one line, without secrets.

        Without `longest`, a whole answer may take `LONGEST`, and at least as long as the silence.
        """
        self._largest = largest
        self._patience = patience
        self._longest = max(LONGEST, patience.silence) if longest is None else longest
        self._observe = observe
        self._deadline = Deadline()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        for name in ("_outside", "_loopback"):
            if name in self.__dict__:
                self.__dict__.pop(name).close()

    @contextmanager
    def limit(self, longest: float) -> Iterator[None]:
        """Limit each answer in the body of the `with` statement to so many seconds."""
        before, self._longest = self._longest, min(longest, self._longest)
        try:
            yield
        finally:
            self._longest = before

    def __call__(
        self, request: Request, sink: Sink | None = None, source: BodySource | None = None
    ) -> Response | Unreachable:
        """Send one request; a fault is a value that tells whether bytes may have been sent.

        The body of a success to a streamed request goes to the sink, and that of an upload comes
        from the source.
        """
        if not is_safe_url(request.base):
            raise ValueError("a token is sent over https only, or on loopback")
        if request.streamed and sink is None:
            raise ValueError("what is streamed needs a place to go to")
        if request.upload and source is None:
            raise ValueError("what is uploaded comes from somewhere")
        if request.is_template:
            raise ValueError("a template is filled in before it is sent")
        started = time.monotonic()
        if request.upload and source is not None:
            answer = self._upload(request, source)
        else:
            answer = self._send(request, sink if request.streamed else None)
        took = time.monotonic() - started
        if self._observe is not None:
            url = request.base.partition("://")[2] + request.path
            self._observe(f"{request.method} {url}: {_ending(answer, took)}")
        return replace(answer, took=took) if isinstance(answer, Response) else answer

    def _upload(self, request: Request, source: BodySource) -> Response | Unreachable:
        """Send what comes from a file, and say of a fault whether all of it left."""
        try:
            answer = self._send(request, None, source)
        except NotWhole as held:
            return Unreachable(held.why.value, sent=True, held_back=held.why)
        if isinstance(answer, Unreachable) and answer.sent and not source.is_whole:
            why = HeldBack.STOPPED if source.is_stopped else HeldBack.CUT
            return replace(answer, held_back=why)
        return answer

    def stop(self, source: BodySource) -> None:
        """End the upload of a source, unless all of it has left; another thread may call this."""
        if not source.is_whole:
            source.is_stopped = True
            self._deadline.break_off()

    def _send(
        self, request: Request, sink: Sink | None, source: BodySource | None = None
    ) -> Response | Unreachable:
        # NOTE: this raises no exception of httpx, because each holds the request with its token.
        try:
            client = self._loopback if is_loopback(request.base) else self._outside
        except UNUSABLE_PROXY:
            return Unreachable("the proxy that the environment names cannot be used", sent=False)
        try:
            message = _message(client, request, source)
        except (httpx.InvalidURL, ValueError):
            return Unreachable("the address cannot be used", sent=False)
        try:
            return self._read(client, message, request, sink)
        except _NOT_SENT as fault:
            is_timeout = isinstance(fault, httpx.TimeoutException)
            return Unreachable(_reason(fault), sent=False, timed_out=is_timeout)
        except httpx.HTTPError as fault:
            return self._connection_lost(fault)
        except (httpx.InvalidURL, ValueError):
            # NOTE: httpx parses the URL of a redirect even if it does not follow it. The request
            # was sent, so a write must not be sent again.
            return Unreachable("the answer is damaged", sent=True)

    def _connection_lost(self, fault: httpx.HTTPError) -> Unreachable:
        if self._deadline.is_late:
            return self._too_late()
        if isinstance(fault, httpx.TimeoutException):
            reason = f"no answer within {self._patience.silence:g} s"
            return Unreachable(reason, sent=True, timed_out=True)
        return Unreachable(_reason(fault), sent=True)

    def _too_late(self) -> Unreachable:
        return Unreachable("the answer took too long", sent=True, timed_out=True)

    def _read(
        self, client: httpx.Client, message: httpx.Request, request: Request, sink: Sink | None
    ) -> Response | Unreachable:
        longest = self._longest if sink is None else sinks.LONGEST
        if request.upload is not None:
            longest = sources.LONGEST
            message.extensions["timeout"]["read"] = max(sources.ANSWER, self._patience.silence)
        ends = time.monotonic() + longest
        message.extensions["trace"] = self._deadline.trace
        slow = partial(self._tell, message.url.host)
        is_plain = sink is None and request.upload is None
        after = self._patience.slow if is_plain else math.inf  # its progress is told
        with (
            self._deadline.limit(longest, after=after, slow=slow),
            closing(client.send(message, auth=_auth(request), stream=True)) as answer,
        ):
            if sink is not None and answer.is_success:
                return self._store(answer, sink, searched=request.address is None)
            if answer.headers.get("content-encoding", "gzip").lower() not in _COMPRESSIONS:
                return Unreachable("the answer has a compression that was not asked for", sent=True)
            chunks: list[bytes] = []
            size = 0
            for chunk in answer.iter_bytes():
                size += len(chunk)
                if size > self._largest:
                    return Unreachable("the answer is too large", sent=True)
                if time.monotonic() > ends:
                    return self._too_late()
                chunks.append(chunk)
            if self._deadline.is_late:  # without a content-length, it looks complete
                return self._too_late()
            headers = {name.lower(): value for name, value in answer.headers.items()}
            elsewhere = _take_elsewhere(headers, request)
            kept = elsewhere if request.streamed else None
            return Response(answer.status_code, headers, b"".join(chunks), elsewhere=kept)

    def _store(
        self, answer: httpx.Response, sink: Sink, *, searched: bool
    ) -> Response | Unreachable:
        """Write a body to its file. It is whole where its length, or its last chunk, says so."""
        length = answer.headers.get("content-length", "")
        if answer.headers.get("content-encoding", "identity").lower() not in {"identity", ""}:
            return Unreachable("the file is compressed, which was not asked for", sent=True)
        if not length.isdecimal() and "transfer-encoding" not in answer.headers:
            return Unreachable("the answer does not say where the file ends", sent=True)
        sink.begin(int(length) if length.isdecimal() else None, searched=searched)
        for piece in answer.iter_raw():
            if not sink.take(piece):
                return Unreachable("the file is too large", sent=True, timed_out=True)
            if self._deadline.is_late:
                return self._too_late()
        if self._deadline.is_late or sink.stored is None:
            return Unreachable("the file was cut off", sent=True)
        return Response(answer.status_code, {}, stored=sink.stored)

    def _tell(self, host: str) -> None:
        self._patience.tell(f"waiting for {host}, up to {self._patience.silence:g} s")

    @cached_property
    def _outside(self) -> httpx.Client:
        return self._client(trust_env=True)

    @cached_property
    def _loopback(self) -> httpx.Client:
        # NOTE: loopback never uses a proxy, whatever the environment says.
        return self._client(trust_env=False)

    def _client(self, *, trust_env: bool) -> httpx.Client:
        silence = self._patience.silence
        timeout = httpx.Timeout(silence, connect=min(silence, _CONNECTING))
        made = httpx.Client(verify=tls(), timeout=timeout, headers=_HEADERS, trust_env=trust_env)
        # NOTE: what a server gave would be in the next request, and in no approval.
        made.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
        return made


def warm_up() -> None:
    """Import and run once what the first request does, without a connection.

    A fork of this process copies fewer pages of its memory then.
    """
    codecs.lookup("idna")
    httpx.Client(verify=tls()).close()
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200))) as client:
        client.get("http://localhost/")
    answer = [b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"]
    with httpcore.ConnectionPool(network_backend=httpcore.MockBackend(answer)) as pool:
        pool.request("GET", "http://localhost/")


@cache
def tls() -> ssl.SSLContext:
    """Return this process's TLS context. It takes long to make; a forked process has it already."""
    return httpx.create_ssl_context()


UNUSABLE_PROXY = (httpx.InvalidURL, ValueError, ImportError)
"""What creating a client raises for an invalid proxy, or for a SOCKS proxy."""

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""The faults from before the first byte of a request."""

_COMPRESSIONS = frozenset({"gzip", "identity", ""})
"""How an answer may be compressed. NOTE: five kilobytes compressed twice may be gigabytes."""

_BYTES = "application/octet-stream"
_HEADERS = {"user-agent": f"aegis/{__version__}", "accept-encoding": "gzip"}


def authorization(bearer: Secret) -> str:
    """Return the `authorization` header for a token (RFC 6750 section 2.1)."""
    return f"Bearer {bearer.reveal()}"


def _ending(answer: Response | Unreachable, took: float) -> str:
    """Say how a request ended and how long it took, and which headers came that tell something."""
    time_spent = f"{took * 1000:.0f} ms"
    if isinstance(answer, Unreachable):
        return f"{answer.reason}, {time_spent}"
    names = ", ".join(known_names(answer.headers))
    return f"{answer.status}, {time_spent}{f', with {names}' if names else ''}"


def _take_elsewhere(headers: dict[str, str], request: Request) -> Secret | None:
    """Take the address out of a redirect to another origin: whoever has it may read the file."""
    location = headers.get("location", "")
    there, here = httpx.URL(request.url).join(location), httpx.URL(request.base)
    if not location or (there.scheme, there.netloc) == (here.scheme, here.netloc):
        return None
    del headers["location"]
    return Secret(location)


def _message(client: httpx.Client, request: Request, source: BodySource | None) -> httpx.Request:
    return client.build_request(
        request.method,
        request.url if request.address is None else request.address.reveal(),
        headers=_headers(request),
        content=_content(request, source),
        data={name: _plain(value) for name, value in request.form or ()} or None,
    )


def _headers(request: Request) -> dict[str, str]:
    headers = dict(request.headers)
    if request.streamed:
        headers["accept-encoding"] = "identity"  # so that a length is that of the file
    if request.body is not None or request.fields is not None:
        headers.setdefault("content-type", request.media)
    if request.upload is not None:
        headers["content-type"] = _BYTES if request.is_json else request.media
        headers["content-length"] = str(request.upload.size)
    if request.bearer is not None:
        headers["authorization"] = authorization(request.bearer)
    return headers


def _content(request: Request, source: BodySource | None) -> bytes | Iterator[bytes] | None:
    if request.upload is not None and source is not None:
        return source.pieces(request.upload)
    if request.fields is None:
        return request.body
    return json.dumps({name: _plain(value) for name, value in request.fields}).encode()


def _auth(request: Request) -> httpx.BasicAuth | None:
    if request.basic is None:
        return None
    name, secret = request.basic
    return httpx.BasicAuth(name, secret.reveal())


def _plain(value: Any) -> Any:
    """Return a value with its secrets in the clear, one level into an object too."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return value.reveal() if isinstance(value, Secret) else value


_REASONS: tuple[tuple[type[httpx.HTTPError], str], ...] = (
    (httpx.ConnectTimeout, "connecting timed out"),
    (httpx.TimeoutException, "no answer in time"),
    (httpx.ConnectError, "it cannot be connected to"),
    (httpx.ProxyError, "the proxy refuses"),
    (httpx.DecodingError, "the answer is damaged"),
)


def _reason(fault: httpx.HTTPError) -> str:
    """Describe a fault without its URL or its request."""
    if "CERTIFICATE" in str(fault):
        return "its certificate is not trusted"
    known = (reason for kind, reason in _REASONS if isinstance(fault, kind))
    return next(known, "the connection broke")
