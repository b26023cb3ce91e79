"""The fields of what an action answers, as its class declares them, and some of them alone."""

from collections.abc import Collection
from typing import Any, get_args, get_origin

from pydantic import BaseModel, RootModel

from aegis_cli.actions.action import Action


def result_fields(action: type[Action[Any]]) -> tuple[str, ...]:
    """Return the fields of an action's result, or of each item of it, sorted; none of a text."""
    result = action.facts.result
    kind = get_args(result)[0] if get_origin(result) is list else result
    is_object = isinstance(kind, type) and issubclass(kind, BaseModel)
    if not is_object or issubclass(kind, RootModel):
        return ()
    return tuple(sorted({*kind.model_fields, *(each.name for each in action.facts.related)}))


def pick_fields(data: Any, fields: Collection[str]) -> Any:
    """Return some fields of a result, or of each item of it, in their alphabetical order."""
    if isinstance(data, list):
        return [pick_fields(each, fields) for each in data]
    return {name: data.get(name) for name in sorted(fields)}
