"""Gemini look-alike: `generateContent` as the Developer API answers it, and the list of models.

It answers from a function (the *brain*) or, while `State.script` holds entries, from its first entry.
An entry is an object of one of these forms, and any of them may have `"delay": seconds` beside it:

- `{"args": {...}}` calls the declared function with these arguments;
- `{"call": {"name": ..., "args": {...}, "id": ...}}` calls any function, declared or not; without
  `id` one is made, and with `"id": null` the call has none;
- `{"parts": [...]}`, `{"finishReason": ...}` or both: the candidate, with its parts as they are. Only
  the first call among them is signed as Gemini signs it, unless it has a `thoughtSignature` (`null`
  leaves it unsigned). Without `parts` the candidate has no content;
- `{"response": {...}}` is the whole body of a 200;
- `{"status": 429, "body": {...} or "text", "headers": {...}}` is any HTTP answer;
- `{"delay": seconds}` alone only makes the brain slow.

A request that Gemini would refuse is refused first, and uses no entry up.
"""

import asyncio
import json
import secrets
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from aegis_cli.sandbox.gemini_schema import Refused, check_tools, decode_base64, invalid, parse
from aegis_cli.sandbox.state import State

Brain = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns a person's request into the arguments of the one function that was declared."""

_MAX_BODY = 1 << 20
_LEVELS = {
    "gemini-3.8-flash": ("LOW", "MEDIUM", "HIGH"),
    "gemini-3.6-flash": ("MINIMAL", "LOW", "MEDIUM", "HIGH"),
    "gemini-3.5-flash-lite": ("MINIMAL", "LOW", "MEDIUM", "HIGH"),
}
_TEXT = "The sandbox's model answers only by calling the one declared function, in mode ANY."


def gemini(state: State, *, key: str, brain: Brain) -> ASGIApp:
    """Build the door: `key` is the only API key that it takes."""
    door = _Door(state, key, brain)
    routes = [
        route
        for version in ("v1", "v1beta")
        for route in (
            Route(f"/{version}/models", door.list_models),
            Route(f"/{version}/models/{{model}}:generateContent", door.generate, methods=["POST"]),
            Route(f"/{version}/models/{{model}}", door.get_model),
        )
    ]
    app = Starlette(routes=routes, exception_handlers={Refused: _refuse, HTTPException: _unwritten})
    app.router.redirect_slashes = False
    return app


def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return JSONResponse(error.body, error.code)


def _unwritten(request: Request, _: Exception) -> Response:
    missing = f"The sandbox's Gemini has no {request.method} {request.url.path}."
    return _refuse(request, Refused(missing, code=501))


@dataclass(frozen=True, slots=True)
class _Door:
    state: State
    key: str
    brain: Brain
    turns: dict[bytes, tuple[str, list[Any]]] = field(default_factory=dict)
    """Each signature that was given out, with the model and the calls that it was given for."""

    async def list_models(self, request: Request) -> Response:
        self._authorize(request)
        return JSONResponse({"models": [_resource(model) for model in _LEVELS]})

    async def get_model(self, request: Request) -> Response:
        self._authorize(request)
        model, version = request.path_params["model"], request.url.path.split("/")[1]
        if model not in _LEVELS:
            missing = f"Model is not found: models/{model} for api version {version}"
            raise Refused(missing, code=404)
        return JSONResponse(_resource(model))

    async def generate(self, request: Request) -> Response:
        self._authorize(request)
        body = await _body(request)
        message = parse(_json(body))
        asked = _Asked(request.path_params["model"], message, len(body) // 4 + 1)
        if asked.model not in _LEVELS:
            why = (
                f"models/{asked.model} is not found for API version {request.url.path.split('/')[1]}, or"
                " is not supported for generateContent. Call ListModels to see the list of available"
                " models and their supported methods."
            )
            raise Refused(why, code=404)
        asked.check(self.turns)
        return await self._answer(asked)

    def _authorize(self, request: Request) -> None:
        if request.query_params.keys() & {"key", "access_token"}:
            raise Refused("A credential is taken only in the x-goog-api-key header, never in the URL.")
        if "authorization" in request.headers:
            raise Refused("An Authorization header is not taken, least of all beside an API key.")
        given = request.headers.get("x-goog-api-key")
        if not given:
            why = (
                "Method doesn't allow unregistered callers (callers without established identity)."
                " Please use API Key or other form of API consumer identity to call this API."
            )
            raise Refused(why, code=403)
        if given != self.key:
            why = "API key not valid. Please pass a valid API key."
            raise Refused(why, details=_bad_key(why))

    async def _answer(self, asked: "_Asked") -> Response:
        entry = dict(self.state.script.popleft()) if self.state.script else {}
        if delay := entry.pop("delay", 0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.state.closing.wait(), delay)
        if "status" in entry and entry.keys() <= {"status", "body", "headers"}:
            return _raw(**entry)
        body = self._scripted(entry, asked) if entry else self._thought(asked)
        self._remember(asked.model, body)
        return JSONResponse(body)

    def _thought(self, asked: "_Asked") -> dict[str, Any]:
        if asked.mode != "ANY":
            return asked.response([{"text": _TEXT}])
        return asked.response([_call(asked.function(), self.brain(asked.request()))])

    def _scripted(self, entry: dict[str, Any], asked: "_Asked") -> dict[str, Any]:
        match entry:
            case {"args": args, **rest} if not rest:
                return asked.response([_call(asked.function(), args)])
            case {"call": dict(call), **rest} if not rest:
                return asked.response([_call(**call)])
            case {"response": dict(body), **rest} if not rest:
                return body
        if entry.keys() <= {"parts", "finishReason"}:
            return asked.response(entry.get("parts"), entry.get("finishReason", "STOP"))
        raise Refused(f"The script's entry has none of the known forms: {sorted(entry)}.", code=501)

    def _remember(self, model: str, body: dict[str, Any]) -> None:
        match body:
            case {"candidates": [{"content": {"parts": [*parts]}}, *_]}:
                signatures = [p["thoughtSignature"] for p in parts if p.get("thoughtSignature")]
                if signatures:
                    with suppress(TypeError, ValueError):
                        signed = decode_base64(signatures[0])
                        self.turns[signed] = (model, _identities(parts, "functionCall"))


@dataclass(frozen=True, slots=True)
class _Asked:
    model: str
    message: dict[str, Any]
    tokens: int
    """An estimate: four bytes to the token."""

    @property
    def mode(self) -> str:
        """The function calling mode; what nobody set is AUTO."""
        return str(self._calling.get("mode", "AUTO"))

    @property
    def _calling(self) -> dict[str, Any]:
        config: dict[str, Any] = self.message.get("toolConfig", {})
        return dict(config.get("functionCallingConfig", {}))

    def function(self) -> str:
        """Name the one function that may be called."""
        names = self._calling.get("allowedFunctionNames") or check_tools(self.message.get("tools", []))
        if len(names) != 1:
            why = f"The sandbox's model calls a function only if exactly one may be called, not {names}."
            raise Refused(why, code=501)
        return str(names[0])

    def request(self) -> dict[str, Any]:
        """Read the person's request out of the first content of theirs."""
        turns = [c for c in self.message["contents"] if c.get("role", "user") == "user"]
        texts = [part["text"] for part in turns[0]["parts"] if "text" in part]
        with suppress(IndexError, ValueError):
            value = json.loads(texts[-1])
            if isinstance(value, dict):
                return value
        raise Refused("The sandbox's model reads only a request that is a JSON object.", code=501)

    def response(self, parts: list[Any] | None, finish: str = "STOP") -> dict[str, Any]:
        """Wrap the parts of one candidate into a whole answer."""
        candidate = {} if parts is None else {"content": {"parts": _signed(parts), "role": "model"}}
        answered = len(json.dumps(parts)) // 4 + 1
        return {
            "candidates": [candidate | {"finishReason": finish, "index": 0}],
            "usageMetadata": {
                "promptTokenCount": self.tokens,
                "candidatesTokenCount": answered,
                "totalTokenCount": self.tokens + answered,
                "promptTokensDetails": [{"modality": "TEXT", "tokenCount": self.tokens}],
            },
            "modelVersion": self.model,
            "responseId": secrets.token_urlsafe(16),
        }

    def check(self, turns: dict[bytes, tuple[str, list[Any]]]) -> None:
        """Refuse what can be read and yet makes no request."""
        self._check_generation(self.message.get("generationConfig", {}))
        self._check_calling(check_tools(self.message.get("tools", [])))
        _check_contents(self.message.get("contents", []))
        for i, content in enumerate(self.message["contents"]):
            if calls := _identities(content["parts"], "functionCall"):
                signature = next(p for p in content["parts"] if "functionCall" in p).get("thoughtSignature")
                if not signature:
                    raise Refused(_unsigned(calls[0][1], i + 1))
                if turns.get(signature) != (self.model, calls):
                    raise Refused("Invalid thought signature.")

    def _check_generation(self, config: dict[str, Any]) -> None:
        if config.keys() & {"presencePenalty", "frequencyPenalty"}:
            raise Refused(f"Penalty is not enabled for models/{self.model}")
        if config.get("candidateCount", 1) != 1:
            raise Refused("Multiple candidates is not enabled for this model")
        if config.get("maxOutputTokens", 1) < 1:
            raise invalid("generation_config.max_output_tokens", "must be positive.")
        thinking = config.get("thinkingConfig", {})
        level = thinking.get("thinkingLevel", "THINKING_LEVEL_UNSPECIFIED")
        if level not in ("THINKING_LEVEL_UNSPECIFIED", *_LEVELS[self.model]):
            raise Refused(f"Thinking level {level} is not supported for this model.")
        if {"thinkingLevel", "thinkingBudget"} <= thinking.keys():
            raise Refused("You can only set only one of thinking budget and thinking level.")

    def _check_calling(self, declared: list[str]) -> None:
        allowed = self._calling.get("allowedFunctionNames", [])
        if self._calling and not declared:
            raise Refused("Function calling config is set without function_declarations.")
        if not set(allowed) <= set(declared):
            why = "allowed_function_names should be a subset of the provided function_declarations."
            raise Refused(why)
        if allowed and self.mode not in ("ANY", "VALIDATED"):
            raise Refused("allowed_function_names can be set only in the mode ANY or VALIDATED.")
