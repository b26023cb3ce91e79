"""The refusals of Jira, and of the gateway before it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any


class Problem(Exception):
    """A request that is refused."""

    def __init__(
        self, status: int, *messages: str, errors: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status)
        self.status = status
        self.body: dict[str, Any] = {
            "errorMessages": list(messages),
            "errors": dict(errors or {}),
        }


class GatewayProblem(Problem):
    """A request that does not reach Jira; its answer has another form."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status)
        self.body = {"code": status, "message": message}


def of_fields(errors: Mapping[str, str]) -> Problem:
    """Return the refusal of fields, which says what is wrong with each."""
    return Problem(400, errors=errors)


def not_written(what: str) -> Problem:
    """Return the answer to what Jira has and nobody wrote."""
    return Problem(HTTPStatus.NOT_IMPLEMENTED, f"Nobody wrote this for the sandbox: {what}.")


def no_issue() -> Problem:
    """Return the refusal of an issue that is not there, or not visible."""
    return Problem(404, "Issue does not exist or you do not have permission to see it.")
