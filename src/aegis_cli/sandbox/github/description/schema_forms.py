"""The part of JSON Schema that GitHub's description uses: types, branches and references."""

from collections.abc import Mapping
from typing import Any

from aegis_cli.sandbox.github.description.described import schema_named

_KINDS: dict[type, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    list: "array",
    dict: "object",
    type(None): "null",
}


def resolve(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema that a reference leads to, with all of `allOf` in one."""
    if "$ref" in schema:
        return resolve({**schema_named(schema["$ref"]), **_without(schema, "$ref")})
    if "allOf" in schema:
        parts = [resolve(part) for part in (*schema["allOf"], _without(schema, "allOf"))]
        properties = {k: v for part in parts for k, v in part.get("properties", {}).items()}
        required = [name for part in parts for name in part.get("required", ())]
        together = {key: value for part in parts for key, value in part.items()}
        return {
            **_without(together, "properties"),
            **({"properties": properties} if properties else {}),
            **({"required": required} if required else {}),
        }
    return schema


def branches(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the forms of which a value has one; none where there is one form only."""
    return [resolve(form) for form in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))]


def kinds(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the JSON types that a value may have; none where it may have any."""
    own = (schema["type"],) if "type" in schema else ()
    each = own or tuple(kind for form in branches(schema) for kind in kinds(form))
    null = ("null",) if schema.get("nullable") else ()
    return tuple(dict.fromkeys((*each, *null))) if each else ()


def fits(schema: Mapping[str, Any], value: Any, *, by_keys: bool = False) -> bool:
    """Return whether a value has the type of a schema, or of one of its forms.

    Of a form, an object has the keys too (`by_keys`), since several forms may be objects.
    """
    if value is None and schema.get("nullable"):
        return True
    forms, kind, wanted = branches(schema), _KINDS[type(value)], kinds(schema)
    if wanted and kind not in wanted and (kind != "integer" or "number" not in wanted):
        return False
    if forms:
        return any(fits(form, value, by_keys=True) for form in forms)
    if not by_keys or not isinstance(value, dict):
        return True
    properties = schema.get("properties", {}).items()
    return set(schema.get("required", ())) <= value.keys() and all(
        fits(resolve(each), value[name]) for name, each in properties if name in value
    )


def with_one_form(schema: Mapping[str, Any], form: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema with one of its forms as the only one."""
    base = {key: value for key, value in schema.items() if key not in {"oneOf", "anyOf"}}
    return resolve({"allOf": [base, form]}) if base else form


def _without(schema: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != key}
