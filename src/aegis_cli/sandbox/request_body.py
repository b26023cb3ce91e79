"""The body of a request, read up to a limit."""

from starlette.requests import Request


async def read_body(request: Request, *, limit: int, too_large: Exception) -> bytes:
    """Return the body, or raise `too_large` as soon as more than `limit` bytes have come."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise too_large
    return bytes(body)
