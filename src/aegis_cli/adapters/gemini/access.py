"""Reaches Gemini: directly with the person's key, or through a broker with their session.

For a broker the SDK has no key, but it does not start without one. So it gets a placeholder, and a
hook puts the session's token into each request in its place.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, TypeAlias, cast

import httpx
from google.genai import errors

from aegis_cli.adapters.deadline import Deadline
from aegis_cli.adapters.sender import (
    UNUSABLE_PROXY,
    USUAL,
    Patience,
    authorization,
    tls,
)
from aegis_cli.core.echoes import redact
from aegis_cli.core.http import is_loopback
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, Failed
from aegis_cli.planning.gemini.broker_problem import is_problem, meaning_of
from aegis_cli.planning.gemini.dialogue import Fault
from aegis_cli.planning.gemini.google_fault import fault_of
from aegis_cli.settings.known import GEMINI

_LARGEST = 4 * 1024 * 1024
_KEY_HEADER = "x-goog-api-key"
_PLACEHOLDER = "through-a-broker"


class OwnKey:
    """Gemini itself, with a key from this machine's environment."""

    is_google = True
    """Whether Google's whole API answers: the list of models, and other versions."""

    def __init__(self, key: Secret, *, url: str, api_version: str, name: str = GEMINI) -> None:
        """Take the key, where it is for, and what answers there is called."""
        self.name = name
        self.key = key
        self.url = url
        self.api_version = api_version

    @property
    def secret(self) -> Secret:
        """Return the secret of the requests, which no answer may repeat."""
        return self.key

    def begin(self) -> None:
        """Do nothing: the SDK has the key."""

    def authorize(self, request: httpx.Request) -> None:
        """Do nothing: the SDK has put the key in."""

    def refusal(self, error: errors.APIError) -> Fault:
        """Read Google's refusal, without the key that it may repeat."""
        return _of_google(error, self.key)


class ThroughBroker:
    """A broker that plans with its own key, for the person who is signed in."""

    api_version = "v1"
    is_google = False
    name = GEMINI

    def __init__(self, broker: str, *, token: Callable[[], Secret]) -> None:
        """Take the broker's origin; `token` returns the session's token and may sign in first."""
        self.key = Secret(_PLACEHOLDER)
        self.url = f"{broker}/gemini"
        self._sign_in = token
        self._token: Secret | None = None

    @property
    def secret(self) -> Secret:
        """Return the session's token, or the placeholder before the first sign-in."""
        return self._token or self.key

    def begin(self) -> None:
        """Get the current token for the next request; may wait for the person to sign in."""
        self._token = self._sign_in()

    def authorize(self, request: httpx.Request) -> None:
        """Replace the placeholder in a request with the token."""
        request.headers.pop(_KEY_HEADER, None)
        if self._token is not None:
            request.headers["authorization"] = authorization(self._token)

    def refusal(self, error: errors.APIError) -> Fault | AegisError:
        """Read a refusal: a fault that may pass, or the error that ends the request.

        It is the broker's own, or Google's that the broker passes on.
        """
        if self._token is None or not is_problem(error.details):
            return _of_google(error, self.secret)
        problem: dict[str, Any] = error.details
        safe = {**problem, "detail": redact(problem["detail"], self._token)}
        return meaning_of(error.code, safe, retry_after=_retry_after(error))


Access: TypeAlias = OwnKey | ThroughBroker


class LimitedClient(httpx.Client):
    """A client that authorizes its requests and limits the size and time of their answers."""

    def __init__(self, access: Access, *, patience: Patience = USUAL) -> None:
        """Take the access, and how long a whole answer may take: as long as a silence elsewhere."""
        super().__init__(
            verify=tls(),
            follow_redirects=False,
            trust_env=not is_loopback(access.url),
            timeout=patience.silence,
            event_hooks={"request": [access.authorize], "response": [_limit_answer]},
            headers={"accept-encoding": "identity"},
        )
        self._patience = patience
        self._name = access.name
        self._deadline = Deadline()

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request, and read the answer unless it is to be streamed."""
        request.extensions["trace"] = self._deadline.trace
        silence = self._patience.silence
        with self._deadline.limit(silence, after=self._patience.slow, slow=self._tell):
            answer = self._unless_late(request, **options)
        if answer is None or self._deadline.is_late:
            # An interrupted answer without a content-length looks complete.
            raise httpx.ReadTimeout("the answer took too long", request=request)
        return answer

    def _unless_late(self, request: httpx.Request, **options: Any) -> httpx.Response | None:
        try:
            return super().send(request, **options)
        except httpx.HTTPError:
            # Where the time was up, this connection was broken off by us.
            if not self._deadline.is_late:
                raise
        return None

    def _tell(self) -> None:
        self._patience.tell(f"waiting for {self._name}, up to {self._patience.silence:g} s")


def client_for(access: Access, patience: Patience = USUAL) -> LimitedClient:
    """Return a client; raise `Failed` if the environment names an unusable proxy."""
    with suppress(*UNUSABLE_PROXY):
        return LimitedClient(access, patience=patience)
    raise Failed(
        "Gemini could not be reached: the proxy that the environment names cannot be used.",
        code=Code.NETWORK,
        hint="Check HTTPS_PROXY and ALL_PROXY; a SOCKS proxy does not work here.",
    )


class _Bounded(httpx.SyncByteStream):
    """An answer that is read up to a size limit."""

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
        """Close the stream."""
        if isinstance(self._stream, httpx.SyncByteStream):
            self._stream.close()


def _limit_answer(response: httpx.Response) -> None:
    """Limit an answer. NOTE: a compressed one is refused: a few bytes may become gigabytes."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise httpx.ReadError("the answer has a compression that was not asked for")
    response.stream = _Bounded(cast("Iterable[bytes]", response.stream))


def _of_google(error: errors.APIError, secret: Secret) -> Fault:
    message = redact(str(error.message or ""), secret)
    return fault_of(error.code, message, error.details, retry_after=_retry_after(error))


def _retry_after(error: errors.APIError) -> str:
    headers = getattr(error.response, "headers", None) or {}
    return str(headers.get("retry-after", ""))
