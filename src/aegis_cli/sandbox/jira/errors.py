"""The refusals of Jira, and of the gateway before it."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import JSONResponse

from aegis_cli.sandbox.engine.application import Refused


class Problem(Refused):
    """A request that is refused."""

    def __init__(
        self, status: int, *messages: str, errors: Mapping[str, str] | None = None
    ) -> None:
        body = {"errorMessages": list(messages), "errors": dict(errors or {})}
        super().__init__(JSONResponse(body, status))


class GatewayProblem(Refused):
    """A request that does not reach Jira; its answer has another form."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(JSONResponse({"code": status, "message": message}, status))


def of_fields(errors: Mapping[str, str]) -> Problem:
    """Return the refusal of fields, which says what is wrong with each."""
    return Problem(400, errors=errors)


def not_written(what: str) -> Problem:
    """Return the answer to what Jira has and nobody wrote."""
    return Problem(HTTPStatus.NOT_IMPLEMENTED, f"Nobody wrote this for the sandbox: {what}.")


def no_issue() -> Problem:
    """Return the refusal of an issue that is not there, or not visible."""
    return Problem(404, "Issue does not exist or you do not have permission to see it.")
