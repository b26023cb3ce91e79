"""Gemini look-alike: `generateContent` as the Developer API answers it, and the list of models.

It answers from a function (the *brain*) or, while `State.script` holds entries, from the first one.
An entry is an object of one of these forms, and any of them may have `"delay": seconds` beside it:

- `{"args": {...}}` calls the declared function with these arguments;
- `{"call": {"name": ..., "args": {...}, "id": ...}}` calls any function, declared or not; without
  `id` one is made, and with `"id": null` the call has none;
- `{"parts": [...]}`, `{"finishReason": ...}` or both: the candidate, with the parts as they are.
  Only the first call among them is signed, as Gemini signs it, unless it has a `thoughtSignature`
  (`null` leaves it unsigned). Without `parts` the candidate has no content;
- `{"response": {...}}` is the whole body of a 200;
- `{"status": 429, "body": {...} or "text", "headers": {...}}` is any HTTP answer;
- `{"delay": seconds}` alone makes the brain slow.

A request that Gemini would refuse uses up no entry.
"""

import asyncio
import json
import secrets
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from aegis_cli.sandbox.engine.application import Handler, Refused, application
from aegis_cli.sandbox.gemini.gemini_request import (
    LEVELS,
    Content,
    Functions,
    GenerateContent,
    check,
)
from aegis_cli.sandbox.state import State

Brain = Callable[[dict[str, Any]], dict[str, Any]]
"""A function from a person's request to the arguments of the one declared function."""

_MAX_BODY = 1 << 20
_LEAST_CACHED = 4096
"""Tokens that requests must begin with alike, for Gemini 3.8 Flash to cache them by itself."""
_STATUS = {
    400: "INVALID_ARGUMENT",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    501: "UNIMPLEMENTED",
}
_CALL = {"id", "name", "args"}
_TEXT = (
    "The sandbox's model answers only by calling the one declared function, in ANY or VALIDATED."
)
_NO_KEY = (
    "Method doesn't allow unregistered callers (callers without established identity)."
    " Please use API Key or other form of API consumer identity to call this API."
)
_BAD_KEY = {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    "reason": "API_KEY_INVALID",
    "domain": "googleapis.com",
    "metadata": {"service": "generativelanguage.googleapis.com"},
}


class GeminiRefusal(Refused):
    """An answer in Google's error envelope."""

    def __init__(self, message: str, *, code: int = 400, details: Sequence[Any] = ()) -> None:
        error = {"code": code, "message": message, "status": _STATUS[code]}
        body = {"error": error | ({"details": [*details]} if details else {})}
        super().__init__(JSONResponse(body, code))


def gemini(state: State, *, key: str, brain: Brain) -> ASGIApp:
    """Build the service; `key` is the only API key that it accepts."""
    routes: list[tuple[str, str, Handler]] = []
    for version in ("v1", "v1beta"):
        path = f"/{version}/models"
        routes += [
            ("GET", path, _Door.list_models),
            ("POST", path + "/{model}:generateContent", _Door.generate),
            ("GET", path + "/{model}", _Door.get_model),
        ]
    app = application(_Door(state, key, brain), routes, not_implemented=_not_implemented)
    app.router.redirect_slashes = False
    return app


def _not_implemented(asked: str) -> Response:
    return GeminiRefusal(f"The sandbox's Gemini has no {asked}.", code=501).response


@dataclass(frozen=True, slots=True)
class _Accepted:
    """A request that Gemini would accept."""

    model: str
    message: GenerateContent
    tokens: int
    cached: int
    """How many of the tokens an earlier request began with, too."""


@dataclass(frozen=True, slots=True)
class _Door:
    state: State
    key: str
    brain: Brain
    signed: dict[bytes, tuple[str, Functions]] = field(default_factory=dict)
    """The model and the calls of each thought signature that was handed out."""
    beginnings: set[tuple[str, str]] = field(default_factory=set)
    """The model and what is the same for all requests of each that was answered."""

    async def list_models(self, request: Request) -> Response:
        self._authorize(request)
        return JSONResponse({"models": [_resource(model) for model in LEVELS]})

    async def get_model(self, request: Request) -> Response:
        self._authorize(request)
        model = request.path_params["model"]
        if ":" in model:  # a method of a model, which is not read with GET
            raise HTTPException(404)
        if model not in LEVELS:
            missing = f"Model is not found: models/{model} for api version {_version(request)}"
            raise GeminiRefusal(missing, code=404)
        return JSONResponse(_resource(model))

    async def generate(self, request: Request) -> Response:
        self._authorize(request)
        body = await request.body()
        if len(body) > _MAX_BODY:
            raise GeminiRefusal(f"Request payload size exceeds the limit: {_MAX_BODY} bytes.")
        model = request.path_params["model"]
        if model not in LEVELS:
            raise GeminiRefusal(_no_model(model, _version(request)), code=404)
        try:
            message = GenerateContent.model_validate_json(body)
            check(message, model=model, signed=self.signed)
        except ValidationError as error:
            raise _invalid(error) from None
        except ValueError as error:
            raise GeminiRefusal(str(error)) from None
        tokens = len(body) // 4 + 1
        return await self._answer(
            _Accepted(model, message, tokens, self._tokens_from_cache(model, message))
        )

    def _tokens_from_cache(self, model: str, message: GenerateContent) -> int:
        """Return the tokens that implicit caching saves, and keep the beginning for the next."""
        beginning = message.model_dump_json(include={"system_instruction", "tools", "tool_config"})
        tokens = len(beginning) // 4
        if tokens < _LEAST_CACHED:
            return 0
        is_known = (model, beginning) in self.beginnings
        self.beginnings.add((model, beginning))
        return tokens if is_known else 0

    def _authorize(self, request: Request) -> None:
        if request.query_params.keys() & {"key", "access_token"}:
            raise GeminiRefusal(
                "The API key is taken in the x-goog-api-key header, never in the URL."
            )
        if "authorization" in request.headers:
            # NOTE: a token in this header would be a leaked Auth0 or GitHub token.
            raise GeminiRefusal(
                "Only an API key is taken; the Authorization header must not be sent."
            )
        given = request.headers.get("x-goog-api-key", "")
        if not given:
            raise GeminiRefusal(_NO_KEY, code=403)
        if given != self.key:
            message = "API key not valid. Please pass a valid API key."
            raise GeminiRefusal(message, details=[_BAD_KEY])

    async def _answer(self, accepted: _Accepted) -> Response:
        entry = self.state.script.popleft() if self.state.script else {}
        if not isinstance(entry, dict):
            raise GeminiRefusal(f"An entry of the script is an object, not {entry!r}.", code=501)
        entry = dict(entry)
        if delay := entry.pop("delay", 0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.state.closing.wait(), delay)
        if "status" in entry and entry.keys() <= {"status", "body", "headers"}:
            return _raw(entry)
        body = _script_answer(entry, accepted) if entry else self._answer_of_brain(accepted)
        self._remember(accepted.model, body)
        return JSONResponse(body)

    def _answer_of_brain(self, accepted: _Accepted) -> dict[str, Any]:
        if accepted.message.tool_config.function_calling_config.mode not in ("ANY", "VALIDATED"):
            return _response(accepted, [{"text": _TEXT}])
        name = _function(accepted)
        return _response(accepted, [_call({"name": name, "args": self.brain(_request(accepted))})])

    def _remember(self, model: str, body: dict[str, Any]) -> None:
        # A script may send anything, so there may be no signed call.
        with suppress(LookupError, TypeError, ValueError):
            content = Content.model_validate_json(json.dumps(body["candidates"][0]["content"]))
            if content.calls and content.signature:
                self.signed[content.signature] = (model, content.calls)


def _invalid(error: ValidationError) -> GeminiRefusal:
    violations = [_violation(detail) for detail in error.errors()]
    details = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations}
    return GeminiRefusal("\n".join(v["description"] for v in violations), details=[details])


def _violation(detail: Mapping[str, Any]) -> dict[str, str]:
    loc, message = detail["loc"], detail["msg"].removeprefix("Value error, ")
    is_unknown = detail["type"] == "extra_forbidden"
    steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc]
    path = "".join(steps[:-1] if is_unknown else steps).removeprefix(".")
    at = f" at '{path}'" if path else ""
    if is_unknown:
        message = f'Unknown name "{loc[-1]}"{at}: Cannot find field.'
    elif path:
        return {"field": path, "description": f"Invalid value{at}: {message}"}
    where = {"field": path} if path else {}
    return where | {"description": f"Invalid JSON payload received. {message}"}


def _version(request: Request) -> str:
    return request.url.path.split("/")[1]


def _no_model(model: str, version: str) -> str:
    return (
        f"models/{model} is not found for API version {version}, or is not supported for"
        " generateContent. Call ListModels to see the list of available models and their"
        " supported methods."
    )


def _request(accepted: _Accepted) -> dict[str, Any]:
    turn = next(content for content in accepted.message.contents if content.role == "user")
    texts = [part.text for part in turn.parts if part.text]
    with suppress(LookupError, ValueError):
        value = json.loads(texts[-1])
        if isinstance(value, dict):
            return value
    raise GeminiRefusal("The sandbox's model reads only a request that is a JSON object.", code=501)


def _function(accepted: _Accepted) -> str:
    calling = accepted.message.tool_config.function_calling_config
    names = calling.allowed_function_names or accepted.message.declared
    if len(names) != 1:
        raise GeminiRefusal(
            f"The sandbox's model needs exactly one function, not {names}.", code=501
        )
    return names[0]


def _script_answer(entry: dict[str, Any], accepted: _Accepted) -> dict[str, Any]:
    match entry:
        case {"args": args, **rest} if not rest:
            return _response(accepted, [_call({"name": _function(accepted), "args": args})])
        case {"call": {"name": str()} as call, **rest} if not rest and call.keys() <= _CALL:
            return _response(accepted, [_call(call)])
        case {"response": dict(body), **rest} if not rest:
            return body
    if entry.keys() <= {"parts", "finishReason"}:
        return _response(accepted, entry.get("parts"), entry.get("finishReason", "STOP"))
    raise GeminiRefusal(f"No form of a script's entry has the keys {sorted(entry)}.", code=501)


def _call(call: dict[str, Any]) -> dict[str, Any]:
    call = {"id": secrets.token_hex(4)} | call
    return {"functionCall": {key: value for key, value in call.items() if value is not None}}


def _raw(entry: dict[str, Any]) -> Response:
    status, body, headers = entry["status"], entry.get("body", ""), entry.get("headers")
    if isinstance(body, str):
        return Response(body, status, headers, "text/html" if body else None)
    return JSONResponse(body, status, headers)


def _response(accepted: _Accepted, parts: list[Any] | None, finish: str = "STOP") -> dict[str, Any]:
    candidate = {} if parts is None else {"content": {"parts": _sign(parts), "role": "model"}}
    answered = len(json.dumps(parts)) // 4 + 1  # four bytes to the token, as for the request
    cached = {"cachedContentTokenCount": accepted.cached} if accepted.cached else {}
    return {
        "candidates": [candidate | {"finishReason": finish, "index": 0}],
        "usageMetadata": cached
        | {
            "promptTokenCount": accepted.tokens,
            "candidatesTokenCount": answered,
            "totalTokenCount": accepted.tokens + answered,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": accepted.tokens}],
        },
        "modelVersion": accepted.model,
        "responseId": secrets.token_urlsafe(16),
    }


def _sign(parts: list[Any]) -> list[Any]:
    # Gemini signs the first call of a turn only. The two bytes make "+/" of the standard alphabet
    # appear in each signature: a client that cannot carry them must fail here and not at Google.
    signature = b64encode(b"\xfb\xff" + secrets.token_bytes(62)).decode()
    parts = [dict(part) for part in parts]
    for part in [part for part in parts if "functionCall" in part][:1]:
        part.setdefault("thoughtSignature", signature)
    return [{key: value for key, value in part.items() if value is not None} for part in parts]


def _resource(model: str) -> dict[str, Any]:
    return {
        "name": f"models/{model}",
        "version": "001",
        "displayName": model.replace("-", " ").title(),
        "inputTokenLimit": 1_048_576,
        "outputTokenLimit": 65_536,
        "supportedGenerationMethods": ["generateContent"],
        "thinking": True,
    }
