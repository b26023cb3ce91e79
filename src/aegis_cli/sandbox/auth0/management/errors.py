"""Errors of the Management API: a status, its name, a message and a code."""

from http import HTTPStatus

from starlette.responses import JSONResponse

from aegis_cli.sandbox.engine.application import Refused


class ManagementRefusal(Refused):
    """A request that is refused."""

    def __init__(self, status: int, message: str, code: str) -> None:
        body = {
            "statusCode": status,
            "error": HTTPStatus(status).phrase,
            "message": message,
            "errorCode": code,
        }
        super().__init__(JSONResponse(body, status))


def invalid_query(*names: str) -> ManagementRefusal:
    """Return the error for an invalid parameter, or for several of which one is."""
    named = " or ".join(f"'{name}'" for name in names)
    return ManagementRefusal(400, f"Query validation error: {named}", "invalid_query_string")


def invalid(message: str) -> ManagementRefusal:
    """Return the error for an invalid body."""
    return ManagementRefusal(400, f"Payload validation error: '{message}'.", "invalid_body")
