"""The verification page, where the person sees what a code asks for, and confirms or denies it."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from aegis_cli.sandbox.auth0 import codes
from aegis_cli.sandbox.auth0.answers import PageError, read_answer
from aegis_cli.sandbox.auth0.pages import page
from aegis_cli.sandbox.auth0.tenant import Tenant
from aegis_cli.sandbox.engine.application import Refused
from aegis_cli.sandbox.state import Decision, DeviceCode

_BUTTONS = {"confirm": Decision.CONFIRMED, "deny": Decision.DENIED}


async def show(tenant: Tenant, request: Request) -> Response:
    """Ask for a code, or show what the code in the URL asks for."""
    typed = request.query_params.get("user_code", "")
    if not typed.strip():
        return page("enter_code")
    code = _open_code(tenant, typed)
    return page("confirm_code", scope=code.scope, user_code=code.user_code)


async def decide(tenant: Tenant, request: Request) -> Response:
    """Take the person's answer."""
    form, decision = await read_answer(request, _BUTTONS)
    _open_code(tenant, form.get("user_code", "")).decision = decision
    return page(decision.value)


def _open_code(tenant: Tenant, typed: str) -> DeviceCode:
    """Return the code that was typed, if it can still be answered."""
    code = codes.find(tenant.state, typed)
    if code is None:
        raise Refused(page("wrong_code", status=HTTPStatus.NOT_FOUND))
    if tenant.state.now() >= code.expires_at:
        message = "This code has expired. Run the command again to get a new one."
        raise PageError(message, HTTPStatus.GONE, title="Code expired")
    decision = codes.decision(tenant.state, code)
    if decision is not None:
        message = f"This sign-in was {decision} before. A code can be answered once."
        raise PageError(message, HTTPStatus.GONE, title="Already answered")
    return code
