"""Requests and responses as values. Nothing here opens a socket."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import Enum
from typing import Any, Literal
from urllib.parse import SplitResult, unquote, urlencode, urlsplit

from aegis_cli.core.secret import Secret

Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

JSON_MEDIA = "application/json"

_READS = frozenset({"GET", "HEAD"})

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

DOTS = frozenset({".", ".."})
"""The segments of a path that lead elsewhere."""
_PATH = re.compile(r"(?:/(?:[A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2}|\{[a-z_]+\})*)*", re.ASCII)
"""A path (RFC 3986, section 3.3), perhaps with variables that have no value yet; or none."""


class Malformed(ValueError):
    """A response body does not have the form that the protocol demands."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What bytes must be that are not in a request, and come from a descriptor beside it."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Sealing:
    """What is filled into a JSON body right before it is sent: a value, sealed for a public key."""

    place: str
    """The member of the object that gets the sealed box; it has none of that name before."""
    key: str
    """The public key, in base64."""
    length: int
    """The bytes of the value."""
    hmac: str
    """HMAC-SHA256 of the value with a key of the plan, in hex."""


@dataclass(frozen=True, slots=True)
class Linking:
    """What a request gets once it is filled in: the address of a call's new thing, or its number.

    An address is the end of a text, and a number alone a member of its own.
    """

    place: str
    """Where it is in the request, as dotted names."""
    of: str
    """The id of the call that makes it."""
    page: str
    """The address, up to the number that the answer to that call has; "" for that number alone."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, complete but for the headers that every request gets."""

    method: Method
    base: str
    """Scheme, host, port and perhaps a prefix, without a trailing slash."""
    path: str
    """Percent-encoded, with a leading slash, and without "." and ".." between slashes; "" where the
    base is the whole URL."""
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    """The bytes of one body, as it is sent."""
    media: str = JSON_MEDIA
    """The media type of that body."""
    form: tuple[tuple[str, str | Secret], ...] | None = None
    """An `application/x-www-form-urlencoded` body: OAuth's."""
    fields: tuple[tuple[str, Any], ...] | None = None
    """A body that is one JSON object; a value in it, or in an object there, may be a `Secret`."""
    bearer: Secret | None = None
    basic: tuple[str, Secret] | None = None
    """User name and password of HTTP Basic (RFC 7617)."""
    headers: tuple[tuple[str, str], ...] = ()
    address: Secret | None = None
    """The whole URL at `base`, where a server has just given one: who has it may read the file."""
    streamed: bool = False
    """Whether the body of a success goes to a file, and not into memory."""
    upload: Commitment | None = None
    """What the body is, where it comes from a file; then there is no other body."""
    sealing: Sealing | None = None
    """What the body still lacks; such a request is a template, which is approved and never sent."""
    linking: tuple[Linking, ...] = ()
    """The links that it still lacks; such a request is a template too."""

    def __post_init__(self) -> None:
        """Refuse a request that would go elsewhere than it says, or carry more than it says.

        NOTE: what follows the base chooses no other host, and leaves the base by no "..", however
        it is encoded. A host whose address was given gets no token: that address is all it may
        have, and a file that is sent there.
        """
        if not _PATH.fullmatch(self.path) or not DOTS.isdisjoint(unquote(self.path).split("/")):
            raise ValueError("a path begins with a slash, and stays where it is")
        if self.is_read and (self.body, self.form, self.fields, self.upload) != (None,) * 4:
            raise ValueError(f"a {self.method} has no body")
        if self.address is not None and (self.bearer or self.basic):
            raise ValueError("an address that was given gets no token")
        if self.address is not None and self.method != "GET" and self.upload is None:
            raise ValueError("an address that was given is read, or gets a file")
        if self.upload and not (self.body is None and self.form is None and self.fields is None):
            raise ValueError("a request has one body")

    @property
    def url(self) -> str:
        """The whole URL."""
        return self.base + self.path + ("?" + urlencode(self.query) if self.query else "")

    @property
    def is_read(self) -> bool:
        """Whether it is a GET, or one that wants the head alone (RFC 9110, section 9.2.1).

        To know whether an action writes, look at its effect, not at the HTTP method.
        """
        return self.method in _READS

    @property
    def is_json(self) -> bool:
        """Whether its body is JSON, if it has one."""
        return self.media == JSON_MEDIA

    @property
    def is_template(self) -> bool:
        """Whether something is to be filled in before it is sent."""
        return self.sealing is not None or bool(self.linking) or "{" in self.path

    def fill(self, box: str) -> "Request":
        """Return the request of a template: its body gets a sealed box, and nothing else changes.

        Raises `ValueError` where there is nothing to fill.
        """
        body = json.loads(self.body or b"{}")
        if self.sealing is None or self.sealing.place in body:
            raise ValueError("nothing is to be filled in here")
        whole = json.dumps(body | {self.sealing.place: box}, ensure_ascii=False).encode()
        return replace(self, body=whole, sealing=None)

    def fingerprint(self, preconditions: Sequence[Any] = ()) -> str:
        """Return the SHA-256 of the request, and of the preconditions of its sending.

        Covers method, base, path, query, body bytes, a media type that is not that of JSON, and the
        preconditions, which are JSON. It is
        computed at the approval, and again where the request is sent. Of bytes that come from a
        file it covers the commitment, so it is that of the same bytes in memory. Of a template it
        covers what is filled in too: the place, the key, and the commitment to the value; or the
        place of each link, of which call it is, and its address up to the number.
        """
        if self.form is not None or self.fields is not None or self.address is not None:
            raise ValueError("what holds secrets is never approved by a person")
        body = hashlib.sha256(self.body).hexdigest() if self.body is not None else None
        body = self.upload.sha256 if self.upload is not None else body
        parts: list[Any]
        parts = [self.method, self.base, self.path, self.query, body, preconditions or None]
        parts += [] if self.sealing is None else [asdict(self.sealing)]
        parts += [[asdict(each) for each in self.linking]] if self.linking else []
        parts += [] if self.is_json else [self.media]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Stored:
    """A body that went to a file, whole."""

    size: int
    """In bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer. The body may hold a token, so it is never shown."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = field(default=b"", repr=False)
    took: float | None = field(default=None, compare=False)
    """Seconds from the request to the whole answer; `None` if nobody measured them."""
    elsewhere: Secret | None = None
    """Where the answer to a streamed request points, if that is another origin."""
    stored: Stored | None = None
    """What went to a file; `None` where the body is here."""

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004  # RFC 9110, section 15.3

    def json(self) -> Any:
        """Return the body as JSON; raise `Malformed` if it is not JSON."""
        try:
            text = self.body.decode("utf-8")
            data = json.loads(text)
            if "\\ud" in text.lower():
                # A lone surrogate, escaped, is legal JSON and cannot be encoded.
                data = json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
        except (ValueError, RecursionError):
            # NOTE: raised outside the handler's context, whose exception holds the whole body.
            pass
        else:
            return data
        raise Malformed("the body is not JSON")

    def json_object(self) -> dict[str, Any]:
        """Return the body as a JSON object; raise `Malformed` if it is anything else."""
        data = self.json()
        if not isinstance(data, dict):
            raise Malformed("the body is not a JSON object")
        return data


class HeldBack(Enum):
    """Why the last part of a body was not sent."""

    CUT = "the connection ended before"
    CHANGED = "what is sent is not what was approved"
    STOPPED = "the person stopped it"


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer came: the reason, and whether the request may have left this machine."""

    reason: str
    sent: bool
    timed_out: bool = False
    """Whether the request timed out; such a request is not retried."""
    held_back: HeldBack | None = None
    """Why the last part of its body did not leave this machine, so that nobody has the whole."""


def split_url(url: str) -> SplitResult | None:
    """Split a URL; return `None` if it has no host or is malformed.

    NOTE: Python removes line feeds from a URL and accepts spaces in it. The URL that is checked
    here must be the one that is shown and opened, so it must be one word.
    """
    if " " in url or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and parts.port != 0  # an impossible port raises
    except ValueError:
        return None
    return parts if has_host else None


def is_loopback(url: str) -> bool:
    """Tell whether a URL's host is this machine."""
    parts = split_url(url)
    return parts is not None and parts.hostname in LOOPBACK


def is_safe_url(url: str) -> bool:
    """Tell whether a URL may carry a token: https, or plain http on loopback, and no user info."""
    parts = split_url(url)
    if parts is None or parts.username is not None or parts.password is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))
