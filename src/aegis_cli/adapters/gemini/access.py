"""How Gemini is reached: directly with a key of one's own, or at a broker under one's session.

Through a broker the SDK holds no key at all. It does not start without one, so it is given a word
that a hook takes out of every request, and puts the session's token in its place.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, Protocol, cast

import httpx
from google.genai import errors

from aegis_cli.adapters.sender import UNUSABLE_PROXY, Deadline, authorization
from aegis_cli.core.echoes import redacted
from aegis_cli.core.http import is_loopback
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, Failed
from aegis_cli.planning.gemini.broker_problem import is_problem, meaning_of
from aegis_cli.planning.gemini.dialogue import Fault
from aegis_cli.planning.gemini.google_fault import fault_of

TIMEOUT = 30.0
"""Seconds that an answer may take in all."""

_LARGEST = 4 * 1024 * 1024
_KEY_HEADER = "x-goog-api-key"
_NO_KEY = "through-a-broker"


class Access(Protocol):
    """Where requests of the SDK go, and under whose name."""

    url: str
    api_version: str
    key: Secret
    """What the SDK is given."""

    @property
    def secret(self) -> Secret:
        """What requests carry, and no answer may repeat."""
        ...

    is_google: bool
    """Whether all of Google's API answers there: the list of models, and other versions."""

    def begin(self) -> None:
        """Have ready what the next request carries; may wait for a person."""
        ...

    def authorize(self, request: httpx.Request) -> None:
        """Put into a request what it carries."""
        ...

    def refusal(self, error: errors.APIError) -> Fault | AegisError:
        """Read a refusal: a fault that may pass, or the error that ends the request."""
        ...


class OwnKey:
    """Gemini itself, with a key from this machine's environment."""

    is_google = True

    def __init__(self, key: Secret, *, url: str, api_version: str) -> None:
        self.key = key
        self.url = url
        self.api_version = api_version

    @property
    def secret(self) -> Secret:
        """Return the key."""
        return self.key

    def begin(self) -> None:
        """Do nothing: the SDK has the key."""

    def authorize(self, request: httpx.Request) -> None:
        """Do nothing: the SDK has put the key in."""

    def refusal(self, error: errors.APIError) -> Fault:
        """Read Google's refusal, without the key that it may repeat."""
        return _of_google(error, self.key)


class ThroughBroker:
    """A broker that plans with a key of its own, for whoever is signed in."""

    api_version = "v1"
    is_google = False

    def __init__(self, broker: str, *, token: Callable[[], Secret]) -> None:
        """Take the broker's origin, and who has the session's token, or signs the person in."""
        self.key = Secret(_NO_KEY)
        self.url = f"{broker}/gemini"
        self._sign_in = token
        self._token: Secret | None = None

    @property
    def secret(self) -> Secret:
        """Return the session's token, if there was one yet."""
        return self._token or self.key

    def begin(self) -> None:
        """Have the session's token as it is now: it may have been renewed since."""
        self._token = self._sign_in()

    def authorize(self, request: httpx.Request) -> None:
        """Take the word out that is no key, and put the token in."""
        request.headers.pop(_KEY_HEADER, None)
        if self._token is not None:
            request.headers["authorization"] = authorization(self._token)

    def refusal(self, error: errors.APIError) -> Fault | AegisError:
        """Read a refusal: the broker's own, or the one of Google that it hands on."""
        if self._token is None or not is_problem(error.details):
            return _of_google(error, self.secret)
        problem: dict[str, Any] = error.details
        said = {**problem, "detail": redacted(problem["detail"], self._token)}
        return meaning_of(error.code, said, retry_after=_retry_after(error))


class Connected(httpx.Client):
    """A client whose answers are bounded in size and time, and whose requests are authorized."""

    def __init__(self, access: Access, *, longest: float = TIMEOUT) -> None:
        """Take who authorizes, and the seconds that an answer may take in all."""
        super().__init__(
            follow_redirects=False,
            trust_env=not is_loopback(access.url),
            timeout=longest,
            event_hooks={"request": [access.authorize], "response": [_bound]},
            headers={"accept-encoding": "identity"},
        )
        self._longest = longest
        self._deadline = Deadline()

    def send(self, request: httpx.Request, **more: Any) -> httpx.Response:
        """Send a request, and read the answer unless it shall stream."""
        request.extensions["trace"] = self._deadline.trace
        with self._deadline.within(self._longest):
            answer = super().send(request, **more)
        if self._deadline.is_late:
            # One of no given length looks whole when it is broken off.
            raise httpx.ReadTimeout("the answer took too long", request=request)
        return answer


def connected(access: Access) -> Connected:
    """Return a client; raise `Failed` where the environment names a proxy that is none."""
    with suppress(*UNUSABLE_PROXY):
        return Connected(access)
    raise Failed(
        "Gemini could not be reached: the proxy that the environment names cannot be used.",
        code=Code.NETWORK,
        hint="Check HTTPS_PROXY and ALL_PROXY; a SOCKS proxy does not work here.",
    )


class _Bounded(httpx.SyncByteStream):
    """An answer that is read up to a size, and no further."""

    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._stream:
            size += len(chunk)
            if size > _LARGEST:
                raise httpx.ReadError("the answer is too large")
            yield chunk

    def close(self) -> None:
        """Close what is read from."""
        if isinstance(self._stream, httpx.SyncByteStream):
            self._stream.close()


def _bound(response: httpx.Response) -> None:
    """Bound an answer. NOTE: a packed one is refused, since a little of it may be gigabytes."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise httpx.ReadError("the answer is packed, although that was not asked for")
    response.stream = _Bounded(cast("Iterable[bytes]", response.stream))


def _of_google(error: errors.APIError, secret: Secret) -> Fault:
    message = redacted(str(error.message or ""), secret)
    return fault_of(error.code, message, error.details, retry_after=_retry_after(error))


def _retry_after(error: errors.APIError) -> str:
    headers = getattr(error.response, "headers", None) or {}
    return str(headers.get("retry-after", ""))
