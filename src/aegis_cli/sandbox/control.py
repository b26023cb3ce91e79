"""The control door, where tests read the journal, add faults and change settings."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import partial
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from aegis_cli.sandbox.auth0 import codes
from aegis_cli.sandbox.commands import Settings, read_faults, read_script
from aegis_cli.sandbox.request_body import read_body
from aegis_cli.sandbox.state import State

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_LARGEST_BODY = 8 * 1024 * 1024


def control(state: State) -> Starlette:
    """Build the control door."""
    routes: list[tuple[str, str, Callable[[State, Request], Awaitable[Response]]]] = [
        ("GET", "/journal", _journal),
        ("DELETE", "/journal", _clear_journal),
        ("GET", "/faults", _faults),
        ("POST", "/faults", _add_faults),
        ("DELETE", "/faults", _clear_faults),
        ("GET", "/settings", _settings),
        ("PUT", "/settings", _change_settings),
        ("POST", "/script", _add_to_script),
        ("GET", "/tokens", _tokens),
        ("GET", "/issued", _issued),
        ("GET", "/codes", _codes),
        ("DELETE", "/codes", _expire_codes),
    ]
    return Starlette(
        routes=[
            Route(path, partial(endpoint, state), methods=[method])
            for method, path, endpoint in routes
        ],
        middleware=[Middleware(_NoBrowsers)],
        exception_handlers={ValueError: _malformed, 404: _not_implemented, 405: _not_implemented},
    )


class _NoBrowsers:
    """Refuse requests that a web page made a browser send."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # NOTE: any web page can post to loopback (it then sends Origin or Sec-Fetch-Site), and
        # with DNS rebinding read the answer as well (then Host is the attacker's name).
        if scope["type"] != "http" or _is_from_a_program(dict(scope["headers"])):
            await self._app(scope, receive, send)
            return
        message = "The control door answers programs on this machine only."
        await JSONResponse({"error": message}, 403)(scope, receive, send)


def _is_from_a_program(headers: dict[bytes, bytes]) -> bool:
    try:
        host = urlsplit(f"//{headers.get(b'host', b'').decode('latin-1')}").hostname
    except ValueError:
        return False
    return host in _LOOPBACK and not headers.keys() & {b"origin", b"sec-fetch-site"}


async def _journal(state: State, _request: Request) -> Response:
    return JSONResponse([asdict(seen) for seen in state.journal])


async def _clear_journal(state: State, _request: Request) -> Response:
    state.journal.clear()
    return Response(status_code=204)


async def _faults(state: State, _request: Request) -> Response:
    return JSONResponse([asdict(fault) for fault in state.faults])


async def _add_faults(state: State, request: Request) -> Response:
    state.faults.extend(read_faults(await _sent(request)))
    return Response(status_code=204)


async def _clear_faults(state: State, _request: Request) -> Response:
    state.faults.clear()
    return Response(status_code=204)


async def _settings(state: State, _request: Request) -> Response:
    return JSONResponse(Settings.model_validate(state).model_dump(mode="json"))


async def _change_settings(state: State, request: Request) -> Response:
    for name, value in Settings.model_validate(state).changed(await _sent(request)):
        setattr(state, name, value)
    return await _settings(state, request)


async def _add_to_script(state: State, request: Request) -> Response:
    state.script.extend(read_script(await _sent(request)))
    return Response(status_code=204)


async def _tokens(state: State, _request: Request) -> Response:
    return JSONResponse([*state.provider_tokens, *state.derived_tokens])


async def _issued(state: State, _request: Request) -> Response:
    return JSONResponse({kind.value: secrets for kind, secrets in state.issued.items()})


async def _codes(state: State, _request: Request) -> Response:
    pending = [
        code
        for code in state.device_codes.values()
        if not codes.is_expired(state, code) and codes.decision(state, code) is None
    ]
    return JSONResponse(
        [{"user_code": code.user_code, "scope": " ".join(code.scope)} for code in pending]
    )


async def _expire_codes(state: State, _request: Request) -> Response:
    for code in state.device_codes.values():
        code.expires_at = min(code.expires_at, state.now())
    return Response(status_code=204)


async def _sent(request: Request) -> bytes:
    too_large = ValueError("The body is too large.")
    return await read_body(request, limit=_LARGEST_BODY, too_large=too_large)


async def _malformed(_request: Request, exc: Exception) -> Response:
    return JSONResponse({"error": str(exc)}, 400)


async def _not_implemented(request: Request, _exc: Exception) -> Response:
    message = f"The control door has no {request.method} {request.scope['path']}."
    return JSONResponse({"error": message}, 501)
