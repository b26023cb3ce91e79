"""Makes answers of examples and schemas: the least that is legal, one of nulls, one of everything."""

from collections.abc import Mapping
from typing import Any, Literal

Shape = Literal["sparse", "hollow", "full"]
"""`sparse` has only what is required, `hollow` has every name and null where null may stand, and
`full` has a value under every name."""

_TEXTS = {
    "date-time": "2026-11-24T12:00:00Z",
    "date": "2026-11-24",
    "uri": "https://api.github.com/x",
    "email": "mona@example.com",
}
_NULL = {"type": "null"}


_MADE: dict[tuple[int, Shape], tuple[Mapping[str, Any], Any]] = {}
"""What was made of each schema, which is kept with it: no other one gets its place in memory."""


def instance(schema: Mapping[str, Any], shape: Shape) -> Any:
    """Make a value that a schema allows, once; who changes it copies it."""
    key = id(schema), shape
    if key not in _MADE:
        _MADE[key] = schema, _made(schema, shape)
    return _MADE[key][1]


def _made(schema: Mapping[str, Any], shape: Shape) -> Any:
    if "allOf" in schema:
        return instance(_joined(schema), shape)
    branches = [one for key in ("oneOf", "anyOf") for one in schema.get(key, ())]
    if branches and "properties" not in schema:
        return _of_branches(branches, shape)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type", "object" if "properties" in schema else None):
        case "object":
            return _object(schema, shape)
        case "array":
            least = schema.get("minItems", 0) if shape == "hollow" else 1
            return [instance(schema.get("items", {}), shape)] * least
        case kind:
            return _plain(schema, kind)


def filled(example: Any) -> Any:
    """Return an emptied example with a value wherever one was."""
    match example:
        case dict():
            return {key: filled(value) for key, value in example.items()}
        case list():
            return [filled(value) for value in example]
        case "":
            return "text"
        case bool() | None:
            return example
    return example or 1


def _of_branches(branches: list[Mapping[str, Any]], shape: Shape) -> Any:
    if _NULL in branches and shape != "full":
        return None
    meant = [one for one in branches if one != _NULL]
    # The last branch is the richest: a label is a text, or an object.
    return instance(meant[-1 if shape == "full" else 0], shape)


def _object(schema: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    named = schema.get("properties", {})
    kept = schema.get("required", ()) if shape == "sparse" else named
    more = schema.get("additionalProperties")
    unnamed = (
        {"text": instance(more, shape)} if more and more is not True and shape == "full" else {}
    )
    return unnamed | {name: instance(named.get(name, {}), shape) for name in kept}


def _plain(schema: Mapping[str, Any], kind: str | None) -> Any:
    if kind == "string":
        text = _TEXTS.get(schema.get("format", ""), "text")
        return text[: schema.get("maxLength")].ljust(schema.get("minLength", 0), "0")
    if kind in {"integer", "number"}:
        return schema.get("minimum", 1)
    return {"boolean": False, None: {}}[kind]


def _joined(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Put all of `allOf` into one schema, as far as objects go."""
    parts = [{key: value for key, value in schema.items() if key != "allOf"}, *schema["allOf"]]
    plain = [_joined(part) if "allOf" in part else part for part in parts]
    together = {key: value for part in plain for key, value in part.items()}
    return together | {
        "properties": {k: v for part in plain for k, v in part.get("properties", {}).items()},
        "required": [name for part in plain for name in part.get("required", ())],
    }
