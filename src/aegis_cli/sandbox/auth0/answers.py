"""The answers of a person on the pages of the tenant, and the page for a wrong answer."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from aegis_cli.sandbox.auth0 import pages
from aegis_cli.sandbox.auth0.wire import OAuthError, read_parameters

_T = TypeVar("_T")
_FAILED = "That did not work"


class PageError(Exception):
    """An error that the person sees as a page."""

    def __init__(
        self, message: str, status: int, *, title: str = _FAILED, again: bool = False
    ) -> None:
        super().__init__(message)
        self.status = status
        self.page = pages.problem(title, message, again=again)


def error_page(_request: Request, exc: Exception) -> Response:
    """Answer with the page of an error that an endpoint raised."""
    assert isinstance(exc, PageError)
    return HTMLResponse(exc.page, exc.status, headers=pages.HEADERS)


async def read_answer(request: Request, buttons: Mapping[str, _T]) -> tuple[dict[str, str], _T]:
    """Return the form that was sent, and the value of the button that was pressed."""
    # NOTE: a page on another site could post here too (cross-site request forgery).
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        message = "This answer came from another site, so it was not taken."
        raise PageError(message, HTTPStatus.FORBIDDEN, title="Not from here")
    try:
        form = await read_parameters(request, json_allowed=False)
    except OAuthError as exc:
        raise PageError(exc.description, exc.status) from None
    button = form.get("action", "")
    if button not in buttons:
        message = f"The answer has to be {' or '.join(map(str.capitalize, buttons))}."
        raise PageError(message, HTTPStatus.BAD_REQUEST)
    return form, buttons[button]
