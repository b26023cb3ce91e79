"""The control door, where tests read the journal, add faults and change settings."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from aegis_cli.sandbox.commands import FAULTS, SCRIPT, Settings
from aegis_cli.sandbox.engine.application import application
from aegis_cli.sandbox.engine.request_body import read_body
from aegis_cli.sandbox.state import State

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_LARGEST_BODY = 8 * 1024 * 1024


_Answer = Callable[[State, bytes], Any]
"""A function from the state and the body of a request to the answer; `None` answers 204."""


def control(state: State) -> Starlette:
    """Build the control door."""
    routes: list[tuple[str, str, _Answer]] = [
        ("GET", "/journal", lambda state, _: [asdict(seen) for seen in state.journal]),
        ("DELETE", "/journal", lambda state, _: state.journal.clear()),
        ("GET", "/faults", lambda state, _: [asdict(fault) for fault in state.faults]),
        (
            "POST",
            "/faults",
            lambda state, body: state.faults.extend(FAULTS.validate_json(body, strict=True)),
        ),
        ("DELETE", "/faults", lambda state, _: state.lift()),
        ("GET", "/settings", _settings),
        ("PUT", "/settings", _change_settings),
        ("POST", "/script", lambda state, body: state.script.extend(SCRIPT.validate_json(body))),
        ("DELETE", "/script", lambda state, _: state.script.clear()),
        ("GET", "/tokens", lambda state, _: [*state.provider_tokens, *state.derived_tokens]),
        ("GET", "/issued", lambda state, _: {**state.issued}),
        ("GET", "/rung", lambda state, _: state.rung),
        ("GET", "/secret-values", lambda state, _: {**state.secret_values}),
        ("DELETE", "/codes", _expire_codes),
        ("DELETE", "/world", _make_anew),
    ]
    return application(
        state,
        [(method, path, partial(_serve, answer)) for method, path, answer in routes],
        not_implemented=_not_implemented,
        middleware=[Middleware(_NoBrowsers)],
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


def _settings(state: State, _body: bytes) -> Any:
    return Settings.model_validate(state).model_dump(mode="json")


def _change_settings(state: State, body: bytes) -> Any:
    for name, value in Settings.model_validate(state).apply_to(body):
        setattr(state, name, value)
    return _settings(state, body)


def _make_anew(state: State, _body: bytes) -> None:
    state.secret_values.clear()
    state.rung.clear()
    state.make_anew()


def _expire_codes(state: State, _body: bytes) -> None:
    for code in state.device_codes.values():
        code.expires_at = min(code.expires_at, state.now())


async def _serve(answer: _Answer, state: State, request: Request) -> Response:
    too_large = ValueError("The body is too large.")
    try:
        body = await read_body(request, limit=_LARGEST_BODY, too_large=too_large)
        data = answer(state, body)
    except ValueError as exc:
        return JSONResponse({"error": str(exc)}, 400)
    return Response(status_code=204) if data is None else JSONResponse(data)


def _not_implemented(asked: str) -> Response:
    return JSONResponse({"error": f"The control door has no {asked}."}, 501)
