"""The routes of the sandbox's OpenFGA: a token, models, tuples, and checks.

Source: openfga/api, the description of its API; errors are `{"code", "message"}`.
"""

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from aegis_cli.sandbox.engine.application import Handler, Refused, application
from aegis_cli.sandbox.fga.evaluator import Checking, Model, Tuple, ValidationError
from aegis_cli.sandbox.fga.store import FgaStore, new_id

_MOST_CHECKS = 50
_MOST_TUPLES = 100
_LONGEST_TOKEN = 86400


def fga(store: FgaStore) -> ASGIApp:
    """Serve a store."""
    of_store = f"/stores/{store.id}"
    routes: list[tuple[str, str, Handler]] = [
        ("POST", "/oauth/token", _token),
        ("GET", f"{of_store}/authorization-models", _models),
        ("POST", f"{of_store}/authorization-models", _new_model),
        ("GET", f"{of_store}/authorization-models/{{model_id}}", _model),
        ("POST", f"{of_store}/write", _write),
        ("POST", f"{of_store}/check", _check),
        ("POST", f"{of_store}/batch-check", _batch_check),
    ]
    return application(store, routes, not_implemented=_not_implemented)


def _not_implemented(asked: str) -> Response:
    return _error(404, "undefined_endpoint", f"{asked} is not implemented in the sandbox.")


def _error(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"code": code, "message": message}, status)


def _invalid(message: str) -> Refused:
    return Refused(_error(400, "validation_error", message))


async def _token(store: FgaStore, request: Request) -> Response:
    form = await request.form()
    asked = form.get("grant_type"), form.get("client_id"), form.get("client_secret")
    if asked != ("client_credentials", store.client_id, store.client_secret):
        return JSONResponse({"error": "access_denied", "error_description": "Unauthorized"}, 401)
    token = secrets.token_urlsafe(32)
    store.tokens.add(token)
    return JSONResponse(
        {"access_token": token, "token_type": "Bearer", "expires_in": _LONGEST_TOKEN}
    )


async def _body(store: FgaStore, request: Request) -> dict[str, Any]:
    _admit(store, request)
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise _invalid("the body is not a JSON object")
    return body


def _admit(store: FgaStore, request: Request) -> None:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token not in store.tokens:
        raise Refused(_error(401, "auth_failed_invalid_bearer_token", "invalid bearer token"))


async def _models(store: FgaStore, request: Request) -> Response:
    _admit(store, request)
    newest_first = list(reversed(store.models.values()))
    return JSONResponse({"authorization_models": newest_first, "continuation_token": ""})


async def _new_model(store: FgaStore, request: Request) -> Response:
    body = await _body(store, request)
    try:
        Model.of(body)
    except (KeyError, TypeError):
        raise _invalid("invalid authorization model") from None
    number = new_id()
    store.models[number] = {"id": number, **body}
    return JSONResponse({"authorization_model_id": number}, 201)


async def _model(store: FgaStore, request: Request) -> Response:
    _admit(store, request)
    model_id = request.path_params["model_id"]
    if model_id not in store.models:
        return _error(404, "authorization_model_not_found", f"{model_id} not found")
    return JSONResponse({"authorization_model": store.models[model_id]})


async def _write(store: FgaStore, request: Request) -> Response:
    body = await _body(store, request)
    model = _model_of(store, body)
    writes = _tuples((body.get("writes") or {}).get("tuple_keys"))
    deletes = _tuples((body.get("deletes") or {}).get("tuple_keys"))
    if len(writes) + len(deletes) > _MOST_TUPLES:
        return _error(400, "exceeded_entity_limit", "too many tuples")
    for one in writes:
        _require(model, one)
    there = {(one.user, one.relation, one.object) for one in store.tuples}
    if any((one.user, one.relation, one.object) in there for one in writes):
        message = "cannot write a tuple which already exists"
        return _error(400, "write_failed_due_to_invalid_input", message)
    gone = {(one.user, one.relation, one.object) for one in deletes}
    kept = [one for one in store.tuples if (one.user, one.relation, one.object) not in gone]
    store.tuples = kept + writes
    return JSONResponse({})


async def _check(store: FgaStore, request: Request) -> Response:
    body = await _body(store, request)
    try:
        allowed = _decide(store, _model_of(store, body), body)
    except ValidationError as problem:
        raise _invalid(str(problem)) from None
    return JSONResponse({"allowed": allowed, "resolution": ""})


async def _batch_check(store: FgaStore, request: Request) -> Response:
    body = await _body(store, request)
    checks = body.get("checks")
    if not isinstance(checks, list) or not 1 <= len(checks) <= _MOST_CHECKS:
        raise _invalid("invalid BatchCheckRequest.Checks: value must contain 1 to 50 items")
    model = _model_of(store, body)
    result: dict[str, dict[str, Any]] = {}
    for check in checks:
        try:
            result[check["correlation_id"]] = {"allowed": _decide(store, model, check)}
        except ValidationError as problem:
            error = {"input_error": "validation_error", "message": str(problem)}
            result[check["correlation_id"]] = {"error": error}
    return JSONResponse({"result": result})


def _model_of(store: FgaStore, body: dict[str, Any]) -> Model:
    model_id = body.get("authorization_model_id") or next(reversed(store.models), None)
    if model_id not in store.models:
        message = f"Authorization Model '{model_id}' not found"
        raise Refused(_error(400, "authorization_model_not_found", message))
    return Model.of(store.models[model_id])


def _decide(store: FgaStore, model: Model, asked: dict[str, Any]) -> bool:
    given = _tuples((asked.get("contextual_tuples") or {}).get("tuple_keys"))
    if len(set(given)) != len(given) or len(given) > _MOST_TUPLES:
        raise ValidationError("duplicate or too many contextual tuples")
    for one in given:
        model.require(one)
    key = asked["tuple_key"]
    if key["user"].count(":") != 1 or "#" in key["user"] or " " in key["user"]:
        raise ValidationError("the 'user' field is malformed")
    now = (asked.get("context") or {}).get("current_time")
    checking = Checking(model, [*store.tuples, *given], now)
    return checking.has(key["user"], key["relation"], key["object"])


def _require(model: Model, one: Tuple) -> None:
    try:
        model.require(one)
    except ValidationError as problem:
        raise _invalid(str(problem)) from None


def _tuples(keys: Any) -> list[Tuple]:
    return [
        Tuple(
            each["user"],
            each["relation"],
            each["object"],
            ((each.get("condition") or {}).get("context") or {}).get("valid_until"),
        )
        for each in keys or []
    ]
