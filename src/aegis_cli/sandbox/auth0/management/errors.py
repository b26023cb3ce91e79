"""Errors of the Management API: a status, its name, a message and a code."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

_NAMES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
}


class ManagementRefusal(Exception):
    """A request that is refused."""

    def __init__(self, status: int, message: str, code: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code


async def error_response(_request: Request, exc: Exception) -> Response:
    """Answer with the error that an endpoint raised."""
    assert isinstance(exc, ManagementRefusal)
    body = {
        "statusCode": exc.status,
        "error": _NAMES[exc.status],
        "message": exc.message,
        "errorCode": exc.code,
    }
    return JSONResponse(body, exc.status)


def invalid(message: str) -> ManagementRefusal:
    """Return the error for an invalid body."""
    return ManagementRefusal(400, f"Payload validation error: '{message}'.", "invalid_body")
