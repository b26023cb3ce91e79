"""The part of JSON Schema that Jira's description uses, and what is wrong with a value."""

from collections.abc import Iterator, Mapping
from typing import Any

from aegis_cli.sandbox.jira.described import schema_named

_PYTHON: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def problems(schema: Mapping[str, Any], value: Any, where: str = "body") -> Iterator[str]:
    """Yield what is wrong with a value, each with its place."""
    schema = _resolve(schema)
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(kind, value) for kind in kinds):
        yield f"{where} must be of type {' or '.join(kinds)}"
    elif value not in schema.get("enum", [value]):
        yield f"{where} must be one of {', '.join(schema['enum'])}"
    elif isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        yield f"{where} is longer than {schema['maxLength']} characters"
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from problems(schema.get("items", {}), each, f"{where}[{at}]")
    elif isinstance(value, dict):
        yield from _in_object(schema, value, where)


def _in_object(schema: Mapping[str, Any], value: dict[str, Any], where: str) -> Iterator[str]:
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{where}.{name} is required"
    for name, each in value.items():
        if name in known:
            yield from problems(known[name], each, f"{where}.{name}")
        elif others is False:
            yield f"{where}.{name} is unknown"
        elif isinstance(others, dict):
            yield from problems(others, each, f"{where}.{name}")


def _resolve(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in schema:
        return _resolve(schema_named(schema["$ref"]))
    if "allOf" in schema:
        (only,) = schema["allOf"]
        return _resolve(only)
    return schema


def _is(kind: str, value: Any) -> bool:
    is_other = isinstance(value, bool) and kind != "boolean"
    return isinstance(value, _PYTHON[kind]) and not is_other
