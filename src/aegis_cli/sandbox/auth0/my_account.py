"""The part of the My Account API for connected accounts: connect, complete, list, delete.

As Auth0 answers it (`auth0.md`, section 4): 201s, problem documents, callbacks compared exactly.
"""

import asyncio
import contextlib
import secrets
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from aegis_cli.sandbox.auth0 import connect_page
from aegis_cli.sandbox.auth0.native import callbacks
from aegis_cli.sandbox.auth0.pkce import CHALLENGE_LENGTH, challenge_of
from aegis_cli.sandbox.auth0.registered import credentials_of, serves
from aegis_cli.sandbox.auth0.tenant import ME_SCOPES, Tenant, my_account_audience
from aegis_cli.sandbox.auth0.tokens import access_claims, audiences
from aegis_cli.sandbox.auth0.wire import NO_STORE
from aegis_cli.sandbox.engine.application import Refused
from aegis_cli.sandbox.engine.headers import bearer_token, media_type
from aegis_cli.sandbox.engine.request_body import read_json
from aegis_cli.sandbox.state import Confirm, Connect, ConnectedAccount, State

CREATE, READ, DELETE = ME_SCOPES

_TICKET_LIFE = 300
_LARGEST_BODY = 64 * 1024
_MOST = 20

_background: set[asyncio.Task[None]] = set()


class Problem(Refused):
    """A refusal as a problem document (RFC 9457)."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        kind = f"https://auth0.com/api-errors#A0E-{status}-0001"
        body = {"type": kind, "status": status, "title": title, "detail": detail}
        media_type = "application/problem+json"
        super().__init__(JSONResponse(body, status, headers=NO_STORE, media_type=media_type))


async def connect(tenant: Tenant, request: Request) -> Response:
    """Start a connection, and hand out a ticket for the page."""
    claims = _access_claims(tenant, request, CREATE)
    sent = await _fields(request)
    if not _is_served(tenant, _text(sent, "connection"), claims["client_id"]):
        raise Problem(404, "Not Found", "The connection does not exist or is not enabled.")
    if _text(sent, "code_challenge_method") != "S256":
        raise Problem(400, "Bad Request", "code_challenge_method must be S256.")
    if len(_text(sent, "code_challenge")) != CHALLENGE_LENGTH:
        raise Problem(400, "Bad Request", "code_challenge is not an S256 challenge.")
    redirect_uri = _text(sent, "redirect_uri")
    if redirect_uri not in callbacks(tenant, claims["client_id"]):
        raise Problem(400, "Bad Request", "The redirect_uri is not an allowed callback URL.")
    app_id, app_secret = _app(tenant, sent["connection"], claims["client_id"])
    attempt = Connect(
        connection=sent["connection"],
        scopes=_scopes(sent),
        app_id=app_id,
        app_secret=app_secret,
        auth_session=secrets.token_urlsafe(32),
        ticket=secrets.token_urlsafe(24),
        token=claims["jti"],
        redirect_uri=redirect_uri,
        state=_text(sent, "state"),
        code_challenge=_text(sent, "code_challenge"),
        expires_at=tenant.state.now() + _TICKET_LIFE,
    )
    tenant.state.forget(tenant.state.connects, attrgetter("expires_at"))
    tenant.state.connects[attempt.auth_session] = attempt
    if tenant.state.confirm is Confirm.AUTO:
        _confirm_automatically(tenant, attempt)
    body = {
        "auth_session": attempt.auth_session,
        "connect_uri": f"{tenant.config.issuer}connected-accounts/connect",
        "connect_params": {"ticket": attempt.ticket},
        "expires_in": _TICKET_LIFE,
    }
    return JSONResponse(body, 201, headers=NO_STORE)


async def complete(tenant: Tenant, request: Request) -> Response:
    """Exchange the code for a connected account; it is used up even if this fails."""
    claims = _access_claims(tenant, request, CREATE)
    sent = await _fields(request)
    attempt = tenant.state.connects.pop(_text(sent, "auth_session"), None)
    if attempt is None or tenant.state.now() >= attempt.expires_at:
        raise Problem(400, "Bad Request", "The auth_session is invalid or expired.")
    if attempt.token != claims["jti"]:
        raise Problem(403, "Forbidden", "The auth_session belongs to another access token.")
    code = _text(sent, "connect_code")
    if not attempt.connect_code or not secrets.compare_digest(
        code.encode(), attempt.connect_code.encode()
    ):
        raise Problem(400, "Bad Request", "The connect_code is invalid.")
    if _text(sent, "redirect_uri") != attempt.redirect_uri:
        raise Problem(400, "Bad Request", "The redirect_uri does not match.")
    if challenge_of(_text(sent, "code_verifier")) != attempt.code_challenge:
        raise Problem(400, "Bad Request", "The code_verifier does not match.")
    state = tenant.state
    service = state.others.get(attempt.connection)
    has_token = state.expiring_tokens and bool(attempt.app_id or service)
    account = ConnectedAccount(
        f"cac_{secrets.token_hex(8)}", state.now(), has_refresh_token=has_token
    )
    if service is None:
        state.account, state.connected = account, has_token
    else:
        _keep_at(state, service, account, attempt.scopes)
    return JSONResponse(_shape(tenant, attempt.connection, account), 201, headers=NO_STORE)


def _keep_at(
    state: State, service: str, account: ConnectedAccount, scopes: tuple[str, ...]
) -> None:
    """Keep an account at a service beside GitHub; the scopes of the request replace all others."""
    state.other_accounts[service] = account
    others = [each for each in state.unconnected if each != service]
    state.unconnected = (*others, *(() if account.has_refresh_token else (service,)))
    if scopes:
        state.scopes[service] = scopes


async def accounts(tenant: Tenant, request: Request) -> Response:
    """List the connected accounts."""
    _access_claims(tenant, request, READ)
    take = request.query_params.get("take", "10")
    if not (take.isascii() and take.isdigit() and 1 <= int(take) <= _MOST):
        raise Problem(400, "Bad Request", f"take must be between 1 and {_MOST}")
    wanted = request.query_params.get("connection")
    found = _accounts(tenant).items()
    shown = [_shape(tenant, *each) for each in found if wanted in {None, each[0]}]
    return JSONResponse({"accounts": shown}, headers=NO_STORE)


async def delete(tenant: Tenant, request: Request) -> Response:
    """Delete a connected account and its refresh token in the vault; GitHub is not told."""
    _access_claims(tenant, request, DELETE)
    named, state = request.path_params["account"], tenant.state
    found = next((name for name, each in _accounts(tenant).items() if each.id == named), None)
    if found is None:
        raise Problem(404, "Not Found", "The connected account does not exist.")
    service = state.others.get(found)
    if service is None:
        state.account, state.connected = None, False
    else:
        state.unconnected = (*state.unconnected, service)
        del state.other_accounts[service]
    return Response(status_code=204, headers=NO_STORE)


ROUTES = (
    ("POST", "/me/v1/connected-accounts/connect", connect),
    ("POST", "/me/v1/connected-accounts/complete", complete),
    ("GET", "/me/v1/connected-accounts/accounts", accounts),
    ("DELETE", "/me/v1/connected-accounts/accounts/{account}", delete),
    ("GET", "/connected-accounts/connect", connect_page.show),
    ("POST", "/connected-accounts/connect", connect_page.decide),
)


def _is_served(tenant: Tenant, connection: str, client_id: str) -> bool:
    """Return whether an application may connect accounts by a connection."""
    if client_id in tenant.settings.clients:
        return serves(tenant.settings, connection, client_id)
    return connection in {tenant.config.connection, *tenant.state.others}


def _app(tenant: Tenant, connection: str, client_id: str) -> tuple[str, str]:
    """Return id and secret of the App for which GitHub is asked; another service is not asked."""
    if connection in tenant.state.others:
        return "", ""
    if client_id in tenant.settings.clients:
        return credentials_of(tenant.settings, connection)
    return tenant.state.own_app.client_id, tenant.state.own_app.client_secret


def _accounts(tenant: Tenant) -> dict[str, ConnectedAccount]:
    """Return the connected accounts by their connections."""
    state, usual = tenant.state, _account(tenant)
    found = {} if usual is None else {tenant.config.connection: usual}
    for connection, service in state.others.items():
        if service not in state.unconnected:
            account = ConnectedAccount(f"cac_{secrets.token_hex(8)}", state.now())
            found[connection] = state.other_accounts.setdefault(service, account)
    return found


def _account(tenant: Tenant) -> ConnectedAccount | None:
    """Return the connected account, whether the flow or the setting `connected` made it."""
    state = tenant.state
    account = state.account
    if not state.connected and account is not None and account.has_refresh_token:
        account = None  # the setting disconnected it
    if state.connected and (account is None or not account.has_refresh_token):
        account = ConnectedAccount(f"cac_{secrets.token_hex(8)}", state.now())
    state.account = account
    return account


def _shape(tenant: Tenant, connection: str, account: ConnectedAccount) -> dict[str, Any]:
    state = tenant.state
    created = datetime.fromtimestamp(account.created_at, UTC).isoformat(timespec="milliseconds")
    return {
        "id": account.id,
        "connection": connection,
        "access_type": "offline",
        "scopes": [*state.scopes.get(state.others.get(connection, ""), ())],
        "created_at": created.replace("+00:00", "Z"),
    }


def _access_claims(tenant: Tenant, request: Request, scope: str) -> dict[str, Any]:
    """Return the claims of the access token, which has to be for this API."""
    claims = access_claims(tenant, bearer_token(request))
    if claims is None or my_account_audience(tenant.config) not in audiences(claims):
        raise Problem(401, "Unauthorized", "Invalid or missing access token.")
    if scope not in claims["scope"].split():
        raise Problem(403, "Forbidden", f"Insufficient scope, expected: {scope}")
    return claims


async def _fields(request: Request) -> dict[str, Any]:
    if media_type(request) != "application/json":
        raise Problem(415, "Unsupported Media Type", "The content type must be application/json.")
    too_large = Problem(413, "Payload Too Large", "The body is too large.")
    invalid = Problem(400, "Bad Request", "The body must be a JSON object.")
    sent = await read_json(request, limit=_LARGEST_BODY, too_large=too_large, invalid=invalid)
    if not isinstance(sent, dict):
        raise invalid
    return sent


def _scopes(sent: dict[str, Any]) -> tuple[str, ...]:
    """Return the scopes of a request: a list with at least one, or nothing."""
    scopes = sent.get("scopes")
    if scopes is None:
        return ()
    if not (isinstance(scopes, list) and scopes and all(isinstance(s, str) for s in scopes)):
        raise Problem(400, "Bad Request", "scopes must be a list of at least one string.")
    return (*scopes,)


def _text(sent: dict[str, Any], name: str) -> str:
    value = sent.get(name)
    if not isinstance(value, str) or not value or not value.isascii():
        raise Problem(400, "Bad Request", f"{name} is required and must be a string.")
    return value


def _confirm_automatically(tenant: Tenant, attempt: Connect) -> None:
    """Confirm in place of the person, and call the callback as their browser would."""
    task = asyncio.create_task(_call_back(tenant, attempt))
    _background.add(task)
    task.add_done_callback(_background.discard)


async def _call_back(tenant: Tenant, attempt: Connect) -> None:
    await asyncio.sleep(tenant.state.confirm_after)
    if attempt.is_answered:
        return
    url = urlsplit(connect_page.use_ticket(tenant, attempt, allowed=True))
    request = f"GET {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\n\r\n"
    # The client may have ended; then nothing listens at the callback.
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection(url.hostname, url.port)
            writer.write(request.encode())
            await reader.read(65536)
            writer.close()
