"""The authorization code flow with PKCE, as Auth0 answers it: the login page, and the code.

Callbacks are compared exactly, with their port, and a callback on loopback is confirmed by the
person on a page (`auth0.md`, section 2).
Sources: RFC 6749, section 4.1; RFC 7636; OpenID Connect Core 1.0, section 3.1.2.
"""

import secrets
from http import HTTPStatus
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aegis_cli.sandbox.auth0 import native, post_login, refresh
from aegis_cli.sandbox.auth0.answers import PageError, callback_url, read_answer, send_back
from aegis_cli.sandbox.auth0.pages import page
from aegis_cli.sandbox.auth0.pkce import CHALLENGE_LENGTH, challenge_of
from aegis_cli.sandbox.auth0.tenant import Tenant
from aegis_cli.sandbox.auth0.tokens import Grant
from aegis_cli.sandbox.auth0.wire import Credentials, OAuthError, require
from aegis_cli.sandbox.state import Confirm, Login

AUTHORIZATION_CODE_GRANT = "authorization_code"

_PAGE_LIFE = 600
_CODE_LIFE = 600
"""Seconds; the most that RFC 6749, section 4.1.2, recommends."""
_BUTTONS = {"confirm": True, "deny": False}
_LOGIN = "/u/login"


async def authorize(tenant: Tenant, request: Request) -> Response:
    """Check an authorization request, and redirect to the login page or to the callback."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if value]
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise PageError("A parameter was sent more than once.", HTTPStatus.BAD_REQUEST)
    client_id = parameters.get("client_id", "")
    if not native.is_client(tenant, client_id):
        raise PageError("Unknown client.", HTTPStatus.BAD_REQUEST)
    # NOTE: an error is never sent to an address that is not registered.
    if parameters.get("redirect_uri") not in native.callbacks(tenant, client_id):
        raise PageError("Callback URL mismatch.", HTTPStatus.FORBIDDEN)
    wrong = _request_error(tenant, parameters)
    if wrong is not None:
        return _refuse(parameters["redirect_uri"], parameters.get("state", ""), wrong)
    login = _new_login(tenant, parameters)
    if tenant.state.confirm is Confirm.AUTO:
        return _finish(tenant, login, allowed=True)
    return RedirectResponse(f"{_LOGIN}?{urlencode({'state': login.id})}", HTTPStatus.FOUND)


async def show(tenant: Tenant, request: Request) -> Response:
    """Ask the person to log in again, or to confirm that they use this application."""
    login = _open(tenant, request.query_params.get("state", ""))
    return page(
        "log_in",
        scope=login.scope,
        leads_to=login.redirect_uri,
        action="Log in again" if login.forces_login else "Go on",
        redirect_uri=login.redirect_uri,
        state=login.id,
    )


async def decide(tenant: Tenant, request: Request) -> Response:
    """Take the person's answer, and send the browser back with it."""
    form, allowed = await read_answer(request, _BUTTONS)
    return _finish(tenant, _open(tenant, form.get("state", "")), allowed=allowed)


def redeem(tenant: Tenant, parameters: dict[str, str], credentials: Credentials) -> dict[str, Any]:
    """Exchange a code at `POST /oauth/token`; it is used up even if the exchange fails."""
    native.admit(tenant, credentials, AUTHORIZATION_CODE_GRANT)
    login = tenant.state.authorization_codes.pop(require(parameters, "code"), None)
    is_live = login is not None and tenant.state.now() < login.ends
    if login is None or not is_live or login.client_id != credentials.client_id:
        raise OAuthError(403, "invalid_grant", "Invalid authorization code")
    sent = parameters.get("redirect_uri", "")
    if sent != login.redirect_uri:
        message = (
            f"The redirect URI is wrong. You sent {sent}, and we expected {login.redirect_uri}"
        )
        raise OAuthError(403, "invalid_grant", message)
    if challenge_of(parameters.get("code_verifier", "")) != login.code_challenge:
        raise OAuthError(403, "invalid_grant", "Failed to verify code verifier")
    grant = Grant(login.scope, login.audience, login.auth_time, login.client_id)
    # The claims about the login for the ID token (OpenID Connect Core 1.0, section 2).
    claims: dict[str, Any] = {"nonce": login.nonce} if login.nonce else {}
    claims |= {"auth_time": login.auth_time} if login.has_auth_time else {}
    return refresh.first_tokens(tenant, grant, claims)


ROUTES = (("GET", "/authorize", authorize), ("GET", _LOGIN, show), ("POST", _LOGIN, decide))


def _request_error(tenant: Tenant, parameters: dict[str, str]) -> tuple[str, str] | None:
    """Return the error and the description for a wrong request; `None` for a right one."""
    audience = parameters.get("audience", "")
    max_age = parameters.get("max_age", "0")
    if parameters.get("response_type") != "code":
        return "unsupported_response_type", "Only code is."
    if parameters.get("code_challenge_method") != "S256":
        return "invalid_request", "Only S256 is allowed."
    if len(parameters.get("code_challenge", "")) != CHALLENGE_LENGTH:
        return "invalid_request", "The code_challenge is not an S256 challenge."
    if not (max_age.isascii() and max_age.isdigit()):
        return "invalid_request", "The max_age has to be a number of seconds."
    is_known = native.is_known(tenant, audience)
    return None if is_known else ("access_denied", f"Service not found: {audience}")


def _new_login(tenant: Tenant, parameters: dict[str, str]) -> Login:
    """Store a request that was checked."""
    state, now = tenant.state, tenant.state.now()
    for waiting in (state.logins, state.authorization_codes):
        state.forget(waiting, attrgetter("ends"))
    audience, client_id = parameters.get("audience", ""), parameters["client_id"]
    wanted = parameters.get("scope", "")
    is_old = "max_age" in parameters and state.auth_age >= int(parameters["max_age"])
    login = Login(
        id=secrets.token_urlsafe(24),
        client_id=client_id,
        redirect_uri=parameters["redirect_uri"],
        state=parameters.get("state", ""),
        scope=native.grantable(tenant, wanted, audience=audience, client_id=client_id),
        audience=audience,
        nonce=parameters.get("nonce", ""),
        code_challenge=parameters["code_challenge"],
        forces_login=is_old,
        has_auth_time="max_age" in parameters,
        ends=now + _PAGE_LIFE,
    )
    state.logins[login.id] = login
    return login


def _finish(tenant: Tenant, login: Login, *, allowed: bool) -> Response:
    """Use up a request, and redirect the browser to its callback."""
    state = tenant.state
    del state.logins[login.id]
    if not allowed:
        message = "User did not authorize the request"
        return _refuse(login.redirect_uri, login.state, ("access_denied", message))
    try:
        post_login.check(tenant, login.scope, login.client_id)
    except OAuthError as refused:
        return _refuse(login.redirect_uri, login.state, (refused.error, refused.description))
    now = state.now()
    login.auth_time = int(now if login.forces_login else now - state.auth_age)
    login.ends = now + _CODE_LIFE
    code = secrets.token_urlsafe(32)
    state.authorization_codes[code] = login
    return send_back(callback_url(login.redirect_uri, {"code": code}, login.state))


def _open(tenant: Tenant, name: str) -> Login:
    """Return the request of a login page that can still be answered."""
    login = tenant.state.logins.get(name)
    if login is None or tenant.state.now() >= login.ends:
        message = "This page can be used once, and for ten minutes. Run the command again."
        raise PageError(message, HTTPStatus.GONE)
    return login


def _refuse(redirect_uri: str, state: str, wrong: tuple[str, str]) -> Response:
    answer = dict(zip(("error", "error_description"), wrong, strict=True))
    return send_back(callback_url(redirect_uri, answer, state))
