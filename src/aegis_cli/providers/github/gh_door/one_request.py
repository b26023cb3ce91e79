"""One HTTP/1.1 request of gh, and its answer; gh keeps no connection, so there is no second one.

The caller hands in what receives and sends bytes. What two servers could read differently is
refused, and so is what gh never sends and another server might act on: another protocol, trailers,
a URL in the place of the path, a body beside a GET, something behind the request.
Source: RFC 9112, sections 3.2, 6.3 and 7.1; RFC 9110, sections 6.5, 7.8 and 10.1.1.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import h11

from aegis_cli.core.strict_head import StrictConnection

_PIECE = 64 * 1024
_READS = frozenset({"GET", "HEAD"})
_NEVER_SENT = frozenset({"te", "trailer", "upgrade"})
_OF_THE_CONNECTION = frozenset(
    {"connection", "content-length", "keep-alive", "proxy-authenticate", "proxy-authorization"}
    | {"te", "trailer", "transfer-encoding", "upgrade", "content-encoding", "set-cookie"}
)
"""What an answer says of one connection, of bytes as they went over it, or to a browser."""


class NotOneRequest(Exception):
    """What came is no request that is handed on: the status and the sentence that gh is told."""

    def __init__(self, told: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        """Take what gh is told."""
        super().__init__(told)
        self.told, self.status = told, status


@dataclass(frozen=True, slots=True)
class GhRequest:
    """The head of a request as it arrived."""

    method: str
    host: str
    """As the header `Host` has it, in lower case."""
    path: str
    """Percent-encoded, with a leading slash."""
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Names in lower case; of those that come several times, the last. One may be a token."""

    @property
    def reads(self) -> bool:
        """Whether its method alone says that it reads."""
        return self.method in _READS


class OneRequest:
    """A connection on which one request arrives, and one answer goes back."""

    def __init__(self, receive: Callable[[int], bytes], send: Callable[[bytes], object]) -> None:
        """Take what receives up to so many bytes, none at the end, and what sends all of some."""
        self._line = StrictConnection()
        self._receive, self._send = receive, send
        self._wants_body = True

    def read(self, most: int) -> tuple[GhRequest, bytes]:
        """Return a request, and so many bytes of its body at most; raise `NotOneRequest`.

        NOTE: of a write the rest is read too, and dropped: gh hears no refusal before it has said
        all.
        """
        try:
            head = self._event()
            if not isinstance(head, h11.Request):
                raise _cut()
            self._wants_body = head.method != b"HEAD"
            arrived = _head_of(head)
            body = self._take_body(most)
        except h11.RemoteProtocolError as error:
            raise NotOneRequest(
                "This is not plain HTTP/1.1.", HTTPStatus(error.error_status_hint)
            ) from None
        if arrived.reads and body:
            raise NotOneRequest(f"A {arrived.method} has no body.")
        return arrived, body

    def _take_body(self, most: int) -> bytes:
        body = bytearray()
        while isinstance(event := self._event(), h11.Data):
            body += event.data[: most - len(body)]
        if not isinstance(event, h11.EndOfMessage):
            raise _cut()
        if event.headers:
            raise NotOneRequest("A request has no trailers.")
        if self._line.trailing_data[0]:
            raise NotOneRequest("A connection has one request.")
        return bytes(body)

    def _event(self) -> object:
        while (event := self._line.next_event()) is h11.NEED_DATA:
            if self._line.they_are_waiting_for_100_continue:
                self._tell(h11.InformationalResponse(status_code=100, headers=[]))
            self._line.receive_data(self._receive(_PIECE))
        return event

    def answer(
        self, status: int, headers: Iterable[tuple[str, str]] = (), body: Iterable[bytes] = ()
    ) -> None:
        """Send an answer, piece by piece; of its headers, those that are of no connection."""
        kept = [each for each in headers if each[0].lower() not in _OF_THE_CONNECTION]
        self._tell(h11.Response(status_code=status, headers=[*kept, ("connection", "close")]))
        for piece in body if self._wants_body else ():
            self._tell(h11.Data(data=piece))
        self._tell(h11.EndOfMessage())

    def refuse(self, told: str, status: int = HTTPStatus.FORBIDDEN) -> None:
        """Answer as GitHub's REST API refuses: gh prints the sentence."""
        self._answer_json(status, {"message": told})

    def refuse_document(self, told: str) -> None:
        """Answer as GitHub's GraphQL API refuses: errors come in a 200."""
        error = {"type": "FORBIDDEN", "message": told}
        self._answer_json(HTTPStatus.OK, {"data": None, "errors": [error]})

    def _answer_json(self, status: int, document: Mapping[str, object]) -> None:
        if self._line.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return  # an answer has begun, and gh sees that it is cut off
        body = json.dumps(document).encode()
        self.answer(status, [("content-type", "application/json; charset=utf-8")], [body])

    def _tell(self, event: "h11.Event") -> None:
        data = self._line.send(event)
        if data:
            self._send(data)


def _head_of(head: h11.Request) -> GhRequest:
    """Return the head of a request; raise `NotOneRequest` for what gh sends to nobody."""
    headers = {name.decode("ascii"): value.decode("ascii") for name, value in head.headers}
    if not headers.keys().isdisjoint(_NEVER_SENT):
        raise NotOneRequest("A request stays HTTP/1.1, and has no trailers.")
    if headers.get("expect", "100-continue").lower() != "100-continue":
        raise NotOneRequest("Nothing else is expected.", HTTPStatus.EXPECTATION_FAILED)
    path, _, query = head.target.decode("ascii").partition("?")
    if head.http_version != b"1.1" or not path.startswith("/"):
        # NOTE: a URL in place of the path names a host of its own, beside that of the header.
        raise NotOneRequest("A request is HTTP/1.1, and its path begins with a slash.")
    return GhRequest(
        head.method.decode("ascii"), headers.get("host", "").lower(), path, query, headers
    )


def _cut() -> NotOneRequest:
    return NotOneRequest("The request was cut off.")
