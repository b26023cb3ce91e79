"""The body of a request, read up to a limit."""

from typing import Any

from pydantic_core import from_json
from starlette.requests import Request


async def read_body(request: Request, *, limit: int, too_large: Exception) -> bytes:
    """Return the body, or raise `too_large` as soon as more than `limit` bytes have come."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise too_large
    return bytes(body)


async def read_json(
    request: Request, *, limit: int, too_large: Exception, invalid: Exception
) -> Any:
    """Return what a body says, `None` if it is empty; or raise `invalid` if it is no JSON."""
    body = await read_body(request, limit=limit, too_large=too_large)
    try:
        return from_json(body, allow_inf_nan=False) if body else None
    except ValueError:
        raise invalid from None
