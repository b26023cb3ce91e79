"""The model that aegis asks by: as it is in this version, and as a store has it.

A model of a store never changes: each that is written has an id of its own, and the broker asks by
one id. `model.fga` is the text for people, and `model.json` the same for the API; a test compares
them with OpenFGA's own tool.
"""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from aegis_cli.broker.authorization.batch_check import Misconfigured, Store, send
from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Malformed, Request, Response
from aegis_cli.core.secret import Secret

_MISSING = 404


@dataclass(frozen=True, slots=True)
class StoreModels:
    """What a store has of models."""

    newest: str | None
    """The id of the newest; `None` if there is none."""
    is_current: bool
    """Whether the newest is that of this version of aegis."""


def text() -> str:
    """Return the model as people read it."""
    return _file("model.fga")


def definition() -> dict[str, Any]:
    """Return the model as the API takes it."""
    loaded: dict[str, Any] = json.loads(_file("model.json"))
    return loaded


def look(store: Store, token: Secret | None) -> Flow[StoreModels]:
    """Look at the newest model of a store; raise `Misconfigured` or `Unavailable`."""
    path = f"/stores/{store.store_id}/authorization-models"
    answer = yield from send(Request("GET", store.url, path, (("page_size", "1"),), bearer=token))
    models = _member(answer, "authorization_models", list)
    newest = models[0] if models else None
    if newest is None:
        return StoreModels(None, is_current=False)
    if not isinstance(newest, dict) or not isinstance(newest.get("id"), str):
        raise Misconfigured("its answer is not a list of models")
    return StoreModels(newest["id"], is_same(newest, definition()))


def add(store: Store, token: Secret | None) -> Flow[str]:
    """Write the model of this version, and return its id; raise as `look` does."""
    path = f"/stores/{store.store_id}/authorization-models"
    body = json.dumps(definition()).encode()
    answer = yield from send(Request("POST", store.url, path, body=body, bearer=token))
    id_: str = _member(answer, "authorization_model_id", str)
    return id_


def is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two models say the same; a store adds an id, and members without a value."""
    named = ("schema_version", "type_definitions", "conditions")
    return all(
        _without_silence(one.get(name)) == _without_silence(other.get(name)) for name in named
    )


def _without_silence(value: Any) -> Any:
    """Return a part of a model without what says nothing."""
    if isinstance(value, list):
        return [_without_silence(each) for each in value]
    if not isinstance(value, dict):
        return value
    # NOTE: an empty object says something where it is a name of its own: `this`, `wildcard`.
    silent: tuple[Any, ...] = (None, "", [])
    said = {key: _without_silence(each) for key, each in value.items() if each not in silent}
    return {
        key: each
        for key, each in said.items()
        if each != {} or key not in {"metadata", "relations", "parameters", "conditions"}
    }


def _member(answer: Response, name: str, kind: type) -> Any:
    if answer.status == _MISSING:
        raise Misconfigured("there is no store of this id")
    if not answer.ok:
        raise Misconfigured(f"it answers {answer.status}")
    try:
        value = answer.json_object().get(name)
    except Malformed:
        value = None
    if not isinstance(value, kind):
        raise Misconfigured("its answer is not what it should be")
    return value


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
