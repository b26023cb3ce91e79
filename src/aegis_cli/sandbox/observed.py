"""The middleware before each door: it writes the journal, adds latency and makes faults."""

import asyncio
import json
import logging
import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aegis_cli.sandbox.engine.application import Refused
from aegis_cli.sandbox.engine.headers import sent_token
from aegis_cli.sandbox.engine.request_body import read_body
from aegis_cli.sandbox.state import Fault, SandboxService, Seen, State

DROP = "aegis.drop"
"""The ASGI extension that closes the connection; `server.py` provides it."""

_KEPT = 10_000
_STREAMED = re.compile(r"/api/uploads/.*|.*/git-(upload|receive)-pack")
"""Where files and packs come, whose bodies are read as they come."""
_HIDDEN = "access_token"
"""The field of the App's own requests that the journal leaves out."""
_LARGEST_BODY = 8 * 1024 * 1024
_logger = logging.getLogger(__name__)


class Dropped(ConnectionError):
    """The connection should be closed without an answer, and there is no socket to close."""


class Observed:
    """Serve `app`, record every request to it, and disturb those that match a fault."""

    def __init__(self, app: ASGIApp, service: SandboxService, state: State) -> None:
        self._app = app
        self._service = service
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = _note(self._state, self._service, scope)
        send = _noting_status(seen, send)
        if self._service is not SandboxService.AUTH0 and not _STREAMED.fullmatch(scope["path"]):
            # Bodies sent to Auth0 hold tokens, and only Token Vault adds latency there; a file may
            # be of any length.
            try:
                message = "The body is larger than the sandbox reads."
                too_large = Refused(JSONResponse({"message": message}, 413))
                request = Request(scope, receive)
                body = await read_body(request, limit=_LARGEST_BODY, too_large=too_large)
            except Refused as refused:
                await refused.response(scope, receive, send)
                return
            seen.body = _body_for_journal(scope, body)
            receive = _replaying(body, receive)
            await asyncio.sleep(self._state.latency.get(self._service, 0.0))
        fault = _take(self._state, self._service, scope)
        if fault is None:
            await self._ask(scope, receive, send)
            return
        await self._disturb(fault, scope, receive, send)

    async def _disturb(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        answer: list[Message] = []
        lifted = self._state.lifted

        async def collect(message: Message) -> None:
            answer.append(message)

        if fault.after:
            await self._ask(scope, receive, collect)
        with suppress(TimeoutError):
            await asyncio.wait_for(lifted.wait(), fault.delay)
        if fault.drop:
            await _drop(scope)
        elif fault.status is not None:
            response = Response(fault.body, fault.status, headers=fault.headers)
            await response(scope, receive, send)
        elif fault.after:
            for message in answer:
                await send(message)
        else:
            await self._ask(scope, receive, send)

    async def _ask(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:
            raise
        except Exception:
            # uvicorn logs nothing, and an error in the sandbox must not look like an answer.
            _logger.exception("The sandbox failed on %s %s", scope["method"], scope["path"])
            raise


def _note(state: State, service: SandboxService, scope: Scope) -> Seen:
    """Add a request to the journal; what is known of it only later is added then."""
    query, kind = scope["query_string"].decode("latin-1"), _token_kind(state, scope)
    seen = Seen(service, scope["method"], scope["path"], query, status=0, token=kind)
    state.journal.append(seen)
    del state.journal[:-_KEPT]
    return seen


def _noting_status(seen: Seen, send: Send) -> Send:
    async def noting(message: Message) -> None:
        seen.status = message.get("status", seen.status)
        await send(message)

    return noting


def _body_for_journal(scope: Scope, body: bytes) -> Any:
    try:
        sent = json.loads(body) if body else None
    except (ValueError, RecursionError):
        sent = body.decode(errors="replace")
    if scope["path"].startswith("/applications/"):
        fields = sent if isinstance(sent, dict) else {}
        return {name: value for name, value in fields.items() if name != _HIDDEN}
    return sent


def _token_kind(state: State, scope: Scope) -> str:
    sent = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    token = sent_token(sent)
    if token in state.derived_tokens:
        return "derived"
    return "wide" if token in state.provider_tokens else ""


def _replaying(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


def _take(state: State, service: SandboxService, scope: Scope) -> Fault | None:
    method, path = scope["method"], scope["path"]
    for index, fault in enumerate(state.faults):
        if fault.door is service and fault.method == method and re.fullmatch(fault.path, path):
            if fault.times > 1:
                state.faults[index] = replace(fault, times=fault.times - 1)
            else:
                del state.faults[index]
            return fault
    return None


async def _drop(scope: Scope) -> None:
    close = scope.get("extensions", {}).get(DROP)
    if close is None:
        raise Dropped
    close()
    # uvicorn sees the closing in the next turn of the event loop; before that it would answer 500.
    await asyncio.sleep(0)
