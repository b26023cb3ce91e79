"""The answers of a person on the pages of the tenant: a wrong one, and where one leads back to."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aegis_cli.sandbox.auth0.pages import page
from aegis_cli.sandbox.auth0.wire import OAuthError, read_parameters
from aegis_cli.sandbox.engine.application import Refused

_T = TypeVar("_T")
_FAILED = "That did not work"


class PageError(Refused):
    """An error that the person sees as a page."""

    def __init__(self, message: str, status: int, *, title: str = _FAILED) -> None:
        super().__init__(page("problem", status=status, title=title, message=message))


def callback_url(redirect_uri: str, answer: Mapping[str, str], state: str) -> str:
    """Return a callback with an answer, and the client's `state` if there was one."""
    query = {**answer, **({"state": state} if state else {})}
    return f"{redirect_uri}?{urlencode(query)}"


def send_back(url: str) -> Response:
    """Send the browser to a callback."""
    headers = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
    return RedirectResponse(url, HTTPStatus.SEE_OTHER, headers=headers)


async def read_answer(request: Request, buttons: Mapping[str, _T]) -> tuple[dict[str, str], _T]:
    """Return the form that was sent, and the value of the button that was pressed."""
    # NOTE: a page on another site could post here too (cross-site request forgery).
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        message = "This answer came from another site, so it was not taken."
        raise PageError(message, HTTPStatus.FORBIDDEN, title="Not from here")
    try:
        form = await read_parameters(request)
    except OAuthError as exc:
        raise PageError(exc.description, exc.response.status_code) from None
    button = form.get("action", "")
    if button not in buttons:
        message = f"The answer has to be {' or '.join(map(str.capitalize, buttons))}."
        raise PageError(message, HTTPStatus.BAD_REQUEST)
    return form, buttons[button]
