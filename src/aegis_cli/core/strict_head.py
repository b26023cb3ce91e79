"""Checks the head of a request as it arrived; refuses one that two servers could read differently.

h11 unfolds lines, drops a repeated length and accepts a line feed as the end of a line. Behind a
proxy that reads these differently, that would allow request smuggling. h11 limits the size of a
head only if it arrives in pieces.
Source: RFC 9112, sections 2.2, 5.2 and 6.3; RFC 9110, sections 5.3 and 8.6.
"""

import re
from collections.abc import Mapping

import h11

HEAD = 32 * 1024
"""Bytes of a request's line and headers: the largest token, and room for other headers."""

_END = b"\r\n\r\n"
# Printable ASCII and tabs, in lines that end with CRLF and are not folded; the last line feed may
# not have arrived yet. Possessive, since otherwise a long line takes exponential time to fail.
_TEXT = re.compile(rb"(?:[\t -~]++|\r\n(?![\t ]))*+\r?")
_LENGTH = re.compile(rb"[0-9]{1,15}")
_ONCE = frozenset(
    {b"authorization", b"content-length", b"content-type", b"host", b"transfer-encoding"}
)


class StrictConnection(h11.Connection):
    """The server's side of a connection, which accepts only plain heads."""

    def __init__(self) -> None:
        super().__init__(h11.SERVER, HEAD)

    @property
    def is_arriving(self) -> bool:
        """Tell whether a request, or the rest of one, is still to come."""
        return self.their_state in (h11.IDLE, h11.SEND_BODY)

    def refusal(self, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Return a 400 that ends the connection; nothing if a response has begun."""
        if self.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return b""
        fields = {"content-length": str(len(body)), "connection": "close", **headers}
        answer = h11.Response(status_code=400, headers=list(fields.items()))
        events = (answer, h11.Data(data=body), h11.EndOfMessage())
        return b"".join(self.send(event) or b"" for event in events)

    def next_event(self) -> "type[h11.NEED_DATA | h11.PAUSED] | h11.Event":
        """Return the next event; raise `RemoteProtocolError` for a head that is not plain."""
        if self.their_state is h11.IDLE and not _is_plain(self.trailing_data[0]):
            raise h11.RemoteProtocolError("the head of a request is not plain")
        return super().next_event()


def _is_plain(data: bytes) -> bool:
    """Tell whether a head is plain so far; a complete one is checked as a whole."""
    head, end, _ = data.partition(_END)
    if len(head) > HEAD or not _TEXT.fullmatch(head):
        return False
    return not end or _is_unambiguous(*head.split(b"\r\n"))


def _is_unambiguous(line: bytes, *fields: bytes) -> bool:
    pairs = [field.partition(b":") for field in fields]
    names = [name.strip().lower() for name, _, _ in pairs]
    values = {name: pair[2].strip() for name, pair in zip(names, pairs, strict=True)}
    if any(names.count(name) > 1 for name in _ONCE):
        return False
    length, encoding = (values.get(n) for n in (b"content-length", b"transfer-encoding"))
    if encoding is not None and (length is not None or not line.endswith(b"HTTP/1.1")):
        return False
    return length is None or _LENGTH.fullmatch(length) is not None
