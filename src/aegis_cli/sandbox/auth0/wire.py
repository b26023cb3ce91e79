"""OAuth requests and responses: parameters, credentials, errors."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from aegis_cli.sandbox.engine.application import Refused
from aegis_cli.sandbox.engine.headers import media_type
from aegis_cli.sandbox.engine.request_body import read_body

NO_STORE = {"cache-control": "no-store", "pragma": "no-cache"}

_FORM = "application/x-www-form-urlencoded"
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LARGEST_BODY = 64 * 1024


class OAuthError(Refused):
    """An error response of RFC 6749, section 5.2, with the status that Auth0 gives it."""

    def __init__(self, status: int, error: str, description: str) -> None:
        self.error, self.description = error, description
        body = {"error": error, "error_description": description}
        super().__init__(JSONResponse(body, status, headers=NO_STORE))


def invalid_request(description: str) -> OAuthError:
    """Return the error for a malformed request."""
    return OAuthError(400, "invalid_request", description)


def require(parameters: dict[str, str], name: str) -> str:
    """Return a parameter; raise `OAuthError` if it is missing."""
    if name not in parameters:
        raise invalid_request(f"Missing required parameter: {name}")
    return parameters[name]


async def read_parameters(request: Request) -> dict[str, str]:
    """Read the parameters of the body, leaving out those without a value."""
    too_large = OAuthError(413, "invalid_request", "The body is too large.")
    body = await read_body(request, limit=_LARGEST_BODY, too_large=too_large)
    if media_type(request) != _FORM:
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
    return Credentials(require(parameters, "client_id"), secret, assertion=assertion)


def token_response(body: dict[str, Any]) -> Response:
    """Answer with a body that no cache may store (RFC 6749, section 5.1)."""
    return JSONResponse(body, headers=NO_STORE)
