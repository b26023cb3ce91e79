"""The JSON Schema of an action's fields, without what a model has no use for; pure."""

from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import is_constant, never_given

_DROPPED = frozenset({"title", "pattern", "minLength", "maxLength", "default"})
_NAMED = {"ge": "minimum", "le": "maximum"}
"""What pydantic calls otherwise where a validator stands between the type and its bounds."""


def fields_schema(cls: type[Action[Any]]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the schema of each field that can be given, and the fields that must be."""
    full = cls.model_json_schema()
    given = {
        name
        for name, info in cls.model_fields.items()
        if not is_constant(info) and name not in never_given(cls)
    }
    definitions = full.get("$defs", {})
    properties = {
        name: _plain(schema, definitions)
        for name, schema in full["properties"].items()
        if name in given
    }
    return properties, tuple(name for name in full.get("required", ()) if name in given)


def _plain(schema: Any, definitions: dict[str, Any]) -> Any:
    """Return a schema with its references in place, and without its titles and nulls."""
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _plain(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    kept = {
        _NAMED.get(key, key): _part(key, value, definitions)
        for key, value in schema.items()
        if key not in _DROPPED
    }
    choices = [each for each in kept.pop("anyOf", ()) if each != {"type": "null"}]
    if len(choices) == 1:
        return {**choices[0], **kept}
    return {**kept, **({"anyOf": choices} if choices else {})}


def _part(key: str, value: Any, definitions: dict[str, Any]) -> Any:
    if key == "properties":  # names of fields, which may be called `title`
        return {name: _plain(schema, definitions) for name, schema in value.items()}
    if isinstance(value, list):
        return [_plain(item, definitions) for item in value]
    return _plain(value, definitions)
