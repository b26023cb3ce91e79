"""The page of a connect ticket, where the person connects a GitHub account, or cancels."""

import secrets
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from aegis_cli.sandbox.auth0 import at_provider
from aegis_cli.sandbox.auth0.answers import PageError, callback_url, read_answer, send_back
from aegis_cli.sandbox.auth0.pages import page
from aegis_cli.sandbox.auth0.tenant import Tenant
from aegis_cli.sandbox.state import Connect

_BUTTONS = {"connect": True, "cancel": False}


async def show(tenant: Tenant, request: Request) -> Response:
    """Ask whether to connect."""
    attempt = _open(tenant, request.query_params.get("ticket", ""))
    return page(
        "connect",
        leads_to=attempt.redirect_uri,
        connection=attempt.connection,
        ticket=attempt.ticket,
    )


async def decide(tenant: Tenant, request: Request) -> Response:
    """Take the person's answer, and send the browser back with it."""
    form, allowed = await read_answer(request, _BUTTONS)
    attempt = _open(tenant, form.get("ticket", ""))
    if allowed and attempt.app_id:
        _check_at_github(tenant, attempt)
    return send_back(use_ticket(tenant, attempt, allowed=allowed))


def _check_at_github(tenant: Tenant, attempt: Connect) -> None:
    """Show the page of GitHub for an App that it does not know, or that has another callback."""
    app = tenant.state.apps.get(attempt.app_id)
    if app is None:
        raise PageError("GitHub knows no such App.", HTTPStatus.NOT_FOUND, title="404")
    if f"{tenant.config.issuer}login/callback" not in app.callback_urls:
        message = "The redirect_uri is not associated with this application."
        raise PageError(message, HTTPStatus.BAD_REQUEST)


def use_ticket(tenant: Tenant, attempt: Connect, *, allowed: bool) -> str:
    """Use up a ticket, and return the URL that the browser is sent back to."""
    attempt.is_answered = True
    app = tenant.state.apps.get(attempt.app_id)
    if allowed and attempt.app_id and not (app and app.knows(attempt.app_secret)):
        message = "The client_id and/or client_secret passed are incorrect."
        answer = {"error": "invalid_request", "error_description": message}
    elif allowed and (refused := at_provider.refusal(tenant, attempt)):
        answer = refused
    elif allowed:
        attempt.connect_code = secrets.token_urlsafe(32)
        answer = {"connect_code": attempt.connect_code}
    else:
        message = "The user cancelled the connection."
        answer = {"error": "access_denied", "error_description": message}
    return callback_url(attempt.redirect_uri, answer, attempt.state)


def _open(tenant: Tenant, ticket: str) -> Connect:
    """Return the attempt of a ticket that can still be used."""
    state = tenant.state
    attempts = [each for each in state.connects.values() if each.ticket == ticket]
    live = [each for each in attempts if not each.is_answered and state.now() < each.expires_at]
    if not live:
        message = "This page can be used once, and for five minutes. Run the command again."
        raise PageError(message, HTTPStatus.GONE, title="Not valid any more")
    return live[0]
