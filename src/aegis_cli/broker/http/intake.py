"""Reads the bearer token of a request, and its body within a size and a deadline."""

import asyncio

from starlette.requests import ClientDisconnect, Request

from aegis_cli.broker.http.limits import Limits
from aegis_cli.broker.http.problem import Problem, invalid_token
from aegis_cli.core.secret import Secret


def bearer_of(request: Request) -> Secret:
    """Return the access token (RFC 6750 section 2.1); raise `Problem` 401 if there is none."""
    given = request.headers.getlist("authorization")
    if not given:
        # NOTE: without an error code, as RFC 6750 section 3.1 has it for a request without a token.
        headers = {"WWW-Authenticate": "Bearer"}
        raise Problem(401, "missing_token", "An access token is needed.", headers)
    scheme, _, token = given[0].partition(" ")
    token = token.strip(" ")
    if len(given) > 1 or scheme.lower() != "bearer" or not token:
        raise invalid_token("The authorization is not one bearer token.")
    return Secret(token)


async def body_of(request: Request, limits: Limits) -> bytes:
    """Return the body; raise `Problem` if it is not JSON, too large or too slow."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, "bad_request", "The body must be application/json.")
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > limits.body:
        raise _too_large(limits)
    body = bytearray()
    try:
        async with asyncio.timeout(limits.body_seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limits.body:
                    raise _too_large(limits)
    except TimeoutError:
        headers = {"Connection": "close"}
        raise Problem(408, "bad_request", "The body did not arrive in time.", headers) from None
    except ClientDisconnect:
        raise Problem(400, "bad_request", "The body did not arrive.") from None
    return bytes(body)


def _too_large(limits: Limits) -> Problem:
    detail = f"The body is larger than {limits.body // 1024} kB."
    return Problem(413, "too_large", detail, {"Connection": "close"})
