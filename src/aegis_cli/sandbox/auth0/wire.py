"""OAuth requests and responses: parameters, credentials, errors, rate-limit headers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aegis_cli.sandbox.application import Refused
from aegis_cli.sandbox.request_body import read_body

NO_STORE = {"cache-control": "no-store", "pragma": "no-cache"}

_FORM = "application/x-www-form-urlencoded"
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LARGEST_BODY = 64 * 1024
_LIMIT = 100
"""Requests a second: the Authentication API limit of Auth0's Enterprise plan."""


class OAuthError(Refused):
    """An error response of RFC 6749, section 5.2, with the status that Auth0 gives it."""

    def __init__(self, status: int, error: str, description: str) -> None:
        self.description = description
        body = {"error": error, "error_description": description}
        super().__init__(JSONResponse(body, status, headers=NO_STORE))


def invalid_request(description: str) -> OAuthError:
    """Return the error for a malformed request."""
    return OAuthError(400, "invalid_request", description)


def required(parameters: dict[str, str], name: str) -> str:
    """Return a parameter; raise `OAuthError` if it is missing."""
    if name not in parameters:
        raise invalid_request(f"Missing required parameter: {name}")
    return parameters[name]


async def read_parameters(request: Request) -> dict[str, str]:
    """Read the parameters of the body, leaving out those without a value."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    too_large = OAuthError(413, "invalid_request", "The body is too large.")
    body = await read_body(request, limit=_LARGEST_BODY, too_large=too_large)
    if media_type != _FORM:
        raise invalid_request(f"The content type must be {_FORM}.")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise invalid_request("The body is not a form.") from None
    # RFC 6749, section 3.2: no parameter may be repeated, and an empty one counts as not sent.
    names = [name for name, _ in pairs]
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated is not None:
        raise invalid_request(f"Parameter sent more than once: {repeated}")
    return {name: value for name, value in pairs if value}


@dataclass(frozen=True, slots=True)
class Credentials:
    """The credentials that a client sent."""

    client_id: str
    client_secret: str | None = field(repr=False)
    assertion: str | None = field(default=None, repr=False)
    """A client's own JWT (RFC 7523, section 2.2)."""


def read_credentials(parameters: dict[str, str]) -> Credentials:
    """Read client credentials from the body (RFC 6749, section 2.3.1)."""
    assertion, secret = (parameters.get(f"client_{name}") for name in ("assertion", "secret"))
    if assertion is not None and secret is not None:
        raise invalid_request("Only one way of client authentication may be used.")
    if assertion is not None and parameters.get("client_assertion_type") != _ASSERTION_TYPE:
        raise invalid_request("Unsupported client_assertion_type.")
    return Credentials(required(parameters, "client_id"), secret, assertion=assertion)


class RateLimitHeaders:
    """Count the requests of each second in `x-ratelimit-*` headers, as Auth0 does.

    No request is refused, so that a benchmark measures the client; a fault can answer 429.
    """

    def __init__(self, app: ASGIApp, *, now: Callable[[], float]) -> None:
        self._app = app
        self._now = now
        self._second = 0
        self._used = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to the response."""
        limits = self._count()

        async def send_with_limits(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(limits)
            await send(message)

        await self._app(scope, receive, send_with_limits)

    def _count(self) -> dict[str, str]:
        second = int(self._now())
        self._used = self._used + 1 if second == self._second else 1
        self._second = second
        return {
            "x-ratelimit-limit": str(_LIMIT),
            "x-ratelimit-remaining": str(max(0, _LIMIT - self._used)),
            "x-ratelimit-reset": str(second + 1),
        }


def token_response(body: dict[str, Any]) -> Response:
    """Answer with a body that no cache may store (RFC 6749, section 5.1)."""
    return JSONResponse(body, headers=NO_STORE)
