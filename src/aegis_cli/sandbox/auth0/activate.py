"""The verification page: where the person sees which code asks for what, and says yes or no."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from aegis_cli.sandbox.auth0 import codes, pages
from aegis_cli.sandbox.auth0.tenant import Tenant
from aegis_cli.sandbox.auth0.wire import OAuthError, is_from_here, read_parameters
from aegis_cli.sandbox.state import Decision, DeviceCode

_ACTIONS = {"confirm": Decision.CONFIRMED, "deny": Decision.DENIED}


async def show(tenant: Tenant, request: Request) -> Response:
    """Ask for the code, or show what the code in the address asks for."""
    typed = request.query_params.get("user_code", "")
    if not typed.strip():
        return _page(pages.ask_for_code())
    code = _open_code(tenant, typed)
    return code if isinstance(code, Response) else _page(pages.ask_to_confirm(code))


async def decide(tenant: Tenant, request: Request) -> Response:
    """Take the person's answer."""
    if not is_from_here(request):
        said = "This answer came from another site, so it was not taken."
        return _page(pages.problem("Not from here", said), HTTPStatus.FORBIDDEN)
    try:
        form = await read_parameters(request, json_allowed=False)
    except OAuthError as exc:
        return _page(pages.problem("That did not work", exc.description), exc.status)
    action = _ACTIONS.get(form.get("action", ""))
    if action is None:
        said = "The answer has to be Confirm or Deny."
        return _page(pages.problem("That did not work", said), HTTPStatus.BAD_REQUEST)
    code = _open_code(tenant, form.get("user_code", ""))
    if isinstance(code, Response):
        return code
    code.decision = action
    return _page(pages.decided(action))


def _open_code(tenant: Tenant, typed: str) -> DeviceCode | Response:
    code = codes.find(tenant.state, typed)
    if code is None:
        said = "There is no such code. Compare it with the one in your terminal."
        return _page(pages.problem("Wrong code", said, again=True), HTTPStatus.NOT_FOUND)
    if codes.is_expired(tenant.state, code):
        said = "This code has expired. Run the command again to get a new one."
        return _page(pages.problem("Code expired", said), HTTPStatus.GONE)
    decision = codes.decision(tenant.state, code)
    if decision is not None:
        said = f"This sign-in was {decision} before. A code can be answered once."
        return _page(pages.problem("Already answered", said), HTTPStatus.GONE)
    return code


def _page(html: str, status: int = HTTPStatus.OK) -> Response:
    return HTMLResponse(html, status, headers=pages.HEADERS)
